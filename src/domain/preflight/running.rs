//! What runs already.

use super::{Check, Verdict};
use crate::text::Text;

/// Whether a backup of the resource runs. AWS runs one of a resource at a time (message 1 of the API notes).
pub fn backup(job: Option<&Text>) -> Check {
    match job {
        None => Check::fixed(Verdict::Passed, "no backup of it running"),
        Some(job) => {
            Check::fixed(Verdict::Warning, format!("job {job} is running: AWS backs up one at a time"))
        }
    }
}

/// Whether a copy of the resource's points runs. AWS makes one at a time, and gives up after two hours (message 62).
pub fn copy(job: Option<&Text>) -> Check {
    match job {
        None => Check::fixed(Verdict::Passed, "no copy of its points running"),
        Some(job) => Check::fixed(Verdict::Warning, format!("copy {job} is running: this one waits for it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_already_is_a_warning() {
        for check in [backup, copy] {
            assert_eq!(check(None).verdict, Verdict::Passed);
            let busy = check(Some(&"job-1".into()));
            assert_eq!(busy.verdict, Verdict::Warning);
            assert!(busy.says.contains("job-1"));
        }
    }
}
