//! What is chosen: the point, and what it is restored as.

use std::cmp::Reverse;

use super::{AS, Of, POINT, Restore};
use crate::domain::preflight::{Answer, Fact, Known, Need};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::restore::{self, Filled, Form, Metadata, Origin};
use crate::domain::way_back::is_whole;
use crate::text::Text;
use crate::wizards::form::Lines;

/// A point with the forms that fit it, one of them filled.
pub(super) struct Chosen {
    pub(super) origin: Origin,
    pub(super) forms: Vec<&'static Form>,
    pub(super) filled: Filled,
}

impl Restore {
    /// The points to choose among: the newest first, those that can't be restored left out.
    pub(super) fn points(&self, known: &Known) -> Vec<RecoveryPoint> {
        let Of::Resource(resource) = &self.of else { return Vec::new() };
        let fact = known.fact(self.scope, &Need::Points(resource.clone()));
        let Answer::Known(Fact::Points(all)) = fact else { return Vec::new() };
        let usable = |point: &&RecoveryPoint| {
            !matches!(point.status, PointStatus::Creating | PointStatus::Deleting) && point.vault.is_some()
        };
        let mut points: Vec<RecoveryPoint> = all.iter().filter(usable).cloned().collect();
        // What can be restored as it is before what lacks something, is but a part, or has a key that bars it; then the newest.
        let rank = |point: &RecoveryPoint| {
            let part = !is_whole(point, all);
            (part || point.status.is_troubled() || known.barred.bars_point(point), Reverse(point.created))
        };
        points.sort_by_key(rank);
        points
    }

    /// The point that is chosen, as far as it is known.
    pub(super) fn point(&self, lines: Lines<'_>, known: &Known) -> Option<RecoveryPoint> {
        let listed = match &self.of {
            Of::Point(point) => (**point).clone(),
            Of::Resource(_) => {
                let points = self.points(known);
                let typed = lines.text(POINT);
                points.iter().find(|point| name(point) == typed).or(points.first())?.clone()
            }
        };
        let Some((vault, arn)) = place(listed.clone()) else { return Some(listed) };
        match known.fact(self.scope, &Need::Point { vault, arn }) {
            Answer::Known(Fact::Point(described)) => Some((**described).clone()),
            _ => Some(listed),
        }
    }

    /// What AWS tells of how the point can be restored: not asked, on its way, known, or why not.
    pub(super) fn metadata<'a>(&self, point: &RecoveryPoint, known: &'a Known) -> Answer<&'a Metadata> {
        let Some((vault, arn)) = place(point.clone()) else { return Answer::NotAsked };
        match known.fact(self.scope, &Need::RestoreMetadata { vault, arn }) {
            Answer::Known(Fact::RestoreMetadata(metadata)) => Answer::Known(metadata),
            Answer::Known(_) | Answer::NotAsked => Answer::NotAsked,
            Answer::Asked => Answer::Asked,
            Answer::Denied(action) => Answer::Denied(action.clone()),
            Answer::Failed(why) => Answer::Failed(why.clone()),
        }
    }

    /// The form that is chosen, filled. `None` while it is not known what it would be filled with.
    pub(super) fn chosen(&self, lines: Lines<'_>, known: &Known) -> Option<Chosen> {
        let point = self.point(lines, known)?;
        let metadata = match self.metadata(&point, known) {
            Answer::Known(metadata) => Some(metadata.clone()),
            // By hand, then.
            Answer::Denied(_) | Answer::Failed(_) => None,
            Answer::NotAsked | Answer::Asked => return None,
        };
        let origin = Origin::new(&point, &known.region, metadata, self.now);
        let forms = restore::fitting(&origin);
        let named = forms.iter().find(|form| form.name == lines.text(AS)).or(forms.first())?;
        let filled = restore::fill(named, &origin, self.now);
        Some(Chosen { origin, forms, filled })
    }
}

/// Where a point is kept; `None` for one that AWS Backup does not manage.
pub(super) fn place(point: RecoveryPoint) -> Option<(Text, Text)> {
    Some((point.vault?, point.arn))
}

/// What a point is called among those of its resource.
pub(super) fn name(point: &RecoveryPoint) -> String {
    let when = when(point).unwrap_or_else(|| point.arn.as_str().to_owned());
    let vault = point.vault.as_ref().map_or("", Text::as_str);
    let status = if point.status.is_troubled() { point.status.word() } else { "" };
    let part = if point.parent.is_some() { "part" } else { "" };
    let kind = if point.is_continuous() == Some(true) { "continuous" } else { "" };
    [when.as_str(), vault, kind, part, status]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// When a point was made, in UTC as the form takes times.
pub(super) fn when(point: &RecoveryPoint) -> Option<String> {
    point.created.map(|at| at.strftime("%Y-%m-%d %H:%M").to_string())
}
