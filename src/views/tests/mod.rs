//! The lists as an operator sees them, drawn at the widths that they are made for.

pub(super) mod rows;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use self::rows::{alerts, jobs, journal, now, plans, points, resources, scopes, vaults};
use super::*;
use crate::config::style::Palette;
use crate::config::{Depth, Look as Dress, ThemeName};
use crate::domain::scope::Scope;
use crate::list::{AnyList, List, Row};
use crate::text::{Zone, width};
use crate::ui::glyphs::Glyphs;
use crate::ui::theme::{Role, Theme};
use crate::ui::{Cx, table};

/// A pane of the overview on 120 columns, and whole screens of 80, 120 and 160, all less their borders.
const WIDTHS: [u16; 4] = [58, 78, 118, 158];

fn list<R: Row>(rows: Vec<R>) -> List<R> {
    let mut list = List::default();
    list.apply(rows, 1);
    list.fit(100);
    list
}

fn theme() -> Theme {
    let dress = Dress { theme: ThemeName::None, depth: Depth::Mono, ascii: false };
    Theme::new(dress, &Palette::default())
}

fn draw<R: Row>(list: &List<R>, ascii: bool, scopes: &[Scope], (columns, rows): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    let look = Look { now: now(), zone: &Zone::Utc, scopes, ascii, columns: 0 };
    let cx = Cx { theme: &theme(), glyphs: Glyphs::new(ascii), look };
    table::draw(list, cx, true, area, &mut buffer);
    buffer
}

fn lines(buffer: &Buffer) -> Vec<String> {
    // A wide character leaves an empty cell after it, which takes no column of the text.
    let wide_tail = |row: &[ratatui::buffer::Cell], at: usize| at > 0 && width(row[at - 1].symbol()) == 2;
    let text = |row: &[ratatui::buffer::Cell]| {
        (0..row.len()).filter(|&at| !wide_tail(row, at)).map(|at| row[at].symbol()).collect()
    };
    buffer.content.chunks(usize::from(buffer.area.width)).map(text).collect()
}

/// The same rows at every width, and once more where there is least room.
fn pictures<R: Row>(rows: Vec<R>) -> String {
    let height = u16::try_from(rows.len() + 1).unwrap();
    let list = list(rows);
    let framed = |ascii, scopes: &[Scope], columns| -> String {
        let lines = lines(&draw(&list, ascii, scopes, (columns, height)));
        lines.iter().flat_map(|line| ["|", line, "|\n"]).collect()
    };
    let plain = WIDTHS.map(|columns| format!("{columns} columns\n{}", framed(false, &[], columns)));
    format!("{}58 columns, ASCII, two scopes\n{}", plain.concat(), framed(true, &scopes(), 58))
}

#[test]
fn jobs_tell_their_state_and_reason() {
    insta::assert_snapshot!(pictures(jobs()));
}

#[test]
fn vaults_tell_their_points_and_lock() {
    insta::assert_snapshot!(pictures(vaults()));
}

#[test]
fn points_tell_their_age_and_end() {
    insta::assert_snapshot!(pictures(points()));
}

#[test]
fn plans_tell_their_next_run_and_outcome() {
    insta::assert_snapshot!(pictures(plans()));
}

#[test]
fn alerts_stand_worst_and_newest_first() {
    insta::assert_snapshot!(pictures(alerts()));
}

#[test]
fn the_journal_tells_what_was_changed_and_what_came_of_it() {
    insta::assert_snapshot!(pictures(journal()));
}

#[test]
fn resources_tell_their_last_backup() {
    insta::assert_snapshot!(pictures(resources()));
}

#[test]
fn ascii_tables_are_ascii_but_for_names() {
    let plain = list(jobs().into_iter().filter(|job| job.resource_label().is_ascii()).collect());
    for columns in WIDTHS {
        assert!(lines(&draw(&plain, true, &[], (columns, 20))).concat().is_ascii());
    }
}

#[test]
fn only_the_focused_table_shows_its_cursor() {
    let list = list(vaults());
    let area = Rect::new(0, 0, 58, 8);
    let look = Look { now: now(), zone: &Zone::Utc, scopes: &[], ascii: false, columns: 0 };
    let cx = Cx { theme: &theme(), glyphs: Glyphs::new(false), look };
    let selected = |focused| {
        let mut buffer = Buffer::empty(area);
        table::draw(&list, cx, focused, area, &mut buffer);
        let style = cx.theme.style(Role::Selection).add_modifier;
        (0..8).filter(|y| (0..58).all(|x| buffer[(x, *y)].modifier.contains(style))).count()
    };
    assert_eq!((selected(true), selected(false)), (1, 0));
}

#[test]
fn what_a_filter_matched_is_marked_in_its_column_only() {
    let mut list = list(jobs());
    list.set_filter("resource:ORDERS !kind:copy");
    while list.work() {}
    let buffer = draw(&list, false, &[], (118, 6));
    let style = theme().style(Role::Match).add_modifier;
    let marked: String = buffer
        .content
        .iter()
        .filter(|cell| !style.is_empty() && cell.modifier.contains(style) && style != Modifier::REVERSED)
        .map(ratatui::buffer::Cell::symbol)
        .collect();
    assert_eq!(marked, "orders".repeat(list.len()));
    assert!(!list.is_empty());
}

#[test]
fn the_sorted_column_carries_a_sign() {
    let mut list = list(vaults());
    list.next_sort();
    list.next_sort();
    while list.work() {}
    assert!(lines(&draw(&list, false, &[], (58, 3)))[0].contains("Points▴"));
    list.reverse_sort();
    while list.work() {}
    assert!(lines(&draw(&list, false, &[], (58, 3)))[0].contains("Points▾"));
}

#[test]
fn what_is_unknown_stands_last() {
    let mut list = list(vaults());
    list.next_sort();
    list.next_sort();
    while list.work() {}
    let points: Vec<_> = list.window(100).map(|(vault, _)| vault.points).collect();
    assert_eq!(points.last(), Some(&None));
    assert!(points.iter().flatten().is_sorted());
}

proptest! {
    /// A line wider than its pane would push the border out; ratatui's buffer would only hide that.
    #[test]
    fn every_line_is_exactly_as_wide_as_the_table(columns in 1_u16..200, ascii: bool, several: bool) {
        let scopes = if several { scopes() } else { Vec::new() };
        let widths = [
            lines(&draw(&list(jobs()), ascii, &scopes, (columns, 30))),
            lines(&draw(&list(points()), ascii, &scopes, (columns, 30))),
            lines(&draw(&list(alerts()), ascii, &scopes, (columns, 30))),
        ];
        for line in widths.iter().flatten() {
            prop_assert_eq!(width(line), usize::from(columns));
        }
    }
}

#[test]
fn words_of_the_api_read_as_people_write_them() {
    for (wire, wanted) in [
        ("AWS_OWNED_KMS_KEY", "AWS owned KMS key"),
        ("LOGICALLY_AIR_GAPPED_BACKUP_VAULT", "logically air gapped backup vault"),
        ("notBreaching", "notBreaching"),
    ] {
        assert_eq!(words(wire), wanted);
    }
}
