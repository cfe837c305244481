//! What `vaultdeck status` prints of the demo's night.

use super::support::{Seat, Setup, night};
use jiff::SignedDuration;
use vaultdeck::app::report::board;
use vaultdeck::domain::report::{markdown, text};
use vaultdeck::text::Zone;

#[tokio::test]
async fn the_demos_board_in_each_form() {
    let seat = Seat::settled(Setup::default()).await;
    let report = board(&seat.model, SignedDuration::from_hours(24), 8, Vec::new());
    assert_eq!(report.as_of, night());
    insta::assert_snapshot!("status_text", text(&report, &Zone::Utc));
    insta::assert_snapshot!("status_md", markdown(&report, &Zone::Utc));
    insta::assert_snapshot!("status_json", serde_json::to_string_pretty(&report).unwrap());
}
