//! The data files of all resource types, parsed once.

use std::sync::LazyLock;

use super::form::Kind;

/// One file a resource type of reference section 6.5.
const FILES: [&str; 19] = [
    include_str!("../../../assets/restore/aurora.toml"),
    include_str!("../../../assets/restore/cloudformation.toml"),
    include_str!("../../../assets/restore/documentdb.toml"),
    include_str!("../../../assets/restore/dsql.toml"),
    include_str!("../../../assets/restore/dynamodb.toml"),
    include_str!("../../../assets/restore/ebs.toml"),
    include_str!("../../../assets/restore/ec2.toml"),
    include_str!("../../../assets/restore/efs.toml"),
    include_str!("../../../assets/restore/eks.toml"),
    include_str!("../../../assets/restore/fsx.toml"),
    include_str!("../../../assets/restore/neptune.toml"),
    include_str!("../../../assets/restore/rds.toml"),
    include_str!("../../../assets/restore/redshift.toml"),
    include_str!("../../../assets/restore/redshift-serverless.toml"),
    include_str!("../../../assets/restore/s3.toml"),
    include_str!("../../../assets/restore/sap-hana.toml"),
    include_str!("../../../assets/restore/storage-gateway.toml"),
    include_str!("../../../assets/restore/timestream.toml"),
    include_str!("../../../assets/restore/virtual-machine.toml"),
];

/// A test holds that every file can be read.
static KINDS: LazyLock<Vec<Kind>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| parse(file).ok()).collect());

/// For a resource type that this version does not know.
static OTHER: LazyLock<Kind> =
    LazyLock::new(|| parse(include_str!("../../../assets/restore/other.toml")).unwrap_or_default());

pub(super) fn other() -> &'static Kind {
    &OTHER
}

fn parse(file: &str) -> Result<Kind, toml::de::Error> {
    toml::from_str::<Kind>(file).map(Kind::share)
}

/// All resource types that can be restored.
pub fn kinds() -> &'static [Kind] {
    &KINDS
}

/// A resource type by AWS's name; its guide also writes names without spaces (`RedshiftServerless`).
pub fn kind(resource_type: &str) -> Option<&'static Kind> {
    let plain = |name: &str| name.replace(' ', "").to_lowercase();
    kinds().iter().find(|kind| plain(&kind.resource_type) == plain(resource_type))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::restore::{Effect, Form, ValueKind};

    /// The types of reference section 6.5, written down anew.
    const TYPES: [&str; 19] = [
        "Aurora",
        "CloudFormation",
        "DSQL",
        "DocumentDB",
        "DynamoDB",
        "EBS",
        "EC2",
        "EFS",
        "EKS",
        "FSx",
        "Neptune",
        "RDS",
        "Redshift",
        "Redshift Serverless",
        "S3",
        "SAP HANA on Amazon EC2",
        "Storage Gateway",
        "Timestream",
        "VirtualMachine",
    ];

    /// What AWS wants at least, as section 6.5 says it: type, form, keys.
    const REQUIRED: [(&str, &str, &[&str]); 23] = [
        ("Aurora", "snapshot", &["dbClusterIdentifier", "engine"]),
        ("Aurora", "point in time", &["dbClusterIdentifier", "engine", "restoreToTime"]),
        ("CloudFormation", "change set", &["ChangeSetName", "StackName"]),
        ("DSQL", "cluster", &[]),
        ("DocumentDB", "snapshot", &["dbClusterIdentifier", "engine"]),
        ("DynamoDB", "table", &["targetTableName"]),
        ("EBS", "volume", &["availabilityZone"]),
        ("EBS", "archived volume", &["availabilityZone", "temporaryRestoreDays", "volumeSize", "volumeType"]),
        ("EBS", "files to a bucket", &["destinationBucketName", "pathsToRestore", "restoreType"]),
        ("EC2", "instance", &["InstanceType"]),
        (
            "EFS",
            "new file system",
            &["CreationToken", "Encrypted", "PerformanceMode", "file-system-id", "newFileSystem"],
        ),
        ("EFS", "into an existing one", &["Encrypted", "PerformanceMode", "file-system-id", "newFileSystem"]),
        ("FSx", "Windows", &["SubnetIds", "WindowsConfiguration"]),
        ("FSx", "Lustre", &["SubnetIds"]),
        ("FSx", "OpenZFS", &["SubnetIds"]),
        ("FSx", "ONTAP volume", &["Name", "OntapConfiguration"]),
        ("Neptune", "snapshot", &["dbClusterIdentifier", "engine"]),
        ("RDS", "snapshot", &["DBInstanceIdentifier"]),
        ("RDS", "point in time", &["DBInstanceIdentifier", "Engine", "RestoreTime"]),
        ("S3", "bucket", &["DestinationBucketName"]),
        ("S3", "point in time", &["DestinationBucketName", "RestoreTime"]),
        ("SAP HANA on Amazon EC2", "database", &["RecoveryType", "aws:backup:TargetDatabaseArn"]),
        ("Timestream", "table", &["DestinationDatabase", "TableName"]),
    ];

    fn forms() -> impl Iterator<Item = (&'static Kind, &'static Form)> {
        kinds().iter().flat_map(|kind| kind.forms.iter().map(move |form| (kind, form)))
    }

    #[test]
    fn every_file_can_be_read_and_there_is_one_for_every_type() {
        for file in FILES {
            parse(file).unwrap_or_else(|error| panic!("{file}\n{error}"));
        }
        let known: BTreeSet<&str> = kinds().iter().map(|kind| kind.resource_type.as_str()).collect();
        assert_eq!(known, TYPES.into_iter().collect());
        assert_eq!(kind("RedshiftServerless").unwrap().resource_type, "Redshift Serverless");
        assert!(kind("Kettle").is_none());
        assert_eq!(other().forms.len(), 1);
    }

    #[test]
    fn each_form_requires_what_aws_requires() {
        for (kind_name, form_name, keys) in REQUIRED {
            let kind = kind(kind_name).unwrap();
            let form = kind.forms.iter().find(|form| form.name == form_name);
            let form = form.unwrap_or_else(|| panic!("{kind_name} has no form {form_name}"));
            let required: BTreeSet<&str> =
                form.keys.iter().filter(|spec| spec.required).map(|spec| spec.key.as_str()).collect();
            assert_eq!(required, keys.iter().copied().collect(), "{kind_name}, {form_name}");
        }
    }

    #[test]
    fn a_form_says_each_key_once_and_speaks_only_of_keys_that_it_has() {
        for (kind, form) in forms() {
            let place = format!("{}, {}", kind.resource_type, form.name);
            let names: BTreeSet<String> = form.keys.iter().map(|spec| spec.key.to_lowercase()).collect();
            assert_eq!(names.len(), form.keys.len(), "{place}: a key twice");
            for spec in &form.keys {
                let others = spec.only.keys().chain(spec.not_with.keys()).chain(spec.required_with.keys());
                for other in others.chain(&spec.excludes) {
                    assert!(form.key(other).is_some(), "{place}: {} speaks of {other}", spec.key);
                }
                assert_eq!(spec.kind == ValueKind::Choice, !spec.values.is_empty(), "{place}: {}", spec.key);
                let known = spec.values.is_empty() || spec.default.iter().all(|it| spec.values.contains(it));
                assert!(known, "{place}: {} defaults to what it does not take", spec.key);
            }
            let moment = form.moment.as_ref().and_then(|moment| moment.key.as_ref());
            assert!(moment.is_none_or(|key| form.key(key).is_some()), "{place}: no key for the moment");
            for dropped in form.drop.iter().chain(&form.info) {
                assert!(form.key(dropped).is_none(), "{place}: {dropped} is dropped and asked for");
            }
        }
    }

    #[test]
    fn what_is_lost_is_said() {
        let lost: Vec<&str> = forms()
            .filter(|(_, form)| form.effect == Effect::Destructive)
            .map(|(kind, _)| kind.resource_type.as_str())
            .collect();
        assert_eq!(lost, ["Redshift Serverless", "SAP HANA on Amazon EC2"], "reference section 6.4");
        for (_, form) in forms() {
            let lost = form.effect == Effect::Destructive;
            assert_eq!(lost, form.makes.contains("LOST"));
            assert_eq!(lost, form.target.as_ref().is_some_and(|key| form.key(key).is_some()));
        }
    }

    #[test]
    fn tags_are_never_asked_for_where_that_fails_the_job() {
        for name in ["DynamoDB", "S3", "SAP HANA on Amazon EC2", "VirtualMachine", "Timestream"] {
            assert!(kind(name).unwrap().forms.iter().all(|form| !form.copy_tags), "{name}");
        }
    }
}
