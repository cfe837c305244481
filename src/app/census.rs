//! The counts of all recovery points, one a scope: a new one replaces the old when every vault was read to its end.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::effect::Page;
use crate::domain::census::Census;
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// Counts of all scopes.
#[derive(Debug, Default)]
pub(super) struct Censuses {
    /// The last whole one of each.
    last: BTreeMap<ScopeId, Census>,
    /// The one that is under way, and the request that brings it.
    under_way: BTreeMap<ScopeId, (u64, Census)>,
}

impl Censuses {
    /// Takes in a page of the request named by `mark`; how many points it had.
    pub(super) fn page(&mut self, scope: ScopeId, page: Page, mark: u64, now: Timestamp) -> usize {
        let (of, census) = self.under_way.entry(scope).or_insert_with(|| (mark, Census::begin(now)));
        if *of != mark {
            // The one before it broke off.
            (*of, *census) = (mark, Census::begin(now));
        }
        match page {
            Page::Vaults(vaults) => census.vaults(vaults.into_iter().map(|vault| vault.name)),
            Page::Points(points) => {
                let rows = points.len();
                census.page(points);
                return rows;
            }
            Page::Unread(vault, why) => census.miss(vault, why),
            _ => {}
        }
        0
    }

    /// The request has come to its end; what was counted.
    pub(super) fn end(&mut self, scope: ScopeId) -> Option<&Census> {
        let (_, mut census) = self.under_way.remove(&scope)?;
        for vault in census.vaults.values_mut() {
            vault.at = Some(census.began);
        }
        self.last.insert(scope, census);
        self.last.get(&scope)
    }

    /// The last count of a scope.
    pub(super) fn of(&self, scope: ScopeId) -> Option<&Census> {
        self.last.get(&scope)
    }

    /// The last counts of all scopes.
    pub(super) fn all(&self) -> impl Iterator<Item = (ScopeId, &Census)> {
        self.last.iter().map(|(scope, census)| (*scope, census))
    }

    /// Why a vault's points could not be counted.
    pub(super) fn unread(&self, scope: ScopeId, vault: &Text) -> Option<&str> {
        let unread = &self.of(scope)?.unread;
        unread.iter().find(|(name, _)| name == vault).map(|(_, why)| why.as_str())
    }

    /// Forgets a scope.
    pub(super) fn forget(&mut self, scope: ScopeId) {
        self.last.remove(&scope);
        self.under_way.remove(&scope);
    }
}
