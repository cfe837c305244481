//! `vaultdeck wait`: jobs of any kind, to their end.

use std::time::Duration;

use clap::Args;

use super::args::{Where, time};
use super::exit::Refusal;
use super::item::Item;
use super::run::Run;
use super::track::Track;
use crate::app::effect::{Page, Query};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::job::{Job, JobKind};
use crate::text::Text;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct WaitArgs {
    /// Ids of backup, copy or restore jobs.
    #[arg(value_name = "JOB", required = true)]
    jobs: Vec<String>,
    /// Wait so long at most: 90s, 45m, 2h, 1h30m.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(super) timeout: Option<Duration>,
    #[command(flatten)]
    pub(super) place: Where,
}

impl WaitArgs {
    pub(super) async fn items(&self, run: &Run) -> Result<Vec<Item>, Refusal> {
        let mut items: Vec<Item> = Vec::new();
        for id in &self.jobs {
            if items.iter().any(|item| item.target == *id) {
                continue;
            }
            let job = find(run, id).await?;
            let mut track = Track::new(job.kind, job.id.clone(), job.resource_label(), None, run.desk.now());
            track.since = job.created.unwrap_or(track.since);
            let mut item = Item::new(id, job.resource_label());
            item.tracks.push(track);
            items.push(item);
        }
        Ok(items)
    }
}

/// The job of an id, whatever its kind.
pub(super) async fn find(run: &Run, id: &str) -> Result<Box<Job>, Refusal> {
    let mut denied: Option<Failure> = None;
    for kind in JobKind::ALL {
        match run.read(run.desk.ask(&Query::Job { kind, id: Text::new(id) })).await? {
            Ok(pages) => {
                let job = pages.into_iter().find_map(|page| match page {
                    Page::Job(job) => Some(job),
                    _ => None,
                });
                if let Some(job) = job {
                    return Ok(job);
                }
            }
            Err(failure) => match failure.kind {
                FailureKind::NotFound | FailureKind::Invalid => {}
                FailureKind::AccessDenied => denied = Some(failure),
                _ => return Err(failure.into()),
            },
        }
    }
    if let Some(failure) = denied {
        return Err(failure.into());
    }
    let (scope, id) = (run.desk.scope.label(), Text::new(id));
    Err(Refusal::usage(format!("no backup, copy or restore job {id} in {scope}")))
}
