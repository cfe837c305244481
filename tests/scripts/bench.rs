//! A simulator, an empty home, and the real binary between them.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
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
    /// Ten minutes pass at AWS in a second.
    pub async fn quick() -> Self {
        Self::with(Clock::system(600.0), Scenario::File(SMALL.into())).await
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

    async fn with(clock: Clock, scenario: Scenario) -> Self {
        let options = Options { scenario, clock, ..Options::default() };
        let home = tempfile::tempdir().unwrap();
        let bench = Self { simulator: Simulator::start(options).await.unwrap(), home };
        fs::write(bench.config(), "[polling]\nactive_jobs = 1\n").unwrap();
        bench
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
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("VAULTDECK_CONFIG", self.config())
            .env("AWS_ENDPOINT_URL", self.simulator.url())
            .env("AWS_ACCESS_KEY_ID", "123456789012")
            .env("AWS_SECRET_ACCESS_KEY", "simulated")
            .env("AWS_REGION", "us-east-1")
            .stdin(Stdio::null())
    }

    /// Runs a line to its end.
    pub async fn run(&self, line: &str) -> Ended {
        self.end(self.command(line)).await
    }

    /// Runs a command to its end, while the simulator answers.
    pub async fn end(&self, mut command: Command) -> Ended {
        let run = move || command.output().unwrap();
        Ended::of(tokio::task::spawn_blocking(run).await.unwrap())
    }

    /// Runs a line until it says something on standard error, then sends it a signal.
    pub async fn interrupt(&self, line: &str, when: &'static str, signal: Signal) -> Ended {
        let mut command = self.command(line);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let run = move || {
            let mut said = BufReader::new(child.stderr.take().unwrap());
            let mut all = String::new();
            while !all.contains(when) {
                assert!(said.read_line(&mut all).unwrap() > 0, "it ended: {all}");
            }
            kill(&child, signal);
            std::io::Read::read_to_string(&mut said, &mut all).unwrap();
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
