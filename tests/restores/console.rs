//! Restores by keys: the form opened on a resource, a wrong value refused by AWS and marked, mended, and followed to GO.

use jiff::SignedDuration;
use vaultdeck::domain::journal::EntryState;
use vaultdeck::domain::restore::MORE;
use vaultdeck::domain::write::Write;
use vaultdeck::simulator::{Fault, Scenario};
use vaultdeck::wizards::form::Focus;

use crate::support::{Seat, Setup};

/// A restore by keys.
struct Case {
    resource: &'static str,
    /// Typed first.
    with: Option<(&'static str, &'static str)>,
    /// The field that is filled wrongly, wrongly and mended.
    key: &'static str,
    wrong: &'static str,
    mended: &'static str,
    /// What the followed line says that it was restored as.
    made: &'static str,
}

const KEY: &str = "no key";

const fn case(
    resource: &'static str,
    key: &'static str,
    wrong: &'static str,
    mended: &'static str,
    made: &'static str,
) -> Case {
    Case { resource, with: None, key, wrong, mended, made }
}

const CASES: [Case; 10] = [
    case("ledger-data", "volumeSize", "39", "50", "vol-"),
    case("build-1", "InstanceType", "large.", "m6i.large", "i-"),
    case("orders-db", "Engine", "msql", "mysql", "orders-db-20261121-0214"),
    case("accounts", "kmsKeyId", KEY, "", "accounts-20261121-0214"),
    case("profiles", MORE, "Flavor=lemon", "", "profiles-20261121-0214"),
    case("graph", "kmsKeyId", KEY, "", "graph-20261121-0214"),
    case("invoices", "targetTableName", "in", "invoices-2", "invoices-2"),
    case("home", "KmsKeyId", KEY, "", "fs-"),
    case("shares", "KmsKeyId", KEY, "", "fs-"),
    Case {
        with: Some(("EncryptionType", "SSE-KMS")),
        ..case("contracts", "KMSKey", KEY, "alias/data", "contracts-20261121-0214")
    },
];

async fn seat() -> Seat {
    let scenario = Scenario::File("tests/simulator_backup/restores/types.toml".into());
    Seat::settled(Setup { scenario, ..Setup::default() }).await
}

/// Opens the form on a resource, and waits for all that it asks for.
async fn open(seat: &mut Seat, resource: &str) {
    seat.press("5 /");
    seat.paste(resource);
    seat.press("enter r");
    seat.settle().await;
    assert!(seat.model.form().is_some(), "{}", seat.screen());
}

fn go(seat: &mut Seat, to: Focus) {
    for _ in 0..60 {
        let at = seat.model.form().unwrap().focus();
        match at.cmp(&to) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Less => seat.press("down"),
            std::cmp::Ordering::Greater => seat.press("up"),
        }
    }
    panic!("{to:?} cannot be reached:\n{}", seat.screen());
}

fn type_in(seat: &mut Seat, key: &str, text: &str) {
    let fields = seat.model.form().unwrap().fields();
    let at = fields.iter().position(|field| field.key == key).unwrap_or_else(|| panic!("no field {key}"));
    go(seat, Focus::Field(at));
    seat.press("ctrl-a ctrl-k");
    seat.paste(text);
}

async fn confirm(seat: &mut Seat) {
    go(seat, Focus::Do);
    seat.press("enter");
    seat.settle().await;
}

/// Lets time pass until the restore has ended well.
async fn end(seat: &mut Seat) {
    for _ in 0..200 {
        if seat.screen().contains("GO  restore of") {
            return;
        }
        seat.pass(SignedDuration::from_mins(10));
        seat.settle().await;
    }
    panic!("it does not end:\n{}", seat.screen());
}

#[tokio::test]
async fn a_wrong_value_is_marked_mended_and_followed_to_go() {
    for Case { resource, with, key, wrong, mended, made } in CASES {
        let mut seat = seat().await;
        open(&mut seat, resource).await;
        if let Some((key, value)) = with {
            type_in(&mut seat, key, value);
        }
        type_in(&mut seat, key, wrong);
        confirm(&mut seat).await;
        let form = seat.model.form().unwrap_or_else(|| panic!("{resource}: {wrong} is taken"));
        let marked = form.complaint().map(|complaint| complaint.field.to_string());
        assert_eq!(marked.as_deref(), Some(key), "{resource}:\n{}", seat.screen());
        assert_eq!(seat.simulator.calls().count("StartRestoreJob"), 1, "{resource}: AWS was asked");

        type_in(&mut seat, key, mended);
        confirm(&mut seat).await;
        end(&mut seat).await;
        let said = format!("GO  restore of {resource}: restored as {made}");
        let screen = seat.screen();
        assert!(screen.contains(&said), "{said} is missing:\n{screen}");
        let entries = seat.store.newest(9).await.unwrap();
        let states: Vec<EntryState> = entries.iter().map(|entry| entry.state).collect();
        assert_eq!(states, [EntryState::Done, EntryState::Refused], "{resource}");
        let tokens: Vec<_> = entries.iter().map(|entry| entry.intent.write.token()).collect();
        assert_ne!(tokens[0], tokens[1], "{resource}: a refused token is used up");
    }
}

#[tokio::test]
async fn a_cluster_that_is_there_says_what_to_run_and_the_journal_keeps_it() {
    let mut seat = seat().await;
    open(&mut seat, "accounts").await;
    confirm(&mut seat).await;
    end(&mut seat).await;
    assert!(seat.screen().contains("now run: aws rds create-db-instance"), "{}", seat.screen());
    seat.press("J enter");
    seat.settle().await;
    let screen = seat.screen();
    assert!(screen.contains("now run: aws rds create-db-instance"), "{screen}");
}

#[tokio::test]
async fn the_point_under_the_cursor_is_the_one_that_is_restored() {
    let mut seat = seat().await;
    seat.press("5 /");
    seat.paste("orders-db");
    seat.press("enter p");
    seat.settle().await;
    // The older one of the two is continuous.
    seat.press("G r");
    seat.settle().await;
    let fields = seat.model.form().unwrap().fields();
    let timed = fields.iter().any(|field| field.key == "RestoreTime");
    assert!(timed, "{}", seat.screen());
    type_in(&mut seat, "RestoreTime", "2026-11-20 12:00");
    confirm(&mut seat).await;
    end(&mut seat).await;
    let entry = seat.store.newest(1).await.unwrap().remove(0);
    let Write::StartRestore(request) = entry.intent.write else { panic!() };
    let time = request.metadata.iter().find(|(key, _)| key == "RestoreTime").map(|(_, value)| value.as_str());
    assert_eq!(time, Some("2026-11-20T12:00:00Z"));
}

#[tokio::test]
async fn without_its_metadata_a_point_is_restored_by_hand() {
    let mut seat = seat().await;
    seat.simulator.faults().set("GetRecoveryPointRestoreMetadata", Fault::Deny);
    seat.simulator.faults().set("GetRestoreTestingInferredMetadata", Fault::Deny);
    open(&mut seat, "invoices").await;
    let screen = seat.screen();
    assert!(screen.contains("lacks backup:GetRecoveryPointRestoreMetadata; fill it in by hand"), "{screen}");
    confirm(&mut seat).await;
    end(&mut seat).await;
}
