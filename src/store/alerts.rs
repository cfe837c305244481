//! What the operator did about alerts.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};

use super::StoreError;
use crate::domain::alert::Severity;
use crate::domain::handled::{Acknowledged, Handled};

/// Nobody needs older ones: what they are about is long over.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Puts one in place of what was known of its alert. `now` decides what is too old to keep.
pub(super) fn remember(db: &Connection, handled: &Handled, now: Timestamp) -> Result<(), StoreError> {
    let Handled { account, region, alert, looked, acknowledged } = handled;
    let known = acknowledged.as_ref();
    db.execute(
        "INSERT OR REPLACE INTO alert (account, region, alert, looked, acknowledged, until, severity, resources, note, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            account,
            region,
            alert,
            looked.map(Timestamp::as_millisecond),
            known.map(|known| known.at.as_millisecond()),
            known.and_then(|known| known.until).map(Timestamp::as_millisecond),
            known.map(|known| known.severity.word()),
            known.map(|known| known.resources),
            known.map(|known| known.note.as_str()),
            now.as_millisecond(),
        ],
    )?;
    let oldest = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    db.execute("DELETE FROM alert WHERE changed < ?1", [oldest.as_millisecond()])?;
    Ok(())
}

/// All that is known.
pub(super) fn all(db: &Connection) -> Result<Vec<Handled>, StoreError> {
    let mut select = db.prepare_cached("SELECT * FROM alert ORDER BY account, region, alert")?;
    Ok(select.query_map([], read)?.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Handled> {
    let time = |name| {
        row.get::<_, Option<i64>>(name).map(|at| at.and_then(|at| Timestamp::from_millisecond(at).ok()))
    };
    let severity: Option<String> = row.get("severity")?;
    let severity = [Severity::Critical, Severity::Warning]
        .into_iter()
        .find(|known| Some(known.word()) == severity.as_deref())
        .unwrap_or(Severity::Warning);
    let acknowledged = match time("acknowledged")? {
        Some(at) => Some(Acknowledged {
            at,
            until: time("until")?,
            severity,
            resources: row.get::<_, Option<u32>>("resources")?.unwrap_or_default(),
            note: row.get::<_, Option<String>>("note")?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(Handled {
        account: row.get("account")?,
        region: row.get("region")?,
        alert: row.get("alert")?,
        looked: time("looked")?,
        acknowledged,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    fn handled(alert: &str) -> Handled {
        Handled {
            account: "123456789012".into(),
            region: "us-east-1".into(),
            alert: alert.into(),
            looked: Some(at(1)),
            acknowledged: Some(Acknowledged {
                at: at(2),
                until: Some(at(3)),
                severity: Severity::Critical,
                resources: 7,
                note: "it's CHG-1".into(),
            }),
        }
    }

    #[tokio::test]
    async fn what_was_done_about_an_alert_is_there_for_the_next_run_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = Store::open(folder.path());
        first.remember(handled("a"), at(2)).await.unwrap();
        let changed = Handled { acknowledged: None, ..handled("a") };
        first.remember(handled("b"), at(2)).await.unwrap();
        first.remember(changed.clone(), at(2)).await.unwrap();
        let next = Store::open(folder.path());
        assert_eq!(next.handled().await.unwrap(), [changed, handled("b")]);
    }

    #[tokio::test]
    async fn what_is_long_over_is_forgotten() {
        let store = Store::temporary();
        store.remember(handled("old"), at(2)).await.unwrap();
        store.remember(handled("new"), at(100)).await.unwrap();
        let kept: Vec<String> = store.handled().await.unwrap().into_iter().map(|one| one.alert).collect();
        assert_eq!(kept, ["new"]);
    }
}
