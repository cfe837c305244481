//! Turns effects that need AWS into tasks, and their answers into messages.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::{AbortHandle, JoinSet};

use crate::app::effect::{Effect, Query, RequestId, Write};
use crate::app::msg::{Msg, Part, Stats};
use crate::aws::Fleet;
use crate::domain::failure::{Failure, FailureKind};
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
    fleet: Arc<Fleet>,
    mode: Mode,
    answers: UnboundedSender<Msg>,
    runtime: Handle,
    tasks: JoinSet<()>,
    outstanding: HashMap<RequestId, AbortHandle>,
}

impl Executor {
    /// Runs tasks on `runtime` and sends every part of every answer to `answers`.
    pub fn new(fleet: Fleet, mode: Mode, answers: UnboundedSender<Msg>, runtime: Handle) -> Self {
        let (tasks, outstanding) = (JoinSet::new(), HashMap::new());
        Self { fleet: Arc::new(fleet), mode, answers, runtime, tasks, outstanding }
    }

    /// Carries out an effect that is about AWS, without waiting for anything; hands back any other.
    pub fn carry_out(&mut self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Ask { request, scope, query } => self.start(request, scope, Job::Ask(query)),
            Effect::Send { request, scope, write } => self.start(request, scope, Job::Send(write)),
            Effect::Forget(request) => self.forget(request),
            Effect::Renew(scope) => self.fleet.renew(scope),
            other => return Some(other),
        }
        None
    }

    fn start(&mut self, request: RequestId, scope: ScopeId, job: Job) {
        self.sweep();
        let reply = Reply { request, scope, answers: self.answers.clone() };
        let (fleet, mode) = (Arc::clone(&self.fleet), self.mode);
        let task = async move { job.run(&fleet, mode, &reply).await };
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

/// What a task does.
enum Job {
    Ask(Query),
    Send(Write),
}

/// Where a task's answer goes.
struct Reply {
    request: RequestId,
    scope: ScopeId,
    answers: UnboundedSender<Msg>,
}

impl Job {
    async fn run(&self, fleet: &Fleet, mode: Mode, reply: &Reply) {
        let (began, calls) = (Instant::now(), AtomicU32::new(0));
        let outcome = match self {
            Self::Ask(query) => {
                fleet.ask(reply.scope, query, &calls, &mut |page| reply.part(Part::Page(page))).await
            }
            Self::Send(write) if mode == Mode::ReadOnly => {
                let why = "the console is read-only";
                Err(Failure::new(FailureKind::ReadOnly, write.operation(), why))
            }
            Self::Send(write) => {
                fleet.send(reply.scope, write, &calls).await.map(|page| reply.part(Part::Page(page)))
            }
        };
        let millis = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        let stats = Stats { calls: calls.into_inner(), millis };
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
            Self::Send(write) => write.operation(),
        };
        let Stats { calls, millis } = stats;
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
