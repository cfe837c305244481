use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::domain::subject::Thing;
use crate::text::Text;

#[derive(Debug, Clone, PartialEq)]
struct Fruit {
    id: u32,
    name: String,
    weight: u32,
    rotten: bool,
}

impl Row for Fruit {
    fn id(&self) -> Id {
        Id { scope: ScopeId(0), id: Text::from(self.id.to_string()) }
    }

    fn columns() -> &'static [Column<Self>] {
        const COLUMNS: [Column<Fruit>; 2] = [
            Column {
                name: "name",
                title: "NAME",
                width: Width::Fixed(10),
                from: 0,
                until: u16::MAX,
                cell: |fruit, _| Cell::plain(fruit.name.as_str()),
                order: Some(|a, b| a.name.cmp(&b.name)),
                search: Some(|fruit| fruit.name.as_str().into()),
            },
            Column {
                name: "weight",
                title: "WEIGHT",
                width: Width::Right(6),
                from: 0,
                until: u16::MAX,
                cell: |fruit, _| Cell::plain(fruit.weight.to_string()),
                order: Some(|a, b| a.weight.cmp(&b.weight)),
                search: Some(|fruit| fruit.weight.to_string().into()),
            },
        ];
        &COLUMNS
    }

    fn natural_order(&self, other: &Self) -> Ordering {
        other.id.cmp(&self.id)
    }

    fn is_troubled(&self) -> bool {
        self.rotten
    }

    fn subject(&self) -> Subject {
        Subject::new(ScopeId(0), Thing::Vault(self.id().id))
    }
}

fn fruit(id: u32, name: &str, weight: u32) -> Fruit {
    Fruit { id, name: name.to_owned(), weight, rotten: weight.is_multiple_of(7) }
}

fn names(list: &List<Fruit>) -> Vec<&str> {
    list.window(usize::MAX).map(|(fruit, _)| fruit.name.as_str()).collect()
}

fn work(list: &mut List<Fruit>) {
    while list.work() {}
}

fn basket() -> List<Fruit> {
    let mut list = List::default();
    list.fit(10);
    list.apply([fruit(1, "apple pie", 5), fruit(2, "Banana", 7), fruit(3, "cherry", 1)], 1);
    list
}

#[test]
fn rows_stand_in_the_lists_own_order_until_sorted() {
    let mut list = basket();
    assert_eq!(names(&list), ["cherry", "Banana", "apple pie"]);
    list.next_sort();
    list.next_sort();
    work(&mut list);
    assert_eq!(
        (names(&list), list.sorted_by()),
        (vec!["cherry", "apple pie", "Banana"], Some(("weight", false)))
    );
    list.reverse_sort();
    work(&mut list);
    assert_eq!(names(&list), ["Banana", "apple pie", "cherry"]);
    list.next_sort();
    work(&mut list);
    assert_eq!((names(&list), list.sorted_by()), (vec!["cherry", "Banana", "apple pie"], None));
}

#[test]
fn filters_know_words_fields_negation_and_quotes() {
    for (line, wanted) in [
        ("", vec!["cherry", "Banana", "apple pie"]),
        ("BAN", vec!["Banana"]),
        ("an !nan", vec![]),
        ("!banana", vec!["cherry", "apple pie"]),
        ("name:e", vec!["cherry", "apple pie"]),
        ("weight:7", vec!["Banana"]),
        ("!weight:7 !weight:1", vec!["apple pie"]),
        ("\"apple pie\"", vec!["apple pie"]),
        ("name:\"apple p\"", vec!["apple pie"]),
        ("arn:aws", vec![]),
        ("! \"\" name:", vec!["cherry", "Banana", "apple pie"]),
    ] {
        let mut list = basket();
        list.set_filter(line);
        work(&mut list);
        assert_eq!(names(&list), wanted, "{line}");
    }
}

#[test]
fn a_refresh_moves_neither_the_cursor_nor_the_filter() {
    let mut list = basket();
    list.set_filter("!cherry");
    work(&mut list);
    list.move_by(1);
    assert_eq!(list.selected().map(|fruit| fruit.id), Some(1));
    list.apply([fruit(9, "zucchini", 2), fruit(1, "apple crumble", 5), fruit(8, "cherry", 2)], 2);
    assert_eq!(names(&list), ["zucchini", "Banana", "apple crumble"]);
    assert_eq!(list.selected().map(|fruit| fruit.id), Some(1));
    list.sweep(ScopeId(0), 2);
    assert_eq!(names(&list), ["zucchini", "apple crumble"]);
    assert_eq!(list.selected().map(|fruit| fruit.id), Some(1));
}

#[test]
fn the_cursor_stays_in_place_when_its_row_is_gone() {
    let mut list = basket();
    list.move_by(1);
    list.retain(|fruit| fruit.id != 2);
    assert_eq!(list.selected().map(|fruit| fruit.id), Some(1));
    list.retain(|_| false);
    assert_eq!(list.selected(), None);
    list.move_by(5);
    list.apply([fruit(4, "date", 1)], 3);
    assert_eq!(list.selected().map(|fruit| fruit.id), Some(4));
}

fn marked(list: &List<Fruit>) -> Vec<u32> {
    list.marked().map(|fruit| fruit.id).collect()
}

#[test]
fn a_mark_belongs_to_its_row_through_refresh_filter_and_order_and_goes_with_it() {
    let mut list = basket();
    list.toggle_mark();
    list.move_by(2);
    list.toggle_mark();
    assert_eq!(marked(&list), [3, 1]);
    list.apply([fruit(1, "apple crumble", 6), fruit(9, "zucchini", 2)], 2);
    list.set_filter("apple");
    list.next_sort();
    work(&mut list);
    assert_eq!((marked(&list), list.marks()), (vec![1, 3], Marked { all: 2, hidden: 1 }));
    assert!(list.window(9).all(|(_, standing)| standing.marked), "the mark is drawn where its row went");
    list.retain(|fruit| fruit.id != 2 && fruit.id != 3);
    assert_eq!((marked(&list), list.marks()), (vec![1], Marked { all: 1, hidden: 0 }));
    list.apply([fruit(3, "cherry", 1), fruit(2, "Banana", 1)], 3);
    assert_eq!(marked(&list), [1], "one that comes back is not the one that was marked");
}

#[test]
fn all_shown_rows_are_marked_and_again_none_of_them() {
    let mut list = basket();
    list.set_filter("name:an");
    work(&mut list);
    list.toggle_mark();
    list.set_filter("name:e");
    work(&mut list);
    list.mark_shown();
    assert_eq!(list.marks(), Marked { all: 3, hidden: 1 });
    list.mark_shown();
    assert_eq!(marked(&list), [2], "hidden marks are left as they are");
    list.clear_marks();
    assert_eq!(list.marks(), Marked::default());
}

#[test]
fn only_troubled_rows_stay() {
    let mut list = basket();
    list.set_troubled(true);
    work(&mut list);
    assert_eq!(names(&list), ["Banana"]);
}

#[test]
fn an_order_is_built_in_slices_while_rows_still_land() {
    let mut list = List::default();
    list.apply((0..50_000).map(|id| fruit(id, "plum", id.wrapping_mul(7919) % 1000)), 1);
    list.next_sort();
    list.next_sort();
    assert!(list.work(), "more than one slice");
    list.apply((0..2_000).map(|id| fruit(id * 3, "plum", id % 50)), 2);
    list.apply((50_000..51_000).map(|id| fruit(id, "plum", id % 13)), 2);
    work(&mut list);
    let weights: Vec<u32> = list.window(usize::MAX).map(|(fruit, _)| fruit.weight).collect();
    assert_eq!(weights.len(), 51_000);
    assert!(weights.is_sorted());
}

#[derive(Debug, Clone)]
enum Step {
    Apply(Vec<(u32, u32)>),
    Sweep(u32),
    Move(isize),
    Last,
    Fit(usize),
    Sort,
    Reverse,
    Filter(u32),
    Troubled(bool),
    Work,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::collection::vec((0u32..40, 0u32..20), 0..12).prop_map(Step::Apply),
        (0u32..40).prop_map(Step::Sweep),
        (-50isize..50).prop_map(Step::Move),
        Just(Step::Last),
        (0usize..12).prop_map(Step::Fit),
        Just(Step::Sort),
        Just(Step::Reverse),
        (0u32..10).prop_map(Step::Filter),
        any::<bool>().prop_map(Step::Troubled),
        Just(Step::Work),
    ]
}

proptest! {
    /// Whatever happens to a list, its window holds what a plain sort and filter of its rows would, and the cursor is in it.
    #[test]
    fn the_window_is_what_a_plain_sort_would_show(steps in prop::collection::vec(step(), 0..40)) {
        let mut list: List<Fruit> = List::default();
        let (mut height, mut mark) = (0, 0);
        for step in steps {
            match step {
                Step::Apply(rows) => {
                    mark += 1;
                    list.apply(rows.into_iter().map(|(id, weight)| fruit(id, &format!("f{}", weight % 3), weight)), mark);
                }
                Step::Sweep(id) => list.retain(|fruit| fruit.id != id),
                Step::Move(by) => list.move_by(by),
                Step::Last => list.last(),
                Step::Fit(rows) => { height = rows; list.fit(rows); }
                Step::Sort => list.next_sort(),
                Step::Reverse => list.reverse_sort(),
                Step::Filter(n) => list.set_filter(&if n > 5 { String::new() } else { format!("{n}") }),
                Step::Troubled(on) => list.set_troubled(on),
                Step::Work => { list.work(); }
            }
        }
        work(&mut list);
        let table = list.table();
        let mut plain: Vec<&Fruit> = list.rows().iter()
            .filter(|row| (!table.is_troubled_only() || row.rotten) && table.filter().admits(*row))
            .collect();
        plain.sort_by(|a, b| {
            let by_column = table.sort().map_or(Ordering::Equal, |sort| {
                let ordering = if sort.column == 0 { a.name.cmp(&b.name) } else { a.weight.cmp(&b.weight) };
                if sort.reversed { ordering.reverse() } else { ordering }
            });
            by_column.then(b.id.cmp(&a.id))
        });
        prop_assert_eq!(table.len(), plain.len());
        let window: Vec<(&Fruit, Standing)> = list.window(height).collect();
        prop_assert_eq!(
            window.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
            plain.iter().copied().skip(table.top()).take(height).collect::<Vec<_>>()
        );
        if height > 0 && !plain.is_empty() {
            prop_assert_eq!(window.iter().filter(|(_, row)| row.cursor).count(), 1, "one cursor in sight");
        }
    }

    #[test]
    fn any_line_is_a_filter(line in ".{0,60}") {
        let filter = Filter::parse::<Fruit>(&line);
        let _ = filter.admits(&fruit(1, &line, 1));
        let plain = line.split_whitespace().all(|word| !word.contains(['!', ':', '"']));
        if plain {
            prop_assert!(filter.admits(&fruit(1, &line, 1)), "a text passes the filter of its own words");
        }
    }
}
