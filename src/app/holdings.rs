//! What there is of each protected resource, from the counts of all points and from what copy jobs made.

use jiff::Timestamp;

use super::estate::Estate;
use crate::domain::history::Place;
use crate::domain::holdings::{Asked, Holdings, Made, Watched, holdings};
use crate::domain::resource::Resource;
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// The resources of which something else is there than was known.
pub(super) fn of_all(estate: &Estate, now: Timestamp) -> Vec<Resource> {
    let places: Vec<(ScopeId, Place)> = places(estate);
    let watched = watched(estate, &places);
    let changed = |resource: &Resource| {
        let holdings = of(estate, &watched, &places, resource, now);
        (holdings != resource.holdings).then(|| Resource { holdings, ..resource.clone() })
    };
    estate.resources.rows().iter().filter_map(changed).collect()
}

/// The scopes whose points were counted, with their account and Region.
fn places(estate: &Estate) -> Vec<(ScopeId, Place)> {
    let counted = estate.census.all().map(|(scope, _)| scope);
    let mut all: Vec<ScopeId> = counted.chain(estate.resources.rows().iter().map(|row| row.scope)).collect();
    all.sort();
    all.dedup();
    all.into_iter().filter_map(|scope| Some((scope, estate.memory.place_of(scope)?))).collect()
}

fn watched<'a>(estate: &'a Estate, places: &'a [(ScopeId, Place)]) -> Vec<Watched<'a>> {
    let of = |(scope, place): &'a (ScopeId, Place)| {
        Some(Watched { scope: *scope, place, census: estate.census.of(*scope)? })
    };
    places.iter().filter_map(of).collect()
}

fn of(
    estate: &Estate,
    watched: &[Watched<'_>],
    places: &[(ScopeId, Place)],
    resource: &Resource,
    now: Timestamp,
) -> Holdings {
    let copies = estate.trails.of(&resource.arn).map(|trail| trail.copies.as_slice()).unwrap_or_default();
    let made: Vec<(&Made, Timestamp)> =
        copies.iter().map(|made| (made, data_time(estate, &resource.arn, made))).collect();
    let listed = places.iter().find(|(scope, _)| *scope == resource.scope).map(|(_, place)| place);
    holdings(&Asked {
        arn: &resource.arn,
        listed,
        last_backup: resource.last_backup,
        watched,
        made: &made,
        copies_are_whole: estate.knows_copies(resource.scope),
        now,
    })
}

/// The age of what was copied: its backup's, else the copied point's, else the copying's.
pub(super) fn data_time(estate: &Estate, resource: &Text, made: &Made) -> Timestamp {
    let backup = made.backup_job.as_ref().and_then(|id| estate.job(made.scope, id)?.created);
    let point = || {
        let held = estate.census.of(made.scope)?.resources.get(resource)?;
        let sounds = held.places.iter().flat_map(|place| place.newest.iter().chain(&place.before));
        sounds.filter(|sound| Some(&sound.arn) == made.source.as_ref()).find_map(|sound| sound.created)
    };
    backup.or_else(point).unwrap_or(made.created)
}
