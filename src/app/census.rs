//! The counts of all recovery points, one a scope: a new one replaces the old when every vault was read to its end.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::effect::Page;
use crate::domain::census::{Census, Expected};
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
    /// Whether a page of the request named by `mark` begins a count: the one before it, if any, broke off or has ended.
    pub(super) fn begins(&self, scope: ScopeId, mark: u64) -> bool {
        self.under_way.get(&scope).is_none_or(|(of, _)| *of != mark)
    }

    /// A count begins, which is to find these points.
    pub(super) fn begin(&mut self, scope: ScopeId, mark: u64, awaited: Vec<Expected>, now: Timestamp) {
        let since = self.of(scope).map(|last| last.began);
        self.under_way.insert(scope, (mark, Census::begin(now).after(since, awaited)));
    }

    /// Takes in a page of the count that is under way; how many points it had.
    pub(super) fn page(&mut self, scope: ScopeId, page: Page) -> usize {
        let Some((_, census)) = self.under_way.get_mut(&scope) else { return 0 };
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

    /// The request has come to its end; the count before it, if it is not the first, and what was counted.
    pub(super) fn end(&mut self, scope: ScopeId) -> Option<(Option<Census>, &Census)> {
        let (_, mut census) = self.under_way.remove(&scope)?;
        census.settle();
        for vault in census.vaults.values_mut() {
            vault.at = Some(census.began);
        }
        let before = self.last.insert(scope, census);
        Some((before, self.last.get(&scope)?))
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
