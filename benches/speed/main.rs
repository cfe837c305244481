//! How fast and how small the console is, beside what it has to meet: `cargo bench`, or `cargo bench -- program` for one of
//! the parts program, table, jobs and simulator.
//!
//! The program is the release binary in a pseudo-terminal, and the simulator behind it is a process of its own, so that
//! their memory and CPU stay apart. Takes about three minutes, of which one is the idle one.

mod account;
mod jobs;
mod large;
mod program;
mod pty;
mod report;
mod seat;
mod table;

use color_eyre::eyre::Result;
use report::Report;

type Part = fn(&mut Report) -> Result<()>;

/// The program comes first: starting a process takes the longer, the more memory its parent has.
const PARTS: [(&str, Part); 4] =
    [("program", program::run), ("table", table::run), ("jobs", jobs::run), ("simulator", large::run)];

fn main() -> Result<()> {
    // Cargo passes `--bench`; what is left are names of parts.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut report = Report::new();
    for (name, part) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            part(&mut report)?;
        }
    }
    report.end();
    Ok(())
}
