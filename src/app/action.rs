//! The registry of actions: name, keys, hint, sentence, group and danger of everything that a key can do.
//!
//! Matching, footer hints, help, palette, docs/keys.md and the names in the configuration all come from here. To add an
//! action: a line in [`ACTIONS`], where it can be used in `available.rs`, what it does in `update.rs`.

/// Everything that a key can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Open what the cursor is on.
    Open,
    /// Go back, or close.
    Back,
    /// Zoom a pane to the whole screen and back.
    Zoom,
    /// Cursor down.
    Down,
    /// Cursor up.
    Up,
    /// Page down.
    PageDown,
    /// Page up.
    PageUp,
    /// First row.
    First,
    /// Last row.
    Last,
    /// Next pane.
    NextPane,
    /// Previous pane.
    PreviousPane,
    /// Go to alerts.
    Alerts,
    /// Go to jobs.
    Jobs,
    /// Go to vaults.
    Vaults,
    /// Go to plans.
    Plans,
    /// Go to protected resources.
    Resources,
    /// The next twelve hours.
    Timeline,
    /// Filter the list.
    Filter,
    /// Sort by the next column.
    Sort,
    /// Sort the other way round.
    ReverseSort,
    /// Troubled rows only.
    Troubled,
    /// Next kind of job.
    Kind,
    /// Mark the row, or take its mark away.
    Mark,
    /// Mark all rows shown, or take their marks away.
    MarkAll,
    /// Recovery points of what the cursor is on.
    Points,
    /// Say why it went wrong.
    Why,
    /// Copy an incident note.
    Note,
    /// Acknowledge alerts, or take that back.
    Acknowledge,
    /// Start an on-demand backup.
    Backup,
    /// Start the backup again that failed.
    Retry,
    /// Copy a recovery point.
    Copy,
    /// Restore a recovery point.
    Restore,
    /// Stop a backup job.
    Stop,
    /// Keep recovery points for longer or less long.
    Keep,
    /// Delete recovery points.
    Delete,
    /// End the continuous backup of recovery points.
    Disassociate,
    /// See and change tags.
    Tags,
    /// See and set a vault's notifications.
    Notifications,
    /// Yank the id.
    Yank,
    /// Yank the equivalent command.
    YankCommand,
    /// Ask AWS now.
    Refresh,
    /// Commands by name.
    Palette,
    /// Keys that work here.
    Help,
    /// What was changed at AWS from here.
    Journal,
    /// Calls to AWS.
    Log,
    /// What `CloudWatch` counted.
    Metrics,
    /// Scopes and their health.
    Scopes,
    /// End the program.
    Quit,
}

/// What an action is about, for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Doing something to data.
    Act,
    /// Finding things.
    Find,
    /// Moving about.
    Move,
    /// The program itself.
    Program,
}

/// How dangerous an action is, which decides how it is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// Reads only.
    None,
    /// Writes, harmlessly: confirmed once.
    Safe,
    /// Costs time or money, or loses work: the focus waits on Cancel.
    Costly,
    /// Destroys something: a word is to be typed.
    Destructive,
}

/// One line of the registry.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The action.
    pub action: Action,
    /// Its name in the configuration and the palette.
    pub name: &'static str,
    /// Its keys unless the configuration says otherwise.
    pub keys: &'static [&'static str],
    /// Two or three words for the footer.
    pub hint: &'static str,
    /// A sentence for help, palette and docs/keys.md.
    pub sentence: &'static str,
    /// What it is about.
    pub group: Group,
    /// How dangerous it is.
    pub danger: Danger,
    /// The footer keeps low numbers when it is narrow; 0 is never in the footer.
    pub rank: u8,
}

const fn spec(
    action: Action,
    name: &'static str,
    keys: &'static [&'static str],
    hint: &'static str,
    group: Group,
    rank: u8,
    sentence: &'static str,
) -> Spec {
    Spec { action, name, keys, hint, sentence, group, danger: Danger::None, rank }
}

const fn writes(danger: Danger, spec: Spec) -> Spec {
    Spec { danger, ..spec }
}

/// Every action, in the order of help.
#[rustfmt::skip]
pub const ACTIONS: &[Spec] = &[
    writes(Danger::Safe, spec(Action::Backup, "back-up", &["b"], "back up", Group::Act, 2, "Start an on-demand backup of the resource, or of all that are marked, and follow it to its end")),
    writes(Danger::Safe, spec(Action::Retry, "retry", &["t"], "try again", Group::Act, 3, "Start the backup again that failed, with its own vault, role and retention; in the journal, send what was planned and never left")),
    writes(Danger::Safe, spec(Action::Copy, "copy", &["c"], "copy", Group::Act, 3, "Copy the recovery point, or all that are marked, to a vault in this or another Region or account")),
    writes(Danger::Costly, spec(Action::Restore, "restore", &["r"], "restore", Group::Act, 3, "Restore the recovery point, or the newest usable one of the resource; the form asks for what its type takes")),
    writes(Danger::Costly, spec(Action::Stop, "stop", &["x"], "stop", Group::Act, 3, "Stop the backup job; what it has done so far is thrown away")),
    spec(Action::Why, "why", &["w"], "why", Group::Act, 3, "Say why it went wrong, what to do, and what can be restored meanwhile"),
    writes(Danger::Costly, spec(Action::Keep, "keep", &["e"], "keep", Group::Act, 4, "Change how long the recovery point, or all that are marked, are kept, and when they go to cold storage")),
    writes(Danger::Destructive, spec(Action::Delete, "delete", &["D"], "delete", Group::Act, 11, "Delete the recovery point, or all that are marked, for good")),
    writes(Danger::Destructive, spec(Action::Disassociate, "disassociate", &["X"], "disassociate", Group::Act, 11, "End the continuous backup of the recovery point, and give it back to the service that it comes from")),
    spec(Action::Acknowledge, "acknowledge", &["a"], "acknowledge", Group::Act, 4, "Acknowledge the alert, with a note and for a time: it stays quiet until it is worse; or take that back"),
    spec(Action::Note, "note", &["i"], "incident note", Group::Act, 10, "Copy an incident note to the clipboard (OSC 52): what, since when, why, what it befell, what to restore and to do"),
    writes(Danger::Safe, spec(Action::Tags, "tags", &["T"], "tags", Group::Act, 11, "See, add, change and remove the tags of the vault, plan or recovery point, or of all that are marked")),
    writes(Danger::Safe, spec(Action::Notifications, "notifications", &["N"], "notifications", Group::Act, 10, "See, set and end the vault's notifications, or those of all that are marked")),
    spec(Action::Yank, "yank", &["y"], "yank id", Group::Act, 12, "Copy the id or ARN under the cursor to the clipboard (OSC 52)"),
    spec(Action::YankCommand, "yank-command", &["Y"], "yank command", Group::Act, 13, "Copy the equivalent `aws` command to the clipboard (OSC 52)"),
    spec(Action::Refresh, "refresh", &["R"], "refresh", Group::Act, 14, "Ask AWS now for what is on the screen"),
    spec(Action::Filter, "filter", &["/"], "filter", Group::Find, 4, "Filter the list: words, field:value, !word, \"two words\""),
    spec(Action::Troubled, "troubled", &["!"], "troubled only", Group::Find, 5, "Show only what is in trouble, or all again"),
    spec(Action::Kind, "kind", &["K"], "kind", Group::Find, 7, "Show backup, copy or restore jobs only, or all again"),
    spec(Action::Sort, "sort", &["s"], "sort", Group::Find, 8, "Sort by the next column, then in the list's own order again"),
    spec(Action::ReverseSort, "reverse-sort", &["S"], "reverse", Group::Find, 0, "Sort the other way round"),
    spec(Action::Mark, "mark", &["space"], "mark", Group::Find, 8, "Mark the row, or unmark it, and move down: an action takes all marked rows"),
    spec(Action::MarkAll, "mark-all", &["*"], "mark all", Group::Find, 0, "Mark all rows shown, or unmark them"),
    spec(Action::Palette, "palette", &[":"], "commands", Group::Find, 9, "Find a command or a thing by name, or paste an ARN"),
    spec(Action::Open, "open", &["enter"], "open", Group::Move, 1, "Open what the cursor is on"),
    spec(Action::Back, "back", &["esc"], "back", Group::Move, 6, "Close what is open, clear the filter, then the marks, or go back"),
    spec(Action::Points, "points", &["p"], "recovery points", Group::Move, 3, "List the recovery points of the vault or resource"),
    spec(Action::Zoom, "zoom", &["z"], "zoom", Group::Move, 11, "Zoom the pane to the whole screen, and back"),
    spec(Action::Down, "down", &["j", "down"], "down", Group::Move, 0, "Move down"),
    spec(Action::Up, "up", &["k", "up"], "up", Group::Move, 0, "Move up"),
    spec(Action::PageDown, "page-down", &["pgdn", "ctrl-f"], "page down", Group::Move, 0, "Move down by a page"),
    spec(Action::PageUp, "page-up", &["pgup", "ctrl-b"], "page up", Group::Move, 0, "Move up by a page"),
    spec(Action::First, "first", &["g", "home"], "first", Group::Move, 0, "Go to the first row"),
    spec(Action::Last, "last", &["G", "end"], "last", Group::Move, 0, "Go to the last row"),
    spec(Action::NextPane, "next-pane", &["tab", "right"], "next pane", Group::Move, 10, "Go to the next pane"),
    spec(Action::PreviousPane, "previous-pane", &["backtab", "left"], "previous pane", Group::Move, 0, "Go to the pane before"),
    spec(Action::Alerts, "alerts", &["1"], "alerts", Group::Move, 0, "Go to alerts"),
    spec(Action::Jobs, "jobs", &["2"], "jobs", Group::Move, 0, "Go to jobs"),
    spec(Action::Vaults, "vaults", &["3"], "vaults", Group::Move, 0, "Go to vaults"),
    spec(Action::Plans, "plans", &["4"], "plans", Group::Move, 0, "Go to backup plans"),
    spec(Action::Resources, "resources", &["5"], "resources", Group::Move, 15, "Go to protected resources"),
    spec(Action::Timeline, "timeline", &["6"], "next 12 h", Group::Move, 0, "Show the backups that run now and the runs of the next 12 hours, and each rule's next run"),
    spec(Action::Scopes, "scopes", &["P"], "scopes", Group::Program, 0, "Show the scopes (profile, account, Region) and their health"),
    spec(Action::Metrics, "metrics", &["M"], "metrics", Group::Program, 0, "Show how many jobs CloudWatch counted in the last day and fortnight, by kind and end"),
    spec(Action::Journal, "journal", &["J"], "journal", Group::Program, 0, "Show what was changed at AWS from here, in earlier runs too, and what came of it"),
    spec(Action::Log, "log", &["L"], "log", Group::Program, 0, "Show the calls to AWS, how long they took and how they ended"),
    spec(Action::Help, "help", &["?"], "help", Group::Program, 4, "Show the keys that work here"),
    spec(Action::Quit, "quit", &["q", "ctrl-c"], "quit", Group::Program, 16, "End vaultdeck; jobs at AWS go on"),
];

impl Action {
    /// Its line in the registry.
    pub fn spec(self) -> &'static Spec {
        // The registry holds every action: a test says so. The first line stands in for the impossible.
        ACTIONS.iter().find(|spec| spec.action == self).unwrap_or(&ACTIONS[0])
    }
}

impl Group {
    /// All, in the order of help.
    pub const ALL: [Self; 4] = [Self::Act, Self::Find, Self::Move, Self::Program];

    /// Its title in help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Act => "Act",
            Self::Find => "Find",
            Self::Move => "Move",
            Self::Program => "Program",
        }
    }
}
