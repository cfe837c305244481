use super::*;
use crate::app::available::hints;

/// Where a newcomer may stand, as keys from the overview.
const PLACES: [&str; 19] = [
    "1", "2", "3", "4", "5", "2 z", "2 K", "2 s", "1 enter", "2 enter", "3 enter", "4 enter", "5 enter",
    "3 p", "L", "P", "J", "1 w", "2 w",
];

/// Everything of the model that a person could see, and some more.
fn state(desk: &Desk) -> String {
    format!("{:?}", desk.model)
}

#[test]
fn every_shown_hint_does_something() {
    let mut seen = 0;
    for place in PLACES {
        let mut desk = Desk::settled();
        desk.press(place);
        for (key, words) in hints(&desk.model) {
            let mut desk = Desk::settled();
            desk.press(place);
            let before = state(&desk);
            let effects = desk.press(&key);
            assert!(
                state(&desk) != before || !effects.is_empty(),
                "{key} ({words}) does nothing after {place}"
            );
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} hints were shown");
}

#[test]
fn no_key_breaks_any_place() {
    let keys: Vec<String> = crate::app::action::ACTIONS
        .iter()
        .flat_map(|spec| spec.keys.iter().map(|key| (*key).to_owned()))
        .collect();
    for place in PLACES {
        for size in [(120, 40), (80, 24), (10, 3)] {
            let mut desk = Desk::settled();
            desk.send(Msg::Resize { width: size.0, height: size.1 });
            desk.press(place);
            for key in &keys {
                desk.press(key);
                desk.press("esc");
            }
        }
    }
}
