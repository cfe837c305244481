use super::*;
use crate::list::Marked;

fn marks(desk: &Desk) -> usize {
    desk.model.list().map_or(0, |list| list.marks().all)
}

#[test]
fn every_list_has_marks() {
    for (place, rows) in [("1", 2), ("2 z", 2), ("3", 2), ("4", 1), ("5", 1)] {
        let mut desk = Desk::settled();
        desk.press(place);
        for (key, count) in [("*", rows), ("*", 0), ("space", 1)] {
            desk.press(key);
            assert_eq!(marks(&desk), count, "{key} at {place}");
        }
    }
}

#[test]
fn space_marks_and_moves_on() {
    let mut desk = Desk::settled();
    desk.press("2 space space");
    let ids: Vec<_> = desk.model.estate.jobs.marked().map(|job| job.id.as_str().to_owned()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    desk.press("space");
    assert_eq!(marks(&desk), 1, "the cursor stands on the last row, whose mark goes");
}

#[test]
fn escape_takes_the_filter_then_the_marks_then_the_page() {
    let mut desk = Desk::settled();
    desk.press("2 z space / c o m p l e t e d enter");
    let state = |desk: &Desk| {
        let list = desk.model.list().unwrap();
        (desk.model.pages.len(), list.state().filter_line().to_owned(), list.marks())
    };
    assert_eq!(state(&desk), (2, "completed".to_owned(), Marked { all: 1, hidden: 1 }));
    desk.press("esc");
    assert_eq!(state(&desk), (2, String::new(), Marked { all: 1, hidden: 0 }));
    desk.press("esc");
    assert_eq!(state(&desk), (2, String::new(), Marked::default()));
    desk.press("esc");
    assert_eq!(desk.model.pages.len(), 1);
}
