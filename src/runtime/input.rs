//! What the terminal and the system send, as messages.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures::stream::{self, Stream, StreamExt as _};

use super::signals::Signal;
use crate::app::msg::Msg;
use crate::ui::key::{Code, Key};

/// Everything that comes from outside, until standard input ends.
pub fn messages(
    events: impl Stream<Item = std::io::Result<Event>>,
    signals: impl Stream<Item = Signal>,
) -> impl Stream<Item = Msg> {
    // Standard input that ends or fails is a terminal that has gone.
    let keys = events
        .map(|event| event.map_or(Some(Msg::Terminate), of_event))
        .chain(stream::once(async { Some(Msg::Terminate) }));
    let signals = signals.map(of_signal);
    stream::select(keys, signals.map(Some)).filter_map(async |msg| msg)
}

fn of_signal(signal: Signal) -> Msg {
    match signal {
        Signal::Terminate | Signal::Hangup | Signal::Interrupt => Msg::Terminate,
        Signal::Stop => Msg::Stop,
        Signal::Continue => Msg::Resumed,
        // The frame that follows looks at the size. Crossterm sends it as an event too, but can lose one of two in a row.
        Signal::Resize => Msg::Wake,
    }
}

fn of_event(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => of_key(key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize { width, height }),
        _ => None,
    }
}

fn of_key(event: KeyEvent) -> Option<Msg> {
    let (ctrl, alt) =
        (event.modifiers.contains(KeyModifiers::CONTROL), event.modifiers.contains(KeyModifiers::ALT));
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::F(number) => Code::F(number),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    let key = Key { code, ctrl, alt };
    // In raw mode Ctrl-Z is a key like any other: it means what it means in a shell.
    Some(if key == Key::ctrl('z') { Msg::Stop } else { Msg::Key(key) })
}
