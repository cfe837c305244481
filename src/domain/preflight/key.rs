//! Keys on either side of a copy into another account (aws-backup-api.md section 6.3, "Keys"; messages 53, 54 and 61).

use super::{Answer, Check, Verdict};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::vault::{Vault, VaultKind};

const OWN: &str = "CUSTOMER_MANAGED_KMS_KEY";

/// The key of the source: one that AWS manages never leaves its account. `managed`: AWS Backup manages the type fully,
/// and encrypts anew with the destination's key.
pub fn source(point: &RecoveryPoint, managed: bool) -> Check {
    let key = point.key_type.as_ref().map(crate::text::Text::raw);
    match (managed, point.encrypted, key) {
        (true, ..) => Check::fixed(Verdict::Passed, "it is encrypted anew with the destination's key"),
        (_, Some(false), _) => Check::fixed(Verdict::Passed, "it is not encrypted"),
        (_, _, Some(OWN)) => Check::fixed(
            Verdict::Passed,
            "a customer key encrypts it; the other account must be allowed to use it",
        ),
        (_, _, Some(_)) => Check::fixed(
            Verdict::Failed,
            "a key of AWS encrypts it: that never leaves the account; it needs a customer key",
        ),
        (_, _, None) => {
            Check::fixed(Verdict::Unknown, "whose key encrypts it: one of AWS would never leave the account")
        }
    }
}

/// The key of the destination: types that AWS Backup does not manage fully need a customer key there.
pub fn destination(field: &'static str, vault: Answer<&Vault>, managed: bool) -> Check {
    let check = |verdict, says: &str| Check::of(verdict, field, says);
    if managed {
        return check(Verdict::Passed, "any key of the destination vault will do");
    }
    let vault = match vault {
        Answer::Known(vault) => vault,
        other => return check(Verdict::Unknown, &format!("the destination's key: {}", other.why_not())),
    };
    match (&vault.kind, vault.key_type.as_ref().map(crate::text::Text::raw)) {
        (VaultKind::AirGapped, _) => check(Verdict::Passed, "an air-gapped vault encrypts with its own key"),
        (_, Some(OWN)) => check(Verdict::Passed, "a customer key encrypts the destination vault"),
        (_, Some(_)) => {
            check(Verdict::Failed, "a key of AWS encrypts the destination vault: it needs a customer key")
        }
        (_, None) => check(Verdict::Unknown, "whose key encrypts the destination vault"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_aws_keep_points_in_their_account() {
        let aws = Some("AWS_OWNED_KMS_KEY");
        for (key, encrypted, managed, verdict) in [
            (aws, Some(true), true, Verdict::Passed),
            (aws, Some(true), false, Verdict::Failed),
            (None, Some(false), false, Verdict::Passed),
            (Some(OWN), Some(true), false, Verdict::Passed),
            (None, Some(true), false, Verdict::Unknown),
            (None, None, false, Verdict::Unknown),
        ] {
            let point =
                RecoveryPoint { key_type: key.map(Into::into), encrypted, ..RecoveryPoint::default() };
            assert_eq!(source(&point, managed).verdict, verdict, "{key:?} {encrypted:?} {managed}");
        }
        for (key, kind, managed, verdict) in [
            (aws, VaultKind::Standard, true, Verdict::Passed),
            (aws, VaultKind::Standard, false, Verdict::Failed),
            (aws, VaultKind::AirGapped, false, Verdict::Passed),
            (Some(OWN), VaultKind::Standard, false, Verdict::Passed),
            (None, VaultKind::Standard, false, Verdict::Unknown),
        ] {
            let vault = Vault { key_type: key.map(Into::into), kind, ..Vault::default() };
            assert_eq!(
                destination("to", Answer::Known(&vault), managed).verdict,
                verdict,
                "{key:?} {managed}"
            );
        }
        assert_eq!(destination("to", Answer::NotAsked, false).verdict, Verdict::Unknown);
    }
}
