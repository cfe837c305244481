//! Styles as SGR sequences (ECMA-48, 8.3.117).
//!
//! Crossterm writes the 16 colours as entries of a palette of 256 (`38;5;n`), which a terminal that has only the 16 does
//! not know.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What a cell looks like, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// Nothing set: what a terminal has at the beginning and after [`Look::write`] of this.
pub(super) const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl Look {
    /// Of a cell.
    pub(super) fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Writes the sequence that makes the terminal look so, whatever it looked like before.
    pub(super) fn write(self, out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(b"\x1b[0");
        for (modifier, parameter) in MODIFIERS {
            if self.modifier.contains(modifier) {
                write!(out, ";{parameter}")?;
            }
        }
        color(out, self.fg, 0)?;
        color(out, self.bg, 10)?;
        out.write_all(b"m")
    }
}

const MODIFIERS: [(Modifier, u8); 6] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

/// One colour; those of the background stand `ground` (10) higher than those of the text.
fn color(out: &mut Vec<u8>, color: Color, ground: u8) -> io::Result<()> {
    let parameter = match color {
        Color::Reset => return Ok(()),
        Color::Indexed(index) => return write!(out, ";{};5;{index}", 38 + ground),
        Color::Rgb(r, g, b) => return write!(out, ";{};2;{r};{g};{b}", 38 + ground),
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
    };
    write!(out, ";{}", parameter + ground)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_written_whole_in_the_colours_that_it_names() {
        let look = |fg, bg, modifier| Look { fg, bg, modifier };
        for (look, sequence) in [
            (PLAIN, "\x1b[0m"),
            (look(Color::Red, Color::Reset, Modifier::BOLD | Modifier::REVERSED), "\x1b[0;1;7;31m"),
            (look(Color::White, Color::DarkGray, Modifier::empty()), "\x1b[0;97;100m"),
            (look(Color::Indexed(203), Color::Indexed(16), Modifier::empty()), "\x1b[0;38;5;203;48;5;16m"),
            (look(Color::Rgb(1, 2, 3), Color::Blue, Modifier::DIM), "\x1b[0;2;38;2;1;2;3;44m"),
        ] {
            let mut out = Vec::new();
            look.write(&mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), sequence);
        }
    }
}
