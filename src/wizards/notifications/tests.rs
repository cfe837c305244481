use super::*;
use crate::domain::failure::{Failure, FailureKind};
use crate::wizards::form::{Focus, Form, Outcome};

const OPS: &str = "arn:aws:sns:us-east-1:123456789012:ops";

#[expect(clippy::unnecessary_wraps, reason = "what a vault has, or nothing")]
fn has(topic: &str, events: &[&str]) -> Option<Notifications> {
    let events = events.iter().map(|event| Text::new(event)).collect();
    Some(Notifications { topic: topic.into(), events })
}

/// The form for vaults that have these.
fn form(vaults: &[Option<Notifications>]) -> Form {
    let mut known = Known { region: "us-east-1".into(), account: "123456789012".into(), ..Known::default() };
    let mut named = Vec::new();
    for (number, has) in vaults.iter().enumerate() {
        let vault = (ScopeId(0), Text::from(format!("vault-{number}")));
        known.learn(ScopeId(0), need(&vault), Fact::Notifications(has.clone()));
        named.push(vault);
    }
    Form::new(1, Box::new(Notify::new(named).unwrap()), known, false, "t".into())
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

fn go(form: &mut Form, key: &str) {
    let at = form.fields().iter().position(|field| field.key == key).unwrap();
    while form.focus() != Focus::Field(at) {
        press(form, if form.focus() > Focus::Field(at) { "up" } else { "down" });
    }
}

fn fill(form: &mut Form, key: &str, text: &str) {
    go(form, key);
    press(form, "end ctrl-u");
    form.paste(text);
}

fn confirm(form: &mut Form) -> Outcome {
    while form.focus() != Focus::Do {
        press(form, if form.focus() == Focus::Cancel { "left" } else { "down" });
    }
    press(form, "enter")
}

fn writes(form: &Form) -> Vec<Write> {
    form.plan().unwrap().into_iter().map(|planned| planned.write).collect()
}

fn notify(vault: &str, topic: &str, events: &[&str]) -> Write {
    let events = events.iter().map(|event| (*event).to_owned()).collect();
    Write::Notify { vault: vault.into(), topic: topic.into(), events }
}

fn failed(form: &Form) -> Vec<String> {
    let failed = form.checks().into_iter().filter(|check| check.verdict == Verdict::Failed);
    failed.map(|check| check.says).collect()
}

#[test]
fn a_vault_that_tells_nobody_is_given_a_topic_and_events() {
    let mut form = form(&[None]);
    assert_eq!(form.task().about(form.lines(), form.known()), ["It notifies nobody."]);
    assert_eq!(writes(&form), []);
    fill(&mut form, TOPIC, OPS);
    assert_eq!(form.plan().unwrap_err().says, "choose at least one event, or empty the topic");
    go(&mut form, "COPY_JOB_FAILED");
    press(&mut form, "right");
    fill(&mut form, "BACKUP_JOB_COMPLETED", "YES");
    assert_eq!(writes(&form), [notify("vault-0", OPS, &["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"])]);
    fill(&mut form, "S3_BACKUP_OBJECT_FAILED", "maybe");
    assert_eq!(form.plan().unwrap_err().field, "S3_BACKUP_OBJECT_FAILED");
}

#[test]
fn what_a_vault_has_is_shown_and_sent_only_when_it_changes() {
    let mut form = form(&[has(OPS, &["COPY_JOB_FAILED", "NEW_THING", "BACKUP_JOB_COMPLETED"])]);
    let lines = form.lines();
    assert_eq!(
        (lines.text(TOPIC), lines.text("COPY_JOB_FAILED"), lines.text("COPY_JOB_STARTED")),
        (OPS, ON, OFF)
    );
    assert_eq!(writes(&form), [], "the order does not matter");
    go(&mut form, "COPY_JOB_FAILED");
    press(&mut form, "left");
    let sent = notify("vault-0", OPS, &["BACKUP_JOB_COMPLETED", "NEW_THING"]);
    assert_eq!(writes(&form), [sent], "an event that this version does not know stays");
}

#[test]
fn an_emptied_topic_ends_them_and_that_waits_on_a_confirm() {
    let mut form = form(&[has(OPS, &["COPY_JOB_FAILED"])]);
    assert_eq!(form.danger(), Danger::Safe);
    fill(&mut form, TOPIC, "");
    assert_eq!(writes(&form), [Write::Silence { vault: "vault-0".into() }]);
    assert_eq!(form.danger(), Danger::Costly);
    assert_eq!(confirm(&mut form), Outcome::Send);
}

#[test]
fn a_topic_that_aws_would_refuse_is_said_before() {
    for (topic, why) in [
        ("ops", "no ARN of an SNS topic"),
        ("arn:aws:sqs:us-east-1:123456789012:ops", "no ARN of an SNS topic"),
        ("arn:aws:sns:us-east-1:123456789012:ops.fifo", "not to FIFO"),
        ("arn:aws:sns:us-east-1:999999999999:ops", "has to be of this one"),
    ] {
        let mut form = form(&[None]);
        fill(&mut form, TOPIC, topic);
        fill(&mut form, "COPY_JOB_FAILED", ON);
        assert!(failed(&form).iter().any(|says| says.contains(why)), "{topic}");
        assert_eq!(confirm(&mut form), Outcome::Stay);
        assert_eq!(form.complaint().unwrap().field, TOPIC);
    }
    let mut far = form(&[None]);
    fill(&mut far, TOPIC, "arn:aws:sns:eu-west-1:123456789012:ops");
    assert_eq!(failed(&far), [""; 0]);
    assert!(far.checks().iter().any(|check| check.verdict == Verdict::Warning));
}

#[test]
fn of_several_vaults_each_keeps_what_is_left_alone() {
    let mut form = form(&[has(OPS, &["COPY_JOB_FAILED"]), has(OPS, &["BACKUP_JOB_COMPLETED"]), None]);
    assert_eq!(form.lines().text("COPY_JOB_FAILED"), "");
    assert_eq!(writes(&form), []);
    fill(&mut form, "S3_BACKUP_OBJECT_FAILED", ON);
    assert_eq!(
        writes(&form),
        [
            notify("vault-0", OPS, &["COPY_JOB_FAILED", "S3_BACKUP_OBJECT_FAILED"]),
            notify("vault-1", OPS, &["BACKUP_JOB_COMPLETED", "S3_BACKUP_OBJECT_FAILED"]),
        ],
        "the one without a topic stays without"
    );
}

#[test]
fn what_is_still_being_read_is_not_written_over() {
    let vault = (ScopeId(0), Text::new("nightly"));
    let notify_form = || {
        Form::new(1, Box::new(Notify::new(vec![vault.clone()]).unwrap()), Known::default(), false, "t".into())
    };
    let mut form = notify_form();
    assert_eq!(form.take_needs(), [(ScopeId(0), need(&vault))]);
    fill(&mut form, TOPIC, OPS);
    fill(&mut form, "COPY_JOB_FAILED", ON);
    assert!(form.plan().unwrap_err().says.contains("being read"));
    form.learn(ScopeId(0), need(&vault), Fact::Notifications(has("x", &["RECOVERY_POINT_MODIFIED"])));
    assert_eq!(writes(&form), [notify("nightly", OPS, &["COPY_JOB_FAILED", "RECOVERY_POINT_MODIFIED"])]);
    let mut form = notify_form();
    form.take_needs();
    let mut denied = Failure::new(FailureKind::AccessDenied, "GetBackupVaultNotifications", "no");
    denied.action = Some("backup:GetBackupVaultNotifications".into());
    form.miss(ScopeId(0), need(&vault), &denied);
    let says: Vec<String> = form.checks().into_iter().map(|check| check.says).collect();
    assert!(says[0].contains("lacks backup:GetBackupVaultNotifications"), "{says:?}");
    fill(&mut form, TOPIC, OPS);
    fill(&mut form, "COPY_JOB_FAILED", ON);
    assert_eq!(writes(&form), [notify("nightly", OPS, &["COPY_JOB_FAILED"])]);
}

#[test]
fn every_event_is_told_once() {
    let names: std::collections::BTreeSet<_> = EVENTS.iter().map(|event| event.name).collect();
    let words: std::collections::BTreeSet<_> = EVENTS.iter().map(|event| event.words).collect();
    assert_eq!((names.len(), words.len()), (EVENTS.len(), EVENTS.len()));
}
