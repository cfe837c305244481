use super::*;
use crate::app::available::hints;
use crate::app::page::Content;

const OTHER: &str = "arn:aws:rds:us-east-1:123456789012:db:other";

/// A desk on which one cause has failed three backups of two resources; the cursor is on its alert.
fn one_cause() -> Desk {
    let mut desk = Desk::new();
    let failed = |id: &str, minutes, resource: &str| Job {
        message: Some(Text::new(&format!("Moon {minutes} is full"))),
        resource: Some(resource.into()),
        ..job(ScopeId(0), id, JobState::Failed, minutes)
    };
    let jobs = vec![failed("a", 30, ORDERS), failed("b", 40, ORDERS), failed("c", 90, OTHER)];
    desk.answer(is_recent, vec![Page::Jobs(jobs)]);
    desk.answer_all();
    desk.press("1 g");
    desk
}

fn is_recent(query: &Query) -> bool {
    matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. })
}

/// Ids of the jobs that the page of one cause lists.
fn members(desk: &Desk) -> Vec<String> {
    let Content::Children(page) = &desk.model.page().content else { panic!("no members are listed") };
    page.list.window(99).map(|(job, _)| job.id.to_string()).collect()
}

#[test]
fn forty_failures_of_one_cause_are_one_alert_that_opens_to_its_members() {
    let mut desk = one_cause();
    let alert = desk.model.estate.alerts.selected().unwrap();
    assert_eq!((alert.count(), alert.what.as_str()), (3, "backup failed: Moon <n> is full"));
    desk.press("enter");
    assert_eq!(members(&desk), ["a", "b", "c"]);
    desk.press("j enter");
    assert!(
        matches!(&desk.model.page().content, Content::Detail(page) if page.subject.thing.id().raw() == "b")
    );
}

#[test]
fn members_that_come_and_go_are_seen_on_the_open_page() {
    let mut desk = one_cause();
    desk.press("enter");
    desk.pass(120);
    let late = Job { message: Some("Moon 7 is full".into()), ..job(ScopeId(0), "d", JobState::Failed, 1) };
    desk.answer(is_recent, vec![Page::Jobs(vec![late])]);
    assert_eq!(members(&desk), ["d", "a", "b", "c"]);
    desk.pass(25 * 3600);
    assert_eq!(members(&desk), [""; 0], "after a day it is over");
}

#[test]
fn what_is_done_on_an_alert_is_done_for_all_that_it_is_about() {
    let mut desk = one_cause();
    assert!(hints(&desk.model).iter().any(|(key, _)| key == "t"), "all of them can be tried again");
    let resources = crate::app::perform::resources_at_cursor(&desk.model);
    assert_eq!(resources.iter().map(|(_, arn)| arn.raw()).collect::<Vec<_>>(), [ORDERS, OTHER]);
    desk.press("w");
    assert!(matches!(&desk.model.page().content, Content::Why(page) if page.subject.thing.id().raw() == "a"));
}
