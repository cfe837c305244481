//! Builds the accounts that a scenario describes.

use jiff::Timestamp;

use super::{Document, Scenario, ScenarioError, alarm};
use crate::simulator::state::State;

/// The world of a scenario at `now`, the same for the same seed.
pub fn load(scenario: &Scenario, now: Timestamp, seed: u64) -> Result<State, ScenarioError> {
    let document = read(scenario)?;
    let mut state = State::new(now, seed);
    alarm::place(&document, &mut state)?;
    Ok(state)
}

fn read(scenario: &Scenario) -> Result<Document, ScenarioError> {
    let (name, text) = match scenario {
        Scenario::Empty => return Ok(Document::default()),
        Scenario::Demo => ("demo".to_owned(), DEMO.to_owned()),
        Scenario::File(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ScenarioError::Read { path: path.clone(), source })?;
            (path.display().to_string(), text)
        }
    };
    toml::from_str(&text).map_err(|error| ScenarioError::Parse { name, message: error.to_string() })
}

const DEMO: &str = include_str!("../../../assets/scenarios/demo.toml");
