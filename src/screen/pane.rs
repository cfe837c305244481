//! A pane: a border with counts in its title, the list inside, and its state where the list has nothing to say.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget as _};

use super::header::job_counts;
use super::line;
use crate::app::inbox::{self, Counts};
use crate::app::journal::NEWEST;
use crate::app::layout::inner;
use crate::app::metrics;
use crate::app::model::Model;
use crate::app::page::{Content, Loaded, Pane};
use crate::app::poll::Health;
use crate::app::remote::{Phase, Remote};
use crate::app::timeline::{self, Timeline};
use crate::config::style::Role;
use crate::domain::alert::Member;
use crate::domain::arn;
use crate::domain::failure::Failure;
use crate::domain::job::Job;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::Scope;
use crate::domain::subject::{Subject, Thing};
use crate::list::{AnyList, List, Row};
use crate::text::{self, Cut, fit, time};
use crate::ui::{Cx, table};

/// What a pane says of itself, whatever its list.
struct Frame<'a> {
    title: String,
    focused: bool,
    list: &'a dyn AnyList,
    state: State<'a>,
    /// What the lower border tells where nothing must be said there: forms, from the longest to the shortest.
    aside: Vec<String>,
}

/// How a list stands.
struct State<'a> {
    /// Rows that have come while the list is not complete.
    loading: Option<usize>,
    /// Nothing has been asked or answered yet.
    unknown: bool,
    /// The worst failure, with its scope's label where there are several.
    failure: Option<(String, &'a Failure)>,
    /// Since when the data is old, in words.
    stale: Option<String>,
    /// What an empty list means.
    empty: &'static str,
    /// How a failure that may pass is tried again.
    again: &'static str,
}

/// One pane of the overview, or a list over the whole screen.
pub(super) fn draw(model: &Model, cx: Cx<'_>, pane: Pane, area: Rect, buffer: &mut Buffer) {
    let focused = model.pane() == Some(pane) && model.modal.is_none();
    let health = model.poll.health(&pane.stands_on(), model.now, &model.options.polling);
    let frame = Frame {
        title: title(model, cx, pane),
        focused,
        list: model.pane_list(pane),
        state: of_health(model, &health, empty(pane)),
        aside: if pane == Pane::Jobs { metrics::aside(model) } else { Vec::new() },
    };
    let estate = &model.estate;
    match pane {
        Pane::Alerts => frame.draw(&estate.alerts, cx, area, buffer),
        Pane::Jobs => frame.draw(&estate.jobs, cx, area, buffer),
        Pane::Vaults => frame.draw(&estate.vaults, cx, area, buffer),
        Pane::Plans => frame.draw(&estate.plans, cx, area, buffer),
        Pane::Resources => frame.draw(&estate.resources, cx, area, buffer),
    }
}

/// Recovery points of a vault or resource.
pub(super) fn points(
    model: &Model,
    cx: Cx<'_>,
    points: &Loaded<List<RecoveryPoint>>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let of = match &points.of.thing {
        Thing::ResourcePoints(arn) => arn::short(arn.as_str()),
        thing => thing.id().as_str(),
    };
    loaded(model, points, &format!("Recovery points of {of}"), "no recovery points").draw(
        &points.list,
        cx,
        area,
        buffer,
    );
}

/// Children of a parent job.
pub(super) fn children(
    model: &Model,
    cx: Cx<'_>,
    children: &Loaded<List<Job>>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (title, empty) = match &children.of.thing {
        Thing::Cause { .. } => (what(model, &children.of), "it has not come back in the last 24 h"),
        parent => (format!("Child jobs of {}", parent.id()), "no child jobs"),
    };
    loaded(model, children, &title, empty).draw(&children.list, cx, area, buffer);
}

/// What one cause has befallen.
pub(super) fn members(
    model: &Model,
    cx: Cx<'_>,
    members: &Loaded<List<Member>>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let title = what(model, &members.of);
    loaded(model, members, &title, "it is over").draw(&members.list, cx, area, buffer);
}

/// What an alert says, while there is one.
fn what(model: &Model, of: &Subject) -> String {
    inbox::of(model, of).map_or("what one cause has befallen", |alert| alert.what.as_str()).to_owned()
}

/// The journal.
pub(super) fn journal(model: &Model, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let journal = &model.journal;
    let count = journal.list.rows().len();
    let newest = if u32::try_from(count).is_ok_and(|count| count < NEWEST) { "" } else { "the newest " };
    let title = match journal.remote.at {
        Some(_) if count == 1 => "Journal: 1 entry".to_owned(),
        Some(_) => format!("Journal: {newest}{} entries", number(count)),
        None => "Journal: not known yet".to_owned(),
    };
    let empty = "nothing has been changed at AWS from here";
    let state = of_remote(model, &journal.remote, empty);
    let (focused, aside) = (model.modal.is_none(), Vec::new());
    Frame { title, focused, list: &journal.list, state, aside }.draw(&journal.list, cx, area, buffer);
}

/// The next twelve hours.
pub(super) fn timeline(model: &Model, cx: Cx<'_>, page: &Timeline, area: Rect, buffer: &mut Buffer) {
    let health = model.poll.health(&timeline::DATASETS, model.now, &model.options.polling);
    let title = timeline::title(model, page);
    let state = of_health(model, &health, "no backup runs now, and none is due in the next 12 h");
    let (focused, aside) = (model.modal.is_none(), Vec::new());
    Frame { title, focused, list: &page.list, state, aside }.draw(&page.list, cx, area, buffer);
}

fn loaded<'a, R: Row>(
    model: &Model,
    page: &'a Loaded<List<R>>,
    title: &str,
    empty: &'static str,
) -> Frame<'a> {
    Frame {
        title: format!("{title}, {}", number(page.list.rows().len())),
        focused: model.modal.is_none(),
        list: &page.list,
        state: of_remote(model, &page.remote, empty),
        aside: Vec::new(),
    }
}

/// The state of a page that is read by one request.
fn of_remote<'a>(model: &Model, remote: &'a Remote<()>, empty: &'static str) -> State<'a> {
    let failure = remote.failure();
    State {
        loading: match remote.phase {
            Phase::Loading { rows } if remote.at.is_none() => Some(rows),
            _ => None,
        },
        unknown: remote.at.is_none(),
        failure: failure.map(|failure| (String::new(), failure)),
        stale: remote.at.filter(|_| failure.is_some()).map(|at| as_of(model, at)),
        empty,
        again: "R tries again",
    }
}

fn of_health<'a>(model: &Model, health: &Health<'a>, empty: &'static str) -> State<'a> {
    let failure = health.failures.first().map(|(scope, _, failure)| {
        let several = model.scopes.len() > 1;
        let label = model.scope(*scope).filter(|_| several).map(Scope::label).unwrap_or_default();
        (label, *failure)
    });
    let old = health.stale || failure.is_some();
    State {
        loading: health.loading,
        unknown: health.incomplete,
        failure,
        stale: health.as_of.filter(|_| old).map(|at| as_of(model, at)),
        empty,
        again: "trying again by itself",
    }
}

fn as_of(model: &Model, at: jiff::Timestamp) -> String {
    format!("as of {}, {} ago", time::clock(at, model.now, &model.options.zone), time::age(at, model.now))
}

impl Frame<'_> {
    fn draw<R: Row>(&self, list: &List<R>, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
        self.border(cx, area, buffer);
        let inside = inner(area);
        if list.is_empty() {
            self.nothing(cx, inside, buffer);
        } else {
            table::draw(list, cx, self.focused, inside, buffer);
        }
    }

    fn border(&self, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
        let (set, role) = if self.focused {
            (cx.glyphs.border_focus, Role::BorderFocus)
        } else {
            (cx.glyphs.border, Role::Border)
        };
        Block::bordered().border_set(set).border_style(cx.theme.style(role)).render(area, buffer);
        let columns = usize::from(area.width.saturating_sub(4));
        let title = format!(" {} ", self.title);
        // A filter that is not seen hides rows: it comes before the counts where there is not room enough for both.
        let extra = self.extra(cx);
        let extra = extra.as_deref().map(|extra| fit(extra, columns / 4 * 3, Cut::End, cx.glyphs.ellipsis));
        let taken = extra.as_ref().map_or(0, |extra| text::width(extra));
        let title = fit(&title, columns.saturating_sub(taken), Cut::End, cx.glyphs.ellipsis);
        let top = Rect { x: area.x + 2, width: area.width.saturating_sub(4), height: 1, ..area };
        line(top, &[(Role::Title, &title)], cx, buffer);
        if let Some(extra) = extra {
            let x = top.right() - u16::try_from(text::width(&extra)).unwrap_or(0);
            line(Rect { x, width: top.right() - x, ..top }, &[(Role::Key, &extra)], cx, buffer);
        }
        let told = self.foot(columns.saturating_sub(2));
        let aside = || {
            let fits = |form: &&String| text::width(form) + 2 <= columns;
            self.aside.iter().find(fits).map(|form| (Role::Dim, form.clone()))
        };
        if let Some((role, words)) = told.or_else(aside) {
            let words = format!(" {words} ");
            let words = fit(&words, columns, Cut::End, cx.glyphs.ellipsis);
            let y = area.bottom().saturating_sub(1);
            line(Rect { y, ..top }, &[(role, &words)], cx, buffer);
        }
    }

    /// Filter, order and place, at the right of the title.
    fn extra(&self, cx: Cx<'_>) -> Option<String> {
        let table = self.list.state();
        let mut parts = Vec::new();
        let marks = self.list.marks();
        if marks.all > 0 {
            // What is done to marked rows is done to hidden ones, too.
            let hidden =
                if marks.hidden > 0 { format!(", {} hidden", number(marks.hidden)) } else { String::new() };
            parts.push(format!("{} marked{hidden}", number(marks.all)));
        }
        if table.is_troubled_only() {
            parts.push("troubled only".to_owned());
        }
        if !table.filter_line().is_empty() {
            parts.push(format!("/{}", text::clean(table.filter_line())));
        }
        if let Some((name, reversed)) = self.list.sorted_by() {
            parts.push(format!(
                "by {name} {}",
                if reversed { cx.glyphs.descending } else { cx.glyphs.ascending }
            ));
        }
        let (shown, total) = (table.len(), self.list.total());
        if let Some(percent) = table.building() {
            parts.push(format!("{percent} %"));
        } else if shown != total {
            parts.push(format!("{} of {}", number(shown), number(total)));
        }
        (!parts.is_empty()).then(|| format!(" {} ", parts.join(&format!(" {} ", cx.glyphs.dot))))
    }

    /// What must be said although there are rows, in the lower border. How old they are is said even where a failure can
    /// be told only in short.
    fn foot(&self, columns: usize) -> Option<(Role, String)> {
        let state = &self.state;
        if self.list.total() == 0 && state.unknown {
            // Said where the rows would be.
            return None;
        }
        if let Some((_, failure)) = &state.failure {
            let age = match &state.stale {
                Some(age) if !state.unknown => format!(" ({age})"),
                _ => format!(" (incomplete: {} came)", number(self.list.total())),
            };
            let whole = format!("{}{}{age}", self.place(), self.told(failure));
            let fits = text::width(&whole) <= columns;
            let words = if fits { whole } else { format!("{}{}{age}", self.place(), brief(failure)) };
            return Some((Role::Critical, words));
        }
        if let Some(stale) = &state.stale {
            return Some((Role::Stale, format!("stale: {stale}")));
        }
        state.loading.map(|rows| (Role::Running, format!("loading, {} so far", number(rows))))
    }

    /// A failure, and who tries again where that may help.
    fn told(&self, failure: &Failure) -> String {
        let again = if failure.may_pass() { format!("; {}", self.state.again) } else { String::new() };
        format!("{}{again}", failure.sentence())
    }

    /// The failure's scope, where there are several.
    fn place(&self) -> String {
        match &self.state.failure {
            Some((scope, _)) if !scope.is_empty() => format!("{scope}: "),
            _ => String::new(),
        }
    }

    /// In place of rows.
    fn nothing(&self, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
        let columns = usize::from(area.width.saturating_sub(2)).max(1);
        let (role, words) = self.instead();
        let lines =
            words.iter().flat_map(|words| text::wrap(words, columns).into_iter().map(|piece| &words[piece]));
        for (y, words) in (area.y..area.bottom()).zip(lines) {
            let row = Rect { x: area.x + 1, y, width: area.width.saturating_sub(1), height: 1 };
            line(row, &[(role, words)], cx, buffer);
        }
    }

    /// What stands in place of rows; a command has a line of its own, to be copied.
    fn instead(&self) -> (Role, Vec<String>) {
        let state = &self.state;
        match &state.failure {
            _ if self.list.total() > 0 => {
                (Role::Dim, vec!["nothing passes the filter; esc clears it".to_owned()])
            }
            Some((_, failure)) if state.unknown => {
                let what = format!("not known: {}", self.place());
                let lines = match &failure.command {
                    Some(command) => vec![format!("{what}{}", failure.short()), format!("run `{command}`")],
                    None => vec![format!("{what}{}", self.told(failure))],
                };
                (Role::Critical, lines)
            }
            _ if state.loading.is_some() || state.unknown => (Role::Running, vec!["loading".to_owned()]),
            _ => (Role::Dim, vec![state.empty.to_owned()]),
        }
    }
}

/// A failure in a narrow place: what to do about it, or what it is.
fn brief(failure: &Failure) -> String {
    match (&failure.command, &failure.action) {
        (Some(command), _) => format!("run `{command}`"),
        (None, Some(action)) => format!("lacks {action}"),
        (None, None) => failure.short().to_owned(),
    }
}

/// The pane's name and, once they are known, its counts.
fn title(model: &Model, cx: Cx<'_>, pane: Pane) -> String {
    let place = Pane::OVERVIEW.iter().position(|other| *other == pane);
    let key = place
        .filter(|_| matches!(model.page().content, Content::Overview))
        .map(|place| format!("{} ", place + 1));
    let counts = if model.is_known(pane) {
        counts(model, pane)
    } else {
        // What was refused does not come by waiting.
        vec![if has_failed(model, pane) { "not known" } else { "not known yet" }.to_owned()]
    };
    let counts = counts.join(&format!(" {} ", cx.glyphs.dot));
    format!("{}{}: {counts}", key.unwrap_or_default(), pane.title())
}

fn has_failed(model: &Model, pane: Pane) -> bool {
    let health = model.poll.health(pane.datasets(), model.now, &model.options.polling);
    !health.failures.is_empty()
}

fn counts(model: &Model, pane: Pane) -> Vec<String> {
    let estate = &model.estate;
    match pane {
        Pane::Alerts => {
            let Counts { critical, warning, new, quiet } = inbox::counts(model);
            let some = |count: usize, word: &str| (count > 0).then(|| format!("{count} {word}"));
            let always = [format!("{critical} critical"), format!("{warning} warning")];
            always.into_iter().chain(some(new, "new*")).chain(some(quiet, "acknowledged")).collect()
        }
        Pane::Jobs => {
            let (active, troubled) = job_counts(model);
            vec![format!("{active} active"), format!("{troubled} need attention in 24 h")]
        }
        Pane::Plans => {
            let plans = estate.plans.rows();
            let next = plans.iter().filter_map(|plan| plan.next_run(model.now)).map(|run| run.at).min();
            let next = next.map(|at| format!("next in {}", time::countdown(at, model.now)));
            [number(plans.len())].into_iter().chain(next).collect()
        }
        Pane::Vaults => vec![number(estate.vaults.rows().len())],
        Pane::Resources => vec![number(estate.resources.rows().len())],
    }
}

fn empty(pane: Pane) -> &'static str {
    match pane {
        Pane::Alerts => "nothing needs attention: no alarm, no job in trouble in the last 24 h",
        Pane::Jobs => "no jobs in the last 30 days",
        Pane::Vaults => "no vaults in this Region",
        Pane::Plans => "no backup plans in this Region",
        Pane::Resources => "nothing has been backed up in this Region yet",
    }
}

fn number(count: usize) -> String {
    text::count(u64::try_from(count).unwrap_or(u64::MAX))
}
