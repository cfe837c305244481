use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::domain::journal::{Actor, EntryState};
use crate::domain::write::Write;

fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).unwrap()
}

fn stop(job: &str) -> Intent {
    Intent {
        at: at(100),
        actor: Actor {
            profile: Some("prod".into()),
            account: "123456789012".into(),
            region: "us-east-1".into(),
            caller: Some("arn:aws:sts::123456789012:assumed-role/operator/me".into()),
        },
        label: "orders-db".into(),
        write: Write::StopBackup { job: job.into() },
    }
}

fn news(state: EntryState) -> News {
    News { at: at(200), state, job: Some("j-9".into()), note: Some("AWS said so".into()) }
}

#[tokio::test]
async fn an_intent_is_there_for_the_next_run_with_all_that_it_takes_to_settle_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path());
    let id = first.begin(stop("j-1")).await.unwrap();
    let entry = first.newest(10).await.unwrap().pop().unwrap();
    assert_eq!((entry.id, &entry.intent, entry.state), (id, &stop("j-1"), EntryState::Sent));
}

#[tokio::test]
async fn the_file_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let store = Store::open(&state);
    store.begin(stop("j-1")).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&state), 0o700);
    let files: Vec<_> = fs::read_dir(&state).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.iter().any(|file| file.ends_with(FILE)), "{files:?}");
    for file in files.iter().filter(|file| file.is_file()) {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_live_consoles_entries_are_its_own_and_a_gone_ones_go_to_one_other() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path());
    first.begin(stop("open")).await.unwrap();
    let settled = first.begin(stop("settled")).await.unwrap();
    first.settle(settled, news(EntryState::Done)).await.unwrap();
    let [second, third] = [(); 2].map(|()| Store::open(folder.path()));
    assert_eq!(second.claim().await.unwrap(), [], "the first still lives");
    close(first, folder.path()).await;
    let claimed = tokio::join!(second.claim(), third.claim());
    let claimed: Vec<Entry> = [claimed.0.unwrap(), claimed.1.unwrap()].concat();
    assert_eq!(claimed.len(), 1, "{claimed:?}");
    assert_eq!(claimed[0].intent, stop("open"));
}

#[tokio::test]
async fn a_script_takes_over_what_was_sent_to_its_own_target_and_leaves_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = [(); 2].map(|()| Store::open(folder.path()));
    let own = first.begin(stop("own")).await.unwrap();
    first.begin(stop("other")).await.unwrap();
    let taken = first.begin(stop("own")).await.unwrap();
    first.settle(taken, news(EntryState::Accepted)).await.unwrap();
    assert_eq!(second.claim_of("StopBackupJob", "own").await.unwrap(), [], "the first still lives");
    close(first, folder.path()).await;
    assert_eq!(second.claim_of("StartBackupJob", "own").await.unwrap(), []);
    let claimed = second.claim_of("StopBackupJob", "own").await.unwrap();
    assert_eq!(claimed.iter().map(|entry| entry.id).collect::<Vec<_>>(), [own]);
    assert_eq!(second.claim().await.unwrap().len(), 2, "the rest is still there for a console");
}

/// Closes a store and waits until its console counts as gone.
async fn close(store: Store, folder: &Path) {
    let own = store.run(|db| Ok(db.owner.name().to_owned())).await.unwrap();
    drop(store);
    while folder.join("consoles").join(&own).exists() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_planned_leaves_once_and_only_by_its_own_console() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = [(); 2].map(|()| Store::open(folder.path()));
    let planned = first.plan(vec![stop("j-1"), stop("j-2")]).await.unwrap();
    let states = async |store: &Store| -> Vec<_> {
        store.newest(9).await.unwrap().iter().map(|entry| entry.state).collect()
    };
    assert_eq!(states(&first).await, [EntryState::Planned; 2]);
    assert!(second.leave(planned[0], at(150)).await.is_err(), "it is the first console's");
    first.leave(planned[0], at(150)).await.unwrap();
    assert!(first.leave(planned[0], at(160)).await.is_err(), "it has left");
    assert_eq!(states(&first).await, [EntryState::Planned, EntryState::Sent]);
    assert_eq!(first.newest(9).await.unwrap()[1].intent.at, at(150), "it is looked up around when it left");
    close(first, folder.path()).await;
    let claimed = second.claim().await.unwrap();
    let claimed: Vec<_> = claimed.iter().map(|entry| (entry.id, entry.state)).collect();
    assert_eq!(claimed, [(planned[0], EntryState::Sent), (planned[1], EntryState::Planned)]);
    second.settle(planned[1], news(EntryState::Refused)).await.unwrap();
    assert!(second.leave(planned[1], at(170)).await.is_err(), "it was given up");
}

#[tokio::test]
async fn an_end_is_the_end() {
    let store = Store::temporary();
    let id = store.begin(stop("j-1")).await.unwrap();
    store.settle(id, news(EntryState::Accepted)).await.unwrap();
    store.settle(id, news(EntryState::Done)).await.unwrap();
    store.settle(id, news(EntryState::Refused)).await.unwrap();
    let entry = store.newest(1).await.unwrap().pop().unwrap();
    assert_eq!((entry.state, entry.job.as_deref()), (EntryState::Done, Some("j-9")));
    assert_eq!((entry.answered, entry.ended), (Some(at(200)), Some(at(200))));
}

#[tokio::test]
async fn a_file_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path());
    store.newest(1).await.unwrap();
    close(store, folder.path()).await;
    let file = Connection::open(folder.path().join(FILE)).unwrap();
    file.pragma_update(None, "user_version", 99).unwrap();
    let refused = Store::open(folder.path()).begin(stop("j-1")).await.unwrap_err().to_string();
    assert!(refused.contains("later vaultdeck"), "{refused}");
}
