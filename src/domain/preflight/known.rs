//! All that is known and bears on a write: what the console reads anyway, and what was asked for besides.

use std::collections::BTreeMap;

use super::Answer;
use super::facts::{Fact, Need};
use super::role::Seen;
use crate::domain::failure::Failure;
use crate::domain::scope::ScopeId;
use crate::domain::vault::{Lock, Vault, VaultKind};
use crate::domain::way_back::Barred;
use crate::text::Text;

/// A vault to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultChoice {
    /// Its scope.
    pub scope: ScopeId,
    /// Its name, raw.
    pub name: String,
    /// Its ARN, raw.
    pub arn: String,
    /// Its kind.
    pub kind: VaultKind,
    /// Its lock.
    pub lock: Lock,
    /// Its state says that it can't be used.
    pub unusable: bool,
}

/// All that is known and bears on a write.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// The scope's Region; empty while it is not known.
    pub region: String,
    /// The scope's account; empty while it is not known.
    pub account: String,
    /// The vaults of all scopes, by scope and name.
    pub vaults: Vec<VaultChoice>,
    /// The scope's vaults have been read.
    pub vaults_read: bool,
    /// What has been seen of the roles (ARNs) of this account.
    pub roles: BTreeMap<String, Seen>,
    /// Backups that run now: resource and job.
    pub running: Vec<(Text, Text)>,
    /// Keys that backups fail for.
    pub barred: Barred,
    /// What was asked for besides, by scope.
    pub facts: BTreeMap<(ScopeId, Need), Answer<Fact>>,
}

impl VaultChoice {
    /// All vaults, by scope and name.
    pub fn all<'a>(vaults: impl Iterator<Item = &'a Vault>) -> Vec<Self> {
        let mut choices: Vec<Self> = vaults
            .map(|vault| Self {
                scope: vault.scope,
                name: vault.name.raw().to_owned(),
                arn: vault.arn.raw().to_owned(),
                kind: vault.kind.clone(),
                lock: vault.lock.clone(),
                unusable: vault.state.as_ref().is_some_and(|state| state.as_str() != "AVAILABLE"),
            })
            .collect();
        choices.sort_by(|a, b| (a.scope, &a.name).cmp(&(b.scope, &b.name)));
        choices
    }

    /// Whether on-demand backups go into it: not into an air-gapped one, which needs a second vault besides, nor into one
    /// that only gives access to restores.
    pub fn takes_backups(&self) -> bool {
        matches!(self.kind, VaultKind::Standard | VaultKind::Other(_))
    }
}

impl Known {
    /// What is known of a need.
    pub fn fact(&self, scope: ScopeId, need: &Need) -> &Answer<Fact> {
        const NOT_ASKED: &Answer<Fact> = &Answer::NotAsked;
        self.facts.get(&(scope, need.clone())).unwrap_or(NOT_ASKED)
    }

    /// It has been asked for.
    pub fn ask(&mut self, scope: ScopeId, need: Need) {
        self.facts.insert((scope, need), Answer::Asked);
    }

    /// It has been read.
    pub fn learn(&mut self, scope: ScopeId, need: Need, fact: Fact) {
        self.facts.insert((scope, need), Answer::Known(fact));
    }

    /// It could not be read.
    pub fn miss(&mut self, scope: ScopeId, need: Need, failure: &Failure) {
        self.facts.insert((scope, need), Answer::from(failure));
    }

    /// The vaults of a scope.
    pub fn vaults_of(&self, scope: ScopeId) -> impl Iterator<Item = &VaultChoice> {
        self.vaults.iter().filter(move |vault| vault.scope == scope)
    }
}
