//! The console on an account whose texts are meant to do harm: no frame has a character that a terminal would obey.

mod support;

use support::{Seat, Setup};
use vaultdeck::simulator::Scenario;

/// What must never reach a terminal: controls, and characters that reorder or hide others.
fn does_harm(c: char) -> bool {
    let reorders = matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
    let hides = matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    (c.is_control() && c != '\n') || reorders || hides
}

/// Looks at the frame; keeps it for what the whole walk must have seen.
fn look(seat: &mut Seat, keys: &str, seen: &mut String) {
    let frame = seat.screen();
    let found = frame.chars().find(|c| does_harm(*c));
    assert_eq!(found, None, "after {keys}:\n{frame}");
    seen.push_str(&frame);
}

async fn press(seat: &mut Seat, keys: &str, seen: &mut String) {
    for key in keys.split(' ') {
        seat.press(key);
        seat.settle().await;
        look(seat, keys, seen);
    }
}

/// Every list, the page of each of its first rows from top to bottom, and what opens on top of them.
async fn walk(size: (u16, u16)) -> String {
    let mut seen = String::new();
    let setup = Setup { scenario: Scenario::Hostile, size, ..Setup::default() };
    let mut seat = Seat::settled(setup).await;
    look(&mut seat, "the start", &mut seen);
    for list in ["1 z", "2 z", "3 z", "4 z", "5"] {
        press(&mut seat, list, &mut seen).await;
        for _ in 0..24 {
            press(&mut seat, "enter G g esc j", &mut seen).await;
        }
        press(&mut seat, "g p enter G esc esc b esc r up up esc : esc ? esc / esc s s K !", &mut seen).await;
        press(&mut seat, "! esc esc", &mut seen).await;
    }
    press(&mut seat, "L esc P esc", &mut seen).await;
    seen
}

#[tokio::test]
async fn no_view_shows_a_character_that_a_terminal_would_obey() {
    for size in [(80, 24), (160, 50)] {
        let seen = walk(size).await;
        for mark in ["^[[2J", "<U+202E>", "<U+200B>", "<U+009B>", "^G", "<script>"] {
            assert!(seen.contains(mark), "the walk at {size:?} has not met {mark}");
        }
    }
}
