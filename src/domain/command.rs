//! The `aws` command that reads what the console shows, for a ticket or a script.

use super::job::JobKind;
use super::subject::Thing;
use super::write::quote;

/// The command that describes or lists a thing. Raw values, quoted for a POSIX shell.
pub fn describe(thing: &Thing, region: &str, profile: Option<&str>) -> String {
    let (verb, options): (&str, Vec<(&str, &str)>) = match thing {
        Thing::Job { kind: JobKind::Backup, id } => {
            ("backup describe-backup-job", vec![("backup-job-id", id.raw())])
        }
        Thing::Job { kind: JobKind::Copy, id } => {
            ("backup describe-copy-job", vec![("copy-job-id", id.raw())])
        }
        Thing::Job { kind: JobKind::Restore, id } => {
            ("backup describe-restore-job", vec![("restore-job-id", id.raw())])
        }
        Thing::Cause { kind: Some(JobKind::Backup), .. } => {
            ("backup list-backup-jobs", vec![("by-state", "FAILED")])
        }
        Thing::Cause { kind: Some(JobKind::Copy), .. } => {
            ("backup list-copy-jobs", vec![("by-state", "FAILED")])
        }
        Thing::Cause { kind: Some(JobKind::Restore), .. } => {
            ("backup list-restore-jobs", vec![("by-status", "FAILED")])
        }
        Thing::Children { kind: JobKind::Backup, id } => {
            ("backup list-backup-jobs", vec![("by-parent-job-id", id.raw())])
        }
        Thing::Children { kind: JobKind::Copy, id } => {
            ("backup list-copy-jobs", vec![("by-parent-job-id", id.raw())])
        }
        Thing::Children { kind: JobKind::Restore, id } => {
            ("backup list-restore-jobs", vec![("by-parent-job-id", id.raw())])
        }
        Thing::Vault(name) => ("backup describe-backup-vault", vec![("backup-vault-name", name.raw())]),
        Thing::VaultPoints(name) => {
            ("backup list-recovery-points-by-backup-vault", vec![("backup-vault-name", name.raw())])
        }
        Thing::ResourcePoints(arn) => {
            ("backup list-recovery-points-by-resource", vec![("resource-arn", arn.raw())])
        }
        Thing::Point { vault, arn } => (
            "backup describe-recovery-point",
            vec![("backup-vault-name", vault.raw()), ("recovery-point-arn", arn.raw())],
        ),
        Thing::Plan(id) => ("backup get-backup-plan", vec![("backup-plan-id", id.raw())]),
        Thing::Resource(arn) => ("backup describe-protected-resource", vec![("resource-arn", arn.raw())]),
        // Nothing that AWS knows.
        Thing::Cause { kind: None, .. } => return "vaultdeck status".to_owned(),
        Thing::Entry(_) => return "vaultdeck journal --format json".to_owned(),
        Thing::Alarm(name) => ("cloudwatch describe-alarms", vec![("alarm-names", name.raw())]),
    };
    let scope = [("region", region), ("profile", profile.unwrap_or_default())];
    let words = options.into_iter().chain(scope.into_iter().filter(|(_, value)| !value.is_empty()));
    words.fold(format!("aws {verb}"), |line, (name, value)| format!("{line} --{name} {}", quote(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_reads_the_same_thing() {
        let point =
            Thing::Point { vault: "a vault".into(), arn: "arn:aws:ec2:us-east-1::snapshot/snap-1".into() };
        assert_eq!(
            describe(&point, "us-east-1", Some("prod")),
            "aws backup describe-recovery-point --backup-vault-name 'a vault' \
             --recovery-point-arn arn:aws:ec2:us-east-1::snapshot/snap-1 --region us-east-1 --profile prod"
        );
    }
}
