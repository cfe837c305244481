//! The forms on their road: opened, asked for what they need, sent a few writes at a time, and what comes of them.

use jiff::Timestamp;

use super::effect::{Effect, Page, Query, Started};
use super::follow::{self, Follow};
use super::model::{Modal, Model};
use super::requests::Purpose;
use super::settle;
use crate::config::style::Role;
use crate::domain::failure::Failure;
use crate::domain::job::JobKind;
use crate::domain::journal::{EntryId, Intent};
use crate::domain::preflight::{Fact, Known, VaultChoice};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::write::Write;
use crate::text::Text;
use crate::ui::key::Key;
use crate::wizards::form::{Form, Outcome, Planned, Step, Task};

/// Opens a form. One that got no clear answer about the same comes back instead: what may have been done must not be done
/// again under another token.
pub(super) fn open(model: &mut Model, task: Box<dyn Task>) -> Vec<Effect> {
    if model.options.read_only {
        model.say(Role::Warning, "read-only: nothing is changed; run vaultdeck without --read-only");
        return Vec::new();
    }
    let claims = task.claims();
    let same = |form: &&Form| form.is_locked() && form.task().claims().iter().any(|one| claims.contains(one));
    if let Some(form) = model.forms.values().find(same) {
        model.modal = Some(Modal::Form(form.number));
        return Vec::new();
    }
    let (number, scope) = (model.number(), task.scope());
    let (token, guarded) = (token(model, number), model.is_guarded(scope));
    let form = Form::new(number, task, known(model, scope), guarded, token);
    model.forms.insert(number, form);
    model.modal = Some(Modal::Form(number));
    Vec::new()
}

/// What the console knows by itself.
fn known(model: &Model, scope: ScopeId) -> Known {
    let estate = &model.estate;
    let at = model.scope(scope);
    let vaults = model.poll.source(scope, super::dataset::Dataset::Vaults);
    Known {
        region: at.map(|scope| scope.region.clone()).unwrap_or_default(),
        account: at.and_then(Scope::account).unwrap_or_default().to_owned(),
        vaults: VaultChoice::all(estate.vaults.rows().iter()),
        vaults_read: vaults.is_some_and(|source| source.remote.at.is_some()),
        roles: estate.roles(scope),
        running: estate.running_backups(scope),
        barred: estate.barred(scope),
        ..Known::default()
    }
}

/// A key, for the form on the screen.
pub(super) fn key(model: &mut Model, number: u64, key: Key) -> Vec<Effect> {
    model.modal = Some(Modal::Form(number));
    let Some(form) = model.forms.get_mut(&number) else {
        model.modal = None;
        return Vec::new();
    };
    match form.key(key) {
        Outcome::Stay => Vec::new(),
        Outcome::Send => {
            form.decided = form.decided.or(Some(model.now));
            model.notice = None;
            super::perform::clear_marks(model);
            Vec::new()
        }
        Outcome::Close => {
            model.modal = None;
            left(model, number);
            Vec::new()
        }
        Outcome::Yank => yank(model, number),
    }
}

/// A form was left; one of which it is not known what came, or whose writes are on their way, is kept.
fn left(model: &mut Model, number: u64) {
    let keep = |form: &Form| form.is_locked() || form.tally().waiting > 0 && form.step() == Step::Running;
    if model.forms.get(&number).is_some_and(|form| !keep(form)) {
        model.forms.remove(&number);
    }
}

/// Puts the commands of a form's writes on the clipboard.
fn yank(model: &mut Model, number: u64) -> Vec<Effect> {
    let Some(form) = model.forms.get(&number) else { return Vec::new() };
    match form.plan() {
        Ok(planned) => {
            let commands: Vec<String> = planned.iter().map(|planned| command(model, planned)).collect();
            model.say(Role::Text, "yanked the equivalent aws command");
            vec![Effect::Yank(commands.join("\n"))]
        }
        Err(complaint) => {
            model.say(Role::Warning, complaint.says);
            Vec::new()
        }
    }
}

/// The `aws` command that does the same as a planned write.
pub fn command(model: &Model, planned: &Planned) -> String {
    let scope = model.scope(planned.scope);
    let region = scope.map_or("", |scope| scope.region.as_str());
    planned.write.command(region, scope.and_then(|scope| scope.profile.as_deref()))
}

/// Goes on with all forms: asks for what they need, and sends what waits.
pub(super) fn go_on(model: &mut Model) -> Vec<Effect> {
    let numbers: Vec<u64> = model.forms.keys().copied().collect();
    let mut effects = Vec::new();
    for number in numbers {
        repeat(model, number);
        effects.extend(ask_needs(model, number));
        effects.extend(journal(model, number));
        while let Some(effect) = send_next(model, number) {
            effects.push(effect);
        }
    }
    effects
}

/// Asks again for what got no clear answer, once its form was left: an action is not lost because nobody looks.
fn repeat(model: &mut Model, number: u64) {
    let (now, open) = (model.now, model.form().map(|form| form.number));
    let Some(form) = model.forms.get_mut(&number).filter(|_| open != Some(number)) else { return };
    let fresh = form.decided.is_some_and(|at| now.duration_since(at) <= settle::REPEATABLE);
    if form.again_at.is_some_and(|at| at <= now) {
        form.again_at = None;
        if fresh {
            form.repeat();
        }
    }
}

/// When a form that was left asks again.
pub(super) fn next_due(model: &Model) -> Option<Timestamp> {
    let open = model.form().map(|form| form.number);
    let left = model.forms.values().filter(|form| open != Some(form.number));
    left.filter_map(|form| form.again_at).min()
}

fn ask_needs(model: &mut Model, number: u64) -> Vec<Effect> {
    let Some(form) = model.forms.get_mut(&number) else { return Vec::new() };
    let mut effects = Vec::new();
    for (scope, need) in form.take_needs() {
        let key = model.number();
        model.needs.insert(key, (scope, need.clone()));
        let request = model.requests.begin(scope, Purpose::Need(number, key));
        effects.push(Effect::Ask { request, scope, query: Query::Fact(need) });
    }
    effects
}

/// Has the journal take several writes before the first of them leaves.
fn journal(model: &mut Model, number: u64) -> Option<Effect> {
    let planned = model.forms.get_mut(&number)?.take_intents();
    let intent = |Planned { scope, label, write }: Planned| intent(model, scope, &label, write);
    let intents: Vec<Intent> = planned.into_iter().map(intent).collect();
    (!intents.is_empty()).then_some(Effect::Plan { form: number, intents })
}

/// The journal has a form's writes, or can't be written.
pub(super) fn planned(model: &mut Model, number: u64, entries: Result<Vec<EntryId>, String>) {
    if let Err(why) = &entries {
        model.say(Role::Critical, format!("nothing was sent, the journal can't be written: {why}"));
    }
    if let Some(form) = model.forms.get_mut(&number) {
        form.journalled(entries);
    }
}

fn send_next(model: &mut Model, number: u64) -> Option<Effect> {
    if model.options.read_only {
        return None;
    }
    let form = model.forms.get_mut(&number)?;
    let at = form.take_next()?;
    let item = &form.items()[at];
    let (planned, begun) = (item.planned.clone(), item.begun);
    let Planned { scope, label, write } = planned;
    let intent = Box::new(intent(model, scope, &label, write));
    let request = model.requests.begin(scope, Purpose::Write(number, at));
    Some(Effect::Send { request, scope, intent, begun })
}

/// A fact has come.
pub(super) fn learned(model: &mut Model, number: u64, need: u64, scope: ScopeId, fact: Fact) {
    if let (Some((_, need)), Some(form)) = (model.needs.remove(&need), model.forms.get_mut(&number)) {
        form.learn(scope, need, fact);
    }
}

/// A fact could not be read.
pub(super) fn missed(model: &mut Model, number: u64, need: u64, scope: ScopeId, failure: &Failure) {
    if let (Some((_, need)), Some(form)) = (model.needs.remove(&need), model.forms.get_mut(&number)) {
        form.miss(scope, need, failure);
    }
}

/// An answer to a write.
pub(super) fn answered(model: &mut Model, number: u64, at: usize, page: Page) -> Vec<Effect> {
    match page {
        Page::Noted(entry) => noted(model, number, at, entry),
        Page::Started(started) => return taken(model, number, at, Some(started)),
        Page::Done => return taken(model, number, at, None),
        _ => {}
    }
    Vec::new()
}

fn noted(model: &mut Model, number: u64, at: usize, entry: EntryId) {
    if let Some(form) = model.forms.get_mut(&number) {
        form.noted(at, entry);
    }
}

/// AWS took a write: a job that it started is followed from here on.
fn taken(model: &mut Model, number: u64, at: usize, started: Option<Started>) -> Vec<Effect> {
    let Some(form) = model.forms.get_mut(&number) else { return Vec::new() };
    form.taken(at);
    let Some(item) = form.items().get(at) else { return Vec::new() };
    let (planned, entry, several) = (item.planned.clone(), item.entry(), form.items().len() > 1);
    let tally = form.tally();
    let missing = tally.refused + tally.left_out;
    let over = form.tally().is_over();
    if form.is_done() {
        close(model, number);
    } else if over {
        surface(model, number);
    }
    let Planned { scope, label, write } = planned;
    if let Some(started) = started {
        let begun =
            Followed { scope, label, write, entry, group: several.then_some(number), since: model.now };
        begin_follow(model, begun, started.job);
        for follow in model.follows.iter_mut().filter(|follow| follow.group == Some(number)) {
            follow.missing = missing;
        }
        return Vec::new();
    }
    let said = match &write {
        // AWS has heard it; the job ends a little later.
        Write::StopBackup { job } => {
            model.estate.stopped(scope, job);
            format!("AWS is stopping the backup of {label}")
        }
        write => format!("done: {} {label}", write.words()),
    };
    model.say(Role::Ok, said);
    super::perform::reload(model)
}

/// A job that a write has started.
pub(super) struct Followed {
    /// In this scope.
    pub scope: ScopeId,
    /// What the write's target is called.
    pub label: String,
    /// The write.
    pub write: Write,
    /// The journal's entry.
    pub entry: Option<EntryId>,
    /// The form of several writes that it belongs to.
    pub group: Option<u64>,
    /// Decided at.
    pub since: Timestamp,
}

/// Follows a job from here on.
pub(super) fn begin_follow(model: &mut Model, begun: Followed, job: Text) {
    let Followed { scope, label, write, entry, group, since } = begun;
    let kind = write.starts().unwrap_or(JobKind::Backup);
    let resource = match &write {
        Write::StartBackup(request) => Some(Text::new(&request.resource)),
        _ => None,
    };
    let usual = resource.and_then(|resource| model.estate.usual_backup(scope, &resource, model.now));
    let usual = usual.map(|usual| usual.median);
    let number = model.number();
    model.follows.push(Follow {
        number,
        scope,
        entry,
        group,
        write,
        kind,
        job,
        label,
        since,
        usual,
        last: None,
        point: follow::Point::default(),
        copy: follow::Chain::default(),
        backed_up: None,
        missing: 0,
        due: Some(model.now),
        request: None,
        lost: false,
    });
    model.poll.refresh(&[super::dataset::Dataset::Jobs(kind)], model.now);
}

/// AWS refused, or nobody knows: back into the form, which comes up again if it was left.
pub(super) fn refused(model: &mut Model, number: u64, at: usize, failure: Failure) -> Vec<Effect> {
    let fresh = model.number();
    let fresh = token(model, fresh);
    let said = failure.sentence();
    let Some(form) = model.forms.get_mut(&number) else { return Vec::new() };
    form.refused(at, failure, fresh);
    form.again_at = form.is_locked().then(|| model.now.saturating_add(settle::PACE).unwrap_or(model.now));
    let tally = form.tally();
    let missing = tally.refused + tally.left_out;
    for follow in model.follows.iter_mut().filter(|follow| follow.group == Some(number)) {
        follow.missing = missing;
    }
    let Some(item) = form.items().get(at) else { return Vec::new() };
    let (label, what) = (&item.planned.label, item.planned.write.words());
    let line = match (item.in_doubt, tally.all) {
        (true, 1) => {
            format!("{what} {label}: it may have been done; its form asks again with the same token")
        }
        (false, 1) => format!("{what} {label}: not done: {said}"),
        _ => format!("{what} {label}: {said}"),
    };
    // The form's list says it for each.
    if tally.all == 1 || model.form().is_none_or(|open| open.number != number) {
        model.say(Role::Critical, line);
    }
    if tally.is_over() {
        surface(model, number);
    }
    Vec::new()
}

/// Brings a form up again, unless something else is open by now: what the operator is doing is not taken away.
fn surface(model: &mut Model, number: u64) {
    match model.modal {
        None => model.modal = Some(Modal::Form(number)),
        Some(Modal::Form(open)) if open == number => {}
        Some(_) => left(model, number),
    }
}

/// The scope's credentials are another account's now: its forms go, but for those whose writes are on their way.
pub(super) fn forget(model: &mut Model, scope: ScopeId) {
    if model.form().is_some_and(|form| form.task().scope() == scope) {
        model.modal = None;
    }
    model.forms.retain(|_, form| form.task().scope() != scope || form.is_locked());
}

/// Takes a form away.
fn close(model: &mut Model, number: u64) {
    if matches!(model.modal, Some(Modal::Form(open)) if open == number) {
        model.modal = None;
    }
    model.forms.remove(&number);
}

/// What a form's write is, for the log of calls.
pub(super) fn words(model: &Model, number: u64, at: usize) -> &'static str {
    let form = model.forms.get(&number);
    form.and_then(|form| form.items().get(at)).map_or("write", |item| item.planned.write.words())
}

/// A write as it goes into the journal.
pub(super) fn intent(model: &Model, scope: ScopeId, label: &str, write: Write) -> Intent {
    let actor = model.scope(scope).map(Scope::actor).unwrap_or_default();
    Intent { at: model.now, actor, label: label.to_owned(), write }
}

/// An idempotency token: unlike any other of this run, and of other runs.
pub(super) fn token(model: &Model, number: u64) -> String {
    format!("vaultdeck-{:016x}-{number}", model.options.seed)
}
