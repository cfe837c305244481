//! Where the pure parts meet the world: the terminal, signals, the log, and the loop between them.

pub mod backend;
pub mod console;
pub mod desk;
pub mod events;
pub mod executor;
pub mod headless;
mod history;
pub mod input;
pub mod log;
mod on_alert;
pub mod patience;
pub mod road;
mod sgr;
pub mod signals;
pub mod terminal;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use color_eyre::eyre::{Result, WrapErr as _};
use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;
use futures::{Stream, StreamExt as _};
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use self::console::{Ask, Console};
use self::executor::{Executor, Mode};
use self::road::Road;
use self::signals::Signal;
use self::terminal::{Guard, Screen};
use crate::app::keymap::Keymap;
use crate::app::model::{Model, Options};
use crate::app::msg::Msg;
use crate::aws::{Fleet, Login, ScopeSettings};
use crate::config::{Demo, RpoConfig, ScopeChoice, Settings};
use crate::domain::rpo;
use crate::domain::scope::{Scope, ScopeId};
use crate::simulator::{self, Scenario, Simulator};
use crate::store::Store;
use crate::ui::theme::Theme;

/// The demo's account, also its access key: the simulator takes a key of 12 digits for the account.
const DEMO_ACCOUNT: &str = "123456789012";
const DEMO_NAME: &str = "shop-prod";
const DEMO_REGION: &str = "us-east-1";

/// Runs the console until it is quit.
///
/// # Errors
/// With what made it end.
pub fn run(settings: Settings) -> Result<()> {
    // One worker reads the answers, while the loop, on this thread, stays free for keys. A second would double the memory
    // that waits for the next long list, and the calls are too few to need it.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .wrap_err("cannot start the runtime")?;
    // Before the terminal is taken: a signal that ends the program must find somebody who gives it back.
    let signals = runtime.block_on(async { signals::signals() }).wrap_err("cannot listen for signals")?;
    let guard = Guard::take().wrap_err("cannot take the terminal")?;
    let done = runtime.block_on(run_on(&guard, settings, signals));
    // Calls that are out are not waited for.
    runtime.shutdown_background();
    done
}

async fn run_on(
    guard: &Guard,
    settings: Settings,
    signals: impl Stream<Item = Signal> + Send + 'static,
) -> Result<()> {
    let terminal = guard.screen().wrap_err("cannot draw on the terminal")?;
    let size = terminal.size().wrap_err("the terminal does not tell its size")?;
    let keymap = Keymap::new(&settings.config.key_overrides())?;
    let choices = choices(&settings);
    let options = options(&settings);
    let theme = Theme::new(settings.look, &settings.config.theme.colors);
    let model = Model::new(scopes(&choices), options, keymap, (size.width, size.height), Timestamp::now());
    let mut console = Console { model, theme, terminal, clock: Arc::new(Timestamp::now) };
    // The first frame waits for nothing: not for credentials, not for the demo.
    console.draw()?;
    let events = events::events().wrap_err("cannot read the terminal")?;
    let input = forward(input::messages(events, signals));
    let simulator = match settings.demo {
        Some(demo) => Some(start_demo(demo).await?),
        None => None,
    };
    // The demo leaves nothing behind, so its journal is gone with it.
    let store = if settings.demo.is_some() { Store::temporary() } else { Store::open(&settings.state) };
    let fleet = fleet(choices, &settings, simulator.as_ref());
    let (answers, received) = unbounded_channel();
    let mode = if settings.config.read_only { Mode::ReadOnly } else { Mode::Operate };
    let road = Road { fleet: Arc::new(fleet), mode, store, clock: Arc::clone(&console.clock) };
    for warning in &settings.warnings {
        // The loop's own queue: it is the first thing that is said.
        let _ = answers.send(Msg::Refused(warning.clone()));
    }
    let mut executor = Executor::new(road, answers, tokio::runtime::Handle::current());
    executor.claim();
    let host = |ask, screen: &mut Screen| host(guard, ask, screen);
    let done = console.run(input, received, executor, host).await;
    Ok(console::ended(done)?)
}

/// Moves messages into a queue that can be looked into without waiting.
fn forward(messages: impl Stream<Item = Msg> + Send + 'static) -> UnboundedReceiver<Msg> {
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        let mut messages = std::pin::pin!(messages);
        while let Some(msg) = messages.next().await {
            if sender.send(msg).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The scopes to watch: the demo has one of its own, unless Regions are named.
fn choices(settings: &Settings) -> Vec<ScopeChoice> {
    if settings.demo.is_none() {
        return settings.scopes.clone();
    }
    let region = |region: Option<&String>| Some(region.map_or(DEMO_REGION, String::as_str).to_owned());
    settings
        .scopes
        .iter()
        .map(|choice| ScopeChoice {
            name: Some(DEMO_NAME.to_owned()),
            profile: None,
            region: region(choice.region.as_ref()),
        })
        .collect()
}

/// The sessions of the scopes, on the demo's simulator if there is one.
fn fleet(choices: Vec<ScopeChoice>, settings: &Settings, demo: Option<&Simulator>) -> Fleet {
    let endpoint_url = demo.map(Simulator::url).or_else(|| settings.endpoint_url.clone());
    let session = |choice: ScopeChoice| ScopeSettings {
        login: login(&choice, demo.is_some()),
        region: choice.region,
        endpoint_url: endpoint_url.clone(),
        requests_per_second: settings.config.polling.requests_per_second.get(),
    };
    Fleet::new(choices.into_iter().map(session).collect())
}

fn scopes(choices: &[ScopeChoice]) -> Vec<Scope> {
    (0..)
        .zip(choices)
        .map(|(number, choice)| Scope {
            id: ScopeId(number),
            profile: choice.profile.clone(),
            region: choice.region.clone().unwrap_or_default(),
            alias: choice.name.clone(),
            identity: None,
        })
        .collect()
}

fn options(settings: &Settings) -> Options {
    let config = &settings.config;
    Options {
        read_only: config.read_only,
        demo: settings.demo.is_some(),
        zone: config.time_zone.zone(),
        ascii: settings.look.ascii,
        polling: config.polling.clone(),
        backup: config.backup.clone(),
        alerts: config.alerts.clone(),
        guard: config.guard.clone(),
        objectives: config.rpo.iter().map(objective).collect(),
        watches_all: settings.watches_all,
        history_days: config.history.days,
        seed: uuid::Uuid::new_v4().as_u64_pair().0,
    }
}

fn objective(rule: &RpoConfig) -> rpo::Rule {
    let RpoConfig { kind, name, arn, tag, rpo, rto, criticality } = rule.clone();
    let tags = tag.0.into_iter().map(|(key, value)| rpo::Tag { key, value }).collect();
    let objective = rpo::Objective {
        rpo: rpo.0,
        rto: rto.map(|rto| rto.0),
        criticality,
        source: "the configuration".to_owned(),
        ..rpo::Objective::default()
    };
    rpo::Rule { kind, name, arn, tags, objective }
}

fn login(choice: &ScopeChoice, demo: bool) -> Login {
    match &choice.profile {
        _ if demo => Login::MadeUp(DEMO_ACCOUNT.to_owned()),
        Some(profile) => Login::Profile(profile.clone()),
        None => Login::Ambient,
    }
}

async fn start_demo(demo: Demo) -> Result<Simulator> {
    let options = simulator::Options {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        scenario: Scenario::Demo,
        seed: demo.seed,
        clock: simulator::Clock::system(1.0),
        latency: demo.latency,
        verify_signatures: false,
    };
    Simulator::start(options).await.wrap_err("cannot start the demo's simulator")
}

/// What only the terminal itself can do; a text says why it could not.
fn host(guard: &Guard, ask: Ask, screen: &mut Screen) -> io::Result<Option<String>> {
    match ask {
        Ask::Yank(text) => {
            let mut sequence = String::new();
            // Writing into a string does not fail.
            let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
            screen.backend_mut().send(sequence.as_bytes());
        }
        Ask::Notify(sequence) => screen.backend_mut().send(sequence.as_bytes()),
        Ask::Bell => screen.backend_mut().send(b"\x07"),
        Ask::Redraw => guard.resume(screen)?,
        Ask::Suspend => return Ok(guard.stop(screen).err().map(|error| format!("cannot stop: {error}"))),
    }
    Ok(None)
}
