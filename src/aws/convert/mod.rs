//! From the SDK's types to ours, one file per entity. Here every text from outside is cleaned, once, by
//! [`Text::new`].
//!
//! Nothing in an answer is trusted to be there: whatever is absent, empty or out of range becomes `None` or an empty
//! text, and words that this version does not know survive as they came.

pub(super) mod alarm;
pub(super) mod fact;
pub(super) mod job;
pub(super) mod plan;
pub(super) mod point;
mod recent;
pub(super) mod resource;
pub(super) mod vault;

use std::collections::HashMap;

use aws_sdk_backup::types::{CalculatedLifecycle as SdkCalculated, Lifecycle as SdkLifecycle};
use aws_sdk_backup::types::{LifecycleDeleteAfterEvent, RecoveryPointCreator};
use aws_smithy_types::DateTime;
use jiff::{Timestamp, Unit};

use crate::domain::job::Creator;
use crate::domain::lifecycle::{CalculatedLifecycle, Lifecycle};
use crate::text::Text;

/// A text that may be absent; an empty one counts as absent. Takes strings and the SDK's enums alike.
pub(super) fn text(raw: Option<impl AsRef<str>>) -> Option<Text> {
    raw.filter(|raw| !raw.as_ref().is_empty()).map(|raw| recent::share(raw.as_ref()))
}

/// A text that should be there, such as a name or an id; empty when it is not.
pub(super) fn required(raw: Option<impl AsRef<str>>) -> Text {
    text(raw).unwrap_or_default()
}

/// All texts of a list.
pub(super) fn texts(raw: &[String]) -> Vec<Text> {
    raw.iter().map(|raw| Text::new(raw)).collect()
}

/// A moment; `None` also where it lies outside of what can be told (years -9999 to 9999). AWS sends milliseconds as a
/// floating-point number, from which the SDK makes nanoseconds that are a little off: rounding brings back what was
/// sent.
pub(super) fn time(raw: Option<&DateTime>) -> Option<Timestamp> {
    let raw = raw?;
    let at = Timestamp::new(raw.secs(), i32::try_from(raw.subsec_nanos()).ok()?).ok()?;
    at.round(Unit::Millisecond).ok()
}

/// A moment for a request.
pub(super) fn date_time(at: Timestamp) -> DateTime {
    DateTime::from_nanos(at.as_nanosecond()).unwrap_or_else(|_| DateTime::from_secs(at.as_second()))
}

/// Keys and values, in the order of the keys, so that two answers with the same content are equal.
pub(super) fn pairs(raw: Option<&HashMap<String, String>>) -> Vec<(Text, Text)> {
    let mut pairs: Vec<_> =
        raw.into_iter().flatten().map(|(key, value)| (Text::new(key), Text::new(value))).collect();
    pairs.sort_unstable();
    pairs
}

/// A lifecycle as asked for.
pub(super) fn lifecycle(raw: &SdkLifecycle) -> Lifecycle {
    Lifecycle {
        cold_after_days: raw.move_to_cold_storage_after_days,
        delete_after_days: raw.delete_after_days,
        archive_opt_in: raw.opt_in_to_archive_for_supported_resources == Some(true),
        delete_after_copy: raw.delete_after_event == Some(LifecycleDeleteAfterEvent::DeleteAfterCopy),
    }
}

/// When a lifecycle acts.
pub(super) fn calculated(raw: Option<&SdkCalculated>) -> CalculatedLifecycle {
    CalculatedLifecycle {
        cold_at: time(raw.and_then(|raw| raw.move_to_cold_storage_at.as_ref())),
        delete_at: time(raw.and_then(|raw| raw.delete_at.as_ref())),
    }
}

/// The plan and rule behind a job or point.
pub(super) fn creator(raw: &RecoveryPointCreator) -> Box<Creator> {
    Box::new(Creator {
        plan_id: text(raw.backup_plan_id.as_ref()),
        plan_arn: text(raw.backup_plan_arn.as_ref()),
        plan_name: text(raw.backup_plan_name.as_ref()),
        plan_version: text(raw.backup_plan_version.as_ref()),
        rule_id: text(raw.backup_rule_id.as_ref()),
        rule_name: text(raw.backup_rule_name.as_ref()),
        rule_cron: text(raw.backup_rule_cron.as_ref()),
        rule_timezone: text(raw.backup_rule_timezone.as_ref()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_empty_texts_are_alike() {
        assert_eq!(text(None::<&str>), None);
        assert_eq!(text(Some("")), None);
        assert_eq!(required(None::<&str>), Text::default());
    }

    #[test]
    fn hostile_text_is_cleaned_and_its_raw_value_kept() {
        let name = required(Some("prod\u{202e}yliad\x1b[2J"));
        assert_eq!(name.as_str(), "prod<U+202E>yliad^[[2J");
        assert_eq!(name.raw(), "prod\u{202e}yliad\x1b[2J");
    }

    #[test]
    fn times_keep_their_milliseconds_and_never_overflow() {
        let at = DateTime::from_secs_f64(1_516_925_490.087);
        assert_eq!(time(Some(&at)).unwrap().as_millisecond(), 1_516_925_490_087);
        for seconds in [i64::MIN, i64::MAX, 1_000_000_000_000] {
            assert_eq!(time(Some(&DateTime::from_secs(seconds))), None, "{seconds}");
        }
    }

    #[test]
    fn times_survive_the_way_there_and_back() {
        for at in [Timestamp::UNIX_EPOCH, Timestamp::MIN, "2023-11-14T22:13:20.5Z".parse().unwrap()] {
            assert_eq!(time(Some(&date_time(at))), Some(at));
        }
    }

    #[test]
    fn pairs_come_in_the_order_of_their_keys() {
        let map = HashMap::from([("b", "2"), ("a", "1"), ("c", "3")].map(|(k, v)| (k.into(), v.into())));
        let keys: Vec<_> = pairs(Some(&map)).iter().map(|(key, _)| key.to_string()).collect();
        assert_eq!(keys, ["a", "b", "c"]);
        assert!(pairs(None).is_empty());
    }

    #[test]
    fn a_lifecycle_tells_temporary_points() {
        let raw = SdkLifecycle::builder()
            .delete_after_days(35)
            .delete_after_event(LifecycleDeleteAfterEvent::DeleteAfterCopy)
            .build();
        let lifecycle = lifecycle(&raw);
        assert_eq!((lifecycle.delete_after_days, lifecycle.delete_after_copy), (Some(35), true));
        assert!(!lifecycle.archive_opt_in);
    }
}
