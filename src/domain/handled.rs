//! What the operator did about an alert: looked at it, acknowledged it, put it off. Kept between runs.

use jiff::{SignedDuration, Timestamp};

use super::alert::{Alert, Severity};

/// What was done about one alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The account that it is in: scopes change their numbers from run to run.
    pub account: String,
    /// The Region.
    pub region: String,
    /// The alert's id.
    pub alert: String,
    /// Its newest occurrence when somebody last opened it.
    pub looked: Option<Timestamp>,
    /// That it is known.
    pub acknowledged: Option<Acknowledged>,
}

/// That an alert is known, and need not be shown as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// Since when.
    pub at: Timestamp,
    /// Until when; without, until it is worse.
    pub until: Option<Timestamp>,
    /// How bad it was then.
    pub severity: Severity,
    /// How many resources it had befallen then.
    pub resources: u32,
    /// What the operator wrote.
    pub note: String,
}

/// How an alert stands with the operator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody has opened it since it last occurred.
    #[default]
    New,
    /// Somebody has.
    Seen,
    /// Somebody has acknowledged it, and it is no worse since.
    Quiet,
}

impl Standing {
    /// How it stands, in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Seen => "seen",
            Self::Quiet => "acknowledged",
        }
    }
}

/// AWS forgets jobs after 30 days; so does an acknowledgement of them.
const LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Handled {
    /// How an alert stands, given what was done about it.
    pub fn standing(&self, alert: &Alert, now: Timestamp) -> Standing {
        if self.acknowledged.as_ref().is_some_and(|known| known.holds(alert, now)) {
            Standing::Quiet
        } else if self.looked.is_some() && self.looked >= alert.last {
            Standing::Seen
        } else {
            Standing::New
        }
    }
}

impl Acknowledged {
    /// Whether it still keeps the alert quiet. Not the count but the resources make it worse: a nightly job that fails again is
    /// the same trouble.
    fn holds(&self, alert: &Alert, now: Timestamp) -> bool {
        let worse = alert.severity < self.severity || alert.spread() > self.resources;
        let over = self.until.is_some_and(|until| until <= now) || now.duration_since(self.at) > LASTS;
        !worse && !over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::Member;
    use crate::domain::scope::ScopeId;
    use crate::domain::subject::{Subject, Thing};

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_000_000_000 + hour * 3600).unwrap()
    }

    fn alert(severity: Severity, resources: &[&str], last: i64) -> Alert {
        let member = |resource: &&str| Member {
            subject: Subject::new(ScopeId(0), Thing::Vault((*resource).into())),
            label: (*resource).to_owned(),
            resource: Some((*resource).into()),
            at: Some(at(last)),
            detail: String::new(),
        };
        Alert {
            scope: ScopeId(0),
            id: "backup: x".into(),
            severity,
            what: "x".into(),
            reason: None,
            first: Some(at(0)),
            last: Some(at(last)),
            signal: None,
            kind: None,
            members: resources.iter().map(member).collect(),
            standing: Standing::New,
            acknowledged: None,
        }
    }

    fn handled(looked: Option<i64>, until: Option<i64>) -> Handled {
        let acknowledged = Acknowledged {
            at: at(10),
            until: until.map(at),
            severity: Severity::Warning,
            resources: 2,
            note: "CHG-1".into(),
        };
        Handled {
            account: "1".into(),
            region: "r".into(),
            alert: "backup: x".into(),
            looked: looked.map(at),
            acknowledged: Some(acknowledged),
        }
    }

    #[test]
    fn an_acknowledged_alert_is_quiet_until_it_is_worse_or_its_time_is_over() {
        let same = alert(Severity::Warning, &["a", "b", "b", "a"], 30);
        for (handled, alert, now, standing) in [
            (handled(None, None), &same, 31, Standing::Quiet),
            (handled(None, None), &alert(Severity::Critical, &["a"], 30), 31, Standing::New),
            (handled(None, None), &alert(Severity::Warning, &["a", "b", "c"], 30), 31, Standing::New),
            (handled(Some(30), None), &alert(Severity::Critical, &["a"], 30), 31, Standing::Seen),
            (handled(None, Some(40)), &same, 39, Standing::Quiet),
            (handled(None, Some(40)), &same, 40, Standing::New),
            (handled(None, None), &same, 10 + 30 * 24, Standing::Quiet),
            (handled(None, None), &same, 11 + 30 * 24, Standing::New),
        ] {
            assert_eq!(handled.standing(alert, at(now)), standing, "{handled:?} {now}");
        }
    }

    #[test]
    fn what_occurred_after_the_last_look_is_new() {
        let looked = |hour| Handled { acknowledged: None, ..handled(Some(hour), None) };
        let alert = alert(Severity::Critical, &["a"], 30);
        assert_eq!(looked(29).standing(&alert, at(31)), Standing::New);
        assert_eq!(looked(30).standing(&alert, at(31)), Standing::Seen);
    }
}
