//! Each thing that a point can be restored as: the form as it is filled, a value that AWS refuses and that finds its
//! line again, the mended form under a new token, and the job to its end.

use vaultdeck::domain::failure::FailureKind;
use vaultdeck::domain::job::{JobFacts, JobState};
use vaultdeck::domain::restore::{Complaint, Filled, MORE, Origin, blamed, fill, fitting, pairs};
use vaultdeck::domain::write::Pairs;

use super::{Lab, request};

/// A restore: what is typed over the filled form, and what AWS refuses.
struct Case {
    resource: &'static str,
    continuous: bool,
    form: &'static str,
    typed: &'static [(&'static str, &'static str)],
    /// The line, what is typed there wrongly, and the lines that this takes besides.
    wrong: (&'static str, &'static str),
    with: &'static [(&'static str, &'static str)],
    /// What the created resource's ARN starts with.
    makes: &'static str,
}

const CASE: Case =
    Case { resource: "", continuous: false, form: "", typed: &[], wrong: ("", ""), with: &[], makes: "" };

const ODD: (&str, &str) = (MORE, "FlavorOfTheMonth=lemon");
const HANA: &str = "arn:aws:ssm-sap:us-east-1:123456789012:HANA/PRD/DB/HDB";
const GATEWAY: &str = "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-12A3456B";
const HYPERVISOR: &str = "arn:aws:backup-gateway:us-east-1:123456789012:hypervisor/hype-1";
const CLUSTER: &str = "arn:aws:rds:us-east-1:123456789012:cluster:";

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { resource: "ledger-data", form: "volume", wrong: ("volumeSize", "39"), makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-", ..CASE },
    Case { resource: "old-ledger", form: "archived volume", typed: &[("availabilityZone", "us-east-1b")], wrong: ("volumeSize", "9"), makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-", ..CASE },
    Case { resource: "ledger-data", form: "files to a bucket", typed: &[("destinationBucketName", "found-files"), ("pathsToRestore", "/etc/fstab"), ("restoreType", "ITEM")], wrong: ("destinationBucketName", "F"), makes: "arn:aws:s3:::found-files", ..CASE },
    Case { resource: "ledger-data", form: "gateway volume", typed: &[("gatewayArn", GATEWAY)], wrong: ("volumeSize", "1"), makes: "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-12A3456B/volume/vol-", ..CASE },
    Case { resource: "build-1", form: "instance", wrong: ("InstanceType", "large."), makes: "arn:aws:ec2:us-east-1:123456789012:instance/i-", ..CASE },
    Case { resource: "orders-db", form: "snapshot", wrong: ("Engine", "msql"), makes: "arn:aws:rds:us-east-1:123456789012:db:orders-db-20261121-0214", ..CASE },
    Case { resource: "orders-db", continuous: true, form: "point in time", wrong: ("Engine", "msql"), makes: "arn:aws:rds:us-east-1:123456789012:db:orders-db-20261121-0214", ..CASE },
    Case { resource: "accounts", form: "snapshot", wrong: ("kmsKeyId", "no key"), makes: CLUSTER, ..CASE },
    Case { resource: "accounts", continuous: true, form: "point in time", typed: &[("restoreToTime", "2026-11-20 03:30:27")], wrong: ("kmsKeyId", "no key"), makes: CLUSTER, ..CASE },
    Case { resource: "profiles", form: "snapshot", wrong: ODD, makes: CLUSTER, ..CASE },
    Case { resource: "graph", form: "snapshot", wrong: ("kmsKeyId", "no key"), makes: CLUSTER, ..CASE },
    Case { resource: "invoices", form: "table", wrong: ("targetTableName", "in"), makes: "arn:aws:dynamodb:us-east-1:123456789012:table/invoices-20261121-0214", ..CASE },
    Case { resource: "home", form: "new file system", wrong: ("KmsKeyId", "no key"), makes: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-", ..CASE },
    Case { resource: "home", form: "into an existing one", typed: &[("ItemsToRestore", "/my.test, /etc")], wrong: ODD, makes: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0aaaaaaaaaaaaaaaa", ..CASE },
    Case { resource: "shares", form: "Windows", wrong: ("KmsKeyId", "no key"), makes: "arn:aws:fsx:us-east-1:123456789012:file-system/fs-", ..CASE },
    Case { resource: "scratch-lustre", form: "Lustre", wrong: ("KmsKeyId", "no key"), makes: "arn:aws:fsx:us-east-1:123456789012:file-system/fs-", ..CASE },
    Case { resource: "vol-ontap", form: "ONTAP volume", wrong: ODD, makes: "arn:aws:fsx:us-east-1:123456789012:volume/", ..CASE },
    Case { resource: "data-openzfs", form: "OpenZFS", wrong: ("KmsKeyId", "no key"), makes: "arn:aws:fsx:us-east-1:123456789012:file-system/fs-", ..CASE },
    Case { resource: "contracts", form: "bucket", wrong: ("KMSKey", "no key"), with: &[("EncryptionType", "SSE-KMS")], makes: "arn:aws:s3:::contracts-20261121-0214", ..CASE },
    Case { resource: "media-assets", continuous: true, form: "point in time", typed: &[("RestoreTime", "2026-11-10T03:30:27Z")], wrong: ("KMSKey", "no key"), with: &[("EncryptionType", "SSE-KMS")], makes: "arn:aws:s3:::media-assets-20261121-0214" },
    Case { resource: "sgw-12A3456B/volume/vol-0a1b2c3d", form: "gateway volume", typed: &[("gatewayArn", GATEWAY)], wrong: ("volumeSizeInBytes", "1024"), makes: "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-12A3456B/volume/vol-", ..CASE },
    Case { resource: "sgw-12A3456B/volume/vol-0a1b2c3d", form: "EBS volume", typed: &[("availabilityZone", "us-east-1c")], wrong: ("volumeSize", "1"), makes: "arn:aws:ec2:us-east-1:123456789012:volume/vol-", ..CASE },
    Case { resource: "warehouse", form: "cluster", wrong: ("NodeType", "ra3."), makes: "arn:aws:redshift:us-east-1:123456789012:cluster:warehouse-20261121-0214", ..CASE },
    Case { resource: "warehouse", form: "table", typed: &[("SourceDatabaseName", "dev"), ("SourceTableName", "sales"), ("TargetDatabaseName", "dev"), ("NewTableName", "sales2")], wrong: ODD, makes: "arn:aws:redshift:us-east-1:123456789012:cluster:warehouse", ..CASE },
    Case { resource: "analytics", form: "namespace", typed: &[("NamespaceIdentifier", "analytics")], wrong: ODD, makes: "arn:aws:redshift-serverless:us-east-1:123456789012:namespace/analytics", ..CASE },
    Case { resource: "metrics/table/cpu", form: "table", typed: &[("DestinationDatabase", "metrics"), ("TableName", "cpu2")], wrong: ODD, makes: "arn:aws:timestream:us-east-1:123456789012:database/metrics/table/cpu2", ..CASE },
    Case { resource: "erp", form: "VMware", typed: &[("HypervisorArn", HYPERVISOR), ("VMName", "erp-2"), ("VMPath", "/dc/vm"), ("ComputeResourceName", "esx1"), ("VMDatastore", "ds1")], wrong: ODD, makes: "arn:aws:backup-gateway:us-east-1:123456789012:vm/vm-", ..CASE },
    Case { resource: "erp", form: "EC2 instance", typed: &[("InstanceType", "m6i.large"), ("SubnetId", "subnet-1")], wrong: ("InstanceType", "m6i."), makes: "arn:aws:ec2:us-east-1:123456789012:instance/i-", ..CASE },
    Case { resource: "PRD/DB/HDB", continuous: true, form: "database", typed: &[("aws:backup:TargetDatabaseArn", HANA)], wrong: ("aws:backup:TargetDatabaseArn", "arn:aws:rds:us-east-1:123456789012:db:x"), makes: HANA, ..CASE },
    Case { resource: "sessions", form: "cluster", typed: &[("regionalConfig", r#"[{"region":"us-east-1"}]"#)], wrong: ODD, makes: "arn:aws:dsql:us-east-1:123456789012:cluster/", ..CASE },
    Case { resource: "shop", form: "new cluster", typed: &[("eksClusterVersion", "1.33"), ("clusterRole", "arn:aws:iam::123456789012:role/eks"), ("clusterVpcConfig", r#"{"vpcId":"vpc-1","subnetIds":["subnet-1"],"securityGroupIds":["sg-1"]}"#)], wrong: ("encryptionConfigProviderKeyArn", "no key"), makes: "arn:aws:eks:us-east-1:123456789012:cluster/shop-20261121-0214", ..CASE },
];

/// What a form sends when these lines are typed over.
fn sent(
    filled: &Filled,
    typed: &[(&str, &str)],
    origin: &Origin,
    lab: &Lab,
) -> Result<Pairs, Vec<Complaint>> {
    let over = |key: &str| typed.iter().rev().find(|(line, _)| *line == key).map(|(_, value)| *value);
    for (key, _) in typed {
        assert!(*key == MORE || filled.lines.iter().any(|line| line.key == *key), "no line {key}");
    }
    let values: Vec<&str> =
        filled.lines.iter().map(|line| over(&line.key).unwrap_or(line.start.as_str())).collect();
    pairs(filled, &values, over(MORE).unwrap_or_default(), origin, lab.now())
}

#[tokio::test]
async fn each_form_is_refused_mended_and_followed_to_what_it_made() {
    let mut wrong_results = Vec::new();
    for case in CASES {
        if let Err(why) = restored(case).await {
            wrong_results.push(format!("{} as {}: {why}", case.resource, case.form));
        }
    }
    assert!(wrong_results.is_empty(), "\n{}\n", wrong_results.join("\n"));
}

async fn restored(case: &Case) -> Result<(), String> {
    let lab = Lab::new().await;
    let point = lab.point(case.resource, case.continuous).await;
    let origin = lab.origin(&point).await;
    let forms = fitting(&origin);
    let form = forms.iter().find(|form| form.name == case.form);
    let form = form.ok_or_else(|| {
        format!("it is not offered: {:?}", forms.iter().map(|it| &it.name).collect::<Vec<_>>())
    })?;
    let filled = fill(form, &origin, lab.now());
    let resource_type = form.sends.as_deref().unwrap_or(&origin.resource_type);

    let bad: Vec<_> = case.typed.iter().chain(case.with).chain([&case.wrong]).copied().collect();
    let metadata = sent(&filled, &bad, &origin, &lab).map_err(|why| format!("held back: {why:?}"))?;
    let refusal = lab.start(request(&point, resource_type, metadata, "one")).await;
    let refusal = refusal.err().ok_or("the wrong value is taken")?;
    if refusal.kind != FailureKind::Invalid {
        return Err(format!("{refusal:?}"));
    }
    let more = if case.wrong.0 == MORE { case.wrong.1 } else { "" };
    if blamed(&filled, more, refusal.message.as_str()) != Some(case.wrong.0) {
        return Err(format!("does not find its line: {}", refusal.message));
    }

    let metadata =
        sent(&filled, case.typed, &origin, &lab).map_err(|why| format!("cannot be sent: {why:?}"))?;
    let again = lab.start(request(&point, resource_type, metadata.clone(), "one")).await;
    if again.is_ok() {
        return Err("the token of the refused try is taken again".into());
    }
    let started = lab.start(request(&point, resource_type, metadata.clone(), "two")).await;
    let started = started.map_err(|failure| format!("{} {metadata:?}", failure.sentence()))?;
    let job = lab.end(&started).await;
    let JobFacts::Restore(facts) = &job.facts else { return Err("no restore job".into()) };
    let made = facts.created_resource.as_ref().map(|arn| arn.as_str().to_owned()).unwrap_or_default();
    if job.state != JobState::Completed || !made.starts_with(case.makes) {
        return Err(format!("{} {:?}, made {made:?} from {metadata:?}", job.state.word(), job.reason()));
    }
    Ok(())
}
