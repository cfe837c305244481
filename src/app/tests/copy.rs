use super::*;
use crate::app::effect::Started;
use crate::domain::preflight::Need;
use crate::domain::write::{CopyRequest, Write};

const NEWEST: &str = "arn:aws:rds:us-east-1:123456789012:snapshot:newest";
const WEST: &str = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";

fn copies(effects: &[Effect]) -> Vec<(RequestId, CopyRequest)> {
    let copy = |effect: &Effect| match effect {
        Effect::Send { request, intent, .. } => match &intent.write {
            Write::StartCopy(copy) => Some((*request, copy.clone())),
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(copy).collect()
}

/// A settled desk whose resource has a newest point, and whose completed job made one.
fn desk(options: Options) -> Desk {
    let mut desk = Desk::with(options, 1);
    desk.answer_all();
    let newest = Resource {
        scope: ScopeId(0),
        arn: ORDERS.into(),
        kind: "RDS".into(),
        name: Some("orders-db".into()),
        last_point: Some(NEWEST.into()),
        last_vault_arn: Some("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily".into()),
        ..Resource::default()
    };
    desk.model.estate.apply(ScopeId(0), Page::Resources(vec![newest]), 1_000);
    let mut made = job(ScopeId(0), "job-1", JobState::Completed, 60);
    made.facts = JobFacts::Backup(Box::new(BackupFacts {
        vault: Some("prod-daily".into()),
        recovery_point: Some("arn:aws:rds:us-east-1:123456789012:snapshot:of-job-1".into()),
        ..BackupFacts::default()
    }));
    desk.model.estate.apply(ScopeId(0), Page::Jobs(vec![made]), 1_000);
    desk
}

/// Opens the form where `keys` lead, names the vault, and presses the button.
fn copy(desk: &mut Desk, keys: &str) -> Vec<(RequestId, CopyRequest)> {
    desk.press(keys);
    desk.press("ctrl-u");
    desk.send(Msg::Paste(WEST.into()));
    copies(&desk.press("enter enter enter enter"))
}

#[test]
fn a_job_copies_the_point_that_it_made_and_a_failed_one_the_resources_newest() {
    for (keys, point) in [
        ("5 c", NEWEST),
        ("2 / j o b - 1 enter c", "arn:aws:rds:us-east-1:123456789012:snapshot:of-job-1"),
        ("2 / j o b - 2 enter c", NEWEST),
    ] {
        let sent = copy(&mut desk(Options::default()), keys);
        let [(_, request)] = sent.as_slice() else { panic!("{keys}: {sent:?}") };
        assert_eq!(
            (request.point.point.as_str(), request.point.vault.as_str()),
            (point, "prod-daily"),
            "{keys}"
        );
        assert_eq!((request.destination.as_str(), request.role.as_str()), (WEST, ROLE), "{keys}");
    }
}

#[test]
fn the_point_is_described_before_it_is_copied_and_a_started_copy_is_followed() {
    let mut desk = desk(Options::default());
    desk.press("5 c");
    let asked = desk.find(|query| {
        matches!(query, Query::Fact(Need::Point { vault, arn }) if vault.as_str() == "prod-daily" && arn.as_str() == NEWEST)
    });
    assert!(asked.is_some(), "{:?}", desk.asked);
    desk.press("esc");
    let sent = copy(&mut desk, "5 c");
    let started = Started { job: "copy-1".into(), recovery_point: None, created: None };
    desk.part(sent[0].0, ScopeId(0), Part::Page(Page::Started(started)));
    desk.part(sent[0].0, ScopeId(0), Part::End(Stats::default()));
    assert!(desk.model.modal.is_none());
    let follow = desk.model.follows.last().unwrap();
    assert_eq!((follow.kind, follow.job.as_str()), (JobKind::Copy, "copy-1"));
}

#[test]
fn nothing_is_copied_without_a_destination_or_read_only() {
    let mut open = desk(Options::default());
    open.press("5 c");
    assert_eq!(copies(&open.press("enter enter enter enter enter")), []);
    let mut closed = desk(Options { read_only: true, ..Options::default() });
    assert_eq!(copy(&mut closed, "5 c"), []);
    assert!(closed.model.modal.is_none());
}
