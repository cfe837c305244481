use super::*;
use crate::domain::journal::{Actor, Begun, Entry, EntryId, EntryState, Intent};
use crate::domain::subject::Thing;
use crate::domain::write::Write;

fn entry(id: i64, account: &str, job: Option<&str>) -> Entry {
    let actor = Actor { account: account.into(), region: "us-east-1".into(), ..Actor::default() };
    let write = Write::StartBackup(crate::domain::write::BackupRequest {
        resource: ORDERS.into(),
        vault: "Default".into(),
        role: ROLE.into(),
        lifecycle: Lifecycle::default(),
        tags: vec![],
        token: format!("vd-{id}"),
        then_copy: None,
    });
    Entry {
        id: EntryId(id),
        intent: Intent { at: noon(), actor, label: "orders-db".into(), write },
        state: EntryState::Accepted,
        job: job.map(str::to_owned),
        answered: None,
        ended: None,
        note: None,
    }
}

fn read(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::ReadJournal(_)))
}

fn yanked(effects: &[Effect]) -> Option<&str> {
    effects.iter().find_map(|effect| match effect {
        Effect::Yank(text) => Some(text.as_str()),
        _ => None,
    })
}

/// A desk whose journal page shows these.
fn shown(entries: Vec<Entry>) -> Desk {
    let mut desk = Desk::settled();
    assert!(read(&desk.press("J")), "it is not read");
    desk.send(Msg::Journal(Ok(entries)));
    desk
}

#[test]
fn the_journal_is_read_while_it_is_looked_at_and_only_then() {
    let mut desk = shown(vec![entry(1, "123456789012", None)]);
    assert!(!read(&desk.pass(1)), "not all the time");
    assert!(read(&desk.pass(2)), "other consoles write into it, too");
    assert!(!read(&desk.pass(60)), "one read at a time");
    desk.send(Msg::Journal(Ok(vec![entry(2, "123456789012", None)])));
    assert_eq!(desk.model.journal.list.len(), 1, "what the store no longer has is gone");
    assert!(read(&desk.press("R")));
    desk.send(Msg::Journal(Ok(vec![])));
    desk.press("esc");
    assert!(!read(&desk.pass(60)));
}

#[test]
fn enter_opens_the_entry_and_from_there_its_job() {
    let mut desk = shown(vec![entry(1, "123456789012", Some("job-2"))]);
    desk.press("enter");
    let thing = |desk: &Desk| desk.model.page().content.subject().map(|subject| subject.thing.clone());
    assert_eq!(thing(&desk), Some(Thing::Entry("1".into())));
    desk.press("enter");
    assert_eq!(thing(&desk), Some(Thing::Job { kind: JobKind::Backup, id: "job-2".into() }));
}

#[test]
fn an_entry_of_an_account_that_is_not_here_leads_nowhere_but_is_shown() {
    let mut desk = shown(vec![entry(1, "999999999999", Some("job-2"))]);
    desk.press("enter enter");
    assert_eq!(
        desk.model.page().content.subject().map(|subject| subject.thing.word()),
        Some("journal entry")
    );
}

#[test]
fn yanking_takes_the_job_and_the_command_that_does_the_same() {
    let mut desk = shown(vec![entry(1, "123456789012", Some("job-2"))]);
    assert_eq!(yanked(&desk.press("y")), Some("job-2"));
    let command = yanked(&desk.press("Y")).map(str::to_owned).unwrap();
    assert!(command.starts_with("aws backup start-backup-job") && command.contains("vd-1"), "{command}");
    desk.press("enter");
    assert_eq!(yanked(&desk.press("Y")), Some(command.as_str()));
    let mut desk = shown(vec![entry(1, "123456789012", None)]);
    assert_eq!(yanked(&desk.press("y")), Some(ORDERS), "what has no job has its target");
}

#[test]
fn a_journal_that_cannot_be_read_says_so_and_is_read_again() {
    let mut desk = shown(vec![entry(1, "123456789012", None)]);
    desk.pass(3);
    desk.send(Msg::Journal(Err("the disk is gone".into())));
    let failure = desk.model.journal.remote.failure().unwrap().sentence();
    assert_eq!(failure, "the journal can't be read: the disk is gone");
    assert_eq!(desk.model.journal.list.len(), 1, "what was read stays");
    assert!(read(&desk.pass(3)));
}

#[test]
fn what_was_planned_and_never_left_is_sent_from_the_journal_as_the_same_entry() {
    let planned = |id| Entry { state: EntryState::Planned, ..entry(id, "123456789012", None) };
    let mut desk =
        shown(vec![planned(1), planned(2), entry(3, "123456789012", None), entry(4, "999999999999", None)]);
    desk.press("* t");
    let form = desk.model.form().expect("no form");
    assert_eq!(form.task().title(), "Send 2 actions that were planned");
    let effects = desk.press("left enter");
    let begun: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send { begun, intent, .. } => Some((*begun, intent.write.token().unwrap().to_owned())),
            _ => None,
        })
        .collect();
    let of = |id: i64| (Begun::Planned(EntryId(id)), format!("vd-{id}"));
    assert_eq!(begun, [of(1), of(2)]);
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Plan { .. })),
        "they are in the journal already"
    );
}
