//! A seat at the real console: model, executor and screen as the program has them, the simulator behind, no terminal.
//!
//! The clock is the simulator's and stands still until a test moves it; nothing here sleeps.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::allow_attributes,
    reason = "a test fails by panicking, and each test file uses its own part of this one"
)]

pub mod svg;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use vaultdeck::app::effect::Effect;
use vaultdeck::app::keymap::Keymap;
use vaultdeck::app::model::{Model, Options};
use vaultdeck::app::msg::Msg;
use vaultdeck::app::{begin, update};
use vaultdeck::aws::{Fleet, Login, ScopeSettings};
use vaultdeck::config::{Config, Look};
use vaultdeck::domain::scope::{Scope, ScopeId};
use vaultdeck::runtime::executor::{Executor, Mode};
use vaultdeck::runtime::road::{self, Road};
use vaultdeck::screen;
use vaultdeck::simulator::{self, Clock, Scenario, Simulator};
use vaultdeck::store::Store;
use vaultdeck::ui::theme::Theme;

/// Real time that a condition may take: only a hang comes near it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The night of the pictures: 2026-11-21 02:14 UTC.
pub fn night() -> Timestamp {
    "2026-11-21T02:14:00Z".parse().unwrap()
}

/// How to sit down.
pub struct Setup {
    pub scenario: Scenario,
    pub regions: Vec<&'static str>,
    pub size: (u16, u16),
    pub options: Options,
    pub color: bool,
    pub store: Store,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            scenario: Scenario::Demo,
            regions: vec!["us-east-1"],
            size: (120, 40),
            options: Options::default(),
            color: false,
            store: Store::temporary(),
        }
    }
}

/// A seat at the console.
pub struct Seat {
    pub simulator: Simulator,
    pub model: Model,
    pub terminal: Terminal<TestBackend>,
    /// Texts that were put on the clipboard.
    pub yanked: Vec<String>,
    /// How often the bell rang.
    pub bells: usize,
    pub quit: bool,
    pub store: Store,
    theme: Theme,
    executor: Executor,
    answers: UnboundedReceiver<Msg>,
    goes_on: bool,
}

impl Seat {
    /// Starts a simulator and a console on it. Nothing has been answered yet.
    pub async fn take(setup: Setup) -> Self {
        let clock = Clock::manual(night());
        let options = simulator::Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            scenario: setup.scenario.clone(),
            seed: 1,
            clock,
            latency: Duration::ZERO,
            verify_signatures: false,
        };
        let simulator = Simulator::start(options).await.unwrap();
        Self::at(simulator, setup)
    }

    /// Starts a console on a simulator that runs already.
    pub fn at(simulator: Simulator, setup: Setup) -> Self {
        let now = simulator.clock().now();
        let settings = setup.regions.iter().map(|region| ScopeSettings {
            login: Login::MadeUp("123456789012".into()),
            region: Some((*region).to_owned()),
            endpoint_url: Some(simulator.url()),
            requests_per_second: 1000,
        });
        let fleet = Fleet::new(settings.collect());
        let scopes = (0..).zip(&setup.regions).map(|(id, region)| Scope {
            id: ScopeId(id),
            region: (*region).to_owned(),
            alias: Some("shop-prod".into()),
            ..Scope::default()
        });
        let (sender, answers) = unbounded_channel();
        let mode = if setup.options.read_only { Mode::ReadOnly } else { Mode::Operate };
        let told = simulator.clock().clone();
        let clock: road::Clock = std::sync::Arc::new(move || told.now());
        let road = Road { fleet: fleet.into(), mode, store: setup.store.clone(), clock };
        let executor = Executor::new(road, sender, tokio::runtime::Handle::current());
        let color = setup.color.then_some("truecolor");
        let look = Look::choose(&Config::default(), !setup.color, |name| match name {
            "COLORTERM" => color.map(str::to_owned),
            "LANG" => Some("C.UTF-8".to_owned()),
            _ => None,
        });
        let model = Model::new(scopes.collect(), setup.options, Keymap::default(), setup.size, now);
        let mut seat = Self {
            simulator,
            model,
            terminal: Terminal::new(TestBackend::new(setup.size.0, setup.size.1)).unwrap(),
            yanked: Vec::new(),
            bells: 0,
            quit: false,
            theme: Theme::new(look, &std::collections::BTreeMap::default()),
            executor,
            answers,
            goes_on: false,
            store: setup.store,
        };
        let effects = begin(&mut seat.model);
        seat.carry_out(effects);
        seat.executor.claim();
        seat
    }

    /// A seat at which everything that was asked has been answered.
    pub async fn settled(setup: Setup) -> Self {
        let mut seat = Self::take(setup).await;
        seat.settle().await;
        seat
    }

    /// Ends the console as a kill does, and waits until the store in `state` counts it as gone.
    pub async fn leave(self, state: &std::path::Path) -> Simulator {
        let Self { simulator, executor, store, .. } = self;
        drop((executor, store));
        let consoles = || std::fs::read_dir(state.join("consoles")).unwrap().count();
        let gone = async {
            while consoles() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, gone).await.unwrap();
        simulator
    }

    /// Waits until an operation has been called.
    pub async fn until_called(&mut self, operation: &str) {
        let called = async {
            while self.simulator.calls().count(operation) == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, called).await.unwrap();
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match self.executor.carry_out(effect) {
                Some(Effect::Continue) => self.goes_on = true,
                Some(Effect::Yank(text)) => self.yanked.push(text),
                Some(Effect::Bell) => self.bells += 1,
                Some(Effect::Quit) => self.quit = true,
                _ => {}
            }
        }
    }

    /// Sends a message, and goes on with what it began.
    pub fn send(&mut self, msg: Msg) {
        let mut next = Some(msg);
        while let Some(msg) = next {
            let now = self.simulator.clock().now();
            let effects = update(&mut self.model, msg, now);
            self.carry_out(effects);
            next = std::mem::take(&mut self.goes_on).then_some(Msg::Continue);
        }
    }

    /// Presses keys, written as in the configuration, with blanks between.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.send(Msg::Key(key.parse().unwrap()));
        }
    }

    /// Types or pastes a text.
    pub fn paste(&mut self, text: &str) {
        self.send(Msg::Paste(text.to_owned()));
    }

    /// Lets time pass, for console and AWS alike.
    pub fn pass(&mut self, time: SignedDuration) {
        self.simulator.clock().advance(time);
        self.send(Msg::Wake);
    }

    /// Waits until every request has been answered.
    pub async fn settle(&mut self) {
        self.until_true("every request is answered", |seat| {
            seat.model.requests.is_empty()
                && !seat.model.journal.is_reading()
                && !seat.model.history.is_busy()
                && !seat.model.form().is_some_and(vaultdeck::wizards::form::Form::is_journalling)
        })
        .await;
    }

    /// Waits until a text is on the screen.
    pub async fn until(&mut self, text: &str) {
        self.until_true(text, |seat| seat.screen().contains(text)).await;
    }

    /// Lets minutes pass, a few seconds at a time, until a text is on the screen.
    pub async fn pass_until(&mut self, text: &str, most: SignedDuration) {
        let end = self.simulator.clock().now() + most;
        while !self.screen().contains(text) {
            assert!(self.simulator.clock().now() < end, "{text:?} did not come:\n{}", self.screen());
            self.pass(SignedDuration::from_secs(5));
            self.settle().await;
        }
    }

    async fn until_true(&mut self, what: &str, done: impl Fn(&mut Self) -> bool) {
        while !done(self) {
            match tokio::time::timeout(PATIENCE, self.answers.recv()).await {
                Ok(Some(msg)) => self.send(msg),
                _ => panic!("{what:?} did not come about:\n{}", self.screen()),
            }
        }
    }

    /// The screen as text.
    pub fn screen(&mut self) -> String {
        self.terminal.draw(|frame| screen::draw(&self.model, &self.theme, frame)).unwrap();
        let buffer = self.terminal.backend().buffer();
        let width = usize::from(buffer.area.width).max(1);
        let row = |cells: &[ratatui::buffer::Cell]| {
            cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
        };
        buffer.content.chunks(width).map(row).collect::<Vec<_>>().join("\n")
    }

    /// Changes the window's size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().resize(width, height);
        self.send(Msg::Resize { width, height });
    }
}
