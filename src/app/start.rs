//! Starting a backup: opening the form, and what comes of the call.

use super::effect::{Effect, Started};
use super::follow::{self, Follow};
use super::model::{Modal, Model};
use super::perform;
use crate::config::style::Role;
use crate::domain::failure::Failure;
use crate::domain::job::JobKind;
use crate::domain::journal::{EntryId, Intent};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::write::Write;
use crate::text::Text;
use crate::wizards::backup::{BackupWizard, Draft, Known, VaultChoice};

/// Opens the form for a resource, filled by what its plan or last job used.
pub(super) fn form(model: &mut Model, scope: ScopeId, resource: &Text) -> Vec<Effect> {
    if model.options.read_only {
        model.say(Role::Warning, "read-only: backups are not started; run vaultdeck without --read-only");
        return Vec::new();
    }
    // What may have started must not be started again under another token.
    let mut open = model.sending.values();
    if let Some(open) = open.find(|form| form.draft().scope == scope && form.resource() == resource) {
        model.modal = Some(Modal::Backup(open.clone()));
        return Vec::new();
    }
    let estate = &model.estate;
    let jobs = estate.jobs_of(scope, resource);
    let account = model.scope(scope).and_then(Scope::account);
    let plan = |id: &Text| estate.plan(scope, id).cloned();
    let mut draft = Draft::fill(scope, account, resource, &jobs, plan, &model.options.backup);
    if let Some(resource) = estate.resource(scope, resource) {
        resource.label().clone_into(&mut draft.label);
    }
    let running = jobs.iter().find(|job| job.kind == JobKind::Backup && job.state.is_active());
    let known = Known {
        region: model.scope(scope).map(|scope| scope.region.clone()).unwrap_or_default(),
        vaults: VaultChoice::among(estate.vaults.rows().iter().filter(|vault| vault.scope == scope)),
        running: running.map(|job| job.id.clone()),
        vaults_read: model
            .poll
            .source(scope, super::dataset::Dataset::Vaults)
            .is_some_and(|source| source.remote.at.is_some()),
    };
    let number = model.number();
    let token = token(model, number);
    model.modal = Some(Modal::Backup(Box::new(BackupWizard::new(number, draft, known, token))));
    Vec::new()
}

/// AWS has started the job: from here on it is followed.
pub(super) fn started(model: &mut Model, scope: ScopeId, wizard: u64, started: Started) -> Vec<Effect> {
    let Some(form) = close(model, wizard) else { return Vec::new() };
    let jobs = model.estate.jobs_of(scope, form.resource());
    let usual = follow::usual(&jobs);
    let number = model.number();
    model.follows.push(Follow {
        number,
        scope,
        entry: form.entry,
        kind: JobKind::Backup,
        job: started.job,
        label: form.label().to_owned(),
        since: model.now,
        usual,
        last: None,
        due: Some(model.now),
        request: None,
        lost: false,
    });
    model.poll.refresh(&[super::dataset::Dataset::Jobs(JobKind::Backup)], model.now);
    Vec::new()
}

/// AWS refused, or nobody knows: back into the form, which comes up again if it was left.
pub(super) fn refused(model: &mut Model, wizard: u64, failure: Failure) -> Vec<Effect> {
    let number = model.number();
    let fresh = token(model, number);
    let Some(mut form) = close(model, wizard) else { return Vec::new() };
    let said = failure.sentence();
    form.refused(failure, fresh);
    let label = form.label();
    let said = if form.is_locked() {
        format!("backup of {label} may have started: its form asks again with the same token")
    } else {
        format!("backup of {label} not started: {said}")
    };
    model.say(Role::Critical, said);
    // Something else may be open by now: what the operator is doing is not taken away.
    if model.modal.is_none() {
        model.modal = Some(Modal::Backup(form));
    } else {
        left(model, form);
    }
    Vec::new()
}

/// A form was left; one of which it is not known what came is kept.
pub(super) fn left(model: &mut Model, form: Box<BackupWizard>) {
    if form.is_locked() {
        model.sending.insert(form.number, form);
    }
}

/// The form that was sent, closed if it is still open.
fn close(model: &mut Model, wizard: u64) -> Option<Box<BackupWizard>> {
    if matches!(&model.modal, Some(Modal::Backup(open)) if open.number == wizard) {
        model.modal = None;
    }
    model.sending.remove(&wizard)
}

/// A write as it goes into the journal.
pub(super) fn intent(model: &Model, scope: ScopeId, label: &str, write: Write) -> Intent {
    let actor = model.scope(scope).map(Scope::actor).unwrap_or_default();
    Intent { at: model.now, actor, label: label.to_owned(), write }
}

/// The journal has the form's write.
pub(super) fn noted(model: &mut Model, wizard: u64, entry: EntryId) {
    let open = match &mut model.modal {
        Some(Modal::Backup(open)) if open.number == wizard => Some(open),
        _ => None,
    };
    for form in open.into_iter().chain(model.sending.get_mut(&wizard)) {
        form.entry = Some(entry);
    }
}

/// An idempotency token: unlike any other of this run, and of other runs.
fn token(model: &Model, number: u64) -> String {
    format!("vaultdeck-{:016x}-{number}", model.options.seed)
}

/// Opens the form for what is under the cursor.
pub(super) fn form_at_cursor(model: &mut Model) -> Vec<Effect> {
    match perform::resource_at_cursor(model) {
        Some((scope, resource)) => form(model, scope, &resource),
        None => Vec::new(),
    }
}
