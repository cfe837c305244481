use super::delete::Delete;
use super::disassociate::Disassociate;
use super::keep::{COLD, KEEP, Keep};
use super::*;
use crate::domain::legal_hold::{Hold, Selection};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::policy::Policy;
use crate::domain::preflight::VaultChoice;
use crate::domain::vault::{LockMode, VaultKind};
use crate::domain::write::Write;
use crate::wizards::form::{Danger, Focus, Form, Lines, Outcome, Task};

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn lifecycle(keep: Option<i64>, cold: Option<i64>) -> Lifecycle {
    Lifecycle { delete_after_days: keep, cold_after_days: cold, ..Lifecycle::default() }
}

/// A file system's point in an open vault, 20 days old, kept for 35.
fn point(name: &str) -> RecoveryPoint {
    RecoveryPoint {
        arn: Text::new(&format!("arn:aws:backup:us-east-1:123456789012:recovery-point:{name}")),
        vault: Some("open".into()),
        vault_arn: Some("arn:aws:backup:us-east-1:123456789012:backup-vault:open".into()),
        resource: Some(Text::new(&format!(
            "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/{name}"
        ))),
        resource_type: Some("EFS".into()),
        resource_name: Some(name.into()),
        created: Some("2026-11-01T12:00:00Z".parse().unwrap()),
        lifecycle: Some(lifecycle(Some(35), None)),
        ..RecoveryPoint::default()
    }
}

fn locked(name: &str) -> RecoveryPoint {
    RecoveryPoint { vault: Some("locked".into()), ..point(name) }
}

fn continuous(name: &str) -> RecoveryPoint {
    RecoveryPoint {
        arn: Text::new(&format!("arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:{name}")),
        resource_type: Some("RDS".into()),
        status: PointStatus::Available,
        ..point(name)
    }
}

fn known() -> Known {
    let vault = |name: &str, mode| VaultChoice {
        scope: ScopeId(0),
        name: name.into(),
        arn: format!("arn:aws:backup:us-east-1:123456789012:backup-vault:{name}"),
        kind: VaultKind::Standard,
        lock: Lock { mode, ..Lock::default() },
        unusable: false,
    };
    let mut known = Known {
        region: "us-east-1".into(),
        account: "123456789012".into(),
        vaults: vec![vault("open", LockMode::None), vault("locked", LockMode::Governance)],
        vaults_read: true,
        ..Known::default()
    };
    known.learn(ScopeId(0), Need::Holds, Fact::Holds(vec![]));
    for vault in ["open", "locked"] {
        known.learn(ScopeId(0), Need::VaultPolicy(vault.into()), Fact::VaultPolicy(None));
    }
    known
}

fn chosen(points: &[RecoveryPoint]) -> Chosen {
    Chosen { points: points.to_vec(), now: now(), zone: Zone::Utc }
}

fn form(task: impl Task + 'static, known: Known) -> Form {
    Form::new(1, Box::new(task), known, false, "token-1".into())
}

fn delete(points: &[RecoveryPoint], known: Known) -> Form {
    form(Delete::new(chosen(points), Vec::new()).unwrap(), known)
}

fn keep(points: &[RecoveryPoint], known: Known) -> Form {
    form(Keep::new(chosen(points)).unwrap(), known)
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

/// Puts a text into a field, in place of what stands there.
fn fill(form: &mut Form, key: &str, text: &str) {
    let at = form.fields().iter().position(|field| field.key == key).unwrap();
    while form.focus() != Focus::Field(at) {
        press(form, if form.focus() > Focus::Field(at) { "up" } else { "down" });
    }
    press(form, "end ctrl-u");
    form.paste(text);
}

fn confirm(form: &mut Form) -> Outcome {
    while form.focus() != Focus::Do {
        press(form, if form.focus() == Focus::Cancel { "left" } else { "down" });
    }
    press(form, "enter")
}

fn kept(form: &Form) -> Vec<(Option<i64>, Option<i64>, bool)> {
    let lifecycle = |planned: crate::wizards::form::Planned| match planned.write {
        Write::KeepPoint { lifecycle, .. } => {
            (lifecycle.delete_after_days, lifecycle.cold_after_days, lifecycle.archive_opt_in)
        }
        other => panic!("{other:?}"),
    };
    form.plan().unwrap().into_iter().map(lifecycle).collect()
}

fn failed(form: &Form) -> Vec<String> {
    let failed = form.checks().into_iter().filter(|check| check.verdict == Verdict::Failed);
    failed.map(|check| check.says).collect()
}

#[test]
fn a_deletion_wants_the_resources_name_typed() {
    let mut form = delete(&[point("home-dirs")], known());
    assert_eq!(form.danger(), Danger::Destructive("home-dirs".into()));
    assert_eq!(confirm(&mut form), Outcome::Stay);
    form.paste("home-dirs");
    assert_eq!(confirm(&mut form), Outcome::Send);
    let Write::DeletePoint(name) = &form.items()[0].planned.write else { panic!() };
    assert_eq!((name.vault.as_str(), name.point.as_str()), ("open", point("home-dirs").arn.raw()));
}

#[test]
fn what_nobody_can_type_is_confirmed_by_the_verb() {
    for name in ["a b", "caf\u{e9}", &"x".repeat(60)] {
        assert_eq!(delete(&[point(name)], known()).danger(), Danger::Destructive("delete".into()));
    }
}

#[test]
fn of_many_those_that_aws_would_refuse_are_left_out_and_the_rest_is_counted() {
    let form = delete(&[point("a"), locked("b"), point("c")], known());
    assert_eq!(form.danger(), Danger::Destructive("delete 2 points".into()));
    assert_eq!(form.plan().unwrap().len(), 2);
    let says: Vec<String> = form.checks().into_iter().map(|check| check.says).collect();
    assert!(says.iter().any(|says| says.starts_with("1 of 3: left out: the vault is locked")), "{says:?}");
    assert_eq!(failed(&form), [""; 0]);
}

#[test]
fn what_keeps_a_point_from_being_deleted_is_said_before() {
    let denying = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"}}"#;
    let policed = {
        let mut known = known();
        let policy = Fact::VaultPolicy(Policy::parse(denying).ok());
        known.learn(ScopeId(0), Need::VaultPolicy("open".into()), policy);
        known
    };
    let held = {
        let mut known = known();
        let selection = Selection { vaults: vec!["open".into()], ..Selection::default() };
        let hold = Hold {
            title: "Case 7".into(),
            status: "ACTIVE".into(),
            selection: Answer::Known(selection),
            ..Hold::default()
        };
        known.learn(ScopeId(0), Need::Holds, Fact::Holds(vec![hold]));
        known
    };
    let state = RecoveryPoint {
        arn: "arn:aws:backup:us-east-1:123456789012:recovery-point:eks/shop/1".into(),
        parent: Some("arn:aws:backup:us-east-1:123456789012:recovery-point:composite:eks/shop-1".into()),
        ..point("shop")
    };
    let deleting = RecoveryPoint { status: PointStatus::Deleting, ..point("a") };
    let foreign = RecoveryPoint { vault: None, ..point("a") };
    for (point, known, why) in [
        (locked("a"), known(), "the vault is locked"),
        (point("a"), policed, "denies backup:DeleteRecoveryPoint"),
        (point("a"), held.clone(), "legal hold Case 7 keeps it"),
        (state, known(), "only with its composite"),
        (deleting, known(), "it is deleting"),
        (foreign, known(), "does not manage"),
    ] {
        let mut form = delete(&[point], known);
        let failed = failed(&form);
        assert!(failed.iter().any(|says| says.contains(why)), "{why}: {failed:?}");
        form.paste("a");
        assert_eq!(confirm(&mut form), Outcome::Stay, "{why}");
    }
    // Legal holds do not apply to continuous points.
    assert_eq!(failed(&delete(&[continuous("a")], held)), [""; 0]);
}

#[test]
fn nested_points_go_before_their_composite() {
    let composite = RecoveryPoint { is_parent: true, ..point("stack") };
    let nested = RecoveryPoint { parent: Some(composite.arn.clone()), ..point("table") };
    let form = delete(&[composite, nested], known());
    let labels: Vec<String> = form.plan().unwrap().into_iter().map(|planned| planned.label).collect();
    assert_eq!(labels, ["table Nov 01 12:00", "stack Nov 01 12:00"]);
}

#[test]
fn only_continuous_points_are_disassociated() {
    let form = |point: RecoveryPoint| form(Disassociate::new(chosen(&[point])).unwrap(), known());
    assert_eq!(failed(&form(point("a"))), ["only continuous points are disassociated"]);
    let mut right = form(continuous("orders-db"));
    assert_eq!(failed(&right), [""; 0]);
    assert!(right.task().about(right.lines(), right.known())[1].contains("leaves the vault"));
    right.paste("x");
    assert_eq!(confirm(&mut right), Outcome::Stay, "no word, no write");
    right.paste("orders-db");
    assert_eq!(confirm(&mut right), Outcome::Send);
    let untold = RecoveryPoint { status: PointStatus::Available, ..point("a") };
    assert_eq!(failed(&form(untold)), [""; 0], "what is not known is not refused");
}

#[test]
fn a_new_retention_is_sent_whole_and_what_is_removed_is_said_so() {
    let cooled = |days| RecoveryPoint { lifecycle: Some(lifecycle(Some(400), Some(days))), ..point("a") };
    let volume = RecoveryPoint { resource_type: Some("EBS".into()), ..point("a") };
    for (point, keep_for, cold_after, sent) in [
        (point("a"), "90", "never", (Some(90), None, false)),
        (point("a"), "90 days", "never", (Some(90), None, false)),
        (point("a"), "for ever", "never", (Some(-1), None, false)),
        (cooled(30), "500", "30", (Some(500), Some(30), false)),
        (cooled(30), "500", "Never", (Some(500), Some(-1), false)),
        (cooled(30), "For ever", "never", (Some(-1), Some(-1), false)),
        (volume, "120", "30", (Some(120), Some(30), true)),
    ] {
        let mut form = keep(&[point], known());
        fill(&mut form, KEEP, keep_for);
        fill(&mut form, COLD, cold_after);
        assert_eq!(kept(&form), [sent], "{keep_for} {cold_after}");
    }
}

#[test]
fn what_would_not_change_is_not_sent() {
    let mut form = keep(&[point("a")], known());
    assert_eq!((form.lines().text(KEEP), form.lines().text(COLD)), ("35", "never"));
    assert_eq!(confirm(&mut form), Outcome::Stay);
    assert_eq!(form.complaint().unwrap().says, "nothing would change");
    let longer = RecoveryPoint { lifecycle: Some(lifecycle(Some(90), None)), ..point("b") };
    let mut form = keep(&[point("a"), longer], known());
    assert_eq!(form.lines().text(KEEP), "", "each keeps its own");
    assert_eq!(kept(&form), []);
    fill(&mut form, KEEP, "90");
    assert_eq!(kept(&form), [(Some(90), None, false)]);
}

#[test]
fn keeping_less_long_costs_and_deleting_at_once_wants_the_word() {
    for (days, danger) in [
        ("36", Danger::Safe),
        ("for ever", Danger::Safe),
        ("34", Danger::Costly),
        ("21", Danger::Costly),
        ("20", Danger::Destructive("home-dirs".into())),
    ] {
        let mut form = keep(&[point("home-dirs")], known());
        assert_eq!(form.focus(), Focus::Field(0), "nothing is lost by what stands there");
        fill(&mut form, KEEP, days);
        assert_eq!(form.danger(), danger, "{days}");
    }
    let kept_for_ever = RecoveryPoint { lifecycle: None, ..point("a") };
    let mut form = keep(&[kept_for_ever], known());
    assert_eq!(form.lines().text(KEEP), "for ever");
    fill(&mut form, KEEP, "9999");
    assert_eq!(form.danger(), Danger::Costly, "for ever is longer than any number");
}

#[test]
fn the_form_says_when_it_would_be_deleted() {
    let mut form = keep(&[point("a")], known());
    for (days, says) in [
        ("25", "days: deleted on Nov 26 12:00, in 5 d"),
        ("20", "days: over already, deleted within 8 hours"),
        ("for ever", "or days from its creation"),
        ("soon", "days, or \"for ever\""),
    ] {
        fill(&mut form, KEEP, days);
        assert_eq!(form.note(&form.fields()[0]), says);
    }
}

#[test]
fn what_aws_refuses_of_a_lifecycle_is_said_before() {
    let cold = RecoveryPoint {
        storage_class: Some("COLD".into()),
        lifecycle: Some(lifecycle(Some(400), Some(10))),
        ..point("a")
    };
    for (point, keep_for, cold_after, why) in [
        (locked("a"), "90", "never", "the vault is locked"),
        (continuous("a"), "30", "never", "AWS changes no continuous points"),
        (cold.clone(), "500", "11", "in cold storage: the days to there"),
        (cold.clone(), "500", "never", "in cold storage: the days to there"),
        (cold.clone(), "99", "10", "keep it 100 d at least"),
        (point("a"), "100", "30", "keep it 120 d at least"),
    ] {
        let mut form = keep(&[point], known());
        fill(&mut form, KEEP, keep_for);
        fill(&mut form, COLD, cold_after);
        let failed = failed(&form);
        assert!(failed.iter().any(|says| says.contains(why)), "{why}: {failed:?}");
        assert_eq!(confirm(&mut form), Outcome::Stay, "{why}");
    }
    let mut form = keep(&[cold], known());
    fill(&mut form, KEEP, "500");
    assert_eq!(confirm(&mut form), Outcome::Send, "its days in cold storage stand");
}

#[test]
fn what_a_list_by_resource_does_not_tell_is_asked_for_and_never_taken_for_nothing() {
    let untold = RecoveryPoint { lifecycle: None, vault_arn: None, ..point("a") };
    let mut form = keep(std::slice::from_ref(&untold), known());
    let need = Need::Point { vault: "open".into(), arn: untold.arn.clone() };
    assert_eq!(form.take_needs()[0], (ScopeId(0), need.clone()));
    assert!(form.plan().unwrap_err().says.contains("not known"), "its cold days would be lost");
    let told = RecoveryPoint { lifecycle: Some(lifecycle(Some(400), Some(30))), ..point("a") };
    form.learn(ScopeId(0), need, Fact::Point(Box::new(told)));
    assert_eq!((form.lines().text(KEEP), form.lines().text(COLD)), ("400", "30"));
    fill(&mut form, KEEP, "500");
    assert_eq!(kept(&form), [(Some(500), Some(30), false)]);
}

#[test]
fn a_refusal_marks_the_days_that_it_is_about() {
    use crate::domain::failure::{Failure, FailureKind};
    for (message, field) in [
        ("MoveToColdStorageAfterDays cannot be changed", Some(COLD)),
        ("DeleteAfterDays must be 90 days after", Some(KEEP)),
        ("Something else", None),
    ] {
        let failure = Failure::new(FailureKind::Invalid, "UpdateRecoveryPointLifecycle", message);
        let marked = Keep::new(chosen(&[point("a")])).unwrap().field_of(&failure, Lines(&[]), &known());
        assert_eq!(marked.as_deref(), field);
    }
}
