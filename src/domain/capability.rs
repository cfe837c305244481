//! What AWS Backup can do with each type of resource (developer guide, "Feature availability"; aws-backup-api.md sections
//! 6.1 to 6.3 and fact 15).

use super::arn::Arn;

/// What AWS Backup can do with a type, or with one sort of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// `ResourceType` as AWS spells it.
    pub kind: &'static str,
    /// What tells this sort from the usual one, in words; empty for the usual one.
    pub sort: &'static str,
    /// Whether its points can be copied at all.
    pub copies: Can,
    /// Whether a logically air-gapped vault takes it.
    pub air_gapped: Can,
    /// AWS Backup manages it fully: its points are encrypted with the vault's key.
    pub managed: bool,
    /// It has a cold tier.
    pub cold: bool,
    /// A backup of it can be stopped.
    pub stops: bool,
}

/// Whether something can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Can {
    /// It can.
    Yes,
    /// It can't.
    No,
    /// AWS's pages do not settle it.
    Unclear,
}

use Can::{No, Unclear, Yes};

const USUAL: Capability =
    Capability { kind: "", sort: "", copies: Yes, air_gapped: Yes, managed: false, cold: false, stops: true };

/// The usual sort of each type.
#[rustfmt::skip]
const KINDS: [Capability; 19] = [
    Capability { kind: "Aurora", stops: false, ..USUAL },
    Capability { kind: "CloudFormation", copies: Unclear, air_gapped: No, managed: true, cold: true, ..USUAL },
    Capability { kind: "DocumentDB", stops: false, ..USUAL },
    Capability { kind: "DSQL", air_gapped: Unclear, managed: true, ..USUAL },
    Capability { kind: "DynamoDB", managed: true, cold: true, ..USUAL },
    Capability { kind: "EBS", cold: true, ..USUAL },
    Capability { kind: "EC2", ..USUAL },
    Capability { kind: "EFS", managed: true, cold: true, ..USUAL },
    Capability { kind: "EKS", managed: true, ..USUAL },
    Capability { kind: "FSx", stops: false, ..USUAL },
    Capability { kind: "Neptune", stops: false, ..USUAL },
    Capability { kind: "RDS", air_gapped: No, stops: false, ..USUAL },
    Capability { kind: "Redshift", copies: No, air_gapped: No, ..USUAL },
    Capability { kind: "Redshift Serverless", copies: No, air_gapped: No, ..USUAL },
    Capability { kind: "S3", managed: true, ..USUAL },
    Capability { kind: "SAP HANA on Amazon EC2", air_gapped: No, managed: true, cold: true, stops: false, ..USUAL },
    Capability { kind: "Storage Gateway", ..USUAL },
    Capability { kind: "Timestream", managed: true, cold: true, ..USUAL },
    Capability { kind: "VirtualMachine", managed: true, cold: true, ..USUAL },
];

/// Sorts that differ from the usual one of their type; ARNs tell them.
#[rustfmt::skip]
const SORTS: [Capability; 3] = [
    Capability { kind: "DynamoDB", sort: "table without advanced features", copies: No, air_gapped: No, ..USUAL },
    // A volume is one of ONTAP, which is never copied, or of OpenZFS, where AWS's pages do not agree.
    Capability { kind: "FSx", sort: "volume", copies: Unclear, air_gapped: Unclear, stops: false, ..USUAL },
    Capability { kind: "RDS", sort: "Multi-AZ cluster", copies: No, air_gapped: No, stops: false, ..USUAL },
];

impl Capability {
    /// Of a type, by its name.
    pub fn of_kind(kind: &str) -> Option<&'static Self> {
        KINDS.iter().find(|one| one.kind == kind)
    }

    /// Of a recovery point: its type, and the sort that its and its resource's ARN tell (aws-backup-api.md section 5.3).
    pub fn of_point(kind: &str, point: &str, resource: &str) -> Option<&'static Self> {
        let has = |text: &str, service: &str, head: &str| {
            Arn::parse(text).is_some_and(|arn| arn.service == service && arn.resource.starts_with(head))
        };
        let sort = match kind {
            "DynamoDB" if has(point, "dynamodb", "") => "table without advanced features",
            "FSx" if has(resource, "fsx", "volume/") => "volume",
            "RDS" if has(resource, "rds", "cluster:") => "Multi-AZ cluster",
            _ => return Self::of_kind(kind),
        };
        SORTS.iter().find(|one| one.kind == kind && one.sort == sort)
    }

    /// "EBS", "RDS Multi-AZ cluster".
    pub fn words(&self) -> String {
        if self.sort.is_empty() { self.kind.to_owned() } else { format!("{} {}", self.kind, self.sort) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_tell_the_sort_of_a_type() {
        let backup = "arn:aws:backup:us-east-1:1:recovery-point:x";
        for (kind, point, resource, sort, copies) in [
            ("DynamoDB", backup, "arn:aws:dynamodb:us-east-1:1:table/t", "", Yes),
            (
                "DynamoDB",
                "arn:aws:dynamodb:us-east-1:1:table/t/backup/01",
                "arn:aws:dynamodb:us-east-1:1:table/t",
                "table without advanced features",
                No,
            ),
            ("FSx", backup, "arn:aws:fsx:us-east-1:1:file-system/fs-1", "", Yes),
            ("FSx", backup, "arn:aws:fsx:us-east-1:1:volume/fs-1/fsvol-1", "volume", Unclear),
            ("RDS", backup, "arn:aws:rds:us-east-1:1:db:orders", "", Yes),
            ("RDS", backup, "arn:aws:rds:us-east-1:1:cluster:orders", "Multi-AZ cluster", No),
            ("Redshift", backup, "arn:aws:redshift:us-east-1:1:cluster:r", "", No),
        ] {
            let found = Capability::of_point(kind, point, resource).unwrap();
            assert_eq!((found.sort, found.copies), (sort, copies), "{kind} {point} {resource}");
        }
        assert_eq!(Capability::of_point("Quantum", backup, ""), None);
    }

    #[test]
    fn types_that_cannot_be_stopped_are_those_of_the_guide() {
        let kinds: Vec<_> = KINDS.iter().filter(|kind| !kind.stops).map(|kind| kind.kind).collect();
        assert_eq!(kinds, ["Aurora", "DocumentDB", "FSx", "Neptune", "RDS", "SAP HANA on Amazon EC2"]);
    }

    #[test]
    fn types_with_a_cold_tier_are_those_of_the_guide() {
        let kinds: Vec<_> = KINDS.iter().filter(|kind| kind.cold).map(|kind| kind.kind).collect();
        assert_eq!(
            kinds,
            [
                "CloudFormation",
                "DynamoDB",
                "EBS",
                "EFS",
                "SAP HANA on Amazon EC2",
                "Timestream",
                "VirtualMachine"
            ]
        );
    }
}
