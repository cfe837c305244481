//! Where a copy goes, as far as the console's logins reach: what is to be read there, and the checks of it.

use super::destination::Way;
use super::{Answer, Check, Known, Need, VaultChoice, Verdict};
use crate::domain::arn::{self, Arn};
use crate::domain::capability::Capability;
use crate::domain::scope::ScopeId;
use crate::domain::vault::Vault;
use crate::text::Text;

/// Where a vault is.
#[derive(Debug)]
enum Reach<'a> {
    /// One that a login sees.
    Known(&'a VaultChoice),
    /// A login sees the vaults of that account and Region, and it is none of them.
    Missing,
    /// No login sees that account and Region.
    Elsewhere,
}

impl Way<'_> {
    fn reach<'k>(&self, known: &'k Known) -> Reach<'k> {
        if let Some(choice) = known.vaults.iter().find(|choice| choice.arn == self.to) {
            return Reach::Known(choice);
        }
        let there = self.vault().map(|arn| (arn.account, arn.region));
        let is_there = |choice: &VaultChoice| {
            Arn::parse(&choice.arn).is_some_and(|arn| Some((arn.account, arn.region)) == there)
        };
        if known.vaults.iter().any(is_there) { Reach::Missing } else { Reach::Elsewhere }
    }

    /// What is to be read before it can be judged; `scope` is the source's.
    pub fn needs(&self, known: &Known, scope: ScopeId) -> Vec<(ScopeId, Need)> {
        let mut needs = Vec::new();
        if let Reach::Known(choice) = self.reach(known) {
            let name = Text::new(&choice.name);
            needs.push((choice.scope, Need::Vault(name.clone())));
            needs.push((choice.scope, Need::VaultPolicy(name)));
        }
        if self.leaves_account() {
            needs.push((scope, Need::GlobalSettings));
        }
        needs
    }

    /// The destination; `None` where no login sees it.
    pub fn known_vault<'k>(&self, known: &'k Known) -> Option<Answer<&'k Vault>> {
        match self.reach(known) {
            Reach::Known(choice) => Some(known.vault(choice.scope, &choice.name)),
            Reach::Missing | Reach::Elsewhere => None,
        }
    }

    /// Whether the destination is one, there, and lets the copy in. What goes on from there is judged only when the first
    /// of these does not fail.
    pub fn checks(
        &self,
        known: &Known,
        scope: ScopeId,
        source_vault: &str,
        capability: Option<&Capability>,
        role: Option<&str>,
    ) -> Vec<Check> {
        let place = self.place(source_vault);
        if place.verdict == Verdict::Failed {
            return vec![place];
        }
        let name = arn::vault_name(self.to);
        let (account, region) = self.vault().map_or(("", ""), |arn| (arn.account, arn.region));
        let mut checks = vec![place];
        checks.extend(self.organization(known.global_settings(scope)));
        match self.reach(known) {
            Reach::Known(choice) => {
                checks.push(self.target(known.vault(choice.scope, &choice.name), capability));
                checks.push(self.policy(known.vault_policy(choice.scope, &choice.name), role));
            }
            Reach::Missing => {
                let says = format!("there is no vault {name} in {region}");
                checks.push(Check::of(Verdict::Failed, self.field, says));
            }
            Reach::Elsewhere => {
                let says =
                    format!("vault {name}, its lock and policy: no login here reads {account} in {region}");
                checks.push(Check::of(Verdict::Unknown, self.field, says));
            }
        }
        checks
    }
}
