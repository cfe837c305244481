//! A machine whose clock is off: the console says so, and `status` does not call it well.

use jiff::SignedDuration;
use vaultdeck::app::report::board;
use vaultdeck::domain::report::Verdict;
use vaultdeck::simulator::{ANY, Fault, Scenario};

use crate::alerts;
use crate::support::{Seat, Setup};

#[tokio::test]
async fn a_clock_that_is_off_is_told_by_the_date_of_the_answers() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Healthy, ..Setup::default() }).await;
    let verdict = |seat: &Seat| board(&seat.model, SignedDuration::from_hours(24), 8, Vec::new()).verdict;
    assert_eq!(verdict(&seat), Verdict::Well);
    let words = ["this clock is 10 m behind AWS's", "this clock is 10 m ahead of AWS's"];
    for (by, said) in [630, -630].map(SignedDuration::from_secs).into_iter().zip(words) {
        seat.simulator.faults().set(ANY, Fault::ClockSkew(by));
        seat.pass(SignedDuration::from_secs(61));
        seat.settle().await;
        let header = seat.screen().lines().next().unwrap_or_default().to_owned();
        assert!(header.contains(said) && !header.contains(" live "), "{header}");
        assert_eq!((verdict(&seat), alerts(&seat).len()), (Verdict::Unknown, 0));
        seat.simulator.faults().clear();
        seat.pass(SignedDuration::from_secs(61));
        seat.settle().await;
        assert!(seat.screen().lines().next().unwrap_or_default().contains(" live "), "{}", seat.screen());
    }
}
