use super::*;
use crate::domain::failure::FailureKind;
use crate::domain::preflight::VaultChoice;
use crate::domain::vault::{Lock, LockMode, VaultKind};
use crate::text::Text;
use crate::wizards::form::{Focus, Form, Outcome};

fn draft() -> Draft {
    Draft {
        scope: ScopeId(0),
        region: "us-east-1".into(),
        account: "123456789012".into(),
        resource: Text::new("arn:aws:rds:us-east-1:123456789012:db:orders-db"),
        kind: Some("RDS".into()),
        label: "orders-db".into(),
        vault: "prod-daily".into(),
        role: "arn:aws:iam::123456789012:role/backup".into(),
        lifecycle: Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() },
        tags: vec![("change".into(), "CHG-1".into())],
        copies: Vec::new(),
        source: "as its plan prod-daily does".into(),
    }
}

fn known() -> Known {
    let locked = Lock { mode: LockMode::Compliance, min_days: Some(30), max_days: Some(365), date: None };
    let vault = |name: &str, lock: Lock, unusable| VaultChoice {
        scope: ScopeId(0),
        name: name.into(),
        arn: format!("arn:aws:backup:us-east-1:123456789012:backup-vault:{name}"),
        kind: VaultKind::Standard,
        lock,
        unusable,
    };
    Known {
        region: "us-east-1".into(),
        vaults: vec![
            vault("Default", Lock::default(), false),
            vault("broken", Lock::default(), true),
            vault("prod-daily", locked, false),
        ],
        vaults_read: true,
        ..Known::default()
    }
}

fn of(drafts: Vec<Draft>) -> Form {
    Form::new(1, Box::new(Backup::new(drafts, false).unwrap()), known(), false, "token-1".into())
}

fn form() -> Form {
    of(vec![draft()])
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

fn requests(form: &Form) -> Vec<BackupRequest> {
    let request = |planned: Planned| match planned.write {
        Write::StartBackup(request) => request,
        other => panic!("{other:?}"),
    };
    form.plan().unwrap().into_iter().map(request).collect()
}

fn type_into(form: &mut Form, field: &str, line: &str) {
    let at = form.fields().iter().position(|one| one.key == field).unwrap();
    while form.focus() != Focus::Field(at) {
        press(form, "down");
    }
    press(form, "ctrl-u");
    form.paste(line);
}

fn try_to_start(form: &mut Form) -> Outcome {
    while form.focus() != Focus::Do {
        press(form, "down");
    }
    press(form, "enter")
}

#[test]
fn a_wrong_field_is_named_and_nothing_typed_is_lost() {
    for (field, line, says) in [
        (VAULT, "", "name a vault"),
        (VAULT, "broken", "vault broken is not available"),
        (VAULT, "nowhere", "no vault nowhere here that takes on-demand backups"),
        (KEEP, "soon", "`soon` is no number of days from 1 to 36500; empty keeps it for ever"),
        (KEEP, "0", "`0` is no number of days from 1 to 36500; empty keeps it for ever"),
        (KEEP, "7", "7 d is outside of the vault's lock (compliance, 30-365 d)"),
        (KEEP, "", "for ever is outside of the vault's lock (compliance, 30-365 d)"),
        (ROLE, "", "name a role that AWS Backup may assume"),
        (ROLE, "arn:aws:s3:::b", "`arn:aws:s3:::b` is no ARN of an IAM role"),
        (TAGS, "change", "`change` is no tag: write key=value, with commas between"),
        (COPY, "dr-vault", "`dr-vault` is no ARN of a backup vault"),
    ] {
        let mut form = form();
        type_into(&mut form, field, line);
        assert_eq!(try_to_start(&mut form), Outcome::Stay, "{line}");
        let complaint = form.complaint().unwrap();
        assert_eq!((complaint.field.as_ref(), complaint.says.as_str()), (field, says));
        assert_eq!(form.lines().text(field), line);
    }
}

#[test]
fn a_resource_of_another_region_is_not_sent() {
    let mut form = of(vec![Draft { region: "us-west-2".into(), ..draft() }]);
    assert_eq!(try_to_start(&mut form), Outcome::Stay);
    assert_eq!(form.complaint().unwrap().says, "it is in us-east-1, and this scope is us-west-2");
}

#[test]
fn a_role_may_be_given_by_name() {
    let mut form = form();
    type_into(&mut form, ROLE, "AWSBackupDefaultServiceRole");
    assert_eq!(
        requests(&form)[0].role,
        "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
    );
}

#[test]
fn left_and_right_choose_among_the_known_vaults() {
    let mut form = form();
    press(&mut form, "right");
    assert_eq!(form.lines().text(VAULT), "Default");
    press(&mut form, "left");
    assert_eq!(form.lines().text(VAULT), "prod-daily");
}

#[test]
fn a_refused_value_marks_the_member_that_aws_names() {
    let says = |value: &str, member: &str| {
        format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must not be null"
        )
    };
    for (message, field) in [
        (says("my role", "backupVaultName"), Some(VAULT)),
        (says("a vault", "iamRoleArn"), Some(ROLE)),
        (says("0", "lifecycle.deleteAfterDays"), Some(KEEP)),
        (says("", "recoveryPointTags.team.value"), Some(TAGS)),
        (says("a vault", "idempotencyToken"), None),
    ] {
        let failure = Failure::new(FailureKind::Invalid, "StartBackupJob", &message);
        let task = Backup::new(vec![draft()], false).unwrap();
        assert_eq!(task.field_of(&failure, Lines(&[]), &Known::default()).as_deref(), field, "{message}");
    }
}

#[test]
fn a_plans_tags_are_sent_as_they_are_whatever_they_hold() {
    let tags = vec![("a=b".to_owned(), "c, d".to_owned())];
    let form = of(vec![Draft { tags: tags.clone(), ..draft() }]);
    assert_eq!(requests(&form)[0].tags, tags);
}

#[test]
fn of_many_each_keeps_its_own_until_something_is_typed_for_all() {
    let other = Draft {
        resource: Text::new("arn:aws:rds:us-east-1:123456789012:db:ledger"),
        label: "ledger".into(),
        vault: "Default".into(),
        lifecycle: Lifecycle { delete_after_days: None, ..Lifecycle::default() },
        ..draft()
    };
    let mut form = of(vec![draft(), other]);
    assert_eq!(form.lines().text(VAULT), "", "they differ");
    assert_eq!(form.lines().text(ROLE), draft().role, "they agree");
    let keeps = |form: &Form| -> Vec<_> {
        requests(form)
            .into_iter()
            .map(|request| (request.vault, request.lifecycle.delete_after_days, request.token))
            .collect()
    };
    let own = [
        ("prod-daily".to_owned(), Some(35), "token-1".to_owned()),
        ("Default".to_owned(), None, "token-1-1".to_owned()),
    ];
    assert_eq!(keeps(&form), own);
    type_into(&mut form, VAULT, "Default");
    type_into(&mut form, KEEP, "40");
    assert!(keeps(&form).iter().all(|(vault, keep, _)| vault == "Default" && *keep == Some(40)));
    assert_eq!(try_to_start(&mut form), Outcome::Send);
}

#[test]
fn a_copy_is_asked_for_with_the_backup_and_has_its_own_token() {
    let mut form = form();
    let vault = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr";
    type_into(&mut form, COPY, vault);
    let request = requests(&form).remove(0);
    let copy = request.copy_of("point").unwrap();
    assert_eq!((copy.destination.as_str(), copy.token.as_str()), (vault, "token-1-copy"));
    assert_eq!((copy.point.vault.as_str(), copy.point.point.as_str()), ("prod-daily", "point"));
}
