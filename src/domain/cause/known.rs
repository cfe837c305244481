//! Causes found before: alerts are derived every few seconds from the same jobs, and a message means what it meant.

use std::collections::HashMap;

use super::{Diagnosis, of_job};
use crate::domain::job::{Job, JobKind};
use crate::text::Text;

/// What messages meant.
#[derive(Debug, Default)]
pub struct Causes(HashMap<(JobKind, Text, Option<Text>), Diagnosis>);

/// Messages remembered. More than a day of a large account's jobs say; past it all is looked up anew.
const MOST: usize = 20_000;

impl Causes {
    /// Why a job is as it is; `None` when nothing is wrong with it.
    pub fn of_job(&mut self, job: &Job) -> Option<Diagnosis> {
        // A restore test is judged by more than its message.
        let message =
            job.message.as_ref().filter(|message| !message.as_str().is_empty() && !job.test_failed());
        let Some(message) = message else { return of_job(job) };
        let key = (job.kind, message.clone(), job.category.clone());
        if let Some(known) = self.0.get(&key) {
            return Some(known.clone());
        }
        let found = of_job(job)?;
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(key, found.clone());
        Some(found)
    }
}
