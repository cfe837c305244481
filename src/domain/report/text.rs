//! The board as plain text in 80 columns, for mail and terminals.

use jiff::{SignedDuration, Timestamp};

use super::{Attention, Execution, Jobs, Late, Plan, ROWS, Report, STATES, Unknown, figure, more};
use crate::text::{self, Cut, Zone, clean, time};

/// No line of words is longer; commands are not broken, so that they can be pasted.
const COLUMNS: usize = 80;

/// All of it.
pub fn text(report: &Report, zone: &Zone) -> String {
    let mut page = Page { out: String::new(), now: report.as_of, zone, fleet: report.is_fleet() };
    let span = time::span(SignedDuration::from_secs(report.window_seconds));
    page.line(&format!("AWS Backup, {}, jobs of the last {span}", time::stamp(report.as_of, zone)));
    page.wrapped("", &upper(&report.headline()));
    for scope in &report.scopes {
        page.gap();
        let totals = scope.totals;
        page.wrapped("", &clean(&scope.place.words()));
        let size = totals.stored_bytes.map(|bytes| format!(", {}", text::bytes(bytes))).unwrap_or_default();
        let recovery_points = format!("{}{size}", figure(totals.recovery_points));
        page.wrapped(
            "  ",
            &format!(
                "vaults {}, plans {}, protected resources {}, recovery points {recovery_points}",
                figure(totals.vaults),
                figure(totals.plans),
                figure(totals.resources),
            ),
        );
    }
    page.unknown(&report.unknown);
    page.attention(&report.attention);
    page.late(&report.objectives.past);
    page.jobs(&report.jobs);
    page.plans(&report.plans);
    page.recent(&report.recent.jobs, report.recent.known);
    page.out
}

/// The first word in capitals, so that it is found in a mailbox.
fn upper(headline: &str) -> String {
    match headline.split_once(':') {
        Some((head, rest)) => format!("{}:{rest}", head.to_uppercase()),
        None => headline.to_uppercase(),
    }
}

struct Page<'a> {
    out: String,
    now: Timestamp,
    zone: &'a Zone,
    fleet: bool,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn gap(&mut self) {
        self.out.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.gap();
        self.line(title);
    }

    /// Words behind a head, on as many lines as they need; the further ones stand under the first.
    fn wrapped(&mut self, head: &str, words: &str) {
        let indent = text::width(head);
        let room = COLUMNS.saturating_sub(indent).max(20);
        for (at, part) in text::wrap(words, room).into_iter().enumerate() {
            let head = if at == 0 { head.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{head}{}", &words[part]));
        }
    }

    fn clock(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| "-".to_owned(), |at| time::clock(at, self.now, self.zone))
    }

    fn unknown(&mut self, unknown: &[Unknown]) {
        if unknown.is_empty() {
            return;
        }
        self.title("COULD NOT BE TOLD");
        for one in unknown {
            let place = one.place.as_ref().filter(|_| self.fleet);
            let place = place.map(|place| format!("{}: ", place.words())).unwrap_or_default();
            self.wrapped("  ", &clean(&format!("{place}{}: {}", one.what, one.why)));
        }
    }

    fn attention(&mut self, alerts: &[Attention]) {
        if alerts.is_empty() {
            return;
        }
        self.title("ATTENTION");
        for alert in alerts.iter().take(ROWS) {
            self.alert(alert);
        }
        if let Some(more) = more(alerts.len()) {
            self.line(&format!("  {more}"));
        }
    }

    fn alert(&mut self, alert: &Attention) {
        let count = if alert.count > 1 { format!("{} x ", alert.count) } else { String::new() };
        let severity = if alert.is_quiet() { "known" } else { alert.severity };
        let new = if alert.standing == "new" { " (new)" } else { "" };
        let place = if self.fleet { format!(" in {}", alert.place.words()) } else { String::new() };
        self.wrapped(&format!("  {severity:<10}"), &clean(&format!("{count}{}{new}{place}", alert.what)));
        let under = " ".repeat(12);
        if let Some(known) = &alert.acknowledged {
            let until =
                known.until.map(|until| format!(" until {}", self.clock(Some(until)))).unwrap_or_default();
            let note = if known.note.is_empty() { String::new() } else { format!(": {}", known.note) };
            self.wrapped(
                &under,
                &clean(&format!("acknowledged {}{until}{note}", self.clock(Some(known.at)))),
            );
            return;
        }
        let when = match (alert.first, alert.last) {
            (Some(first), Some(last)) if first != last => {
                format!("first {}, last {}", self.clock(Some(first)), self.clock(Some(last)))
            }
            (_, Some(last)) => format!("at {}", self.clock(Some(last))),
            _ => "time unknown".to_owned(),
        };
        self.wrapped(&under, &clean(&format!("{when}{}", befallen(alert))));
        for (who, words) in [("AWS", &alert.message), ("found", &alert.found)] {
            let Some(words) = words else { continue };
            let said = clean(words.as_str());
            let short = text::fit(&said, 2 * (COLUMNS - 12) - 16, Cut::End, "...");
            self.wrapped(&under, &format!("{who}: {short}"));
        }
        for step in alert.steps.iter().take(1) {
            self.wrapped(&format!("{under}> "), &clean(&step.words));
            if let Some(command) = &step.command {
                self.line(&format!("{under}  {}", clean(command)));
            }
        }
    }

    fn late(&mut self, late: &[Late]) {
        if late.is_empty() {
            return;
        }
        self.title("PAST THEIR OBJECTIVE");
        for one in late.iter().take(ROWS) {
            let age = one.age_seconds.map_or_else(
                || "no backup".to_owned(),
                |age| format!("last backup {} ago", time::span(SignedDuration::from_secs(age))),
            );
            let objective = time::span(SignedDuration::from_secs(one.objective_seconds));
            let place = if self.fleet { format!(" in {}", one.place.words()) } else { String::new() };
            let matters = one.criticality.as_ref().map(|word| format!(", {word}")).unwrap_or_default();
            let line = format!(
                "{} {}{place}: {age}, at most {objective} by {}{matters}",
                one.resource_type, one.label, one.source
            );
            self.wrapped("  ", &clean(&line));
        }
        if let Some(more) = more(late.len()) {
            self.line(&format!("  {more}"));
        }
    }

    fn jobs(&mut self, jobs: &[Jobs]) {
        self.gap();
        let states = STATES.map(|(title, _)| format!("{title:>8}")).concat();
        self.line(&format!("{:<9}{:>6}{states}{:>8}{:>8}", "JOBS", "all", "active", "rate"));
        for kind in jobs {
            let Some(figures) = &kind.figures else {
                self.line(&format!("{:<9}unknown", kind.kind));
                continue;
            };
            let states = STATES.map(|(_, states)| format!("{:>8}", figures.of(states))).concat();
            let (kind, total, active, rate) = (kind.kind, figures.total, figures.active, figures.rate());
            self.line(&format!("{kind:<9}{total:>6}{states}{active:>8}{rate:>8}"));
        }
        for kind in jobs {
            if let Some(figures) = kind.figures.as_ref().filter(|figures| figures.of(&["completed"]) > 0) {
                let untold = match figures.without_size {
                    0 => String::new(),
                    some => format!(", and {some} that tell no size"),
                };
                let size = text::bytes(figures.bytes);
                self.wrapped("  ", &format!("{} completed: {size} together{untold}", kind.kind));
            }
        }
    }

    fn plans(&mut self, plans: &[Plan]) {
        if plans.is_empty() {
            return;
        }
        self.gap();
        self.line(&format!(
            "{:<28}{:>13}{:>13}{:>6}{:>5}{:>5}{:>10}",
            "PLANS", "last run", "next run", "done", "bad", "now", "resources"
        ));
        for plan in plans.iter().take(ROWS) {
            let name = clean(plan.plan.as_str());
            let name = text::pad_end(&text::fit(&name, 27, Cut::End, "..."), 28).into_owned();
            let next = match (plan.next_run, plan.rules_known) {
                (None, false) => "unknown".to_owned(),
                (next, _) => self.clock(next),
            };
            let counts = plan.jobs.map_or_else(
                || format!("{:>26}", "jobs unknown"),
                |jobs| {
                    format!(
                        "{:>6}{:>5}{:>5}{:>10}",
                        jobs.completed, jobs.troubled, jobs.active, jobs.resources
                    )
                },
            );
            let last = plan.last_run.map_or_else(|| "never".to_owned(), |at| self.clock(Some(at)));
            self.line(&format!("{name}{last:>13}{next:>13}{counts}"));
            if self.fleet {
                self.wrapped("  ", &clean(&plan.place.words()));
            }
        }
        if let Some(more) = more(plans.len()) {
            self.line(&format!("  {more}"));
        }
    }

    fn recent(&mut self, jobs: &[Execution], known: u64) {
        if jobs.is_empty() {
            return;
        }
        self.gap();
        self.line(&format!("{:<14}{:>10}{:>10}  {:<10} {}", "STARTED", "took", "size", "state", "job"));
        for job in jobs {
            let took =
                job.seconds.map_or_else(|| "-".to_owned(), |s| time::duration(SignedDuration::from_secs(s)));
            let size = job.bytes.map_or_else(|| "-".to_owned(), text::bytes);
            let state = if job.state == "completed with issues" { "issues" } else { &job.state };
            let state = clean(state);
            let state = text::pad_end(&text::fit(&state, 10, Cut::End, "..."), 10).into_owned();
            let plan = job.plan.as_ref().map(|plan| format!(" by {plan}")).unwrap_or_default();
            let what = format!("{} {}{plan}", job.kind, job.label);
            let what = clean(&what);
            let what = text::fit(&what, 33, Cut::End, "...");
            self.line(&format!("{:<14}{took:>10}{size:>10}  {state} {what}", self.clock(job.started)));
        }
        let shown = u64::try_from(jobs.len()).unwrap_or(u64::MAX);
        if known > shown {
            self.line(&format!("  the newest {shown} of {}", text::count(known)));
        }
    }
}

/// ": orders-db, invoices and 3 more".
fn befallen(alert: &Attention) -> String {
    let mut names: Vec<&str> = Vec::new();
    for one in &alert.affected {
        if !names.contains(&one.label.as_str()) {
            names.push(&one.label);
        }
    }
    if names.len() < 2 {
        return String::new();
    }
    let more = if names.len() > 4 { format!(" and {} more", names.len() - 4) } else { String::new() };
    format!(": {}{more}", names[..names.len().min(4)].join(", "))
}
