//! What can be restored while it is not mended.

use std::cmp::Reverse;

use super::{About, Facts, Role, Subject, Thing, Why, linked, time};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::text;
use crate::views::recent;

/// The later success and the last usable recovery point.
pub(super) fn meanwhile(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("Meanwhile");
    if let Some(later) = &why.around.later {
        let look = facts.look;
        let at = later.created.map(|at| recent(at, look)).unwrap_or_default();
        let words = format!("a later {} went well: {at}", later.kind.word());
        linked(facts, "Meanwhile", words, Role::Ok, Thing::Job { kind: later.kind, id: later.id.clone() });
    }
    let label = if why.around.later.is_some() { "" } else { "Meanwhile" };
    match why.points {
        // These are of no resource.
        None if matches!(why.about, About::Alarm(_) | About::Vault(_)) => {}
        None if matches!(why.about, About::Signal(alert) if alert.resources().is_empty()) => {}
        None => {
            facts.push(label, "asking AWS for its recovery points".to_owned(), Role::Running);
        }
        Some(Err(failed)) => {
            facts.push(label, format!("its recovery points are not known: {failed}"), Role::Warning);
        }
        Some(Ok(points)) => last_good(facts, label, points, why.barred().as_deref()),
    }
}

/// `barred` is a key that can't be used: what it encrypts is there, and can't be restored either.
fn last_good(facts: &mut Facts<'_>, label: &'static str, points: &[RecoveryPoint], barred: Option<&str>) {
    let is_barred = |point: &RecoveryPoint| {
        barred.is_some_and(|barred| point.key.as_ref().is_some_and(|key| key.raw() == barred))
    };
    let shut =
        points.iter().filter(|point| point.is_usable() && is_barred(point)).max_by_key(|point| point.created);
    let mut label = label;
    if let Some(point) = shut {
        let look = facts.look;
        let age = point.created.map(|at| format!(", the newest {} ago", time::age(at, look.now)));
        let words = format!(
            "recovery points encrypted with this key can't be restored until it can be used{}",
            age.unwrap_or_default()
        );
        facts.push(label, words, Role::Warning);
        label = "";
    }
    // Where there are points of the whole, as of a stack, a part of it is no way back.
    let whole = points.iter().any(|point| point.is_parent && point.parent.is_none());
    let counts =
        |point: &&RecoveryPoint| point.is_usable() && !is_barred(point) && (!whole || point.parent.is_none());
    let usable = points.iter().filter(counts);
    let snapshots = usable.clone().filter(|point| point.status == PointStatus::Completed);
    let continuous =
        usable.filter(|point| point.status == PointStatus::Available).max_by_key(|point| point.created);
    let newest = snapshots.min_by_key(|point| Reverse(point.created));
    let look = facts.look;
    if let Some(point) = newest {
        let age = point
            .created
            .map_or_else(|| "of unknown age".to_owned(), |at| format!("{} ago", time::age(at, look.now)));
        let size = point
            .size
            .and_then(|size| u64::try_from(size).ok())
            .map(|size| format!(", {}", text::bytes(size)));
        let place = point.vault.as_ref().map(|vault| format!(", in {vault}")).unwrap_or_default();
        let words = format!("last usable recovery point: {age}{}{place}", size.unwrap_or_default());
        point_fact(facts, label, words, point);
        label = "";
    }
    if let Some(point) = continuous {
        let place = point.vault.as_ref().map(|vault| format!(" in {vault}")).unwrap_or_default();
        point_fact(
            facts,
            label,
            format!("a continuous recovery point{place}: any time until shortly ago"),
            point,
        );
    } else if newest.is_none() {
        let words = match points.len() {
            0 => "no recovery point of it in this account and Region".to_owned(),
            some if shut.is_some() => format!("none of its {some} recovery points here is under another key"),
            some => format!("no usable recovery point: none of {some} in this account and Region is whole"),
        };
        facts.push(label, words, Role::Critical);
    }
}

fn point_fact(facts: &mut Facts<'_>, label: &'static str, words: String, point: &RecoveryPoint) {
    let scope = facts.scope;
    if let Some(fact) = facts.push(label, words, Role::Ok) {
        let thing = point.vault.clone().map(|vault| Thing::Point { vault, arn: point.arn.clone() });
        fact.link = thing.map(|thing| Subject::new(scope, thing));
        fact.raw = Some(point.arn.raw().to_owned());
    }
}
