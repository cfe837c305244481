//! Effects become tasks and their answers messages: against the simulator, over HTTP.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use vaultdeck::app::effect::{Effect, Page, Query, RequestId};
use vaultdeck::app::msg::{Msg, Part};
use vaultdeck::aws::{Fleet, Login, ScopeSettings};
use vaultdeck::domain::failure::FailureKind;
use vaultdeck::domain::journal::{Actor, Begun, EntryId, EntryState, Intent};
use vaultdeck::domain::lifecycle::Lifecycle;
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::domain::write::{BackupRequest, default_role};
use vaultdeck::domain::write::{PointName, Write};
use vaultdeck::runtime::executor::{Executor, Mode};
use vaultdeck::runtime::road::Road;
use vaultdeck::simulator::{ANY, Fault, Options, Scenario, Simulator};
use vaultdeck::store::Store;

const ACCOUNT: &str = "123456789012";
const HERE: ScopeId = ScopeId(0);
/// Nothing here takes nearly as long; a test that hangs fails instead.
const BOUND: Duration = Duration::from_secs(20);

struct Lab {
    simulator: Simulator,
    store: Store,
    executor: Executor,
    answers: UnboundedReceiver<Msg>,
}

impl Lab {
    async fn new(mode: Mode) -> Self {
        Self::on(mode, Store::temporary()).await
    }

    async fn on(mode: Mode, store: Store) -> Self {
        let options = Options { scenario: Scenario::Demo, ..Options::default() };
        let simulator = Simulator::start(options).await.unwrap();
        let fleet = Fleet::new(vec![ScopeSettings {
            login: Login::MadeUp(ACCOUNT.into()),
            region: Some("us-east-1".into()),
            endpoint_url: Some(simulator.url()),
            requests_per_second: 1000,
        }]);
        let (sender, answers) = unbounded_channel();
        let clock = std::sync::Arc::new(jiff::Timestamp::now);
        let road = Road { fleet: fleet.into(), mode, store: store.clone(), clock };
        let executor = Executor::new(road, sender, Handle::current());
        Self { simulator, store, executor, answers }
    }

    fn ask(&mut self, request: u64, query: Query) {
        let effect = Effect::Ask { request: RequestId(request), scope: HERE, query };
        assert_eq!(self.executor.carry_out(effect), None);
    }

    /// The next part of any answer, with the number of its request; `None` when no more can come.
    async fn next(&mut self) -> Option<(u64, Part)> {
        let msg = tokio::time::timeout(BOUND, self.answers.recv()).await.unwrap()?;
        let Msg::Answer { request, scope, part } = msg else { panic!("{msg:?}") };
        assert_eq!(scope, HERE);
        Some((request.0, part))
    }

    /// Waits until the simulator has been called so often.
    async fn called(&self, operation: &str, times: u64) {
        let until = async {
            while self.simulator.calls().count(operation) < times {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(BOUND, until).await.unwrap();
    }
}

fn start_backup() -> Effect {
    Effect::Send { request: RequestId(1), scope: HERE, intent: Box::new(backup()), begun: Begun::Anew }
}

fn backup() -> Intent {
    let write = Write::StartBackup(BackupRequest {
        resource: "arn:aws:rds:us-east-1:123456789012:db:auth-db".into(),
        vault: "prod-daily".into(),
        role: default_role(ACCOUNT),
        lifecycle: Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() },
        tags: vec![],
        token: "vd-1".into(),
        then_copy: None,
    });
    Intent { at: jiff::Timestamp::now(), actor: Actor::default(), label: "auth-db".into(), write }
}

#[tokio::test]
async fn an_answer_comes_as_pages_and_an_end_with_its_cost() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    lab.ask(7, Query::Vaults);
    assert!(matches!(lab.next().await, Some((7, Part::Page(Page::Vaults(vaults)))) if vaults.len() == 6));
    let Some((7, Part::End(stats))) = lab.next().await else { panic!("no end") };
    assert_eq!(stats.calls, 1);
}

#[tokio::test]
async fn a_failure_ends_an_answer_and_costs_too() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    lab.simulator.faults().set("ListBackupVaults", Fault::Deny);
    lab.ask(1, Query::Vaults);
    let Some((1, Part::Failed(failure, stats))) = lab.next().await else { panic!("no failure") };
    assert_eq!((failure.kind, stats.calls), (FailureKind::AccessDenied, 1));
}

#[tokio::test]
async fn a_forgotten_request_answers_nothing() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    lab.simulator.faults().set("ListBackupVaults", Fault::Delay(Duration::from_millis(100)));
    lab.simulator.faults().set("GetCallerIdentity", Fault::Delay(Duration::from_millis(400)));
    lab.ask(1, Query::Vaults);
    lab.called("ListBackupVaults", 1).await;
    assert_eq!(lab.executor.carry_out(Effect::Forget(RequestId(1))), None);
    // By the time this later and slower one has answered, the forgotten one would have.
    lab.ask(2, Query::Identity);
    assert!(matches!(lab.next().await, Some((2, Part::Page(_)))));
    assert!(matches!(lab.next().await, Some((2, Part::End(_)))));
}

#[tokio::test]
async fn one_that_hangs_holds_up_no_other() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    lab.simulator.faults().set("ListBackupVaults", Fault::Hang);
    lab.ask(1, Query::Vaults);
    lab.called("ListBackupVaults", 1).await;
    lab.ask(2, Query::Identity);
    assert!(matches!(lab.next().await, Some((2, Part::Page(_)))));
}

#[tokio::test]
async fn read_only_refuses_a_write_without_a_call() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    assert_eq!(lab.executor.carry_out(start_backup()), None);
    let Some((1, Part::Failed(failure, stats))) = lab.next().await else { panic!("not refused") };
    assert_eq!((failure.kind, failure.operation), (FailureKind::ReadOnly, "StartBackupJob"));
    assert_eq!((stats.calls, lab.simulator.calls().total()), (0, 0));
}

#[tokio::test]
async fn operate_sends_a_write() {
    let mut lab = Lab::new(Mode::Operate).await;
    assert_eq!(lab.executor.carry_out(start_backup()), None);
    assert!(matches!(lab.next().await, Some((1, Part::Page(Page::Noted(_))))), "the journal comes first");
    assert!(matches!(lab.next().await, Some((1, Part::Page(Page::Started(_))))));
    assert!(matches!(lab.next().await, Some((1, Part::End(_)))));
}

#[tokio::test]
async fn a_planned_write_leaves_once() {
    let mut lab = Lab::new(Mode::Operate).await;
    assert_eq!(lab.executor.carry_out(Effect::Plan { form: 3, intents: vec![backup()] }), None);
    let planned = tokio::time::timeout(BOUND, lab.answers.recv()).await.unwrap();
    let Some(Msg::Planned { form: 3, entries: Ok(entries) }) = planned else { panic!("{planned:?}") };
    assert_eq!(lab.simulator.calls().total(), 0);
    let leave = |request| Effect::Send {
        request: RequestId(request),
        scope: HERE,
        intent: Box::new(backup()),
        begun: Begun::Planned(entries[0]),
    };
    assert_eq!(lab.executor.carry_out(leave(1)), None);
    while !matches!(lab.next().await, Some((1, Part::End(_)))) {}
    assert_eq!(lab.executor.carry_out(leave(2)), None);
    let Some((2, Part::Failed(failure, _))) = lab.next().await else { panic!("it left twice") };
    assert_eq!(failure.kind, FailureKind::NotJournalled);
    assert_eq!(lab.simulator.calls().count("StartBackupJob"), 1);
}

impl Lab {
    /// Sends a write, and the state that the journal has of it then.
    async fn send(&mut self, write: Write, begun: impl FnOnce(EntryId) -> Begun) -> EntryState {
        let intent = Intent { write, ..backup() };
        let entry = self.store.begin(intent.clone()).await.unwrap();
        let (request, scope, begun) = (RequestId(9), HERE, begun(entry));
        let effect = Effect::Send { request, scope, intent: Box::new(intent), begun };
        assert_eq!(self.executor.carry_out(effect), None);
        while !matches!(self.next().await, Some((9, Part::End(_) | Part::Failed(..)))) {}
        let entries = self.store.newest(100).await.unwrap();
        entries.iter().find(|other| other.id == entry).unwrap().state
    }

    /// A job that runs and can be stopped.
    async fn running(&mut self) -> String {
        let mut intent = backup();
        if let Write::StartBackup(request) = &mut intent.write {
            request.resource = "arn:aws:dynamodb:us-east-1:123456789012:table/feature-flags".into();
        }
        let (intent, begun) = (Box::new(intent), Begun::Anew);
        let effect = Effect::Send { request: RequestId(1), scope: HERE, intent, begun };
        assert_eq!(self.executor.carry_out(effect), None);
        let mut job = None;
        while let Some((1, part)) = self.next().await {
            match part {
                Part::Page(Page::Started(started)) => job = Some(started.job.raw().to_owned()),
                Part::End(_) => break,
                _ => {}
            }
        }
        job.unwrap()
    }
}

#[tokio::test]
async fn what_a_lost_try_has_done_is_done_although_the_next_is_refused() {
    let point = PointName { vault: "Default".into(), point: String::new() };
    let mut lab = Lab::new(Mode::Operate).await;
    lab.ask(3, Query::VaultPoints("Default".into()));
    let mut arns = Vec::new();
    while let Some((3, part)) = lab.next().await {
        match part {
            Part::Page(Page::Points(points)) => arns.extend(points.into_iter().map(|point| point.arn)),
            Part::End(_) => break,
            _ => {}
        }
    }
    let mut points = arns.iter().map(|arn| PointName { point: arn.raw().to_owned(), ..point.clone() });
    let job = lab.running().await;
    for write in [Write::StopBackup { job }, Write::DeletePoint(points.next().unwrap())] {
        let operation = write.operation();
        lab.simulator.faults().set_for(operation, Fault::DropAfter, 1);
        let state = lab.send(write.clone(), Begun::Again).await;
        assert_eq!(state, EntryState::Done, "{operation}: the SDK's own second try is refused");
        let calls = lab.simulator.calls().count(operation);
        assert_eq!(calls, 2, "{operation}");
        assert_eq!(lab.send(write.clone(), Begun::Look).await, EntryState::Done, "{operation}");
        assert_eq!(lab.simulator.calls().count(operation), calls, "{operation}: looking changes nothing");
    }
    let there = Write::DeletePoint(points.next().unwrap());
    assert_eq!(
        lab.send(there, Begun::Look).await,
        EntryState::Refused,
        "the point is there: it never arrived"
    );
    let gone = Write::StopBackup { job: "no-such-job".into() };
    assert_eq!(lab.send(gone.clone(), Begun::Look).await, EntryState::Unknown, "nobody can tell");
    assert_eq!(lab.send(gone, Begun::Again).await, EntryState::Unknown);
}

#[tokio::test]
async fn what_cannot_be_journalled_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state");
    std::fs::write(&file, "a file where the folder should be").unwrap();
    let mut lab = Lab::on(Mode::Operate, Store::open(&file)).await;
    assert_eq!(lab.executor.carry_out(start_backup()), None);
    let Some((1, Part::Failed(failure, _))) = lab.next().await else { panic!("not refused") };
    assert_eq!(failure.kind, FailureKind::NotJournalled);
    assert!(failure.sentence().contains("state"), "{}", failure.sentence());
    assert_eq!(lab.simulator.calls().count("StartBackupJob"), 0);
}

#[tokio::test]
async fn an_expired_session_recovers_once_renewed() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    lab.simulator.faults().set(ANY, Fault::ExpiredToken);
    lab.ask(1, Query::Identity);
    let Some((1, Part::Failed(failure, _))) = lab.next().await else { panic!("no failure") };
    assert_eq!(failure.kind, FailureKind::Expired);
    lab.simulator.faults().clear();
    assert_eq!(lab.executor.carry_out(Effect::Renew(HERE)), None);
    lab.ask(2, Query::Identity);
    assert!(matches!(lab.next().await, Some((2, Part::Page(Page::Identity(_))))));
}

#[tokio::test]
async fn dropping_the_executor_ends_all_that_is_under_way() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    lab.simulator.faults().set(ANY, Fault::Hang);
    lab.ask(1, Query::Vaults);
    lab.ask(2, Query::Identity);
    lab.called("GetCallerIdentity", 1).await;
    let Lab { executor, mut answers, simulator: _simulator, .. } = lab;
    drop(executor);
    assert_eq!(tokio::time::timeout(BOUND, answers.recv()).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_not_about_aws_is_handed_back() {
    let mut lab = Lab::new(Mode::ReadOnly).await;
    assert_eq!(lab.executor.carry_out(Effect::Bell), Some(Effect::Bell));
}
