use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::simulator::state::Entry;

const SMALL: &str = include_str!("../../../../assets/scenarios/small.toml");
const NOW: &str = "2026-11-21T02:14:00Z";

fn world(text: &str, now: &str, seed: u64) -> Result<State, String> {
    let document = toml::from_str(text).map_err(|error| error.to_string())?;
    build(document, now.parse().unwrap(), seed).map_err(|error| error.to_string())
}

/// Everything a client could see of jobs and points.
fn seen(state: &State) -> Value {
    let estates = state.estates.values().map(|estate| {
        json!([
            estate.backup_jobs.iter().collect::<Vec<_>>(),
            estate.copy_jobs.iter().collect::<Vec<_>>(),
            estate.restore_jobs.iter().collect::<Vec<_>>(),
            estate.points.iter().collect::<Vec<_>>(),
        ])
    });
    estates.collect()
}

/// How long before `now` each backup job of the first estate started, in seconds.
fn ages(state: &State, now: &str) -> Vec<i64> {
    let now: Timestamp = now.parse().unwrap();
    let jobs = state.estates.values().flat_map(|estate| estate.backup_jobs.iter());
    jobs.map(|job| now.duration_since(job.created()).as_secs()).collect()
}

#[test]
fn the_same_seed_makes_the_same_account_and_another_seed_another() {
    let one = seen(&world(SMALL, NOW, 7).unwrap());
    assert_eq!(one, seen(&world(SMALL, NOW, 7).unwrap()));
    assert_ne!(one, seen(&world(SMALL, NOW, 8).unwrap()));
}

#[test]
fn the_story_is_as_long_ago_whenever_it_is_loaded() {
    let later = "2027-03-01T17:44:00Z";
    let one = ages(&world(SMALL, NOW, 7).unwrap(), NOW);
    assert_eq!(one, ages(&world(SMALL, later, 7).unwrap(), later));
    assert!(one.len() > 10);
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let error = world("account = \"123456789012\"\ncolour = \"red\"\n", NOW, 1).unwrap_err();
    assert!(error.contains("line 2") && error.contains("colour"), "{error}");
}

#[test]
fn a_reference_to_nothing_names_entry_and_name() {
    for (from, to, words) in [
        (
            "vault = \"prod-daily\"\nschedule",
            "vault = \"gone\"\nschedule",
            "plan prod, rule daily: there is no vault named gone",
        ),
        ("type = \"EC2\"", "type = \"Abacus\"", "resource build-1: there is no resource type named Abacus"),
        ("message = 54", "message = 21", "job of orders-db: there is no message named 21"),
        (
            "message = 54",
            "message = \"kms-key-gone\"",
            "job of orders-db: there is no message named kms-key-gone",
        ),
        (
            "rule = \"prod/daily\"\nrun = 2",
            "rule = \"prod/hourly\"\nrun = 2",
            "there is no rule named prod/hourly",
        ),
        ("run = 2", "run = 200", "there is no such run"),
        ("daily -2h\"", "sometimes\"", "`sometimes` is neither cron"),
        ("parent = \"billing-stack\"", "parent = \"lost\"", "there is no job label named lost"),
    ] {
        let text = SMALL.replacen(from, to, 1);
        assert_ne!(text, SMALL, "{from}");
        let error = world(&text, NOW, 1).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn history_is_what_the_plans_would_have_made() {
    let state = world(SMALL, NOW, 1).unwrap();
    let home = &state.estates[&Scope::new("123456789012", "us-east-1")];
    let nightly = home
        .backup_jobs
        .iter()
        .filter(|job| job.created_by.as_ref().is_some_and(|by| by.backup_rule_name == "daily"));
    assert_eq!(nightly.count(), 3 * 3, "three resources on three days");
    let copies = home.copy_jobs.iter().count();
    assert_eq!(copies, 3 * 3 - 1, "all but the failed backup are copied");
}

#[test]
fn a_file_without_account_and_region_is_of_the_usual_ones() {
    let text = "resources = [{ type = \"CloudFormation\", name = \"billing\", size = \"1 GiB\" }]";
    let state = world(text, NOW, 1).unwrap();
    let estate = &state.estates[&Scope::new("123456789012", "us-east-1")];
    let arn = estate.resources.keys().next().unwrap();
    let id = arn.strip_prefix("arn:aws:cloudformation:us-east-1:123456789012:stack/billing/").unwrap();
    assert_eq!(id.len(), 36, "{id}");
}
