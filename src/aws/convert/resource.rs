//! Protected resources.

use aws_sdk_backup::operation::describe_protected_resource::DescribeProtectedResourceOutput;
use aws_sdk_backup::types::ProtectedResource;

use super::{required, text, time};
use crate::domain::holdings::Holdings;
use crate::domain::resource::Resource;
use crate::domain::scope::ScopeId;

/// List members and Describe outputs are two SDK types with the same members: one body serves both.
macro_rules! resource {
    ($scope:expr, $raw:expr) => {
        Resource {
            scope: $scope,
            arn: required($raw.resource_arn.as_ref()),
            kind: required($raw.resource_type.as_ref()),
            name: text($raw.resource_name.as_ref()),
            last_backup: time($raw.last_backup_time.as_ref()),
            last_vault_arn: text($raw.last_backup_vault_arn.as_ref()),
            last_point: text($raw.last_recovery_point_arn.as_ref()),
            latest_restore_minutes: None,
            latest_restore: None,
            latest_restore_point: None,
            objective: None,
            unpromised: None,
            holdings: Holdings::default(),
            past: false,
        }
    };
}

/// A resource of a list.
pub(in crate::aws) fn listed(scope: ScopeId, raw: &ProtectedResource) -> Resource {
    resource!(scope, raw)
}

/// A described resource.
pub(in crate::aws) fn described(scope: ScopeId, raw: &DescribeProtectedResourceOutput) -> Resource {
    Resource {
        latest_restore_minutes: raw.latest_restore_execution_time_minutes,
        latest_restore: time(raw.latest_restore_job_creation_date.as_ref()),
        latest_restore_point: time(raw.latest_restore_recovery_point_creation_date.as_ref()),
        ..resource!(scope, raw)
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_resource_without_a_name_is_called_by_its_arn() {
        let raw = ProtectedResource::builder()
            .resource_arn("arn:aws:ec2:us-east-1:123456789012:volume/vol-0f3a")
            .resource_type("EBS")
            .resource_name("")
            .build();
        let resource = listed(ScopeId(1), &raw);
        assert_eq!((resource.label(), resource.name.clone()), ("vol-0f3a", None));
        assert_eq!((resource.kind.as_str(), resource.scope), ("EBS", ScopeId(1)));
    }

    #[test]
    fn describe_tells_the_latest_restore_besides() {
        let raw = DescribeProtectedResourceOutput::builder()
            .latest_restore_execution_time_minutes(42)
            .latest_restore_job_creation_date(DateTime::from_secs(1))
            .build();
        let resource = described(ScopeId(0), &raw);
        assert_eq!(resource.latest_restore_minutes, Some(42));
        assert_eq!(resource.latest_restore.map(Timestamp::as_second), Some(1));
        assert_eq!(resource.latest_restore_point, None);
    }
}
