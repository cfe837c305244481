//! Opening the forms that change recovery points: those marked, else the one under the cursor or of the page.

use std::collections::HashSet;

use crate::app::effect::Effect;
use crate::app::forms;
use crate::app::model::Model;
use crate::app::page::{Content, Described};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::subject::Thing;
use crate::text::Text;
use crate::wizards::points::Chosen;
use crate::wizards::points::delete::Delete;
use crate::wizards::points::disassociate::{self, Disassociate};
use crate::wizards::points::keep::Keep;

/// The points that an action is about.
pub(in crate::app) fn at_cursor(model: &Model) -> Vec<&RecoveryPoint> {
    match &model.page().content {
        Content::Points(points) => {
            let marked: Vec<_> = points.list.marked().collect();
            if marked.is_empty() { Vec::from_iter(points.list.selected()) } else { marked }
        }
        Content::Detail(detail) => match &detail.remote.value {
            Some(Described::Point(point)) => vec![point],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Why nothing here can be disassociated; `None` where some of it may be.
pub(in crate::app) fn not_continuous(model: &Model) -> Option<String> {
    let refused: Option<Vec<_>> = at_cursor(model).into_iter().map(disassociate::refused).collect();
    refused.and_then(|refused| refused.first().map(|why| (*why).to_owned()))
}

fn chosen(model: &Model) -> Chosen {
    let points = at_cursor(model).into_iter().cloned().collect();
    Chosen { points, now: model.now, zone: model.options.zone.clone() }
}

/// The form that changes how long they are kept.
pub(in crate::app) fn keep(model: &mut Model) -> Vec<Effect> {
    match Keep::new(chosen(model)) {
        Some(keep) => forms::open(model, Box::new(keep)),
        None => Vec::new(),
    }
}

/// The form that deletes them.
pub(in crate::app) fn delete(model: &mut Model) -> Vec<Effect> {
    let chosen = chosen(model);
    let bare = bare(model, &chosen);
    match Delete::new(chosen, bare) {
        Some(delete) => forms::open(model, Box::new(delete)),
        None => Vec::new(),
    }
}

/// The form that disassociates them.
pub(in crate::app) fn disassociate(model: &mut Model) -> Vec<Effect> {
    match Disassociate::new(chosen(model)) {
        Some(disassociate) => forms::open(model, Box::new(disassociate)),
        None => Vec::new(),
    }
}

/// Resources of which the list on the screen, if it is whole, has no usable point but those chosen. A vault's list does
/// not tell of points elsewhere, so the form says what the list has, and no more.
fn bare(model: &Model, chosen: &Chosen) -> Vec<String> {
    let Content::Points(page) = &model.page().content else { return Vec::new() };
    if page.remote.at.is_none() || !matches!(page.of.thing, Thing::VaultPoints(_) | Thing::ResourcePoints(_))
    {
        return Vec::new();
    }
    let chosen_arns: HashSet<&Text> = chosen.points.iter().map(|point| &point.arn).collect();
    let usable = |point: &&RecoveryPoint| {
        matches!(point.status, PointStatus::Completed | PointStatus::Available | PointStatus::Stopped)
    };
    let rest = page.list.rows().iter().filter(|point| !chosen_arns.contains(&point.arn)).filter(usable);
    let mut covered: HashSet<&str> = rest.map(RecoveryPoint::resource_label).collect();
    let labels = chosen.points.iter().map(RecoveryPoint::resource_label);
    labels.filter(|label| covered.insert(label)).map(str::to_owned).collect()
}
