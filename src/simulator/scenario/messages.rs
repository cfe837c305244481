//! AWS Backup's own status messages as data, so that scenarios refer to them by number.

use serde::Deserialize;

use super::ScenarioError;
use super::format::JobKind;
use crate::simulator::state::JobState;

const CATALOGUE: &str = include_str!("../../../assets/scenarios/messages.toml");

/// One status message.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Its number.
    pub number: u16,
    /// The kind of job it belongs to.
    pub kind: JobKind,
    /// The state a job with it usually has.
    pub state: JobState,
    /// MessageCategory as AWS would give it.
    pub category: String,
    /// The words.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    message: Vec<Message>,
}

/// Reads the catalogue that ships with the program.
pub fn catalogue() -> Result<Vec<Message>, ScenarioError> {
    let parsed: Result<Catalogue, _> = toml::from_str(CATALOGUE);
    parsed.map(|catalogue| catalogue.message).map_err(|error| ScenarioError::Parse {
        name: "messages.toml".to_owned(),
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_complete_and_numbered_without_gaps() {
        let numbers: Vec<_> = catalogue().unwrap().iter().map(|message| message.number).collect();
        assert_eq!(numbers, (1..=83).collect::<Vec<_>>());
    }

    #[test]
    fn every_message_has_words_and_an_end_state() {
        for message in catalogue().unwrap() {
            assert!(!message.text.is_empty() && !message.text.contains('…'), "{message:?}");
            assert!(message.state.is_terminal(), "{message:?}");
        }
    }
}
