//! CloudWatch alarms that watch AWS Backup.

use std::collections::HashSet;

use aws_sdk_cloudwatch::types::AlarmType;

use crate::app::effect::Page;
use crate::aws::call::{Caller, Sink};
use crate::aws::convert::alarm as convert;
use crate::domain::failure::Failure;

/// The most alarms that CloudWatch gives in one page.
const PAGE: i32 = 100;

/// Metric alarms go out as they land. Composite ones wait for the end, because only then all the names are known that
/// their rules may speak of.
pub(super) async fn list(caller: &Caller<'_>, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let mut watching = HashSet::new();
    let mut composites = Vec::new();
    let call = |token| {
        let describe = caller.clients.cloudwatch.describe_alarms();
        let kinds = describe.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        kinds.max_records(PAGE).set_next_token(token).send()
    };
    caller
        .pages("DescribeAlarms", call, |page| {
            let alarms: Vec<_> =
                page.metric_alarms().iter().filter_map(|raw| convert::metric(caller.scope, raw)).collect();
            watching.extend(alarms.iter().map(|alarm| alarm.name.raw().to_owned()));
            composites.extend(page.composite_alarms.unwrap_or_default());
            sink(Page::Alarms(alarms));
            page.next_token
        })
        .await?;
    let composites = convert::composites(caller.scope, composites, watching);
    if !composites.is_empty() {
        sink(Page::Alarms(composites));
    }
    Ok(())
}
