//! The file's form, and how an older one becomes today's.

use rusqlite::Connection;

use super::StoreError;

/// One step a version; a step, once released, stays.
const STEPS: [&str; 4] = [
    "
    CREATE TABLE action (
        id        INTEGER PRIMARY KEY,
        owner     TEXT NOT NULL,          -- the console that answers for it
        decided   INTEGER NOT NULL,       -- milliseconds since 1970, as all times here
        profile   TEXT,
        account   TEXT NOT NULL,
        region    TEXT NOT NULL,
        caller    TEXT,
        label     TEXT NOT NULL,
        operation TEXT NOT NULL,
        target    TEXT NOT NULL,
        token     TEXT,
        request   TEXT NOT NULL,          -- the write, whole, as JSON
        state     TEXT NOT NULL,
        job       TEXT,
        answered  INTEGER,
        ended     INTEGER,
        note      TEXT
    );
    CREATE INDEX action_open ON action (owner) WHERE state IN ('sent', 'accepted');
    CREATE INDEX action_job ON action (job) WHERE job IS NOT NULL;
",
    // What is planned is open, too.
    "
    DROP INDEX action_open;
    CREATE INDEX action_open ON action (owner) WHERE state IN ('planned', 'sent', 'accepted');
",
    // What was done about alerts. The account and Region, for scopes change their numbers from run to run.
    "
    CREATE TABLE alert (
        account      TEXT NOT NULL,
        region       TEXT NOT NULL,
        alert        TEXT NOT NULL,
        looked       INTEGER,
        acknowledged INTEGER,
        until        INTEGER,
        severity     TEXT,
        resources    INTEGER,
        note         TEXT,
        changed      INTEGER NOT NULL,
        PRIMARY KEY (account, region, alert)
    ) WITHOUT ROWID;
",
    // Jobs that have ended. Texts are numbers of `word`, for most of them return in thousands of jobs.
    "
    CREATE TABLE word (
        id   INTEGER PRIMARY KEY,
        text TEXT NOT NULL UNIQUE,
        seen INTEGER NOT NULL
    );
    CREATE TABLE ended_job (
        id        INTEGER PRIMARY KEY,
        place     INTEGER NOT NULL,       -- account and Region
        kind      INTEGER NOT NULL,
        job       TEXT NOT NULL,          -- AWS's id
        outcome   INTEGER NOT NULL,
        resource  INTEGER,
        type      INTEGER,
        plan      INTEGER,
        rule      INTEGER,
        vault     INTEGER,
        child     INTEGER NOT NULL,       -- of another job: 0 is none
        created   INTEGER NOT NULL,
        completed INTEGER,
        bytes     INTEGER,
        cause     INTEGER,
        UNIQUE (job, kind, place)
    );
    CREATE INDEX ended_job_resource ON ended_job (resource, place, created);
    CREATE INDEX ended_job_plan ON ended_job (plan, place, created) WHERE plan IS NOT NULL;
    CREATE INDEX ended_job_vault ON ended_job (vault, place, created);
    CREATE INDEX ended_job_created ON ended_job (created);
",
];

/// Sets the connection up and brings the file to today's form.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    // Several consoles may share the file: they wait for each other rather than fail.
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: a commit is on disk when it returns. NORMAL would lose the last ones with the power.
    connection.pragma_update(None, "synchronous", "FULL")?;
    let change = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = change.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done > STEPS.len() {
        return Err(StoreError::Newer(version));
    }
    for step in &STEPS[done..] {
        change.execute_batch(step)?;
    }
    change.pragma_update(None, "user_version", i64::try_from(STEPS.len()).unwrap_or(i64::MAX))?;
    Ok(change.commit()?)
}

/// Makes a file of an earlier form, of so many steps.
#[cfg(test)]
pub(super) fn make(file: &std::path::Path, steps: usize) -> Result<(), StoreError> {
    let connection = Connection::open(file)?;
    connection.execute_batch(&STEPS[..steps].concat())?;
    Ok(connection.pragma_update(None, "user_version", i64::try_from(steps).unwrap_or(i64::MAX))?)
}
