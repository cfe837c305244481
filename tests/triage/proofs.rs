//! Which test shows each signal, with the like of it that raises nothing: a row of the table in docs/triage.md without one fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Each signal as docs/triage.md calls it, and the tests of this folder or of `tests/flows` that bring it about. What is well raises
/// nothing in the cases beside it, and in the month and the twelve hours of `healthy.rs`.
const PROOFS: &[(&str, &[&str])] = &[
    ("A CloudWatch alarm in `ALARM`", &["vaults_and_alarms"]),
    ("An alarm with `INSUFFICIENT_DATA`", &["vaults_and_alarms"]),
    (
        "A job that `FAILED` or `EXPIRED`",
        &[
            "backups_that_went_wrong",
            "copies_and_restores_that_went_wrong",
            "a_failure_after_which_a_later_one_went_well",
            "a_backup_that_fails_is_told_of_by_the_next_look",
        ],
    ),
    (
        "A job that is `PARTIAL`, or completed with issues",
        &["backups_that_went_wrong", "copies_and_restores_that_went_wrong"],
    ),
    ("A job that was `ABORTED`", &["backups_that_went_wrong", "copies_and_restores_that_went_wrong"]),
    ("A restore test that failed or was not cleaned up", &["restore_tests_that_failed_or_were_left_behind"]),
    (
        "A backup about to expire",
        &[
            "a_backup_that_waits_until_its_window_is_nearly_over",
            "a_backup_that_runs_until_its_completion_window_is_nearly_over",
        ],
    ),
    (
        "A job that stalled, is slow or late",
        &[
            "a_backup_that_stands_still",
            "a_backup_that_takes_far_longer_than_its_resources_do",
            "a_backup_that_is_long_past_its_expected_end",
        ],
    ),
    ("A vault that could not be made", &["vaults_and_alarms"]),
    (
        "Resources past their objective",
        &[
            "what_failed_in_the_night_is_past_its_objective_in_the_morning_as_one_alert",
            "the_configuration_promises_more_than_the_plan",
        ],
    ),
    ("A rule of the configuration that fits nothing", &["the_configuration_promises_more_than_the_plan"]),
    ("A copy that never came", &["a_copy_that_is_never_begun"]),
    (
        "A plan that was due and started nothing",
        &[
            "a_plan_that_ran_before_and_then_starts_nothing",
            "a_plan_that_starts_nothing_is_found_at_once_and_says_why",
            "nothing_is_missed_while_jobs_may_not_be_listed_or_the_grace_lasts",
        ],
    ),
    (
        "Expired recovery points still billed",
        &["points_that_expired_stopped_or_lack_parts_and_a_resource_that_has_no_others"],
    ),
    (
        "A continuous backup that was interrupted",
        &[
            "points_that_expired_stopped_or_lack_parts_and_a_resource_that_has_no_others",
            "what_happens_to_a_point_is_found_by_the_next_count_and_is_over_when_the_plan_goes_on",
        ],
    ),
    (
        "A newest recovery point that lacks parts",
        &["points_that_expired_stopped_or_lack_parts_and_a_resource_that_has_no_others"],
    ),
    (
        "A resource with no usable recovery point",
        &["points_that_expired_stopped_or_lack_parts_and_a_resource_that_has_no_others"],
    ),
    (
        "A resource that was backed up and has no recovery point left",
        &["points_that_somebody_deletes_are_missed_by_who_was_there_and_by_who_comes_later"],
    ),
    (
        "Recovery points of a vault gone before their time",
        &["points_that_somebody_deletes_are_missed_by_who_was_there_and_by_who_comes_later"],
    ),
    ("A rule that the lock of its vault will refuse", &["a_rule_that_its_vaults_lock_will_refuse"]),
    ("A rule whose vault does not exist", &["a_rule_that_names_a_vault_that_is_not_there"]),
    ("A plan that is gone", &["a_plan_that_somebody_deletes_and_a_resource_that_a_selection_loses"]),
    (
        "Resources that a plan's runs go on without",
        &["a_plan_that_somebody_deletes_and_a_resource_that_a_selection_loses"],
    ),
];

/// The first column of the table of signals.
fn documented() -> BTreeSet<String> {
    let docs = fs::read_to_string("docs/triage.md").unwrap();
    let (_, table) = docs.split_once("## What raises an alert\n").unwrap();
    let rows =
        table.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2).filter_map(|row| Some(row.split('|').nth(1)?.trim().to_owned())).collect()
}

/// The names of the tests of two folders.
fn tests() -> BTreeSet<String> {
    let files = ["tests/triage", "tests/flows"].into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let sources = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let names = |source: String| {
        let functions = source.split("#[tokio::test]").skip(1).filter_map(|rest| {
            let (_, name) = rest.split_once("async fn ")?;
            Some(name.split_once('(')?.0.to_owned())
        });
        functions.collect::<Vec<_>>()
    };
    sources.flat_map(names).collect()
}

#[test]
fn each_signal_of_the_documentation_has_a_test_that_brings_it_about() {
    let (documented, tests) = (documented(), tests());
    let proofs: BTreeMap<&str, &[&str]> = PROOFS.iter().copied().collect();
    assert!(documented.len() > 10, "{documented:?}");
    for signal in &documented {
        let shown = proofs.get(signal.as_str()).copied().unwrap_or_default();
        assert!(!shown.is_empty(), "{signal:?} of docs/triage.md is shown by no test: add it to PROOFS");
        for name in shown {
            assert!(tests.contains(*name), "{signal:?}: there is no test {name}");
        }
    }
    for signal in proofs.keys() {
        assert!(documented.contains(*signal), "docs/triage.md has no {signal:?}");
    }
}
