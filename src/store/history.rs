//! Jobs that have ended: kept for longer than AWS tells them.
//!
//! Texts that return in thousands of jobs (ARNs, plans, vaults) stand once, in `word`.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::StoreError;
use crate::domain::history::{Ended, Of, Outcome, Part, Place, Run, Tally};
use crate::domain::job::JobKind;
use crate::text::Text;

/// So many are forgotten at once: the journal must not wait.
const FORGOTTEN: i64 = 2000;
/// A word is noted as seen once a day, and forgotten only some days after the last job that may hold it.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Keeps jobs of a place; how many of them are new, or are not as they were. Nothing is written where none is.
pub(super) fn keep(
    db: &mut Connection,
    place: &Place,
    jobs: &[Ended],
    now: Timestamp,
) -> Result<usize, StoreError> {
    let news = news(db, place, jobs)?;
    if news.is_empty() {
        return Ok(0);
    }
    let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut words = Words { change: &change, now: now.as_millisecond(), known: HashMap::new() };
        let place_id = words.id(&words_of(place))?;
        let mut insert = change.prepare_cached(
            "INSERT OR REPLACE INTO ended_job (place, kind, job, outcome, resource, type, plan, rule, vault, child,
                created, completed, bytes, cause)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?;
        for job in &news {
            insert.execute(params![
                place_id,
                number(job.kind),
                job.id.raw(),
                code(job.outcome),
                words.some(job.resource.as_ref().map(Text::raw))?,
                words.some(job.resource_type.as_ref().map(Text::raw))?,
                words.some(job.plan.as_ref().map(Text::raw))?,
                words.some(job.rule.as_ref().map(Text::raw))?,
                words.some(job.vault.as_ref().map(|vault| place.vault(vault)))?,
                part(job.part),
                job.created.as_millisecond(),
                job.completed.map(Timestamp::as_millisecond),
                job.bytes,
                words.some(job.cause.as_deref())?,
            ])?;
        }
    }
    change.commit()?;
    Ok(news.len())
}

/// Those that are not kept just so. Read first: a console that starts again lists a month of jobs that are all known.
fn news<'a>(db: &Connection, place: &Place, jobs: &'a [Ended]) -> Result<Vec<&'a Ended>, StoreError> {
    let Some(place) = known(db, &words_of(place))? else { return Ok(jobs.iter().collect()) };
    let mut select = db.prepare_cached(
        "SELECT outcome, completed, bytes, word.text FROM ended_job LEFT JOIN word ON word.id = ended_job.cause
         WHERE job = ?1 AND kind = ?2 AND place = ?3",
    )?;
    let mut news = Vec::new();
    for job in jobs {
        let kept = select
            .query_row(params![job.id.raw(), number(job.kind), place], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let completed = job.completed.map(Timestamp::as_millisecond);
        let told: (i64, Option<i64>, Option<i64>, Option<String>) =
            (code(job.outcome), completed, job.bytes, job.cause.clone());
        if kept.as_ref() != Some(&told) {
            news.push(job);
        }
    }
    Ok(news)
}

/// Forgets some of the jobs from before `oldest`; how many. Zero means that no such is left.
pub(super) fn forget(db: &Connection, oldest: Timestamp) -> Result<usize, StoreError> {
    let before = oldest.as_millisecond();
    let gone = db.execute(
        "DELETE FROM ended_job WHERE id IN (SELECT id FROM ended_job WHERE created < ?1 LIMIT ?2)",
        params![before, FORGOTTEN],
    )?;
    if gone == 0 {
        let unseen = oldest.checked_sub(DAY * 3).unwrap_or(Timestamp::MIN).as_millisecond();
        db.execute("DELETE FROM word WHERE seen < ?1", [unseen])?;
    }
    Ok(gone)
}

/// The jobs of something that were created within `from..to`.
pub(super) fn runs(
    db: &Connection,
    place: &Place,
    of: &Of,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Run>, StoreError> {
    let Some((place, word)) = ids(db, place, of)? else { return Ok(Vec::new()) };
    let select = format!(
        "SELECT kind, outcome, created, completed, bytes FROM ended_job
         WHERE place = ?1 AND {} AND created >= ?3 AND created < ?4",
        which(of)
    );
    let mut select = db.prepare_cached(&select)?;
    let rows = select.query_map(params![place, word, from.as_millisecond(), to.as_millisecond()], |row| {
        let (created, completed): (i64, Option<i64>) = (row.get(2)?, row.get(3)?);
        let took = completed.map(|completed| SignedDuration::from_millis(completed - created));
        Ok((row.get(0)?, row.get(1)?, took, row.get(4)?))
    })?;
    let mut runs = Vec::new();
    for row in rows {
        let (kind, outcome, took, bytes): (i64, i64, _, _) = row?;
        // A later vaultdeck may know more kinds.
        if let (Some(kind), Some(outcome)) = (kind_of(kind), outcome_of(outcome)) {
            runs.push(Run { kind, outcome, took, bytes });
        }
    }
    Ok(runs)
}

/// How many jobs of something were created within `from..to`, by kind.
pub(super) fn tally(
    db: &Connection,
    place: &Place,
    of: &Of,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Tally>, StoreError> {
    let Some((place, word)) = ids(db, place, of)? else { return Ok(Vec::new()) };
    let select = format!(
        "SELECT kind, sum(outcome = 0), count(*) FROM ended_job
         WHERE place = ?1 AND {} AND created >= ?3 AND created < ?4 GROUP BY kind ORDER BY kind",
        which(of)
    );
    let mut select = db.prepare_cached(&select)?;
    let rows = select.query_map(params![place, word, from.as_millisecond(), to.as_millisecond()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut tallies = Vec::new();
    for row in rows {
        let (kind, well, all): (i64, u32, u32) = row?;
        tallies.extend(kind_of(kind).map(|kind| Tally { kind, well, all }));
    }
    Ok(tallies)
}

/// Creation of the oldest job that is kept of something.
pub(super) fn since(db: &Connection, place: &Place, of: &Of) -> Result<Option<Timestamp>, StoreError> {
    let Some((place, word)) = ids(db, place, of)? else { return Ok(None) };
    let select = format!("SELECT min(created) FROM ended_job WHERE place = ?1 AND {}", which(of));
    let oldest: Option<i64> = db.prepare_cached(&select)?.query_row([place, word], |row| row.get(0))?;
    Ok(oldest.and_then(|at| Timestamp::from_millisecond(at).ok()))
}

fn which(of: &Of) -> &'static str {
    match of {
        Of::Resource(_) => "resource = ?2 AND child < 2",
        Of::Plan(_) => "plan = ?2 AND child = 0",
        Of::Vault(_) => "vault = ?2 AND child = 0",
    }
}

/// The words of a place and of what is asked about; `None` where nothing is kept of it.
fn ids(db: &Connection, place: &Place, of: &Of) -> Result<Option<(i64, i64)>, StoreError> {
    let (Of::Resource(name) | Of::Plan(name) | Of::Vault(name)) = of;
    let place = known(db, &words_of(place))?;
    let name = known(db, name.raw())?;
    Ok(place.zip(name))
}

fn known(db: &Connection, text: &str) -> Result<Option<i64>, StoreError> {
    let mut select = db.prepare_cached("SELECT id FROM word WHERE text = ?1")?;
    Ok(select.query_row([text], |row| row.get(0)).optional()?)
}

fn words_of(place: &Place) -> String {
    format!("{} {}", place.account, place.region)
}

/// The numbers of texts, each looked up once a change.
struct Words<'a> {
    change: &'a Transaction<'a>,
    now: i64,
    known: HashMap<String, i64>,
}

impl Words<'_> {
    fn some(&mut self, text: Option<&str>) -> Result<Option<i64>, StoreError> {
        text.map(|text| self.id(text)).transpose()
    }

    fn id(&mut self, text: &str) -> Result<i64, StoreError> {
        if let Some(id) = self.known.get(text) {
            return Ok(*id);
        }
        let mut select = self.change.prepare_cached("SELECT id, seen FROM word WHERE text = ?1")?;
        let found: Option<(i64, i64)> =
            select.query_row([text], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let id = if let Some((id, seen)) = found {
            if self.now.saturating_sub(seen) > i64::try_from(DAY.as_millis()).unwrap_or(i64::MAX) {
                let mut update = self.change.prepare_cached("UPDATE word SET seen = ?2 WHERE id = ?1")?;
                update.execute([id, self.now])?;
            }
            id
        } else {
            let mut insert = self.change.prepare_cached("INSERT INTO word (text, seen) VALUES (?1, ?2)")?;
            insert.insert(params![text, self.now])?
        };
        self.known.insert(text.to_owned(), id);
        Ok(id)
    }
}

// Numbers in the file stay what they are: a kind or outcome that comes new takes the next.

fn number(kind: JobKind) -> i64 {
    match kind {
        JobKind::Backup => 0,
        JobKind::Copy => 1,
        JobKind::Restore => 2,
    }
}

fn kind_of(number_: i64) -> Option<JobKind> {
    JobKind::ALL.into_iter().find(|kind| number(*kind) == number_)
}

fn part(part: Part) -> i64 {
    match part {
        Part::Whole => 0,
        Part::Member => 1,
        Part::Piece => 2,
    }
}

fn code(outcome: Outcome) -> i64 {
    match outcome {
        Outcome::Well => 0,
        Outcome::Issues => 1,
        Outcome::Failed => 2,
        Outcome::Expired => 3,
        Outcome::Partial => 4,
        Outcome::Stopped => 5,
    }
}

fn outcome_of(code_: i64) -> Option<Outcome> {
    Outcome::ALL.into_iter().find(|outcome| code(*outcome) == code_)
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    const ORDERS: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    fn place() -> Place {
        Place { account: "123456789012".into(), region: "us-east-1".into() }
    }

    fn ended(id: &str, day: i64, outcome: Outcome) -> Ended {
        Ended {
            kind: JobKind::Backup,
            id: id.into(),
            outcome,
            resource: Some(ORDERS.into()),
            resource_type: Some("RDS".into()),
            plan: Some("plan-1".into()),
            rule: Some("rule-1".into()),
            vault: Some("prod-daily".into()),
            part: Part::Whole,
            created: at(day),
            completed: Some(at(day) + SignedDuration::from_mins(9)),
            bytes: Some(1 << 30),
            cause: (outcome == Outcome::Failed).then(|| "kms-denied".into()),
        }
    }

    async fn kept(store: &Store, place: Place, of: Of) -> Vec<Run> {
        store.runs(place, of, at(0), at(1000)).await.unwrap()
    }

    fn orders() -> Of {
        Of::Resource(ORDERS.into())
    }

    #[tokio::test]
    async fn a_job_is_kept_once_and_as_it_was_told_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path());
        let jobs = vec![ended("j-1", 1, Outcome::Well), ended("j-2", 2, Outcome::Failed)];
        assert_eq!(store.keep(place(), jobs.clone(), at(3)).await.unwrap(), 2);
        let next = Store::open(folder.path());
        assert_eq!(next.keep(place(), jobs, at(3)).await.unwrap(), 0, "all of it is known");
        let issues = Ended { bytes: None, ..ended("j-1", 1, Outcome::Issues) };
        assert_eq!(next.keep(place(), vec![issues], at(3)).await.unwrap(), 1);
        let mut outcomes: Vec<_> =
            kept(&store, place(), orders()).await.iter().map(|run| (run.outcome, run.bytes)).collect();
        outcomes.sort();
        assert_eq!(outcomes, [(Outcome::Issues, None), (Outcome::Failed, Some(1 << 30))]);
    }

    #[tokio::test]
    async fn another_cause_of_a_known_job_is_news() {
        let store = Store::temporary();
        store.keep(place(), vec![ended("j-1", 1, Outcome::Failed)], at(3)).await.unwrap();
        let other = Ended { cause: Some("other".into()), ..ended("j-1", 1, Outcome::Failed) };
        assert_eq!(store.keep(place(), vec![other], at(3)).await.unwrap(), 1);
        assert_eq!(kept(&store, place(), orders()).await.len(), 1);
    }

    #[tokio::test]
    async fn accounts_and_regions_do_not_mix() {
        let store = Store::temporary();
        let elsewhere = [
            Place { account: "999999999999".into(), ..place() },
            Place { region: "us-west-2".into(), ..place() },
        ];
        store.keep(place(), vec![ended("j-1", 1, Outcome::Well)], at(3)).await.unwrap();
        for other in elsewhere {
            assert_eq!(kept(&store, other.clone(), Of::Vault("prod-daily".into())).await, []);
            assert_eq!(
                store.keep(other.clone(), vec![ended("j-1", 2, Outcome::Failed)], at(3)).await.unwrap(),
                1
            );
            assert_eq!(kept(&store, other, Of::Vault("prod-daily".into())).await.len(), 1);
        }
        assert_eq!(kept(&store, place(), orders()).await[0].outcome, Outcome::Well);
    }

    #[tokio::test]
    async fn each_thing_has_its_own_jobs_and_a_plan_counts_no_parts() {
        let store = Store::temporary();
        let arn = Text::new("arn:aws:backup:us-east-1:123456789012:backup-vault:dr-vault");
        let copy = Ended { kind: JobKind::Copy, vault: Some(arn), ..ended("c-1", 2, Outcome::Well) };
        let member = Ended { part: Part::Member, ..ended("j-2", 2, Outcome::Well) };
        let piece = Ended { part: Part::Piece, ..ended("j-3", 2, Outcome::Well) };
        let jobs = vec![ended("j-1", 1, Outcome::Well), member, piece, copy];
        store.keep(place(), jobs, at(3)).await.unwrap();
        for (of, count) in [
            (orders(), 3),
            (Of::Plan("plan-1".into()), 2),
            (Of::Vault("prod-daily".into()), 1),
            (Of::Vault("dr-vault".into()), 1),
            (Of::Plan("prod-daily".into()), 0),
            (Of::Resource("nobody".into()), 0),
        ] {
            assert_eq!(kept(&store, place(), of.clone()).await.len(), count, "{of:?}");
        }
        let day = store.runs(place(), orders(), at(1), at(2)).await.unwrap();
        assert_eq!(day.len(), 1, "the end does not belong to it");
        assert_eq!(day[0].took, Some(SignedDuration::from_mins(9)));
    }

    #[tokio::test]
    async fn what_is_older_than_it_is_kept_for_goes_and_the_rest_stays() {
        let store = Store::temporary();
        let many = (0..5000).map(|id| ended(&format!("old-{id}"), 1, Outcome::Well));
        let jobs = many.chain([ended("new", 500, Outcome::Failed)]).collect();
        store.keep(place(), jobs, at(500)).await.unwrap();
        assert_eq!(store.since(place(), orders()).await.unwrap(), Some(at(1)));
        let tally = store.tally(place(), orders(), at(0), at(1000)).await.unwrap();
        assert_eq!(tally, [Tally { kind: JobKind::Backup, well: 5000, all: 5001 }]);
        store.forget_history(at(100)).await.unwrap();
        assert_eq!(store.since(place(), orders()).await.unwrap(), Some(at(500)));
        store.forget_history(at(600)).await.unwrap();
        assert_eq!(store.since(place(), orders()).await.unwrap(), None);
        let words = store.run(|db| {
            let words: i64 = db.connection.query_row("SELECT count(*) FROM word", [], |row| row.get(0))?;
            Ok(words)
        });
        assert_eq!(words.await.unwrap(), 0, "texts that nobody uses go, too");
    }

    #[tokio::test]
    async fn a_file_from_before_the_history_gets_one() {
        let folder = tempfile::tempdir().unwrap();
        super::super::schema::make(&folder.path().join(super::super::FILE), 3).unwrap();
        let store = Store::open(folder.path());
        assert_eq!(store.keep(place(), vec![ended("j-1", 1, Outcome::Well)], at(3)).await.unwrap(), 1);
        assert_eq!(kept(&store, place(), orders()).await.len(), 1);
    }
}
