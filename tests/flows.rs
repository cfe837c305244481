//! Whole flows: the real model, executor and screen against the simulator over HTTP, on a clock that tests move.

#[path = "flows/history.rs"]
mod history;
#[path = "flows/objective.rs"]
mod objective;
#[path = "flows/points.rs"]
mod points;
#[path = "flows/schedules.rs"]
mod schedules;
#[path = "flows/silence.rs"]
mod silence;
#[path = "flows/status.rs"]
mod status;
mod support;

use jiff::SignedDuration;
use support::{Seat, Setup};
use vaultdeck::app::model::Options;
use vaultdeck::domain::job::JobKind;
use vaultdeck::domain::journal::EntryState;
use vaultdeck::simulator::{ANY, Fault, Scenario};
use vaultdeck::store::Store;

const MINUTES: fn(i64) -> SignedDuration = SignedDuration::from_mins;

async fn demo() -> Seat {
    Seat::settled(Setup::default()).await
}

/// Opens the form for a resource by name and confirms it as it was filled.
async fn start_backup(seat: &mut Seat, resource: &str) {
    seat.press("5 /");
    seat.paste(resource);
    seat.press("enter b");
    assert!(seat.screen().contains("aws backup start-backup-job"), "{}", seat.screen());
    seat.press("enter enter enter enter enter enter");
    seat.settle().await;
}

#[tokio::test]
async fn the_overview_tells_of_the_demos_bad_night() {
    let mut seat = demo().await;
    let screen = seat.screen();
    for part in
        ["shop-prod 123456789012", "us-east-1", "live", "02:14 UTC", "6 active", "3 Vaults: 6", "4 Plans: 5"]
    {
        assert!(screen.contains(part), "{part} is missing:\n{screen}");
    }
}

#[tokio::test]
async fn a_backup_started_by_key_is_followed_to_go() {
    let mut seat = demo().await;
    start_backup(&mut seat, "sessions").await;
    assert!(seat.screen().contains("WAIT  "), "{}", seat.screen());
    seat.pass_until("GO  ", MINUTES(60)).await;
    assert_eq!(seat.bells, 1);
    seat.press("2");
    seat.until("completed").await;
    assert_eq!(seat.simulator.calls().count("StartBackupJob"), 1);
}

#[tokio::test]
async fn a_lost_answer_starts_nothing_twice() {
    let mut seat = demo().await;
    // Every attempt of the first call is carried out, and cut off before its answer.
    seat.simulator.faults().set_for("StartBackupJob", Fault::DropAfter, 3);
    start_backup(&mut seat, "sessions").await;
    let screen = seat.screen();
    assert!(screen.contains("AWS may have done it") || screen.contains("WAIT  "), "{screen}");
    if !screen.contains("WAIT  ") {
        seat.press("enter");
        seat.settle().await;
    }
    seat.until("WAIT  ").await;
    seat.settle().await;
    seat.press("esc 2 /");
    seat.paste("state:waiting sessions");
    seat.press("enter");
    seat.pass(SignedDuration::from_secs(31));
    seat.settle().await;
    let started =
        seat.model.estate.jobs.rows().iter().filter(|job| job.resource_label().contains("sessions"));
    assert_eq!(started.filter(|job| job.state.is_active()).count(), 1);
}

#[tokio::test]
async fn a_second_backup_of_a_resource_that_is_being_backed_up_is_warned_of() {
    let mut seat = demo().await;
    start_backup(&mut seat, "sessions").await;
    seat.press("b");
    assert!(seat.screen().contains("AWS backs up one at a time"), "{}", seat.screen());
}

#[tokio::test]
async fn a_refused_start_names_the_missing_action_and_keeps_the_form() {
    let mut seat = demo().await;
    seat.simulator.faults().set("StartBackupJob", Fault::Deny);
    start_backup(&mut seat, "sessions").await;
    let screen = seat.screen();
    assert!(screen.contains("not allowed: the caller lacks backup:StartBackupJob"), "{screen}");
    assert!(screen.contains("[ Start ]"), "{screen}");
}

#[tokio::test]
async fn read_only_sends_no_write() {
    let options = Options { read_only: true, ..Options::default() };
    let mut seat = Seat::settled(Setup { options, ..Setup::default() }).await;
    seat.press("5 b");
    assert!(seat.screen().contains("read-only"), "{}", seat.screen());
    assert_eq!(seat.simulator.calls().count("StartBackupJob"), 0);
}

#[tokio::test]
async fn a_pane_that_may_not_be_read_names_the_action_and_leaves_the_others_alone() {
    let mut seat = Seat::take(Setup::default()).await;
    seat.simulator.faults().set("ListBackupPlans", Fault::Deny);
    seat.settle().await;
    let screen = seat.screen();
    assert!(
        screen.contains("not allowed: the caller lacks") && screen.contains("backup:ListBackupPlans"),
        "{screen}"
    );
    assert!(screen.contains("3 Vaults: 6"), "{screen}");
    seat.simulator.faults().clear();
    seat.pass_until("4 Plans: 5", MINUTES(5)).await;
}

#[tokio::test]
async fn expired_credentials_keep_the_data_as_stale_and_recover_by_themselves() {
    let mut seat = demo().await;
    seat.simulator.faults().set(ANY, Fault::ExpiredToken);
    seat.pass_until("session expired", MINUTES(5)).await;
    let screen = seat.screen();
    assert!(screen.contains("as of 02:14"), "{screen}");
    assert!(screen.contains("3 Vaults: 6"), "{screen}");
    seat.simulator.faults().clear();
    seat.pass_until("live", MINUTES(5)).await;
}

#[tokio::test]
async fn throttling_is_said_and_passes() {
    let mut seat = demo().await;
    seat.simulator.faults().set("ListBackupVaults", Fault::Throttle);
    seat.pass_until("throttled (as of ", MINUTES(5)).await;
    seat.simulator.faults().clear();
    seat.pass_until("live", MINUTES(10)).await;
}

#[tokio::test]
async fn an_empty_account_says_so_in_every_pane() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Empty, ..Setup::default() }).await;
    let screen = seat.screen();
    for words in ["nothing needs attention", "no jobs in the last 30 days", "no vaults", "no backup plans"] {
        assert!(screen.contains(words), "{words} is missing:\n{screen}");
    }
}

#[tokio::test]
async fn two_regions_stand_side_by_side_and_each_row_says_where_it_is() {
    let regions = vec!["us-east-1", "us-west-2"];
    let mut seat = Seat::settled(Setup { regions, ..Setup::default() }).await;
    seat.press("3 z");
    let screen = seat.screen();
    assert!(
        screen.contains("us-east-1") && screen.contains("us-west-2") && screen.contains("dr-vault"),
        "{screen}"
    );
}

#[tokio::test]
async fn a_job_leads_to_its_point_vault_plan_and_resource_and_back() {
    let mut seat = demo().await;
    seat.press("2 z /");
    seat.paste("kind:backup state:completed plan:prod-daily");
    seat.press("enter");
    for (link, there) in [
        ("recovery point", "recovery point of"),
        ("vault", "vault "),
        ("plan", "backup plan"),
        ("resource", "protected resource"),
    ] {
        seat.press("enter");
        seat.settle().await;
        assert!(seat.screen().contains("backup job"), "{}", seat.screen());
        let wanted = |seat: &Seat| {
            let fact = vaultdeck::app::facts::at_cursor(&seat.model);
            fact.and_then(|fact| fact.link).is_some_and(|subject| subject.thing.word().contains(link))
        };
        for _ in 0..60 {
            if wanted(&seat) {
                break;
            }
            seat.press("j");
        }
        assert!(wanted(&seat), "no link to a {link}:\n{}", seat.screen());
        seat.press("enter");
        seat.settle().await;
        assert!(seat.screen().contains(there), "{there}:\n{}", seat.screen());
        seat.press("esc esc");
    }
}

#[tokio::test]
async fn jobs_that_end_while_they_are_watched_are_seen_to_end() {
    let mut seat = demo().await;
    let active =
        |seat: &Seat| seat.model.estate.jobs.rows().iter().filter(|job| job.state.is_active()).count();
    let before = active(&seat);
    for _ in 0..120 {
        if active(&seat) < before {
            return;
        }
        seat.pass(SignedDuration::from_secs(60));
        seat.settle().await;
    }
    panic!("{before} jobs are active for ever:\n{}", seat.screen());
}

#[tokio::test]
async fn an_idle_minute_costs_few_calls() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Empty, ..Setup::default() }).await;
    seat.settle().await;
    let before = seat.simulator.calls().total();
    for _ in 0..12 {
        seat.pass(SignedDuration::from_secs(5));
        seat.settle().await;
    }
    let calls = seat.simulator.calls().total() - before;
    assert!(calls <= 10, "{calls} calls in a minute in which nothing happened");
}

#[tokio::test]
async fn what_a_killed_console_had_sent_is_settled_by_the_next_and_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let setup = || Setup { store: Store::open(folder.path()), ..Setup::default() };
    let mut first = Seat::settled(setup()).await;
    // The answer never comes: the console is gone before it.
    first.simulator.faults().set("StartBackupJob", Fault::DropAfter);
    first.press("5 /");
    first.paste("sessions");
    first.press("enter b enter enter enter enter enter enter");
    first.until_called("StartBackupJob").await;
    let simulator = first.leave(folder.path()).await;
    simulator.faults().clear();
    let mut second = Seat::at(simulator, setup());
    second.until("WAIT  ").await;
    second.settle().await;
    second.pass_until("GO  ", MINUTES(60)).await;
    let jobs = second.model.estate.jobs.rows().iter().filter(|job| {
        job.resource_label().contains("sessions") && job.created.is_some_and(|at| at >= support::night())
    });
    assert_eq!(jobs.count(), 1);
    let entries = second.store.newest(10).await.unwrap();
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(entries[0].state, EntryState::Done);
}

#[tokio::test]
async fn a_point_copied_to_another_region_is_followed_to_its_end() {
    let setup = Setup { regions: vec!["us-east-1", "us-west-2"], ..Setup::default() };
    let mut seat = Seat::settled(setup).await;
    seat.press("5 /");
    seat.paste("shared-config");
    seat.press("enter c");
    seat.settle().await;
    let screen = seat.screen();
    assert!(screen.contains("Copy a recovery point of shared-config"), "{screen}");
    seat.press("ctrl-u");
    seat.paste("arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault");
    seat.settle().await;
    let screen = seat.screen();
    for part in ["into us-west-2", "vault dr-vault is available", "aws backup start-copy-job"] {
        assert!(screen.contains(part), "{part} is missing:\n{screen}");
    }
    seat.press("enter enter enter enter");
    seat.settle().await;
    seat.pass_until("GO  ", MINUTES(120)).await;
    assert_eq!(seat.simulator.calls().count("StartCopyJob"), 1);
    // AWS lists a copy where it came from; its point is where it went.
    let copied = seat.model.estate.jobs.rows().iter().filter(|job| {
        job.kind == JobKind::Copy
            && job.resource_label() == "shared-config"
            && job.created >= Some(support::night())
    });
    assert_eq!(copied.map(|job| job.state.word().to_owned()).collect::<Vec<_>>(), ["completed"]);
}

#[tokio::test]
async fn a_copy_that_the_destination_would_not_keep_is_not_sent() {
    let mut seat = Seat::settled(Setup { regions: vec!["us-east-1", "us-west-2"], ..Setup::default() }).await;
    seat.press("5 /");
    seat.paste("shared-config");
    seat.press("enter c");
    seat.press("ctrl-u");
    seat.paste("arn:aws:backup:us-west-2:123456789012:backup-vault:dr-archive");
    seat.press("tab");
    seat.paste("7");
    seat.settle().await;
    seat.press("enter enter enter");
    seat.settle().await;
    let screen = seat.screen();
    assert!(screen.contains("7 d is outside of the vault's lock (governance, at least 30 d)"), "{screen}");
    assert_eq!(seat.simulator.calls().count("StartCopyJob"), 0);
}

#[tokio::test]
async fn what_is_acknowledged_in_one_run_is_quiet_in_the_next() {
    let store = Store::temporary();
    let mut seat = Seat::settled(Setup { store: store.clone(), ..Setup::default() }).await;
    seat.press("1 z / k m s enter a");
    seat.paste("CHG-4711");
    seat.press("enter");
    seat.settle().await;
    let mut next = Seat::settled(Setup { store, ..Setup::default() }).await;
    next.press("1 z");
    let screen = next.screen();
    assert!(screen.contains("1 acknowledged") && screen.contains("CHG-4711"), "{screen}");
}

#[tokio::test]
async fn an_account_in_which_nothing_went_wrong_has_no_alert() {
    let seat = Seat::settled(Setup { scenario: Scenario::Empty, ..Setup::default() }).await;
    assert_eq!(vaultdeck::app::inbox::counts(&seat.model), vaultdeck::app::inbox::Counts::default());
}
