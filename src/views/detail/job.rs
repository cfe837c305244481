//! The facts of a job.

use super::{Fact, Facts, Look, Role, Text, Thing, time};
use crate::domain::job::{BackupFacts, CopyFacts, Job, JobFacts, JobKind, RestoreFacts};
use crate::domain::outlook::Outlook;
use crate::domain::usual::Usual;
use crate::ui::glyphs::Glyphs;
use crate::views::jobs::{children_words, glyph, outlook, role};

/// "backup job of orders-db, running".
pub fn title(job: &Job) -> String {
    format!("{} job of {}, {}", job.kind.word(), job.resource_label(), job.state.word())
}

/// All that is known of a job.
pub fn facts(job: &Job, look: &Look<'_>) -> Vec<Fact> {
    let mut facts = Facts::new(job.scope, look);
    what(&mut facts, job);
    when(&mut facts, job);
    match &job.facts {
        JobFacts::Backup(backup) => of_backup(&mut facts, backup),
        JobFacts::Copy(copy) => of_copy(&mut facts, copy),
        JobFacts::Restore(restore) => of_restore(&mut facts, restore),
    }
    started_by(&mut facts, job);
    facts.group("Identifiers");
    facts.text("Job id", Some(&job.id));
    facts.text("Resource ARN", job.resource.as_ref());
    facts.text("Account", job.account.as_ref());
    facts.text("Role", job.role.as_ref());
    facts.asked();
    facts.all
}

fn what(facts: &mut Facts<'_>, job: &Job) {
    facts.group("What");
    let look = facts.look;
    let tested = if job.test_failed() { ", restore test failed" } else { "" };
    let state = format!("{} {}{tested}", glyph(job, Glyphs::new(look.ascii)), job.state.word());
    facts.push("State", state, role(job));
    if job.state.is_active() {
        facts.say_some("Done", job.percent.map(|percent| format!("{:.0} %", percent.floor())));
        let (words, role) = outlook(job, look);
        facts.push("Outlook", words, role);
    }
    let well = job.noted().well_since;
    facts.say_some(
        "Since then",
        well.map(|at| format!("one that began {} went well", time::stamp(at, look.zone))),
    );
    facts.text(if job.needs_attention() { "Reason" } else { "Message" }, job.message.as_ref());
    facts.text("Message category", job.category.as_ref());
    facts.say("Kind", job.kind.word());
    let label = Text::new(job.resource_label());
    match &job.resource {
        Some(arn) => facts.raw("Resource", label.to_string(), arn, Some(Thing::Resource(arn.clone()))),
        None => facts.say("Resource", label.to_string()),
    }
    facts.text("Resource type", job.resource_type.as_ref());
    facts.size("Size", job.size);
    if job.is_parent {
        let words = job.children.as_ref().map_or_else(|| "list them".to_owned(), |all| children_words(all));
        facts.raw("Children", words, &job.id, Some(Thing::Children { kind: job.kind, id: job.id.clone() }));
    }
    facts.link("Parent job", job.parent.as_ref(), |id| Thing::Job { kind: job.kind, id });
}

fn when(facts: &mut Facts<'_>, job: &Job) {
    facts.group("When");
    facts.time("Created", job.created);
    if let JobFacts::Backup(backup) = &job.facts {
        facts.time("Initiated", backup.initiated);
        facts.time("Start window ends", backup.start_by);
    }
    if job.state.is_active() {
        facts.time("Completion window ends", job.noted().complete_by);
        facts.time("Expected by AWS", job.expected_end());
        let is_no_forecast = matches!(
            Outlook::of(job, facts.look.now),
            Outlook::Stalled(_) | Outlook::Slow(..) | Outlook::Doubtful { .. }
        );
        if let Some(fact) = facts.all.last_mut().filter(|_| is_no_forecast && job.expected_end().is_some()) {
            fact.value.push_str("; its progress does not bear that out");
        }
    }
    facts.time("Ended", job.completed);
    facts.say_some("Took", job.took().map(time::duration));
    if let Some(usual) = job.noted().usual {
        let Usual { median, p90, of } = usual;
        let (median, p90) = (time::duration(median), time::duration(p90));
        facts.say("Usually takes", format!("{median}, nine of ten at most {p90} (of {of} in 30 days)"));
    }
}

fn of_backup(facts: &mut Facts<'_>, backup: &BackupFacts) {
    facts.group("Where");
    facts.link("Vault", backup.vault.as_ref(), Thing::Vault);
    facts.point("Recovery point", backup.recovery_point.as_ref(), backup.vault.as_ref());
    facts.text("Vault ARN", backup.vault_arn.as_ref());
    facts.word("Vault kind", backup.vault_type.as_ref());
    facts.word("Vault lock", backup.vault_lock.as_ref());
    facts.group("Protection");
    facts.lifecycle("Kept for", backup.lifecycle);
    facts.yes_no("Encrypted", backup.encrypted);
    facts.text("Key", backup.key.as_ref());
    facts.word("Backup type", backup.backup_type.as_ref());
    facts.pairs("Option", &backup.options);
    facts.size("Moved", backup.transferred);
}

fn of_copy(facts: &mut Facts<'_>, copy: &CopyFacts) {
    facts.group("From");
    facts.vault("Source vault", copy.source_vault.as_ref());
    facts.point("Source point", copy.source_point.as_ref(), copy.source_vault.as_ref());
    facts.group("To");
    facts.vault("Destination vault", copy.destination_vault.as_ref());
    facts.point("Destination point", copy.destination_point.as_ref(), copy.destination_vault.as_ref());
    facts.word("Destination kind", copy.destination_type.as_ref());
    facts.word("Destination lock", copy.destination_lock.as_ref());
    facts.text("Destination key", copy.destination_key.as_ref());
    facts.lifecycle("Copy kept for", copy.lifecycle);
    facts.text("Composite member", copy.composite_member.as_ref());
}

fn of_restore(facts: &mut Facts<'_>, restore: &RestoreFacts) {
    facts.group("Restore");
    facts.point("From point", restore.recovery_point.as_ref(), restore.vault_arn.as_ref());
    facts.time("Point made", restore.point_created);
    facts.vault("From vault", restore.vault_arn.as_ref());
    facts.text("Made", restore.created_resource.as_ref());
    facts.say_some("AWS expects", restore.expected_minutes.map(|minutes| format!("{minutes} m")));
    facts.group("Restore test");
    facts.text("Testing plan", restore.testing_plan.as_ref());
    outcome(facts, "Validation", restore.validation.as_ref());
    facts.text("Validation says", restore.validation_message.as_ref());
    outcome(facts, "Clean-up", restore.deletion.as_ref());
    facts.text("Clean-up says", restore.deletion_message.as_ref());
}

/// How a step of a restore test went; a failed one stands out.
fn outcome(facts: &mut Facts<'_>, label: &'static str, status: Option<&Text>) {
    facts.word(label, status);
    let bad = status.is_some_and(|status| matches!(status.as_str(), "FAILED" | "TIMED_OUT"));
    if let Some(fact) = facts.all.last_mut().filter(|_| bad) {
        fact.role = Role::Warning;
    }
}

fn started_by(facts: &mut Facts<'_>, job: &Job) {
    facts.group("Started by");
    if let JobFacts::Copy(copy) = &job.facts {
        let backup = |id| Thing::Job { kind: JobKind::Backup, id };
        facts.link("Backup job", copy.backup_job.as_ref(), backup);
    }
    match &job.creator {
        Some(creator) => facts.creator(creator),
        None if job.kind == JobKind::Backup => facts.say("Plan", "none: on demand"),
        None => {}
    }
}
