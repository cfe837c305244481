//! The facts of a backup plan.

use jiff::Timestamp;

use super::{Fact, Facts, Look, Role, Text, Thing, time, upcoming, words};
use crate::domain::plan::{NextRun, Plan, PlanDocument, Rule, Selection};
use crate::views::plans::outcome;

/// Runs to come that are shown.
const RUNS: usize = 10;

/// "backup plan prod-daily".
pub fn title(plan: &Plan) -> String {
    format!("backup plan {}", plan.name)
}

/// All that is known of a plan, its versions (newest first) and its tags.
pub fn facts(
    plan: &Plan,
    versions: &[(Text, Option<Timestamp>)],
    tags: &[(Text, Text)],
    look: &Look<'_>,
) -> Vec<Fact> {
    let mut facts = Facts::new(plan.scope, look);
    facts.group("What");
    if let Some(activity) = plan.activity {
        let outcome = outcome(activity, look);
        facts.push("Last 24 h", outcome.text.into_owned(), outcome.role);
        facts.say("Resources", format!("{} in the jobs of the last 30 days", activity.resources));
    }
    match plan.last_run {
        Some(at) => facts.time("Last run", Some(at)),
        None => facts.say("Last run", "none that AWS Backup knows of"),
    }
    if let Some(document) = &plan.document {
        of_document(&mut facts, document);
    }
    facts.group("Versions");
    for (version, made) in versions {
        let made = made.map(|at| format!(", made {}", time::stamp(at, look.zone))).unwrap_or_default();
        let current = if plan.version.as_ref() == Some(version) { ", in force" } else { "" };
        facts.raw("Version", format!("{version}{made}{current}"), version, None);
    }
    facts.group("Identifiers");
    facts.text("Name", Some(&plan.name));
    facts.text("Id", Some(&plan.id));
    facts.text("ARN", Some(&plan.arn));
    facts.text("Version", plan.version.as_ref());
    facts.time("Created", plan.created);
    facts.time("Deleted", plan.deleted);
    facts.text("Creation token", plan.creator_request.as_ref());
    facts.asked();
    facts.group("Tags");
    facts.pairs("Tag", tags);
    facts.all
}

fn of_document(facts: &mut Facts<'_>, document: &PlanDocument) {
    if let Some(missing) = &document.missing {
        facts.push("Not read", missing.to_string(), Role::Warning);
    }
    facts.group("Next runs");
    let now = facts.look.now;
    let coming: Vec<&NextRun> = document.next_runs.iter().filter(|run| run.at >= now).take(RUNS).collect();
    if coming.is_empty() && document.missing.is_none() {
        facts.say("Next", "none planned");
    }
    for run in coming {
        next_run(facts, run, &document.rules);
    }
    for rule in &document.rules {
        of_rule(facts, rule);
    }
    for selection in &document.selections {
        of_selection(facts, selection);
    }
    facts.group("Options");
    for (resource_type, options) in &document.advanced {
        let options: Vec<String> = options.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        facts.say("Option", format!("{resource_type}: {}", options.join(", ")));
    }
}

/// `03:00, in 46 m: nightly, snapshots`.
fn next_run(facts: &mut Facts<'_>, run: &NextRun, rules: &[Rule]) {
    let look = facts.look;
    let rule = rules.iter().find(|rule| rule.id.is_some() && rule.id == run.rule_id);
    let rule = rule.map(|rule| format!(": {}", rule.name)).unwrap_or_default();
    let kind = run.kind.as_ref().map(|kind| format!(", {}", words(kind.as_str()))).unwrap_or_default();
    let left = time::countdown(run.at, look.now);
    facts.say("Next", format!("{}, in {left}{rule}{kind}", upcoming(run.at, look)));
}

fn of_rule(facts: &mut Facts<'_>, rule: &Rule) {
    facts.group("Rules");
    facts.text("Rule", Some(&rule.name));
    facts.link("- into vault", Some(&rule.vault), Thing::Vault);
    facts.vault("- and vault", rule.air_gapped_vault.as_ref());
    match &rule.schedule {
        Some(schedule) => facts.text("- schedule", Some(schedule)),
        None => facts.say("- schedule", "none"),
    }
    facts.text("- schedule's zone", rule.timezone.as_ref());
    facts.say_some("- starts within", rule.start_window.map(window));
    facts.say_some("- ends within", rule.completion_window.map(window));
    facts.lifecycle("- kept for", rule.lifecycle);
    facts.yes_no("- continuous", Some(rule.continuous));
    for (vault, lifecycle) in &rule.copies {
        facts.vault("- copies to", Some(vault));
        facts.lifecycle("  copies kept for", *lifecycle);
    }
    facts.pairs("- tags points", &rule.tags);
    facts.texts("- indexes", &rule.indexed);
    facts.texts("- scans", &rule.scans);
    facts.text("- id", rule.id.as_ref());
}

fn of_selection(facts: &mut Facts<'_>, selection: &Selection) {
    facts.group("Selections");
    facts.text("Selection", Some(&selection.name));
    facts.texts("- takes", &selection.resources);
    facts.texts("- leaves out", &selection.not_resources);
    facts.texts("- where", &selection.conditions);
    facts.text("- role", selection.role.as_ref());
    facts.time("- created", selection.created);
    facts.text("- id", Some(&selection.id));
}

/// Minutes as people count windows.
fn window(minutes: i64) -> String {
    time::duration(jiff::SignedDuration::from_mins(minutes.clamp(0, i64::from(i32::MAX))))
}
