//! The lines that stay until they are true: one a job, and one for all jobs of a batch.

use jiff::Timestamp;

use super::{Chain, Follow, Point};
use crate::config::style::Role;
use crate::domain::arn;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::outlook::Outlook;
use crate::domain::recovery_point::PointStatus;
use crate::domain::write::Write;
use crate::text::{Text, Zone, time};

/// The lines of all followed jobs, the oldest first.
pub fn lines(follows: &[Follow], now: Timestamp, zone: &Zone) -> Vec<(Role, String)> {
    let mut groups: Vec<u64> = Vec::new();
    let mut lines = Vec::new();
    for follow in follows {
        match follow.group {
            None => lines.push(follow.line(now, zone)),
            Some(group) if groups.contains(&group) => {}
            Some(group) => {
                groups.push(group);
                let of: Vec<&Follow> = follows.iter().filter(|one| one.group == Some(group)).collect();
                lines.push(together(&of, now, zone));
            }
        }
    }
    lines
}

/// The line of a batch.
fn together(group: &[&Follow], now: Timestamp, zone: &Zone) -> (Role, String) {
    let first = match group {
        [] => return (Role::Text, String::new()),
        [one] if one.missing == 0 => return one.line(now, zone),
        [first, ..] => first,
    };
    let (begun, missing) = (group.len(), first.missing);
    let all = begun + missing;
    let absent = if missing == 0 { String::new() } else { format!(", {missing} not begun") };
    let what = plural(first.kind);
    let ended: Vec<(Role, String)> =
        group.iter().filter(|one| one.has_ended()).map(|one| one.line(now, zone)).collect();
    let bad: Vec<&str> =
        ended.iter().filter(|(role, _)| *role == Role::Critical).map(|(_, line)| line.as_str()).collect();
    let well = ended.len() - bad.len();
    if ended.len() < begun {
        let failed = if bad.is_empty() { String::new() } else { format!(", {} failed", bad.len()) };
        let so_far = time::age(first.since, now);
        let text = format!(
            "WAIT  {all} {what}: {well} done{failed}{absent}, {} to go, {so_far} so far",
            begun - ended.len()
        );
        return (Role::Running, text);
    }
    match bad.first() {
        None if missing > 0 => {
            (Role::Critical, format!("NO-GO  {well} of {all} {what} done{absent}: J shows them"))
        }
        None => (Role::Ok, format!("GO  {all} {what} done")),
        Some(one) => {
            let one = one.trim_start_matches("NO-GO  ");
            (Role::Critical, format!("NO-GO  {} of {all} {what} failed{absent}: {one}", bad.len()))
        }
    }
}

fn plural(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Backup => "backups",
        JobKind::Copy => "copies",
        JobKind::Restore => "restores",
    }
}

impl Follow {
    /// The line that stays until it is true.
    pub fn line(&self, now: Timestamp, zone: &Zone) -> (Role, String) {
        let label = self.name();
        let Some(job) = self.last.as_ref().filter(|job| !job.state.is_active()) else {
            return self.waiting(now, zone);
        };
        let reason = job.reason().map_or_else(|| "AWS gave no reason".to_owned(), Text::to_string);
        if !self.ended_well() {
            let before = self.backed_up.map_or("", |_| "recovery point usable, but the copy ");
            return (Role::Critical, format!("NO-GO  {label}: {before}{}: {reason}", job.state.word()));
        }
        match &self.point {
            _ if self.awaits_point() => {
                return (Role::Running, format!("WAIT  {label}: job done, recovery point not usable yet"));
            }
            Point::Seen(status) if !is_usable(status) => {
                return (Role::Critical, format!("NO-GO  {label}: its recovery point is {}", status.word()));
            }
            _ => {}
        }
        let at = job.completed.map_or_else(String::new, |at| format!(" since {}", time::stamp(at, zone)));
        match &self.copy {
            Chain::Due(_) => {
                return (
                    Role::Running,
                    format!("WAIT  {label}: recovery point usable{at}, its copy is next"),
                );
            }
            Chain::Refused(why) => {
                return (
                    Role::Critical,
                    format!("NO-GO  {label}: recovery point usable{at}, but its copy was not started: {why}"),
                );
            }
            Chain::None => {}
        }
        let made = self.outcome(job, &at);
        match (&job.state, &self.point) {
            (JobState::CompletedWithIssues, _) => {
                (Role::Warning, format!("GO WITH ISSUES  {label}: {made}, but {reason}"))
            }
            (_, Point::Hidden(why)) => (
                Role::Warning,
                format!("GO?  {label}: job done{at}, but its recovery point can't be read: {why}"),
            ),
            _ => (Role::Ok, format!("GO  {label}: {made}")),
        }
    }

    /// What there is now.
    fn outcome(&self, job: &Job, at: &str) -> String {
        match &job.facts {
            JobFacts::Backup(_) => format!("recovery point usable{at}"),
            JobFacts::Copy(_) if self.backed_up.is_some() => {
                format!("recovery point and its copy usable{at}")
            }
            JobFacts::Copy(_) => format!("copied{at}"),
            JobFacts::Restore(facts) => match &facts.created_resource {
                Some(made) => {
                    let made = arn::short(made.as_str());
                    // What there is left to do comes before when; the journal's entry has it whole.
                    match self.next() {
                        Some(next) => format!("restored as {made}, now run: {}", Text::new(&next)),
                        None => format!("restored as {made}{at}"),
                    }
                }
                None => format!("restored{at}"),
            },
        }
    }

    /// What the line is about.
    fn name(&self) -> String {
        match &self.write {
            Write::StartCopy(request) => {
                format!("{} > {}", self.label, arn::short(&request.destination))
            }
            Write::StartRestore(_) => format!("restore of {}", self.label),
            _ => self.label.clone(),
        }
    }

    fn waiting(&self, now: Timestamp, zone: &Zone) -> (Role, String) {
        let state = match &self.last {
            Some(job) => match job.percent.filter(|_| job.state == JobState::Running) {
                Some(percent) => format!("{percent:.0} %"),
                None => job.state.word().to_owned(),
            },
            None => "asked for".to_owned(),
        };
        let usual = self.last.as_ref().and_then(|job| job.noted().usual).map(|usual| usual.median);
        let usual = usual.or(self.usual);
        let usual = usual.map(|usual| format!(", usually {}", time::duration(usual))).unwrap_or_default();
        let worry = self.last.as_ref().and_then(|job| worry(job, now, zone)).unwrap_or_default();
        let lost = if self.lost { ", no answer from AWS: state as last seen" } else { "" };
        let before = if self.backed_up.is_some() { "recovery point usable, copy " } else { "" };
        let so_far = time::age(self.since, now);
        (Role::Running, format!("WAIT  {} {before}{state}{worry}{usual}, {so_far} so far{lost}", self.name()))
    }
}

/// ", stalled 22 m": what keeps a job from its end, where something does.
fn worry(job: &Job, now: Timestamp, zone: &Zone) -> Option<String> {
    let words = match Outlook::of(job, job.noted().seen.map_or(now, |seen| seen.min(now))) {
        Outlook::Missed(by) => format!("was to start by {}", time::clock(by, now, zone)),
        Outlook::Expires(by, _) => format!("expires in {}", time::countdown(by, now)),
        Outlook::Stalled(since) => format!("stalled {}", time::age(since, now)),
        Outlook::Slow(..) => "slow".to_owned(),
        Outlook::Late(end) => format!("late since {}", time::clock(end, now, zone)),
        _ => return None,
    };
    Some(format!(", {words}"))
}

/// Whether a point can be restored from, now and for as long as it is kept.
fn is_usable(status: &PointStatus) -> bool {
    matches!(status, PointStatus::Completed | PointStatus::Available)
}
