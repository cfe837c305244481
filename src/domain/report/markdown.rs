//! The board in Markdown, for tickets and chats. Names of the account stand as code: they can mean nothing else.

use jiff::{SignedDuration, Timestamp};

use super::{Attention, Execution, Figures, Late, Place, Plan, ROWS, Report, STATES, figure, more};
use crate::text::markdown::{block, code, code_cell, plain};
use crate::text::{self, Zone, time};

/// All of it.
pub fn markdown(report: &Report, zone: &Zone) -> String {
    let page = Page { now: report.as_of, zone, fleet: report.is_fleet() };
    let span = time::span(SignedDuration::from_secs(report.window_seconds));
    let mut out = vec![format!(
        "# AWS Backup: {}\n\n{}, jobs of the last {span}.\n\n",
        plain(&report.headline()),
        plain(&time::stamp(report.as_of, zone))
    )];
    out.push(table(
        &["Where", "Vaults", "Plans", "Protected resources", "Recovery points", "Size"],
        &[1, 2, 3, 4, 5],
    ));
    for scope in &report.scopes {
        let totals = scope.totals;
        out.push(row(&[
            code_cell(&scope.place.words()),
            figure(totals.vaults),
            figure(totals.plans),
            figure(totals.resources),
            figure(totals.recovery_points),
            totals.stored_bytes.map_or_else(|| "unknown".to_owned(), text::bytes),
        ]));
    }
    if !report.unknown.is_empty() {
        out.push("\n## Could not be told\n\n".to_owned());
        for one in &report.unknown {
            let place =
                one.place.as_ref().map(|place| format!("{}: ", code(&place.words()))).unwrap_or_default();
            out.push(format!("- {place}{}: {}\n", plain(&one.what), plain(&one.why)));
        }
    }
    if !report.attention.is_empty() {
        out.push("\n## Attention\n".to_owned());
        out.extend(report.attention.iter().take(ROWS).map(|alert| page.alert(alert)));
        out.push(tail(report.attention.len()));
    }
    let late = &report.objectives.past;
    if !late.is_empty() {
        out.push("\n## Past their objective\n\n".to_owned());
        out.push(table(&["Resource", "Type", "Last backup", "At most", "Says"], &[]));
        out.extend(late.iter().take(ROWS).map(|one| page.late(one)));
        out.push(tail(late.len()));
    }
    out.push(jobs(report));
    if !report.plans.is_empty() {
        out.push("\n## Plans\n\n".to_owned());
        out.push(table(&["Plan", "Last run", "Next run", "Done", "Bad", "Now", "Resources"], &[3, 4, 5, 6]));
        out.extend(report.plans.iter().take(ROWS).map(|plan| page.plan(plan)));
        out.push(tail(report.plans.len()));
    }
    if !report.recent.jobs.is_empty() {
        let shown = report.recent.jobs.len();
        out.push(format!(
            "\n## Recent jobs\n\nThe newest {shown} of {}.\n\n",
            text::count(report.recent.known)
        ));
        out.push(table(&["Started", "Took", "Size", "State", "Job", "Plan"], &[1, 2]));
        out.extend(report.recent.jobs.iter().map(|job| page.job(job)));
    }
    out.concat()
}

fn jobs(report: &Report) -> String {
    let titles: Vec<&str> = ["Jobs", "All"]
        .into_iter()
        .chain(STATES.map(|(title, _)| title))
        .chain(["active", "rate", "size"])
        .collect();
    let mut out = format!("\n## Jobs\n\n{}", table(&titles, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    for kind in &report.jobs {
        let cells: Vec<String> = match &kind.figures {
            None => vec![kind.kind.to_owned(), "unknown".to_owned()],
            Some(figures) => std::iter::once(kind.kind.to_owned()).chain(numbers(figures)).collect(),
        };
        out += &row(&cells);
    }
    out
}

fn numbers(figures: &Figures) -> impl Iterator<Item = String> {
    let states = STATES.map(|(_, states)| text::count(figures.of(states)));
    let size = text::bytes(figures.bytes);
    let size =
        if figures.without_size > 0 { format!("{size}, {} tell none", figures.without_size) } else { size };
    std::iter::once(text::count(figures.total)).chain(states).chain([
        text::count(figures.active),
        figures.rate(),
        size,
    ])
}

/// The head of a table; columns of numbers stand right.
fn table(titles: &[&str], numbers: &[usize]) -> String {
    let rule = (0..titles.len()).map(|at| if numbers.contains(&at) { "--:|" } else { "---|" });
    format!("| {} |\n|{}\n", titles.join(" | "), rule.collect::<String>())
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn tail(all: usize) -> String {
    more(all).map(|more| format!("\n{}\n", more.replace('`', ""))).unwrap_or_default()
}

struct Page<'a> {
    now: Timestamp,
    zone: &'a Zone,
    fleet: bool,
}

impl Page<'_> {
    fn clock(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(|| "-".to_owned(), |at| time::clock(at, self.now, self.zone))
    }

    fn place(&self, place: &Place) -> String {
        if self.fleet { format!(", {}", code_cell(&place.words())) } else { String::new() }
    }

    fn alert(&self, alert: &Attention) -> String {
        let count = if alert.count > 1 { format!("{} × ", alert.count) } else { String::new() };
        let severity = if alert.is_quiet() { "acknowledged" } else { alert.severity };
        let mut out = vec![format!("\n### {severity}: {count}{}\n\n", plain(&alert.what))];
        if self.fleet {
            out.push(format!("- where: {}\n", code(&alert.place.words())));
        }
        out.push(format!("- first {}, last {}\n", self.clock(alert.first), self.clock(alert.last)));
        if let Some(known) = &alert.acknowledged {
            let until =
                known.until.map(|until| format!(" until {}", self.clock(Some(until)))).unwrap_or_default();
            let note =
                if known.note.is_empty() { String::new() } else { format!(": {}", plain(&known.note)) };
            out.push(format!("- acknowledged {}{until}{note}\n", self.clock(Some(known.at))));
        }
        if let Some(cause) = &alert.cause {
            out.push(format!("- {}\n", plain(cause)));
        }
        if let Some(message) = &alert.message {
            out.push(format!("- AWS said: {}\n", code(message.as_str())));
        }
        if let Some(found) = &alert.found {
            out.push(format!("- found: {}\n", plain(found.as_str())));
        }
        let names: std::collections::BTreeSet<&str> =
            alert.affected.iter().map(|one| one.label.as_str()).collect();
        if names.len() > 1 {
            let names: Vec<String> = names.into_iter().map(code).collect();
            out.push(format!("- befell {}\n", names.join(", ")));
        }
        for (number, step) in (1..).zip(&alert.steps) {
            out.push(format!("\n{number}. {}\n", plain(&step.words)));
            if let Some(command) = &step.command {
                out.push(format!("\n{}", indented(&block(command, "sh"))));
            }
        }
        out.concat()
    }

    fn late(&self, late: &Late) -> String {
        let age = late.age_seconds.map_or_else(
            || "never".to_owned(),
            |age| format!("{} ago", time::span(SignedDuration::from_secs(age))),
        );
        row(&[
            format!("{}{}", code_cell(&late.label), self.place(&late.place)),
            plain(late.resource_type.as_str()),
            age,
            time::span(SignedDuration::from_secs(late.objective_seconds)),
            plain(&late.source),
        ])
    }

    fn plan(&self, plan: &Plan) -> String {
        let next = match (plan.next_run, plan.rules_known) {
            (None, false) => "unknown".to_owned(),
            (next, _) => self.clock(next),
        };
        let last = plan.last_run.map_or_else(|| "never".to_owned(), |at| self.clock(Some(at)));
        let mut cells =
            vec![format!("{}{}", code_cell(plan.plan.as_str()), self.place(&plan.place)), last, next];
        cells.extend(plan.jobs.map_or_else(
            || vec!["unknown".to_owned()],
            |jobs| [jobs.completed, jobs.troubled, jobs.active, jobs.resources].map(text::count).to_vec(),
        ));
        row(&cells)
    }

    fn job(&self, job: &Execution) -> String {
        row(&[
            self.clock(job.started),
            job.seconds.map_or_else(|| "-".to_owned(), |s| time::duration(SignedDuration::from_secs(s))),
            job.bytes.map_or_else(|| "-".to_owned(), text::bytes),
            plain(&job.state),
            format!("{} {}{}", job.kind, code_cell(&job.label), self.place(&job.place)),
            job.plan.as_ref().map_or_else(|| "-".to_owned(), |plan| code_cell(plan.as_str())),
        ])
    }
}

/// Under its number.
fn indented(block: &str) -> String {
    block.lines().fold(String::new(), |all, line| all + "   " + line + "\n")
}
