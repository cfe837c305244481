//! What there is to restore a resource from: its newest usable recovery point, its newest copy elsewhere, and how it stands
//! with 3-2-1. What is not known for certain stays unknown.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

use super::arn::{self, Arn};
use super::census::{Census, Held};
use super::history::Place;
use super::lifecycle::Lifecycle;
use super::scope::ScopeId;
use crate::text::Text;

/// The newest of something that may not be there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sighting {
    /// Whether there is one is not known.
    #[default]
    Unknown,
    /// There is none.
    None,
    /// There is one of this time.
    At(Timestamp),
}

impl Sighting {
    /// Its time.
    pub fn at(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Unknown | Self::None => None,
        }
    }
}

/// What there is of a resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Its newest usable recovery point, wherever it is.
    pub newest: Sighting,
    /// Whether it has a usable continuous point where it is: any time until shortly before its count. AWS Backup does not
    /// tell until when exactly, so this has no age.
    pub continuous: bool,
    /// Its newest copy in another Region or account: the age of the data, not of the copying.
    pub copy: Sighting,
    /// How it stands with 3-2-1.
    pub rule: Rule,
}

/// 3-2-1 (good practice B3.3). `None` is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rule {
    /// Three copies: the data itself and two usable recovery points.
    pub copies: Option<bool>,
    /// Two places: usable recovery points in two vaults.
    pub places: Option<bool>,
    /// One elsewhere: a usable one in another Region or account.
    pub elsewhere: Option<bool>,
}

impl Rule {
    /// What is missing, in words; nothing where nothing is known to be.
    pub fn missing(&self) -> Vec<&'static str> {
        let parts = [
            (self.copies, "a second recovery point"),
            (self.places, "a second vault"),
            (self.elsewhere, "a copy in another Region or account"),
        ];
        parts.iter().filter(|(mark, _)| *mark == Some(false)).map(|(_, words)| *words).collect()
    }
}

/// A copy that a finished copy job made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where the job was read.
    pub scope: ScopeId,
    /// Its id.
    pub job: Text,
    /// Into this vault (ARN).
    pub vault: Text,
    /// The job was created at.
    pub created: Timestamp,
    /// It ended at.
    pub completed: Option<Timestamp>,
    /// The backup job that asked for the copy.
    pub backup_job: Option<Text>,
    /// The copied point.
    pub source: Option<Text>,
    /// How long the copy is kept, where told.
    pub lifecycle: Option<Lifecycle>,
}

impl Made {
    /// Whether its retention has passed, given the age of what was copied.
    fn is_gone(&self, data: Timestamp, now: Timestamp) -> bool {
        let days = self.lifecycle.and_then(|lifecycle| lifecycle.retention_days());
        let end = days.and_then(|days| {
            data.checked_add(SignedDuration::from_hours(days.saturating_mul(24).min(1_000_000))).ok()
        });
        end.is_some_and(|end| end <= now)
    }
}

/// A scope's count, and where the scope is.
#[derive(Debug, Clone, Copy)]
pub struct Watched<'a> {
    /// The scope.
    pub scope: ScopeId,
    /// Its account and Region.
    pub place: &'a Place,
    /// What was counted there.
    pub census: &'a Census,
}

impl<'a> Watched<'a> {
    /// What was counted of a resource.
    fn held(&self, arn: &Text) -> Option<&'a Held> {
        self.census.resources.get(arn)
    }
}

/// All that is asked about one resource.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Its ARN.
    pub arn: &'a Text,
    /// Where its row was read, once that is known.
    pub listed: Option<&'a Place>,
    /// Last backed up at, as AWS tells with the resource.
    pub last_backup: Option<Timestamp>,
    /// What was counted, scope by scope.
    pub watched: &'a [Watched<'a>],
    /// What copy jobs made, with the time of the data in each.
    pub made: &'a [(&'a Made, Timestamp)],
    /// All copy jobs that AWS tells are known.
    pub copies_are_whole: bool,
    /// The time.
    pub now: Timestamp,
}

/// A count is a little old when it is done: what was backed up since this before its begin may be missing in it.
const SLACK: SignedDuration = SignedDuration::from_mins(5);

/// What there is of it.
pub fn holdings(asked: &Asked<'_>) -> Holdings {
    let home = home(asked);
    // A row of another Region stands for what is there: it has to tell the truth when the home is gone.
    let abroad = home.is_some() && asked.listed.is_some() && asked.listed != home.as_ref();
    let mut newest = Sighting::Unknown;
    let mut copy = Sighting::Unknown;
    let (mut points, mut vaults, mut away) = (0_u32, 0_usize, 0_usize);
    let (mut counted_at_home, mut open, mut continuous) = (false, false, false);
    let mut counted_here = false;
    for watched in asked.watched {
        let at_home = home.as_ref() == Some(watched.place);
        counted_at_home |= at_home && watched.census.is_whole();
        let here = asked.listed == Some(watched.place);
        counted_here |= here && watched.census.is_whole();
        let Some(held) = watched.held(asked.arn) else { continue };
        points += held.usable;
        vaults += held.places.len();
        open |= held.perhaps_continuous > 0;
        continuous |= at_home && held.continuous > 0;
        if !abroad || here {
            newest = newest.max(reach(held, watched.census, at_home));
        }
        if home.is_some() && !at_home && held.usable > 0 {
            away += 1;
            copy = copy.max(reach(held, watched.census, false));
        }
    }
    for (made, data) in asked.made {
        let Some(place) = place_of(&made.vault) else { continue };
        let since = asked.watched.iter().find(|watched| *watched.place == place);
        // Where the points themselves were counted since, they tell what is left of the copy.
        let counted = since.is_some_and(|watched| {
            watched.census.is_whole() && made.completed.is_some_and(|at| at + SLACK < watched.census.began)
        });
        if counted || made.is_gone(*data, asked.now) {
            continue;
        }
        points += 1;
        vaults += 1;
        if !abroad || asked.listed == Some(&place) {
            newest = newest.max(Sighting::At(*data));
        }
        if home.as_ref().is_some_and(|home| *home != place) {
            away += 1;
            copy = copy.max(Sighting::At(*data));
        }
    }
    let told = counted_at_home && asked.copies_are_whole && home.is_some();
    if told && copy == Sighting::Unknown {
        copy = Sighting::None;
    }
    let mark = |there: bool| if there { Some(true) } else { told.then_some(false) };
    Holdings {
        newest: if abroad {
            // AWS's last backup of a resource tells nothing of its copies.
            if counted_here { newest.max(Sighting::None) } else { Sighting::Unknown }
        } else {
            since_then(newest, asked, counted_at_home, open)
        },
        continuous: continuous && !abroad,
        copy,
        rule: Rule { copies: mark(points >= 2), places: mark(vaults >= 2), elsewhere: mark(away >= 1) },
    }
}

/// What AWS tells with the resource is newer than the count, or the count is what is known.
fn since_then(newest: Sighting, asked: &Asked<'_>, counted_at_home: bool, open: bool) -> Sighting {
    let began = asked.watched.iter().filter(|watched| Some(watched.place) == asked.listed);
    let began = began.map(|watched| watched.census.began).max();
    let newer = asked.last_backup.filter(|at| began.is_none_or(|began| *at + SLACK >= began));
    match (newest, newer) {
        _ if !counted_at_home => Sighting::Unknown,
        (Sighting::At(at), Some(newer)) => Sighting::At(at.max(newer)),
        (_, Some(newer)) => Sighting::At(newer),
        // It may be a continuous one, which reaches further than it tells.
        (Sighting::At(at), None) if open => {
            asked.last_backup.map_or(newest, |last| Sighting::At(at.max(last)))
        }
        (Sighting::Unknown | Sighting::None, None) => Sighting::None,
        (Sighting::At(at), None) => Sighting::At(at),
    }
}

/// Up to when a resource's points in a scope reach. A continuous one reaches up to when it was counted; of a copy the data
/// counts, of a backup its end, as AWS's own time of the last backup does.
fn reach(held: &Held, census: &Census, at_home: bool) -> Sighting {
    let sounds = held.places.iter().filter_map(|place| place.newest.as_ref());
    let reached = sounds.filter_map(|sound| sound.completed.filter(|_| at_home).or(sound.created)).max();
    let continuous = (held.continuous > 0).then_some(census.began);
    reached.max(continuous).map_or(Sighting::Unknown, Sighting::At)
}

/// Where the resource itself is: its ARN tells, else where its points were made first. Buckets name no Region.
fn home(asked: &Asked<'_>) -> Option<Place> {
    if let Some(place) = place_of(asked.arn) {
        return Some(place);
    }
    let original = asked.watched.iter().find(|watched| {
        watched
            .held(asked.arn)
            .is_some_and(|held| held.continuous > 0 || held.places.iter().any(|place| place.source.is_none()))
    });
    let source = || {
        let held = asked.watched.iter().filter_map(|watched| watched.held(asked.arn));
        held.flat_map(|held| &held.places).find_map(|place| place_of(place.source.as_ref()?))
    };
    original.map(|watched| watched.place.clone()).or_else(source)
}

/// Account and Region of an ARN that names both.
pub fn place_of(text: &Text) -> Option<Place> {
    let arn = Arn::parse(text.raw()).filter(|arn| !arn.account.is_empty() && !arn.region.is_empty())?;
    Some(Place { account: arn.account.to_owned(), region: arn.region.to_owned() })
}

/// "dr-vault in us-west-2", "vault in us-east-1, account 210987654321": a vault that is not at home.
pub fn vault_words(vault: &Text, home: Option<&Place>) -> String {
    let name = arn::vault_name(vault.as_str());
    let Some(place) = place_of(vault) else { return name.to_owned() };
    let account = match home {
        Some(home) if home.account == place.account => String::new(),
        _ => format!(", account {}", place.account),
    };
    format!("{name} in {}{account}", place.region)
}
