//! A simulator, an empty home, and the real binary between them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use jiff::Timestamp;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

/// The account of the small example, where AWS Backup is quick.
pub const SMALL: &str = "assets/scenarios/small.toml";

/// A simulator and a home.
pub struct Bench {
    pub simulator: Simulator,
    pub home: TempDir,
    /// Whether the clock runs while a command waits.
    runs: bool,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub said: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            said: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

impl Bench {
    /// While a command waits, and only then, ten minutes pass at AWS in a second.
    pub async fn quick() -> Self {
        let clock = still();
        clock.pause();
        clock.set_speed(600.0).unwrap();
        Self { runs: true, ..Self::with(clock, Scenario::File(SMALL.into())).await }
    }

    /// Nothing moves in an account that is written out.
    pub async fn of(scenario: &str) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(scenario.as_bytes()).unwrap();
        Self::with(still(), Scenario::File(file.path().into())).await
    }

    /// Nothing moves at AWS.
    pub async fn still() -> Self {
        Self::with(still(), Scenario::File(SMALL.into())).await
    }

    /// An account that comes with the program, by the machine's own clock: what is counted is of the last day.
    pub async fn at(scenario: Scenario) -> Self {
        Self::with(Clock::system(1.0), scenario).await
    }

    async fn with(clock: Clock, scenario: Scenario) -> Self {
        let options = Options { scenario, clock, ..Options::default() };
        let home = tempfile::tempdir().unwrap();
        let bench = Self { simulator: Simulator::start(options).await.unwrap(), home, runs: false };
        bench.configure("");
        bench
    }

    /// What else the configuration says.
    pub fn configure(&self, lines: &str) {
        fs::write(self.config(), format!("{lines}\n[polling]\nactive_jobs = 1\n")).unwrap();
    }

    fn config(&self) -> std::path::PathBuf {
        self.home.path().join("quick.toml")
    }

    /// The binary with the words of a line behind it, and nothing in its environment but what points at the simulator.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vaultdeck"));
        self.surround(&mut command).args(line.split_whitespace());
        command
    }

    /// Gives a command the environment.
    pub fn surround<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env_clear().envs(self.environment()).stdin(Stdio::null())
    }

    /// What points at the simulator.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        vec![
            ("HOME", path(self.home.path())),
            ("VAULTDECK_CONFIG", path(&self.config())),
            ("AWS_ENDPOINT_URL", self.simulator.url()),
            ("AWS_ACCESS_KEY_ID", "123456789012".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "simulated".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }

    /// Runs a line to its end.
    pub async fn run(&self, line: &str) -> Ended {
        self.end(self.command(line)).await
    }

    /// Runs a command to its end, while the simulator answers.
    pub async fn end(&self, command: Command) -> Ended {
        let clock = self.simulator.clock().clone();
        let runs = self.runs;
        let run = move |_: &Child| {
            if runs {
                clock.resume();
            }
        };
        let ended = Self::watch(command, "WAIT  ", run).await;
        self.simulator.clock().pause();
        ended
    }

    /// Runs a line until it says something on standard error, then sends it a signal.
    pub async fn interrupt(&self, line: &str, when: &'static str, signal: Signal) -> Ended {
        self.meanwhile(line, when, move |child| kill(child, signal)).await
    }

    /// Runs a line; `then` is done when it says something on standard error.
    pub async fn meanwhile(
        &self,
        line: &str,
        when: &'static str,
        then: impl FnOnce(&Child) + Send + 'static,
    ) -> Ended {
        let ended = Self::watch(self.command(line), when, then).await;
        assert!(ended.said.contains(when), "it never said {when}: {ended:?}");
        ended
    }

    /// Runs a command; `then` is done when it first says something on standard error.
    async fn watch(
        mut command: Command,
        when: &'static str,
        then: impl FnOnce(&Child) + Send + 'static,
    ) -> Ended {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let run = move || {
            let mut said = BufReader::new(child.stderr.take().unwrap());
            let mut all = String::new();
            while !all.contains(when) && said.read_line(&mut all).unwrap() > 0 {}
            if all.contains(when) {
                then(&child);
            }
            said.read_to_string(&mut all).unwrap();
            let mut ended = Ended::of(child.wait_with_output().unwrap());
            ended.said = all;
            ended
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    /// The journal, as `vaultdeck journal` prints it, the newest first.
    pub async fn journal(&self) -> Vec<Value> {
        let mut document = self.run("journal --format json").await.json();
        serde_json::from_value(document["entries"].take()).unwrap()
    }

    /// How often an operation was called.
    pub fn calls(&self, operation: &str) -> u64 {
        self.simulator.calls().count(operation)
    }

    /// The idempotency tokens that an operation was called with, each once.
    pub fn tokens(&self, operation: &str) -> BTreeSet<String> {
        let log = self.simulator.calls().log();
        log.iter()
            .filter(|call| call.operation == operation)
            .filter_map(|call| call.body["IdempotencyToken"].as_str().map(str::to_owned))
            .collect()
    }
}

fn still() -> Clock {
    Clock::manual("2026-11-21T02:14:00Z".parse::<Timestamp>().unwrap())
}

fn kill(child: &Child, signal: Signal) {
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), signal).unwrap();
}
