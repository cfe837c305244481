//! The incident notes of the demo's night, as `i` copies them.

use super::support::{Seat, Setup};

/// The note that `i` copies after `keys`.
async fn note(keys: &str) -> String {
    let mut seat = Seat::settled(Setup::default()).await;
    for key in keys.split(' ') {
        match key.strip_prefix("paste:") {
            Some(text) => seat.paste(&text.replace('_', " ")),
            None => seat.press(key),
        }
        seat.settle().await;
    }
    seat.press("i");
    seat.settle().await;
    assert_eq!(seat.yanked.len(), 1, "{}", seat.screen());
    seat.yanked.remove(0)
}

#[tokio::test]
async fn a_note_about_each_sort_of_thing() {
    for (name, keys) in [
        ("alert", "1 z / paste:managed enter"),
        ("job", "1 z / paste:bastion enter w"),
        ("point", "5 / paste:invoices enter p"),
        ("resource", "5 / paste:win-shares enter enter"),
        ("plan", "4 z / paste:prod-daily enter"),
        ("vault", "3 z / paste:prod-daily enter"),
    ] {
        insta::assert_snapshot!(format!("note_{name}"), note(keys).await);
    }
}
