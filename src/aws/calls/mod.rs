//! What each query and write calls, one file per group. Rows go to the sink as their page lands.

mod account;
mod alarms;
mod facts;
mod in_effect;
mod jobs;
mod metrics;
mod plans;
mod points;
mod restore;
mod tags;
mod vaults;
mod writes;

pub(super) use in_effect::is_in_effect;
pub(super) use writes::send;

use super::call::{Caller, Sink};
use crate::app::effect::Query;
use crate::domain::failure::Failure;

/// Answers a query.
pub(super) async fn ask(caller: &Caller<'_>, query: &Query, sink: &mut Sink<'_>) -> Result<(), Failure> {
    match query {
        Query::Identity => account::identity(caller, sink).await,
        Query::Vaults => vaults::list(caller, sink).await,
        Query::Vault(name) => vaults::describe(caller, name, sink).await,
        Query::Plans { idle } => plans::list(caller, *idle, sink).await,
        Query::Plan(id) => plans::describe(caller, id, sink).await,
        Query::Resources => account::resources(caller, sink).await,
        Query::Resource(arn) => account::resource(caller, arn, sink).await,
        Query::Denial(encoded) => account::denial(caller, encoded, sink).await,
        Query::Alarms => alarms::list(caller, sink).await,
        Query::Metrics { from, to } => metrics::counts(caller, (*from, *to), sink).await,
        Query::Jobs { kind, after, before } => jobs::within(caller, *kind, *after, *before, sink).await,
        Query::ActiveJobs { kind, known } => jobs::active(caller, *kind, known, sink).await,
        Query::BackupsOf(resource) => jobs::backups_of(caller, resource, sink).await,
        Query::CopiesOf(resource) => jobs::copies_of(caller, resource, sink).await,
        Query::ChildJobs { kind, parent } => jobs::children(caller, *kind, parent, sink).await,
        Query::Job { kind, id } => jobs::describe(caller, *kind, id, sink).await,
        Query::VaultPoints(vault) => points::in_vault(caller, vault, sink).await,
        Query::AllPoints => points::all(caller, sink).await,
        Query::ResourcePoints(resource) => points::of_resource(caller, resource, sink).await,
        Query::PointTags(points) => tags::of_points(caller, points, sink).await,
        Query::Point { vault, arn } => points::describe(caller, vault, arn, sink).await,
        Query::Fact(need) => facts::read(caller, need, sink).await,
    }
}
