//! The line at the top: who, where, in what mode, how fresh, what time; and the tabs of a small overview.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::line;
use crate::app::dataset::Dataset;
use crate::app::inbox;
use crate::app::model::Model;
use crate::app::page::{Content, Pane};
use crate::app::remote::{Phase, Remote};
use crate::config::style::Role;
use crate::domain::alert::Alert;
use crate::domain::subject::Thing;
use crate::text::{Cut, fit, time, width};
use crate::ui::Cx;

/// A page that nobody refreshes is old after so long.
const OLD: SignedDuration = SignedDuration::from_mins(5);

/// Draws the header.
pub(super) fn draw(model: &Model, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let style = cx.theme.style(Role::Header);
    buffer.set_style(area, style);
    let columns = usize::from(area.width);
    let (role, state) = freshness(model, cx);
    let guarded = model.scopes.iter().any(|scope| model.is_guarded(scope.id));
    let mode = match () {
        () if model.options.read_only => "read-only",
        () if guarded => "PRODUCTION",
        () => "operate",
    };
    let clock = time::clock_with_zone(model.now, &model.options.zone);
    let dot = cx.glyphs.dot;
    let right = [
        (Role::Critical, critical(model, columns)),
        (if model.options.read_only || guarded { Role::Banner } else { Role::Header }, format!(" {mode} ")),
        (Role::Header, format!("{dot} ")),
        (role, state),
        (Role::Header, format!(" {dot} {clock} ")),
    ];
    let taken: usize = right.iter().map(|(_, text)| width(text)).sum();
    let left = place(model, columns.saturating_sub(taken), cx);
    buffer.set_stringn(area.x, area.y, &left, columns, style);
    let x = area.x + area.width.saturating_sub(u16::try_from(taken).unwrap_or(area.width));
    let parts: Vec<(Role, &str)> = right.iter().map(|(role, text)| (*role, text.as_str())).collect();
    let rest = Rect { x, width: area.right() - x, ..area };
    line(rest, &parts, cx, buffer);
    // Roles bring their own colours, but the line keeps its ground.
    if let Some(ground) = style.bg {
        buffer.set_style(area, ratatui::style::Style::new().bg(ground));
    }
}

/// How many critical alerts there are, where the page does not show them: "13 critical", or "13!" where there is little room.
fn critical(model: &Model, columns: usize) -> String {
    let shows = matches!(model.page().content, Content::Overview | Content::Full(Pane::Alerts));
    match inbox::counts(model).critical {
        0 => String::new(),
        _ if shows => String::new(),
        some if columns < 100 => format!(" {some}! "),
        some => format!(" {some} critical "),
    }
}

/// Name, account and Regions, as much as fits.
fn place(model: &Model, columns: usize, cx: Cx<'_>) -> String {
    let Some(first) = model.scopes.first() else { return String::new() };
    // A demo must never pass for an account, however narrow the screen is.
    let (product, demo) = if model.options.demo { ("vaultdeck demo", "demo  ") } else { ("vaultdeck", "") };
    let mut regions: Vec<&str> = Vec::new();
    for scope in &model.scopes {
        if !regions.contains(&scope.region.as_str()) && !scope.region.is_empty() {
            regions.push(&scope.region);
        }
    }
    let name = first.name();
    // Without a name it goes by its account.
    let account = first.account().filter(|account| *account != name);
    let full = account.map_or_else(|| name.to_owned(), |account| format!("{name} {account}"));
    let more = match model.scopes.len() {
        0 | 1 => String::new(),
        scopes => format!("  +{} scopes", scopes - 1),
    };
    let forms = [
        format!(" {product}  {full}  {}", regions.join(" ")),
        format!(" {demo}{full}  {}{more}", regions.first().unwrap_or(&"")),
        format!(" {demo}{name}  {}{more}", regions.first().unwrap_or(&"")),
    ];
    let fits = forms.iter().find(|form| width(form) <= columns);
    fit(fits.unwrap_or(&forms[2]), columns, Cut::End, cx.glyphs.ellipsis).into_owned()
}

/// How fresh what the page shows is, and what is wrong with it.
fn freshness(model: &Model, cx: Cx<'_>) -> (Role, String) {
    match &model.page().content {
        Content::Points(page) => of_page(model, cx, &page.remote),
        Content::Children(page) if !matches!(page.of.thing, Thing::Cause { .. }) => {
            of_page(model, cx, &page.remote)
        }
        Content::Why(page) if page.points.phase != Phase::NotAsked => of_page(model, cx, &page.points),
        Content::Detail(page) if !matches!(page.subject.thing, Thing::Alarm(_) | Thing::Entry(_)) => {
            of_page(model, cx, &page.remote)
        }
        _ => of_datasets(model, cx),
    }
}

/// Of a page that was read when it was opened: never "live".
fn of_page<T>(model: &Model, cx: Cx<'_>, remote: &Remote<T>) -> (Role, String) {
    let dot = cx.glyphs.dot;
    let at = remote.at.map(|at| format!("as of {}", time::clock(at, model.now, &model.options.zone)));
    let old = remote.at.is_some_and(|at| model.now.duration_since(at) > OLD);
    match (remote.failure(), at) {
        (Some(failure), Some(at)) => (Role::Critical, format!("{} {dot} {at}", failure.short())),
        (Some(failure), None) => (Role::Critical, failure.short().to_owned()),
        (None, Some(at)) if old => (Role::Stale, format!("stale {dot} {at}")),
        (None, Some(at)) => (Role::Ok, at),
        (None, None) => (Role::Running, "loading".to_owned()),
    }
}

/// Of what is polled.
fn of_datasets(model: &Model, cx: Cx<'_>) -> (Role, String) {
    let pages: Vec<Dataset> = match model.pane() {
        Some(Pane::Resources) => Pane::Resources.stands_on(),
        // Alerts stand on everything.
        _ => Pane::Alerts.stands_on(),
    };
    let health = model.poll.health(&pages, model.now, &model.options.polling);
    let as_of = health.as_of.map(|at| time::clock(at, model.now, &model.options.zone));
    let (failed, dot) = (health.failures.len(), cx.glyphs.dot);
    if let Some(off) = model.estate.clock_is_off(model.now) {
        // Ages and deadlines are wrong by as much.
        return (Role::Critical, format!("this clock is {}", off.words()));
    }
    if let Some(since) = health.waiting.filter(|_| failed == 0) {
        let since = time::clock_with_seconds(since, &model.options.zone);
        return (Role::Stale, format!("no answer since {since}"));
    }
    match (health.failures.first(), as_of) {
        (Some((_, _, failure)), Some(at)) if failed == 1 => {
            (Role::Critical, format!("{} {dot} as of {at}", failure.short()))
        }
        (Some(_), Some(at)) => (Role::Critical, format!("{failed} errors {dot} as of {at}")),
        (Some((_, _, failure)), None) => (Role::Critical, failure.short().to_owned()),
        (None, Some(_)) if health.incomplete => (Role::Running, "loading".to_owned()),
        (None, Some(at)) if health.stale => (Role::Stale, format!("stale {dot} as of {at}")),
        (None, Some(at)) => (Role::Ok, format!("live {dot} as of {at}")),
        (None, None) => (Role::Running, "loading".to_owned()),
    }
}

/// The tabs of a small overview, each with its counts.
pub(super) fn tabs(model: &Model, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let mut parts: Vec<(Role, String)> = vec![(Role::Text, " ".to_owned())];
    for (number, pane) in Pane::OVERVIEW.into_iter().enumerate() {
        let role = if model.focus == pane { Role::Selection } else { Role::Text };
        parts.push((role, format!(" {} {} {} ", number + 1, pane.title(), counts(model, pane, cx))));
        parts.push((Role::Text, " ".to_owned()));
    }
    let parts: Vec<(Role, &str)> = parts.iter().map(|(role, text)| (*role, text.as_str())).collect();
    line(area, &parts, cx, buffer);
}

/// A few characters that say how a pane stands.
fn counts(model: &Model, pane: Pane, cx: Cx<'_>) -> String {
    let total = model.pane_list(pane).total();
    match pane {
        _ if !model.is_known(pane) => cx.glyphs.unknown.to_owned(),
        Pane::Jobs => {
            let (active, troubled) = job_counts(model);
            format!("{active}{} {troubled}!", cx.glyphs.running)
        }
        Pane::Alerts if total > 0 => {
            let counts = inbox::counts(model);
            format!("{}!", counts.critical + counts.warning)
        }
        _ => total.to_string(),
    }
}

/// Jobs at work, and jobs of the last day that need attention.
pub(super) fn job_counts(model: &Model) -> (usize, usize) {
    let alerts = model.estate.alerts.rows().iter();
    let troubled = alerts.filter(|alert| alert.kind.is_some()).map(Alert::count).sum();
    (model.estate.active_count(), troubled)
}
