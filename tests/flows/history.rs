//! Jobs kept beyond the 30 days for which AWS tells them.

use jiff::SignedDuration;
use vaultdeck::store::Store;

use super::support::{Seat, Setup};

const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn what_aws_no_longer_tells_is_told_by_the_next_console() {
    let state = tempfile::tempdir().unwrap();
    let setup = || Setup { store: Store::open(state.path()), ..Setup::default() };
    let mut seat = Seat::settled(setup()).await;
    for _ in 0..40 {
        seat.pass(DAY);
        seat.settle().await;
    }
    let simulator = seat.leave(state.path()).await;
    let mut seat = Seat::at(simulator, setup());
    seat.settle().await;
    let oldest = seat.model.estate.jobs.rows().iter().filter_map(|job| job.created).min().unwrap();
    assert!(seat.model.now.duration_since(oldest) <= DAY * 30, "AWS tells no older job");
    for (pane, thing) in [("5", "orders-db"), ("4", "prod-daily"), ("3", "prod-daily")] {
        seat.press(&format!("{pane} /"));
        seat.paste(thing);
        seat.press("enter enter");
        seat.until("before these 30 days").await;
        let screen = seat.screen();
        assert!(screen.contains("since 2026-10-"), "{screen}");
        assert!(screen.contains("30 d: ") && screen.contains("usually "), "{screen}");
        seat.press("esc esc");
    }
}
