//! The program as its user meets it: how soon it draws, how soon it answers a key, what it costs to leave it open.

use std::time::Duration;

use color_eyre::eyre::Result;

use super::account::{Account, IDLE};
use super::pty::{SIZE, Terminal};
use super::report::{Report, Samples};

const STARTS: usize = 20;
const STARTS_TO_DATA: usize = 10;
const KEY_ROUNDS: usize = 50;
/// Each of these keys changes the screen of the demo's overview, and the last leaves it as the first found it.
const KEYS: [&str; 9] = ["\t", "j", "k", "?", "\x1b", ":", "\x1b", "z", "\x1b"];
const MINUTE: Duration = Duration::from_mins(1);
/// After the first load the console reads the jobs of the last month, and then has nothing left to do.
const SETTLE: Duration = Duration::from_secs(5);
/// What a refresh itself changes on the screen is drawn within this time.
const BREATH: Duration = Duration::from_millis(100);

const FIRST_FRAME: Duration = Duration::from_millis(20);
const KEY_TO_FRAME: Duration = Duration::from_millis(16);
const IDLE_BYTES: f64 = 200.0;
const IDLE_CPU_PERCENT: f64 = 0.1;
const RESIDENT_MB: f64 = 25.0;

/// Measures the program.
pub fn run(report: &mut Report) -> Result<()> {
    report.head(&format!("program, {}x{}", SIZE.0, SIZE.1));
    starts(report)?;
    keys(report)?;
    idle(report)
}

fn starts(report: &mut Report) -> Result<()> {
    // What any start costs on this machine at this moment: the process, its libraries, its arguments.
    let bare = repeat(STARTS, || Terminal::run(&["--version"])?.until_end())?;
    report.times("spawn to end of --version, for comparison", &bare);
    let account = Account::start("demo", 0)?;
    let frame = repeat(STARTS, || account.open()?.until_frame())?;
    report.median_within("spawn to first frame", &frame, FIRST_FRAME);
    let data = repeat(STARTS_TO_DATA, || {
        account.open()?.until("the first data", |screen| shows(screen, "prod-daily"))
    })?;
    report.times("spawn to first data, demo account", &data);
    let mut console = account.open()?;
    let all = console.until("the whole account", |screen| shows(screen, "live"))?;
    report.time("spawn to all of it, demo account", all);
    console.pass(SETTLE)?;
    report.figure_within("resident memory, demo account", megabytes(console.resident()?), "MB", RESIDENT_MB);
    Ok(())
}

/// Keys while every answer is late. `R` keeps requests out all the time.
fn keys(report: &mut Report) -> Result<()> {
    let account = Account::start("demo", 3000)?;
    let mut console = account.open()?;
    console.until("the whole account", |screen| shows(screen, "live"))?;
    let mut samples = Vec::new();
    for _ in 0..KEY_ROUNDS {
        console.send("R")?;
        console.pass(BREATH)?;
        for key in KEYS {
            samples.push(console.press(key)?);
        }
    }
    report.p99_within("key to frame, endpoint that takes 3 s", &samples.into_iter().collect(), KEY_TO_FRAME);
    Ok(())
}

fn idle(report: &mut Report) -> Result<()> {
    let account = Account::start(IDLE, 0)?;
    let mut console = account.open()?;
    console.until("the whole account", |screen| shows(screen, "live"))?;
    console.pass(SETTLE)?;
    let before = console.cpu()?;
    let bytes = console.pass(MINUTE)?;
    let busy = console.cpu()?.saturating_sub(before);
    let percent = busy.as_secs_f64() / MINUTE.as_secs_f64() * 100.0;
    report.figure_within("idle minute: written", f64::from(u32::try_from(bytes)?), "B", IDLE_BYTES);
    report.figure_within("idle minute: CPU", percent, "%", IDLE_CPU_PERCENT);
    report.figure("idle minute: resident memory", megabytes(console.resident()?), "MB");
    Ok(())
}

fn repeat(times: usize, measure: impl Fn() -> Result<Duration>) -> Result<Samples> {
    (0..times).map(|_| measure()).collect()
}

fn shows(screen: &vt100::Screen, text: &str) -> bool {
    screen.contents().contains(text)
}

#[expect(clippy::cast_precision_loss, reason = "memory sizes are far below the 52 bits that stay exact")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
