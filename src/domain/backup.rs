//! An on-demand backup: what is asked for, and the `aws` command that asks the same.

use super::lifecycle::Lifecycle;
use super::scope::ScopeId;

/// A `StartBackupJob` request. Raw values, as AWS is to get them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupRequest {
    /// In this scope.
    pub scope: ScopeId,
    /// Back up this resource (ARN).
    pub resource: String,
    /// Into this vault (name).
    pub vault: String,
    /// As this role (ARN).
    pub role: String,
    /// Keep it so long.
    pub lifecycle: Lifecycle,
    /// Tags for the recovery point.
    pub tags: Vec<(String, String)>,
    /// Repeating the request with the same token starts nothing twice.
    pub token: String,
}

/// The role that the AWS web console makes for AWS Backup (developer guide, "Default service role").
pub fn default_role(account: &str) -> String {
    format!("arn:aws:iam::{account}:role/service-role/AWSBackupDefaultServiceRole")
}

impl BackupRequest {
    /// The same request as an `aws backup` command, quoted for a POSIX shell.
    pub fn command(&self, region: &str, profile: Option<&str>) -> String {
        let mut words = vec!["aws".to_owned(), "backup".to_owned(), "start-backup-job".to_owned()];
        let mut option = |name: &str, value: &str| {
            words.push(name.to_owned());
            words.push(quote(value));
        };
        option("--backup-vault-name", &self.vault);
        option("--resource-arn", &self.resource);
        option("--iam-role-arn", &self.role);
        if let Some(lifecycle) = lifecycle_json(self.lifecycle) {
            option("--lifecycle", &lifecycle);
        }
        if !self.tags.is_empty() {
            let tags: serde_json::Map<_, _> =
                self.tags.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
            option("--recovery-point-tags", &serde_json::Value::Object(tags).to_string());
        }
        option("--idempotency-token", &self.token);
        if !region.is_empty() {
            option("--region", region);
        }
        if let Some(profile) = profile {
            option("--profile", profile);
        }
        words.join(" ")
    }
}

fn lifecycle_json(lifecycle: Lifecycle) -> Option<String> {
    let mut members = Vec::new();
    if let Some(days) = lifecycle.cold_after_days {
        members.push(format!("\"MoveToColdStorageAfterDays\":{days}"));
    }
    if let Some(days) = lifecycle.delete_after_days {
        members.push(format!("\"DeleteAfterDays\":{days}"));
    }
    (!members.is_empty()).then(|| format!("{{{}}}", members.join(",")))
}

/// Quotes one word for a POSIX shell; plain words stay plain.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_asks_for_the_same_backup() {
        let request = BackupRequest {
            scope: ScopeId(0),
            resource: "arn:aws:rds:us-east-1:123456789012:db:orders-db".into(),
            vault: "prod-daily".into(),
            role: default_role("123456789012"),
            lifecycle: Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() },
            tags: vec![("change".into(), "it's CHG-1".into())],
            token: "vd-1".into(),
        };
        assert_eq!(
            request.command("us-east-1", Some("shop prod")),
            "aws backup start-backup-job --backup-vault-name prod-daily \
             --resource-arn arn:aws:rds:us-east-1:123456789012:db:orders-db \
             --iam-role-arn arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole \
             --lifecycle '{\"DeleteAfterDays\":35}' \
             --recovery-point-tags '{\"change\":\"it'\\''s CHG-1\"}' \
             --idempotency-token vd-1 --region us-east-1 --profile 'shop prod'"
        );
    }
}
