//! The journal's statements.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::StoreError;
use super::owner::Owner;
use crate::domain::journal::{Actor, Entry, EntryId, EntryState, Intent, News};

const COLUMNS: &str =
    "id, decided, profile, account, region, caller, label, request, state, job, answered, ended, note";

/// The states of entries to which something is still to come, as the index on them has it.
const OPEN: &str = "state IN ('planned', 'sent', 'accepted')";

pub(super) fn begin(db: &Connection, owner: &str, intent: &Intent) -> Result<EntryId, StoreError> {
    insert(db, owner, intent, EntryState::Sent)
}

/// One transaction: all of them are planned, or none.
pub(super) fn plan(db: &mut Connection, owner: &str, intents: &[Intent]) -> Result<Vec<EntryId>, StoreError> {
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let entries = intents.iter().map(|intent| insert(&change, owner, intent, EntryState::Planned));
    let entries = entries.collect::<Result<_, _>>()?;
    change.commit()?;
    Ok(entries)
}

/// Only who answers for a planned entry sends it, and only once.
pub(super) fn leave(db: &Connection, owner: &str, entry: EntryId, at: Timestamp) -> Result<(), StoreError> {
    let left = db.execute(
        "UPDATE action SET state = 'sent', decided = ?3 WHERE id = ?1 AND owner = ?2 AND state = 'planned'",
        params![entry.0, owner, at.as_millisecond()],
    )?;
    if left == 1 { Ok(()) } else { Err(StoreError::NotPlanned(entry.0)) }
}

fn insert(db: &Connection, owner: &str, intent: &Intent, state: EntryState) -> Result<EntryId, StoreError> {
    let Intent { at, actor, label, write } = intent;
    let request = serde_json::to_string(write).map_err(|error| wrong(Box::new(error)))?;
    db.execute(
        "INSERT INTO action (owner, decided, profile, account, region, caller, label, operation, target, token,
            request, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            owner,
            at.as_millisecond(),
            actor.profile,
            actor.account,
            actor.region,
            actor.caller,
            label,
            write.operation(),
            write.target(),
            write.token(),
            request,
            state.word(),
        ],
    )?;
    Ok(EntryId(db.last_insert_rowid()))
}

/// An entry that has come to its end keeps it: a late answer does not open it again.
pub(super) fn settle(db: &Connection, entry: EntryId, news: &News) -> Result<(), StoreError> {
    let at = news.at.as_millisecond();
    let ended = (!news.state.is_open()).then_some(at);
    db.execute(
        &format!(
            "UPDATE action SET state = ?2, job = coalesce(?3, job), note = coalesce(?4, note),
                answered = coalesce(answered, ?5), ended = coalesce(ended, ?6)
             WHERE id = ?1 AND {OPEN}"
        ),
        params![entry.0, news.state.word(), news.job, news.note, at, ended],
    )?;
    Ok(())
}

/// One transaction, so that of two consoles that find the same entries only one gets them. `only` takes just those of an
/// operation and target that got no answer.
pub(super) fn claim(
    db: &mut Connection,
    owner: &Owner,
    only: Option<(&str, &str)>,
) -> Result<Vec<Entry>, StoreError> {
    let (operation, target) = only.unzip();
    let wanted = format!("{OPEN} AND (?2 IS NULL OR (state = 'sent' AND operation = ?2 AND target = ?3))");
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let owners: Vec<String> = change
        .prepare(&format!("SELECT DISTINCT owner FROM action WHERE {wanted} AND owner <> ?1"))?
        .query_map(params![owner.name(), operation, target], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut claimed = Vec::new();
    for ended in owners.iter().filter(|other| owner.has_ended(other)) {
        let select = format!("SELECT {COLUMNS} FROM action WHERE {wanted} AND owner = ?1 ORDER BY id");
        let entries: Vec<Entry> = change
            .prepare(&select)?
            .query_map(params![ended, operation, target], read)?
            .collect::<Result<_, _>>()?;
        claimed.extend(entries);
        change.execute(
            &format!("UPDATE action SET owner = ?4 WHERE {wanted} AND owner = ?1"),
            params![ended, operation, target, owner.name()],
        )?;
    }
    change.commit()?;
    Ok(claimed)
}

pub(super) fn newest(db: &Connection, most: u32) -> Result<Vec<Entry>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM action ORDER BY id DESC LIMIT ?1");
    Ok(db.prepare_cached(&select)?.query_map([most], read)?.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let request: String = row.get("request")?;
    let write = serde_json::from_str(&request).map_err(|error| wrong(Box::new(error)))?;
    let state: String = row.get("state")?;
    let state = EntryState::of_word(&state).ok_or_else(|| wrong(format!("state {state}").into()))?;
    Ok(Entry {
        id: EntryId(row.get("id")?),
        intent: Intent {
            at: time(row.get("decided")?),
            actor: Actor {
                profile: row.get("profile")?,
                account: row.get("account")?,
                region: row.get("region")?,
                caller: row.get("caller")?,
            },
            label: row.get("label")?,
            write,
        },
        state,
        job: row.get("job")?,
        answered: row.get::<_, Option<i64>>("answered")?.map(time),
        ended: row.get::<_, Option<i64>>("ended")?.map(time),
        note: row.get("note")?,
    })
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or_default()
}

fn wrong(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error)
}
