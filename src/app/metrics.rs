//! What `CloudWatch` counted of jobs: a line for the overview, and a page.

use jiff::{SignedDuration, Timestamp};

use super::dataset::Dataset;
use super::model::Model;
use super::remote::Phase;
use crate::config::style::Role;
use crate::domain::history::Outcome;
use crate::domain::job::JobKind;
use crate::domain::metrics::{COUNTED, Counted, Metrics, day_before};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::trend::levels;
use crate::text::{count, pad_end, pad_start, time};
use crate::ui::glyphs::Glyphs;

/// Days that are drawn.
const DAYS: usize = 14;
/// Counts that are older are not shown as if they were of now.
const OLD: SignedDuration = SignedDuration::from_hours(1);

/// One line: what, and what it means.
pub type Line = (Role, String);

/// The counts of all scopes in one line, in forms from the longest to the shortest; none where nothing is known.
pub fn aside(model: &Model) -> Vec<String> {
    let known: Vec<(&Metrics, Timestamp)> =
        model.scopes.iter().filter_map(|scope| of(model, scope.id)).collect();
    if known.iter().all(|(metrics, _)| metrics.is_empty()) {
        return Vec::new();
    }
    let oldest = known.iter().map(|(_, at)| *at).min();
    let old = oldest.filter(|at| model.now.duration_since(*at) > OLD);
    let mut source = "CloudWatch".to_owned();
    if known.len() < model.scopes.len() {
        source = format!("{source}, {} of {} scopes", known.len(), model.scopes.len());
    }
    if let Some(at) = old {
        source = format!("{source} as of {}", time::clock(at, model.now, &model.options.zone));
    }
    // The day is that of the counts, not of a clock that has gone on.
    let day = |outcomes: &[Outcome]| -> u64 {
        let sum =
            |(metrics, at): &(&Metrics, Timestamp)| total(metrics, outcomes, day_before(*at), Timestamp::MAX);
        known.iter().map(sum).sum()
    };
    let failed = [Outcome::Failed, Outcome::Expired];
    let (ok, bad) = (count(day(&[Outcome::Well])), count(day(&failed)));
    let figures = format!("{source}: 24 h {ok} ok, {bad} failed");
    let glyphs = Glyphs::new(model.options.ascii);
    let days: Vec<u64> = days(model)
        .windows(2)
        .map(|day| known.iter().map(|(metrics, _)| total(metrics, &failed, day[0], day[1])).sum())
        .collect();
    let drawn = draw(&days, glyphs);
    let dot = glyphs.dot;
    vec![
        format!("{figures} {dot} failed in {DAYS} d {drawn}"),
        format!("{source} 24 h {ok} ok {bad} failed {dot} {DAYS} d {drawn}"),
        figures,
    ]
}

/// All lines of the page.
pub fn lines(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    for scope in &model.scopes {
        lines.extend(of_scope(model, scope));
        lines.push((Role::Text, String::new()));
    }
    let gap = Glyphs::new(model.options.ascii).spark_gap;
    let notes = [
        format!("Each sign is a day, today last; {gap} is a day without any."),
        "24 h are the last 24 whole hours, and the one that runs.".to_owned(),
        "CloudWatch counts a job that completed with issues as completed.".to_owned(),
    ];
    lines.extend(notes.map(|note| (Role::Dim, note)));
    lines
}

fn of_scope(model: &Model, scope: &Scope) -> Vec<Line> {
    let mut lines =
        vec![(Role::Title, format!("{}  {}", scope.label(), scope.account().unwrap_or_default()))];
    let source = model.poll.source(scope.id, Dataset::Metrics);
    match source.map(|source| &source.remote.phase) {
        _ if model.options.polling.metrics == 0 => {
            lines.push((Role::Dim, "  not asked: polling.metrics is 0 in the configuration".to_owned()));
        }
        Some(Phase::Failed(failure)) => lines.push((Role::Critical, format!("  {}", failure.sentence()))),
        _ => {}
    }
    match of(model, scope.id) {
        Some((metrics, at)) => lines.extend(table(model, metrics, at)),
        None if lines.len() == 1 => lines.push((Role::Running, "  not known yet".to_owned())),
        None => {}
    }
    lines
}

fn table(model: &Model, metrics: &Metrics, at: Timestamp) -> Vec<Line> {
    let as_of = time::clock(at, model.now, &model.options.zone);
    if metrics.is_empty() {
        return vec![(Role::Text, format!("  as of {as_of}: no metric of AWS/Backup in the last {DAYS} d"))];
    }
    let row = |kind: &str, outcome: &str, day: &str, all: &str, drawn: &str| {
        let (kind, outcome) = (pad_end(kind, 9), pad_end(outcome, 11));
        format!("  {kind}{outcome}{}{}  {drawn}", pad_start(day, 9), pad_start(all, 11))
    };
    let mut lines = vec![(Role::Heading, row("", "", "24 h", "14 d", &format!("as of {as_of}")))];
    let (days, glyphs) = (days(model), Glyphs::new(model.options.ascii));
    let mut last = None;
    for Counted { kind, outcome, .. } in COUNTED {
        let sum = |from, to| metrics.sum(kind, outcome, from, to);
        let by_day: Vec<u64> = days.windows(2).map(|day| sum(day[0], day[1])).collect();
        let day = sum(day_before(at), Timestamp::MAX);
        let all = sum(Timestamp::MIN, Timestamp::MAX);
        let word = if last.replace(kind) == Some(kind) { "" } else { kind.word() };
        let text = row(word, ended(outcome), &count(day), &count(all), &draw(&by_day, glyphs));
        let bad = matches!(outcome, Outcome::Failed | Outcome::Expired) && day > 0;
        lines.push((if bad { Role::Critical } else { Role::Text }, text));
    }
    lines
}

fn ended(outcome: Outcome) -> &'static str {
    if outcome == Outcome::Well { "completed" } else { outcome.word() }
}

/// The days that are drawn, today the last, and when today ends.
fn days(model: &Model) -> Vec<Timestamp> {
    time::days(model.now, DAYS, &model.options.zone)
}

/// A cell a day; a day without any is a gap.
fn draw(days: &[u64], glyphs: &Glyphs) -> String {
    let value = |count: &u64| (*count > 0).then(|| f64::from(u32::try_from(*count).unwrap_or(u32::MAX)));
    glyphs.sparkline(&levels(&days.iter().map(value).collect::<Vec<_>>()))
}

fn total(metrics: &Metrics, outcomes: &[Outcome], from: Timestamp, to: Timestamp) -> u64 {
    let kinds = JobKind::ALL.into_iter();
    kinds.flat_map(|kind| outcomes.iter().map(move |outcome| metrics.sum(kind, *outcome, from, to))).sum()
}

/// The counts of a scope, and of when they are.
fn of(model: &Model, scope: ScopeId) -> Option<(&Metrics, Timestamp)> {
    let at = model.poll.source(scope, Dataset::Metrics)?.remote.at?;
    Some((model.estate.metrics(scope)?, at))
}
