//! The journal's statements.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::StoreError;
use super::owner::Owner;
use crate::domain::journal::{Actor, Entry, EntryId, EntryState, Intent, News};

const COLUMNS: &str =
    "id, decided, profile, account, region, caller, label, request, state, job, answered, ended, note";

pub(super) fn begin(db: &Connection, owner: &str, intent: &Intent) -> Result<EntryId, StoreError> {
    let Intent { at, actor, label, write } = intent;
    let request = serde_json::to_string(write).map_err(|error| wrong(Box::new(error)))?;
    db.execute(
        "INSERT INTO action (owner, decided, profile, account, region, caller, label, operation, target, token,
            request, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'sent')",
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
        ],
    )?;
    Ok(EntryId(db.last_insert_rowid()))
}

/// An entry that has come to its end keeps it: a late answer does not open it again.
pub(super) fn settle(db: &Connection, entry: EntryId, news: &News) -> Result<(), StoreError> {
    let at = news.at.as_millisecond();
    let ended = (!news.state.is_open()).then_some(at);
    db.execute(
        "UPDATE action SET state = ?2, job = coalesce(?3, job), note = coalesce(?4, note),
            answered = coalesce(answered, ?5), ended = coalesce(ended, ?6)
         WHERE id = ?1 AND state IN ('sent', 'accepted')",
        params![entry.0, news.state.word(), news.job, news.note, at, ended],
    )?;
    Ok(())
}

/// One transaction, so that of two consoles that find the same entries only one gets them.
pub(super) fn claim(db: &mut Connection, owner: &Owner) -> Result<Vec<Entry>, StoreError> {
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let open = "state IN ('sent', 'accepted')";
    let owners: Vec<String> = change
        .prepare(&format!("SELECT DISTINCT owner FROM action WHERE {open} AND owner <> ?1"))?
        .query_map([owner.name()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut claimed = Vec::new();
    for ended in owners.iter().filter(|other| owner.has_ended(other)) {
        let select = format!("SELECT {COLUMNS} FROM action WHERE {open} AND owner = ?1 ORDER BY id");
        let entries: Vec<Entry> =
            change.prepare(&select)?.query_map([ended], read)?.collect::<Result<_, _>>()?;
        claimed.extend(entries);
        change.execute(
            &format!("UPDATE action SET owner = ?1 WHERE {open} AND owner = ?2"),
            [owner.name(), ended],
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
