//! CloudWatch and STS of the simulator: through the AWS SDKs as the console speaks to them, and through raw
//! requests in the forms that botocore sends.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use aws_credential_types::Credentials;
use aws_sdk_cloudwatch::error::ProvideErrorMetadata;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{
    AlarmType, Dimension, HistoryItemType, Metric, MetricDataQuery, MetricDataResult, MetricStat, ScanBy,
    StateValue,
};
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use vaultdeck::simulator::{Clock, Fault, Options, Scenario, Simulator};

const NOW: &str = "2026-11-21T02:14:00Z";
const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn demo() -> Simulator {
    let clock = Clock::manual(NOW.parse().unwrap());
    Simulator::start(Options { scenario: Scenario::Demo, clock, ..Options::default() }).await.unwrap()
}

fn credentials() -> Credentials {
    Credentials::new("123456789012", "made-up", None, None, "test")
}

fn cloudwatch(simulator: &Simulator) -> aws_sdk_cloudwatch::Client {
    let config = aws_sdk_cloudwatch::Config::builder()
        .behavior_version(aws_sdk_cloudwatch::config::BehaviorVersion::latest())
        .region(aws_sdk_cloudwatch::config::Region::new("us-east-1"))
        .credentials_provider(credentials())
        .endpoint_url(simulator.url())
        .build();
    aws_sdk_cloudwatch::Client::from_conf(config)
}

fn backup(simulator: &Simulator) -> aws_sdk_backup::Client {
    let config = aws_sdk_backup::Config::builder()
        .behavior_version(aws_sdk_backup::config::BehaviorVersion::latest())
        .region(aws_sdk_backup::config::Region::new("us-east-1"))
        .credentials_provider(credentials())
        .endpoint_url(simulator.url())
        .build();
    aws_sdk_backup::Client::from_conf(config)
}

fn sts(simulator: &Simulator) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(aws_sdk_sts::config::BehaviorVersion::latest())
        .region(aws_sdk_sts::config::Region::new("us-east-1"))
        .credentials_provider(credentials())
        .endpoint_url(simulator.url())
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

/// One HTTP request by hand; the answer's status line and headers, and its body.
async fn post(simulator: &Simulator, headers: &[(&str, &str)], body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(simulator.addr()).await.unwrap();
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    let length = body.len();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

async fn json(simulator: &Simulator, operation: &str, body: &str) -> (String, serde_json::Value) {
    let target = format!("GraniteServiceVersion20100801.{operation}");
    let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target.as_str())];
    let (head, body) = post(simulator, &headers, body).await;
    (head, serde_json::from_str(&body).unwrap())
}

fn at(offset: SignedDuration) -> DateTime {
    DateTime::from_secs((NOW.parse::<Timestamp>().unwrap() + offset).as_second())
}

fn metric(name: &str, dimensions: &[(&str, &str)]) -> Metric {
    let dimension = |(name, value): &(&str, &str)| Dimension::builder().name(*name).value(*value).build();
    Metric::builder()
        .namespace("AWS/Backup")
        .metric_name(name)
        .set_dimensions(Some(dimensions.iter().map(dimension).collect()))
        .build()
}

fn sum(metric: Metric, period: i32) -> MetricDataQuery {
    let stat = MetricStat::builder().metric(metric).period(period).stat("Sum").build();
    MetricDataQuery::builder().id("m1").metric_stat(stat).build()
}

fn search(expression: &str) -> MetricDataQuery {
    MetricDataQuery::builder().id("s1").expression(expression).build()
}

/// A query's results for the time from so long ago until now.
async fn data(simulator: &Simulator, query: MetricDataQuery, back: SignedDuration) -> Vec<MetricDataResult> {
    let request = cloudwatch(simulator).get_metric_data().metric_data_queries(query);
    let answer = request.start_time(at(-back)).end_time(at(SignedDuration::ZERO)).send().await.unwrap();
    answer.metric_data_results().to_vec()
}

fn names(answer: &aws_sdk_cloudwatch::operation::describe_alarms::DescribeAlarmsOutput) -> Vec<&str> {
    let metric = answer.metric_alarms().iter().filter_map(|alarm| alarm.alarm_name());
    metric.chain(answer.composite_alarms().iter().filter_map(|alarm| alarm.alarm_name())).collect()
}

#[tokio::test]
async fn composite_alarms_are_listed_only_when_asked_for() {
    let simulator = demo().await;
    let plain = cloudwatch(&simulator).describe_alarms().send().await.unwrap();
    assert_eq!((plain.metric_alarms().len(), plain.composite_alarms().len()), (6, 0));
    let all = cloudwatch(&simulator)
        .describe_alarms()
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm);
    let all = all.send().await.unwrap();
    assert_eq!((all.metric_alarms().len(), all.composite_alarms().len()), (6, 1));
}

#[tokio::test]
async fn alarms_are_filtered_by_state_prefix_name_and_action() {
    let simulator = demo().await;
    let describe = || cloudwatch(&simulator).describe_alarms();
    let in_alarm = describe().state_value(StateValue::Alarm).send().await.unwrap();
    assert_eq!(names(&in_alarm), ["backup-failures-prod", "dr-copy-failure-rate"]);
    let prefixed = describe().alarm_name_prefix("backup-").send().await.unwrap();
    assert_eq!(names(&prefixed), ["backup-expired-finance", "backup-failures-prod"]);
    let named = describe().alarm_names("shop-5xx").send().await.unwrap();
    assert_eq!(names(&named), ["shop-5xx"]);
    let told = describe().action_prefix("arn:aws:sns:us-east-1:123456789012:on-call").send().await.unwrap();
    assert_eq!(names(&told), ["backup-failures-prod", "dr-copy-failure-rate"]);
    let both = describe().alarm_names("shop-5xx").alarm_name_prefix("shop").send().await.unwrap_err();
    assert_eq!(both.code(), Some("ValidationError"));
}

#[tokio::test]
async fn pages_follow_each_other_to_the_last_alarm() {
    let simulator = demo().await;
    let mut pages = cloudwatch(&simulator).describe_alarms().into_paginator().page_size(4).send();
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        seen.extend(names(&page).into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), 6);
    seen.dedup();
    assert_eq!(seen.len(), 6);
    let made_up = cloudwatch(&simulator).describe_alarms().next_token("next").send().await.unwrap_err();
    assert!(made_up.into_service_error().is_invalid_next_token());
}

#[tokio::test]
async fn a_metric_alarm_carries_what_a_console_shows() {
    let simulator = demo().await;
    let request = cloudwatch(&simulator).describe_alarms().alarm_names("backup-failures-prod");
    let answer = request.send().await.unwrap();
    let alarm = &answer.metric_alarms()[0];
    assert_eq!(alarm.namespace(), Some("AWS/Backup"));
    assert_eq!(alarm.metric_name(), Some("NumberOfBackupJobsFailed"));
    assert_eq!(alarm.dimensions()[0].value(), Some("prod-daily"));
    assert_eq!((alarm.period(), alarm.evaluation_periods()), (Some(21_600), Some(1)));
    assert_eq!(alarm.treat_missing_data(), Some("notBreaching"));
    assert_eq!(
        alarm.alarm_arn(),
        Some("arn:aws:cloudwatch:us-east-1:123456789012:alarm:backup-failures-prod")
    );
    let since = at(-SignedDuration::from_mins(125));
    assert_eq!(alarm.state_transitioned_timestamp(), Some(&since));
    assert!(alarm.state_reason().unwrap().contains("[10.0 (21/11/26 00:09:00)]"), "{alarm:?}");
    let data: serde_json::Value = serde_json::from_str(alarm.state_reason_data().unwrap()).unwrap();
    assert_eq!(data["threshold"], 3.0);
}

#[tokio::test]
async fn a_math_alarm_has_its_metrics_inside_its_queries() {
    let simulator = demo().await;
    let request = cloudwatch(&simulator).describe_alarms().alarm_names("dr-copy-failure-rate");
    let answer = request.send().await.unwrap();
    let alarm = &answer.metric_alarms()[0];
    assert_eq!(alarm.namespace(), None);
    let watched: Vec<_> = alarm.metrics().iter().filter(|query| query.return_data() == Some(true)).collect();
    assert_eq!(watched[0].expression(), Some("100 * m1 / (m1 + m2)"));
    let inputs = alarm.metrics().iter().filter_map(|query| query.metric_stat()?.metric()?.namespace());
    assert_eq!(inputs.collect::<Vec<_>>(), ["AWS/Backup", "AWS/Backup"]);
}

#[tokio::test]
async fn a_composite_alarm_knows_its_children_and_they_their_parent() {
    let simulator = demo().await;
    let describe = || cloudwatch(&simulator).describe_alarms();
    let children = describe().children_of_alarm_name("backup-and-drill-failing").send().await.unwrap();
    assert_eq!(names(&children), ["backup-failures-prod", "restore-test-failures"]);
    let parents = describe().parents_of_alarm_name("backup-failures-prod").send().await.unwrap();
    assert_eq!(names(&parents), ["backup-and-drill-failing"]);
    assert!(parents.composite_alarms()[0].alarm_rule().unwrap().starts_with("ALARM("));
}

#[tokio::test]
async fn an_alarms_history_tells_changes_and_actions_newest_first() {
    let simulator = demo().await;
    let history = || cloudwatch(&simulator).describe_alarm_history().alarm_name("backup-failures-prod");
    let changes = history().history_item_type(HistoryItemType::StateUpdate).send().await.unwrap();
    let summaries: Vec<_> =
        changes.alarm_history_items().iter().filter_map(|item| item.history_summary()).collect();
    assert_eq!(summaries[0], "Alarm updated from OK to ALARM");
    assert!(summaries.len() >= 3, "{summaries:?}");
    let recent = history().start_date(at(-DAY)).send().await.unwrap();
    let kinds: Vec<_> =
        recent.alarm_history_items().iter().filter_map(|item| item.history_item_type()).collect();
    assert_eq!(kinds, [&HistoryItemType::Action, &HistoryItemType::StateUpdate]);
    let oldest = history().scan_by(ScanBy::TimestampAscending).max_records(1).send().await.unwrap();
    let oldest = oldest.alarm_history_items()[0].history_item_type();
    assert_eq!(oldest, Some(&HistoryItemType::ConfigurationUpdate));
}

#[tokio::test]
async fn a_metric_counts_the_jobs_that_the_backup_api_lists() {
    let simulator = demo().await;
    let failed = metric("NumberOfBackupJobsFailed", &[("BackupVaultName", "prod-daily")]);
    let result = &data(&simulator, sum(failed, 300), DAY).await[0];
    let jobs = backup(&simulator)
        .list_backup_jobs()
        .by_state(aws_sdk_backup::types::BackupJobState::Failed)
        .by_backup_vault_name("prod-daily")
        .by_complete_after(at(-DAY))
        .send()
        .await
        .unwrap();
    let counted: f64 = result.values().iter().sum();
    assert_eq!(counted.to_string(), jobs.backup_jobs().len().to_string());
    assert!(result.timestamps().is_sorted_by(|newer, older| newer > older), "newest first");
    assert!(result.values().iter().all(|value| *value > 0.0), "only when nonzero");
}

#[tokio::test]
async fn an_alarm_tells_the_figure_that_its_metric_has() {
    let simulator = demo().await;
    let failed = metric("NumberOfBackupJobsFailed", &[("BackupVaultName", "prod-daily")]);
    let results = data(&simulator, sum(failed, 300), SignedDuration::from_hours(6)).await;
    let failures: f64 = results[0].values().iter().sum();
    let request = cloudwatch(&simulator).describe_alarms().alarm_names("backup-failures-prod");
    let answer = request.send().await.unwrap();
    let reason = answer.metric_alarms()[0].state_reason().unwrap();
    assert!(reason.contains(&format!("1 datapoint [{failures:?} ")), "{failures} in {reason}");
}

#[tokio::test]
async fn jobs_under_way_count_in_every_bucket_until_now() {
    let simulator = demo().await;
    let running =
        metric("NumberOfBackupJobsRunning", &[("ResourceType", "EBS"), ("BackupVaultName", "prod-daily")]);
    let results = data(&simulator, sum(running, 300), SignedDuration::from_mins(34)).await;
    assert_eq!(results[0].values(), [1.0; 7], "the stalled volume");
}

#[tokio::test]
async fn a_query_must_name_the_full_dimension_set() {
    let simulator = demo().await;
    let results = data(&simulator, sum(metric("NumberOfBackupJobsCompleted", &[]), 3600), DAY).await;
    assert!(results[0].values().is_empty());
}

#[tokio::test]
async fn a_search_finds_one_series_for_each_type() {
    let simulator = demo().await;
    let expression =
        r#"SEARCH('{AWS/Backup,ResourceType} MetricName="NumberOfBackupJobsFailed"', 'Sum', 86400)"#;
    let results = data(&simulator, search(expression), DAY).await;
    let labels: Vec<_> = results.iter().filter_map(MetricDataResult::label).collect();
    assert!(labels.contains(&"DynamoDB NumberOfBackupJobsFailed"), "{labels:?}");
    assert!(labels.contains(&"S3 NumberOfBackupJobsFailed"), "{labels:?}");
}

#[tokio::test]
async fn an_expression_that_is_no_search_is_refused() {
    let simulator = demo().await;
    let request = cloudwatch(&simulator).get_metric_data().metric_data_queries(search("m1 + m2"));
    let error = request.start_time(at(-DAY)).end_time(at(SignedDuration::ZERO)).send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationError"));
}

#[tokio::test]
async fn metrics_are_discovered_by_name_and_dimension() {
    let simulator = demo().await;
    let filter =
        aws_sdk_cloudwatch::types::DimensionFilter::builder().name("ResourceType").value("RDS").build();
    let answer = cloudwatch(&simulator)
        .list_metrics()
        .namespace("AWS/Backup")
        .metric_name("NumberOfBackupJobsCompleted")
        .dimensions(filter)
        .send()
        .await
        .unwrap();
    assert!(answer.metrics().len() >= 2, "{answer:?}");
    for metric in answer.metrics() {
        assert!(metric.dimensions().iter().any(|dimension| dimension.value() == Some("RDS")), "{metric:?}");
    }
    let elsewhere = cloudwatch(&simulator).list_metrics().namespace("AWS/EC2").send().await.unwrap();
    assert!(elsewhere.metrics().is_empty());
}

#[tokio::test]
async fn a_denied_call_reaches_the_sdk_as_access_denied() {
    let simulator = demo().await;
    simulator.faults().set("DescribeAlarms", Fault::Deny);
    let error = cloudwatch(&simulator).describe_alarms().send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDenied"));
    assert!(error.message().unwrap().contains("cloudwatch:DescribeAlarms"), "{error:?}");
    let caller = sts(&simulator).get_caller_identity().send().await.unwrap();
    assert!(
        error.message().unwrap().contains(caller.arn().unwrap()),
        "the denial names whom STS names: {error:?}"
    );
}

#[tokio::test]
async fn botocore_gets_alarms_and_metrics_in_json() {
    let simulator = demo().await;
    let (head, answer) =
        json(&simulator, "DescribeAlarms", r#"{"StateValue": "ALARM", "MaxRecords": 1}"#).await;
    assert!(head.contains("application/x-amz-json-1.0"), "{head}");
    assert_eq!(answer["MetricAlarms"][0]["AlarmName"], "backup-failures-prod");
    assert!(answer["MetricAlarms"][0]["StateUpdatedTimestamp"].is_number());
    assert!(answer["NextToken"].is_string());
    let end = NOW.parse::<Timestamp>().unwrap().as_second();
    let body = serde_json::json!({
        "StartTime": end - 86_400, "EndTime": end,
        "MetricDataQueries": [{"Id": "s1", "Expression":
            r#"SEARCH('{AWS/Backup,BackupVaultName} MetricName="NumberOfCopyJobsFailed"', 'Sum', 300)"#}],
    });
    let (_, answer) = json(&simulator, "GetMetricData", &body.to_string()).await;
    assert_eq!(answer["MetricDataResults"][0]["Label"], "dr-vault NumberOfCopyJobsFailed");
    assert_eq!(answer["MetricDataResults"][0]["StatusCode"], "Complete");
}

#[tokio::test]
async fn refusals_in_json_carry_the_code_of_the_query_protocol_too() {
    let simulator = demo().await;
    let (head, answer) = json(&simulator, "DescribeAlarms", r#"{"NextToken": "next"}"#).await;
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    assert!(head.contains("x-amzn-query-error: InvalidNextToken;Sender"), "{head}");
    assert_eq!(answer["__type"], "InvalidNextToken");
    let (_, answer) = json(&simulator, "DescribeAlarms", "{").await;
    assert_eq!(answer["__type"], "SerializationException");
    let (_, answer) = json(&simulator, "PutDashboard", "{}").await;
    assert_eq!(answer["__type"], "UnknownOperationException");
}

#[tokio::test]
async fn the_caller_is_a_role_session_in_the_account_of_the_access_key() {
    let simulator = demo().await;
    let identity = sts(&simulator).get_caller_identity().send().await.unwrap();
    assert_eq!(identity.account(), Some("123456789012"));
    assert!(identity.arn().unwrap().starts_with("arn:aws:sts::123456789012:assumed-role/"), "{identity:?}");
    assert!(identity.user_id().is_some());
}

#[tokio::test]
async fn an_expired_token_reaches_sts_in_its_own_spelling() {
    let simulator = demo().await;
    simulator.faults().set("GetCallerIdentity", Fault::ExpiredToken);
    let error = sts(&simulator).get_caller_identity().send().await.unwrap_err();
    assert_eq!(error.code(), Some("ExpiredToken"));
}

#[tokio::test]
async fn the_encoded_message_of_a_failed_job_can_be_decoded() {
    let simulator = demo().await;
    let failed = backup(&simulator)
        .list_backup_jobs()
        .by_state(aws_sdk_backup::types::BackupJobState::Failed)
        .send()
        .await
        .unwrap();
    let mut messages = failed.backup_jobs().iter().filter_map(|job| job.status_message());
    let (_, encoded) =
        messages.find_map(|text| text.split_once("Encoded authorization failure message: ")).unwrap();
    let answer =
        sts(&simulator).decode_authorization_message().encoded_message(encoded).send().await.unwrap();
    let document: serde_json::Value = serde_json::from_str(answer.decoded_message().unwrap()).unwrap();
    assert_eq!(document["allowed"], false);
    assert_eq!(document["context"]["action"], "ec2:CreateTags");
    let other = sts(&simulator).decode_authorization_message().encoded_message("gibberish").send().await;
    assert!(other.unwrap_err().into_service_error().is_invalid_authorization_message_exception());
}

#[tokio::test]
async fn botocore_gets_its_identity_from_a_form() {
    let simulator = demo().await;
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let (head, body) = post(&simulator, &headers, "Action=GetCallerIdentity&Version=2011-06-15").await;
    assert!(head.contains("text/xml"), "{head}");
    assert!(body.contains("<GetCallerIdentityResult><UserId>"), "{body}");
    assert!(body.contains("<Account>123456789012</Account>"), "{body}");
    let (head, body) = post(&simulator, &headers, "Action=AssumeRole&Version=2011-06-15").await;
    assert!(head.starts_with("HTTP/1.1 400"), "{head}");
    assert!(body.contains("<Code>InvalidAction</Code>"), "{body}");
}

/// All changes of state of all alarms, oldest first.
async fn changes(simulator: &Simulator) -> Vec<(String, String, String)> {
    let request = cloudwatch(simulator)
        .describe_alarm_history()
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .history_item_type(HistoryItemType::StateUpdate)
        .scan_by(ScanBy::TimestampAscending);
    let mut pages = request.into_paginator().send();
    let mut changes = Vec::new();
    while let Some(page) = pages.next().await {
        changes.extend(page.unwrap().alarm_history_items().iter().map(|item| {
            let name = item.alarm_name().unwrap().to_owned();
            (item.timestamp().unwrap().to_string(), name, item.history_summary().unwrap().to_owned())
        }));
    }
    changes
}

#[tokio::test]
async fn an_alarm_follows_its_metric_at_the_end_of_its_period() {
    let simulator = demo().await;
    let request = || cloudwatch(&simulator).describe_alarms().alarm_names("backup-failures-prod").send();
    simulator.clock().advance(SignedDuration::from_mins(225));
    let before = request().await.unwrap().metric_alarms()[0].clone();
    assert_eq!(before.state_value(), Some(&StateValue::Alarm), "05:59: its period is not over");
    simulator.clock().advance(SignedDuration::from_hours(6) + SignedDuration::from_mins(2));
    let after = request().await.unwrap().metric_alarms()[0].clone();
    assert_eq!(after.state_value(), Some(&StateValue::Ok));
    let noon = "2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap();
    let times =
        [before.state_updated_timestamp(), after.state_updated_timestamp()].map(|at| at.unwrap().secs());
    assert!(times[1] % 21_600 == 0 && times[1] > times[0] && times[1] <= noon.as_second(), "{times:?}");
    let last = changes(&simulator).await.into_iter().rfind(|(_, name, _)| name == "backup-failures-prod");
    assert_eq!(last.unwrap().2, "Alarm updated from ALARM to OK");
}

#[tokio::test]
async fn alarms_change_the_same_by_a_jump_as_by_ticking() {
    let (jumped, ticked) = (demo().await, demo().await);
    let before = changes(&jumped).await;
    jumped.clock().advance(SignedDuration::from_hours(40 * 24));
    for _ in 0..40 * 24 / 5 {
        ticked.clock().advance(SignedDuration::from_hours(5));
        changes(&ticked).await;
    }
    let after = changes(&jumped).await;
    assert!(after.len() > before.len(), "{after:?}");
    assert_eq!(after, changes(&ticked).await);
}
