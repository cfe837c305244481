//! Builds the accounts that a scenario describes.

mod holds;
mod jobs;
mod plans;
mod points;
mod restore_testing;
mod vaults;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::format::{self, Document, JobKind, MessageRef};
use super::messages::{Catalogue, Message, reads_as_a_name};
use super::nearest::nearest;
use super::value::Offset;
use super::{Scenario, ScenarioError, alarm, large, organization};
use crate::simulator::engine::later;
use crate::simulator::ids::Random;
use crate::simulator::kinds::{KINDS, Kind};
use crate::simulator::request::Scope;
use crate::simulator::restore::Forms;
use crate::simulator::state::{Ending, JobState, Lifecycle, Resource, SourceKey, State, Traits, Vault};
use crate::simulator::wire::Text;

const DEMO: &str = include_str!("../../../../assets/scenarios/demo.toml");
const HEALTHY: &str = include_str!("../../../../assets/scenarios/healthy.toml");
const HOSTILE: &str = include_str!("../../../../assets/scenarios/hostile.toml");
const DEFAULT_ROLE: &str = "AWSBackupDefaultServiceRole";

/// The world of a scenario at `now`, the same for the same seed.
pub fn load(scenario: &Scenario, now: Timestamp, seed: u64) -> Result<State, ScenarioError> {
    if let Scenario::Large(size) = scenario {
        return large::build(*size, now, seed);
    }
    build(read(scenario)?, now, seed)
}

fn read(scenario: &Scenario) -> Result<Document, ScenarioError> {
    let (name, text) = match scenario {
        Scenario::Empty | Scenario::Large(_) => return Ok(Document::default()),
        Scenario::Demo => ("demo".to_owned(), DEMO.to_owned()),
        Scenario::Healthy => ("healthy".to_owned(), HEALTHY.to_owned()),
        Scenario::Hostile => ("hostile".to_owned(), HOSTILE.to_owned()),
        Scenario::File(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ScenarioError::Read { path: path.clone(), source })?;
            (path.display().to_string(), text)
        }
    };
    parse(&name, &text)
}

fn parse(name: &str, text: &str) -> Result<Document, ScenarioError> {
    let error =
        |error: toml::de::Error| ScenarioError::Parse { name: name.to_owned(), message: error.to_string() };
    toml::from_str(text).map_err(error)
}

/// The world of a scenario given as text.
pub(super) fn build_text(name: &str, text: &str, now: Timestamp, seed: u64) -> Result<State, ScenarioError> {
    build(parse(name, text)?, now, seed)
}

fn build(document: Document, now: Timestamp, seed: u64) -> Result<State, ScenarioError> {
    let start = later(now, SignedDuration::from_hours(-24 * i64::from(document.history.days)));
    let mut state = State::new(start, seed);
    state.messages = Catalogue::read()?;
    state.forms = Arc::new(Forms::read()?);
    organization::place(&document, &mut state);
    let mut loader = Loader { document, now, seed, state, resources: HashMap::new() };
    loader.vaults()?;
    loader.roles();
    loader.resources()?;
    loader.settings();
    loader.plans()?;
    loader.restore_testing()?;
    loader.fates()?;
    loader.omissions()?;
    loader.holds()?;
    loader.interruptions()?;
    loader.state.advance(now);
    loader.jobs()?;
    loader.points()?;
    alarm::place(&loader.document, &mut loader.state)?;
    loader.state.advance(now);
    loader.state.faults = std::mem::take(&mut loader.document.faults);
    Ok(loader.state)
}

/// A scenario on its way to a world.
struct Loader {
    document: Document,
    now: Timestamp,
    seed: u64,
    state: State,
    /// Resources by scope and name.
    resources: HashMap<(Scope, String), Arc<Resource>>,
}

impl Loader {
    fn at(&self, offset: Offset) -> Timestamp {
        later(self.now, offset.0)
    }

    fn scope(&self, account: Option<&str>, region: Option<&str>) -> Scope {
        Scope::new(account.unwrap_or(&self.document.account), region.unwrap_or(&self.document.region))
    }

    /// The ARN of a role; names are taken for service roles of the account.
    fn role(&self, scope: &Scope, role: Option<&str>) -> Text {
        let named = Some(self.document.role.as_str()).filter(|role| !role.is_empty());
        let role = role.or(named).unwrap_or(DEFAULT_ROLE);
        if role.starts_with("arn:") {
            return role.into();
        }
        format!("arn:aws:iam::{}:role/service-role/{role}", scope.account).into()
    }

    fn resource(&self, scope: &Scope, name: &str, entry: &str) -> Result<Arc<Resource>, ScenarioError> {
        let found = self.resources.get(&(scope.clone(), name.to_owned()));
        found.cloned().ok_or_else(|| unknown(entry, "resource", name))
    }

    fn vault(&self, scope: &Scope, name: &str, entry: &str) -> Result<&Vault, ScenarioError> {
        let found = self.state.estates.get(scope).and_then(|estate| estate.vaults.get(name));
        found.ok_or_else(|| unknown(entry, "vault", name))
    }

    fn resources(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.resources.clone() {
            let entry = format!("resource {}", given.name);
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let kind = match &given.variant {
                Some(variant) => Kind::variant(&given.kind, variant).ok_or_else(|| {
                    unknown_of(&entry, "variant of the type", variant, Kind::variants(&given.kind))
                })?,
                None => Kind::named(&given.kind).ok_or_else(|| {
                    unknown_of(&entry, "resource type", &given.kind, KINDS.iter().map(|kind| kind.name))
                })?,
            };
            let mut random = Random::named(self.seed, &entry);
            let members: Result<Vec<_>, _> = given
                .members
                .iter()
                .map(|name| Ok(self.resource(&scope, name, &entry)?.arn.clone()))
                .collect();
            let resource = Arc::new(Resource {
                arn: kind.resource_arn(&scope, &given.name, given.id.as_deref(), &mut random),
                kind,
                name: given.name.as_str().into(),
                size: given.size.0,
                takes: given.takes.map(|takes| takes.0),
                tags: given.tags,
                fate: given
                    .fate
                    .as_ref()
                    .map(|fate| self.fate_ending(JobKind::Backup, fate, &entry))
                    .transpose()?,
                members: members?,
                traits: Traits { key: source_key(given.key.as_deref(), &scope), condition: given.condition },
            });
            let restored = given.restore_fate.as_ref();
            let restored =
                restored.map(|fate| self.fate_ending(JobKind::Restore, fate, &entry)).transpose()?;
            if let Some(ending) = restored {
                self.state.estate(&scope).restore_fates.insert(resource.arn.clone(), ending);
            }
            self.resources.insert((scope.clone(), given.name), Arc::clone(&resource));
            self.state.estate(&scope).resources.insert(resource.arn.clone(), resource);
        }
        Ok(())
    }

    fn settings(&mut self) {
        let scope = self.scope(None, None);
        let opted_out = self.document.opted_out.iter().map(|kind| (kind.clone(), false)).collect();
        if !self.document.region.is_empty() {
            let estate = self.state.estate(&scope);
            estate.opt_in = opted_out;
            estate.no_default_vpc = self.document.no_default_vpc;
        }
    }

    fn fate_ending(&self, kind: JobKind, fate: &format::Fate, entry: &str) -> Result<Ending, ScenarioError> {
        self.ending((kind, fate.state), fate.message.as_ref(), fate.category.as_deref(), entry)
    }

    /// How a job ends: the state, with the message's words and category unless others are given.
    fn ending(
        &self,
        (kind, state): (JobKind, JobState),
        message: Option<&MessageRef>,
        category: Option<&str>,
        entry: &str,
    ) -> Result<Ending, ScenarioError> {
        let mut ending = match message {
            None if state == JobState::Completed => Ending::completed(),
            None if state == JobState::Expired => self.state.messages.ending(2),
            None if state == JobState::Aborted => self.state.messages.ending(3),
            None => Ending { state, message: None, category: Some("MISCELLANEOUS".into()) },
            Some(MessageRef::Number(number)) => {
                let known = self.state.messages.get(*number);
                from_catalogue(known, kind, state)
                    .ok_or_else(|| unknown(entry, "message", &number.to_string()))?
            }
            Some(MessageRef::Text(name)) if reads_as_a_name(name) => {
                let known = self.state.messages.named(name);
                let names = || self.state.messages.names(kind);
                from_catalogue(known, kind, state)
                    .ok_or_else(|| unknown_of(entry, "message", name, names()))?
            }
            Some(MessageRef::Text(text)) => Ending::because(state, text, "MISCELLANEOUS"),
        };
        ending.state = state;
        ending.category = category.map(Text::from).or(ending.category);
        Ok(ending)
    }
}

fn source_key(key: Option<&str>, scope: &Scope) -> SourceKey {
    match key {
        None | Some("own") => SourceKey::Own,
        Some("aws") => SourceKey::Managed,
        Some("none") => SourceKey::None,
        Some(arn) if arn.starts_with("arn:") => SourceKey::Given(arn.into()),
        Some(id) => {
            SourceKey::Given(format!("arn:aws:kms:{}:{}:key/{id}", scope.region, scope.account).into())
        }
    }
}

/// The ending with a message, if it is one of this kind of job.
fn from_catalogue(message: Option<&Message>, kind: JobKind, state: JobState) -> Option<Ending> {
    let message = message.filter(|message| message.kind == kind)?;
    Some(Ending::because(state, &message.text, &message.category))
}

fn keep(days: i64) -> Lifecycle {
    Lifecycle { delete_after_days: Some(days), ..Lifecycle::default() }
}

fn unknown(entry: &str, what: &'static str, name: &str) -> ScenarioError {
    ScenarioError::Unknown { entry: entry.to_owned(), what, name: name.to_owned(), nearest: None }
}

/// As [`unknown`], with the right name that is most like it.
fn unknown_of<'a>(
    entry: &str,
    what: &'static str,
    name: &str,
    right: impl Iterator<Item = &'a str>,
) -> ScenarioError {
    let nearest = nearest(name, right).map(str::to_owned);
    ScenarioError::Unknown { entry: entry.to_owned(), what, name: name.to_owned(), nearest }
}

fn invalid(entry: &str, message: impl std::fmt::Display) -> ScenarioError {
    ScenarioError::Invalid { entry: entry.to_owned(), message: message.to_string() }
}
