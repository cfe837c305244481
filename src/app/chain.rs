//! The chain of a resource: rule, backup, recovery point, copy, last restore test, each with its state and age.

use super::facts::is_shut;
use super::model::Model;
use super::trails::{Newest, Step, Trail};
use crate::domain::holdings::Sighting;
use crate::domain::job::Job;
use crate::domain::resource::Resource;
use crate::text::{Text, time};

/// The links, the rule first.
pub(super) fn of(model: &Model, resource: &Resource) -> Vec<String> {
    let nothing = Trail::default();
    let trail = model.estate.trails.of(&resource.arn).unwrap_or(&nothing);
    let mut links = vec![rule(model, &trail.backup), newest(model, "backup", &trail.backup)];
    links.push(match resource.holdings.newest {
        Sighting::At(at) if is_shut(model, resource) => {
            format!("recovery point not usable for its key, {}", time::age(at, model.now))
        }
        Sighting::At(at) => format!("recovery point usable, {}", time::age(at, model.now)),
        Sighting::None => "no usable recovery point".to_owned(),
        Sighting::Unknown => "recovery points not counted yet".to_owned(),
    });
    links.push(match (trail.copy.last.is_some(), resource.holdings.copy) {
        (true, _) => newest(model, "copy", &trail.copy),
        (false, Sighting::At(at)) => format!("copy elsewhere of {} ago", time::age(at, model.now)),
        (false, Sighting::None) => "no copy elsewhere".to_owned(),
        (false, Sighting::Unknown) => "copies not known yet".to_owned(),
    });
    links.push(if trail.test.last.is_some() {
        newest(model, "restore test", &trail.test)
    } else {
        match &trail.restore.last {
            Some(_) => format!("{}, no test of it known", newest(model, "restore", &trail.restore)),
            None => "no restore test known".to_owned(),
        }
    });
    links
}

fn rule(model: &Model, backups: &Newest) -> String {
    let of = |step: &Option<Step>| {
        let step = step.as_ref()?;
        model.estate.job(step.scope, &step.id)?.creator.as_deref()
    };
    // One on demand does not hide the rule that backs it up every night.
    let creator = of(&backups.last).or_else(|| of(&backups.good));
    let part = |name: &Option<Text>| name.as_ref().map(Text::to_string);
    match creator {
        Some(creator) => {
            let plan = part(&creator.plan_name).or_else(|| part(&creator.plan_id)).unwrap_or_default();
            let rule = part(&creator.rule_name).map(|rule| format!("/{rule}")).unwrap_or_default();
            format!("{plan}{rule}")
        }
        None if backups.last.is_some() => "on demand".to_owned(),
        None => "no backup job known".to_owned(),
    }
}

fn job<'a>(model: &'a Model, newest: &Newest) -> Option<&'a Job> {
    let step = newest.last.as_ref()?;
    model.estate.job(step.scope, &step.id)
}

/// "backup completed 7 h ago", and when the last one went well, where that was another.
fn newest(model: &Model, what: &str, newest: &Newest) -> String {
    let Some(step) = &newest.last else { return format!("no {what} known") };
    let state = match job(model, newest) {
        Some(job) if job.test_failed() => "failed",
        Some(job) => job.state.word(),
        None => "of unknown state",
    };
    let age = time::age(step.at, model.now);
    match &newest.good {
        Some(good) if good.id != step.id => {
            format!("{what} {state} {age} ago (last good {} ago)", time::age(good.at, model.now))
        }
        Some(_) => format!("{what} {state} {age} ago"),
        None => format!("{what} {state} {age} ago (no good one known)"),
    }
}
