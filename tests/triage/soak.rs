//! A night and a day with faults: everything that AWS tells of is told, no error is hidden, nothing grows.

use jiff::SignedDuration;
use vaultdeck::app::remote::Phase;
use vaultdeck::simulator::{ANY, Fault, Scenario};

use crate::alerts;
use crate::support::{Seat, Setup};

/// Between two looks.
const STEP: SignedDuration = SignedDuration::from_mins(10);
/// Steps of a simulated day.
const DAY: usize = 24 * 60 / 10;

/// What goes wrong with calls, one after the other, each for a while.
fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        (ANY, Fault::Throttle),
        ("ListBackupJobs", Fault::InternalFailure),
        ("DescribeAlarms", Fault::Deny),
        (ANY, Fault::ExpiredToken),
        ("ListBackupVaults", Fault::Unavailable),
        ("ListCopyJobs", Fault::DropInBody),
        ("GetBackupPlan", Fault::Deny),
        ("ListProtectedResources", Fault::Truncate),
    ]
}

#[tokio::test]
async fn a_day_with_faults_hides_no_error_and_keeps_nothing() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Demo, ..Setup::default() }).await;
    let calm = alerts(&seat);
    assert!(!calm.is_empty());
    let faults = faults();
    let (mut seen, mut sizes) = (0, Vec::new());
    for step in 0..DAY {
        // Half an hour of one fault, then half an hour of none.
        let fault = &faults[step / 6 % faults.len()];
        match step % 6 {
            0 => seat.simulator.faults().set(fault.0, fault.1.clone()),
            3 => seat.simulator.faults().clear(),
            _ => {}
        }
        seat.pass(STEP);
        seat.settle().await;
        let failing = seat.model.scopes.iter().flat_map(|scope| seat.model.poll.scope(scope.id));
        let failing = failing.filter(|(_, source)| matches!(source.remote.phase, Phase::Failed(_))).count();
        if failing > 0 {
            seen += 1;
            let header = seat.screen().lines().next().unwrap_or_default().to_owned();
            assert!(!header.contains(" live "), "{failing} lists have failed, and the header says\n{header}");
        }
        assert!(seat.model.requests.is_empty());
        sizes.push((seat.model.log.len(), seat.model.estate.jobs.rows().len()));
    }
    assert!(seen > DAY / 6, "too few errors were seen: {seen}");
    seat.simulator.faults().clear();
    // The longest back-off, and the slowest list.
    for _ in 0..6 {
        seat.pass(STEP);
        seat.settle().await;
    }
    let header = seat.screen().lines().next().unwrap_or_default().to_owned();
    assert!(header.contains(" live "), "everything is answered again:\n{header}");
    let (log, jobs) = sizes[sizes.len() - 1];
    assert!(log <= vaultdeck::app::model::LOG_LENGTH, "{log}");
    let backups = usize::try_from(seat.simulator.calls().count("StartBackupJob")).unwrap();
    assert_eq!(backups, 0, "nobody asked for any");
    assert!(jobs < 20_000, "{jobs}");
}

/// Resident memory of this process, bytes: console and simulator together.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// Alone in its process: other tests would be measured with it.
#[tokio::test]
#[ignore = "measures this process, and takes minutes"]
async fn a_day_seen_minute_by_minute_takes_no_more_memory() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Demo, ..Setup::default() }).await;
    let faults = faults();
    let mut measured = Vec::new();
    for minute in 0..24 * 60 {
        let fault = &faults[minute / 30 % faults.len()];
        match minute % 30 {
            0 => seat.simulator.faults().set(fault.0, fault.1.clone()),
            10 => seat.simulator.faults().clear(),
            _ => {}
        }
        seat.pass(SignedDuration::from_mins(1));
        seat.settle().await;
        seat.screen();
        if minute % 120 == 119 {
            measured.push(resident());
            println!("after {} h: {} kB", (minute + 1) / 60, resident() / 1024);
        }
    }
    let (early, late) = (measured[1], measured[measured.len() - 1]);
    assert!(late * 100 <= early * 120, "{measured:?}");
}
