//! Opening the form for tags: of the vaults, plans or recovery points that are marked, else under the cursor or of the page.

use crate::app::effect::Effect;
use crate::app::forms;
use crate::app::model::Model;
use crate::app::page::{Content, Described, Pane};
use crate::domain::plan::Plan;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::vault::Vault;
use crate::wizards::tags::{self, Tagged, Tags};

/// What has tags here, and what it is.
pub(in crate::app) fn at_cursor(model: &Model) -> Option<(&'static str, Vec<Tagged>)> {
    let estate = &model.estate;
    match &model.page().content {
        Content::Overview | Content::Full(_) => match model.pane()? {
            Pane::Vaults => some("vault", estate.vaults.marked(), estate.vaults.selected(), vault),
            Pane::Plans => some("backup plan", estate.plans.marked(), estate.plans.selected(), plan),
            _ => None,
        },
        Content::Points(points) => {
            some("recovery point", points.list.marked(), points.list.selected(), point)
        }
        Content::Detail(detail) => match detail.remote.value.as_ref()? {
            Described::Vault(one) => Some(("vault", vec![vault(one)])),
            Described::Plan(one) => Some(("backup plan", vec![plan(one)])),
            Described::Point(one) => Some(("recovery point", vec![point(one)])),
            _ => None,
        },
        _ => None,
    }
}

fn some<'a, R: 'a>(
    what: &'static str,
    marked: impl Iterator<Item = &'a R>,
    selected: Option<&'a R>,
    tagged: fn(&R) -> Tagged,
) -> Option<(&'static str, Vec<Tagged>)> {
    let mut things: Vec<Tagged> = marked.map(tagged).collect();
    if things.is_empty() {
        things.extend(selected.map(tagged));
    }
    (!things.is_empty()).then_some((what, things))
}

fn vault(vault: &Vault) -> Tagged {
    Tagged { scope: vault.scope, arn: vault.arn.clone(), label: vault.name.to_string() }
}

fn plan(plan: &Plan) -> Tagged {
    Tagged { scope: plan.scope, arn: plan.arn.clone(), label: plan.name.to_string() }
}

fn point(point: &RecoveryPoint) -> Tagged {
    Tagged { scope: point.scope, arn: point.arn.clone(), label: point.resource_label().to_owned() }
}

/// Why nothing here can be tagged; `None` where some of it can.
pub(in crate::app) fn refused(model: &Model) -> Option<String> {
    let (_, things) = at_cursor(model)?;
    let refused: Option<Vec<_>> = things.iter().map(|thing| tags::refused(&thing.arn)).collect();
    refused.and_then(|refused| refused.first().map(|why| (*why).to_owned()))
}

/// The form.
pub(in crate::app) fn open(model: &mut Model) -> Vec<Effect> {
    let tags = at_cursor(model).and_then(|(what, things)| Tags::new(what, things));
    match tags {
        Some(tags) => forms::open(model, Box::new(tags)),
        None => Vec::new(),
    }
}
