//! Where a copy goes: Regions, accounts, and what the vault there lets in (aws-backup-api.md sections 6.2 and 6.3).

use super::{Answer, Check, Verdict};
use crate::domain::arn::{self, Arn};
use crate::domain::capability::{Can, Capability};
use crate::domain::policy::{Asker, Fit, Policy};
use crate::domain::settings::GlobalSettings;
use crate::domain::vault::{Vault, VaultKind};

/// Regions that every account has; types are copied less freely from and to all others (AWS Account Management guide,
/// "Enable or disable AWS Regions": those launched before 20 March 2019).
const DEFAULT_REGIONS: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The way of a copy: from an account and Region into a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way<'a> {
    /// The source's account; empty while it is not known.
    pub account: &'a str,
    /// The source's Region.
    pub region: &'a str,
    /// The destination vault's ARN.
    pub to: &'a str,
    /// The form's field that names it.
    pub field: &'static str,
}

impl<'a> Way<'a> {
    /// The parts of the vault's ARN; `None` where it is no vault's.
    pub fn vault(&self) -> Option<Arn<'a>> {
        Arn::parse(self.to).filter(|arn| {
            let name = arn.resource.strip_prefix("backup-vault:");
            arn.service == "backup" && name.is_some_and(|name| !name.is_empty())
        })
    }

    /// Whether it leaves the Region.
    pub fn leaves_region(&self) -> bool {
        self.vault().is_some_and(|vault| vault.region != self.region)
    }

    /// Whether it leaves the account.
    pub fn leaves_account(&self) -> bool {
        self.vault().is_some_and(|vault| vault.account != self.account)
    }

    fn check(&self, verdict: Verdict, says: impl Into<String>) -> Check {
        Check::of(verdict, self.field, says)
    }

    /// Where it goes, in words; refused where it is no vault, or the one that the point is in.
    pub fn place(&self, source_vault: &str) -> Check {
        let Some(vault) = self.vault() else {
            let says = if self.to.is_empty() {
                "choose a vault, or type its ARN".to_owned()
            } else {
                format!("`{}` is no ARN of a backup vault", self.to)
            };
            return self.check(Verdict::Failed, says);
        };
        let name = arn::vault_name(self.to);
        if !self.leaves_account() && !self.leaves_region() && name == source_vault {
            return self.check(Verdict::Failed, "it is in that vault already");
        }
        match (self.account.is_empty(), self.leaves_account(), self.leaves_region()) {
            (true, ..) => {
                self.check(Verdict::Unknown, "whether that is another account: this one is not known")
            }
            (_, true, _) if name == "Default" => self.check(
                Verdict::Failed,
                "another account's Default vault takes no copies: name another vault there",
            ),
            (_, true, true) => {
                self.check(Verdict::Passed, format!("into account {}, {}", vault.account, vault.region))
            }
            (_, true, false) => self.check(Verdict::Passed, format!("into account {}", vault.account)),
            (_, false, true) => self.check(Verdict::Passed, format!("into {}", vault.region)),
            (_, false, false) => self.check(Verdict::Passed, "within this account and Region"),
        }
    }

    /// Whether points of the type go this way; nothing while it goes nowhere and AWS copies the type somewhere. What AWS
    /// never copies fails; what it does not do everywhere, or did not always do, is a warning.
    pub fn kind(&self, capability: Option<&Capability>) -> Option<Check> {
        let never = capability.filter(|kind| kind.copies == Can::No);
        if let Some(kind) = never {
            return Some(Check::fixed(Verdict::Failed, format!("AWS does not copy a {}", kind.words())));
        }
        let to = self.vault()?;
        Some(match capability {
            None => self.check(Verdict::Unknown, "whether AWS copies points of this type"),
            Some(kind) => self.kind_to(kind, &to),
        })
    }

    fn kind_to(&self, kind: &Capability, to: &Arn<'_>) -> Check {
        let name = kind.words();
        let partitions = [partition(self.region), partition(to.region)];
        if partitions[0] != partitions[1] {
            let says = format!("AWS does not copy from {} to {}", partitions[0], partitions[1]);
            return self.check(Verdict::Failed, says);
        }
        if kind.copies == Can::Unclear {
            let why = match kind.kind {
                "FSx" => "AWS copies no volume of ONTAP, and may copy one of OpenZFS",
                _ => "what is nested in it decides whether AWS copies it",
            };
            return Check::fixed(Verdict::Warning, why);
        }
        let (region, account) = (self.leaves_region(), self.leaves_account());
        let opt_in = [self.region, to.region].into_iter().find(|region| !DEFAULT_REGIONS.contains(region));
        if let Some(place) = opt_in.filter(|_| partitions[0] == "aws") {
            let (no_region, no_account) = match kind.kind {
                "DocumentDB" => (true, true),
                "FSx" => (true, false),
                "CloudFormation" | "Neptune" | "Timestream" => (false, true),
                _ => (false, false),
            };
            if (region && no_region) || (account && no_account) {
                let across = if region && no_region { "Regions" } else { "accounts" };
                return self.check(
                    Verdict::Warning,
                    format!("{place} is an opt-in Region: AWS copies no {name} across {across} there"),
                );
            }
        }
        let family = ["Aurora", "DocumentDB", "Neptune", "RDS"].contains(&kind.kind);
        if region && account && family {
            return self.check(
                Verdict::Warning,
                format!("{name} to another Region and account at once may need two steps: one copy each"),
            );
        }
        self.check(Verdict::Passed, "AWS copies its type this way")
    }

    /// Whether the vault can take the copy.
    pub fn target(&self, vault: Answer<&Vault>, capability: Option<&Capability>) -> Check {
        let name = arn::vault_name(self.to);
        let vault = match vault {
            Answer::Known(vault) => vault,
            other => return self.check(Verdict::Unknown, format!("vault {name}: {}", other.why_not())),
        };
        if vault.state.as_ref().is_some_and(|state| state.raw() != "AVAILABLE") {
            return self.check(Verdict::Failed, format!("vault {name} is not available"));
        }
        match (&vault.kind, capability.map(|kind| kind.air_gapped)) {
            (VaultKind::RestoreAccess, _) => {
                self.check(Verdict::Failed, format!("vault {name} only gives access to restores"))
            }
            (VaultKind::AirGapped, Some(Can::No)) => {
                let kind = capability.map(Capability::words).unwrap_or_default();
                self.check(Verdict::Failed, format!("an air-gapped vault takes no {kind}"))
            }
            (VaultKind::AirGapped, Some(Can::Unclear) | None) => {
                self.check(Verdict::Unknown, "whether an air-gapped vault takes this type")
            }
            _ => self.check(Verdict::Passed, format!("vault {name} is available")),
        }
    }

    /// Whether the organization lets backups cross accounts; nothing where the copy does not.
    pub fn organization(&self, settings: Answer<&GlobalSettings>) -> Option<Check> {
        if !self.leaves_account() {
            return None;
        }
        let why = match settings {
            Answer::Known(settings) => match settings.copies_between_accounts() {
                Some(true) => {
                    return Some(self.check(Verdict::Passed, "copies between accounts are switched on"));
                }
                Some(false) => {
                    let says = "copies between accounts are switched off for the organization";
                    return Some(self.check(Verdict::Failed, says));
                }
                None => "AWS does not tell".to_owned(),
            },
            other => other.why_not(),
        };
        Some(self.check(Verdict::Unknown, format!("whether copies between accounts are switched on: {why}")))
    }

    /// Whether the vault's policy lets the copy in. Within an account only what it denies counts.
    pub fn policy(&self, policy: Answer<&Option<Policy>>, role: Option<&str>) -> Check {
        let (name, account, crosses) = (arn::vault_name(self.to), self.account, self.leaves_account());
        let policy = match policy {
            Answer::Known(policy) => policy,
            other => {
                return self.check(
                    Verdict::Unknown,
                    format!("whether {name}'s policy lets it in: {}", other.why_not()),
                );
            }
        };
        let Some(policy) = policy else {
            return if crosses {
                let says =
                    format!("{name} has no policy: it has to allow {account} backup:CopyIntoBackupVault");
                self.check(Verdict::Failed, says)
            } else {
                self.check(Verdict::Passed, format!("{name} has no policy that denies it"))
            };
        };
        let action = "backup:CopyIntoBackupVault";
        let asker = Asker { action, resource: self.to, account, principal: role, organization: None };
        let ruling = policy.judge(&asker);
        match (ruling.denies, ruling.allows) {
            (Fit::Yes, _) => {
                self.check(Verdict::Failed, format!("{name}'s policy denies copies from {account}"))
            }
            (Fit::If(what), _) => {
                self.check(Verdict::Warning, format!("{name}'s policy denies copies if {what}"))
            }
            (Fit::No, _) if !crosses => {
                self.check(Verdict::Passed, format!("{name}'s policy does not deny it"))
            }
            (Fit::No, Fit::Yes) => {
                self.check(Verdict::Passed, format!("{name}'s policy lets copies from {account} in"))
            }
            (Fit::No, Fit::If(what)) => {
                self.check(Verdict::Unknown, format!("{name}'s policy lets copies in if {what}"))
            }
            (Fit::No, Fit::No) => self.check(
                Verdict::Failed,
                format!("{name}'s policy does not allow {account} backup:CopyIntoBackupVault"),
            ),
        }
    }
}

/// China and the Regions of the US government keep to themselves.
fn partition(region: &str) -> &'static str {
    match region.split('-').take(2).collect::<Vec<_>>().as_slice() {
        ["cn", ..] => "China",
        ["us", "gov"] => "GovCloud",
        _ => "aws",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "111111111111";
    const THERE: &str = "222222222222";

    fn vault(account: &str, region: &str, name: &str) -> String {
        format!("arn:aws:backup:{region}:{account}:backup-vault:{name}")
    }

    fn way<'a>(region: &'a str, to: &'a str) -> Way<'a> {
        Way { account: HERE, region, to, field: "to" }
    }

    #[test]
    fn the_place_is_a_vault_other_than_the_own_one() {
        for (to, verdict) in [
            (String::new(), Verdict::Failed),
            ("dr".to_owned(), Verdict::Failed),
            ("arn:aws:backup:us-east-1:111111111111:backup-plan:x".to_owned(), Verdict::Failed),
            (vault(HERE, "us-east-1", "nightly"), Verdict::Failed),
            (vault(HERE, "us-west-2", "nightly"), Verdict::Passed),
            (vault(HERE, "us-east-1", "dr"), Verdict::Passed),
            (vault(THERE, "us-east-1", "Default"), Verdict::Failed),
            (vault(HERE, "us-west-2", "Default"), Verdict::Passed),
            (vault(THERE, "us-west-2", "dr"), Verdict::Passed),
        ] {
            assert_eq!(way("us-east-1", &to).place("nightly").verdict, verdict, "{to}");
        }
    }

    #[test]
    fn types_go_where_aws_copies_them() {
        for (kind, from, account, to, verdict) in [
            ("EBS", "us-east-1", THERE, "us-west-2", Verdict::Passed),
            ("EBS", "us-east-1", HERE, "eu-south-1", Verdict::Passed),
            ("EBS", "us-east-1", HERE, "cn-north-1", Verdict::Failed),
            ("EBS", "us-gov-west-1", HERE, "us-gov-east-1", Verdict::Passed),
            ("EBS", "us-gov-west-1", HERE, "us-west-2", Verdict::Failed),
            ("Redshift", "us-east-1", HERE, "us-west-2", Verdict::Failed),
            ("RDS", "us-east-1", HERE, "us-west-2", Verdict::Passed),
            ("RDS", "us-east-1", THERE, "us-east-1", Verdict::Passed),
            ("RDS", "us-east-1", THERE, "us-west-2", Verdict::Warning),
            ("CloudFormation", "us-east-1", HERE, "us-west-2", Verdict::Warning),
            ("DocumentDB", "us-east-1", HERE, "eu-south-1", Verdict::Warning),
            ("DocumentDB", "eu-south-1", HERE, "eu-south-1", Verdict::Passed),
            ("FSx", "us-east-1", HERE, "eu-south-1", Verdict::Warning),
            ("FSx", "eu-south-1", THERE, "eu-south-1", Verdict::Passed),
            ("Neptune", "eu-south-1", THERE, "eu-south-1", Verdict::Warning),
            ("Neptune", "us-east-1", HERE, "eu-south-1", Verdict::Passed),
        ] {
            let to = vault(account, to, "dr");
            let check = way(from, &to).kind(Capability::of_kind(kind)).unwrap();
            assert_eq!(check.verdict, verdict, "{kind} {from} {to}: {}", check.says);
        }
        let verdict = |to: &str, kind: Option<&str>| {
            let kind = kind.and_then(Capability::of_kind);
            way("us-east-1", to).kind(kind).map(|check| check.verdict)
        };
        assert_eq!(verdict(&vault(HERE, "us-east-1", "dr"), None), Some(Verdict::Unknown));
        assert_eq!(verdict("", Some("EBS")), None);
        assert_eq!(verdict("", Some("Redshift")), Some(Verdict::Failed));
    }

    #[test]
    fn a_vault_takes_copies_when_it_is_available_and_of_a_kind_that_does() {
        let to = vault(HERE, "us-west-2", "dr");
        let of = |kind: VaultKind, state: &str| Vault { kind, state: Some(state.into()), ..Vault::default() };
        for (vault, kind, verdict) in [
            (of(VaultKind::Standard, "AVAILABLE"), "RDS", Verdict::Passed),
            (of(VaultKind::Standard, "FAILED"), "RDS", Verdict::Failed),
            (of(VaultKind::AirGapped, "AVAILABLE"), "EBS", Verdict::Passed),
            (of(VaultKind::AirGapped, "AVAILABLE"), "RDS", Verdict::Failed),
            (of(VaultKind::AirGapped, "AVAILABLE"), "DSQL", Verdict::Unknown),
            (of(VaultKind::RestoreAccess, "AVAILABLE"), "EBS", Verdict::Failed),
        ] {
            let check = way("us-east-1", &to).target(Answer::Known(&vault), Capability::of_kind(kind));
            assert_eq!(check.verdict, verdict, "{kind}: {}", check.says);
        }
        let denied = Answer::Denied("backup:DescribeBackupVault".into());
        let check = way("us-east-1", &to).target(denied, None);
        assert_eq!(check.says, "vault dr: lacks backup:DescribeBackupVault");
    }

    #[test]
    fn an_organization_has_to_let_backups_cross_accounts() {
        let settings = |value: &str| GlobalSettings {
            values: vec![("isCrossAccountBackupEnabled".into(), value.into())],
        };
        let (near, far) = (vault(HERE, "us-west-2", "dr"), vault(THERE, "us-east-1", "dr"));
        assert_eq!(way("us-east-1", &near).organization(Answer::NotAsked), None);
        let ask = |answer: Answer<&GlobalSettings>| {
            way("us-east-1", &far).organization(answer).map(|check| check.verdict)
        };
        assert_eq!(ask(Answer::Known(&settings("true"))), Some(Verdict::Passed));
        assert_eq!(ask(Answer::Known(&settings("false"))), Some(Verdict::Failed));
        assert_eq!(ask(Answer::Known(&GlobalSettings::default())), Some(Verdict::Unknown));
        assert_eq!(ask(Answer::Denied("backup:DescribeGlobalSettings".into())), Some(Verdict::Unknown));
    }

    #[test]
    fn a_policy_lets_other_accounts_in_only_where_it_says_so() {
        let allow = r#"{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "backup:CopyIntoBackupVault", "Resource": "*"}"#;
        let other = allow.replace("111111111111", "333333333333");
        let member = allow.replace(r#"{"AWS": "111111111111"}"#, r#""*""#).replace(
            r#""Resource": "*""#,
            r#""Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#,
        );
        let deny = allow.replace("Allow", "Deny");
        let deny_if = member.replace("Allow", "Deny");
        for (statements, near, far) in [
            (None, Verdict::Passed, Verdict::Failed),
            (Some(allow.to_owned()), Verdict::Passed, Verdict::Passed),
            (Some(other), Verdict::Passed, Verdict::Failed),
            (Some(member), Verdict::Passed, Verdict::Unknown),
            (Some(deny), Verdict::Failed, Verdict::Failed),
            (Some(format!("[{allow}, {deny_if}]")), Verdict::Warning, Verdict::Warning),
        ] {
            let policy = statements
                .map(|statements| Policy::parse(&format!(r#"{{"Statement": {statements}}}"#)).unwrap());
            for (account, verdict) in [(HERE, near), (THERE, far)] {
                let to = vault(account, "us-west-2", "dr");
                let check = way("us-east-1", &to).policy(Answer::Known(&policy), None);
                assert_eq!(check.verdict, verdict, "{account} {policy:?}: {}", check.says);
            }
        }
    }
}
