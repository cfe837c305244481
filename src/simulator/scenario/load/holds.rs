//! Legal holds, interruptions of continuous backups, roles that may not delete.

use jiff::SignedDuration;
use serde_json::json;

use super::{Loader, ScenarioError};
use crate::simulator::engine::{Event, later};
use crate::simulator::ids::Random;
use crate::simulator::request::Scope;
use crate::simulator::scenario::format::Hold as Given;
use crate::simulator::state::{Hold, HoldSelection, HoldStatus};
use crate::simulator::wire::{Epoch, Text};

/// What AWS Backup says of a continuous backup that lost what it needs.
const INTERRUPTED: &str = "Continuous backup was interrupted because versioning is suspended on the bucket.";

impl Loader {
    pub(super) fn roles(&mut self) {
        let scopes: Vec<Scope> = self.state.estates.keys().cloned().collect();
        for scope in scopes {
            let roles = self.document.roles_without_delete.iter();
            let roles = roles.map(|role| self.role(&scope, Some(role))).collect();
            self.state.estate(&scope).roles_without_delete = roles;
        }
    }

    pub(super) fn holds(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.holds.clone() {
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let hold = self.make_hold(&scope, &given)?;
            let event = Event::Hold { scope: scope.clone(), id: hold.legal_hold_id.clone() };
            if let Some(settles) = hold.settles {
                self.state.engine.queue.at(settles, event);
            }
            let estate = self.state.estate(&scope);
            if !given.tags.is_empty() {
                estate.tags.insert(hold.legal_hold_arn.clone(), given.tags);
            }
            estate.holds.insert(hold);
        }
        Ok(())
    }

    fn make_hold(&self, scope: &Scope, given: &Given) -> Result<Hold, ScenarioError> {
        let entry = format!("hold {}", given.title);
        for vault in &given.vaults {
            self.vault(scope, vault, &entry)?;
        }
        let resources: Result<Vec<Text>, ScenarioError> =
            given.resources.iter().map(|name| Ok(self.resource(scope, name, &entry)?.arn.clone())).collect();
        let resources = resources?;
        let created = self.at(given.created);
        let range = (given.from.is_some() || given.to.is_some()).then(|| {
            let from =
                given.from.map_or(later(created, SignedDuration::from_hours(-24 * 36_500)), |at| self.at(at));
            (from, given.to.map_or(created, |at| self.at(at)))
        });
        let vaults: Vec<Text> = given.vaults.iter().map(|name| name.as_str().into()).collect();
        let id = Random::named(self.seed, &format!("{entry} of {}", scope.account)).uuid();
        let canceled = given.canceled.map(|at| self.at(at));
        let dates = range.map(|(from, to)| json!({ "FromDate": Epoch(from), "ToDate": Epoch(to) }));
        Ok(Hold {
            title: given.title.as_str().into(),
            status: if canceled.is_some() { HoldStatus::Canceling } else { HoldStatus::Active },
            description: given.description.as_deref().unwrap_or(&given.title).into(),
            legal_hold_arn: scope.arn(&format!("legal-hold:{id}")),
            legal_hold_id: id.into(),
            creation_date: Epoch(created),
            cancellation_date: canceled.map(Epoch),
            cancel_description: given.cancel_description.as_deref().map(Text::from),
            retain_record_until: None,
            given: Some(
                json!({ "VaultNames": vaults, "ResourceIdentifiers": resources, "DateRange": dates }),
            ),
            selection: HoldSelection { vaults, resources, range },
            settles: canceled,
        })
    }

    pub(super) fn interruptions(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.interruptions.clone() {
            let entry = format!("interruption of {}", given.resource);
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let resource = self.resource(&scope, &given.resource, &entry)?.arn.clone();
            let why = given.message.as_deref().unwrap_or(INTERRUPTED).into();
            let at = self.at(given.at);
            self.state.engine.queue.at(at, Event::Interruption { scope, resource, why });
        }
        Ok(())
    }
}
