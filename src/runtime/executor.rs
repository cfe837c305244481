//! Turns effects that need AWS into tasks, and their answers into messages.

use std::collections::HashMap;
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::{AbortHandle, JoinSet};

use super::history::{self, Batch};
use super::on_alert;
use super::road::Road;
use crate::app::effect::{Effect, Page, Query, RequestId};
use crate::app::msg::{Msg, Part, Stats};
use crate::domain::failure::Failure;
use crate::domain::handled::Handled;
use crate::domain::journal::{Begun, Intent};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// Whether writes may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing at AWS is changed, whatever the model asks for: the second lock behind `update`'s.
    ReadOnly,
    /// Writes are sent.
    Operate,
}

/// Runs the requests that are outstanding. All of them end when it is dropped.
#[derive(Debug)]
pub struct Executor {
    road: Road,
    answers: UnboundedSender<Msg>,
    kept: UnboundedSender<Batch>,
    runtime: Handle,
    tasks: JoinSet<()>,
    outstanding: HashMap<RequestId, AbortHandle>,
}

impl Executor {
    /// Runs tasks on `runtime` and sends every part of every answer to `answers`.
    pub fn new(road: Road, answers: UnboundedSender<Msg>, runtime: Handle) -> Self {
        let (mut tasks, outstanding) = (JoinSet::new(), HashMap::new());
        let (kept, batches) = unbounded_channel();
        tasks.spawn_on(history::keep(road.clone(), batches, answers.clone()), &runtime);
        Self { road, answers, kept, runtime, tasks, outstanding }
    }

    /// Takes over what earlier runs left open, and reads what was done about alerts; both come as messages.
    pub fn claim(&mut self) {
        let (road, answers) = (self.road.clone(), self.answers.clone());
        self.tasks.spawn_on(
            async move {
                let claimed = road.claim().await.map_err(|error| error.to_string());
                // Nobody listens any more only when the program ends.
                let _ = answers.send(Msg::Claimed(claimed));
                let _ = answers.send(handled(&road).await);
            },
            &self.runtime,
        );
    }

    /// Reads what was done about alerts, and takes over nothing: for a run that only looks.
    pub fn recall(&mut self) {
        let (road, answers) = (self.road.clone(), self.answers.clone());
        let task = async move {
            let _ = answers.send(handled(&road).await);
        };
        self.tasks.spawn_on(task, &self.runtime);
    }

    /// Carries out an effect that is about AWS, without waiting for anything; hands back any other.
    pub fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Ask { request, scope, query } => self.start(request, scope, Job::Ask(query)),
            Effect::Send { request, scope, intent, begun } => {
                self.start(request, scope, Job::Send(intent, begun));
            }
            Effect::ReadJournal(newest) => self.read_journal(newest),
            Effect::Plan { form, intents } => self.plan(form, intents),
            Effect::Note(entry, news) => {
                let road = self.road.clone();
                self.tasks.spawn_on(async move { road.note(entry, news).await }, &self.runtime);
            }
            Effect::Remember(handled) => self.remember(*handled),
            Effect::OnAlert { command, seconds, alerts } => self.on_alert(command, seconds, alerts),
            Effect::Keep(place, jobs) => {
                // The task that takes them lives as long as this does.
                let _ = self.kept.send((place, jobs));
            }
            Effect::ReadHistory { page, place, of, days } => {
                let (store, answers) = (self.road.store.clone(), self.answers.clone());
                self.tasks.spawn_on(history::read(store, page, (place, of), days, answers), &self.runtime);
            }
            Effect::ForgetHistory(oldest) => {
                self.tasks.spawn_on(history::forget(self.road.clone(), oldest), &self.runtime);
            }
            Effect::Forget(request) => self.forget(request),
            Effect::Renew(scope) => self.road.fleet.renew(scope),
            other => return Some(other),
        }
        None
    }

    fn remember(&mut self, handled: Handled) {
        let (road, answers) = (self.road.clone(), self.answers.clone());
        let task = async move {
            if let Err(error) = road.store.remember(handled, (road.clock)()).await {
                let _ = answers.send(Msg::Refused(format!("not kept for the next run: {error}")));
            }
        };
        self.tasks.spawn_on(task, &self.runtime);
    }

    /// One after the other: a command that pages people need not be ready for a crowd.
    fn on_alert(&mut self, command: Vec<String>, seconds: u32, alerts: Vec<String>) {
        let (answers, most) = (self.answers.clone(), Duration::from_secs(u64::from(seconds)));
        let run = move || {
            for alert in alerts {
                if let Err(why) = on_alert::run(&command, &alert, most) {
                    tracing::warn!("{why}");
                    let _ = answers.send(Msg::Refused(why));
                }
            }
        };
        self.tasks.spawn_blocking_on(run, &self.runtime);
    }

    fn plan(&mut self, form: u64, intents: Vec<Intent>) {
        let (road, answers) = (self.road.clone(), self.answers.clone());
        let task = async move {
            let entries = road.plan(intents).await;
            let _ = answers.send(Msg::Planned { form, entries });
        };
        self.tasks.spawn_on(task, &self.runtime);
    }

    fn read_journal(&mut self, newest: u32) {
        let (road, answers) = (self.road.clone(), self.answers.clone());
        let task = async move {
            let entries = road.store.newest(newest).await.map_err(|error| error.to_string());
            let _ = answers.send(Msg::Journal(entries));
        };
        self.tasks.spawn_on(task, &self.runtime);
    }

    fn start(&mut self, request: RequestId, scope: ScopeId, job: Job) {
        self.sweep();
        let reply = Reply { request, scope, answers: self.answers.clone() };
        let road = self.road.clone();
        let task = async move { job.run(&road, &reply).await };
        self.outstanding.insert(request, self.tasks.spawn_on(task, &self.runtime));
    }

    fn forget(&mut self, request: RequestId) {
        if let Some(task) = self.outstanding.remove(&request) {
            task.abort();
        }
    }

    /// Lets go of the tasks that have ended.
    fn sweep(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        self.outstanding.retain(|_, task| !task.is_finished());
    }
}

async fn handled(road: &Road) -> Msg {
    Msg::Handled(road.store.handled().await.map_err(|error| error.to_string()))
}

/// What a task does.
enum Job {
    Ask(Query),
    Send(Box<Intent>, Begun),
}

/// Where a task's answer goes.
struct Reply {
    request: RequestId,
    scope: ScopeId,
    answers: UnboundedSender<Msg>,
}

impl Job {
    async fn run(&self, road: &Road, reply: &Reply) {
        let (started, calls) = (Instant::now(), AtomicU32::new(0));
        let outcome = match self {
            Self::Ask(query) => {
                road.fleet.ask(reply.scope, query, &calls, &mut |page| reply.part(Part::Page(page))).await
            }
            Self::Send(intent, begun) => {
                let noted = |entry| reply.part(Part::Page(Page::Noted(entry)));
                let sent = road.send(reply.scope, intent, *begun, &calls, noted).await;
                sent.map(|page| reply.part(Part::Page(page)))
            }
        };
        let millis = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
        let stats = Stats { calls: calls.into_inner(), millis, skew: road.fleet.skew(reply.scope) };
        self.log(reply.scope, outcome.as_ref().err(), stats);
        reply.part(match outcome {
            Ok(()) => Part::End(stats),
            Err(failure) => Part::Failed(failure, stats),
        });
    }

    /// Names and figures only: no bodies, and so no secrets.
    fn log(&self, scope: ScopeId, failure: Option<&Failure>, stats: Stats) {
        let operation = match self {
            Self::Ask(query) => query.operation(),
            Self::Send(intent, _) => intent.write.operation(),
        };
        let Stats { calls, millis, .. } = stats;
        match failure {
            None => tracing::debug!(scope = scope.0, operation, calls, millis, "answered"),
            Some(failure) => {
                let why = failure.short();
                let [code, request_id] =
                    [&failure.code, &failure.request_id].map(|text| text.as_ref().map_or("", Text::as_str));
                tracing::debug!(scope = scope.0, operation, calls, millis, why, code, request_id, "failed");
            }
        }
    }
}

impl Reply {
    fn part(&self, part: Part) {
        // Nobody listens any more only when the program ends, and then nobody needs the answer.
        let _ = self.answers.send(Msg::Answer { request: self.request, scope: self.scope, part });
    }
}
