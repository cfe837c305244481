//! Tags of the newest recovery point of each resource, for the rules of the configuration that ask for them: told once for each
//! point, and kept no longer than the resource is listed.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::effect::PointOf;
use crate::domain::arn::Arn;
use crate::domain::failure::Failure;
use crate::domain::resource::Resource;
use crate::domain::rpo::{self, Rule, Tags};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// What could not be told for a reason that a later try does not mend, such as a point that is gone, is asked for again
/// after this.
const RETRY: SignedDuration = SignedDuration::from_mins(10);

/// Tags of all scopes.
#[derive(Debug, Default)]
pub(in crate::app) struct PointTags {
    known: HashMap<(ScopeId, Text), Known>,
    /// Why a scope's were not told when they were last asked for.
    failed: HashMap<ScopeId, String>,
}

/// What AWS said of the point.
#[derive(Debug)]
struct Known {
    point: Text,
    tags: Tags,
    /// Asked for again from then on; `None` is never.
    again: Option<Timestamp>,
}

impl PointTags {
    /// The tags of a resource's newest point. Those of the point before it hold until the new one's are told: a resource does
    /// not change its tags because it was backed up.
    pub(in crate::app) fn of(&self, resource: &Resource) -> Tags {
        let Some(point) = &resource.last_point else {
            return untold("AWS Backup names no recovery point of it whose tags could be read");
        };
        if !is_told(point) {
            let service = Arn::parse(point.raw()).map_or("another service", |arn| arn.service);
            return Tags::Untold(format!(
                "its newest recovery point is a snapshot or image of {service}, whose tags AWS Backup does not tell"
            ));
        }
        let known = self.known.get(&(resource.scope, resource.arn.clone()));
        match (known, self.failed.get(&resource.scope)) {
            (Some(known), _) if known.point == *point || matches!(known.tags, Tags::Told(_)) => {
                known.tags.clone()
            }
            (_, Some(why)) => Tags::Untold(why.clone()),
            (_, None) => untold("the tags of its newest recovery point have not been told yet"),
        }
    }

    /// The points to ask for, of resources whose tags are needed. What was refused goes last: it must not hold up the rest.
    pub(in crate::app) fn wanted<'a>(
        &self,
        resources: impl Iterator<Item = &'a Resource>,
        now: Timestamp,
    ) -> Vec<PointOf> {
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for resource in resources {
            let Some(point) = resource.last_point.as_ref().filter(|point| is_told(point)) else { continue };
            let of = PointOf { resource: resource.arn.clone(), point: point.clone() };
            match self.known.get(&(resource.scope, resource.arn.clone())) {
                Some(known) if known.point != *point => new.push(of),
                Some(known) if known.again.is_some_and(|at| at <= now) => again.push(of),
                Some(_) => {}
                None => new.push(of),
            }
        }
        new.append(&mut again);
        new
    }

    /// AWS has said something of a point; only tags that rules ask for are kept.
    pub(in crate::app) fn tell(
        &mut self,
        scope: ScopeId,
        of: PointOf,
        answer: Result<Vec<(Text, Text)>, Box<Failure>>,
        rules: &[Rule],
        now: Timestamp,
    ) {
        let (tags, again) = match answer {
            Ok(mut tags) => {
                tags.retain(|(key, _)| rpo::is_asked_for(key, rules));
                (Tags::Told(tags), None)
            }
            // Whoever is not allowed to may be at the next try, whenever that is.
            Err(failure) if failure.action.is_some() => (Tags::Untold(failure.sentence()), Some(now)),
            Err(failure) => (Tags::Untold(failure.sentence()), now.checked_add(RETRY).ok()),
        };
        self.known.insert((scope, of.resource), Known { point: of.point, tags, again });
    }

    /// A request has come to its end, or failed.
    pub(in crate::app) fn ended(&mut self, scope: ScopeId, failure: Option<&Failure>) {
        match failure {
            Some(failure) => self.failed.insert(scope, failure.sentence()),
            None => self.failed.remove(&scope),
        };
    }

    /// All are asked for again; what was told holds until then.
    pub(in crate::app) fn ask_again(&mut self, now: Timestamp) {
        self.known.values_mut().for_each(|known| known.again = Some(now));
    }

    /// Forgets the resources that are not listed any more.
    pub(in crate::app) fn forget_gone(&mut self, is_there: impl Fn(ScopeId, &Text) -> bool) {
        self.known.retain(|(scope, resource), _| is_there(*scope, resource));
    }

    /// Forgets all of a scope.
    pub(in crate::app) fn forget_scope(&mut self, scope: ScopeId) {
        self.known.retain(|(of, _), _| *of != scope);
        self.failed.remove(&scope);
    }
}

fn untold(why: &str) -> Tags {
    Tags::Untold(why.to_owned())
}

/// Whether AWS Backup tells the tags of a point: snapshots and images are tagged by their own services (API notes, section
/// 1.17).
fn is_told(point: &Text) -> bool {
    Arn::parse(point.raw()).is_some_and(|arn| arn.service == "backup")
}
