//! The alerts, and the page that lists what one cause has befallen.

use super::model::Model;
use super::page::Content;
use crate::domain::alert::Alert;
use crate::domain::job::Job;
use crate::domain::subject::{Subject, Thing};
use crate::list::{Id, Row as _};

/// The alert that a page lists the members of; `None` once the cause is gone.
pub fn of<'a>(model: &'a Model, subject: &Subject) -> Option<&'a Alert> {
    let Thing::Cause { id, .. } = &subject.thing else { return None };
    model.estate.alerts.rows().find(&Id { scope: subject.scope, id: id.clone() })
}

/// The jobs that an alert is about.
pub(super) fn jobs<'a>(model: &'a Model, alert: &'a Alert) -> impl Iterator<Item = &'a Job> {
    alert.members.iter().filter_map(|member| match &member.subject.thing {
        Thing::Job { id, .. } => model.estate.job(member.subject.scope, id),
        _ => None,
    })
}

/// Brings the members of the cause on top up to date.
pub(super) fn refresh(model: &mut Model) {
    let derived = model.estate.derived();
    let Content::Children(page) = &model.page().content else { return };
    if !matches!(page.of.thing, Thing::Cause { .. }) || page.derived == derived {
        return;
    }
    let members: Vec<Job> =
        of(model, &page.of).map(|alert| jobs(model, alert).cloned().collect()).unwrap_or_default();
    let now = model.now;
    if let Content::Children(page) = &mut model.page_mut().content {
        page.derived = derived;
        page.remote.ready(now);
        let kept: std::collections::HashSet<Id> = members.iter().map(Job::id).collect();
        page.list.apply(members, 0);
        page.list.retain(|job| kept.contains(&job.id()));
    }
}
