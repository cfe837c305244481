//! A scope: one set of credentials in one Region. Every row, call and answer carries its scope.

use super::journal::Actor;
use crate::text::Text;

/// Which scope; an index into the model's list of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ScopeId(pub u16);

/// One (profile, account, Region), polled side by side with the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Its number.
    pub id: ScopeId,
    /// The profile of the AWS configuration; `None` is the ambient one.
    pub profile: Option<String>,
    /// The Region; empty until the ambient configuration has named it.
    pub region: String,
    /// What the operator calls it, from the configuration.
    pub alias: Option<String>,
    /// Account and caller, once STS has told.
    pub identity: Option<Identity>,
}

/// Who the console is to AWS (STS `GetCallerIdentity`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The 12-digit account.
    pub account: Text,
    /// The caller's ARN.
    pub arn: Text,
    /// The Region that the session resolved.
    pub region: Text,
}

impl Scope {
    /// Alias, else profile, else account: what a person calls the account.
    pub fn name(&self) -> &str {
        self.alias
            .as_deref()
            .or(self.profile.as_deref())
            .or_else(|| self.identity.as_ref().map(|identity| identity.account.as_str()))
            .unwrap_or("default")
    }

    /// Name and Region, as a list's scope column shows it.
    pub fn label(&self) -> String {
        if self.region.is_empty() {
            self.name().to_owned()
        } else {
            format!("{} {}", self.name(), self.region)
        }
    }

    /// Who acts here, for the journal.
    pub fn actor(&self) -> Actor {
        let identity = self.identity.as_ref();
        Actor {
            profile: self.profile.clone(),
            account: identity.map(|identity| identity.account.raw().to_owned()).unwrap_or_default(),
            region: self.region.clone(),
            caller: identity.map(|identity| identity.arn.raw().to_owned()),
        }
    }

    /// Whether one of these patterns names its account, profile or alias.
    pub fn is_named_by(&self, patterns: &[String]) -> bool {
        let names = [self.account(), self.profile.as_deref(), self.alias.as_deref()];
        let any = |pattern: &String| names.iter().flatten().any(|name| fits(pattern, name));
        patterns.iter().any(any)
    }

    /// The account, where known.
    pub fn account(&self) -> Option<&str> {
        self.identity.as_ref().map(|identity| identity.account.as_str())
    }
}

/// Whether a name fits a pattern, in which `*` stands for any letters, none too.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| fits(tail, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_a_scope_by_account_profile_or_alias() {
        let identity = Identity { account: "123456789012".into(), ..Identity::default() };
        let scope = Scope {
            profile: Some("shop-prod-admin".into()),
            alias: Some("shop".into()),
            identity: Some(identity),
            ..Scope::default()
        };
        for (pattern, named) in [
            ("123456789012", true),
            ("1234*", true),
            ("*prod*", true),
            ("shop-prod-*", true),
            ("shop", true),
            ("*", true),
            ("prod", false),
            ("*-prod", false),
            ("", false),
        ] {
            assert_eq!(scope.is_named_by(&[pattern.to_owned()]), named, "{pattern}");
        }
        assert!(!scope.is_named_by(&[]));
    }
}
