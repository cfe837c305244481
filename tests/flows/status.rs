//! The board that `vaultdeck status` prints, made of the model behind the screen.

use super::support::{Seat, Setup};
use jiff::SignedDuration;
use vaultdeck::app::report::board;
use vaultdeck::domain::report::{Report, markdown, text};
use vaultdeck::simulator::Scenario;
use vaultdeck::text::Zone;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn of(scenario: Scenario) -> Report {
    let seat = Seat::settled(Setup { scenario, ..Setup::default() }).await;
    board(&seat.model, DAY, 8, Vec::new())
}

#[tokio::test]
async fn the_board_has_the_figures_of_the_screen() {
    let mut seat = Seat::settled(Setup::default()).await;
    seat.press("a enter");
    let report = board(&seat.model, DAY, 8, Vec::new());
    let counts = vaultdeck::app::inbox::counts(&seat.model);
    let critical =
        report.attention.iter().filter(|one| !one.is_quiet() && one.severity == "critical").count();
    let quiet = report.attention.iter().filter(|one| one.is_quiet()).count();
    assert_eq!((critical, quiet), (counts.critical, counts.quiet));
    assert_eq!((counts.quiet, report.attention.last().unwrap().standing), (1, "acknowledged"));
    for plan in seat.model.estate.plans.rows().iter() {
        let shown = plan.activity.unwrap();
        let told = report.plans.iter().find(|told| told.id == plan.id).unwrap().jobs.unwrap();
        let counts = [shown.completed, shown.troubled, shown.active].map(u64::from);
        assert_eq!([told.completed, told.troubled, told.active], counts, "{}", plan.name);
    }
    let active: u64 = report.jobs.iter().map(|kind| kind.figures.as_ref().unwrap().active).sum();
    assert_eq!(usize::try_from(active).unwrap(), seat.model.estate.active_count());
}

#[tokio::test]
async fn hostile_names_break_neither_the_lines_nor_the_markdown() {
    let report = of(Scenario::Hostile).await;
    let (plain, page) = (text(&report, &Zone::Utc), markdown(&report, &Zone::Utc));
    for (form, shown) in [("text", &plain), ("md", &page)] {
        let unseen = shown
            .chars()
            .find(|letter| letter.is_control() && *letter != '\n' || "\u{202e}\u{200b}".contains(*letter));
        assert_eq!(unseen, None, "{form}:\n{shown}");
    }
    // Rows of a table have as many cells as its head: no name has added one.
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut head = 0;
    for line in page.lines() {
        match (line.starts_with('|'), head) {
            (true, 0) => head = cells(line),
            (true, _) => assert!(cells(line) == head || line.contains("unknown"), "{line}"),
            (false, _) => head = 0,
        }
    }
    assert!(plain.contains("<script>"), "the account has HTML in it:\n{plain}");
    for line in outside_code(&page) {
        assert!(!line.contains(['<', '[', '`']), "{line}");
    }
}

/// The lines of a Markdown text without its code and without what is escaped.
fn outside_code(page: &str) -> Vec<String> {
    let mut fence: Option<String> = None;
    let mut lines = Vec::new();
    for line in page.lines() {
        let ticks: String = line.trim_start().chars().take_while(|letter| *letter == '`').collect();
        match &fence {
            Some(open) if ticks.len() >= open.len() && line.trim() == ticks => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && !line.trim_start()[ticks.len()..].contains('`') => {
                fence = Some(ticks);
            }
            None => lines.push(without_spans(line)),
        }
    }
    assert_eq!(fence, None, "a block of code never ends");
    lines
}

fn without_spans(line: &str) -> String {
    let (mut bare, mut rest) = (String::new(), line);
    while let Some(letter) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches('`').len();
        let after = &rest[run..];
        let closes = |at: &usize| {
            let tail = after[*at..].trim_start_matches('`');
            !after[..*at].ends_with('`') && after.len() - at - tail.len() == run
        };
        let end = after.match_indices('`').map(|(at, _)| at).find(closes).filter(|_| run > 0);
        rest = match (letter, end) {
            ('`', Some(end)) => &after[end + run..],
            ('\\', _) => rest[1..].strip_prefix(|_: char| true).unwrap_or_default(),
            _ => {
                bare.push(letter);
                &rest[letter.len_utf8()..]
            }
        };
    }
    bare
}
