//! Resources past their objective: found when it is so, and nowhere else.

use jiff::SignedDuration;
use vaultdeck::app::model::Options;
use vaultdeck::domain::alert::Alert;
use vaultdeck::domain::rpo::{Objective, Rule};

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
    let options = Options { objectives: vec![rule], ..Options::default() };
    let seat = Seat::settled(Setup { options, ..Setup::default() }).await;
    let found = past(&seat);
    let words: Vec<(usize, &str)> = found.iter().map(|alert| (alert.count(), alert.what.as_str())).collect();
    assert_eq!(words, [(2, "resources past the RPO of 60 m of the configuration")]);
}
