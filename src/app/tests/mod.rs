//! `update` as tables: a desk with one console on it, messages in, state and effects out. No runtime, no terminal.

mod activity;
mod announce;
mod backup;
mod by_tag;
mod census;
mod copy;
mod gone;
mod hints;
mod history;
mod inbox;
mod journal;
mod marks;
mod metrics;
mod moving;
mod note;
mod polling;
mod restore;
mod settle;
mod times;
mod why;
mod writes;

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, Page, Query, RequestId};
use super::keymap::Keymap;
use super::model::{Model, Options};
use super::msg::{Msg, Part, Stats};
use super::{begin, update};
use crate::domain::alarm::{Alarm, AlarmState};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::job::{BackupFacts, Creator, Job, JobFacts, JobKind, JobState};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::plan::{Plan, PlanDocument, Rule};
use crate::domain::preflight::{Fact, Need};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::resource::Resource;
use crate::domain::restore::Metadata;
use crate::domain::scope::{Identity, Scope, ScopeId};
use crate::domain::vault::Vault;
use crate::text::Text;
use crate::ui::key::Key;

const ORDERS: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
const ROLE: &str = "arn:aws:iam::123456789012:role/backup";

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A console, the time, and the requests that AWS has not answered.
struct Desk {
    model: Model,
    now: Timestamp,
    asked: Vec<(RequestId, ScopeId, Query)>,
}

impl Desk {
    fn new() -> Self {
        Self::with(Options::default(), 1)
    }

    fn with(options: Options, scopes: u16) -> Self {
        let scope = |id| Scope {
            id: ScopeId(id),
            region: "us-east-1".into(),
            alias: Some("shop-prod".into()),
            ..Scope::default()
        };
        let scopes = (0..scopes).map(scope).collect();
        let model = Model::new(scopes, options, Keymap::default(), (120, 40), noon());
        let mut desk = Self { model, now: noon(), asked: Vec::new() };
        let effects = begin(&mut desk.model);
        desk.note(&effects);
        desk
    }

    /// A desk whose first questions have been answered.
    fn settled() -> Self {
        let mut desk = Self::new();
        desk.answer_all();
        desk
    }

    fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Ask { request, scope, query } => self.asked.push((*request, *scope, query.clone())),
                Effect::Forget(request) => self.asked.retain(|(asked, ..)| asked != request),
                _ => {}
            }
        }
    }

    fn send(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = update(&mut self.model, msg, self.now);
        while effects.contains(&Effect::Continue) {
            effects.retain(|effect| *effect != Effect::Continue);
            effects.extend(update(&mut self.model, Msg::Continue, self.now));
        }
        self.note(&effects);
        effects
    }

    /// Presses keys, written as in the configuration, with blanks between.
    fn press(&mut self, keys: &str) -> Vec<Effect> {
        keys.split(' ').flat_map(|key| self.send(Msg::Key(key.parse().unwrap()))).collect()
    }

    fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Msg::Key(Key::char(c)));
        }
    }

    fn pass(&mut self, seconds: i64) -> Vec<Effect> {
        self.now += SignedDuration::from_secs(seconds);
        self.send(Msg::Wake)
    }

    fn part(&mut self, request: RequestId, scope: ScopeId, part: Part) -> Vec<Effect> {
        self.send(Msg::Answer { request, scope, part })
    }

    /// The outstanding request that matches.
    fn find(&self, wanted: impl Fn(&Query) -> bool) -> Option<(RequestId, ScopeId)> {
        let asked = self.asked.iter().find(|(_, _, query)| wanted(query));
        asked.map(|(request, scope, _)| (*request, *scope))
    }

    fn take(&mut self, wanted: impl Fn(&Query) -> bool) -> (RequestId, ScopeId) {
        let (request, scope) = self.find(wanted).expect("no such request is out");
        self.asked.retain(|(asked, ..)| *asked != request);
        (request, scope)
    }

    fn answer(&mut self, wanted: impl Fn(&Query) -> bool, pages: Vec<Page>) -> Vec<Effect> {
        let (request, scope) = self.take(wanted);
        let mut effects: Vec<Effect> =
            pages.into_iter().flat_map(|page| self.part(request, scope, Part::Page(page))).collect();
        effects.extend(self.part(request, scope, Part::End(Stats::default())));
        effects
    }

    fn fail(&mut self, wanted: impl Fn(&Query) -> bool, kind: FailureKind) -> Vec<Effect> {
        let (request, scope) = self.take(wanted);
        self.part(request, scope, Part::Failed(Failure::new(kind, "Test", "because"), Stats::default()))
    }

    /// Answers everything that is out with a small account.
    fn answer_all(&mut self) {
        while let Some((request, scope, query)) = self.asked.pop() {
            for page in account(scope, &query) {
                self.part(request, scope, Part::Page(page));
            }
            self.part(request, scope, Part::End(Stats::default()));
        }
    }
}

/// A small account's answers.
fn account(scope: ScopeId, query: &Query) -> Vec<Page> {
    match query {
        Query::Identity => vec![Page::Identity(Identity {
            account: "123456789012".into(),
            arn: "arn:aws:iam::123456789012:user/op".into(),
            region: "us-east-1".into(),
        })],
        Query::Vaults => vec![Page::Vaults(vec![vault(scope, "Default"), vault(scope, "prod-daily")])],
        Query::Plans { .. } => vec![
            Page::Plans(vec![Plan {
                scope,
                id: "plan-1".into(),
                name: "prod-daily".into(),
                ..Plan::default()
            }]),
            Page::PlanDocument { id: "plan-1".into(), document: Box::new(document()) },
        ],
        Query::Resources => {
            let name = Some(Text::new("orders-db"));
            vec![Page::Resources(vec![Resource {
                scope,
                arn: ORDERS.into(),
                kind: "RDS".into(),
                name,
                ..Resource::default()
            }])]
        }
        Query::Alarms => {
            let since = Some(noon() - SignedDuration::from_hours(2));
            let alarm = Alarm {
                scope,
                name: "backup-failures".into(),
                state: AlarmState::Alarm,
                since,
                ..Alarm::default()
            };
            vec![Page::Alarms(vec![alarm])]
        }
        Query::Jobs { kind: JobKind::Backup, before: None, .. } => {
            vec![Page::Jobs(vec![
                job(scope, "job-1", JobState::Completed, 60),
                job(scope, "job-2", JobState::Failed, 30),
            ])]
        }
        Query::Fact(need) => fact(need).map(Page::Fact).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What AWS says to a check's question: orders-db has one snapshot.
fn fact(need: &Need) -> Option<Fact> {
    Some(match need {
        Need::Points(_) => Fact::Points(vec![snapshot()]),
        Need::Point { .. } => Fact::Point(Box::new(snapshot())),
        Need::RestoreMetadata { .. } => {
            let given = [("DBInstanceIdentifier", "orders-db"), ("Engine", "mysql"), ("Port", "3306")];
            let given = given.map(|(key, value)| (key.into(), Some(value.into())));
            Fact::RestoreMetadata(Box::new(Metadata { given: given.into(), ..Metadata::default() }))
        }
        _ => return None,
    })
}

fn snapshot() -> RecoveryPoint {
    RecoveryPoint {
        arn: "arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1".into(),
        vault: Some("prod-daily".into()),
        resource: Some(ORDERS.into()),
        resource_type: Some("RDS".into()),
        created: Some(noon() - SignedDuration::from_hours(9)),
        storage_class: Some("WARM".into()),
        ..RecoveryPoint::default()
    }
}

fn vault(scope: ScopeId, name: &str) -> Vault {
    Vault { scope, name: name.into(), points: Some(3), ..Vault::default() }
}

fn document() -> PlanDocument {
    let lifecycle = Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() });
    let tags = vec![("team".into(), "orders".into())];
    let rule = Rule {
        id: Some("rule-1".into()),
        name: "daily".into(),
        vault: "prod-daily".into(),
        lifecycle,
        tags,
        ..Rule::default()
    };
    PlanDocument { rules: vec![rule], ..PlanDocument::default() }
}

/// A backup job of orders-db that began `minutes` ago; those that ended took 9 minutes.
fn job(scope: ScopeId, id: &str, state: JobState, minutes: i64) -> Job {
    let created = noon() - SignedDuration::from_mins(minutes);
    let creator =
        Creator { plan_id: Some("plan-1".into()), rule_id: Some("rule-1".into()), ..Creator::default() };
    Job {
        resource: Some(ORDERS.into()),
        resource_type: Some("RDS".into()),
        resource_name: Some("orders-db".into()),
        created: Some(created),
        completed: (!state.is_active()).then(|| created + SignedDuration::from_mins(9)),
        message: (state == JobState::Failed).then(|| "key is pending deletion".into()),
        role: Some(ROLE.into()),
        creator: Some(Box::new(creator)),
        facts: JobFacts::Backup(Box::new(BackupFacts {
            vault: Some("old-vault".into()),
            ..BackupFacts::default()
        })),
        ..Job::bare(scope, JobKind::Backup, id, state)
    }
}
