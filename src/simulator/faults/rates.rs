//! AWS's documented rates (aws-backup-api.md 4.3): so many requests a second, per account and Region.

use std::collections::HashMap;
use std::time::Instant;

use crate::simulator::request::Scope;

/// Requests a second of all operations together.
const TOTAL: f64 = 50.0;

/// Requests a second by operation. Those that are not listed have no rate of their own.
#[rustfmt::skip]
const RATES: [(f64, &[&str]); 4] = [
    (5.0, &[
        "CreateBackupPlan", "CreateBackupSelection", "DeleteBackupPlan", "DeleteBackupSelection", "DeleteBackupVault",
        "DeleteBackupVaultAccessPolicy", "DeleteBackupVaultNotifications", "DescribeBackupVault",
        "ExportBackupPlanTemplate", "GetBackupPlanFromJSON", "GetBackupPlanFromTemplate", "PutBackupVaultNotifications",
        "StartBackupJob", "StartRestoreJob", "StopBackupJob", "TagResource", "UntagResource", "UpdateBackupPlan",
        "UpdateRecoveryPointLifecycle",
    ]),
    (10.0, &["DeleteRecoveryPoint", "DescribeProtectedResource"]),
    (15.0, &[
        "DescribeBackupJob", "DescribeRecoveryPoint", "DescribeRestoreJob", "GetBackupPlan", "GetBackupSelection",
        "GetBackupVaultAccessPolicy", "GetBackupVaultNotifications", "GetRecoveryPointRestoreMetadata",
        "GetSupportedResourceTypes",
    ]),
    (20.0, &[
        "ListBackupJobs", "ListBackupPlans", "ListBackupPlanTemplates", "ListBackupPlanVersions", "ListBackupSelections",
        "ListBackupVaults", "ListProtectedResources", "ListRecoveryPointsByBackupVault", "ListRecoveryPointsByResource",
        "ListRestoreJobs", "ListTags",
    ]),
];

/// A bucket that refills at a rate and holds a second's worth.
#[derive(Debug)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// The buckets of all accounts and Regions. They run in real time, as clients do.
#[derive(Debug, Default)]
pub(super) struct Rates {
    buckets: HashMap<(Scope, &'static str), Bucket>,
}

impl Rates {
    /// Whether a call at this moment goes beyond a rate. One that does uses nothing up.
    pub(super) fn exceeded(&mut self, scope: &Scope, operation: &str, now: Instant) -> bool {
        let own = RATES.iter().find_map(|(rate, operations)| {
            let name = operations.iter().find(|name| **name == operation)?;
            Some((*rate, *name))
        });
        let limits: Vec<(f64, &'static str)> = own.into_iter().chain([(TOTAL, "*")]).collect();
        let all = limits.iter().all(|(rate, name)| {
            let bucket =
                self.buckets.entry((scope.clone(), *name)).or_insert(Bucket { tokens: *rate, at: now });
            let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
            bucket.tokens = (bucket.tokens + passed * rate).min(*rate);
            bucket.at = now;
            bucket.tokens >= 1.0
        });
        if all {
            for (_, name) in limits {
                if let Some(bucket) = self.buckets.get_mut(&(scope.clone(), name)) {
                    bucket.tokens -= 1.0;
                }
            }
        }
        !all
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// How many of `calls` at once go through.
    fn through(rates: &mut Rates, scope: &Scope, operation: &str, calls: usize, now: Instant) -> usize {
        (0..calls).filter(|_| !rates.exceeded(scope, operation, now)).count()
    }

    #[test]
    fn an_operation_has_its_own_rate_and_all_have_one_together() {
        let (mut rates, now) = (Rates::default(), Instant::now());
        let scope = Scope::new("123456789012", "us-east-1");
        assert_eq!(through(&mut rates, &scope, "StartBackupJob", 30, now), 5);
        assert_eq!(through(&mut rates, &scope, "ListBackupJobs", 30, now), 20);
        assert_eq!(through(&mut rates, &scope, "ListCopyJobs", 99, now), 25, "what is left of 50");
        let elsewhere = Scope::new("123456789012", "eu-west-1");
        assert_eq!(through(&mut rates, &elsewhere, "ListCopyJobs", 99, now), 50);
    }

    #[test]
    fn a_rate_comes_back_with_time_up_to_a_seconds_worth() {
        let (mut rates, now) = (Rates::default(), Instant::now());
        let scope = Scope::new("123456789012", "us-east-1");
        through(&mut rates, &scope, "StartBackupJob", 30, now);
        let later = now + Duration::from_millis(400);
        assert_eq!(through(&mut rates, &scope, "StartBackupJob", 30, later), 2);
        let much_later = now + Duration::from_mins(1);
        assert_eq!(through(&mut rates, &scope, "StartBackupJob", 30, much_later), 5);
    }
}
