use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Written from AWS's documentation, not from the catalogue.
const LIST: &str = include_str!("../../../tests/data/status-messages.tsv");

struct Line {
    meaning: u32,
    kind: JobKind,
    cause: &'static str,
    message: &'static str,
}

fn lines() -> Vec<Line> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [meaning, kind, cause, message] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let kind = JobKind::ALL.into_iter().find(|known| known.word() == kind).unwrap();
            Line { meaning: meaning.parse().unwrap(), kind, cause, message }
        })
        .collect()
}

#[test]
fn the_catalogue_can_be_read_and_is_whole() {
    catalogue::is_readable().unwrap();
    let mut ids = BTreeSet::new();
    for cause in all().iter().chain(catalogue::classes()) {
        let Cause { id, title, cause, steps, page, .. } = cause;
        assert!([title, cause, page].iter().all(|text| !text.is_empty()) && !steps.is_empty(), "{id}");
        assert!(steps.iter().all(|step| !step.words.is_empty()), "{id}");
        assert!(title.chars().count() <= 64, "{id}: a title stands in a list");
    }
    for cause in all() {
        assert!(ids.insert(&cause.id), "{} twice", cause.id);
        let known = ["stopped", "alarm", "silence", "objective", "time"].contains(&cause.class.as_str());
        assert!(known || catalogue::classes().iter().any(|class| class.id == cause.class), "{}", cause.class);
    }
}

#[test]
fn each_message_of_aws_has_the_cause_of_its_meaning_and_no_two_meanings_share_one() {
    let mut meanings: BTreeMap<&str, u32> = BTreeMap::new();
    let mut wrong = Vec::new();
    for Line { meaning, kind, cause, message } in lines() {
        let found = of_message(Some(kind), message, Some("MISCELLANEOUS"));
        if found.key != cause {
            wrong.push(format!("{message}\n  is {}, not {cause}", found.key));
        }
        assert_eq!(*meanings.entry(cause).or_insert(meaning), meaning, "{cause} has two meanings");
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let numbers: BTreeSet<u32> = lines().iter().map(|line| line.meaning).collect();
    assert!((1..=83).all(|number| numbers.contains(&number)), "the list is not whole");
}

#[test]
fn each_message_that_scenarios_can_give_has_a_cause() {
    let messages: toml::Table =
        toml::from_str(include_str!("../../../assets/scenarios/messages.toml")).unwrap();
    for message in messages["message"].as_array().unwrap() {
        let [kind, text] = ["kind", "text"].map(|name| message[name].as_str().unwrap());
        let kind = JobKind::ALL.into_iter().find(|known| known.word() == kind);
        let found = of_message(kind, text, None);
        assert!(matches!(found.known, Known::Cause(_)), "{text}");
    }
}

#[test]
fn a_message_that_no_cause_knows_falls_to_its_category_then_to_its_words_then_to_its_shape() {
    for (message, category, key) in [
        ("The moon is full.", Some("KMS_KEY_ERROR"), "key: The moon is full."),
        ("The moon is full.", Some("kmskeyerror"), "key: The moon is full."),
        ("The moon is full.", Some("AccessDenied"), "access: The moon is full."),
        ("The moon is full.", Some("ACCESS_DENIED"), "access: The moon is full."),
        (
            "This action has missing permission on moon 7",
            Some("MISCELLANEOUS"),
            "access: This action has missing permission on moon <n>",
        ),
        ("Moon 12 was no longer available", None, "missing: Moon <n> was no longer available"),
        ("The moon is full.", Some("MISCELLANEOUS"), "The moon is full."),
        ("Moon vol-0f3a1b2c3d4e5f607 is full.", None, "Moon <id> is full."),
    ] {
        assert_eq!(of_message(Some(JobKind::Backup), message, category).key, key);
    }
    assert_eq!(of_message(None, "The moon is full.", None).known, Known::Nothing);
}

#[test]
fn a_very_long_message_is_judged_by_its_beginning() {
    let long = format!("Token expired. Try again.{}", "東".repeat(1_000_000));
    assert_eq!(of_message(Some(JobKind::Backup), &long, None).key, "token-expired");
    assert!(of_message(None, &"é".repeat(1_000_000), None).key.chars().count() <= LONGEST);
}

#[test]
fn what_has_no_message_is_told_by_its_state() {
    for (status, id) in [
        (PointStatus::Expired, Some("point-expired")),
        (PointStatus::Stopped, Some("point-stopped")),
        (PointStatus::Partial, Some("point-partial")),
        (PointStatus::Completed, None),
    ] {
        let point = RecoveryPoint { status, ..RecoveryPoint::default() };
        assert_eq!(of_point(&point).map(|found| found.key).as_deref(), id);
    }
    let hana = RecoveryPoint {
        status: PointStatus::Stopped,
        status_message: Some("One or more log backup attempts failed for recovery point.".into()),
        ..RecoveryPoint::default()
    };
    assert_eq!(of_point(&hana).unwrap().key, "log-backups-failed");
}

#[test]
fn a_page_is_one_of_the_developer_guide() {
    assert_eq!(
        page_address("vault-lock"),
        "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html"
    );
    assert_eq!(page_address("https://x/y"), "https://x/y");
}

/// Run by hand: `cargo test --release --lib cause::tests::ten_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn ten_thousand_messages() {
    let lines = lines();
    let messages: Vec<(JobKind, String)> = (0..10_000)
        .map(|number| {
            let Line { kind, message, .. } = lines[number % lines.len()];
            (
                kind,
                if number % 4 == 0 {
                    format!("Moon {number} of arn:aws:x:::{number} is full")
                } else {
                    message.to_owned()
                },
            )
        })
        .collect();
    let began = std::time::Instant::now();
    let keys: BTreeSet<String> =
        messages.iter().map(|(kind, text)| of_message(Some(*kind), text, None).key).collect();
    eprintln!("10,000 messages, {} keys: {:?}", keys.len(), began.elapsed());
}
