//! The picture of README.md, drawn from the real program's own screen. `VAULTDECK_BLESS=1 cargo test --test picture` draws it
//! anew.

mod support;

use support::{Seat, Setup, svg};
use vaultdeck::app::model::Options;

#[tokio::test]
async fn the_picture_of_the_overview_is_current() {
    let options = Options { demo: true, ..Options::default() };
    let mut seat = Seat::settled(Setup { options, color: true, ..Setup::default() }).await;
    seat.screen();
    let picture = svg::draw(seat.terminal.backend().buffer());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/overview.svg");
    if std::env::var_os("VAULTDECK_BLESS").is_some() {
        std::fs::write(path, &picture).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == picture,
        "assets/overview.svg is not what the program draws: VAULTDECK_BLESS=1 cargo test --test picture"
    );
}
