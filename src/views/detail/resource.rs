//! The facts of a protected resource.

use super::{Fact, Facts, Look, Subject, Thing};
use crate::config::style::Role;
use crate::domain::holdings::Sighting;
use crate::domain::job::Job;
use crate::domain::resource::Resource;
use crate::domain::rpo::Band;
use crate::text::time;
use crate::ui::glyphs::Glyphs;
use crate::views::jobs::{glyph, outlook, role};
use crate::views::resources::marks;
use crate::views::{DAY, recent};

/// Jobs shown, the newest.
const JOBS: usize = 10;

/// "protected resource orders-db".
pub fn title(resource: &Resource) -> String {
    format!("protected resource {}", resource.label())
}

/// What the console has worked out of it.
#[derive(Debug, Clone, Default)]
pub struct Besides {
    /// Rule, backup, recovery point, copy and restore test, each with state and age.
    pub chain: Vec<String>,
    /// How the size of its newest recovery point compares with the one before, where that is odd.
    pub jump: Option<String>,
    /// Its newest recovery point is encrypted with a key that can't be used just now.
    pub shut: bool,
}

/// All that is known of a resource, and its jobs, newest first.
pub fn facts(resource: &Resource, besides: &Besides, jobs: &[&Job], look: &Look<'_>) -> Vec<Fact> {
    let mut facts = Facts::new(resource.scope, look);
    facts.group("What");
    facts.text("Name", resource.name.as_ref());
    facts.text("Type", Some(&resource.kind));
    let points = Some(Thing::ResourcePoints(resource.arn.clone()));
    facts.raw("Recovery points", "list them".to_owned(), &resource.arn, points);
    facts.group("Last backup");
    match resource.last_backup {
        Some(at) => facts.time("At", Some(at)),
        None => facts.say("At", "none that AWS Backup knows of"),
    }
    facts.vault("Vault", resource.last_vault_arn.as_ref());
    facts.point("Recovery point", resource.last_point.as_ref(), resource.last_vault_arn.as_ref());
    if resource.holdings.continuous {
        facts.say("Continuous", "any time until shortly ago; its own service tells until when exactly");
    }
    match &resource.objective {
        Some(objective) => {
            let band = match resource.against(objective, look.now) {
                Band::Met => "met",
                Band::Past => "PAST",
                Band::FarPast => "PAST more than twice over",
                Band::Lost => "PAST more than four times over",
            };
            let rule = objective.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
            let rpo = time::span(objective.rpo);
            facts.say("RPO", format!("{rpo}, by {}{rule}: {band}", objective.source));
            facts.say_some("RTO", objective.rto.map(time::span));
            facts.say_some("Criticality", objective.criticality.clone());
        }
        None => match &resource.unpromised {
            Some(why) => facts.say("RPO", format!("unknown, for a [[rpo]] goes by its tags: {why}")),
            None => facts.say("RPO", "unknown: no rule of the configuration and no plan tells one"),
        },
    }
    restorable(&mut facts, resource, besides);
    facts.group("Last restore");
    facts.time("Began", resource.latest_restore);
    facts.say_some("Took", resource.latest_restore_minutes.map(|minutes| format!("{minutes} m")));
    facts.time("From a point of", resource.latest_restore_point);
    facts.group("Recent jobs");
    // A run of a stack is told once: its parts stand on its page.
    let composite = jobs.iter().any(|job| job.is_parent && job.parent.is_none());
    let runs = jobs.iter().filter(|job| !composite || job.parent.is_none());
    runs.take(JOBS).for_each(|job| recent_job(&mut facts, job));
    facts.group("Identifiers");
    facts.text("ARN", Some(&resource.arn));
    facts.asked();
    facts.all
}

/// What there is to restore it from, and how it came about.
fn restorable(facts: &mut Facts<'_>, resource: &Resource, besides: &Besides) {
    let look = facts.look;
    facts.group("Protection");
    if !besides.chain.is_empty() {
        facts.say("Chain", besides.chain.join(&format!(" {} ", look.arrow())));
    }
    match resource.holdings.copy {
        Sighting::At(at) => {
            facts
                .say("Newest copy", format!("{} old, in another Region or account", time::age(at, look.now)));
        }
        Sighting::None => {
            facts.push("Newest copy", "none in another Region or account is known".to_owned(), Role::Warning);
        }
        Sighting::Unknown => facts.say("Newest copy", "not known yet"),
    }
    let missing = resource.holdings.rule.missing();
    let marks = marks(resource.holdings.rule);
    if missing.is_empty() {
        facts.say("3-2-1", marks);
    } else {
        facts.push("3-2-1", format!("{marks}: missing {}", missing.join(", ")), Role::Warning);
    }
    if besides.shut {
        let words = "backups fail for the key of its newest recovery point: it can't be restored until that can be used";
        facts.push("Key", words.to_owned(), Role::Warning);
    }
    if let Some(jump) = &besides.jump {
        facts.push("Size", jump.clone(), Role::Warning);
    }
}

/// One line: kind, state, when, and what there is to say.
fn recent_job(facts: &mut Facts<'_>, job: &Job) {
    let look = facts.look;
    let when = job.created.map(|at| format!(", {}", began(at, look))).unwrap_or_default();
    let said = if job.state.is_active() {
        format!(", {}", outlook(job, look).0)
    } else {
        job.reason().map(|reason| format!(": {reason}")).unwrap_or_default()
    };
    let value = format!("{} {}{when}{said}", glyph(job, Glyphs::new(look.ascii)), job.state.word());
    let subject = Subject::new(job.scope, Thing::Job { kind: job.kind, id: job.id.clone() });
    if let Some(fact) = facts.push(job.kind.word(), value, role(job)) {
        fact.link = Some(subject);
        fact.raw = Some(job.id.raw().to_owned());
    }
}

/// When a job began: the time of day within the last 24 hours, which stands still, else how long ago.
fn began(at: jiff::Timestamp, look: &Look<'_>) -> String {
    let ago = if look.now.duration_since(at) < DAY { "" } else { " ago" };
    format!("began {}{ago}", recent(at, look))
}
