//! A console in memory, without a terminal and without AWS.

use std::collections::BTreeMap;

use color_eyre::eyre::Result;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use vaultdeck::app::keymap::Keymap;
use vaultdeck::app::model::{Model, Options};
use vaultdeck::config::{Config, Look};
use vaultdeck::domain::scope::Scope;
use vaultdeck::screen;
use vaultdeck::ui::theme::Theme;

use super::pty::SIZE;

/// What it knows, and what it is drawn on.
pub struct Seat {
    pub model: Model,
    theme: Theme,
    terminal: Terminal<TestBackend>,
}

impl Seat {
    /// A console that knows nothing yet.
    pub fn new(now: Timestamp) -> Result<Self> {
        let scope = Scope { region: "us-east-1".to_owned(), ..Scope::default() };
        let look = Look::choose(&Config::default(), false, |name| match name {
            "COLORTERM" => Some("truecolor".to_owned()),
            "LANG" => Some("C.UTF-8".to_owned()),
            _ => None,
        });
        Ok(Self {
            model: Model::new(vec![scope], Options::default(), Keymap::default(), SIZE, now),
            theme: Theme::new(look, &BTreeMap::default()),
            terminal: Terminal::new(TestBackend::new(SIZE.0, SIZE.1))?,
        })
    }

    /// Draws a frame.
    pub fn draw(&mut self) -> Result<()> {
        self.terminal.draw(|frame| screen::draw(&self.model, &self.theme, frame))?;
        Ok(())
    }
}
