//! The console without its screen, until it has been told all that it asks for: the same model, `update` and executor, so that
//! what is printed from it is what the screen would show. It only looks: whatever else the model asks for is not carried out.

use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre::Result;
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::executor::{Executor, Mode};
use super::patience::{Enough, Patience};
use super::road::{self, Road};
use super::{choices, fleet, options, scopes, start_demo};
use crate::app::effect::Effect;
use crate::app::journal::NEWEST;
use crate::app::keymap::Keymap;
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::app::{begin, update};
use crate::config::Settings;
use crate::simulator::Simulator;
use crate::store::Store;

/// Nobody sees it; no list is cut by it.
const SIZE: (u16, u16) = (120, 40);

/// A console that nobody sees.
pub struct Headless {
    /// The model.
    pub model: Model,
    /// Why it is not known which alerts were acknowledged, if so.
    pub forgotten: Option<String>,
    executor: Executor,
    answers: UnboundedReceiver<Msg>,
    clock: road::Clock,
    store: Store,
    /// What was done about alerts has been read, or could not be.
    recalled: bool,
    wake_at: Option<Timestamp>,
    /// The demo's simulator lives as long as the command.
    _demo: Option<Simulator>,
}

impl std::fmt::Debug for Headless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Headless").field("model", &self.model).finish_non_exhaustive()
    }
}

impl Headless {
    /// A console on all scopes of the settings, that has asked nothing yet. Needs a tokio runtime.
    ///
    /// # Errors
    /// The demo's simulator does not start, or the keys of the configuration make no sense.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let demo = match settings.demo {
            Some(demo) => Some(start_demo(demo).await?),
            None => None,
        };
        let choices = choices(settings);
        let keymap = Keymap::new(&settings.config.key_overrides())?;
        let clock: road::Clock = Arc::new(Timestamp::now);
        let mut options = options(settings);
        // They are billed, and nothing here tells them.
        options.polling.metrics = 0;
        let model = Model::new(scopes(&choices), options, keymap, SIZE, clock());
        let fleet = fleet(choices, settings, demo.as_ref());
        // What was never there is not made by looking.
        let kept = demo.is_none() && Store::is_in(&settings.state);
        let store = if kept { Store::open(&settings.state) } else { Store::temporary() };
        let road = Road {
            fleet: Arc::new(fleet),
            mode: Mode::ReadOnly,
            store: store.clone(),
            clock: Arc::clone(&clock),
        };
        let (sender, answers) = unbounded_channel();
        let executor = Executor::new(road, sender, tokio::runtime::Handle::current());
        let (forgotten, recalled, wake_at) = (None, false, None);
        Ok(Self { model, forgotten, executor, answers, clock, store, recalled, wake_at, _demo: demo })
    }

    /// Asks, until all has been told or will not be.
    ///
    /// # Errors
    /// The patience ended first: what came until then is in the model.
    pub async fn look(&mut self, patience: &Patience) -> Result<(), Enough> {
        let effects = begin(&mut self.model);
        let mut goes_on = self.carry_out(effects);
        self.executor.recall();
        while !self.has_settled() {
            let msg = if goes_on { Msg::Continue } else { patience.race(self.next()).await? };
            if let Msg::Handled(handled) = &msg {
                self.recalled = true;
                self.forgotten = handled.as_ref().err().cloned();
            }
            goes_on = self.send(msg);
        }
        if self.model.suspects_loss() {
            self.read_journal().await;
        }
        Ok(())
    }

    /// Reads the journal's newest entries.
    pub async fn read_journal(&mut self) {
        let entries = self.store.newest(NEWEST).await.map_err(|error| error.to_string());
        self.send(Msg::Journal(entries));
    }

    fn has_settled(&self) -> bool {
        self.recalled && self.model.poll.has_settled(self.model.now)
    }

    async fn next(&mut self) -> Msg {
        let pause = self.wake_at.map(|at| at.duration_since((self.clock)()));
        let pause = pause.map(|pause| Duration::try_from(pause).unwrap_or(Duration::ZERO));
        let wake = async {
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some(msg) = self.answers.recv() => msg,
            () = wake => Msg::Wake,
        }
    }

    fn send(&mut self, msg: Msg) -> bool {
        let effects = update(&mut self.model, msg, (self.clock)());
        self.carry_out(effects)
    }

    /// Whether a long piece of work goes on.
    fn carry_out(&mut self, effects: Vec<Effect>) -> bool {
        let mut goes_on = false;
        for effect in effects {
            match effect {
                Effect::Ask { .. } | Effect::Forget(_) | Effect::Renew(_) => {
                    self.executor.carry_out(effect);
                }
                Effect::WakeAt(at) => self.wake_at = Some(at),
                Effect::Continue => goes_on = true,
                _ => {}
            }
        }
        goes_on
    }
}
