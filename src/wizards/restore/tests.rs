use super::*;
use crate::domain::preflight::{Fact, Verdict};
use crate::domain::recovery_point::PointStatus;
use crate::domain::restore::Metadata;
use crate::domain::way_back::Barred;
use crate::wizards::form::{Focus, Form, Outcome};

const HERE: ScopeId = ScopeId(0);
const VOLUME: &str = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1";

fn snapshot(id: &str, created: &str, status: PointStatus) -> RecoveryPoint {
    RecoveryPoint {
        arn: Text::new(&format!("arn:aws:ec2:us-east-1::snapshot/{id}")),
        vault: Some("prod-daily".into()),
        resource: Some(VOLUME.into()),
        resource_type: Some("EBS".into()),
        created: Some(created.parse().unwrap()),
        storage_class: Some("WARM".into()),
        status,
        ..RecoveryPoint::default()
    }
}

fn metadata(given: &[(&str, Option<&str>)]) -> Fact {
    let given = given.iter().map(|(key, value)| (Text::new(key), value.map(Text::new)));
    Fact::RestoreMetadata(Box::new(Metadata { given: given.collect(), ..Metadata::default() }))
}

fn form(of: Of) -> Form {
    form_with(of, |_| {})
}

fn form_with(of: Of, know: impl FnOnce(&mut Known)) -> Form {
    let restore = Restore {
        scope: HERE,
        of,
        label: "orders-wal".into(),
        role: "AWSBackupDefaultServiceRole".into(),
        now: "2026-11-21T02:14:00Z".parse().unwrap(),
    };
    let mut known = Known { region: "us-east-1".into(), account: "123456789012".into(), ..Known::default() };
    know(&mut known);
    Form::new(1, Box::new(restore), known, false, "token-1".into())
}

/// A form for one volume's point, with all that it needs.
fn volume() -> Form {
    let point = snapshot("snap-1", "2026-11-20T03:00:00Z", PointStatus::Completed);
    let mut form = form(Of::Point(Box::new(point.clone())));
    answer(
        &mut form,
        &point,
        &[("volumeId", Some("vol-1")), ("availabilityZone", None), ("encrypted", Some("true"))],
    );
    form
}

/// Answers what a form asks about a point.
fn answer(form: &mut Form, point: &RecoveryPoint, given: &[(&str, Option<&str>)]) {
    for (scope, need) in form.take_needs() {
        let fact = match &need {
            Need::Point { .. } => Fact::Point(Box::new(point.clone())),
            _ => metadata(given),
        };
        form.learn(scope, need, fact);
    }
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

/// Goes to a field and types over what is there.
fn type_in(form: &mut Form, key: &str, text: &str) {
    go(form, key);
    press(form, "ctrl-u");
    form.paste(text);
}

fn go(form: &mut Form, key: &str) {
    let at = form.fields().iter().position(|field| field.key == key).unwrap();
    while form.focus() > Focus::Field(at) {
        press(form, "up");
    }
    while form.focus() < Focus::Field(at) {
        press(form, "down");
    }
}

fn confirm(form: &mut Form) -> Outcome {
    while form.focus() != Focus::Cancel {
        press(form, "down");
    }
    press(form, "left enter")
}

fn request(form: &Form) -> RestoreRequest {
    match form.plan().unwrap().remove(0).write {
        Write::StartRestore(request) => request,
        other => panic!("{other:?}"),
    }
}

fn keys(form: &Form) -> Vec<&str> {
    form.fields().iter().map(|field| field.key.as_ref()).collect()
}

#[test]
fn nothing_is_asked_before_aws_told_what_the_point_was() {
    let point = snapshot("snap-1", "2026-11-20T03:00:00Z", PointStatus::Completed);
    let mut form = form(Of::Point(Box::new(point)));
    assert_eq!(form.take_needs().len(), 2, "the point and how it can be restored");
    assert!(form.fields().is_empty());
    assert_eq!(press(&mut form, "left enter"), Outcome::Stay);
    assert_eq!(form.complaint().unwrap().says, "reading how it can be restored");
}

#[test]
fn a_restore_costs_so_the_focus_waits_on_cancel() {
    let mut form = volume();
    assert_eq!(form.focus(), Focus::Cancel);
    assert_eq!(press(&mut form, "enter"), Outcome::Close);
}

#[test]
fn what_is_shown_is_what_is_sent() {
    let mut form = volume();
    assert_eq!(confirm(&mut form), Outcome::Stay);
    assert_eq!(form.complaint().unwrap().field, "availabilityZone");
    type_in(&mut form, "availabilityZone", "us-east-1b");
    type_in(&mut form, "volumeSize", "200");
    go(&mut form, TAGS);
    press(&mut form, "right");
    let sent = request(&form);
    let pairs = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        sent.metadata,
        [
            pairs("availabilityZone", "us-east-1b"),
            pairs("volumeType", "gp3"),
            pairs("volumeSize", "200"),
            pairs("encrypted", "true"),
        ]
    );
    assert_eq!((sent.point.vault.as_str(), sent.resource_type.as_str()), ("prod-daily", "EBS"));
    assert_eq!(sent.role, "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole");
    assert!(sent.copy_tags);
    assert_eq!(confirm(&mut form), Outcome::Send);
}

#[test]
fn a_refused_value_is_marked_and_the_mended_try_has_a_new_token() {
    let mut form = volume();
    type_in(&mut form, "availabilityZone", "us-east-1b");
    type_in(&mut form, "volumeSize", "1");
    confirm(&mut form);
    let at = form.take_next().unwrap();
    let says = "Invalid restore metadata. Invalid value for key volumeSize : 1 is less than the 100 GiB of the recovery point";
    form.refused(at, Failure::new(FailureKind::Invalid, "StartRestoreJob", says), "token-2".into());
    assert_eq!(form.complaint().unwrap().field, "volumeSize");
    type_in(&mut form, "volumeSize", "100");
    assert_eq!(confirm(&mut form), Outcome::Send);
    assert_eq!(request(&form).token, "token-2", "AWS uses up the token of a refused restore");
}

#[test]
fn another_target_brings_its_own_keys() {
    let mut form = volume();
    assert!(keys(&form).contains(&"volumeType"));
    go(&mut form, AS);
    press(&mut form, "right");
    assert_eq!(form.lines().text(AS), "files to a bucket");
    assert!(keys(&form).contains(&"destinationBucketName") && !keys(&form).contains(&"volumeType"));
    assert!(!keys(&form).contains(&TAGS), "items never get tags");
    press(&mut form, "right");
    type_in(&mut form, "gatewayArn", "arn:aws:storagegateway:us-east-1:123456789012:gateway/sgw-1");
    assert_eq!(request(&form).resource_type, "Storage Gateway");
}

#[test]
fn the_newest_usable_point_of_a_resource_is_taken_until_another_is_chosen() {
    let points = [
        snapshot("snap-new", "2026-11-21T02:00:00Z", PointStatus::Creating),
        snapshot("snap-bad", "2026-11-20T23:00:00Z", PointStatus::Expired),
        snapshot("snap-old", "2026-11-18T03:00:00Z", PointStatus::Completed),
        snapshot("snap-good", "2026-11-20T03:00:00Z", PointStatus::Completed),
    ];
    let mut form = form(Of::Resource(VOLUME.into()));
    let needs = form.take_needs();
    assert_eq!(needs, [(HERE, Need::Points(VOLUME.into()))]);
    assert_eq!(form.checks()[0].says, "its recovery points: being read");
    form.learn(HERE, needs[0].1.clone(), Fact::Points(points.to_vec()));
    assert_eq!(form.lines().text(POINT), "2026-11-20 03:00 prod-daily");
    answer(&mut form, &points[3], &[("availabilityZone", Some("us-east-1a"))]);
    assert!(request(&form).point.point.ends_with("snap-good"));

    go(&mut form, POINT);
    press(&mut form, "right");
    assert_eq!(keys(&form), [POINT], "what it was is not known yet");
    answer(&mut form, &points[2], &[("availabilityZone", Some("us-east-1c"))]);
    let sent = request(&form);
    assert!(sent.point.point.ends_with("snap-old"), "{sent:?}");
    assert_eq!(sent.metadata[0].1, "us-east-1c");
}

#[test]
fn a_point_that_its_key_bars_or_that_is_a_part_is_taken_last_and_says_so() {
    let keyed = |arn, at, key: &str| RecoveryPoint {
        key: Some(key.into()),
        ..snapshot(arn, at, PointStatus::Completed)
    };
    let points = [
        RecoveryPoint { parent: Some("p".into()), ..keyed("snap-part", "2026-11-20T05:00:00Z", "good") },
        keyed("snap-shut", "2026-11-20T04:00:00Z", "bad"),
        RecoveryPoint { is_parent: true, ..keyed("snap-whole", "2026-11-18T03:00:00Z", "good") },
    ];
    let mut form = form_with(Of::Resource(VOLUME.into()), |known| {
        known.barred = Barred::default().and(Some("bad".into()));
    });
    let need = form.take_needs().remove(0).1;
    form.learn(HERE, need, Fact::Points(points.to_vec()));
    assert_eq!(form.lines().text(POINT), "2026-11-18 03:00 prod-daily");
    let says = |form: &Form, words: &str| form.checks().iter().any(|check| check.says.contains(words));
    assert!(!says(&form, "backups fail for the key") && !says(&form, "a part of a composite"));
    assert!(says(&form, "newer ones are encrypted with a key"), "{:?}", form.checks());
    go(&mut form, POINT);
    press(&mut form, "right");
    assert!(says(&form, "a part of a composite"), "{:?}", form.checks());
    press(&mut form, "right");
    assert!(says(&form, "backups fail for the key"), "{:?}", form.checks());
}

#[test]
fn a_resource_without_a_usable_point_says_so() {
    let mut form = form(Of::Resource(VOLUME.into()));
    let need = form.take_needs().remove(0).1;
    form.learn(HERE, need, Fact::Points(vec![snapshot("s", "2026-11-21T02:00:00Z", PointStatus::Deleting)]));
    assert_eq!(form.plan().unwrap_err().says, "it has no usable recovery point");
}

#[test]
fn what_cannot_be_read_is_filled_in_by_hand() {
    let point = snapshot("snap-1", "2026-11-20T03:00:00Z", PointStatus::Completed);
    let mut form = form(Of::Point(Box::new(point)));
    let mut denied = Failure::new(FailureKind::AccessDenied, "GetRecoveryPointRestoreMetadata", "no");
    denied.action = Some("backup:GetRecoveryPointRestoreMetadata".into());
    for (scope, need) in form.take_needs() {
        form.miss(scope, need, &denied);
    }
    let says: Vec<String> = form.checks().into_iter().map(|check| check.says).collect();
    assert!(
        says.contains(
            &"what it was: lacks backup:GetRecoveryPointRestoreMetadata; fill it in by hand".to_owned()
        ),
        "{says:?}"
    );
    type_in(&mut form, "availabilityZone", "us-east-1b");
    assert_eq!(confirm(&mut form), Outcome::Send);
}

#[test]
fn what_is_overwritten_has_to_be_typed() {
    let hana = RecoveryPoint {
        arn: "arn:aws:backup:us-east-1:123456789012:recovery-point:1".into(),
        resource_type: Some("SAP HANA on Amazon EC2".into()),
        ..snapshot("x", "2026-11-20T03:00:00Z", PointStatus::Available)
    };
    let mut form = form(Of::Point(Box::new(hana.clone())));
    answer(&mut form, &hana, &[]);
    type_in(
        &mut form,
        "aws:backup:TargetDatabaseArn",
        "arn:aws:ssm-sap:us-east-1:123456789012:HANA/PRD/DB/HDB",
    );
    assert_eq!(form.danger(), Danger::Destructive("PRD/DB/HDB".into()));
    assert!(
        form.checks().iter().any(|check| check.verdict == Verdict::Warning && check.says.contains("LOST"))
    );
    assert_eq!(confirm(&mut form), Outcome::Stay);
    assert_eq!(form.focus(), Focus::Word);
    form.paste("PRD/DB/HDB");
    assert_eq!(confirm(&mut form), Outcome::Send);
}

#[test]
fn a_cluster_says_what_to_run_when_it_is_there() {
    let cluster = RecoveryPoint {
        arn: "arn:aws:rds:us-east-1:123456789012:cluster-snapshot:awsbackup:job-1".into(),
        resource: Some("arn:aws:rds:us-east-1:123456789012:cluster:shop".into()),
        resource_type: Some("Aurora".into()),
        ..snapshot("x", "2026-11-20T03:00:00Z", PointStatus::Completed)
    };
    let mut form = form(Of::Point(Box::new(cluster.clone())));
    answer(&mut form, &cluster, &[("Engine", Some("aurora-mysql")), ("Port", Some("3306"))]);
    type_in(&mut form, "dbClusterIdentifier", "shop-2");
    let says: Vec<String> = form.checks().into_iter().map(|check| check.says).collect();
    let next = "--db-instance-identifier shop-2-1 --db-cluster-identifier shop-2 --engine aurora-mysql";
    assert!(
        says.iter().any(|says| says.starts_with("then run: aws rds create") && says.contains(next)),
        "{says:?}"
    );
    assert!(
        form.task().about(form.lines(), form.known()).iter().any(|line| line.contains("without instances"))
    );
    let field = form.lines().field("port").unwrap();
    assert_eq!(form.note(field), "empty: as it was");
    type_in(&mut form, "port", "3307");
    let field = form.lines().field("port").unwrap();
    assert!(form.note(field).starts_with("was 3306; ") && field.is_changed(), "{}", form.note(field));
}
