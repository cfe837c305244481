//! How far it is, on standard error: a live line on a terminal, a line for each change elsewhere.

use std::io::{self, IsTerminal as _, Write as _};

use crate::text::{Cut, Text, fit};

/// One thing that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What has to change for it to be told again.
    pub(super) key: String,
    /// The line.
    pub(super) text: String,
    /// Nothing more will come.
    pub(super) ended: bool,
}

/// What was told so far.
#[derive(Debug)]
pub(super) struct Progress {
    live: bool,
    /// The result comes on the same terminal, so that ends are not told twice.
    ends_follow: bool,
    told: Vec<Vec<Line>>,
}

impl Progress {
    pub(super) fn new() -> Self {
        let live = io::stderr().is_terminal();
        Self { live, ends_follow: live && io::stdout().is_terminal(), told: Vec::new() }
    }

    /// Whether the line moves.
    pub(super) fn is_live(&self) -> bool {
        self.live
    }

    /// Tells what has changed of each thing: it has a line a job, and they only become more.
    pub(super) fn tell(&mut self, lines: &[Vec<Line>]) {
        let news = changed(&mut self.told, lines, self.live);
        if self.live {
            self.clear();
        }
        for line in news.iter().filter(|_| !self.ends_follow) {
            say(line);
        }
        if self.live {
            let columns = rustix::termios::tcgetwinsize(io::stderr()).map_or(80, |size| size.ws_col.max(20));
            let line = live(lines);
            // One column stays free: in the last one some terminals would wrap. Nobody reads a closed standard error.
            let line = fit(&line, usize::from(columns) - 1, Cut::End, "~");
            let _ = write!(io::stderr(), "{line}").and_then(|()| io::stderr().flush());
        }
    }

    /// Takes the live line away.
    pub(super) fn clear(&self) {
        if self.live {
            let _ = write!(io::stderr(), "\r\x1b[K").and_then(|()| io::stderr().flush());
        }
    }
}

/// The lines to print: what changed, on a terminal only what ended.
fn changed(told: &mut Vec<Vec<Line>>, lines: &[Vec<Line>], live: bool) -> Vec<String> {
    told.resize(lines.len(), Vec::new());
    let mut news = Vec::new();
    for (told, lines) in told.iter_mut().zip(lines) {
        for (at, line) in lines.iter().enumerate() {
            let same = told.get(at).is_some_and(|told| (&told.key, told.ended) == (&line.key, line.ended));
            if !same && (line.ended || !live) {
                news.push(line.text.clone());
            }
        }
        told.clone_from(lines);
    }
    news
}

/// All that is under way in one line.
fn live(lines: &[Vec<Line>]) -> String {
    let mut open = lines.iter().filter_map(|lines| lines.iter().find(|line| !line.ended));
    let Some(first) = open.next() else { return String::new() };
    match (lines.len(), open.count()) {
        (1, _) => first.text.clone(),
        (all, more) => format!("{} of {all} ended  {}", all - more - 1, first.text),
    }
}

/// One line for a person. What goes wrong here nobody could read of.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", Text::new(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, ended: bool) -> Line {
        Line { key: text.split(',').next().unwrap().into(), text: text.into(), ended }
    }

    #[test]
    fn without_a_terminal_each_change_is_one_line() {
        let mut told = Vec::new();
        let mut tell = |text: &str, ended| changed(&mut told, &[vec![line(text, ended)]], false);
        assert_eq!(tell("WAIT a running, 1 m", false), ["WAIT a running, 1 m"]);
        assert_eq!(tell("WAIT a running, 2 m", false), [""; 0]);
        assert_eq!(tell("GO a", true), ["GO a"]);
        assert_eq!(tell("GO a", true), [""; 0]);
    }

    #[test]
    fn on_a_terminal_only_ends_stay_and_one_line_tells_of_the_rest() {
        let mut told = Vec::new();
        let lines = [line("WAIT a", false), line("GO b", true), line("WAIT c", false)].map(|line| vec![line]);
        assert_eq!(changed(&mut told, &lines, true), ["GO b"]);
        assert_eq!(live(&lines), "1 of 3 ended  WAIT a");
        assert_eq!(live(&lines[..1]), "WAIT a");
        assert_eq!(live(&lines[1..2]), "");
    }
}
