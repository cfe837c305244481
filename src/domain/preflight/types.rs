//! Whether AWS Backup looks after a type of resource here.

use super::{Answer, Check, Verdict};
use crate::domain::settings::RegionSettings;
use crate::text::Text;

/// Whether this Region backs the type up.
pub fn supported(kind: &str, types: Answer<&Vec<Text>>) -> Check {
    match types {
        Answer::Known(types) if types.iter().any(|one| one.raw() == kind) => {
            Check::fixed(Verdict::Passed, format!("this Region backs up {kind}"))
        }
        Answer::Known(_) => {
            Check::fixed(Verdict::Failed, format!("AWS Backup does not back up {kind} in this Region"))
        }
        other => Check::fixed(
            Verdict::Unknown,
            format!("whether this Region backs up {kind}: {}", other.why_not()),
        ),
    }
}

/// Whether the type is opted in. What is named is backed up regardless; only what plans select by tag is not
/// (aws-backup-api.md section 1.17, "Region settings").
pub fn opted_in(kind: &str, settings: Answer<&RegionSettings>) -> Check {
    let why = match settings {
        Answer::Known(settings) => match settings.is_opted_in(kind) {
            Some(true) => return Check::fixed(Verdict::Passed, format!("{kind} is opted in")),
            Some(false) => {
                let says =
                    format!("{kind} is opted out here: plans skip it, this backup is made all the same");
                return Check::fixed(Verdict::Warning, says);
            }
            None => "AWS does not list it".to_owned(),
        },
        other => other.why_not(),
    };
    Check::fixed(Verdict::Unknown, format!("whether {kind} is opted in: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_backed_up_where_the_region_says_so() {
        let types = vec!["EBS".into(), "RDS".into()];
        assert_eq!(supported("EBS", Answer::Known(&types)).verdict, Verdict::Passed);
        assert_eq!(supported("EKS", Answer::Known(&types)).verdict, Verdict::Failed);
        let denied = supported("EKS", Answer::Denied("backup:GetSupportedResourceTypes".into()));
        assert_eq!(denied.verdict, Verdict::Unknown);
        assert!(denied.says.ends_with("lacks backup:GetSupportedResourceTypes"), "{}", denied.says);
    }

    #[test]
    fn opting_out_is_a_warning() {
        let settings = RegionSettings {
            opted_in: vec![("EBS".into(), true), ("EFS".into(), false)],
            ..RegionSettings::default()
        };
        for (kind, verdict) in
            [("EBS", Verdict::Passed), ("EFS", Verdict::Warning), ("Quantum", Verdict::Unknown)]
        {
            assert_eq!(opted_in(kind, Answer::Known(&settings)).verdict, verdict, "{kind}");
        }
        assert_eq!(opted_in("EBS", Answer::NotAsked).verdict, Verdict::Unknown);
    }
}
