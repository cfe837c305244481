//! The page of the next twelve hours: kept current while it is looked at.

use std::collections::HashSet;

use jiff::Timestamp;

use super::dataset::Dataset;
use super::model::Model;
use super::page::{Content, Pane};
use crate::domain::job::JobKind;
use crate::domain::timeline::{AHEAD, Slot, What, pause};
use crate::list::{Id, List, Row as _};
use crate::text::time;

/// What it stands on.
pub const DATASETS: [Dataset; 3] =
    [Dataset::Plans, Dataset::Jobs(JobKind::Backup), Dataset::Active(JobKind::Backup)];

/// The page.
#[derive(Debug, Default)]
pub struct Timeline {
    /// Its lines.
    pub list: List<Slot>,
    /// Rules whose schedule can't be read.
    unread: usize,
    /// What it was made of, and when.
    made: Option<(u64, Timestamp)>,
}

/// Brings the page on top up to date, when what it stands on has changed or a minute has passed.
pub(super) fn refresh(model: &mut Model) {
    let (derived, now) = (model.estate.derived(), model.now);
    let minute = |at: Timestamp| at.as_second().div_euclid(60);
    let Content::Timeline(page) = &model.page().content else { return };
    if page.made.is_some_and(|(of, at)| of == derived && minute(at) == minute(now)) {
        return;
    }
    let (slots, unread) = model.estate.timeline(now);
    if let Content::Timeline(page) = &mut model.page_mut().content {
        let kept: HashSet<Id> = slots.iter().map(Slot::id).collect();
        page.list.apply(slots, 0);
        page.list.retain(|slot| kept.contains(&slot.id()));
        page.unread = unread;
        page.made = Some((derived, now));
    }
}

/// "Next 12 h: 9 runs, 3 backups now, no run begins 05:10-13:00".
pub fn title(model: &Model, page: &Timeline) -> String {
    let rows = page.list.rows();
    let running: usize = rows
        .iter()
        .map(|slot| match slot.what {
            What::Now { running, waiting } => running + waiting,
            _ => 0,
        })
        .sum();
    let until = model.now.checked_add(AHEAD).unwrap_or(model.now);
    let due = rows.iter().filter(|slot| !matches!(slot.what, What::Now { .. }) && slot.at < until).count();
    // Without plans nothing is known of runs; a list that was read before it failed is still the best word.
    let known = model.is_known(Pane::Plans);
    let runs = match due {
        0 if !known => "runs not known".to_owned(),
        0 => "no run due".to_owned(),
        1 => "1 run".to_owned(),
        due => format!("{due} runs"),
    };
    let now = match running {
        0 => String::new(),
        1 => ", 1 backup now".to_owned(),
        count => format!(", {count} backups now"),
    };
    let slots: Vec<Slot> = rows.iter().cloned().collect();
    let clock = |at| time::clock(at, at, &model.options.zone);
    let pause = pause(&slots, model.now).filter(|_| page.unread == 0 && due > 0);
    let pause = pause.map(|(from, to)| format!(", no run begins {}-{}", clock(from), clock(to)));
    let unread = match page.unread {
        0 => String::new(),
        1 => ", 1 rule can't be read".to_owned(),
        count => format!(", {count} rules can't be read"),
    };
    format!("Next 12 h: {runs}{now}{}{unread}", pause.unwrap_or_default())
}
