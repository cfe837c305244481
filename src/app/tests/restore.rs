//! `r`, from key to job: what is asked, what is sent, and when nothing is.

use super::*;
use crate::app::effect::Started;
use crate::config::style::Role;
use crate::domain::journal::EntryId;
use crate::domain::write::{RestoreRequest, Write};
use crate::wizards::form::Focus;

fn sent(effects: &[Effect]) -> Option<(RequestId, RestoreRequest)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send { request, intent, .. } => match &intent.write {
            Write::StartRestore(restore) => Some((*request, restore.clone())),
            _ => None,
        },
        _ => None,
    })
}

fn of_points(query: &Query) -> bool {
    matches!(query, Query::Fact(Need::Points(_)))
}

fn of_metadata(query: &Query) -> bool {
    matches!(query, Query::Fact(Need::RestoreMetadata { .. }))
}

fn page(query: &Query) -> Vec<Page> {
    account(ScopeId(0), query)
}

/// A desk whose form knows all that it asks for.
fn open() -> Desk {
    let mut desk = Desk::settled();
    desk.press("5 r");
    desk.answer_all();
    desk
}

#[test]
fn a_resource_is_asked_for_its_points_and_the_newest_for_what_it_was() {
    let mut desk = Desk::settled();
    desk.press("5 r");
    assert!(desk.find(of_metadata).is_none(), "no point is known yet");
    let (request, scope) = desk.take(of_points);
    desk.part(request, scope, Part::Page(page(&Query::Fact(Need::Points(ORDERS.into()))).remove(0)));
    desk.part(request, scope, Part::End(Stats::default()));
    assert!(desk.find(of_metadata).is_some());
    desk.answer_all();
    let form = desk.model.form().unwrap();
    assert_eq!(form.lines().text("DBInstanceIdentifier"), "orders-db-20261121-1200");
    assert_eq!(form.focus(), Focus::Cancel, "a restore costs");
}

#[test]
fn it_is_sent_by_its_button_and_followed() {
    let mut desk = open();
    let (request, restore) = sent(&desk.press("left enter")).unwrap();
    assert_eq!(restore.point.vault, "prod-daily");
    assert_eq!(restore.resource_type, "RDS");
    assert!(restore.metadata.contains(&("Port".into(), "3306".into())), "{restore:?}");
    desk.part(request, ScopeId(0), Part::Page(Page::Noted(EntryId(1))));
    let started = Started { job: "restore-1".into(), recovery_point: None, created: None };
    desk.part(request, ScopeId(0), Part::Page(Page::Started(started)));
    assert!(desk.model.form().is_none());
    let follow = desk.model.follows.last().unwrap();
    assert_eq!((follow.kind, follow.job.as_str()), (JobKind::Restore, "restore-1"));
    let (role, line) = follow.line(desk.now, &desk.model.options.zone);
    assert!(role == Role::Running && line.starts_with("WAIT  restore of orders-db"), "{line}");
}

#[test]
fn a_refusal_marks_its_field_and_takes_a_new_token() {
    let mut desk = open();
    let (request, first) = sent(&desk.press("left enter")).unwrap();
    desk.part(request, ScopeId(0), Part::Page(Page::Noted(EntryId(1))));
    let refusal =
        Failure::new(FailureKind::Invalid, "StartRestoreJob", "Invalid value for key Engine : mysql");
    desk.part(request, ScopeId(0), Part::Failed(refusal, Stats::default()));
    let form = desk.model.form().unwrap();
    assert_eq!(form.complaint().unwrap().field, "Engine");
    desk.press("pgdn pgdn pgdn");
    let (_, second) = sent(&desk.press("left enter")).unwrap();
    assert_ne!(first.token, second.token);
}

#[test]
fn a_doubt_keeps_token_and_request_and_the_form_comes_back() {
    let mut desk = open();
    let (request, first) = sent(&desk.press("left enter")).unwrap();
    desk.part(request, ScopeId(0), Part::Page(Page::Noted(EntryId(1))));
    let lost = Failure::new(FailureKind::Unreachable, "StartRestoreJob", "cut off");
    desk.part(request, ScopeId(0), Part::Failed(lost, Stats::default()));
    desk.press("esc r");
    assert!(desk.model.form().is_some_and(crate::wizards::form::Form::is_locked));
    let (_, second) = sent(&desk.press("enter")).unwrap();
    assert_eq!(first, second, "nothing is restored twice");
}

#[test]
fn read_only_opens_no_form_and_asks_nothing() {
    let mut desk = Desk::with(Options { read_only: true, ..Options::default() }, 1);
    desk.answer_all();
    desk.press("5 r");
    assert!(desk.model.form().is_none() && desk.find(of_points).is_none());
    assert!(desk.model.notice.as_ref().is_some_and(|notice| notice.text.contains("read-only")));
}

#[test]
fn there_is_nothing_to_restore_in_a_plan() {
    let mut desk = Desk::settled();
    desk.press("4 r");
    assert!(desk.model.form().is_none());
}
