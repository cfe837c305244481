//! What is known of each need, each in its own type.

use super::role::Seen;
use super::{Answer, Fact, Known, Need};
use crate::domain::legal_hold::Hold;
use crate::domain::notification::Notifications;
use crate::domain::policy::Policy;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::ScopeId;
use crate::domain::settings::{GlobalSettings, RegionSettings};
use crate::domain::vault::Vault;
use crate::text::Text;

impl Known {
    fn told<'a, T>(
        &'a self,
        scope: ScopeId,
        need: &Need,
        part: impl FnOnce(&'a Fact) -> Option<&'a T>,
    ) -> Answer<&'a T> {
        match self.fact(scope, need) {
            Answer::NotAsked => Answer::NotAsked,
            Answer::Asked => Answer::Asked,
            Answer::Denied(action) => Answer::Denied(action.clone()),
            Answer::Failed(why) => Answer::Failed(why.clone()),
            Answer::Known(fact) => part(fact).map_or_else(
                || Answer::Failed("the answer is about something else".to_owned()),
                Answer::Known,
            ),
        }
    }

    /// A recovery point.
    pub fn point(&self, scope: ScopeId, vault: &Text, arn: &Text) -> Answer<&RecoveryPoint> {
        let need = Need::Point { vault: vault.clone(), arn: arn.clone() };
        self.told(
            scope,
            &need,
            |fact| if let Fact::Point(point) = fact { Some(point.as_ref()) } else { None },
        )
    }

    /// A vault, by name.
    pub fn vault(&self, scope: ScopeId, name: &str) -> Answer<&Vault> {
        let need = Need::Vault(Text::new(name));
        self.told(
            scope,
            &need,
            |fact| if let Fact::Vault(vault) = fact { Some(vault.as_ref()) } else { None },
        )
    }

    /// A vault's access policy; `None` where it has none.
    pub fn vault_policy(&self, scope: ScopeId, name: &str) -> Answer<&Option<Policy>> {
        let need = Need::VaultPolicy(Text::new(name));
        self.told(scope, &need, |fact| if let Fact::VaultPolicy(policy) = fact { Some(policy) } else { None })
    }

    /// Where a vault's events go; `None` where that is not set.
    pub fn notifications(&self, scope: ScopeId, name: &str) -> Answer<&Option<Notifications>> {
        let need = Need::Notifications(Text::new(name));
        self.told(scope, &need, |fact| if let Fact::Notifications(told) = fact { Some(told) } else { None })
    }

    /// Types that the Region backs up.
    pub fn supported(&self, scope: ScopeId) -> Answer<&Vec<Text>> {
        let need = &Need::Supported;
        self.told(scope, need, |fact| if let Fact::Supported(types) = fact { Some(types) } else { None })
    }

    /// Settings of account and Region.
    pub fn opt_in(&self, scope: ScopeId) -> Answer<&RegionSettings> {
        let need = &Need::OptIn;
        self.told(scope, need, |fact| if let Fact::OptIn(settings) = fact { Some(settings) } else { None })
    }

    /// Settings of the organization.
    pub fn global_settings(&self, scope: ScopeId) -> Answer<&GlobalSettings> {
        let need = &Need::GlobalSettings;
        self.told(scope, need, |fact| if let Fact::GlobalSettings(told) = fact { Some(told) } else { None })
    }

    /// Legal holds in force.
    pub fn holds(&self, scope: ScopeId) -> Answer<&Vec<Hold>> {
        self.told(scope, &Need::Holds, |fact| if let Fact::Holds(holds) = fact { Some(holds) } else { None })
    }

    /// What has been seen of a role (ARN).
    pub fn role_seen(&self, arn: &str) -> Option<Seen> {
        self.roles.get(arn).copied()
    }
}
