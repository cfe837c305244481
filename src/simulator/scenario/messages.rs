//! AWS Backup's own status messages as data, so that scenarios refer to them by number.

use serde::Deserialize;

use super::ScenarioError;
use super::format::JobKind;
use crate::simulator::state::{Ending, JobState};

const CATALOGUE: &str = include_str!("../../../assets/scenarios/messages.toml");

/// One status message.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Its number.
    pub number: u16,
    /// A readable name of it.
    pub name: String,
    /// The kind of job it belongs to.
    pub kind: JobKind,
    /// The state a job with it usually has.
    pub state: JobState,
    /// `MessageCategory` as AWS would give it.
    pub category: String,
    /// The words.
    pub text: String,
}

/// All status messages.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    message: Vec<Message>,
}

impl Catalogue {
    /// Reads the catalogue that ships with the program.
    pub fn read() -> Result<Self, ScenarioError> {
        toml::from_str(CATALOGUE).map_err(|error| ScenarioError::Parse {
            name: "messages.toml".to_owned(),
            message: error.to_string(),
        })
    }

    /// A message by its number.
    pub fn get(&self, number: u16) -> Option<&Message> {
        self.message.iter().find(|message| message.number == number)
    }

    /// A message by its name.
    pub fn named(&self, name: &str) -> Option<&Message> {
        self.message.iter().find(|message| message.name == name)
    }

    /// The names of all messages of a kind of job.
    pub fn names(&self, kind: JobKind) -> impl Iterator<Item = &str> {
        self.message.iter().filter(move |message| message.kind == kind).map(|message| message.name.as_str())
    }

    /// How a job ends with a message; without that message it just fails.
    pub fn ending(&self, number: u16) -> Ending {
        match self.get(number) {
            Some(message) => Ending::because(message.state, &message.text, &message.category),
            None => Ending::because(JobState::Failed, "An internal error occurred.", "MISCELLANEOUS"),
        }
    }
}

/// Whether a text can only be meant as a message's name: small letters and digits joined by hyphens.
pub fn reads_as_a_name(text: &str) -> bool {
    text.contains('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_complete_and_numbered_without_gaps() {
        let numbers: Vec<_> =
            Catalogue::read().unwrap().message.iter().map(|message| message.number).collect();
        assert_eq!(numbers, (1..=83).collect::<Vec<_>>());
    }

    #[test]
    fn every_message_has_a_name_of_its_own() {
        let catalogue = Catalogue::read().unwrap();
        for message in &catalogue.message {
            assert!(reads_as_a_name(&message.name), "{message:?}");
            assert_eq!(catalogue.named(&message.name).map(|found| found.number), Some(message.number));
        }
    }

    #[test]
    fn every_message_has_words_and_an_end_state() {
        for message in Catalogue::read().unwrap().message {
            assert!(!message.text.is_empty() && !message.text.contains('…'), "{message:?}");
            assert!(message.state.is_terminal(), "{message:?}");
        }
    }

    #[test]
    fn the_documentation_names_every_message() {
        let text = include_str!("../../../docs/simulator.md");
        for Message { name, number, .. } in Catalogue::read().unwrap().message {
            let told: String = format!("`{name}` ({number})");
            let text = text.replace('\n', " ");
            assert!(text.contains(&told), "docs/simulator.md does not have {told}");
        }
    }
}
