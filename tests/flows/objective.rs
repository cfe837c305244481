//! Resources past their objective: found when it is so, and nowhere else.

use jiff::SignedDuration;
use vaultdeck::app::model::Options;
use vaultdeck::domain::alert::Alert;
use vaultdeck::domain::rpo::{Objective, Rule, Tag};
use vaultdeck::simulator::Fault;

use super::support::{Seat, Setup};

fn past(seat: &Seat) -> Vec<&Alert> {
    let alerts = seat.model.estate.alerts.rows().iter();
    alerts.filter(|alert| alert.signal == Some("past-objective")).collect()
}

#[tokio::test]
async fn what_failed_in_the_night_is_past_its_objective_in_the_morning_as_one_alert() {
    let mut seat = Seat::settled(Setup::default()).await;
    assert_eq!(past(&seat), Vec::<&Alert>::new(), "last night's backups are young enough");
    for _ in 0..8 {
        seat.pass(SignedDuration::from_hours(1));
        seat.settle().await;
    }
    let found = past(&seat);
    let mut words: Vec<(usize, &str)> =
        found.iter().map(|alert| (alert.count(), alert.what.as_str())).collect();
    words.sort_unstable();
    // The table went without a backup when its stack was backed up.
    let table = (1, "carts: newest backup 35 h old, RPO 30 h");
    assert_eq!(words, [table, (9, "resources past the RPO of 30 h of plan prod-daily")]);
}

#[tokio::test]
async fn the_configuration_promises_more_than_the_plan() {
    let objective = Objective {
        rpo: SignedDuration::from_hours(1),
        source: "the configuration".into(),
        ..Objective::default()
    };
    let rule = Rule { name: Some("orders-*".into()), objective, ..Rule::default() };
    let ledger = Rule { name: Some("ledgr".into()), ..rule.clone() };
    let options = Options { objectives: vec![rule, ledger], watches_all: true, ..Options::default() };
    let seat = Seat::settled(Setup { options, ..Setup::default() }).await;
    let found = past(&seat);
    let words: Vec<(usize, &str)> = found.iter().map(|alert| (alert.count(), alert.what.as_str())).collect();
    assert_eq!(words, [(2, "resources past the RPO of 60 m of the configuration")]);
    let alerts = seat.model.estate.alerts.rows().iter();
    let idle = alerts.filter(|alert| alert.signal == Some("rpo-fits-nothing")).map(|alert| &*alert.what);
    let idle: Vec<&str> = idle.collect();
    assert_eq!(idle, ["no protected resource fits the [[rpo]] of 60 m for name ledgr"]);
}

/// The tables that finance owns within two hours, all other tables within 100.
fn by_tag() -> Options {
    let rule = |hours: i64, tags: &[(&str, &str)]| Rule {
        kind: Some("DynamoDB".into()),
        tags: tags.iter().map(|(key, value)| Tag { key: (*key).into(), value: (*value).into() }).collect(),
        objective: Objective {
            rpo: SignedDuration::from_hours(hours),
            source: "the configuration".into(),
            ..Objective::default()
        },
        ..Rule::default()
    };
    Options { objectives: vec![rule(2, &[("finance", "y*")]), rule(100, &[])], ..Options::default() }
}

#[tokio::test]
async fn a_rule_by_tag_goes_by_the_tags_of_the_newest_recovery_point() {
    let mut seat = Seat::settled(Setup { options: by_tag(), ..Setup::default() }).await;
    let hours = |seat: &Seat, name: &str| {
        let resource = seat.model.estate.resources.rows().iter().find(|row| row.label() == name).unwrap();
        resource.objective.as_ref().map(|objective| objective.rpo.as_hours())
    };
    for (name, promised) in [("invoices", 2), ("payments-ledger", 2), ("inventory", 100), ("carts", 100)] {
        assert_eq!(hours(&seat, name), Some(promised), "{name}");
    }
    let rows = seat.model.estate.resources.rows().iter();
    let tables = rows.filter(|row| row.kind.as_str() == "DynamoDB").fold(0, |tables, _| tables + 1);
    assert_eq!(seat.simulator.calls().count("ListTags"), tables, "each once");
    seat.pass(SignedDuration::from_mins(2));
    seat.settle().await;
    assert_eq!(seat.simulator.calls().count("ListTags"), tables, "and not again");
    seat.press("5 /");
    seat.paste("invoices");
    seat.press("enter enter");
    seat.until("by the configuration (type DynamoDB, tag finance=y*)").await;
}

#[tokio::test]
async fn tags_that_may_not_be_read_leave_the_objective_unknown_and_say_so() {
    let mut seat = Seat::take(Setup { options: by_tag(), ..Setup::default() }).await;
    seat.simulator.faults().set("ListTags", Fault::Deny);
    seat.settle().await;
    assert_eq!(seat.simulator.calls().count("ListTags"), 3, "the fourth would be refused as well");
    seat.press("5 z");
    let screen = seat.screen();
    assert!(screen.contains("not allowed"), "{screen}");
    seat.press("/");
    seat.paste("invoices");
    seat.press("enter enter");
    seat.until("the caller lacks backup:ListTags").await;
    seat.press("P");
    let screen = seat.screen();
    assert!(screen.contains("tags of recovery points") && screen.contains("backup:ListTags"), "{screen}");
}
