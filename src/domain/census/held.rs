//! What there is of one resource.

use jiff::Timestamp;

use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::way_back::Barred;
use crate::text::Text;

/// The recovery points of one resource in one scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// Usable ones.
    pub usable: u32,
    /// Usable continuous ones.
    pub continuous: u32,
    /// Usable ones of which neither ARN nor status tells whether they are continuous: such a one may reach up to now.
    pub perhaps_continuous: u32,
    /// Past their retention and still there.
    pub expired: u32,
    /// Interrupted.
    pub stopped: u32,
    /// Incomplete.
    pub partial: u32,
    /// Being made or deleted, or in a state that this version does not know.
    pub other: u32,
    /// Creation of the newest that is in trouble.
    pub last_trouble: Option<Timestamp>,
    /// Where they are, by vault; only vaults with a usable one.
    pub places: Vec<Place>,
    /// What the resource is called, where AWS Backup knows it.
    pub name: Option<Text>,
    /// The usable snapshot that is to be kept the longest.
    pub longest: Option<Longest>,
    /// Points of the whole, as of a stack, whatever their state.
    composites: u32,
    /// Points that are part of a whole, until it is known whether there is one of this very resource.
    parts: Option<Box<Held>>,
}

/// A snapshot, and how long it is to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Longest {
    /// Its ARN.
    pub point: Text,
    /// Its vault's name.
    pub vault: Text,
    /// To be kept until then; `None` for ever.
    pub until: Option<Timestamp>,
}

/// The usable points of a resource in one vault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// The vault's name.
    pub vault: Text,
    /// How many.
    pub usable: u32,
    /// The newest that is no continuous one.
    pub newest: Option<Sound>,
    /// The one before it.
    pub before: Option<Sound>,
    /// The vault that they were copied from (ARN); `None` where one of them is no copy.
    pub source: Option<Text>,
}

/// A usable point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sound {
    /// Its ARN.
    pub arn: Text,
    /// What it holds is of this time; copies inherit it.
    pub created: Option<Timestamp>,
    /// Finished at.
    pub completed: Option<Timestamp>,
    /// The key that encrypts it (ARN), where it has one.
    pub key: Option<Text>,
    /// Bytes.
    pub size: Option<i64>,
}

impl Held {
    /// Counts one more.
    pub(super) fn add(&mut self, point: &RecoveryPoint) {
        if point.parent.is_some() {
            self.parts.get_or_insert_default().tally(point);
        } else {
            self.composites += u32::from(point.is_parent);
            self.tally(point);
        }
    }

    /// All have been counted: a part of a whole counts only where no point is of the whole. A stack's template is no way back
    /// to the stack, but the snapshot of a volume is one to the volume.
    pub(super) fn settle(&mut self) {
        let Some(parts) = self.parts.take().filter(|_| self.composites == 0) else { return };
        for (to, more) in [
            (&mut self.usable, parts.usable),
            (&mut self.continuous, parts.continuous),
            (&mut self.perhaps_continuous, parts.perhaps_continuous),
            (&mut self.expired, parts.expired),
            (&mut self.stopped, parts.stopped),
            (&mut self.partial, parts.partial),
            (&mut self.other, parts.other),
        ] {
            *to += more;
        }
        self.last_trouble = self.last_trouble.max(parts.last_trouble);
        self.name = self.name.take().or(parts.name);
        for part in parts.places {
            let Some(place) = self.places.iter_mut().find(|place| place.vault == part.vault) else {
                self.places.push(part);
                continue;
            };
            place.usable += part.usable;
            place.source = place.source.take().filter(|_| part.source.is_some());
            part.newest.into_iter().chain(part.before).for_each(|sound| place.keep(sound));
        }
    }

    fn tally(&mut self, point: &RecoveryPoint) {
        if point.status.is_troubled() {
            self.last_trouble = self.last_trouble.max(point.created);
        }
        match point.status {
            PointStatus::Completed | PointStatus::Available => self.add_usable(point),
            PointStatus::Expired => self.expired += 1,
            PointStatus::Stopped => self.stopped += 1,
            PointStatus::Partial => self.partial += 1,
            PointStatus::Creating | PointStatus::Deleting | PointStatus::Other(_) => self.other += 1,
        }
    }

    fn add_usable(&mut self, point: &RecoveryPoint) {
        self.usable += 1;
        let Some(vault) = &point.vault else { return };
        if self.name.is_none() {
            self.name.clone_from(&point.resource_name);
        }
        self.keep(point, vault);
        let at = self.places.iter().position(|place| place.vault == *vault).unwrap_or_else(|| {
            let source = point.source_vault.clone();
            self.places.push(Place { vault: vault.clone(), source, ..Place::default() });
            self.places.len() - 1
        });
        let Some(place) = self.places.get_mut(at) else { return };
        place.usable += 1;
        if point.source_vault.is_none() {
            place.source = None;
        }
        match point.is_continuous() {
            Some(true) => {
                self.continuous += 1;
                return;
            }
            None => self.perhaps_continuous += 1,
            Some(false) => {}
        }
        let sound = Sound {
            arn: point.arn.clone(),
            created: point.created,
            completed: point.completed,
            key: point.key.clone(),
            size: point.size,
        };
        place.keep(sound);
    }

    /// Remembers the snapshot that is to be kept the longest. AWS gives continuous ones no date, and a nested one goes with its
    /// composite.
    fn keep(&mut self, point: &RecoveryPoint, vault: &Text) {
        let until = point.calculated.delete_at;
        let told = until.is_some() || point.never_expires();
        if point.parent.is_some() || point.is_continuous() != Some(false) || !told {
            return;
        }
        let longer =
            |known: &Longest| known.until.is_some_and(|known| until.is_none_or(|until| until > known));
        if self.longest.as_ref().is_none_or(longer) {
            self.longest = Some(Longest { point: point.arn.clone(), vault: vault.clone(), until });
        }
    }

    /// Whether all that is left of it is in trouble. One that is being made may yet become usable.
    pub fn is_lost(&self) -> bool {
        self.usable == 0 && self.other == 0 && self.expired + self.stopped + self.partial > 0
    }

    /// "2 expired, 1 stopped".
    pub fn trouble(&self) -> String {
        let kinds = [(self.expired, "expired"), (self.stopped, "stopped"), (self.partial, "partial")];
        let words =
            kinds.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
        words.collect::<Vec<_>>().join(", ")
    }

    /// The newest usable point that is no continuous one, and its place.
    pub fn newest(&self) -> Option<(&Place, &Sound)> {
        self.newest_but(&Barred::default(), &Text::default())
    }

    /// The newest of those whose key is not barred. Of each vault only two are known.
    pub fn newest_but(&self, barred: &Barred, resource: &Text) -> Option<(&Place, &Sound)> {
        let known = self
            .places
            .iter()
            .flat_map(|place| place.newest.iter().chain(&place.before).map(move |sound| (place, sound)));
        known
            .filter(|(_, sound)| !barred.bars(Some(resource), sound.key.as_ref()))
            .max_by_key(|(_, sound)| sound.created)
    }
}

impl Place {
    /// Keeps it, if it is one of the newest two.
    fn keep(&mut self, sound: Sound) {
        if self.newest.as_ref().is_none_or(|newest| newest.created < sound.created) {
            self.before = self.newest.replace(sound);
        } else if self.before.as_ref().is_none_or(|before| before.created < sound.created) {
            self.before = Some(sound);
        }
    }
}

impl Sound {
    /// How its size compares with the one before it, in words; `None` where it is neither doubled nor halved.
    pub fn jump(size: Option<i64>, before: Option<i64>) -> Option<&'static str> {
        let (now, before) = (size.filter(|size| *size >= 0)?, before.filter(|size| *size > 0)?);
        if now > before.saturating_mul(2) {
            Some("more than twice the size of the one before it")
        } else if now < before / 2 {
            Some("less than half the size of the one before it")
        } else {
            None
        }
    }
}
