use super::*;
use crate::app::page::Pane;
use crate::app::{health, metrics as shown};
use crate::config::Polling;
use crate::domain::history::Outcome;
use crate::domain::metrics::{COUNTED, Metrics};

fn counts(query: &Query) -> bool {
    matches!(query, Query::Metrics { .. })
}

/// Five backups that completed two hours ago, two that failed then, and one that failed five days ago.
fn counted() -> Vec<Page> {
    let mut metrics = Metrics::default();
    let of =
        |outcome| *COUNTED.iter().find(|of| of.kind == JobKind::Backup && of.outcome == outcome).unwrap();
    let hours = |hours| noon() - SignedDuration::from_hours(hours);
    metrics.add(of(Outcome::Well), hours(2), 5);
    metrics.add(of(Outcome::Failed), hours(2), 1);
    metrics.add(of(Outcome::Expired), hours(2), 1);
    metrics.add(of(Outcome::Failed), hours(5 * 24), 1);
    vec![Page::Metrics(Box::new(metrics))]
}

fn with(metrics: u32) -> Desk {
    let polling = Polling { metrics, ..Polling::default() };
    Desk::with(Options { polling, ..Options::default() }, 1)
}

fn page(desk: &Desk) -> String {
    shown::lines(&desk.model).into_iter().map(|(_, line)| line + "\n").collect()
}

#[test]
fn the_overview_tells_the_day_and_draws_the_fortnight() {
    let mut desk = Desk::new();
    assert_eq!(shown::aside(&desk.model), [""; 0], "nothing is known yet");
    desk.answer(counts, counted());
    let forms = shown::aside(&desk.model);
    assert_eq!(forms[0], "CloudWatch: 24 h 5 ok, 2 failed · failed in 14 d ········▅····█");
    assert_eq!(forms[1], "CloudWatch 24 h 5 ok 2 failed · 14 d ········▅····█");
    assert_eq!(forms[2], "CloudWatch: 24 h 5 ok, 2 failed");
    assert!(forms.is_sorted_by_key(|form| std::cmp::Reverse(form.chars().count())), "{forms:?}");
    desk.pass(2 * 3600);
    assert!(shown::aside(&desk.model)[2].starts_with("CloudWatch as of 12:00: "), "they are old");
}

#[test]
fn the_page_tells_each_kind_and_end() {
    let mut desk = Desk::new();
    desk.press("M");
    assert!(page(&desk).contains("not known yet"));
    desk.answer(counts, counted());
    let page = page(&desk);
    assert!(page.contains("  backup   completed          5          5  ·············█\n"), "{page}");
    assert!(page.contains("           failed             1          2  ········█····█\n"), "{page}");
    assert!(page.contains("  restore  completed          0          0  ··············\n"), "{page}");
}

#[test]
fn an_account_without_metrics_is_said_to_have_none() {
    let mut desk = Desk::new();
    desk.answer(counts, vec![Page::Metrics(Box::default())]);
    assert_eq!(shown::aside(&desk.model), [""; 0]);
    assert!(page(&desk).contains("no metric of AWS/Backup in the last 14 d"));
}

#[test]
fn of_two_scopes_the_line_says_how_many_it_counts() {
    let mut desk = Desk::with(Options::default(), 2);
    desk.answer(counts, counted());
    assert!(shown::aside(&desk.model)[2].starts_with("CloudWatch, 1 of 2 scopes: 24 h 5 ok"));
    desk.answer(counts, counted());
    assert_eq!(shown::aside(&desk.model)[2], "CloudWatch: 24 h 10 ok, 4 failed");
}

#[test]
fn a_refusal_is_told_on_the_scopes_and_the_page_and_nothing_else_suffers() {
    let mut desk = Desk::new();
    desk.fail(counts, FailureKind::AccessDenied);
    desk.answer_all();
    for pane in Pane::OVERVIEW {
        let health = desk.model.poll.health(&pane.stands_on(), desk.now, &desk.model.options.polling);
        assert!(health.failures.is_empty() && !health.incomplete, "{pane:?}");
    }
    assert!(page(&desk).contains("not allowed"), "{}", page(&desk));
    let told = health::lines(&desk.model).iter().any(|(_, line)| line.contains("CloudWatch's counts"));
    assert!(told);
    desk.pass(300);
    assert_eq!(desk.find(counts), None, "it is not asked for all the time");
    desk.pass(301);
    assert!(desk.find(counts).is_some());
}

#[test]
fn counts_are_asked_for_every_quarter_of_an_hour_and_never_oftener_than_every_ten_minutes() {
    for (configured, minutes) in [(900, 15), (1800, 30), (60, 10)] {
        let mut desk = with(configured);
        desk.answer(counts, counted());
        desk.pass(minutes * 60 - 1);
        assert_eq!(desk.find(counts), None, "{configured}");
        desk.pass(1);
        assert!(desk.find(counts).is_some(), "{configured}");
    }
}

#[test]
fn counts_that_are_switched_off_are_never_asked_for() {
    let mut desk = with(0);
    desk.answer_all();
    desk.press("M R");
    desk.pass(3600);
    assert_eq!(desk.find(counts), None);
    assert!(page(&desk).contains("polling.metrics is 0"));
    assert!(health::lines(&desk.model).iter().any(|(_, line)| line.contains("switched off")));
}
