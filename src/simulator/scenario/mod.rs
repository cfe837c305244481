//! What a simulated account looks like: a TOML file, all of its times relative to the moment it is loaded.
//!
//! A scenario describes vaults, resources and plans; running the plans over the last `history.days` makes the jobs,
//! recovery points and copies that such an account would have. `[[jobs]]`, `[[points]]` and `[[alarms]]` add what
//! went differently, `[[denials]]` what encoded authorization messages say, `[[faults]]` what goes wrong. `assets/scenarios/small.toml` is a small
//! example with all of it.

mod alarm;
mod format;
mod holds;
mod large;
mod load;
mod messages;
mod nearest;
mod organization;
mod restore_testing;
mod value;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

pub use format::{Denial, JobKind};
pub use large::Large;
pub use load::load;
pub use messages::Catalogue;
pub use value::Offset;

/// Which account the simulator starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scenario {
    /// An account with nothing in it.
    Empty,
    /// The demo company that ships with the program.
    Demo,
    /// An account in which nothing is wrong, and in which nothing goes wrong by itself.
    Healthy,
    /// Names, tags and messages that are meant to do harm, wherever AWS lets them stand.
    Hostile,
    /// A made-up account of a given size.
    Large(Large),
    /// A scenario file.
    File(PathBuf),
}

impl FromStr for Scenario {
    type Err = std::convert::Infallible;

    /// `empty`, `demo`, `healthy`, `hostile`, `large`, or else the path of a file.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "empty" => Self::Empty,
            "demo" => Self::Demo,
            "healthy" => Self::Healthy,
            "hostile" => Self::Hostile,
            "large" => Self::Large(Large::default()),
            path => Self::File(path.into()),
        })
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Demo => f.write_str("demo"),
            Self::Healthy => f.write_str("healthy"),
            Self::Hostile => f.write_str("hostile"),
            Self::Large(_) => f.write_str("large"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// Why a scenario cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("cannot read scenario {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML of the right form; the text shows line and column.
    #[error("scenario {name}: {message}")]
    Parse {
        /// The file, or the built-in's name.
        name: String,
        /// The parser's words with line and column.
        message: String,
    },
    /// An entry refers to something that is not there.
    #[error("scenario: {entry}: there is no {what} named {name}{}", hint(nearest.as_deref()))]
    Unknown {
        /// The entry that refers.
        entry: String,
        /// What it refers to, such as `vault`.
        what: &'static str,
        /// The name it uses.
        name: String,
        /// The right name that is most like it, where that is known.
        nearest: Option<String>,
    },
    /// A schedule or another value means nothing.
    #[error("scenario: {entry}: {message}")]
    Invalid {
        /// The entry.
        entry: String,
        /// What is wrong with it.
        message: String,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}
