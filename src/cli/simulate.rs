//! `vaultdeck simulate`: the simulator on its own, for the AWS CLI and any SDK.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _};
use tokio::signal::unix::{SignalKind, signal};

use super::large::LargeArgs;
use super::{milliseconds, print};
use crate::config::{LogLevel, nearest};
use crate::runtime::log;
use crate::simulator::{ANY, Clock, Fault, Options, Scenario, Simulator};

#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub(super) struct SimulateArgs {
    /// Listen here: a loopback address; port 0 takes a free port.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:0", value_parser = listen)]
    listen: SocketAddr,
    /// The account to start with: empty, demo, healthy, hostile, large, or a scenario file.
    #[arg(long, value_name = "NAME|FILE", default_value = "demo", value_parser = scenario)]
    scenario: Scenario,
    /// The same seed makes the same account.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many times faster than real time its clock runs.
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed, allow_hyphen_values = true)]
    speed: f64,
    /// How long each answer takes at least, in milliseconds.
    #[arg(long, value_name = "MS", default_value = "0", value_parser = milliseconds, allow_hyphen_values = true)]
    latency: Duration,
    /// Refuse requests that are not signed as AWS wants it, with the keys that are printed.
    #[arg(long)]
    verify_signatures: bool,
    /// Throttle what goes beyond AWS's documented rates.
    #[arg(long)]
    rate_limits: bool,
    /// Answer with short or empty pages now and then, though more follow.
    #[arg(long)]
    short_pages: bool,
    /// Begin with the clock paused, until the control path lets it run.
    #[arg(long)]
    paused: bool,
    #[command(flatten)]
    large: LargeArgs,
}

/// The scenarios that come with the program.
const NAMES: [&str; 5] = ["empty", "demo", "healthy", "hostile", "large"];

/// `localhost` is the loopback address, whatever this machine's resolver says.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:");
    let address = port.map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    address.parse().map_err(|_| "give a loopback address with a port, such as 127.0.0.1:4747".to_owned())
}

fn scenario(text: &str) -> Result<Scenario, String> {
    let Ok(scenario) = text.parse();
    if matches!(&scenario, Scenario::File(path) if !path.exists()) {
        let names = NAMES.join(", ");
        let near = nearest(text, NAMES).filter(|near| near.len().abs_diff(text.len()) < 3);
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("neither a file that is there nor one of {names}{near}"));
    }
    Ok(scenario)
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    // Above this, a request a second apart would see a month pass.
    if (0.0..=1e6).contains(&speed) { Ok(speed) } else { Err("must be from 0 to 1000000".to_owned()) }
}

impl SimulateArgs {
    /// Serves until Ctrl-C.
    pub(super) fn run(self, level: LogLevel) -> Result<()> {
        log::start_on_stderr(level)?;
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        tokio.wrap_err("cannot start the runtime")?.block_on(self.serve())
    }

    async fn serve(self) -> Result<()> {
        let Self {
            listen,
            scenario,
            seed,
            speed,
            latency,
            verify_signatures,
            rate_limits,
            short_pages,
            paused,
            large,
        } = self;
        let scenario = large.size(scenario).unwrap_or_else(|error| error.exit());
        let clock = Clock::system(speed);
        if paused {
            clock.pause();
        }
        let options = Options { listen, scenario, seed, clock, latency, verify_signatures };
        // Before it says that it is ready, so that a Ctrl-C right after is heard.
        let mut interrupt = signal(SignalKind::interrupt()).wrap_err("cannot wait for Ctrl-C")?;
        let simulator = Simulator::start(options).await.wrap_err("cannot start the simulator")?;
        for (on, fault) in [(rate_limits, Fault::RateLimits), (short_pages, Fault::ShortPages)] {
            if on {
                simulator.faults().set(ANY, fault);
            }
        }
        print(banner(&simulator.url()).as_bytes())?;
        interrupt.recv().await;
        simulator.stop().await;
        Ok(())
    }
}

/// What points the AWS CLI and any SDK at the simulator. The access key id is the account.
fn banner(url: &str) -> String {
    format!(
        "listening on {url}
export AWS_ENDPOINT_URL={url}
export AWS_ACCESS_KEY_ID=123456789012
export AWS_SECRET_ACCESS_KEY=simulated
export AWS_REGION=us-east-1
export AWS_DEFAULT_REGION=us-east-1
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_says_where_it_listens_and_the_rest_can_be_sourced() {
        let banner = banner("http://127.0.0.1:4747");
        let (first, exports) = banner.split_once('\n').unwrap();
        assert_eq!(first, "listening on http://127.0.0.1:4747");
        assert!(exports.lines().all(|line| line.starts_with("export AWS_") && line.contains('=')));
    }

    #[test]
    fn a_name_that_is_nearly_a_scenario_is_told_the_right_one() {
        let said = scenario("Demo").unwrap_err();
        assert!(said.contains("empty, demo, healthy, hostile, large; did you mean `demo`?"), "{said}");
        assert!(!scenario("no/such/scenario.toml").unwrap_err().contains("did you mean"));
        assert_eq!(scenario("Cargo.toml"), Ok(Scenario::File("Cargo.toml".into())));
        assert_eq!(scenario("hostile"), Ok(Scenario::Hostile));
    }

    #[test]
    fn localhost_is_a_place_to_listen() {
        assert_eq!(listen("localhost:4848"), listen("127.0.0.1:4848"));
        assert!(listen("here:4848").unwrap_err().contains("127.0.0.1:4747"));
    }

    #[test]
    fn a_clock_that_cannot_run_is_refused() {
        for bad in ["-1", "NaN", "inf", "1e9", "fast"] {
            assert!(speed(bad).is_err(), "{bad}");
        }
        assert_eq!(speed("0"), Ok(0.0));
    }
}
