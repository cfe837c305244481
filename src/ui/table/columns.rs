//! Which columns a table of some width shows, and where.

use ratatui::layout::Rect;

use crate::domain::scope::{Scope, ScopeId};
use crate::list::{Cell, Column, List, Look, Row, Width};
use crate::text::width;

/// From this width on there is room for two blanks between columns.
const ROOMY: u16 = 180;

/// A column that begins with fewer than so many columns of the terminal says nothing.
const LEAST: u16 = 3;

/// A column's place on the screen.
pub(super) struct Slot<'a, R: 'static> {
    /// What stands there.
    pub(super) place: Place<'a, R>,
    /// Its left edge.
    pub(super) x: u16,
    /// Its width in columns of the terminal.
    pub(super) columns: u16,
    /// How it was asked for.
    pub(super) width: Width,
}

/// What stands in a slot.
pub(super) enum Place<'a, R: 'static> {
    /// The row's scope, where there are several.
    Scope,
    /// A column of the list.
    Column(&'a Column<R>),
}

/// Lays the columns out that a table of this width has room for, a blank at both edges.
pub(super) fn lay_out<R: Row>(list: &List<R>, look: &Look<'_>, area: Rect) -> Vec<Slot<'static, R>> {
    let scopes =
        (look.scopes.len() > 1).then(|| (Place::Scope, Width::Fixed(scope_columns(look, area.width))));
    let shown = R::columns().iter().filter(|column| (column.from..column.until).contains(&area.width));
    let shown = shown.map(|column| (Place::Column(column), needed(column, list, look, area.height)));
    let wanted: Vec<_> = scopes.into_iter().chain(shown).collect();
    let gap = if area.width < ROOMY { 1 } else { 2 };
    let gaps = gap * u16::try_from(wanted.len().saturating_sub(1)).unwrap_or(0);
    let widths: Vec<Width> = wanted.iter().map(|(_, width)| *width).collect();
    let room = area.width.saturating_sub(2 + gaps);
    let end = area.right().saturating_sub(1);
    let mut x = area.x + 1;
    let mut slots = Vec::with_capacity(wanted.len());
    for ((place, width), columns) in wanted.into_iter().zip(share(&widths, room)) {
        // Where even the least does not fit, the columns at the right are cut or left out.
        let columns = columns.min(end.saturating_sub(x));
        let least = match width {
            Width::Fixed(columns) | Width::Right(columns) => columns.min(LEAST),
            Width::First { .. } | Width::Grow { .. } => LEAST,
        };
        if columns < least {
            break;
        }
        slots.push(Slot { place, x, columns, width });
        x += columns + gap;
    }
    slots
}

/// A column's width, where it depends on the rows no wider than those in sight need.
fn needed<R: Row>(column: &Column<R>, list: &List<R>, look: &Look<'_>, rows: u16) -> Width {
    let Width::First { min, max } = column.width else { return column.width };
    let rows = list.window(usize::from(rows.saturating_sub(1)));
    let widest = rows.map(|(row, _)| width(&(column.cell)(row, look).text)).max().unwrap_or(0);
    let max = u16::try_from(widest).unwrap_or(u16::MAX).clamp(min, max);
    Width::First { min, max }
}

/// Gives each column its least. Of what is left, the first take what they need, and the others that grow share the rest in
/// equal parts up to the most of each.
fn share(widths: &[Width], room: u16) -> Vec<u16> {
    let least = |width: &Width| match *width {
        Width::Fixed(columns) | Width::Right(columns) => columns,
        Width::First { min, .. } | Width::Grow { min, .. } => min,
    };
    let most = |width: &Width| match *width {
        Width::Fixed(columns) | Width::Right(columns) => columns,
        Width::First { max, .. } | Width::Grow { max, .. } => max,
    };
    let mut given: Vec<u16> = widths.iter().map(least).collect();
    let mut left = room.saturating_sub(given.iter().fold(0, |sum, columns| columns.saturating_add(sum)));
    for (given, width) in given.iter_mut().zip(widths) {
        if matches!(width, Width::First { .. }) {
            let more = left.min(most(width) - *given);
            *given += more;
            left -= more;
        }
    }
    while left > 0 {
        let mut growing: Vec<usize> = (0..widths.len()).filter(|&i| given[i] < most(&widths[i])).collect();
        let Ok(count @ 1..) = u16::try_from(growing.len()) else { break };
        if left < count {
            // The last columns are the wordy ones.
            growing.drain(..growing.len() - usize::from(left));
        }
        let part = (left / count).max(1);
        for i in growing {
            let more = part.min(most(&widths[i]) - given[i]);
            given[i] += more;
            left -= more;
        }
    }
    given
}

/// The scope of a row, as short as it can be told from the others.
pub(super) fn scope<'a>(id: ScopeId, look: &Look<'_>) -> Cell<'a> {
    let scope = look.scopes.iter().find(|scope| scope.id == id);
    Cell::or_nothing(scope.map(|scope| short(scope, look.scopes)), look)
}

fn short(scope: &Scope, all: &[Scope]) -> String {
    let (name, region) = (scope.name(), &scope.region);
    // One profile is one account, also while one of its Regions has not told which.
    let same = |other: &Scope| (&other.profile, &other.alias) == (&scope.profile, &scope.alias);
    if all.iter().all(|other| same(other) || other.name() == name) {
        region.clone()
    } else if all.iter().all(|other| other.region == *region) {
        name.to_owned()
    } else {
        scope.label()
    }
}

fn scope_columns(look: &Look<'_>, table: u16) -> u16 {
    let widest = look.scopes.iter().map(|scope| width(&short(scope, look.scopes))).max().unwrap_or(0);
    u16::try_from(widest).unwrap_or(u16::MAX).clamp(LEAST.max(5), (table / 5).max(9))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_width() -> impl Strategy<Value = Width> {
        prop_oneof![
            (1_u16..30).prop_map(Width::Fixed),
            (1_u16..30).prop_map(Width::Right),
            (1_u16..30, 0_u16..60).prop_map(|(min, more)| Width::Grow { min, max: min + more }),
            (1_u16..30, 0_u16..60).prop_map(|(min, more)| Width::First { min, max: min + more }),
        ]
    }

    #[test]
    fn what_is_left_goes_to_those_that_grow() {
        let widths = [Width::Fixed(10), Width::Grow { min: 5, max: 8 }, Width::Grow { min: 5, max: 99 }];
        assert_eq!(share(&widths, 20), [10, 5, 5]);
        assert_eq!(share(&widths, 21), [10, 5, 6]);
        assert_eq!(share(&widths, 40), [10, 8, 22]);
        assert_eq!(share(&widths, 7), [10, 5, 5]);
    }

    #[test]
    fn the_first_take_what_they_need_before_others_grow() {
        let widths = [Width::First { min: 5, max: 12 }, Width::Grow { min: 5, max: 99 }, Width::Right(5)];
        assert_eq!(share(&widths, 15), [5, 5, 5]);
        assert_eq!(share(&widths, 20), [10, 5, 5]);
        assert_eq!(share(&widths, 30), [12, 13, 5]);
    }

    proptest! {
        #[test]
        fn columns_use_all_the_room_unless_they_may_not(
            widths in prop::collection::vec(any_width(), 0..9),
            room in 0_u16..300,
        ) {
            let given = share(&widths, room);
            let (least, most) = widths.iter().fold((0, 0), |(least, most), width| match *width {
                Width::Fixed(columns) | Width::Right(columns) => (least + columns, most + columns),
                Width::First { min, max } | Width::Grow { min, max } => (least + min, most + max),
            });
            prop_assert_eq!(given.iter().sum::<u16>(), room.clamp(least, most));
        }
    }
}
