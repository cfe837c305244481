//! What the checks before a write ask for.

use std::collections::HashMap;

use aws_sdk_backup::operation::describe_global_settings::DescribeGlobalSettingsOutput;
use aws_sdk_backup::operation::describe_region_settings::DescribeRegionSettingsOutput;
use aws_sdk_backup::operation::get_backup_vault_notifications::GetBackupVaultNotificationsOutput;
use aws_sdk_backup::types::{LegalHold, RecoveryPointSelection};

use super::{pairs, required, text, texts, time};
use crate::domain::legal_hold::{Hold, Selection};
use crate::domain::notification::Notifications;
use crate::domain::preflight::Answer;
use crate::domain::settings::{GlobalSettings, RegionSettings};
use crate::text::Text;

/// Settings of account and Region.
pub(in crate::aws) fn region(raw: &DescribeRegionSettingsOutput) -> RegionSettings {
    RegionSettings {
        opted_in: switches(raw.resource_type_opt_in_preference()),
        managed: switches(raw.resource_type_management_preference()),
    }
}

fn switches(raw: Option<&HashMap<String, bool>>) -> Vec<(Text, bool)> {
    let mut switches: Vec<_> =
        raw.into_iter().flatten().map(|(name, value)| (Text::new(name), *value)).collect();
    switches.sort_unstable();
    switches
}

/// Settings of the organization.
pub(in crate::aws) fn global(raw: &DescribeGlobalSettingsOutput) -> GlobalSettings {
    GlobalSettings { values: pairs(raw.global_settings()) }
}

/// A vault's notifications; `None` where no topic is set.
pub(in crate::aws) fn notifications(raw: &GetBackupVaultNotificationsOutput) -> Option<Notifications> {
    let events = raw.backup_vault_events().iter().map(|event| Text::new(event.as_str()));
    text(raw.sns_topic_arn.as_ref()).map(|topic| Notifications { topic, events: events.collect() })
}

/// A legal hold of a list, which does not tell what it holds.
pub(in crate::aws) fn hold(raw: &LegalHold) -> Hold {
    Hold {
        id: required(raw.legal_hold_id.as_ref()),
        title: required(raw.title.as_ref()),
        status: required(raw.status.as_ref()),
        created: time(raw.creation_date.as_ref()),
        selection: Answer::NotAsked,
    }
}

/// What a hold holds.
pub(in crate::aws) fn selection(raw: Option<&RecoveryPointSelection>) -> Answer<Selection> {
    let Some(raw) = raw else { return Answer::Failed("AWS does not tell what it holds".to_owned()) };
    let range = raw.date_range.as_ref();
    Answer::Known(Selection {
        vaults: texts(raw.vault_names()),
        resources: texts(raw.resource_identifiers()),
        range: range.and_then(|range| time(Some(&range.from_date)).zip(time(Some(&range.to_date)))),
    })
}
