//! An AWS Backup, CloudWatch and STS endpoint over HTTP, in the process.
//!
//! The demo, the tests and `vaultdeck simulate` all talk to it through the real AWS SDKs, so it shares no code with
//! `aws` or `domain`: one mistake cannot hide on both sides of the wire.
//!
//! # The rooms
//! - `http` takes requests (`connection` can be cut), finds service and operation, lets `faults` happen and keeps the
//!   record of `calls`; `control` is the `/_simulator` path; `routes` is the table of the model's 115 operations;
//!   `request` and `wire` are the two sides of one exchange; `page` is paging.
//! - `model` is AWS's own description of every operation: requests are held against it before an operation sees them.
//! - `state` is what the simulator knows, one estate per account and region. `ops` has one function an operation,
//!   from state and request to an answer; `cloudwatch` and `sts` are the other two services.
//! - `engine` is what happens as the `clock` runs: schedules, jobs, retention. It runs lazily: each request first
//!   advances the state to now, and everything happens at its planned moment, not at the moment of the request.
//! - `kinds` and `restore` are what differs from one resource type to the next; `signature` checks `SigV4` when asked to.
//! - `scenario` builds accounts from a TOML file (`assets/scenarios/small.toml` shows the form) or, `large`, from figures.
//!
//! # Determinism
//! All ids and durations come from the seed; a scenario's times are relative to the clock's start. Two simulators
//! with the same seed, scenario and clock give the same answers to the same requests (request ids apart).

mod calls;
mod clock;
mod cloudwatch;
mod connection;
mod control;
mod engine;
mod faults;
mod http;
mod ids;
mod json;
mod kinds;
mod model;
mod names;
mod ops;
mod page;
mod reply;
mod request;
mod restore;
mod routes;
mod scenario;
mod schedule;
mod signature;
mod state;
mod sts;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use faults::Pages;

pub use calls::{Call, Calls, Traffic};
pub use clock::{Clock, ClockError};
pub use faults::{ANY, Fault, FaultRule, Faults, table as fault_table};
pub use scenario::{Large, Scenario, ScenarioError};

/// How to start a simulator.
#[derive(Debug, Clone)]
pub struct Options {
    /// A loopback address; port 0 takes a free port.
    pub listen: SocketAddr,
    /// The account to start with.
    pub scenario: Scenario,
    /// Makes ids and durations; the same seed makes the same account.
    pub seed: u64,
    /// The virtual clock.
    pub clock: Clock,
    /// How long every answer takes.
    pub latency: Duration,
    /// Whether requests must be signed, with a 12-digit account as access key id and `simulated` as secret.
    pub verify_signatures: bool,
}

impl Default for Options {
    /// A free loopback port, an empty account, seed 1, real time, no latency, signatures not checked.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            scenario: Scenario::Empty,
            seed: 1,
            clock: Clock::system(1.0),
            latency: Duration::ZERO,
            verify_signatures: false,
        }
    }
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is reachable from other machines.
    #[error("the simulator listens on loopback addresses only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The scenario cannot be used.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

/// A running simulator. It stops when dropped.
#[derive(Debug)]
pub struct Simulator {
    server: Arc<http::Server>,
    address: SocketAddr,
    task: Option<tokio::task::JoinHandle<io::Result<()>>>,
}

impl Simulator {
    /// Loads the scenario and serves it; ready to be asked when this returns. Needs a tokio runtime.
    ///
    /// # Errors
    /// The address is not loopback or taken, or the scenario does not load.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Options { listen, scenario, seed, clock, latency, verify_signatures } = options;
        if !listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(listen));
        }
        let mut state = scenario::load(&scenario, clock.now(), seed)?;
        let faults = Faults::new(clock.clone(), seed);
        faults.replace(std::mem::take(&mut state.faults));
        let bind_error = |source| StartError::Bind { address: listen, source };
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(bind_error)?;
        let address = listener.local_addr().map_err(bind_error)?;
        let server = Arc::new(http::Server {
            scenario: scenario.to_string(),
            seed,
            state: Mutex::new(state),
            faults,
            clock,
            pages: Pages::default(),
            calls: Calls::default(),
            latency,
            verify_signatures,
            stop: CancellationToken::new(),
        });
        let task = tokio::spawn(http::serve(listener, Arc::clone(&server)));
        Ok(Self { server, address, task: Some(task) })
    }

    /// The endpoint URL, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.server.clock
    }

    /// Its faults, to switch on and off.
    pub fn faults(&self) -> &Faults {
        &self.server.faults
    }

    /// How often each operation was called.
    pub fn calls(&self) -> &Calls {
        &self.server.calls
    }

    /// Stops serving and waits until the last connection is closed.
    pub async fn stop(mut self) {
        self.server.stop.cancel();
        if let Some(task) = self.task.take() {
            // The server has nothing left to report that anyone could act on.
            let _ = task.await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.stop.cancel();
    }
}
