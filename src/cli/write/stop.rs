//! `vaultdeck stop`: backup jobs that run.

use clap::Args;

use super::args::{Sending, Where};
use super::exit::Refusal;
use super::plan::Planned;
use super::run::Run;
use super::sheet::Sheet;
use super::wait;
use crate::domain::preflight::Known;
use crate::domain::write::Write;
use crate::wizards::stop::Stop;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct StopArgs {
    /// Ids of backup jobs; AWS stops no copies and no restores.
    #[arg(value_name = "JOB", required = true)]
    jobs: Vec<String>,
    #[command(flatten)]
    pub(super) sending: Sending,
    #[command(flatten)]
    pub(super) place: Where,
}

impl StopArgs {
    pub(super) async fn plan(&self, run: &Run) -> Result<Vec<Planned>, Refusal> {
        let mut planned: Vec<Planned> = Vec::new();
        for id in &self.jobs {
            let job = wait::find(run, id).await?;
            let label = job.resource_label().to_owned();
            // What is asked for is so: another run of a clean-up script, or a job that was quicker.
            if !job.state.is_active() {
                run.warn(&format!("{label} is {} already: nothing to stop", job.state.word()));
                continue;
            }
            let Some(task) = Stop::new([&*job]) else { continue };
            let sheet = Sheet::fill(run, Box::new(task), Known::default(), Vec::new()).await?;
            let write = Write::StopBackup { job: job.id.raw().to_owned() };
            if planned.iter().all(|one| one.write != write) {
                let (checks, word) = (sheet.checks(), sheet.word(run));
                planned.push(Planned { label, write, checks, source: None, usual: None, word });
            }
        }
        Ok(planned)
    }
}
