use super::*;
use crate::config::Alerts;
use crate::config::alerts::{Least, Notification};
use crate::config::style::Role;

/// A desk whose configuration runs a command for each new alert.
fn listening(alerts: Alerts) -> Desk {
    let mut desk = Desk::new();
    desk.model.options.alerts = alerts;
    desk.answer_all();
    desk.pass(60);
    desk.answer_all();
    desk
}

fn on_alert() -> Alerts {
    Alerts { on_alert: vec!["page".into()], ..Alerts::default() }
}

fn recent(query: &Query) -> bool {
    matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. })
}

/// The next look at recent jobs brings this one: what that makes the console do.
fn comes(desk: &mut Desk, id: &str, state: JobState, message: &str) -> Vec<Effect> {
    desk.pass(60);
    let job = Job { message: Some(message.into()), ..job(ScopeId(0), id, state, 1) };
    desk.answer(recent, vec![Page::Jobs(vec![job])])
}

/// What was called out: bell, notification, and the records that the command gets.
fn called(effects: &[Effect]) -> (bool, Vec<String>, Vec<serde_json::Value>) {
    let mut called = (effects.contains(&Effect::Bell), Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::Notify(sequence) => called.1.push(sequence.clone()),
            Effect::OnAlert { command, alerts, .. } => {
                assert_eq!(command, &["page"]);
                called.2.extend(alerts.iter().map(|alert| serde_json::from_str(alert).unwrap()));
            }
            _ => {}
        }
    }
    called
}

fn nothing() -> (bool, Vec<String>, Vec<serde_json::Value>) {
    (false, Vec::new(), Vec::new())
}

#[test]
fn what_was_wrong_at_the_start_calls_nobody() {
    let mut desk = Desk::new();
    desk.model.options.alerts = on_alert();
    let mut effects = Vec::new();
    while let Some((request, scope, query)) = desk.asked.pop() {
        for page in account(scope, &query) {
            effects.extend(desk.part(request, scope, Part::Page(page)));
        }
        effects.extend(desk.part(request, scope, Part::End(Stats::default())));
    }
    effects.extend(desk.pass(60));
    assert!(desk.model.estate.alerts.rows().len() > 1);
    assert_eq!(called(&effects), nothing());
}

#[test]
fn a_new_critical_alert_rings_notifies_and_runs_the_command_once() {
    let mut desk = listening(on_alert());
    let effects = comes(&mut desk, "n", JobState::Failed, "Moon 7 is full");
    let (bell, notified, records) = called(&effects);
    assert!(bell);
    assert_eq!(notified, ["\x1b]9;new critical in shop-prod us-east-1: backup of orders-db failed\x1b\\"]);
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!(record["schema"], "vaultdeck.alert/1");
    assert_eq!((&record["severity"], &record["reason"]), (&"critical".into(), &"Moon 7 is full".into()));
    assert_eq!((&record["account"], &record["region"]), (&"123456789012".into(), &"us-east-1".into()));
    assert_eq!(record["members"][0]["resource"], ORDERS);
    assert_eq!((&record["occasion"], &record["newest"]), (&"new".into(), &"orders-db".into()));
    assert_eq!(called(&desk.pass(60)), nothing());
    let again = comes(&mut desk, "m", JobState::Failed, "Moon 8 is full");
    assert_eq!(called(&again), nothing(), "the same cause, once more");
}

#[test]
fn a_cause_that_spreads_calls_at_the_second_the_fourth_and_the_eighth_resource() {
    let mut desk = listening(Alerts::default());
    let rang: Vec<usize> = (1..=9)
        .filter(|number| {
            desk.pass(60);
            let job = Job {
                message: Some(Text::new(&format!("Moon {number} is full"))),
                resource: Some(Text::new(&format!("arn:aws:rds:us-east-1:123456789012:db:db-{number}"))),
                ..job(ScopeId(0), &format!("n{number}"), JobState::Failed, 1)
            };
            called(&desk.answer(recent, vec![Page::Jobs(vec![job])])).0
        })
        .collect();
    assert_eq!(rang, [1, 2, 4, 8]);
}

#[test]
fn what_calls_again_says_why_and_which_is_the_newest() {
    let mut desk = listening(on_alert());
    let fails = |desk: &mut Desk, number: u32| {
        desk.pass(60);
        let job = Job {
            message: Some(Text::new(&format!("Moon {number} is full"))),
            resource: Some(Text::new(&format!("arn:aws:rds:us-east-1:123456789012:db:db-{number}"))),
            resource_name: Some(Text::new(&format!("db-{number}"))),
            created: Some(desk.now),
            completed: Some(desk.now),
            ..job(ScopeId(0), &format!("n{number}"), JobState::Failed, 1)
        };
        let (_, notified, records) = called(&desk.answer(recent, vec![Page::Jobs(vec![job])]));
        let words = notified.first().map(|told| told.replace("\x1b]9;", "").replace("\x1b\\", ""));
        (
            words.unwrap_or_default(),
            records.first().map_or_else(Default::default, |one| one["occasion"].clone()),
        )
    };
    let first = fails(&mut desk, 1);
    assert_eq!(first, ("new critical in shop-prod us-east-1: backup of db-1 failed".into(), "new".into()));
    let second = fails(&mut desk, 2);
    let said = "critical in shop-prod us-east-1, now 2 resources: backup failed: Moon <n> is full; the newest is db-2";
    assert_eq!(second, (said.into(), "more".into()));
    desk.press("1 g");
    while desk.model.estate.alerts.selected().is_some_and(|alert| alert.count() != 2) {
        let before = desk.model.estate.alerts.selected().map(|alert| alert.id.clone());
        desk.press("j");
        assert_ne!(desk.model.estate.alerts.selected().map(|alert| alert.id.clone()), before, "at the end");
    }
    desk.press("a enter");
    let third = fails(&mut desk, 3);
    let said = "critical again in shop-prod us-east-1, now 3 resources: backup failed: Moon <n> is full; the newest is db-3";
    assert_eq!(third, (said.into(), "back".into()));
}

#[test]
fn a_warning_calls_nobody_until_it_becomes_critical() {
    let mut desk = listening(on_alert());
    let warned = comes(&mut desk, "n", JobState::CompletedWithIssues, "Moon 7 is full");
    assert_eq!(called(&warned), nothing());
    let worse = comes(&mut desk, "m", JobState::Failed, "Moon 8 is full");
    assert!(called(&worse).0);
}

#[test]
fn the_configuration_switches_each_off() {
    let quiet = Alerts {
        bell: false,
        notification: Notification::Osc777,
        on_alert_from: Least::Warning,
        ..on_alert()
    };
    let mut desk = listening(quiet.clone());
    let (bell, notified, records) = called(&comes(&mut desk, "n", JobState::Failed, "a; b"));
    assert!(!bell);
    assert_eq!(
        notified,
        ["\x1b]777;notify;vaultdeck;new critical in shop-prod us-east-1: backup of orders-db failed\x1b\\"]
    );
    assert_eq!(records.len(), 1);
    let warned = comes(&mut desk, "m", JobState::CompletedWithIssues, "c");
    assert_eq!(called(&warned).2.len(), 1, "warnings, too");
    let mut desk = listening(Alerts { notification: Notification::None, on_alert: Vec::new(), ..quiet });
    assert_eq!(called(&comes(&mut desk, "n", JobState::Failed, "a; b")), nothing());
}

#[test]
fn what_is_acknowledged_calls_again_only_when_it_comes_back() {
    let mut desk = listening(on_alert());
    comes(&mut desk, "n", JobState::Failed, "Moon 7 is full");
    desk.press("1 g");
    let at = desk.model.estate.alerts.rows().iter().position(|alert| alert.what.contains("failed")).unwrap();
    for _ in 0..at {
        desk.press("j");
    }
    let quiet = desk.press("a tab enter");
    assert_eq!(called(&quiet), nothing());
    assert_eq!(called(&comes(&mut desk, "m", JobState::Failed, "Moon 8 is full")), nothing(), "for an hour");
    assert!(called(&desk.pass(3600)).0, "its hour is over");
    desk.press("a enter");
    assert_eq!(called(&desk.press("a enter")), nothing(), "taken back by hand");
}

#[test]
fn on_another_page_the_screen_says_so() {
    let mut desk = listening(Alerts::default());
    desk.press("2 z");
    comes(&mut desk, "n", JobState::Failed, "Moon 7 is full");
    let notice = desk.model.notice.as_ref().unwrap();
    assert_eq!(
        (notice.role, notice.text.as_str()),
        (Role::Critical, "new critical: backup of orders-db failed")
    );
}
