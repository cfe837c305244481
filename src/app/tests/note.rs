use super::*;
use crate::app::action::Action;
use crate::app::available::{Availability, available, hints};
use crate::domain::journal::{Actor, Entry, EntryId, EntryState, Intent};
use crate::domain::write::Write;

const OTHER: &str = "arn:aws:rds:us-east-1:123456789012:db:other";

fn failed(id: &str, minutes: i64, resource: &str) -> Job {
    Job {
        message: Some("Token expired. Try again.".into()),
        resource: Some(resource.into()),
        ..job(ScopeId(0), id, JobState::Failed, minutes)
    }
}

/// A desk on which one cause has failed the backups of two resources; the cursor is on its alert.
fn one_cause() -> Desk {
    let mut desk = Desk::new();
    let recent = |query: &Query| matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. });
    desk.answer(recent, vec![Page::Jobs(vec![failed("a", 30, ORDERS), failed("b", 90, OTHER)])]);
    desk.answer_all();
    desk.press("1 g");
    desk
}

fn entry(job: &str, seconds: i64, region: &str) -> Entry {
    let actor = Actor {
        account: "123456789012".into(),
        region: region.into(),
        caller: Some("arn:aws:sts::123456789012:assumed-role/ops/ann".into()),
        ..Actor::default()
    };
    let intent = Intent {
        at: noon() - SignedDuration::from_secs(seconds),
        actor,
        label: "some job".into(),
        write: Write::StopBackup { job: job.into() },
    };
    Entry {
        id: EntryId(seconds),
        intent,
        state: EntryState::Done,
        job: None,
        answered: None,
        ended: None,
        note: Some("stopped".into()),
    }
}

fn yanked(effects: &[Effect]) -> &str {
    let mut yanked = effects.iter().filter_map(|effect| match effect {
        Effect::Yank(text) => Some(text.as_str()),
        _ => None,
    });
    let text = yanked.next().unwrap();
    assert_eq!(yanked.next(), None);
    text
}

#[test]
fn a_note_waits_for_the_journal_and_tells_what_was_done_about_its_things() {
    let mut desk = one_cause();
    let effects = desk.press("i");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::ReadJournal(_))), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Yank(_))), "{effects:?}");
    let week = 7 * 24 * 3600;
    let entries = vec![
        entry("a", 60, "us-east-1"),
        entry("not-of-it", 70, "us-east-1"),
        entry("b", 80, "eu-west-1"),
        entry("b", week + 1, "us-east-1"),
    ];
    let effects = desk.send(Msg::Journal(Ok(entries)));
    let note = yanked(&effects);
    for part in [
        "# 2 x backup: AWS Backup's credentials ran out during the job\n",
        "- **Severity:** critical, new\n",
        "- **First:** 2026-11-21 10:3",
        "```text\nToken expired. Try again.\n```\n",
        "## Affected: 2\n",
        "| 2026-11-21 11:59:00 UTC | `arn:aws:sts::123456789012:assumed-role/ops/ann` | stop some job | done: stopped |\n",
        "aws backup describe-backup-job --backup-job-id a --region us-east-1",
    ] {
        assert!(note.contains(part), "{part} is missing:\n{note}");
    }
    assert_eq!(
        note.matches("| stop ").count(),
        1,
        "others', elsewhere's and old deeds are none of it:\n{note}"
    );
    assert!(desk.model.notice.as_ref().unwrap().text.contains("incident note copied (OSC 52)"));
    assert!(desk.send(Msg::Journal(Ok(Vec::new()))).iter().all(|effect| !matches!(effect, Effect::Yank(_))));
}

#[test]
fn a_journal_that_cannot_be_read_is_said_in_the_note() {
    let mut desk = one_cause();
    desk.press("i");
    let effects = desk.send(Msg::Journal(Err("disk full".into())));
    let note = yanked(&effects);
    assert!(note.contains("Not known: the journal can't be read: disk full\n"), "{note}");
}

#[test]
fn notes_are_about_things_and_not_about_logs() {
    for (place, about) in [
        ("1", true),
        ("1 enter", true),
        ("2 enter", true),
        ("1 w", true),
        ("2", true),
        ("L", false),
        ("P", false),
    ] {
        let mut desk = one_cause();
        desk.press(place);
        let yes = available(&desk.model, Action::Note) == Availability::Yes;
        assert_eq!(yes, about, "{place}");
        assert_eq!(hints(&desk.model).iter().any(|(_, words)| *words == "incident note"), about, "{place}");
        assert_eq!(desk.press("i").iter().any(|effect| matches!(effect, Effect::ReadJournal(_))), about);
    }
}
