use super::*;
use crate::app::available::hints;
use crate::app::inbox::{self, Counts};
use crate::app::page::Content;
use crate::domain::handled::{Handled, Standing};

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
    let resources = crate::app::cursor::resources_at_cursor(&desk.model);
    assert_eq!(resources.iter().map(|(_, arn)| arn.raw()).collect::<Vec<_>>(), [ORDERS, OTHER]);
    desk.press("w");
    assert!(matches!(&desk.model.page().content, Content::Why(page) if page.subject.thing.id().raw() == "a"));
}

/// What was asked to be kept for the next run.
fn kept(effects: &[Effect]) -> Vec<Handled> {
    let kept = effects.iter().filter_map(|effect| match effect {
        Effect::Remember(handled) => Some((**handled).clone()),
        _ => None,
    });
    kept.collect()
}

fn standing(desk: &Desk) -> Vec<Standing> {
    desk.model.estate.alerts.window(99).map(|(alert, _)| alert.standing).collect()
}

#[test]
fn what_is_acknowledged_goes_quiet_with_its_note_until_more_resources_are_in_trouble() {
    let mut desk = one_cause();
    assert_eq!(inbox::counts(&desk.model), Counts { critical: 2, new: 2, ..Counts::default() });
    desk.press("a");
    desk.type_text("CHG-1");
    let handled = kept(&desk.press("enter")).pop().unwrap();
    let known = handled.acknowledged.unwrap();
    assert_eq!(
        (handled.account.as_str(), known.note.as_str(), known.resources),
        ("123456789012", "CHG-1", 2)
    );
    assert_eq!(inbox::counts(&desk.model), Counts { critical: 1, new: 1, quiet: 1, ..Counts::default() });
    assert_eq!(standing(&desk), [Standing::New, Standing::Quiet], "it stands last");
    desk.pass(120);
    let third = Job {
        message: Some("Moon 7 is full".into()),
        resource: Some("arn:aws:rds:us-east-1:123456789012:db:third".into()),
        ..job(ScopeId(0), "d", JobState::Failed, 1)
    };
    desk.answer(is_recent, vec![Page::Jobs(vec![third])]);
    assert_eq!(inbox::counts(&desk.model), Counts { critical: 2, new: 2, ..Counts::default() });
}

#[test]
fn an_alert_is_put_off_for_a_time_and_an_acknowledgement_is_taken_back() {
    let mut desk = one_cause();
    desk.press("a tab enter");
    assert_eq!(standing(&desk), [Standing::New, Standing::Quiet]);
    desk.pass(3601);
    assert_eq!(inbox::counts(&desk.model).quiet, 0, "the hour is over");
    desk.press("1 g a enter G");
    assert_eq!(inbox::counts(&desk.model).quiet, 1);
    let back = kept(&desk.press("a enter"));
    assert_eq!((back[0].acknowledged.as_ref(), inbox::counts(&desk.model).quiet), (None, 0));
}

#[test]
fn opening_an_alert_makes_it_no_longer_new_until_it_occurs_again() {
    for keys in ["enter", "w"] {
        let mut desk = one_cause();
        assert_eq!(kept(&desk.press(keys)).len(), 1);
        desk.press("esc");
        assert_eq!(inbox::counts(&desk.model).new, 1, "the alarm is still new");
        assert_eq!(kept(&desk.press(keys)), [], "nothing has changed");
        desk.press("esc");
        desk.pass(3600);
        desk.answer(
            is_recent,
            vec![Page::Jobs(vec![Job {
                message: Some("Moon 7 is full".into()),
                ..job(ScopeId(0), "d", JobState::Failed, 1)
            }])],
        );
        assert_eq!(inbox::counts(&desk.model).new, 2);
    }
}

#[test]
fn what_earlier_runs_did_holds_for_the_same_account_and_region_only() {
    let mut desk = one_cause();
    let handled = kept(&desk.press("a enter"));
    for (account, quiet) in [("123456789012", 1), ("210987654321", 0)] {
        let mut next = one_cause();
        let handled = handled.iter().map(|one| Handled { account: account.to_owned(), ..one.clone() });
        next.send(Msg::Handled(Ok(handled.collect())));
        assert_eq!(inbox::counts(&next.model).quiet, quiet, "{account}");
    }
    desk.send(Msg::Handled(Err("the disk is gone".into())));
    assert!(desk.model.notice.as_ref().unwrap().text.contains("the disk is gone"));
}
