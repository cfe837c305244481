//! What can be restored while it is not mended.

use super::{About, Facts, Role, Subject, Thing, Why, linked, time};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::way_back::{Barred, WayBack};
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
        Some(Ok(points)) => last_good(facts, label, points, &why.barred()),
    }
}

fn last_good(facts: &mut Facts<'_>, label: &'static str, points: &[RecoveryPoint], barred: &Barred) {
    let WayBack { newest, continuous, shut } = WayBack::among(points, barred);
    let mut label = label;
    // It matters only where it would have been the one to restore.
    if let Some(point) = shut.filter(|shut| newest.is_none_or(|newest| newest.created <= shut.created)) {
        let look = facts.look;
        let age = point.created.map(|at| format!(", the newest {} ago", time::age(at, look.now)));
        let words = format!(
            "recovery points encrypted with a key that backups fail for can't be restored until it can be used{}",
            age.unwrap_or_default()
        );
        facts.push(label, words, Role::Warning);
        label = "";
    }
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
