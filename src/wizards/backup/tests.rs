use super::*;
use crate::domain::failure::FailureKind;
use crate::domain::scope::ScopeId;
use crate::domain::vault::{Lock, LockMode};

fn draft() -> Draft {
    Draft {
        scope: ScopeId(0),
        account: "123456789012".into(),
        resource: Text::new("arn:aws:rds:us-east-1:123456789012:db:orders-db"),
        label: "orders-db".into(),
        vault: "prod-daily".into(),
        role: "arn:aws:iam::123456789012:role/backup".into(),
        lifecycle: Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() },
        tags: vec![("change".into(), "CHG-1".into())],
        source: "as its plan prod-daily does".into(),
    }
}

fn known() -> Known {
    let locked = Lock { mode: LockMode::Compliance, min_days: Some(30), max_days: Some(365), date: None };
    let vault = |name: &str, lock: Lock, unusable| VaultChoice { name: name.into(), lock, unusable };
    Known {
        region: "us-east-1".into(),
        vaults: vec![
            vault("Default", Lock::default(), false),
            vault("broken", Lock::default(), true),
            vault("prod-daily", locked, false),
        ],
        running: None,
        vaults_read: true,
    }
}

fn form() -> BackupWizard {
    BackupWizard::new(1, draft(), known(), "token-1".into())
}

fn press(form: &mut BackupWizard, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

const TO_START: &str = "enter enter enter enter";

#[test]
fn enter_walks_through_the_fields_and_only_the_button_sends() {
    let mut form = form();
    assert_eq!(press(&mut form, TO_START), Outcome::Stay);
    assert_eq!(form.focus(), Focus::Start);
    let Outcome::Send(Write::StartBackup(request)) = press(&mut form, "enter") else {
        panic!("nothing was sent")
    };
    assert_eq!(request.lifecycle.delete_after_days, Some(35));
    assert_eq!(request.tags, [("change".to_owned(), "CHG-1".to_owned())]);
    assert_eq!(request.token, "token-1");
    assert_eq!(form.step(), &Step::Sending);
    assert_eq!(press(&mut form, "enter enter"), Outcome::Stay, "nothing is sent twice");
}

#[test]
fn a_wrong_field_is_named_and_nothing_typed_is_lost() {
    for (field, line, says) in [
        (Field::Vault, "", "name a vault"),
        (Field::Vault, "broken", "vault broken is not available"),
        (Field::Vault, "nowhere", "no vault nowhere here that takes on-demand backups"),
        (Field::Keep, "soon", "`soon` is no number of days from 1 to 36500; empty keeps it for ever"),
        (Field::Keep, "0", "`0` is no number of days from 1 to 36500; empty keeps it for ever"),
        (Field::Keep, "7", "7 d is outside of the vault's lock (compliance, 30-365 d)"),
        (Field::Keep, "", "for ever is outside of the vault's lock (compliance, 30-365 d)"),
        (Field::Role, "", "name a role that AWS Backup may assume"),
        (Field::Role, "arn:aws:s3:::b", "`arn:aws:s3:::b` is no ARN of an IAM role"),
        (Field::Tags, "change", "`change` is no tag: write key=value, with commas between"),
    ] {
        let mut form = form();
        while form.focus() != Focus::Field(field) {
            press(&mut form, "down");
        }
        press(&mut form, "ctrl-u");
        form.paste(line);
        while form.focus() != Focus::Start {
            press(&mut form, "down");
        }
        assert_eq!(press(&mut form, "enter"), Outcome::Stay, "{line}");
        assert_eq!(form.complaint(), Some((field, says)), "{line}");
        assert_eq!(form.focus(), Focus::Field(field));
        assert_eq!(form.input(field).text(), line);
    }
}

#[test]
fn a_resource_of_another_region_is_not_sent() {
    let mut known = known();
    known.region = "us-west-2".into();
    let mut form = BackupWizard::new(1, draft(), known, "token-1".into());
    assert_eq!(press(&mut form, &format!("{TO_START} enter")), Outcome::Stay);
    assert_eq!(form.complaint(), Some((Field::Vault, "it is in us-east-1, and this scope is us-west-2")));
}

#[test]
fn a_role_may_be_given_by_name() {
    let mut form = form();
    press(&mut form, "down down ctrl-u");
    form.paste("AWSBackupDefaultServiceRole");
    assert_eq!(
        form.request().unwrap().role,
        "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"
    );
}

#[test]
fn left_and_right_choose_among_the_known_vaults() {
    let mut form = form();
    press(&mut form, "right");
    assert_eq!(form.input(Field::Vault).text(), "Default");
    press(&mut form, "left");
    assert_eq!(form.input(Field::Vault).text(), "prod-daily");
}

#[test]
fn a_refusal_takes_a_new_token_and_a_doubt_keeps_the_old_one() {
    for (kind, token) in [
        (FailureKind::Invalid, "token-2"),
        (FailureKind::AccessDenied, "token-2"),
        (FailureKind::Unreachable, "token-1"),
        (FailureKind::Service, "token-1"),
    ] {
        let mut form = form();
        press(&mut form, &format!("{TO_START} enter"));
        form.refused(
            Failure::new(kind, "StartBackupJob", "IAM Role x cannot be assumed by AWS Backup"),
            "token-2".into(),
        );
        assert_eq!(form.request().unwrap().token, token, "{kind:?}");
        let marked = form.complaint().map(|(field, _)| field);
        assert_eq!(marked, (kind == FailureKind::Invalid).then_some(Field::Role), "{kind:?}");
        form.paste("x");
        assert_eq!(
            form.is_locked(),
            token == "token-1",
            "a doubtful request is repeated as it was, or not at all"
        );
    }
}

#[test]
fn a_refused_value_marks_the_member_that_aws_names() {
    let says = |value: &str, member: &str| {
        format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must not be null"
        )
    };
    for (message, field) in [
        (says("my role", "backupVaultName"), Some(Field::Vault)),
        (says("a vault", "iamRoleArn"), Some(Field::Role)),
        (says("0", "lifecycle.deleteAfterDays"), Some(Field::Keep)),
        (says("", "recoveryPointTags.team.value"), Some(Field::Tags)),
        (says("a vault", "idempotencyToken"), None),
    ] {
        let mut form = form();
        press(&mut form, &format!("{TO_START} enter"));
        form.refused(Failure::new(FailureKind::Invalid, "StartBackupJob", &message), "token-2".into());
        assert_eq!(form.complaint().map(|(field, _)| field), field, "{message}");
    }
}

#[test]
fn escape_leaves_at_any_time() {
    let mut form = form();
    assert_eq!(press(&mut form, "esc"), Outcome::Close);
    press(&mut form, &format!("{TO_START} enter"));
    assert_eq!(press(&mut form, "esc"), Outcome::Close);
}

#[test]
fn a_doubt_outlives_answers_that_say_nothing_about_the_first_try() {
    let refuse = |form: &mut BackupWizard, kind| {
        press(form, "enter");
        form.refused(Failure::new(kind, "StartBackupJob", "no"), "token-2".into());
        (form.is_locked(), form.token.clone())
    };
    for kind in [FailureKind::Throttled, FailureKind::Expired, FailureKind::AccessDenied] {
        let mut form = form();
        press(&mut form, TO_START);
        assert_eq!(refuse(&mut form, FailureKind::Unreachable), (true, "token-1".to_owned()));
        assert_eq!(refuse(&mut form, kind), (true, "token-1".to_owned()), "{kind:?}");
        assert_eq!(refuse(&mut form, FailureKind::Invalid), (false, "token-2".to_owned()), "a verdict");
    }
}

#[test]
fn a_plans_tags_are_sent_as_they_are_whatever_they_hold() {
    let tags = vec![("a=b".to_owned(), "c, d".to_owned())];
    let draft = Draft { tags: tags.clone(), ..draft() };
    let form = BackupWizard::new(1, draft, known(), "token-1".into());
    assert_eq!(form.request().unwrap().tags, tags);
}
