//! The model: all that the console knows and shows. Only `update` changes it; `screen` only reads it.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::acknowledge::Acknowledge;
use super::action::Action;
use super::announce::Announcer;
use super::dataset::Dataset;
use super::estate::Estate;
use super::follow::{self, Follow};
use super::history::{History, Outbox};
use super::journal::Journal;
use super::keymap::Keymap;
use super::layout::Layout;
use super::page::{Content, Page, Pane};
use super::palette::Palette;
use super::poll::Poll;
use super::requests::Requests;
use super::settle::Unsettled;
use crate::config::style::Role;
use crate::config::{Alerts, BackupDefaults, HistoryConfig, Polling};
use crate::domain::alert::Patience;
use crate::domain::failure::Failure;
use crate::domain::preflight::Need;
use crate::domain::rpo;
use crate::domain::scope::{Scope, ScopeId};
use crate::list::{AnyList, Look};
use crate::text::Zone;
use crate::ui::input::Input;
use crate::wizards::form::Form;

/// What does not change while the program runs.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Options {
    /// Refuse every action that writes.
    pub read_only: bool,
    /// The embedded simulator is behind this console.
    pub demo: bool,
    /// Zone of all times.
    pub zone: Zone,
    /// ASCII glyphs.
    pub ascii: bool,
    /// How often AWS is asked.
    pub polling: Polling,
    /// Defaults of an on-demand backup.
    pub backup: BackupDefaults,
    /// How the console calls.
    pub alerts: Alerts,
    /// Patterns of what is production: account ids, profiles and aliases, `*` for any letters.
    pub guard: Vec<String>,
    /// What the configuration promises of resources.
    pub objectives: Vec<rpo::Rule>,
    /// All that the configuration is about is watched: no flag left a scope of it out.
    pub watches_all: bool,
    /// Days for which jobs that have ended are kept; 0 keeps none.
    pub history_days: u32,
    /// Makes idempotency tokens and jitter differ from run to run.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            read_only: false,
            demo: false,
            zone: Zone::Utc,
            ascii: false,
            polling: Polling::default(),
            backup: BackupDefaults::default(),
            alerts: Alerts::default(),
            guard: Vec::new(),
            objectives: Vec::new(),
            watches_all: false,
            history_days: HistoryConfig::default().days,
            seed: 0,
        }
    }
}

/// What lies over the page and has the keys.
#[derive(Debug)]
pub enum Modal {
    /// Keys that work here; the first line shown.
    Help(usize),
    /// Commands and things by name.
    Palette(Palette),
    /// The filter line of the list, being typed; what it was before.
    Filter {
        /// The line.
        input: Input,
        /// The line before.
        before: String,
    },
    /// The form of this number.
    Form(u64),
    /// Alerts to be acknowledged.
    Acknowledge(Box<Acknowledge>),
}

/// A line that says what just happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What it means.
    pub role: Role,
    /// The line.
    pub text: String,
    /// Gone after.
    pub until: Timestamp,
}

/// One finished request.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Ended at.
    pub at: Timestamp,
    /// In this scope.
    pub scope: ScopeId,
    /// What was asked, in words or as an operation.
    pub what: &'static str,
    /// API calls that it took.
    pub calls: u32,
    /// Milliseconds.
    pub millis: u32,
    /// How it failed, if it did.
    pub failure: Option<Failure>,
}

/// Finished requests that the log keeps.
pub const LOG_LENGTH: usize = 500;
/// A notice stays so long.
const NOTICE: SignedDuration = SignedDuration::from_secs(8);

/// All of it.
#[derive(Debug)]
pub struct Model {
    /// The time of the last message.
    pub now: Timestamp,
    /// The terminal's columns and rows.
    pub size: (u16, u16),
    /// The scopes.
    pub scopes: Vec<Scope>,
    /// Fixed options.
    pub options: Options,
    /// Keys in force.
    pub keymap: Keymap,
    /// What is known.
    pub estate: Estate,
    /// When what is asked.
    pub poll: Poll,
    /// Requests that are out.
    pub requests: Requests,
    /// The page stack, the overview first; never empty.
    pub pages: Vec<Page>,
    /// The overview's pane that has the keys.
    pub focus: Pane,
    /// What lies over the page.
    pub modal: Option<Modal>,
    /// Backups followed to their end.
    pub follows: Vec<Follow>,
    /// Forms by number: the one on the screen, and those that were left while their writes are on their way, were refused
    /// or got no clear answer.
    pub(super) forms: BTreeMap<u64, Form>,
    /// What forms have asked for, by number.
    pub(super) needs: BTreeMap<u64, (ScopeId, Need)>,
    /// Writes of earlier runs whose answer nobody saw.
    pub unsettled: Vec<Unsettled>,
    /// The journal, as far as it was looked at.
    pub journal: Journal,
    /// What was called out.
    pub(super) announcer: Announcer,
    /// How keeping jobs goes.
    pub history: History,
    /// What just happened.
    pub notice: Option<Notice>,
    /// Finished requests, newest first.
    pub log: VecDeque<Call>,
    /// The incident note that waits for the journal.
    pub(super) noting: Option<super::note::About>,
    /// The last wish for a wake-up.
    pub(super) wake_at: Option<Timestamp>,
    /// Numbers given to pages, wizards and follows.
    pub(super) numbers: u64,
}

impl Model {
    /// A model that has asked nothing yet.
    pub fn new(
        scopes: Vec<Scope>,
        options: Options,
        keymap: Keymap,
        size: (u16, u16),
        now: Timestamp,
    ) -> Self {
        let patience =
            Patience { silence: options.alerts.silence_after.0, copy: options.alerts.copy_after.0 };
        let mut estate = Estate::new(options.objectives.clone(), patience, options.zone.clone());
        if options.watches_all {
            estate.all_scopes = scopes.iter().map(|scope| scope.id).collect();
        }
        estate.ended = Outbox::new(options.history_days > 0);
        let mut poll = Poll::default();
        if options.polling.metrics == 0 {
            poll.switch_off(Dataset::Metrics);
        }
        if options.objectives.iter().all(|rule| rule.tags.is_empty()) {
            poll.switch_off(Dataset::PointTags);
        }
        for scope in &scopes {
            poll.begin(scope.id, now);
        }
        Self {
            now,
            size,
            scopes,
            options,
            keymap,
            estate,
            poll,
            requests: Requests::default(),
            pages: vec![Page { number: 0, content: Content::Overview }],
            focus: Pane::default(),
            modal: None,
            follows: Vec::new(),
            forms: BTreeMap::new(),
            needs: BTreeMap::new(),
            unsettled: Vec::new(),
            journal: Journal::default(),
            announcer: Announcer::default(),
            history: History::default(),
            notice: None,
            log: VecDeque::new(),
            noting: None,
            wake_at: None,
            numbers: 0,
        }
    }

    /// The form on the screen.
    pub fn form(&self) -> Option<&Form> {
        match self.modal {
            Some(Modal::Form(number)) => self.forms.get(&number),
            _ => None,
        }
    }

    /// Whether a scope is guarded: the configuration's `guard` names its account, profile or alias.
    pub fn is_guarded(&self, id: ScopeId) -> bool {
        self.scope(id).is_some_and(|scope| scope.is_named_by(&self.options.guard))
    }

    /// The page on top.
    pub fn page(&self) -> &Page {
        // The stack is never empty: `back` keeps the first one.
        &self.pages[self.pages.len() - 1]
    }

    pub(super) fn page_mut(&mut self) -> &mut Page {
        let top = self.pages.len() - 1;
        &mut self.pages[top]
    }

    /// The pane whose list has the keys, if the page shows one.
    pub fn pane(&self) -> Option<Pane> {
        match self.page().content {
            Content::Overview => Some(self.focus),
            Content::Full(pane) => Some(pane),
            _ => None,
        }
    }

    /// The list that has the keys.
    pub fn list(&self) -> Option<&dyn AnyList> {
        match &self.page().content {
            Content::Overview => Some(self.pane_list(self.focus)),
            Content::Full(pane) => Some(self.pane_list(*pane)),
            Content::Points(points) => Some(&points.list),
            Content::Children(children) => Some(&children.list),
            Content::Members(members) => Some(&members.list),
            Content::Journal => Some(&self.journal.list),
            Content::Timeline(page) => Some(&page.list),
            _ => None,
        }
    }

    pub(super) fn list_mut(&mut self) -> Option<&mut dyn AnyList> {
        let focus = self.focus;
        let top = self.pages.len() - 1;
        match &mut self.pages[top].content {
            Content::Overview => Some(pane_list_mut(&mut self.estate, focus)),
            Content::Full(pane) => Some(pane_list_mut(&mut self.estate, *pane)),
            Content::Points(points) => Some(&mut points.list),
            Content::Children(children) => Some(&mut children.list),
            Content::Members(members) => Some(&mut members.list),
            Content::Journal => Some(&mut self.journal.list),
            Content::Timeline(page) => Some(&mut page.list),
            _ => None,
        }
    }

    /// The list of a pane.
    pub fn pane_list(&self, pane: Pane) -> &dyn AnyList {
        match pane {
            Pane::Alerts => &self.estate.alerts,
            Pane::Jobs => &self.estate.jobs,
            Pane::Vaults => &self.estate.vaults,
            Pane::Plans => &self.estate.plans,
            Pane::Resources => &self.estate.resources,
        }
    }

    /// Whether anything can be said of a pane's things: every dataset that it shows has been answered once, or rows are
    /// there. Before that, none is not zero.
    pub fn is_known(&self, pane: Pane) -> bool {
        let health = self.poll.health(pane.datasets(), self.now, &self.options.polling);
        !health.incomplete || self.pane_list(pane).total() > 0
    }

    /// Whether recovery points are missing which the journal, once read, may explain.
    pub fn suspects_loss(&self) -> bool {
        self.estate.gone.suspects()
    }

    /// A scope.
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(usize::from(id.0))
    }

    /// The scope that new things go to when nothing under the cursor tells one.
    pub fn home_scope(&self) -> ScopeId {
        self.scopes.first().map(|scope| scope.id).unwrap_or_default()
    }

    /// What cells need to know.
    pub fn look(&self) -> Look<'_> {
        let (zone, ascii) = (&self.options.zone, self.options.ascii);
        Look { now: self.now, zone, scopes: &self.scopes, ascii, columns: 0 }
    }

    /// Where things stand on the screen; `None` when it is too small.
    pub fn layout(&self) -> Option<Layout> {
        let overview = matches!(self.page().content, Content::Overview).then_some(self.focus);
        // Half while it is not known: panes that shrink are quieter than panes that grow.
        let rows = |pane| if self.is_known(pane) { self.pane_list(pane).total() } else { usize::MAX };
        let below = rows(Pane::Vaults).max(rows(Pane::Plans));
        Layout::new(self.size, overview, below, self.status_lines())
    }

    /// Lines between body and footer.
    fn status_lines(&self) -> u16 {
        let filter = matches!(self.modal, Some(Modal::Filter { .. } | Modal::Acknowledge(_)));
        let follows = follow::lines(&self.follows, self.now, &self.options.zone).len();
        let lines = follows + usize::from(self.notice.is_some()) + usize::from(filter);
        u16::try_from(lines.min(4)).unwrap_or(4)
    }

    pub(super) fn say(&mut self, role: Role, text: impl Into<String>) {
        let until = self.now.checked_add(NOTICE).unwrap_or(self.now);
        self.notice = Some(Notice { role, text: text.into(), until });
    }

    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// The key that hints show for an action.
    pub fn key_hint(&self, action: Action) -> Option<String> {
        self.keymap.key(action).map(|key| key.to_string())
    }
}

pub(super) fn pane_list_mut(estate: &mut Estate, pane: Pane) -> &mut dyn AnyList {
    match pane {
        Pane::Alerts => &mut estate.alerts,
        Pane::Jobs => &mut estate.jobs,
        Pane::Vaults => &mut estate.vaults,
        Pane::Plans => &mut estate.plans,
        Pane::Resources => &mut estate.resources,
    }
}
