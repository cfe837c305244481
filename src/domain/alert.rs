//! What needs attention now, one entry a cause: alarms that fire, jobs that went wrong in the last day, vaults that failed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::alarm::{Alarm, AlarmState};
use super::cause::{self, Causes, Diagnosis, Known};
use super::handled::{Acknowledged, Standing};
use super::job::{Job, JobKind, JobState};
use super::scope::ScopeId;
use super::subject::{Subject, Thing};
use super::vault::Vault;
use crate::text::Text;

/// How bad it is; worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Data is not protected as it should be.
    Critical,
    /// Somebody should look.
    Warning,
}

impl Severity {
    /// The severity in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// One cause that needs attention, and all that it has befallen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Where.
    pub scope: ScopeId,
    /// Its name within the scope: the same as long as the cause is, whatever it befalls.
    pub id: Text,
    /// How bad, at its worst.
    pub severity: Severity,
    /// What happened, in words: "backup of orders-db: the vault does not exist", or for several "backup: the vault …".
    pub what: String,
    /// Why, where AWS told: its words about the newest.
    pub reason: Option<Text>,
    /// The first time in the last day.
    pub first: Option<Timestamp>,
    /// The last time.
    pub last: Option<Timestamp>,
    /// The kind of job, where it is about jobs.
    pub kind: Option<JobKind>,
    /// What it has befallen, the newest first; never empty.
    pub members: Vec<Member>,
    /// How it stands with the operator.
    pub standing: Standing,
    /// The acknowledgement that keeps it quiet.
    pub acknowledged: Option<Acknowledged>,
}

/// One thing that an alert is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its page.
    pub subject: Subject,
    /// What a person calls it.
    pub label: String,
    /// The resource concerned, for `b`.
    pub resource: Option<Text>,
    /// When.
    pub at: Option<Timestamp>,
}

/// Alerts look back this far over jobs.
pub const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24);

impl Alert {
    /// The id of the alert for jobs of a kind and cause.
    pub fn id_of(kind: JobKind, cause: &str) -> Text {
        Text::new(&format!("{}: {cause}", kind.word()))
    }

    /// How many things it is about.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// How many resources it has befallen; what is about none counts as one.
    pub fn spread(&self) -> u32 {
        u32::try_from(self.resources().len().max(1)).unwrap_or(u32::MAX)
    }

    /// The newest of them.
    pub fn newest(&self) -> Option<&Member> {
        self.members.first()
    }

    /// What `enter` opens: the thing, or the list of several.
    pub fn subject(&self) -> Subject {
        match (self.kind, self.members.as_slice()) {
            (_, [only]) => only.subject.clone(),
            (Some(kind), _) => Subject::new(self.scope, Thing::Cause { kind, id: self.id.clone() }),
            (None, members) => members.first().map_or_else(
                || Subject::new(self.scope, Thing::Alarm(self.id.clone())),
                |member| member.subject.clone(),
            ),
        }
    }

    /// The resources concerned, each once.
    pub fn resources(&self) -> Vec<&Text> {
        let mut seen = std::collections::BTreeSet::new();
        self.members
            .iter()
            .filter_map(|member| member.resource.as_ref())
            .filter(|one| seen.insert(*one))
            .collect()
    }
}

/// All alerts of these alarms, jobs and vaults.
pub fn collect<'a>(
    alarms: impl Iterator<Item = &'a Alarm>,
    jobs: impl Iterator<Item = &'a Job>,
    vaults: impl Iterator<Item = &'a Vault>,
    causes: &mut Causes,
    now: Timestamp,
) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = alarms.filter_map(of_alarm).chain(vaults.filter_map(of_vault)).collect();
    let mut groups: BTreeMap<(ScopeId, JobKind, String), Group<'a>> = BTreeMap::new();
    for job in jobs.filter(|job| is_alert(job, now)) {
        let Some(diagnosis) = causes.of_job(job) else { continue };
        let key = (job.scope, job.kind, diagnosis.key.clone());
        groups.entry(key).or_insert_with(|| Group { diagnosis, jobs: Vec::new() }).jobs.push(job);
    }
    alerts.extend(groups.into_values().filter_map(Group::alert));
    alerts
}

/// Jobs of one scope and kind that failed for one reason.
struct Group<'a> {
    diagnosis: Diagnosis,
    jobs: Vec<&'a Job>,
}

impl Group<'_> {
    fn alert(mut self) -> Option<Alert> {
        // The id tells two of the same time apart, or they would change places.
        self.jobs.sort_by(|a, b| b.last_event().cmp(&a.last_event()).then_with(|| a.id.cmp(&b.id)));
        let newest = *self.jobs.first()?;
        let kind = newest.kind.word();
        let member = |job: &&Job| Member {
            subject: Subject::new(job.scope, Thing::Job { kind: job.kind, id: job.id.clone() }),
            label: job.resource_label().to_owned(),
            resource: job.resource.clone(),
            at: job.last_event(),
        };
        let title = &self.diagnosis.title;
        let what = match (self.jobs.as_slice(), self.diagnosis.known) {
            ([job], Known::Nothing) => format!("{kind} of {} {}", job.resource_label(), outcome(job)),
            ([job], _) => format!("{kind} of {}: {title}", job.resource_label()),
            (_, Known::Nothing) => format!("{kind} {}: {title}", outcome(newest)),
            _ => format!("{kind}: {title}"),
        };
        Some(Alert {
            scope: newest.scope,
            id: Alert::id_of(newest.kind, &self.diagnosis.key),
            severity: self.jobs.iter().map(|job| severity(job)).min()?,
            what,
            reason: newest.reason().cloned(),
            first: self.jobs.iter().filter_map(|job| job.last_event()).min(),
            last: newest.last_event(),
            kind: Some(newest.kind),
            members: self.jobs.iter().map(member).collect(),
            standing: Standing::New,
            acknowledged: None,
        })
    }
}

fn of_alarm(alarm: &Alarm) -> Option<Alert> {
    let severity = match alarm.state {
        AlarmState::Alarm => Severity::Critical,
        AlarmState::InsufficientData => Severity::Warning,
        AlarmState::Ok | AlarmState::Other(_) => return None,
    };
    let since = alarm.since.or(alarm.updated);
    let subject = Subject::new(alarm.scope, Thing::Alarm(alarm.name.clone()));
    Some(Alert {
        scope: alarm.scope,
        id: Text::new(&format!("alarm: {}", alarm.name.raw())),
        severity,
        what: format!("alarm {} {}", alarm.name, alarm.state.word()),
        reason: alarm.reason.clone(),
        first: since,
        last: since,
        kind: None,
        members: vec![Member { subject, label: alarm.name.to_string(), resource: None, at: since }],
        standing: Standing::New,
        acknowledged: None,
    })
}

fn of_vault(vault: &Vault) -> Option<Alert> {
    cause::of_vault(vault)?;
    let subject = Subject::new(vault.scope, Thing::Vault(vault.name.clone()));
    Some(Alert {
        scope: vault.scope,
        id: Text::new(&format!("vault: {}", vault.name.raw())),
        severity: Severity::Critical,
        what: format!("vault {} failed: it takes no backups", vault.name),
        reason: None,
        first: vault.created,
        last: vault.created,
        kind: None,
        members: vec![Member { subject, label: vault.name.to_string(), resource: None, at: vault.created }],
        standing: Standing::New,
        acknowledged: None,
    })
}

fn is_alert(job: &Job, now: Timestamp) -> bool {
    job.needs_attention() && job.last_event().is_some_and(|at| now.duration_since(at) <= LOOK_BACK)
}

fn severity(job: &Job) -> Severity {
    match job.state {
        JobState::Failed | JobState::Expired => Severity::Critical,
        _ => Severity::Warning,
    }
}

fn outcome(job: &Job) -> &str {
    if job.test_failed() { "test failed" } else { job.state.word() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::JobFacts;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_000_000_000 + minute * 60).unwrap()
    }

    fn job(id: &str, state: JobState, minute: i64, message: &str) -> Job {
        Job {
            scope: ScopeId(0),
            kind: JobKind::Backup,
            id: id.into(),
            state,
            account: None,
            resource: Some(format!("arn:aws:rds:us-east-1:1:db:{id}").into()),
            resource_type: None,
            resource_name: None,
            created: Some(at(minute)),
            completed: Some(at(minute)),
            percent: None,
            size: None,
            message: Some(message.into()),
            category: None,
            role: None,
            creator: None,
            is_parent: false,
            parent: None,
            children: None,
            facts: JobFacts::Backup(Box::default()),
        }
    }

    fn of(jobs: &[Job]) -> Vec<Alert> {
        let (alarms, vaults) = (std::iter::empty(), std::iter::empty());
        collect(alarms, jobs.iter(), vaults, &mut Causes::default(), at(100))
    }

    #[test]
    fn one_cause_is_one_alert_with_its_first_and_last_time_and_its_worst_severity() {
        let jobs = [
            job("a", JobState::CompletedWithIssues, 90, "Moon 1 is full"),
            job("b", JobState::Failed, 50, "Moon 23 is full"),
            job("c", JobState::CompletedWithIssues, 10, "Moon 4 is full"),
            job("d", JobState::Failed, 60, "Token expired. Try again."),
            Job { kind: JobKind::Copy, ..job("e", JobState::Failed, 60, "Moon 4 is full") },
            Job { scope: ScopeId(1), ..job("f", JobState::Failed, 60, "Moon 4 is full") },
        ];
        let alerts = of(&jobs);
        assert_eq!(alerts.len(), 4, "{alerts:?}");
        let moon = alerts.iter().find(|alert| alert.count() == 3).unwrap();
        assert_eq!((moon.first, moon.last, moon.severity), (Some(at(10)), Some(at(90)), Severity::Critical));
        assert_eq!(moon.what, "backup completed with issues: Moon <n> is full");
        assert!(matches!(moon.subject().thing, Thing::Cause { kind: JobKind::Backup, .. }));
        let token = alerts.iter().find(|alert| alert.what.contains("credentials")).unwrap();
        assert_eq!(token.what, "backup of d: AWS Backup's credentials ran out during the job");
        assert_eq!(token.subject().thing, Thing::Job { kind: JobKind::Backup, id: "d".into() });
    }

    #[test]
    fn an_alert_keeps_its_name_while_its_members_come_and_go() {
        let one = of(&[job("a", JobState::Failed, 10, "Moon 1 is full")]);
        let more = of(&[
            job("b", JobState::Failed, 20, "Moon 2 is full"),
            job("c", JobState::Failed, 30, "Moon 3 is full"),
        ]);
        assert_eq!(one[0].id, more[0].id);
    }

    #[test]
    fn what_went_well_what_a_user_stopped_and_what_is_old_is_no_alert() {
        let old = Job {
            completed: Some(at(100) - LOOK_BACK - SignedDuration::from_mins(1)),
            ..job("o", JobState::Failed, 0, "x")
        };
        let fine = Job { message: None, ..job("f", JobState::Completed, 90, "") };
        assert_eq!(of(&[fine, job("s", JobState::Aborted, 90, "Backup job was stopped by user."), old]), []);
        let quiet = Alarm { state: AlarmState::Ok, ..Alarm::default() };
        let good = Vault { state: Some("AVAILABLE".into()), ..Vault::default() };
        let bad = Vault { state: Some("FAILED".into()), name: "v".into(), ..Vault::default() };
        let none = std::iter::empty();
        let alerts = collect([quiet].iter(), none, [good, bad].iter(), &mut Causes::default(), at(0));
        assert_eq!(alerts.len(), 1);
        assert_eq!(
            (alerts[0].severity, alerts[0].what.as_str()),
            (Severity::Critical, "vault v failed: it takes no backups")
        );
    }
}
