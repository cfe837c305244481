//! Forms from the metadata that AWS gives (reference section 6.6) to those that it takes.

use jiff::Timestamp;

use super::*;
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::text::Text;

fn now() -> Timestamp {
    "2026-11-21T02:14:00Z".parse().unwrap()
}

fn texts(pairs: &[(&str, &str)]) -> Vec<(Text, Text)> {
    pairs.iter().map(|(key, value)| (Text::new(key), Text::new(value))).collect()
}

/// A point of a type, with what AWS gives of it; `null` is null.
fn origin(resource_type: &str, name: &str, given: &[(&str, &str)], inferred: &[(&str, &str)]) -> Origin {
    let given = texts(given).into_iter();
    Origin {
        resource_type: resource_type.to_owned(),
        name: name.to_owned(),
        region: "us-east-1".to_owned(),
        created: Some("2026-11-19T03:00:00Z".parse().unwrap()),
        size: Some(100 << 30),
        cold: Some(false),
        continuous: Some(false),
        metadata: Some(Metadata {
            given: given.map(|(key, value)| (key, Some(value).filter(|it| it.raw() != "null"))).collect(),
            inferred: texts(inferred),
            ..Metadata::default()
        }),
    }
}

fn filled(origin: &Origin) -> Filled {
    fill(fitting(origin)[0], origin, now())
}

/// What is sent after some lines were typed over.
fn sent(
    origin: &Origin,
    typed: &[(&str, &str)],
    more: &str,
) -> Result<Vec<(String, String)>, Vec<Complaint>> {
    let filled = filled(origin);
    for (key, _) in typed {
        assert!(filled.lines.iter().any(|line| line.key == *key), "there is no line {key}");
    }
    let values: Vec<&str> = filled
        .lines
        .iter()
        .map(|line| {
            typed.iter().find(|(key, _)| *key == line.key).map_or(line.start.as_str(), |(_, value)| value)
        })
        .collect();
    pairs(&filled, &values, more, origin, now())
}

fn words(pairs: &[(String, String)]) -> Vec<String> {
    let mut words: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
    words.sort();
    words
}

fn volume() -> Origin {
    origin(
        "EBS",
        "vol-0a1b",
        &[("volumeId", "vol-0a1b"), ("encrypted", "true"), ("availabilityZone", "null")],
        &[("availabilityZone", "us-east-1b")],
    )
}

fn database() -> Origin {
    origin(
        "RDS",
        "orders-db",
        &[
            ("DBSnapshotIdentifier", "awsbackup:job-1"),
            ("DBInstanceIdentifier", "orders-db"),
            ("DBInstanceClass", "db.r6g.large"),
            ("Engine", "mysql"),
            ("EngineVersion", "8.0.40"),
            ("KmsKeyId", "arn:aws:kms:us-east-1:123456789012:key/1"),
            ("Encrypted", "true"),
            ("MultiAZ", "true"),
            ("AvailabilityZone", "us-east-1a"),
            ("VpcSecurityGroupIds", r#"["sg-1","sg-2"]"#),
            ("EnableCloudwatchLogsExports", "[]"),
            ("InformationalOnly:MasterUsername", "admin"),
            ("StorageThroughput", "125"),
            ("aws:backup:request-id", "x"),
        ],
        &[("DBInstanceIdentifier", "awsbackup-restore-test-1"), ("MultiAZ", "false")],
    )
}

#[test]
fn a_volume_gets_a_zone_and_loses_its_id() {
    let sent = sent(&volume(), &[], "").unwrap();
    assert_eq!(words(&sent), ["availabilityZone=us-east-1b", "encrypted=true", "volumeType=gp3"]);
    let filled = filled(&volume());
    assert_eq!(filled.lines[0].source, Source::Inferred);
    assert_eq!(filled.left_out, ["volumeId: names the original, is not sent"]);
    assert_eq!(filled.lines[5].differs("false"), Some(true));
    assert_eq!(filled.lines[5].differs("true"), Some(false));
    assert_eq!(filled.lines[0].differs("us-east-1b"), None, "AWS gives null for it");
}

#[test]
fn without_aws_metadata_the_form_says_what_is_missing() {
    let bare = Origin { metadata: None, ..volume() };
    assert_eq!(sent(&bare, &[], "").unwrap_err()[0].key, "availabilityZone");
    let null = origin("EBS", "vol-0a1b", &[("availabilityZone", "null")], &[]);
    assert_eq!(filled(&null).lines[0].source, Source::Null);
}

#[test]
fn a_database_gets_a_name_of_its_own_and_the_rest_stays() {
    let sent = sent(&database(), &[], "").unwrap();
    assert_eq!(
        words(&sent),
        [
            "DBInstanceClass=db.r6g.large",
            "DBInstanceIdentifier=orders-db-20261121-0214",
            "Engine=mysql",
            "MultiAZ=true",
            "StorageThroughput=125",
            r#"VpcSecurityGroupIds=["sg-1","sg-2"]"#,
        ]
    );
    let filled = filled(&database());
    let told: Vec<&str> = filled.told.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(told, ["EngineVersion", "KmsKeyId", "Encrypted", "InformationalOnly:MasterUsername"]);
    let line = |key| filled.lines.iter().find(|line| line.key == key).unwrap();
    assert_eq!(line("VpcSecurityGroupIds").start, "sg-1, sg-2");
    assert_eq!(line("VpcSecurityGroupIds").differs(r#"["sg-1", "sg-2"]"#), Some(false));
    assert_eq!(line("DBInstanceIdentifier").original.as_deref(), Some("orders-db"));
    assert_eq!(line("StorageThroughput").spec, None);
}

#[test]
fn a_wrong_line_is_named_with_its_reason() {
    let why = |typed: &[(&str, &str)], more: &str| {
        let complaints = sent(&database(), typed, more).unwrap_err();
        format!("{}: {}", complaints[0].key, complaints[0].why)
    };
    for (typed, more, expected) in [
        (("DBInstanceIdentifier", ""), "", "DBInstanceIdentifier: AWS wants a value"),
        (
            ("DBInstanceIdentifier", "orders-db"),
            "",
            "DBInstanceIdentifier: orders-db is the original's: it needs a name of its own",
        ),
        (
            ("DBInstanceIdentifier", "9-lives"),
            "",
            "DBInstanceIdentifier: letters, digits and single hyphens, a letter first, 63 at most",
        ),
        (("DBInstanceClass", "r6g.large"), "", "DBInstanceClass: `r6g.large` does not look like db.*"),
        (("VpcSecurityGroupIds", "sg-1, web"), "", "VpcSecurityGroupIds: `web` does not look like sg-*"),
        (("AvailabilityZone", "us-east-1b"), "", "AvailabilityZone: not with MultiAZ true"),
        (("MultiAZ", "perhaps"), "", "MultiAZ: `perhaps` is neither true nor false"),
        (("Port", "80"), "", "Port: 80 is not from 1150 to 65535"),
        (("StorageType", "io1"), "", "Iops: AWS wants a value with StorageType io1"),
        (("StorageType", "tape"), "", "StorageType: `tape` is none of gp3, gp2, io1, io2, standard"),
        (
            ("ProcessorFeatures", "["),
            "",
            "ProcessorFeatures: it is no JSON: EOF while parsing a list at line 1 column 1",
        ),
        (("Port", "3306"), "engine=mysql", "other keys: engine has a line of its own"),
        (
            ("Port", "3306"),
            "CACertificateIdentifier",
            "other keys: `CACertificateIdentifier` is no key=value",
        ),
        (("Port", "3306"), "A=1, A=2", "other keys: A stands twice"),
        (("Port", "3306"), "A=", "other keys: A has no value, and AWS takes no empty ones"),
    ] {
        assert_eq!(why(&[typed], more), expected);
    }
}

#[test]
fn keys_beyond_the_form_keep_their_own_commas() {
    let more = r#"CACertificateIdentifier=rds-ca, Tags=[{"Key":"a,b","Value":"\"x,y"}]"#;
    let sent = sent(&database(), &[], more).unwrap();
    let last = &sent[sent.len() - 2..];
    assert_eq!(last[0], ("CACertificateIdentifier".into(), "rds-ca".into()));
    assert_eq!(last[1], ("Tags".into(), r#"[{"Key":"a,b","Value":"\"x,y"}]"#.into()));
}

#[test]
fn a_moment_is_chosen_within_the_range() {
    let point = Origin { continuous: Some(true), ..database() };
    let of = |typed: &str| sent(&point, &[("RestoreTime", typed)], "").map(|pairs| words(&pairs));
    let has = |typed: &str, pair: &str| of(typed).unwrap().contains(&pair.to_owned());
    assert!(has("latest", "UseLatestRestorableTime=true"));
    assert!(!of("latest").unwrap().iter().any(|pair| pair.starts_with("RestoreTime")));
    assert!(has("2026-11-20 11:00", "RestoreTime=2026-11-20T11:00:00Z"));
    assert!(has("2026-11-20T12:00:00+01:00", "RestoreTime=2026-11-20T11:00:00Z"));
    for (typed, expected) in [
        ("2026-11-21 02:10", "2026-11-21 02:10:00 is after 2026-11-21 02:09:00: write latest"),
        ("2026-10-01 00:00", "2026-10-01 00:00:00 is before 2026-10-17 02:14:00"),
        ("yesterday", "`yesterday` is no time as 2026-11-21 02:14 (UTC), nor latest"),
        ("", "AWS wants a value"),
    ] {
        assert_eq!(of(typed).unwrap_err()[0].why, expected);
    }
    let notes = notes(fitting(&point)[0], &point, now());
    assert!(notes[1].ends_with("AWS Backup does not tell how far back"), "{notes:?}");
}

#[test]
fn the_range_of_a_bucket_begins_with_its_point_and_latest_is_a_time() {
    let bucket = Origin {
        continuous: Some(true),
        ..origin("S3", "media-assets", &[("BucketName", "media-assets")], &[])
    };
    let of = |typed: &str| sent(&bucket, &[("RestoreTime", typed)], "").map(|pairs| words(&pairs));
    assert!(of("latest").unwrap().contains(&"RestoreTime=2026-11-21T01:59:00Z".to_owned()));
    assert!(of("2026-11-19 02:59").unwrap_err()[0].why.contains("is before 2026-11-19 03:00:00"));
    assert_eq!(
        notes(fitting(&bucket)[0], &bucket, now())[1],
        "moments (UTC): 2026-11-19 03:00:00 to about 2026-11-21 01:59:00"
    );
}

#[test]
fn hana_tells_its_range_in_milliseconds() {
    let given = [
        ("EarliestRestorablePitrTimestamp", "1763520000000"),
        ("LatestRestorablePitrTimestamp", "1795226400000"),
    ];
    let hana = origin("SAP HANA on Amazon EC2", "x", &given, &[]);
    let range = Range::of(fitting(&hana)[0].moment.as_ref().unwrap(), &hana, now());
    assert_eq!((range.latest.to_string().as_str(), range.told), ("2026-11-21T02:00:00Z", true));
    assert!(filled(&hana).is_destructive());
}

#[test]
fn an_instance_takes_subnet_and_groups_in_place_of_interfaces() {
    let instance = origin(
        "EC2",
        "i-1",
        &[
            ("InstanceType", "t2.micro"),
            ("SubnetId", "subnet-1"),
            ("SecurityGroupIds", r#"["sg-1"]"#),
            ("VpcId", "vpc-1"),
            ("NetworkInterfaces", r#"[{"PrivateIpAddress":"10.0.0.7"}]"#),
            ("CpuOptions", r#"{"CoreCount":1}"#),
            ("LicenseSpecifications", "[]"),
            ("CreditSpecification", r#"{"CpuCredits":"standard"}"#),
            ("IamInstanceProfileName", "web-profile"),
            ("KeyName", "ops"),
            ("Platform", "null"),
            ("UserData", "null"),
        ],
        &[("RequireIMDSv2", "true"), ("InstanceType", "t2.micro")],
    );
    assert_eq!(
        words(&sent(&instance, &[], "").unwrap()),
        [
            r#"CreditSpecification={"CpuCredits":"standard"}"#,
            "IamInstanceProfileName=UseBackedUpValue",
            "InstanceType=t2.micro",
            "KeyName=ops",
            "RequireIMDSv2=true",
            r#"SecurityGroupIds=["sg-1"]"#,
            "SubnetId=subnet-1",
        ]
    );
    let with = |typed: &[(&str, &str)]| sent(&instance, typed, "");
    let why = |typed: &[(&str, &str)]| with(typed).unwrap_err()[0].clone();
    assert_eq!(why(&[("KeyName", "mine")]).why, "it cannot be changed: as it was, or empty");
    assert_eq!(why(&[("NetworkInterfaces", "[]")]).why, "not together with SubnetId: empty one of them");
    assert_eq!(why(&[("IamInstanceProfileName", "other")]).why, "`other` is none of UseBackedUpValue");
    assert_eq!(why(&[("CpuOptions", r#"{"CoreCount":2}"#)]).why, "not with InstanceType t2.micro");
    let bigger = words(&with(&[("InstanceType", "m6i.large")]).unwrap());
    assert!(bigger.contains(&r#"CpuOptions={"CoreCount":1}"#.to_owned()), "{bigger:?}");
    assert!(!bigger.iter().any(|pair| pair.starts_with("CreditSpecification")), "{bigger:?}");
}

#[test]
fn clusters_take_lower_camel_keys_and_say_what_to_run_next() {
    let given = [
        ("DBClusterIdentifier", "shop"),
        ("Engine", "aurora-mysql"),
        ("EngineVersion", "8.0.mysql_aurora.3.08.0"),
        ("AvailabilityZones", r#"["eu-west-1a","eu-west-1b"]"#),
        ("DatabaseName", ""),
        ("KmsKeyId", "arn:aws:kms:eu-west-1:123456789012:key/1"),
        ("DBSubnetGroupName", "data"),
        ("InformationalOnly:DBClusterArn", "arn:aws:rds:eu-west-1:123456789012:cluster:shop"),
    ];
    let cluster = origin("Aurora", "shop", &given, &[]);
    let sent = sent(&cluster, &[], "").unwrap();
    assert_eq!(
        words(&sent),
        [
            "dbClusterIdentifier=shop-20261121-0214",
            "dbSubnetGroupName=data",
            "engine=aurora-mysql",
            "engineVersion=8.0.mysql_aurora.3.08.0",
        ]
    );
    let filled = filled(&cluster);
    assert!(
        filled.left_out[0].starts_with("availabilityZones: "),
        "copied from another Region: {:?}",
        filled.left_out
    );
    assert_eq!(
        next(filled.form, &sent, "us-east-1").unwrap(),
        "aws rds create-db-instance --db-instance-identifier shop-20261121-0214-1 --db-cluster-identifier \
         shop-20261121-0214 --engine aurora-mysql --db-instance-class CLASS --region us-east-1"
    );
}

#[test]
fn each_kind_of_file_system_has_its_form() {
    for (kind, form) in
        [("WINDOWS", "Windows"), ("LUSTRE", "Lustre"), ("OPENZFS", "OpenZFS"), ("ONTAP", "ONTAP volume")]
    {
        let names: Vec<&str> = fitting(&origin("FSx", "fs-1", &[("FileSystemType", kind)], &[]))
            .iter()
            .map(|form| form.name.as_str())
            .collect();
        assert_eq!(names, [form]);
    }
    assert_eq!(fitting(&origin("FSx", "fs-1", &[], &[])).len(), 4, "not told: the operator chooses");
    let ontap = origin(
        "FSx",
        "fsvol-0a",
        &[
            ("FileSystemId", "fs-1"),
            ("FileSystemType", "ONTAP"),
            ("Name", "vol1"),
            ("OntapConfiguration", r#"{"junctionPath":"/v"}"#),
        ],
        &[],
    );
    let complaints = sent(&ontap, &[], "").unwrap_err();
    assert_eq!(complaints[0].why, "storageVirtualMachineId is missing in it");
    let good = sent(&ontap, &[("OntapConfiguration", r#"{"storageVirtualMachineId":"svm-1"}"#)], "").unwrap();
    assert_eq!(good[0], ("Name".into(), "fsvol_0a_20261121_0214".into()));
}

#[test]
fn efs_and_dsql_send_nothing_that_they_do_not_know() {
    let efs = origin(
        "EFS",
        "fs-1",
        &[("file-system-id", "fs-1"), ("aws:backup:request-id", "x"), ("Odd", "1")],
        &[],
    );
    let sent_new = words(&sent(&efs, &[], "").unwrap());
    assert_eq!(
        sent_new,
        [
            "CreationToken=fs-1-20261121-0214",
            "Encrypted=true",
            "PerformanceMode=generalPurpose",
            "file-system-id=fs-1",
            "newFileSystem=true",
        ]
    );
    let dsql = origin("DSQL", "abc", &[("cluster_id", "abc"), ("backup_size_bytes", "1")], &[]);
    assert_eq!(sent(&dsql, &[], "").unwrap(), []);
}

#[test]
fn the_archive_and_unknown_types_have_their_own_forms() {
    let archived = Origin { cold: Some(true), ..volume() };
    assert_eq!(fitting(&archived)[0].name, "archived volume");
    assert!(words(&sent(&archived, &[], "").unwrap()).contains(&"volumeSize=100".to_owned()));
    assert!(notes(fitting(&archived)[0], &archived, now())[1].contains("72 h"));
    let odd = origin("Kettle", "k", &[("Size", "2"), ("Lid", "null")], &[]);
    assert_eq!(words(&sent(&odd, &[("Size", "3")], "Lid=on").unwrap()), ["Lid=on", "Size=3"]);
    let unknown = Origin { cold: None, ..volume() };
    assert_eq!(fitting(&unknown).len(), 4, "not told: all count");
}

#[test]
fn what_cannot_be_shown_is_sent_as_it_came() {
    let hostile = origin("Kettle", "k", &[("Note", "a\u{1b}[31mb")], &[]);
    let filled = filled(&hostile);
    assert!(!filled.lines[0].start.contains('\u{1b}'));
    assert_eq!(sent(&hostile, &[], "").unwrap(), [("Note".to_owned(), "a\u{1b}[31mb".to_owned())]);
    assert_eq!(sent(&hostile, &[("Note", "plain")], "").unwrap()[0].1, "plain");
}

#[test]
fn a_refusal_finds_its_line() {
    let database = filled(&database());
    for (message, key) in [
        ("Invalid restore metadata. Unrecognized key : dbinstanceclass", Some("DBInstanceClass")),
        ("Invalid value for key Port : Iops will not help", Some("Port")),
        ("DBInstanceAlreadyExists: DB instance already exists", Some("DBInstanceIdentifier")),
        ("No default subnet detected in VPC.", Some("DBSubnetGroupName")),
        ("Unrecognized key : More", Some(MORE)),
        ("Insufficient privileges to perform this action.", None),
    ] {
        assert_eq!(blamed(&database, "Odd=1, More=[2]", message), key, "{message}");
    }
    let volume = filled(&volume());
    assert_eq!(blamed(&volume, "", "Access denied to KMS key."), Some("kmsKeyId"));
    assert_eq!(blamed(&volume, "", "the volumeTypes are many"), None, "a part of a word is no key");
}

#[test]
fn names_are_made_to_fit() {
    let long = origin("RDS", &"a-".repeat(60), &[], &[]);
    let name = &filled(&long).lines[0].start;
    assert!(name.len() <= 63 && name.ends_with("-20261121-0214") && !name.contains("--"), "{name}");
    assert_eq!(filled(&origin("RDS", "9", &[], &[])).lines[0].start, "r9-20261121-0214");
    assert_eq!(filled(&origin("S3", "Media_Assets", &[], &[])).lines[0].start, "mediaassets-20261121-0214");
}

#[test]
fn what_is_known_of_a_point_comes_together() {
    let point = RecoveryPoint {
        arn: Text::new("arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:db-1"),
        resource: Some(Text::new("arn:aws:rds:us-east-1:123456789012:db:orders-db")),
        resource_type: Some(Text::new("RDS")),
        storage_class: Some(Text::new("COLD")),
        ..RecoveryPoint::default()
    };
    let origin = Origin::new(&point, "us-east-1", None, now());
    assert_eq!((origin.name.as_str(), origin.continuous, origin.cold), ("orders-db", Some(true), Some(true)));
    let told = Metadata { resource_type: Some(Text::new("Redshift")), ..Metadata::default() };
    let bare = Origin::new(&RecoveryPoint::default(), "", Some(told), now());
    assert_eq!((bare.resource_type.as_str(), bare.cold), ("Redshift", None));
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_a_form(value in ".{0,40}", more in ".{0,60}", key in 0_usize..30) {
        for origin in [database(), volume(), Origin { continuous: Some(true), ..database() }] {
            let filled = filled(&origin);
            let mut values: Vec<&str> = filled.lines.iter().map(|line| line.start.as_str()).collect();
            if let Some(slot) = values.get_mut(key) {
                *slot = &value;
            }
            if let Ok(pairs) = pairs(&filled, &values, &more, &origin, now()) {
                proptest::prop_assert!(pairs.iter().all(|(key, value)| !key.is_empty() && !value.trim().is_empty()));
            }
            let _ = blamed(&filled, &more, &value);
        }
    }
}

#[test]
fn continuous_points_are_told_by_their_arn() {
    const BUCKET: &str = "arn:aws:s3:::media-assets";
    const BACKUP: &str = "arn:aws:backup:us-east-1:123456789012:recovery-point:";
    for (id, resource, expected) in [
        ("continuous:db-ABC", "arn:aws:rds:us-east-1:123456789012:db:x", Some(true)),
        ("continuous:media-assets-0a1b2c3d", BUCKET, Some(true)),
        ("media-assets-0a1b2c3d", BUCKET, Some(true)),
        ("media-assets-20261121021400-0a1b2c3d", BUCKET, None),
        ("1EB3B5E7-9EB0-435A-A80B-108B488B0D45", "arn:aws:ssm-sap:us-east-1:123456789012:HANA/A/DB/B", None),
    ] {
        let point = RecoveryPoint {
            arn: Text::new(&format!("{BACKUP}{id}")),
            resource: Some(Text::new(resource)),
            status: PointStatus::Available,
            ..RecoveryPoint::default()
        };
        assert_eq!(Origin::new(&point, "us-east-1", None, now()).continuous, expected, "{id}");
    }
    let snapshot = RecoveryPoint {
        arn: Text::new("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1"),
        status: PointStatus::Available,
        ..RecoveryPoint::default()
    };
    assert_eq!(Origin::new(&snapshot, "us-east-1", None, now()).continuous, Some(false));
}
