//! The `[alerts]` table: how the console calls when something new goes wrong, and when it misses something.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::file::Span;

/// The table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alerts {
    /// Ring the terminal's bell on a new critical alert, and when a followed job has ended.
    pub bell: bool,
    /// Ask the terminal for a desktop notification on the same.
    pub notification: Notification,
    /// A program and its arguments, run without a shell; each new alert is JSON on its standard input. Empty is off.
    pub on_alert: Vec<String>,
    /// The least severity for which `on_alert` runs.
    pub on_alert_from: Least,
    /// Seconds after which `on_alert` is killed.
    pub on_alert_seconds: NonZeroU32,
    /// A plan's run that started no job is missed so long after its time.
    pub silence_after: Span,
    /// A copy that a rule asks for is missed so long after the end of its backup.
    pub copy_after: Span,
}

impl Default for Alerts {
    fn default() -> Self {
        Self {
            bell: true,
            notification: Notification::Osc9,
            on_alert: Vec::new(),
            on_alert_from: Least::Critical,
            on_alert_seconds: NonZeroU32::MIN.saturating_add(9),
            silence_after: Span(SignedDuration::from_mins(60)),
            copy_after: Span(SignedDuration::from_mins(120)),
        }
    }
}

/// How a terminal is asked for a desktop notification. No sequence is known to all terminals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notification {
    /// `OSC 9`: iTerm2, `WezTerm`, Ghostty, Windows Terminal.
    Osc9,
    /// `OSC 777`: foot, urxvt, `WezTerm`, Ghostty.
    Osc777,
    /// Not at all.
    None,
}

/// The least severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Least {
    /// Critical alerts only.
    Critical,
    /// Warnings, too.
    Warning,
}

impl Notification {
    /// The sequence that asks for it, ended by ST and not by BEL, which would ring; `None` where it is switched off. The text is cleaned already and holds no control
    /// characters.
    pub fn sequence(self, text: &str) -> Option<String> {
        match self {
            Self::Osc9 => Some(format!("\x1b]9;{text}\x1b\\")),
            // Title and text are told apart by the semicolon.
            Self::Osc777 => Some(format!("\x1b]777;notify;vaultdeck;{}\x1b\\", text.replace(';', ","))),
            Self::None => None,
        }
    }
}
