//! What CloudWatch counted of jobs.

use aws_sdk_cloudwatch::types::{MetricDataQuery, MetricDataResult, ScanBy, StatusCode};
use jiff::Timestamp;

use crate::app::effect::Page;
use crate::aws::call::{Caller, Sink};
use crate::aws::convert;
use crate::aws::errors;
use crate::domain::failure::Failure;
use crate::domain::metrics::{COUNTED, Metrics, PERIOD};

const OPERATION: &str = "GetMetricData";

/// One search a metric, over all resource types: a series is published for each exact set of dimensions, so the set has to be
/// named (aws-backup-api.md section 9). Nothing is told before all of it has come.
pub(super) async fn counts(
    caller: &Caller<'_>,
    (from, to): (Timestamp, Timestamp),
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let queries: Vec<MetricDataQuery> =
        COUNTED.iter().enumerate().map(|(at, of)| query(at, of.name)).collect();
    let mut metrics = Metrics::default();
    let mut untold = None;
    let call = |token| {
        let get = caller.clients.cloudwatch.get_metric_data().set_metric_data_queries(Some(queries.clone()));
        let get = get.start_time(convert::date_time(from)).end_time(convert::date_time(to));
        get.scan_by(ScanBy::TimestampAscending).set_next_token(token).send()
    };
    caller
        .pages(OPERATION, call, |page| {
            for result in page.metric_data_results() {
                if let Some(StatusCode::InternalError | StatusCode::Forbidden) = result.status_code() {
                    untold = result.status_code().cloned();
                }
                add(&mut metrics, result);
            }
            page.next_token
        })
        .await?;
    if let Some(status) = untold {
        return Err(errors::garbled(OPERATION, &format!("CloudWatch tells no counts: {}", status.as_str())));
    }
    sink(Page::Metrics(Box::new(metrics)));
    Ok(())
}

fn query(at: usize, name: &str) -> MetricDataQuery {
    let search = format!("SEARCH('{{AWS/Backup,ResourceType}} MetricName=\"{name}\"', 'Sum', {PERIOD})");
    MetricDataQuery::builder().id(format!("m{at}")).expression(search).build()
}

/// A series, of which there is one for each resource type under the id of its search.
fn add(metrics: &mut Metrics, result: &MetricDataResult) {
    let number = result.id().and_then(|id| id.strip_prefix('m')?.parse::<usize>().ok());
    let Some(of) = number.and_then(|number| COUNTED.get(number)) else { return };
    for (at, value) in result.timestamps().iter().zip(result.values()) {
        if let Some(at) = convert::time(Some(at)) {
            metrics.add(*of, at, whole(*value));
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of floats saturates")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}
