//! Opening the form that restores: the point under the cursor, else the newest usable point of the resource.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::page::{Content, Described};
use crate::app::{cursor, facts, forms};
use crate::domain::arn;
use crate::domain::job::JobKind;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::ScopeId;
use crate::wizards::restore::{Of, Restore};

/// The recovery point under the cursor, or that the page is about.
fn point(model: &Model) -> Option<RecoveryPoint> {
    match &model.page().content {
        Content::Points(points) => points.list.selected().cloned(),
        Content::Detail(detail) => match facts::described(model, detail)? {
            Described::Point(point) => Some(*point),
            _ => None,
        },
        _ => None,
    }
}

/// Whether there is anything to restore here.
pub(in crate::app) fn is_possible(model: &Model) -> bool {
    point(model).is_some() || cursor::resource_at_cursor(model).is_some()
}

/// The form for what is under the cursor.
pub(in crate::app) fn at_cursor(model: &mut Model) -> Vec<Effect> {
    let (scope, of, label) = if let Some(mut point) = point(model) {
        // A resource's list does not repeat what it was asked for.
        if let (None, Some((_, resource))) = (&point.resource, cursor::resource_at_cursor(model)) {
            point.resource = Some(resource);
        }
        let label = point.resource_label().to_owned();
        (point.scope, Of::Point(Box::new(point)), label)
    } else if let Some((scope, resource)) = cursor::resource_at_cursor(model) {
        let known = model.estate.resource(scope, &resource);
        let label =
            known.map_or_else(|| arn::short(resource.as_str()).to_owned(), |it| it.label().to_owned());
        (scope, Of::Resource(resource), label)
    } else {
        return Vec::new();
    };
    let restore = Restore { scope, of, label, role: role(model, scope), now: model.now };
    forms::open(model, Box::new(restore))
}

/// The role of the last restore here, else the configured one.
fn role(model: &Model, scope: ScopeId) -> String {
    let restores = model.estate.jobs.rows().iter();
    let restores = restores.filter(|job| job.scope == scope && job.kind == JobKind::Restore);
    let last = restores.filter(|job| job.role.is_some()).max_by_key(|job| job.created);
    let role = last.and_then(|job| job.role.as_ref());
    role.map_or_else(|| model.options.backup.default_role.clone(), |role| role.raw().to_owned())
}
