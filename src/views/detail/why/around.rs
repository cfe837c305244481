//! What stands around it: what is behind an alarm, what a finding has befallen, the same elsewhere and before, pages that it touches.

use super::{About, Elsewhere, Facts, Role, Text, Thing, Why, linked, time};
use crate::domain::alarm::{Alarm, AlarmState};
use crate::domain::alert::Alert;
use crate::domain::job::{JobFacts, JobKind};
use crate::text;
use crate::ui::glyphs::Glyphs;
use crate::views::recent;

/// The jobs that the alarm counts have causes of their own.
pub(super) fn behind(facts: &mut Facts<'_>, why: &Why<'_>) {
    let About::Alarm(Alarm { state: AlarmState::Alarm, .. }) = why.about else { return };
    facts.group("Behind it");
    if why.behind.is_empty() {
        facts.say("Behind it", "no job of the last 24 h that it counts is among the alerts");
    }
    let mut label = "Behind it";
    for alert in why.behind.iter().take(NAMED) {
        let times = Glyphs::new(facts.look.ascii).times;
        let count = if alert.count() > 1 { format!("{}{times} ", alert.count()) } else { String::new() };
        let (scope, words) = (facts.scope, format!("{count}{}", alert.what));
        if let Some(fact) = facts.push(label, words, crate::views::alerts::role(alert.severity)) {
            let subject = alert.subject();
            fact.raw = Some(subject.thing.id().raw().to_owned());
            fact.link = Some(subject).filter(|subject| subject.scope == scope);
        }
        label = "";
    }
}

/// So many members are told by name; the alert's own page has all.
const NAMED: usize = 8;

/// What the console found, thing by thing.
pub(super) fn befallen(facts: &mut Facts<'_>, why: &Why<'_>) {
    let About::Signal(alert) = why.about else { return };
    facts.group("Found");
    facts.text("Found", alert.reason.as_ref());
    let mut label = if alert.reason.is_some() { "" } else { "Found" };
    for member in alert.members.iter().take(NAMED) {
        let detail = if member.detail.is_empty() { String::new() } else { format!(": {}", member.detail) };
        let words = format!("{}{detail}", member.label);
        linked(facts, label, words, Role::Text, member.subject.thing.clone());
        label = "";
    }
    if alert.count() > NAMED {
        let words = format!("and {} more: all of them", alert.count() - NAMED);
        linked(facts, "", words, Role::Text, Thing::Cause { kind: alert.kind, id: alert.id.clone() });
    }
}

/// Others of the same cause: one line, that opens the list of all.
pub(super) fn elsewhere(facts: &mut Facts<'_>, why: &Why<'_>) {
    let (About::Job(job), Elsewhere { count, since, names, .. }) = (why.about, why.elsewhere) else { return };
    facts.group("Same cause");
    if *count == 0 {
        return;
    }
    let since = since.map(|at| format!(" since {}", recent(at, facts.look))).unwrap_or_default();
    let more = if names.len() > NAMED { format!(" and {} more", names.len() - NAMED) } else { String::new() };
    let named: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let named = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
    let words = format!("{count} other {}{since}{named}", if *count == 1 { "job" } else { "jobs" });
    let id = Alert::id_of(job.kind, &why.diagnosis.key);
    linked(facts, "Same cause", words, Role::Text, Thing::Cause { kind: Some(job.kind), id });
}

/// The last success, and what is different since.
pub(super) fn history(facts: &mut Facts<'_>, why: &Why<'_>) {
    let look = facts.look;
    if matches!(why.about, About::Job(_)) && why.elsewhere.count == 0 {
        facts.group("Same cause");
        facts.say("Same cause", "nothing else in the last 24 h");
    }
    facts.group("Last success");
    let About::Job(job) = why.about else { return };
    match &why.around.success {
        Some(success) => {
            let age =
                success.created.map(|at| format!("{} ago", time::age(at, look.now))).unwrap_or_default();
            let size = success
                .size
                .and_then(|size| u64::try_from(size).ok())
                .map(|size| format!(", {}", text::bytes(size)));
            let words = format!("{age}{}", size.unwrap_or_default());
            linked(
                facts,
                "Last success",
                words,
                Role::Text,
                Thing::Job { kind: success.kind, id: success.id.clone() },
            );
            if why.around.changed.is_empty() {
                facts.say("Changed since", "nothing that jobs tell: same role, vault and plan");
            }
            let mut label = "Changed since";
            for change in &why.around.changed {
                facts.say(label, format!("{}: {} before, {} now", change.what, change.before, change.now));
                label = "";
            }
        }
        None => facts.say(
            "Last success",
            format!("no {} of it went well in the 30 days that AWS tells", job.kind.word()),
        ),
    }
}

/// Pages about what it touches.
pub(super) fn leads_on(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("See");
    match why.about {
        About::Job(job) => {
            let words = format!("the {} job itself", job.kind.word());
            linked(facts, "See", words, Role::Text, Thing::Job { kind: job.kind, id: job.id.clone() });
            if job.is_parent {
                let thing = Thing::Children { kind: job.kind, id: job.id.clone() };
                linked(facts, "", "its child jobs".to_owned(), Role::Text, thing);
            }
            if let JobFacts::Copy(copy) = &job.facts
                && let Some(id) = &copy.backup_job
            {
                let thing = Thing::Job { kind: JobKind::Backup, id: id.clone() };
                linked(facts, "", "the backup that it copies".to_owned(), Role::Text, thing);
            }
            if let Some(creator) = &job.creator
                && let Some(id) = &creator.plan_id
            {
                let name = creator.plan_name.as_ref().unwrap_or(id);
                linked(facts, "", format!("its plan {name}"), Role::Text, Thing::Plan(id.clone()));
            }
            resource(facts, job.resource.as_ref(), job.resource_label());
        }
        About::Point(point) => {
            if let Some(vault) = &point.vault {
                let thing = Thing::Point { vault: vault.clone(), arn: point.arn.clone() };
                linked(facts, "See", "the recovery point itself".to_owned(), Role::Text, thing);
            }
            resource(facts, point.resource.as_ref(), point.resource_label());
        }
        About::Alarm(alarm) => {
            linked(facts, "See", "the alarm itself".to_owned(), Role::Text, Thing::Alarm(alarm.name.clone()));
        }
        About::Signal(_) => {}
        About::Vault(vault) => {
            linked(facts, "See", "the vault itself".to_owned(), Role::Text, Thing::Vault(vault.name.clone()));
        }
    }
}

fn resource(facts: &mut Facts<'_>, arn: Option<&Text>, label: &str) {
    if let Some(arn) = arn {
        linked(facts, "", format!("its resource {label}"), Role::Text, Thing::Resource(arn.clone()));
    }
}
