//! Jobs that time tells something of: each signal where it must appear, and the job like it that is well.

use crate::signals::{case, hold};

/// Completed backups of `media-assets`, one a day, of five minutes each.
fn past() -> String {
    let day = |day: i64| {
        format!(
            "[[jobs]]\nresource = 'media-assets'\nvault = 'Default'\nstarted = '-{day}d'\ntook = '5m'\nstate = 'COMPLETED'\n"
        )
    };
    let days: Vec<String> = (1..=4).map(day).collect();
    days.join("\n")
}

/// A backup of `media-assets` that runs, of which this is said besides.
fn running(said: &str) -> String {
    format!("[[jobs]]\nresource = 'media-assets'\nvault = 'Default'\nstate = 'RUNNING'\n{said}\n")
}

#[tokio::test]
async fn a_backup_that_waits_until_its_window_is_nearly_over() {
    let waiting = |said: &str| {
        format!(
            "[[jobs]]\nresource = 'media-assets'\nvault = 'Default'\nstate = 'CREATED'\nstart_window = '1h'\nthen = {{ state = 'EXPIRED', message = 2 }}\n{said}"
        )
    };
    hold(vec![
        case(
            1,
            waiting("started = '-46m'"),
            &["critical: backup of media-assets: expires in 13 m, not started"],
        ),
        case(1, waiting("started = '-30m'"), &[]),
        // It is over: what AWS then says is the alert.
        case(
            16,
            waiting("started = '-46m'"),
            &["critical: backup of media-assets: not done within its windows"],
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_backup_that_stands_still() {
    let stalled = |started: &str| {
        running(&format!("started = '{started}'\npercent = 18.0\nstalled = true\ncomplete_window = '1h'"))
    };
    hold(vec![
        case(20, stalled("-20m"), &["warning: backup of media-assets: stalled 2"]),
        case(8, stalled("-12m"), &[]),
        case(10, running("started = '-5m'\npercent = 20.0"), &[]),
    ])
    .await;
}

#[tokio::test]
async fn a_backup_that_takes_far_longer_than_its_resources_do() {
    hold(vec![
        case(
            1,
            past() + &running("started = '-40m'\npercent = 30.0"),
            &["warning: backup of media-assets: slow, 4"],
        ),
        case(1, past() + &running("started = '-15m'\npercent = 30.0"), &[]),
    ])
    .await;
}

#[tokio::test]
async fn a_failure_after_which_a_later_one_went_well() {
    let job = |state: &str, hours| {
        let message = if state == "FAILED" { "message = 21" } else { "" };
        format!(
            "[[jobs]]\nresource = 'media-assets'\nvault = 'Default'\nstarted = '-{hours}h'\ntook = '5m'\nstate = '{state}'\n{message}\n"
        )
    };
    hold(vec![
        case(
            1,
            job("FAILED", 3) + &job("COMPLETED", 2),
            &["warning: went well since: backup of media-assets: "],
        ),
        case(1, job("FAILED", 2) + &job("COMPLETED", 3), &["critical: backup of media-assets: "]),
        case(
            1,
            job("FAILED", 3) + &job("COMPLETED", 2) + &job("FAILED", 1),
            &["critical: backup: ", "since then 1 of 2 went well"],
        ),
    ])
    .await;
}

/// A daily backup of `archive` by plan that has run for 89 minutes of the 2 hours of its completion window.
fn archive(said: &str) -> String {
    format!(
        "[[plans]]\nname = 'archive'\ncreated = '-60d'\nselections = [{{ name = 'archive', resources = ['archive'] }}]\nrules = [{{ name = 'daily', vault = 'prod-weekly', schedule = 'daily -1h30m', start_window = '1h', complete_window = '2h', keep_days = 35 }}]\n[[jobs]]\nresource = 'archive'\nrule = 'archive/daily'\nrun = 1\nstate = 'RUNNING'\n{said}\n"
    )
}

/// It usually takes this long.
const LONG: &str = "{ type = 'EFS', name = 'archive', size = '2 TiB', takes = '90m' }";
const SHORT: &str = "{ type = 'EFS', name = 'archive', size = '2 TiB', takes = '5m' }";

#[tokio::test]
async fn a_backup_that_runs_until_its_completion_window_is_nearly_over() {
    hold(vec![
        case(18, archive("percent = 20.0"), &["critical: backup of archive: expires in "])
            .and("resources", LONG),
        case(8, archive("percent = 20.0"), &[]).and("resources", LONG),
        // It is in its last quarter of an hour, and AWS expects its end before.
        case(18, archive("percent = 81.0"), &[]).and("resources", LONG),
        // That the window comes near does not hide what is wrong already.
        case(8, archive("percent = 20.0"), &["warning: backup of archive: slow, "]).and("resources", SHORT),
    ])
    .await;
}

#[tokio::test]
async fn a_backup_that_is_long_past_its_expected_end() {
    let late = |started: &str, expected: &str| {
        let said = format!(
            "[[jobs]]\nresource = 'archive'\nvault = 'Default'\nstate = 'RUNNING'\nstarted = '{started}'\ntook = '5h'\nexpected = '{expected}'\n"
        );
        case(1, said, &[]).and("resources", LONG)
    };
    hold(vec![
        late("-40m", "10m").says(&["warning: backup of archive: late by 3"]),
        late("-40m", "30m"),
        // AWS gave it two hours: a quarter of that is not over.
        late("-145m", "2h"),
    ])
    .await;
}
