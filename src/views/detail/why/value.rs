//! What a step of a remedy may name: the role, the vault, the key of what went wrong.

use super::{About, Text, Thing, Why};
use crate::domain::arn;
use crate::domain::cause::{self, Denial};
use crate::domain::job::{Job, JobFacts, JobKind};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::way_back::{Barred, is_about_key};

impl Why<'_> {
    /// Where it is.
    pub fn scope(&self) -> ScopeId {
        match self.about {
            About::Job(job) => job.scope,
            About::Point(point) => point.scope,
            About::Alarm(alarm) => alarm.scope,
            About::Vault(vault) => vault.scope,
            About::Signal(alert) => alert.scope,
        }
    }

    /// AWS's own words.
    pub(super) fn said(&self) -> Option<&Text> {
        match self.about {
            About::Job(job) => job.reason(),
            About::Point(point) => point.status_message.as_ref(),
            About::Alarm(alarm) => alarm.reason.as_ref(),
            About::Vault(_) | About::Signal(_) => None,
        }
    }

    pub(super) fn denial(&self) -> Option<Denial> {
        match self.denial {
            Some(Ok(denial)) => Some(denial.clone()),
            _ => self.said().and_then(|said| Denial::said(said.as_str())),
        }
    }

    /// A value for a step of the remedy, as AWS has it.
    pub(super) fn value(&self, name: &str, scope: Option<&Scope>) -> Option<String> {
        let raw = |text: Option<&Text>| text.map(|text| text.raw().to_owned());
        let (job, point) = match self.about {
            About::Job(job) => (Some(job), None),
            About::Point(point) => (None, Some(point)),
            About::Alarm(_) | About::Vault(_) | About::Signal(_) => (None, None),
        };
        let resource =
            job.and_then(|job| job.resource.as_ref()).or(point.and_then(|point| point.resource.as_ref()));
        let newest = match self.about {
            About::Signal(alert) => alert.newest(),
            _ => None,
        };
        let thing = newest.map(|member| &member.subject.thing);
        let resource = resource.or(newest.and_then(|member| member.resource.as_ref()));
        let role = job.and_then(|job| job.role.as_ref()).or(point.and_then(|point| point.role.as_ref()));
        let copy = job.and_then(|job| match &job.facts {
            JobFacts::Copy(copy) => copy.destination_vault.as_ref(),
            _ => None,
        });
        match name {
            "role" => raw(role),
            "role-name" => role.map(|role| arn::short(role.raw()).to_owned()),
            "resource" => raw(resource),
            "id" => resource.map(|resource| arn::short(resource.raw()).to_owned()),
            "account" => job
                .and_then(|job| raw(job.account.as_ref()))
                .or_else(|| scope.and_then(Scope::account).map(str::to_owned)),
            "destination" => copy.map(|vault| arn::vault_name(vault.raw()).to_owned()),
            "destination-region" => copy.and_then(|vault| arn::region(vault.raw())).map(str::to_owned),
            "plan" => {
                let creator = job
                    .and_then(|job| job.creator.as_ref())
                    .or(point.and_then(|point| point.creator.as_ref()));
                let told = creator.and_then(|creator| creator.plan_id.as_ref());
                raw(told.or(match thing {
                    Some(Thing::Plan(id)) => Some(id),
                    _ => None,
                }))
            }
            "point" => {
                raw(job.and_then(Job::recovery_point).or(point.map(|point| &point.arn)).or(match thing {
                    Some(Thing::Point { arn, .. }) => Some(arn),
                    _ => None,
                }))
            }
            "job" => match (thing, job) {
                (Some(Thing::Job { id, .. }), _) => Some(id.raw().to_owned()),
                (_, job) => job.map(|job| job.id.raw().to_owned()),
            },
            "encoded" => self.said().and_then(|said| cause::encoded(said.raw())).map(str::to_owned),
            "action" => raw(self.denial().and_then(|denial| denial.action).as_ref()),
            "denied-resource" => raw(self.denial().and_then(|denial| denial.resource).as_ref()),
            "vault" => self.vault(),
            "key" => self.key(),
            "alarm" => match self.about {
                About::Alarm(alarm) => Some(alarm.name.raw().to_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The vault's name: of a copy the source's, for its destination has a name of its own.
    pub(super) fn vault(&self) -> Option<String> {
        let name = |vault: &Text| arn::vault_name(vault.raw()).to_owned();
        match self.about {
            About::Job(job) => match &job.facts {
                JobFacts::Backup(facts) => facts.vault.as_ref().map(name),
                JobFacts::Copy(facts) => facts.source_vault.as_ref().map(name),
                JobFacts::Restore(facts) => facts.vault_arn.as_ref().map(name),
            },
            About::Point(point) => point.vault.as_ref().map(name),
            About::Vault(vault) => Some(name(&vault.name)),
            About::Signal(alert) => match &alert.newest()?.subject.thing {
                Thing::Vault(name) | Thing::Point { vault: name, .. } => Some(name.raw().to_owned()),
                _ => None,
            },
            About::Alarm(_) => None,
        }
    }

    /// Keys that can't be used: those of the scope, and the one that the failure is about, however old it is.
    pub(super) fn barred(&self) -> Barred {
        let is_backup = matches!(self.about, About::Job(job) if job.kind == JobKind::Backup);
        let key = self.key().filter(|_| is_backup && is_about_key(self.diagnosis));
        self.barred.clone().and(key.map(|key| Text::new(&key)))
    }

    pub(super) fn key(&self) -> Option<String> {
        let key = match self.about {
            About::Job(job) => match &job.facts {
                JobFacts::Backup(facts) => facts.key.as_ref(),
                JobFacts::Copy(facts) => facts.destination_key.as_ref(),
                JobFacts::Restore(_) => None,
            },
            About::Point(point) => point.key.as_ref(),
            About::Vault(vault) => vault.key.as_ref(),
            About::Alarm(_) | About::Signal(_) => None,
        };
        key.map(|key| key.raw().to_owned())
    }
}
