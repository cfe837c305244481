//! Each type of recovery point is restored, with a value that is refused and then mended under a new token.

use std::collections::HashMap;

use vaultdeck::simulator::Simulator;

use super::{job, metadata, point, restore, started, status, types};
use crate::support::{pass, raw, refusal};

/// What a restore of one form takes, and one pair that it does not take.
struct Case {
    resource: &'static str,
    continuous: bool,
    /// Restored as this type.
    kind: Option<&'static str>,
    good: &'static [(&'static str, &'static str)],
    /// Takes the place of a good pair, or comes on top of them.
    bad: (&'static str, &'static str),
    /// What the created resource's ARN starts with.
    makes: &'static str,
    /// The created resource can be backed up.
    is_new: bool,
}

const CASE: Case =
    Case { resource: "", continuous: false, kind: None, good: &[], bad: ("", ""), makes: "", is_new: true };

const WINDOWS: &str = r#"{"ThroughputCapacity":32,"PreferredSubnetId":"subnet-1"}"#;
const VPC: &str = r#"{"vpcId":"vpc-1","subnetIds":["subnet-1"],"securityGroupIds":["sg-1"]}"#;
const HANA: &str = "arn:aws:ssm-sap:us-east-1:123456789012:HANA/PRD/DB/HDB";
const GATEWAY: &str = "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-12A3456B";
const HYPERVISOR: &str = "arn:aws:backup-gateway:us-east-1:123456789012:hypervisor/hype-1";

const CASES: &[Case] = &[
    Case {
        resource: "ledger-data",
        good: &[("availabilityZone", "us-east-1a"), ("volumeType", "gp3"), ("volumeSize", "50")],
        bad: ("volumeSize", "39"),
        makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-",
        ..CASE
    },
    Case {
        resource: "ledger-data",
        good: &[("availabilityZone", "us-east-1a")],
        bad: ("availabilityZone", "eu-west-1a"),
        makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-",
        ..CASE
    },
    Case {
        resource: "ledger-data",
        good: &[
            ("restoreType", "ITEM"),
            ("destinationBucketName", "found-files"),
            ("pathsToRestore", r#"["/etc/fstab"]"#),
        ],
        bad: ("pathsToRestore", "/etc/fstab"),
        makes: "arn:aws:s3:::found-files",
        is_new: false,
        ..CASE
    },
    Case {
        resource: "ledger-data",
        kind: Some("Storage Gateway"),
        good: &[("gatewayArn", GATEWAY), ("gatewayType", "CACHED"), ("targetName", "ledger")],
        bad: ("gatewayType", "STORED"),
        makes: "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-12A3456B/volume/vol-",
        ..CASE
    },
    Case {
        resource: "old-ledger",
        good: &[
            ("temporaryRestoreDays", "7"),
            ("availabilityZone", "us-east-1b"),
            ("volumeType", "gp2"),
            ("volumeSize", "10"),
        ],
        bad: ("temporaryRestoreDays", "181"),
        makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-",
        ..CASE
    },
    Case {
        resource: "build-1",
        good: &[
            ("InstanceType", "m6i.large"),
            ("SubnetId", "subnet-1"),
            ("SecurityGroupIds", r#"["sg-1"]"#),
            ("IamInstanceProfileName", "UseBackedUpValue"),
        ],
        bad: ("InstanceType", "large"),
        makes: "arn:aws:ec2:us-east-1:123456789012:instance/i-",
        ..CASE
    },
    Case {
        resource: "orders-db",
        good: &[("DBInstanceIdentifier", "orders-2"), ("DBInstanceClass", "db.m6g.large")],
        bad: ("DBSnapshotName", "awsbackup:job-1"),
        makes: "arn:aws:rds:us-east-1:123456789012:db:orders-2",
        ..CASE
    },
    Case {
        resource: "orders-db",
        continuous: true,
        good: &[
            ("DBInstanceIdentifier", "orders-3"),
            ("Engine", "mysql"),
            ("RestoreTime", "2026-11-20T03:30:27Z"),
        ],
        bad: ("RestoreTime", "2026-11-21T02:10:00Z"),
        makes: "arn:aws:rds:us-east-1:123456789012:db:orders-3",
        ..CASE
    },
    Case {
        resource: "accounts",
        good: &[("dbClusterIdentifier", "accounts-2"), ("engine", "aurora-mysql")],
        bad: ("engine", "mysql"),
        makes: "arn:aws:rds:us-east-1:123456789012:cluster:accounts-2",
        ..CASE
    },
    Case {
        resource: "accounts",
        continuous: true,
        good: &[
            ("dbClusterIdentifier", "accounts-3"),
            ("engine", "aurora-mysql"),
            ("UseLatestRestorableTime", "true"),
        ],
        bad: ("availabilityZones", r#"["us-east-1a"]"#),
        makes: "arn:aws:rds:us-east-1:123456789012:cluster:accounts-3",
        ..CASE
    },
    Case {
        resource: "profiles",
        good: &[("dbClusterIdentifier", "profiles-2"), ("engine", "docdb")],
        bad: ("dbClusterIdentifier", "2-profiles"),
        makes: "arn:aws:rds:us-east-1:123456789012:cluster:profiles-2",
        ..CASE
    },
    Case {
        resource: "graph",
        good: &[("dbClusterIdentifier", "graph-2"), ("engine", "neptune")],
        bad: ("port", "80"),
        makes: "arn:aws:rds:us-east-1:123456789012:cluster:graph-2",
        ..CASE
    },
    Case {
        resource: "invoices",
        good: &[("targetTableName", "invoices-2"), ("encryptionType", "Default")],
        bad: ("encryptionType", "AES"),
        makes: "arn:aws:dynamodb:us-east-1:123456789012:table/invoices-2",
        ..CASE
    },
    Case {
        resource: "home",
        good: &[
            ("newFileSystem", "true"),
            ("file-system-id", "fs-0aaaaaaaaaaaaaaaa"),
            ("Encrypted", "true"),
            ("PerformanceMode", "generalPurpose"),
            ("CreationToken", "t"),
        ],
        bad: ("throughputMode", "bursting"),
        makes: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-",
        ..CASE
    },
    Case {
        resource: "home",
        good: &[
            ("newFileSystem", "false"),
            ("file-system-id", "fs-0aaaaaaaaaaaaaaaa"),
            ("Encrypted", "true"),
            ("PerformanceMode", "generalPurpose"),
            ("ItemsToRestore", r#"["/my.test"]"#),
        ],
        bad: ("newFilesystem", "true"),
        makes: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0aaaaaaaaaaaaaaaa",
        is_new: false,
        ..CASE
    },
    Case {
        resource: "shares",
        good: &[("SubnetIds", r#"["subnet-1"]"#), ("WindowsConfiguration", WINDOWS)],
        bad: ("SubnetIds", "subnet-1"),
        makes: "arn:aws:fsx:us-east-1:123456789012:file-system/fs-",
        ..CASE
    },
    Case {
        resource: "scratch-lustre",
        good: &[("SubnetIds", r#"["subnet-1"]"#), ("StorageCapacity", "1200")],
        bad: ("StorageType", "HDD"),
        makes: "arn:aws:fsx:us-east-1:123456789012:file-system/fs-",
        ..CASE
    },
    Case {
        resource: "vol-ontap",
        good: &[("Name", "vol2"), ("OntapConfiguration", r#"{"storageVirtualMachineId":"svm-1"}"#)],
        bad: ("OntapConfiguration", r#"{"junctionPath":"/vol2"}"#),
        makes: "arn:aws:fsx:us-east-1:123456789012:volume/",
        ..CASE
    },
    Case {
        resource: "data-openzfs",
        good: &[("SubnetIds", r#"["subnet-1"]"#), ("OpenZFSConfiguration", r#"{"ThroughputCapacity":64}"#)],
        bad: ("FileSystemFlavor", "OPENZFS"),
        makes: "arn:aws:fsx:us-east-1:123456789012:file-system/fs-",
        ..CASE
    },
    Case {
        resource: "contracts",
        good: &[
            ("DestinationBucketName", "contracts-2"),
            ("NewBucket", "true"),
            ("EncryptionType", "original"),
        ],
        bad: ("RestoreTime", "2026-11-20T03:30:27Z"),
        makes: "arn:aws:s3:::contracts-2",
        ..CASE
    },
    Case {
        resource: "media-assets",
        continuous: true,
        good: &[("DestinationBucketName", "media-assets"), ("RestoreTime", "2026-11-10T03:30:27Z")],
        bad: ("RestoreTime", "2026-10-10T03:30:27Z"),
        makes: "arn:aws:s3:::media-assets",
        is_new: false,
        ..CASE
    },
    Case {
        resource: "sgw-12A3456B/volume/vol-0a1b2c3d",
        good: &[("gatewayArn", GATEWAY), ("targetName", "restored"), ("volumeSizeInBytes", "5368709120")],
        bad: ("volumeSizeInBytes", "1024"),
        makes: "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-12A3456B/volume/vol-",
        ..CASE
    },
    Case {
        resource: "sgw-12A3456B/volume/vol-0a1b2c3d",
        kind: Some("EBS"),
        good: &[("availabilityZone", "us-east-1c")],
        bad: ("gatewayArn", GATEWAY),
        makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-",
        ..CASE
    },
    Case {
        resource: "warehouse",
        good: &[("ClusterIdentifier", "warehouse-2"), ("RestoreType", "CLUSTER_RESTORE")],
        bad: ("AutomatedSnapshotRetentionPeriod", "36"),
        makes: "arn:aws:redshift:us-east-1:123456789012:cluster:warehouse-2",
        ..CASE
    },
    Case {
        resource: "warehouse",
        good: &[
            ("RestoreType", "TABLE_RESTORE"),
            ("ClusterIdentifier", "warehouse"),
            ("SourceDatabaseName", "dev"),
            ("SourceTableName", "sales"),
            ("TargetDatabaseName", "dev"),
            ("NewTableName", "sales2"),
        ],
        bad: ("NodeKind", "ra3.large"),
        makes: "arn:aws:redshift:us-east-1:123456789012:cluster:warehouse",
        is_new: false,
        ..CASE
    },
    Case {
        resource: "analytics",
        kind: Some("RedshiftServerless"),
        good: &[("RestoreType", "NAMESPACE_RESTORE"), ("NamespaceIdentifier", "analytics")],
        bad: ("RestoreType", "CLUSTER_RESTORE"),
        makes: "arn:aws:redshift-serverless:us-east-1:123456789012:namespace/analytics",
        is_new: false,
        ..CASE
    },
    Case {
        resource: "metrics/table/cpu",
        good: &[
            ("TableName", "cpu2"),
            ("DestinationDatabase", "metrics"),
            ("MemoryStoreRetentionPeriodInHours", "6"),
            ("MagneticStoreRetentionPeriodInDays", "365"),
        ],
        bad: ("MemoryStoreRetentionPeriodInHours", "six"),
        makes: "arn:aws:timestream:us-east-1:123456789012:database/metrics/table/cpu2",
        ..CASE
    },
    Case {
        resource: "erp",
        good: &[
            ("RestoreTo", "VMware"),
            ("HypervisorArn", HYPERVISOR),
            ("VMName", "erp-2"),
            ("VMPath", "/dc/vm"),
            ("ComputeResourceName", "esx1"),
            ("VMDatastore", "ds1"),
        ],
        bad: ("RestoreTo", "Azure"),
        makes: "arn:aws:backup-gateway:us-east-1:123456789012:vm/vm-",
        ..CASE
    },
    Case {
        resource: "erp",
        good: &[("RestoreTo", "EC2Instance"), ("InstanceType", "m6i.large"), ("SubnetId", "subnet-1")],
        bad: ("VMLabel", "erp-2"),
        makes: "arn:aws:ec2:us-east-1:123456789012:instance/i-",
        ..CASE
    },
    Case {
        resource: "erp",
        good: &[("RestoreTo", "EBSVolume"), ("AvailabilityZone", "us-east-1a"), ("EbsVolumeType", "gp3")],
        bad: ("EbsVolumeType", "fast"),
        makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-",
        ..CASE
    },
    Case {
        resource: "PRD/DB/HDB",
        continuous: true,
        good: &[("aws:backup:TargetDatabaseArn", HANA), ("RecoveryType", "FULL_DATA_BACKUP_RECOVERY")],
        bad: ("RecoveryType", "POINT_IN_TIME_RECOVERY"),
        makes: HANA,
        is_new: false,
        ..CASE
    },
    Case {
        resource: "sessions",
        good: &[("regionalConfig", r#"[{"region":"us-east-1","isDeletionProtectionEnabled":true}]"#)],
        bad: ("clusterId", "abc"),
        makes: "arn:aws:dsql:us-east-1:123456789012:cluster/",
        ..CASE
    },
    Case {
        resource: "shop",
        good: &[
            ("clusterName", "shop-2"),
            ("newCluster", "true"),
            ("eksClusterVersion", "1.33"),
            ("clusterRole", "arn:aws:iam::123456789012:role/eks"),
            ("clusterVpcConfig", VPC),
        ],
        bad: ("clusterVpcConfig", r#"{"vpcId":"vpc-1","subnetIds":["subnet-1"]}"#),
        makes: "arn:aws:eks:us-east-1:123456789012:cluster/shop-2",
        ..CASE
    },
];

#[tokio::test]
async fn each_type_is_restored_after_a_wrong_value_is_mended() {
    for case in CASES {
        let (simulator, client) = types().await;
        let arn = point(&client, case.resource, case.continuous).await;
        let good = metadata(case.good);
        let mut bad = good.clone();
        bad.insert(case.bad.0.to_owned(), case.bad.1.to_owned());
        let call = async |metadata, token: &str| {
            let call = restore(&client, &arn, metadata).idempotency_token(token);
            call.set_resource_type(case.kind.map(str::to_owned)).send().await
        };
        let name = format!("{} {:?}", case.resource, case.bad);
        let answer = call(&bad, "one").await;
        assert!(answer.is_err(), "{name} is taken");
        let (code, message) = refusal(answer);
        assert_eq!(code, "InvalidParameterValueException", "{name}");
        let named = match case.bad.1 {
            "STORED" => "diskId",
            "HDD" => "LustreConfiguration",
            "POINT_IN_TIME_RECOVERY" => "PointInTimeRecoveryTimestamp",
            _ => case.bad.0,
        };
        assert!(message.contains(named) || case.bad.1 == "HDD", "{name}: {message}");
        assert_eq!(refusal(call(&good, "one").await), (code, message), "{name}: the token is used up");
        let id = call(&good, "two").await.unwrap().restore_job_id.unwrap();
        assert_eq!(call(&good, "two").await.unwrap().restore_job_id.as_deref(), Some(&*id), "{name}");
        pass(&simulator, 4 * 86_400);
        let done = job(&client, &id).await;
        assert_eq!(status(&done), "COMPLETED", "{name}: {:?}", done.status_message());
        let created = done.created_resource_arn().unwrap();
        assert!(created.starts_with(case.makes), "{name}: {created}");
        let kept = client.get_restore_job_metadata().restore_job_id(&id).send().await.unwrap();
        assert_eq!(kept.metadata(), Some(&good), "{name}");
        if case.is_new {
            let backup = client
                .start_backup_job()
                .backup_vault_name("main")
                .resource_arn(created)
                .iam_role_arn(crate::support::ROLE)
                .send()
                .await;
            assert!(backup.is_ok(), "{name}: {created} cannot be backed up: {backup:?}");
        }
    }
}

/// What a point gives, without its nulls, which the SDK refuses to read.
async fn given(simulator: &Simulator, point: &str) -> HashMap<String, String> {
    let path = point.replace(':', "%3A").replace('/', "%2F");
    let path = format!("/backup-vaults/main/recovery-points/{path}/restore-metadata");
    let answer = raw(simulator, "GET", &path, "").await;
    let given = answer.body["RestoreMetadata"].as_object().unwrap().iter();
    given.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

#[tokio::test]
async fn what_a_point_gives_may_be_sent_back_whole() {
    let (simulator, client) = types().await;
    for (resource, continuous, named, rest) in [
        ("ledger-data", false, ("availabilityZone", "us-east-1a"), &[][..]),
        ("orders-db", false, ("DBInstanceIdentifier", "orders-4"), &[("DBName", "")][..]),
        ("orders-db", true, ("UseLatestRestorableTime", "true"), &[("DBInstanceIdentifier", "orders-5")]),
        ("accounts", false, ("DBClusterIdentifier", "accounts-4"), &[]),
        ("accounts", true, ("UseLatestRestorableTime", "true"), &[("DBClusterIdentifier", "accounts-5")]),
        ("profiles", false, ("dbClusterIdentifier", "profiles-4"), &[]),
        ("graph", false, ("dbClusterIdentifier", "graph-4"), &[]),
        ("invoices", false, ("targetTableName", "invoices-4"), &[]),
        (
            "home",
            false,
            ("newFileSystem", "true"),
            &[("Encrypted", "true"), ("PerformanceMode", "generalPurpose"), ("CreationToken", "t")],
        ),
        ("shares", false, ("SubnetIds", r#"["subnet-1"]"#), &[]),
        ("contracts", false, ("DestinationBucketName", "contracts-4"), &[("NewBucket", "true")]),
        ("PRD/DB/HDB", true, ("aws:backup:TargetDatabaseArn", HANA), &[]),
        ("sessions", false, ("useMultiRegionOrchestration", "false"), &[]),
    ] {
        let arn = point(&client, resource, continuous).await;
        let mut given = given(&simulator, &arn).await;
        given.extend(metadata(rest));
        let before = given.insert(named.0.to_owned(), named.1.to_owned());
        let mut unknown = given.clone();
        unknown.insert("Nonsense".to_owned(), "1".to_owned());
        let (code, message) = refusal(restore(&client, &arn, &unknown).send().await);
        assert_eq!(code, "InvalidParameterValueException", "{resource}");
        assert!(message.contains("Unrecognized key : Nonsense"), "{resource}: {message}");
        let mut informed = given.clone();
        informed.insert("InformationalOnly:Anything".to_owned(), "1".to_owned());
        let id = started(&client, &arn, &informed).await;
        pass(&simulator, 4 * 86_400);
        let done = job(&client, &id).await;
        assert_eq!(status(&done), "COMPLETED", "{resource}: {:?}", done.status_message());
        given.remove(named.0);
        if before.is_none() && !matches!(resource, "sessions" | "profiles" | "graph") {
            let (_, message) = refusal(restore(&client, &arn, &given).send().await);
            assert!(message.contains(named.0), "{resource}: {message}");
        }
    }
}

#[tokio::test]
async fn some_values_that_a_point_gives_are_null() {
    let (simulator, client) = types().await;
    for (resource, null, given) in
        [("ledger-data", "availabilityZone", "volumeId"), ("build-1", "KernelId", "NetworkInterfaces")]
    {
        let arn = point(&client, resource, false).await.replace(':', "%3A").replace('/', "%2F");
        let path = format!("/backup-vaults/main/recovery-points/{arn}/restore-metadata");
        let answer = raw(&simulator, "GET", &path, "").await;
        let metadata = &answer.body["RestoreMetadata"];
        assert!(metadata.get(null).is_some_and(serde_json::Value::is_null), "{metadata}");
        assert!(metadata[given].is_string(), "{metadata}");
    }
}

#[tokio::test]
async fn a_type_that_a_point_cannot_be_is_refused() {
    let (_simulator, client) = types().await;
    let arn = point(&client, "ledger-data", false).await;
    let good = metadata(&[("availabilityZone", "us-east-1a")]);
    for kind in ["RDS", "Nonsense"] {
        let (code, message) = refusal(restore(&client, &arn, &good).resource_type(kind).send().await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(kind), "{message}");
    }
    let archived = point(&client, "old-ledger", false).await;
    let call = restore(&client, &archived, &good).resource_type("Storage Gateway");
    assert_eq!(refusal(call.send().await).0, "InvalidParameterValueException");
    let composite = point(&client, "billing", false).await;
    let (code, message) = refusal(
        restore(&client, &composite, &metadata(&[("StackName", "b"), ("ChangeSetName", "c")])).send().await,
    );
    assert_eq!(code, "InvalidRequestException");
    assert!(message.contains("nested"), "{message}");
    started(&client, &arn, &good).await;
}
