use super::*;
use crate::app::dataset::Dataset;
use crate::app::estate::ClockOff;
use crate::app::page::Pane;

fn recent(kind: JobKind) -> impl Fn(&Query) -> bool {
    move |query| matches!(query, Query::Jobs { kind: asked, before: None, .. } if *asked == kind)
}

#[test]
fn the_start_asks_for_what_the_overview_shows_and_no_history() {
    let desk = Desk::new();
    assert_eq!(
        desk.asked.len(),
        9,
        "identity, three lists of jobs, alarms, vaults, plans, resources, counts"
    );
    assert_eq!(
        desk.asked
            .iter()
            .filter(|(_, _, query)| matches!(query, Query::Jobs { before: Some(_), .. }))
            .count(),
        0
    );
}

#[test]
fn history_follows_the_first_look_and_comes_once() {
    let mut desk = Desk::new();
    desk.answer(recent(JobKind::Backup), vec![]);
    let history = |query: &Query| matches!(query, Query::Jobs { kind: JobKind::Backup, before: Some(_), .. });
    desk.answer(history, vec![]);
    desk.pass(31);
    desk.answer(recent(JobKind::Backup), vec![]);
    assert_eq!(desk.find(history), None);
}

#[test]
fn jobs_are_not_said_to_be_whole_while_older_ones_come_or_fail() {
    let mut desk = Desk::new();
    for kind in JobKind::ALL {
        desk.answer(recent(kind), vec![]);
    }
    let history = |query: &Query| matches!(query, Query::Jobs { before: Some(_), .. });
    let (request, scope) = desk.take(history);
    desk.part(request, scope, Part::Page(Page::Jobs(vec![job(scope, "old-1", JobState::Completed, 9000)])));
    let health = |desk: &Desk| {
        let health = desk.model.poll.health(&Pane::Jobs.stands_on(), desk.now, &desk.model.options.polling);
        (health.loading, health.incomplete, health.failures.len())
    };
    assert_eq!(health(&desk), (Some(1), true, 0));
    desk.part(
        request,
        scope,
        Part::Failed(Failure::new(FailureKind::Throttled, "ListBackupJobs", "no"), Stats::default()),
    );
    assert_eq!(health(&desk), (Some(0), true, 1));
}

#[test]
fn jobs_in_progress_are_asked_for_only_while_there_are_any() {
    let mut desk = Desk::settled();
    let active = |query: &Query| matches!(query, Query::ActiveJobs { .. });
    desk.pass(6);
    assert_eq!(desk.find(active), None);
    desk.pass(25);
    desk.answer(
        recent(JobKind::Backup),
        vec![Page::Jobs(vec![job(ScopeId(0), "job-3", JobState::Running, 1)])],
    );
    desk.pass(5);
    desk.answer(active, vec![Page::Jobs(vec![job(ScopeId(0), "job-3", JobState::Completed, 1)])]);
    desk.pass(5);
    assert_eq!(desk.find(active), None);
}

#[test]
fn recent_jobs_are_asked_for_by_aws_clock_with_overlap() {
    let mut desk = Desk::settled();
    // The newest job seen was created 30 minutes ago, whatever our own clock says.
    desk.now += SignedDuration::from_hours(3);
    desk.send(Msg::Wake);
    let after = desk.asked.iter().find_map(|(_, _, query)| match query {
        Query::Jobs { kind: JobKind::Backup, after, .. } => Some(*after),
        _ => None,
    });
    assert_eq!(after, Some(noon() - SignedDuration::from_mins(40)));
}

#[test]
fn an_answer_that_nobody_waits_for_changes_nothing() {
    let mut desk = Desk::settled();
    let before = desk.model.estate.vaults.rows().len();
    let vaults = Part::Page(Page::Vaults(vec![vault(ScopeId(0), "late")]));
    desk.part(RequestId(999), ScopeId(0), vaults.clone());
    desk.pass(61);
    let (request, _) = desk.find(|query| matches!(query, Query::Vaults)).unwrap();
    desk.part(request, ScopeId(7), vaults);
    assert_eq!(desk.model.estate.vaults.rows().len(), before);
}

#[test]
fn a_vault_that_is_gone_at_aws_goes_when_the_list_is_whole() {
    let mut desk = Desk::settled();
    desk.pass(61);
    let (request, scope) = desk.take(|query| matches!(query, Query::Vaults));
    desk.part(request, scope, Part::Page(Page::Vaults(vec![vault(scope, "prod-daily")])));
    assert_eq!(desk.model.estate.vaults.rows().len(), 2, "an incomplete list takes nothing away");
    desk.part(request, scope, Part::End(Stats::default()));
    assert_eq!(desk.model.estate.vaults.rows().len(), 1);
}

#[test]
fn a_refusal_of_one_list_leaves_the_others_alone() {
    let mut desk = Desk::new();
    desk.fail(|query| matches!(query, Query::Plans { .. }), FailureKind::AccessDenied);
    desk.answer_all();
    let health = |pane: Pane| desk.model.poll.health(pane.datasets(), desk.now, &desk.model.options.polling);
    assert_eq!(health(Pane::Plans).failures.len(), 1);
    assert_eq!(health(Pane::Vaults).failures.len(), 0);
    assert!(desk.model.estate.plans.rows().is_empty());
}

#[test]
fn failures_are_tried_again_ever_later_and_data_stays() {
    let mut desk = Desk::settled();
    let vaults = |query: &Query| matches!(query, Query::Vaults);
    desk.pass(61);
    let mut waits = Vec::new();
    for _ in 0..5 {
        desk.fail(vaults, FailureKind::Throttled);
        let mut waited = 0;
        while desk.find(vaults).is_none() {
            desk.pass(1);
            waited += 1;
        }
        waits.push(waited);
    }
    assert!(waits.is_sorted() && waits[0] <= 3 && waits[4] >= 20, "{waits:?}");
    assert_eq!(desk.model.estate.vaults.rows().len(), 2);
}

#[test]
fn expired_credentials_are_renewed_and_everything_recovers_at_once() {
    let mut desk = Desk::settled();
    desk.pass(601);
    while !desk.asked.is_empty() {
        desk.fail(|_| true, FailureKind::Expired);
    }
    let datasets = [Dataset::Vaults, Dataset::Plans, Dataset::Alarms];
    assert_eq!(desk.model.poll.health(&datasets, desk.now, &desk.model.options.polling).failures.len(), 3);
    let effects = desk.pass(10);
    assert!(effects.contains(&Effect::Renew(ScopeId(0))));
    desk.answer_all();
    assert_eq!(desk.model.poll.health(&datasets, desk.now, &desk.model.options.polling).failures.len(), 0);
}

#[test]
fn data_older_than_twice_its_pace_is_stale() {
    let mut desk = Desk::settled();
    desk.pass(61);
    let stale = |desk: &Desk| {
        desk.model.poll.health(Pane::Vaults.datasets(), desk.now, &desk.model.options.polling).stale
    };
    assert!(!stale(&desk));
    desk.pass(100);
    assert!(stale(&desk), "the answer is two and a half minutes late");
}

#[test]
fn each_scope_is_asked_for_itself() {
    let desk = Desk::with(Options::default(), 3);
    assert_eq!(desk.asked.len(), 27);
}

#[test]
fn an_idle_console_wishes_to_be_woken_once_and_not_before_something_is_due() {
    let mut desk = Desk::settled();
    desk.answer_all();
    let wakes =
        |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::WakeAt(_))).count();
    assert_eq!(wakes(&desk.send(Msg::Resize { width: 100, height: 30 })), 0, "the wish stands already");
    let effects = desk.pass(60);
    assert_eq!(wakes(&effects), 1);
}

#[test]
fn a_page_that_was_closed_forgets_its_request() {
    let mut desk = Desk::settled();
    desk.press("3 enter");
    let (request, _) = desk.find(|query| matches!(query, Query::Vault(_))).unwrap();
    assert!(desk.press("esc").contains(&Effect::Forget(request)));
}

#[test]
fn a_look_at_recent_jobs_that_breaks_off_is_made_again_in_full() {
    let mut desk = Desk::new();
    let after = |desk: &Desk| {
        desk.asked.iter().find_map(|(_, _, query)| match query {
            Query::Jobs { kind: JobKind::Backup, after, before: None } => Some(*after),
            _ => None,
        })
    };
    let first = after(&desk).unwrap();
    let (request, scope) = desk.take(recent(JobKind::Backup));
    // The newest come first: the page that failed would have held the older ones.
    desk.part(request, scope, Part::Page(Page::Jobs(vec![job(scope, "job-3", JobState::Completed, 1)])));
    desk.part(
        request,
        scope,
        Part::Failed(Failure::new(FailureKind::Throttled, "ListBackupJobs", "no"), Stats::default()),
    );
    desk.pass(10);
    let again = after(&desk).expect("it is tried again");
    assert!(again <= first + SignedDuration::from_secs(10), "{again} leaves out what the lost page held");
}

#[test]
fn a_job_seen_by_another_way_does_not_stand_for_those_before_it() {
    let mut desk = Desk::settled();
    desk.answer_all();
    desk.pass(31);
    desk.answer(
        recent(JobKind::Backup),
        vec![Page::Jobs(vec![job(ScopeId(0), "job-3", JobState::Running, 5)])],
    );
    desk.pass(5);
    // The network has been away for three hours, and the jobs in progress are the first to answer.
    let active = |query: &Query| matches!(query, Query::ActiveJobs { kind: JobKind::Backup, .. });
    desk.answer(active, vec![Page::Jobs(vec![job(ScopeId(0), "job-4", JobState::Running, -180)])]);
    desk.pass(3 * 3600);
    let after = desk.asked.iter().find_map(|(_, _, query)| match query {
        Query::Jobs { kind: JobKind::Backup, after, before: None } => Some(*after),
        _ => None,
    });
    assert_eq!(after, Some(noon() - SignedDuration::from_mins(15)));
}

#[test]
fn a_console_that_slept_for_days_reads_all_jobs_since() {
    for (kind, seen) in [(JobKind::Backup, 40), (JobKind::Copy, 26 * 60)] {
        let mut desk = Desk::settled();
        desk.pass(3 * 24 * 3600);
        let after = desk.asked.iter().find_map(|(_, _, query)| match query {
            Query::Jobs { kind: asked, after, before: None } if *asked == kind => Some(*after),
            _ => None,
        });
        assert_eq!(after, Some(noon() - SignedDuration::from_mins(seen)), "{kind:?}");
    }
}

/// A desk whose backup job `job-3` is at work, with the poll for jobs in progress out.
fn at_work() -> Desk {
    let mut desk = Desk::settled();
    desk.pass(31);
    desk.answer(
        recent(JobKind::Backup),
        vec![Page::Jobs(vec![job(ScopeId(0), "job-3", JobState::Running, 1)])],
    );
    desk.answer_all();
    desk.pass(5);
    desk
}

fn in_progress(query: &Query) -> bool {
    matches!(query, Query::ActiveJobs { .. })
}

#[test]
fn jobs_whose_progress_can_not_be_read_are_not_shown_as_live() {
    let mut desk = at_work();
    desk.fail(in_progress, FailureKind::AccessDenied);
    let health = |desk: &Desk| {
        let health = desk.model.poll.health(Pane::Jobs.datasets(), desk.now, &desk.model.options.polling);
        (health.failures.len(), health.incomplete, health.loading, health.stale)
    };
    assert_eq!(health(&desk), (1, false, None, false));
    // They have ended: nothing is in progress, and nothing is wrong with it.
    desk.pass(31);
    desk.answer(
        recent(JobKind::Backup),
        vec![Page::Jobs(vec![job(ScopeId(0), "job-3", JobState::Completed, 1)])],
    );
    desk.answer_all();
    desk.pass(121);
    desk.answer_all();
    assert_eq!(health(&desk), (0, false, None, false));
}

#[test]
fn a_job_that_aws_no_longer_knows_is_not_shown_as_running_for_ever() {
    let mut desk = at_work();
    assert_eq!(desk.model.estate.active_count(), 1);
    desk.answer(in_progress, vec![Page::JobGone { kind: JobKind::Backup, id: "job-3".into() }]);
    assert_eq!(desk.model.estate.active_count(), 0);
    assert!(desk.model.estate.job(ScopeId(0), &"job-3".into()).is_none());
}

#[test]
fn a_job_too_old_to_be_listed_is_not_counted_as_active() {
    let mut desk = at_work();
    desk.pass(32 * 24 * 3600);
    assert!(desk.model.estate.job(ScopeId(0), &"job-3".into()).is_none());
    assert_eq!(desk.model.estate.active_count(), 0);
}

#[test]
fn credentials_are_loaded_once_for_all_that_waits_and_the_caller_is_asked_for_anew() {
    let mut desk = Desk::settled();
    desk.pass(601);
    while !desk.asked.is_empty() {
        desk.fail(|_| true, FailureKind::Expired);
    }
    let effects = desk.pass(10);
    let renewals: Vec<usize> =
        (0..effects.len()).filter(|at| effects[*at] == Effect::Renew(ScopeId(0))).collect();
    assert_eq!(renewals, [0], "before the first call, and not again for each");
    assert!(desk.find(|query| matches!(query, Query::Identity)).is_some(), "they may be another caller's");
}

#[test]
fn pages_left_by_a_jump_forget_their_requests() {
    let mut desk = Desk::settled();
    desk.press("3 enter");
    let (request, _) = desk.find(|query| matches!(query, Query::Vault(_))).unwrap();
    assert!(desk.press("2").contains(&Effect::Forget(request)));
}

#[test]
fn credentials_of_another_account_take_nothing_of_the_old_one_along() {
    let mut desk = Desk::settled();
    desk.press("2 enter");
    desk.answer_all();
    desk.pass(601);
    while desk.find(|query| !matches!(query, Query::Identity)).is_some() {
        desk.fail(|query| !matches!(query, Query::Identity), FailureKind::Expired);
    }
    desk.pass(10);
    let (polls, identity) = (desk.asked.len(), |query: &Query| matches!(query, Query::Identity));
    assert!(polls > 1);
    let other = Identity { account: "999999999999".into(), ..Identity::default() };
    let effects = desk.answer(identity, vec![Page::Identity(other)]);
    assert!(effects.iter().filter(|effect| matches!(effect, Effect::Forget(_))).count() >= polls - 1);
    assert!(desk.model.estate.jobs.rows().is_empty() && desk.model.estate.vaults.rows().is_empty());
    assert!(desk.model.estate.alerts.rows().is_empty() && !desk.model.is_known(Pane::Vaults));
    assert_eq!(desk.model.pages.len(), 1);
    desk.answer_all();
    assert!(desk.model.is_known(Pane::Vaults), "all is read anew");
}

#[test]
fn a_running_jobs_page_is_read_again_until_it_ends() {
    let mut desk = Desk::settled();
    desk.press("2 enter");
    let described = |query: &Query| matches!(query, Query::Job { .. });
    let page = |state| vec![Page::Job(Box::new(job(ScopeId(0), "job-2", state, 30)))];
    desk.answer(described, page(JobState::Running));
    assert_eq!(desk.find(described), None);
    desk.pass(5);
    desk.fail(described, FailureKind::Throttled);
    desk.pass(9);
    assert_eq!(desk.find(described), None, "not at once after a failure");
    desk.pass(1);
    desk.answer(described, page(JobState::Completed));
    desk.pass(60);
    assert_eq!(desk.find(described), None);
}

#[test]
fn a_clock_that_was_set_back_does_not_silence_the_console() {
    let mut desk = Desk::settled();
    desk.now -= SignedDuration::from_hours(1);
    desk.send(Msg::Wake);
    desk.answer_all();
    desk.pass(61);
    assert!(desk.find(|query| matches!(query, Query::Vaults)).is_some());
}

#[test]
fn who_waits_for_aws_for_long_is_told_so() {
    let mut desk = Desk::settled();
    let waiting = |desk: &Desk| {
        let health = desk.model.poll.health(Pane::Jobs.datasets(), desk.now, &desk.model.options.polling);
        health.waiting
    };
    desk.pass(31);
    let asked = desk.now;
    assert!(desk.find(|query| matches!(query, Query::Jobs { .. })).is_some());
    assert_eq!(waiting(&desk), None);
    desk.pass(19);
    assert_eq!(waiting(&desk), None);
    desk.pass(1);
    assert_eq!(waiting(&desk), Some(asked));
    let jobs = |query: &Query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. });
    desk.fail(jobs, FailureKind::Unreachable);
    desk.pass(60);
    assert!(desk.find(jobs).is_some());
    assert_eq!(waiting(&desk), Some(asked), "a try without an answer is no news");
    desk.answer_all();
    assert_eq!(waiting(&desk), None);
}

#[test]
fn a_clock_that_is_behind_awss_is_seen_by_jobs_of_its_future() {
    let mut desk = Desk::settled();
    assert_eq!(desk.model.estate.clock_is_off(desk.now), None);
    desk.pass(31);
    let ahead = job(ScopeId(0), "ahead", JobState::Completed, -600);
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. }),
        vec![Page::Jobs(vec![ahead])],
    );
    let by = SignedDuration::from_mins(600) - SignedDuration::from_secs(31);
    assert_eq!(desk.model.estate.clock_is_off(desk.now), Some(ClockOff::Behind(by)));
}

#[test]
fn a_clock_that_is_off_either_way_is_seen_by_the_date_of_any_answer() {
    for (skew, off, words) in [
        (Some(600), Some(ClockOff::Behind(SignedDuration::from_mins(10))), "this clock is 10 m behind AWS's"),
        (
            Some(-600),
            Some(ClockOff::Ahead(SignedDuration::from_mins(10))),
            "this clock is 10 m ahead of AWS's",
        ),
        (Some(90), None, ""),
        (Some(-90), None, ""),
        (None, None, ""),
    ] {
        let mut desk = Desk::settled();
        desk.pass(61);
        let (request, scope) = desk.take(|query| matches!(query, Query::Vaults));
        desk.part(
            request,
            scope,
            Part::Failed(
                Failure::new(FailureKind::Throttled, "Test", "slow"),
                Stats { skew, ..Stats::default() },
            ),
        );
        assert_eq!(desk.model.estate.clock_is_off(desk.now), off, "{skew:?}");
        assert_eq!(off.map(|off| format!("this clock is {}", off.words())).unwrap_or_default(), words);
        // The next answer tells what is so then.
        desk.pass(600);
        let (request, scope) = desk.take(|query| matches!(query, Query::Vaults));
        desk.part(request, scope, Part::End(Stats { skew: Some(1), ..Stats::default() }));
        assert_eq!(desk.model.estate.clock_is_off(desk.now), None);
    }
}
