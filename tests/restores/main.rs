//! Restores from a recovery point's own metadata to the resource that was made of it: forms, calls and simulator as the
//! program has them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod console;
mod metadata;
#[path = "../support/mod.rs"]
mod support;
mod types;

use std::sync::atomic::AtomicU32;

use jiff::{SignedDuration, Timestamp};
use vaultdeck::app::effect::{Page, Query, Started};
use vaultdeck::aws::{Fleet, Login, ScopeSettings};
use vaultdeck::domain::failure::Failure;
use vaultdeck::domain::job::{Job, JobKind};
use vaultdeck::domain::preflight::facts::{Fact, Need};
use vaultdeck::domain::recovery_point::RecoveryPoint;
use vaultdeck::domain::restore::{Metadata, Origin};
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::domain::write::{Pairs, PointName, RestoreRequest, Write, default_role};
use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

const HERE: ScopeId = ScopeId(0);
const ACCOUNT: &str = "123456789012";
const REGION: &str = "us-east-1";
const VAULT: &str = "main";

/// A simulator with one resource of each type, and a fleet of one scope that asks it.
struct Lab {
    simulator: Simulator,
    fleet: Fleet,
}

impl Lab {
    async fn new() -> Self {
        let options = Options {
            scenario: Scenario::File("tests/simulator_backup/restores/types.toml".into()),
            clock: Clock::manual("2026-11-21T02:14:00Z".parse().unwrap()),
            ..Options::default()
        };
        let simulator = Simulator::start(options).await.unwrap();
        let fleet = Fleet::new(vec![ScopeSettings {
            login: Login::MadeUp(ACCOUNT.into()),
            region: Some(REGION.into()),
            endpoint_url: Some(simulator.url()),
            requests_per_second: 1000,
        }]);
        Self { simulator, fleet }
    }

    fn now(&self) -> Timestamp {
        self.simulator.clock().now()
    }

    async fn ask(&self, query: &Query) -> Result<Vec<Page>, Failure> {
        let mut pages = Vec::new();
        self.fleet.ask(HERE, query, &AtomicU32::new(0), &mut |page| pages.push(page)).await?;
        Ok(pages)
    }

    /// A point of a resource by the end of its name or ARN.
    async fn point(&self, resource: &str, continuous: bool) -> RecoveryPoint {
        let pages = self.ask(&Query::VaultPoints(VAULT.into())).await.unwrap().into_iter();
        let points =
            pages.flat_map(|page| if let Page::Points(points) = page { points } else { panic!("{page:?}") });
        let fits = |point: &RecoveryPoint| {
            let arn = point.resource.as_ref().unwrap().raw();
            let named = point.resource_label() == resource || arn.ends_with(resource);
            named && (point.is_continuous() == Some(true)) == continuous
        };
        let point = points.into_iter().find(fits);
        let arn = point.unwrap_or_else(|| panic!("no point of {resource}")).arn;
        // As the console does: only a description tells the storage tier.
        let query = Query::Point { vault: VAULT.into(), arn };
        let Some(Page::Point(point)) = self.ask(&query).await.unwrap().into_iter().next() else { panic!() };
        *point
    }

    async fn metadata(&self, point: &RecoveryPoint) -> Result<Metadata, Failure> {
        let query = Query::Fact(Need::RestoreMetadata { vault: VAULT.into(), arn: point.arn.clone() });
        match self.ask(&query).await?.as_slice() {
            [Page::Fact(Fact::RestoreMetadata(metadata))] => Ok((**metadata).clone()),
            other => panic!("{other:?}"),
        }
    }

    async fn origin(&self, point: &RecoveryPoint) -> Origin {
        Origin::new(point, REGION, Some(self.metadata(point).await.unwrap()), self.now())
    }

    async fn start(&self, request: RestoreRequest) -> Result<Started, Failure> {
        match self.fleet.send(HERE, &Write::StartRestore(request), &AtomicU32::new(0)).await? {
            Page::Started(started) => Ok(started),
            other => panic!("{other:?}"),
        }
    }

    /// Follows a restore job to its end.
    async fn end(&self, started: &Started) -> Job {
        for _ in 0..200 {
            let query = Query::Job { kind: JobKind::Restore, id: started.job.clone() };
            let Some(Page::Job(job)) = self.ask(&query).await.unwrap().into_iter().next() else { panic!() };
            if !job.state.is_active() {
                return *job;
            }
            self.simulator.clock().advance(SignedDuration::from_hours(1));
        }
        panic!("{started:?} does not end");
    }
}

fn request(point: &RecoveryPoint, resource_type: &str, metadata: Pairs, token: &str) -> RestoreRequest {
    RestoreRequest {
        point: PointName { vault: VAULT.into(), point: point.arn.raw().into() },
        metadata,
        role: default_role(ACCOUNT),
        resource_type: resource_type.to_owned(),
        copy_tags: false,
        token: token.to_owned(),
    }
}
