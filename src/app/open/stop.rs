//! Opening the form that stops backup jobs.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::{cursor, forms};
use crate::wizards::stop::{self, Stop};

/// Why what is under the cursor can't be stopped; `None` where some of it may be.
pub(in crate::app) fn refused(model: &Model) -> Option<String> {
    let jobs = cursor::jobs_at_cursor(model);
    if jobs.iter().any(|job| stop::refused(job).is_none()) {
        return None;
    }
    jobs.first().and_then(|job| stop::refused(job))
}

/// The form for the jobs that are marked, else under the cursor.
pub(in crate::app) fn at_cursor(model: &mut Model) -> Vec<Effect> {
    let stop = Stop::new(cursor::jobs_at_cursor(model));
    match stop {
        Some(stop) => forms::open(model, Box::new(stop)),
        None => Vec::new(),
    }
}
