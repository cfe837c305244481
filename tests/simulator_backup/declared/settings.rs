//! Settings, tags, summaries.

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{client_of, refusal};

const VAULT: &str = "arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily";
const GONE: &str = "arn:aws:backup:us-east-1:123456789012:backup-vault:gone";
const SNAPSHOT: &str = "arn:aws:ec2:us-east-1::snapshot/snap-1";

pub const GROUP: Group = Group {
    refusals: refusals! {
        "ListTags" "ResourceNotFoundException" => list_of_unknown;
        "TagResource" "InvalidParameterValueException" => tag_snapshot;
        "TagResource" "LimitExceededException" => many_tags;
        "TagResource" "ResourceNotFoundException" => tag_unknown;
        "UntagResource" "InvalidParameterValueException" => untag_snapshot;
        "UntagResource" "ResourceNotFoundException" => untag_unknown;
        "UpdateGlobalSettings" "InvalidParameterValueException" => odd_global;
        "UpdateGlobalSettings" "InvalidRequestException" => member_updates_global;
    },
    never: &[(
        "DescribeGlobalSettings",
        "InvalidRequestException",
        "every account of this scenario is in the organization",
    )],
    not_yet: &[],
    calls: calls! {
        "DescribeGlobalSettings" => describe_global;
        "DescribeRegionSettings" => describe_region;
        "GetSupportedResourceTypes" => supported;
        "ListBackupJobSummaries" => backup_summaries;
        "ListCopyJobSummaries" => copy_summaries;
        "ListRestoreJobSummaries" => restore_summaries;
        "ListTags" => list;
        "TagResource" => tag;
        "UntagResource" => untag;
        "UpdateGlobalSettings" => update_global;
        "UpdateRegionSettings" => update_region;
    },
    not_called_yet: &[],
};

async fn list_of_unknown(at: Fresh) -> Refused {
    refusal(at.client.list_tags().resource_arn(GONE).send().await)
}

async fn tag_snapshot(at: Fresh) -> Refused {
    refusal(at.client.tag_resource().resource_arn(SNAPSHOT).tags("team", "platform").send().await)
}

async fn many_tags(at: Fresh) -> Refused {
    let tags = (0..51).map(|number| (number.to_string(), String::new())).collect();
    refusal(at.client.tag_resource().resource_arn(VAULT).set_tags(Some(tags)).send().await)
}

async fn tag_unknown(at: Fresh) -> Refused {
    refusal(at.client.tag_resource().resource_arn(GONE).tags("team", "platform").send().await)
}

async fn untag_snapshot(at: Fresh) -> Refused {
    refusal(at.client.untag_resource().resource_arn(SNAPSHOT).tag_key_list("team").send().await)
}

async fn untag_unknown(at: Fresh) -> Refused {
    refusal(at.client.untag_resource().resource_arn(GONE).tag_key_list("team").send().await)
}

async fn describe_global(at: Fresh) {
    at.client.describe_global_settings().send().await.unwrap();
}

async fn describe_region(at: Fresh) {
    at.client.describe_region_settings().send().await.unwrap();
}

async fn supported(at: Fresh) {
    at.client.get_supported_resource_types().send().await.unwrap();
}

async fn backup_summaries(at: Fresh) {
    at.client.list_backup_job_summaries().send().await.unwrap();
}

async fn copy_summaries(at: Fresh) {
    at.client.list_copy_job_summaries().send().await.unwrap();
}

async fn restore_summaries(at: Fresh) {
    at.client.list_restore_job_summaries().send().await.unwrap();
}

async fn list(at: Fresh) {
    at.client.list_tags().resource_arn(VAULT).send().await.unwrap();
}

async fn tag(at: Fresh) {
    at.client.tag_resource().resource_arn(VAULT).tags("team", "platform").send().await.unwrap();
}

async fn untag(at: Fresh) {
    at.client.untag_resource().resource_arn(VAULT).tag_key_list("team").send().await.unwrap();
}

async fn update_region(at: Fresh) {
    at.client.update_region_settings().resource_type_opt_in_preference("EBS", false).send().await.unwrap();
}

async fn odd_global(at: Fresh) -> Refused {
    refusal(at.client.update_global_settings().global_settings("isBackupFun", "true").send().await)
}

async fn member_updates_global(at: Fresh) -> Refused {
    let member = client_of(&at.simulator, "210987654321", "us-east-1");
    refusal(member.update_global_settings().global_settings("isMpaEnabled", "true").send().await)
}

async fn update_global(at: Fresh) {
    at.client.update_global_settings().global_settings("isMpaEnabled", "true").send().await.unwrap();
}
