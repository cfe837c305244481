//! A ratatui backend that is silent when nothing changed.
//!
//! Crossterm's own writes style resets for an empty frame, and ratatui hides or moves the cursor anew in each. Here a frame
//! is gathered in memory, what would change nothing is left out, and the rest goes out in one write, as a synchronized
//! update (DEC private mode 2026; terminals that do not know it ignore it), so that no half-drawn frame is ever seen.

use std::io::{self, Write, stdout};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use rustix::termios::tcgetwinsize;

use super::sgr::{Look, PLAIN};

/// Draws on the terminal behind `out`.
#[derive(Debug)]
pub struct QuietBackend<W> {
    out: W,
    frame: Vec<u8>,
    cursor: Cursor,
    held: bool,
    size: fn() -> io::Result<Size>,
}

/// The cursor as the terminal has it; `None` is not known.
#[derive(Debug, Default)]
struct Cursor {
    shown: Option<bool>,
    at: Option<Position>,
}

impl<W: Write> QuietBackend<W> {
    /// Nothing is written until the first frame.
    pub fn new(out: W) -> Self {
        Self { out, frame: Vec::new(), cursor: Cursor::default(), held: false, size: terminal_size }
    }

    /// Sends `bytes` with the next frame: the bell, or text for the clipboard.
    pub fn send(&mut self, bytes: &[u8]) {
        self.frame.extend_from_slice(bytes);
    }

    /// Writes nothing more until [`QuietBackend::forget`]: the terminal is not ours.
    pub fn hold(&mut self) {
        self.held = true;
    }

    /// Forgets what the terminal shows, since another program may have used it, and what was drawn meanwhile.
    pub fn forget(&mut self) {
        self.frame.clear();
        self.cursor = Cursor::default();
        self.held = false;
    }

    fn show(&mut self, shown: bool) -> io::Result<()> {
        if self.cursor.shown.replace(shown) == Some(shown) {
            return Ok(());
        }
        if shown { queue!(self.frame, Show) } else { queue!(self.frame, Hide) }
    }
}

impl<W: Write> Backend for QuietBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let (mut look, mut next) = (PLAIN, None);
        for (x, y, cell) in content {
            // The cursor stands behind the cell that was written last.
            if next != Some((x, y)) {
                queue!(self.frame, MoveTo(x, y))?;
            }
            next = Some((x.saturating_add(1), y));
            let own = Look::of(cell);
            if own != look {
                own.write(&mut self.frame)?;
                look = own;
            }
            self.frame.extend_from_slice(cell.symbol().as_bytes());
        }
        if next.is_some() {
            self.cursor.at = None;
        }
        if look == PLAIN { Ok(()) } else { PLAIN.write(&mut self.frame) }
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true)
    }

    /// Never asks the terminal: its answer would come in between the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.at.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if self.cursor.at.replace(position) == Some(position) {
            return Ok(());
        }
        queue!(self.frame, MoveTo(position.x, position.y))
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        CrosstermBackend::new(&mut self.frame).clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        (self.size)()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        CrosstermBackend::new(&mut self.frame).window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() || self.held {
            return Ok(());
        }
        let mut update = Vec::with_capacity(self.frame.len() + 16);
        queue!(update, BeginSynchronizedUpdate)?;
        update.append(&mut self.frame);
        queue!(update, EndSynchronizedUpdate)?;
        self.out.write_all(&update)?;
        self.out.flush()
    }
}

/// Asks the system only. Crossterm would run `tput` where that fails, which it does once the terminal has gone.
fn terminal_size() -> io::Result<Size> {
    let size = tcgetwinsize(stdout())?;
    // Serial lines do not know theirs; this is what a VT100 has.
    let known = size.ws_col > 0 && size.ws_row > 0;
    Ok(if known { Size::new(size.ws_col, size.ws_row) } else { Size::new(80, 24) })
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::style::Stylize as _;
    use ratatui::text::Line;

    use super::*;

    type Screen = Terminal<QuietBackend<Vec<u8>>>;

    fn screen() -> Screen {
        let size = || Ok(Size::new(20, 3));
        Terminal::new(QuietBackend { size, ..QuietBackend::new(Vec::new()) }).unwrap()
    }

    /// Draws a frame, and returns the bytes that it took.
    fn frame(screen: &mut Screen, text: &str, cursor: Option<(u16, u16)>) -> Vec<u8> {
        screen
            .draw(|frame| {
                frame.render_widget(Line::from(text).red().bold(), frame.area());
                if let Some(at) = cursor {
                    frame.set_cursor_position(at);
                }
            })
            .unwrap();
        std::mem::take(&mut screen.backend_mut().out)
    }

    #[test]
    fn a_frame_that_changes_nothing_writes_nothing() {
        let mut screen = screen();
        assert!(!frame(&mut screen, "orders-db", None).is_empty());
        assert_eq!(frame(&mut screen, "orders-db", None), b"");
        assert!(!frame(&mut screen, "orders-db", Some((3, 1))).is_empty());
        assert_eq!(frame(&mut screen, "orders-db", Some((3, 1))), b"");
    }

    #[test]
    fn a_frame_is_one_synchronized_update_with_one_cursor_change() {
        let mut screen = screen();
        let first = String::from_utf8(frame(&mut screen, "a", None)).unwrap();
        assert!(first.starts_with("\x1b[?2026h") && first.ends_with("\x1b[?2026l"));
        assert_eq!(first.matches("\x1b[?25l").count(), 1);
        let second = String::from_utf8(frame(&mut screen, "b", None)).unwrap();
        assert_eq!(second.matches("\x1b[?25l").count(), 0, "{second:?}");
    }

    #[test]
    fn the_cursor_returns_to_its_field_after_each_change_elsewhere() {
        let mut screen = screen();
        let mut seen = vt100::Parser::new(3.try_into().unwrap(), 20.try_into().unwrap(), 0);
        for text in ["a", "ab", "abc"] {
            seen.process(&frame(&mut screen, text, Some((7, 2))));
            assert_eq!(seen.screen().contents().trim_end(), text);
            assert_eq!((seen.screen().cursor_position(), seen.screen().hide_cursor()), ((2, 7), false));
        }
        seen.process(&frame(&mut screen, "abc", None));
        assert!(seen.screen().hide_cursor());
    }

    #[test]
    fn while_another_program_has_the_terminal_nothing_is_drawn_and_then_all_anew() {
        let mut screen = screen();
        let first = frame(&mut screen, "orders-db", None);
        screen.backend_mut().hold();
        assert_eq!(frame(&mut screen, "meanwhile", None), b"");
        screen.backend_mut().forget();
        screen.clear().unwrap();
        let again = frame(&mut screen, "orders-db", None);
        let mut seen = vt100::Parser::new(3.try_into().unwrap(), 20.try_into().unwrap(), 0);
        seen.process(b"left over from another program");
        seen.process(&again);
        assert_eq!(seen.screen().contents().trim_end(), "orders-db");
        assert!(again.len() >= first.len());
    }

    #[test]
    fn what_is_sent_along_goes_out_with_the_next_frame() {
        let mut screen = screen();
        frame(&mut screen, "a", None);
        screen.backend_mut().send(b"\x07");
        assert_eq!(frame(&mut screen, "a", None), b"\x1b[?2026h\x07\x1b[?2026l");
    }
}
