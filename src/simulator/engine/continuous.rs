//! Continuous recovery points: one a resource, until it is interrupted.

use jiff::SignedDuration;

use super::Scope;
use super::backup::Order;
use super::fate::later;
use super::point_life::watch;
use crate::simulator::ids::Random;
use crate::simulator::state::{
    CalculatedLifecycle, Estate, Key, Lifecycle, Point, PointStatus, Resource, State,
};
use crate::simulator::wire::{Epoch, Text};

/// Why a changed retention interrupts a continuous backup of S3.
const RETENTION_CHANGED: &str = "Continuous backup was stopped because its retention period was changed.";

/// The ARN of the point that an order goes on with, or begins; none where the type has no continuous points.
pub(super) fn arn(state: &mut State, order: &Order) -> Option<Text> {
    let Order { scope, resource, .. } = order;
    let arn = arn_of(state, scope, resource)?;
    let point = state.estates.get(scope).and_then(|estate| estate.points.get(&arn));
    let same =
        point.is_none_or(|point| keep_days(point.lifecycle.as_ref()) == keep_days(order.lifecycle.as_ref()));
    if same {
        return Some(arn);
    }
    if resource.kind.name == "S3" {
        interrupt(state, scope, &arn, RETENTION_CHANGED);
        return arn_of(state, scope, resource);
    }
    // RDS, Aurora and SAP HANA take the new retention on.
    if let Some(point) = state.estate(scope).points.get_mut(&arn) {
        point.lifecycle.clone_from(&order.lifecycle);
    }
    Some(arn)
}

fn keep_days(lifecycle: Option<&Lifecycle>) -> Option<i64> {
    lifecycle.and_then(Lifecycle::keep_days)
}

/// The ARN of a resource's current continuous point: another one after each interruption.
fn arn_of(state: &State, scope: &Scope, resource: &Resource) -> Option<Text> {
    if let Some(point) = state.estates.get(scope).and_then(|estate| current(estate, &resource.arn)) {
        return Some(point.recovery_point_arn.clone());
    }
    let of = |number: u32| {
        let name = if number == 0 { resource.arn.to_string() } else { format!("{}#{number}", resource.arn) };
        resource.kind.continuous_arn(scope, &resource.arn, &mut Random::named(state.seed, &name))
    };
    let is_taken =
        |arn: &Text| state.estates.get(scope).is_some_and(|estate| estate.points.get(arn).is_some());
    (0..).map_while(of).find(|arn| !is_taken(arn))
}

/// The continuous point of a resource that goes on.
fn current<'a>(estate: &'a Estate, resource: &Text) -> Option<&'a Point> {
    let goes_on = |point: &&Point| {
        point.continuous && matches!(point.status, PointStatus::Available | PointStatus::Creating)
    };
    estate.points.find(Key::Resource(resource.clone())).find(goes_on)
}

/// Stops a continuous point: what it holds up to now remains, its retention ends like a snapshot's.
pub fn interrupt(state: &mut State, scope: &Scope, arn: &Text, why: &str) {
    let now = state.now;
    let Some(point) = state.estate(scope).points.get_mut(arn) else { return };
    if !point.continuous || point.status == PointStatus::Stopped {
        return;
    }
    point.status = PointStatus::Stopped;
    point.status_message = Some(why.into());
    point.rare_mut().stopped = Some(now);
    if let Some(days) = keep_days(point.lifecycle.as_ref()) {
        let delete_at = Some(Epoch(later(now, SignedDuration::from_hours(24 * days))));
        point.calculated_lifecycle = Some(CalculatedLifecycle { move_to_cold_storage_at: None, delete_at });
    }
    watch(state, scope, arn);
}

/// Interrupts the continuous backup of a resource, if there is one.
pub(super) fn interrupt_resource(state: &mut State, scope: &Scope, resource: &Text, why: &str) {
    let found = state.estates.get(scope).and_then(|estate| current(estate, resource));
    if let Some(arn) = found.map(|point| point.recovery_point_arn.clone()) {
        interrupt(state, scope, &arn, why);
    }
}
