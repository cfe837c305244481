//! The glyphs, each with its ASCII twin. A glyph always stands beside its word; it never is the only sign.

use ratatui::symbols::border;

/// A whole set: all of them, or all in ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Failed, critical.
    pub critical: &'static str,
    /// Needs a look.
    pub warning: &'static str,
    /// In progress.
    pub running: &'static str,
    /// Succeeded.
    pub ok: &'static str,
    /// Succeeded, with issues.
    pub issues: &'static str,
    /// In progress, and not moving.
    pub stalled: &'static str,
    /// Marked by the operator.
    pub marked: &'static str,
    /// Waiting for its turn or its time.
    pub waiting: &'static str,
    /// Not known.
    pub unknown: &'static str,
    /// Leads on: source to destination, this to that.
    pub leads_to: &'static str,
    /// Something is left out here.
    pub ellipsis: &'static str,
    /// Between the parts of a line.
    pub dot: &'static str,
    /// From and to, and nothing.
    pub dash: &'static str,
    /// So many times.
    pub times: &'static str,
    /// Sorted upwards.
    pub ascending: &'static str,
    /// Sorted downwards.
    pub descending: &'static str,
    /// One cell of a progress bar that is done.
    pub bar_done: &'static str,
    /// One cell of a progress bar that is still to do.
    pub bar_left: &'static str,
    /// The cells of a sparkline, the lowest first.
    pub spark: [&'static str; 8],
    /// A cell of a sparkline of which nothing is known.
    pub spark_gap: &'static str,
    /// Where a list is scrolled to.
    pub thumb: &'static str,
    /// Borders of panes.
    pub border: border::Set<'static>,
    /// Borders of the pane that has the keys.
    pub border_focus: border::Set<'static>,
}

/// For locales in UTF-8. Every glyph is one column wide.
const UNICODE: Glyphs = Glyphs {
    critical: "✖",
    warning: "▲",
    running: "▶",
    ok: "✔",
    issues: "!",
    stalled: "~",
    marked: "●",
    waiting: "◷",
    unknown: "?",
    leads_to: "›",
    ellipsis: "…",
    dot: "·",
    dash: "–",
    times: "×",
    ascending: "▴",
    descending: "▾",
    bar_done: "▓",
    bar_left: "░",
    spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    spark_gap: "·",
    thumb: "█",
    border: border::PLAIN,
    border_focus: border::THICK,
};

/// For all other locales and for `--ascii`.
const ASCII: Glyphs = Glyphs {
    critical: "x",
    warning: "!",
    running: ">",
    ok: "ok",
    issues: "!",
    stalled: "~",
    marked: "*",
    waiting: "o",
    unknown: "?",
    leads_to: ">",
    ellipsis: "..",
    dot: "-",
    dash: "-",
    times: "x",
    ascending: "^",
    descending: "v",
    bar_done: "#",
    bar_left: ".",
    spark: ["_", "-", "=", "+", "*", "%", "#", "@"],
    spark_gap: ".",
    thumb: "#",
    border: ascii_border("-", "|"),
    border_focus: ascii_border("=", "|"),
};

const fn ascii_border(across: &'static str, down: &'static str) -> border::Set<'static> {
    border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: down,
        vertical_right: down,
        horizontal_top: across,
        horizontal_bottom: across,
    }
}

impl Glyphs {
    /// The ASCII set, or the other.
    pub const fn new(ascii: bool) -> &'static Self {
        if ascii { &ASCII } else { &UNICODE }
    }

    /// A sparkline: a cell of so many levels (0 to 7) each, and a gap where there is none.
    pub fn sparkline(&self, cells: &[Option<u8>]) -> String {
        let cell = |level: &Option<u8>| level.and_then(|level| self.spark.get(usize::from(level)));
        cells.iter().map(|level| *cell(level).unwrap_or(&self.spark_gap)).collect()
    }

    /// A progress bar of `cells`, filled as far as `percent` (0 to 100) says; only 100 fills the last cell.
    pub fn bar(&self, percent: f64, cells: usize) -> String {
        let done = (0..cells).take_while(|&cell| share(cell + 1, cells) <= percent).count();
        self.bar_done.repeat(done) + &self.bar_left.repeat(cells - done)
    }
}

/// What percentage `part` of `whole` cells is. Bars are a few columns wide, so nothing is lost in the conversion.
fn share(part: usize, whole: usize) -> f64 {
    let small = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    100.0 * small(part) / small(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let (plain, focus) = (glyphs.border, glyphs.border_focus);
        [
            glyphs.critical,
            glyphs.warning,
            glyphs.running,
            glyphs.ok,
            glyphs.issues,
            glyphs.stalled,
            glyphs.marked,
            glyphs.waiting,
            glyphs.unknown,
            glyphs.leads_to,
            glyphs.ellipsis,
            glyphs.dot,
            glyphs.dash,
            glyphs.times,
            glyphs.ascending,
            glyphs.descending,
            glyphs.bar_done,
            glyphs.bar_left,
            glyphs.thumb,
            glyphs.spark_gap,
        ]
        .into_iter()
        .chain(glyphs.spark)
        .chain(
            [plain, focus].into_iter().flat_map(|set| [set.top_left, set.vertical_left, set.horizontal_top]),
        )
        .collect()
    }

    #[test]
    fn the_ascii_set_is_ascii_and_the_other_is_one_column_wide() {
        assert!(all(Glyphs::new(true)).iter().all(|glyph| glyph.is_ascii()));
        assert!(all(Glyphs::new(false)).iter().all(|glyph| width(glyph) == 1));
    }

    #[test]
    fn a_sparkline_has_a_cell_for_each_value_and_for_each_gap() {
        let cells = [Some(0), Some(4), Some(7), None, Some(9)];
        assert_eq!(Glyphs::new(false).sparkline(&cells), "▁▅█··");
        assert_eq!(Glyphs::new(true).sparkline(&cells), "_*@..");
    }

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        let glyphs = Glyphs::new(true);
        for (percent, bar) in [
            (-1.0, ".........."),
            (0.0, ".........."),
            (18.0, "#........."),
            (71.0, "#######..."),
            (99.9, "#########."),
            (100.0, "##########"),
            (250.0, "##########"),
            (f64::NAN, ".........."),
        ] {
            assert_eq!(glyphs.bar(percent, 10), bar, "{percent} %");
        }
        assert_eq!(glyphs.bar(50.0, 0), "");
    }
}
