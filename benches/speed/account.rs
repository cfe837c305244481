//! The account behind the console: a simulator in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use color_eyre::eyre::{OptionExt as _, Result};

use super::pty::{BINARY, Terminal};

/// An account in which nothing happens for the next hours.
pub const IDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/speed/idle.toml");

/// A running simulator. Killed when dropped.
pub struct Account {
    process: Child,
    url: String,
}

impl Account {
    /// Starts a simulator whose answers take so many milliseconds.
    pub fn start(scenario: &str, latency: u32) -> Result<Self> {
        Self::start_with(scenario, latency, &[])
    }

    /// As [`Account::start`], with more arguments.
    pub fn start_with(scenario: &str, latency: u32, more: &[&str]) -> Result<Self> {
        let mut process = Command::new(BINARY)
            .args(["simulate", "--scenario", scenario, "--latency", &latency.to_string()])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or_eyre("no output")?).read_line(&mut line)?;
        let url =
            line.trim().strip_prefix("listening on ").ok_or_eyre("the simulator does not listen")?.to_owned();
        Ok(Self { process, url })
    }

    /// Where it listens.
    pub fn address(&self) -> Result<String> {
        Ok(self.url.strip_prefix("http://").ok_or_eyre("not an http address")?.to_owned())
    }

    /// Its resident memory.
    pub fn resident_megabytes(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or_eyre("no resident memory")?;
        let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kibibytes * 1024.0 / 1e6)
    }

    /// Starts a console on it.
    pub fn open(&self) -> Result<Terminal> {
        Terminal::run(&["--endpoint-url", &self.url])
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
