//! The loop: wait for a message, update, carry effects out, draw when the queue is empty.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use tokio::sync::mpsc::UnboundedReceiver;

use super::executor::Executor;
use super::road::Clock;
use crate::app;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::msg::Msg;
use crate::screen;
use crate::ui::theme::Theme;

/// Answers are drawn this often at most; keys at once.
const FRAME: Duration = Duration::from_millis(33);
/// Answers are taken in for so long before the screen is drawn again.
const SLICE: Duration = Duration::from_millis(8);

/// What only the terminal itself can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Put this on the clipboard.
    Yank(String),
    /// Ring the bell.
    Bell,
    /// Send a sequence that asks for a notification.
    Notify(String),
    /// Hand the terminal back and stop.
    Suspend,
    /// Take the terminal anew and forget what was on it.
    Redraw,
}

/// Does what only the terminal can; a text says why it could not.
pub trait Host<B: Backend>: FnMut(Ask, &mut Terminal<B>) -> Result<Option<String>, B::Error> {}

impl<B: Backend, F> Host<B> for F where F: FnMut(Ask, &mut Terminal<B>) -> Result<Option<String>, B::Error> {}

/// The running console.
pub struct Console<B: Backend> {
    /// The model.
    pub model: Model,
    /// How it looks.
    pub theme: Theme,
    /// Where it is drawn.
    pub terminal: Terminal<B>,
    /// What tells the time.
    pub clock: Clock,
}

impl<B: Backend> std::fmt::Debug for Console<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("model", &self.model).finish_non_exhaustive()
    }
}

/// What the loop still has to do.
#[derive(Debug, Default)]
struct Todo {
    wake_at: Option<Timestamp>,
    goes_on: bool,
    quit: bool,
}

impl<B: Backend> Console<B> {
    /// Draws the model once.
    ///
    /// # Errors
    /// When the terminal does not take it.
    pub fn draw(&mut self) -> Result<(), B::Error> {
        self.terminal.draw(|frame| screen::draw(&self.model, &self.theme, frame)).map(|_| ())
    }

    /// Runs until the model asks to quit. Keys and signals come from `input`, answers of AWS from `answers`; `host` does
    /// what only the terminal can.
    ///
    /// # Errors
    /// When the terminal does not take what is drawn.
    pub async fn run(
        &mut self,
        mut input: UnboundedReceiver<Msg>,
        mut answers: UnboundedReceiver<Msg>,
        mut executor: Executor,
        mut host: impl Host<B>,
    ) -> Result<(), B::Error> {
        let mut todo = Todo::default();
        let mut drawn = Instant::now();
        let effects = app::begin(&mut self.model);
        self.carry_out(effects, &mut executor, &mut host, &mut todo)?;
        while !todo.quit {
            let pause = todo.wake_at.map(|at| at.duration_since((self.clock)()));
            let pause = pause.map(|pause| Duration::try_from(pause).unwrap_or(Duration::ZERO));
            let (first, mut urgent) = tokio::select! {
                biased;
                msg = input.recv() => (msg.unwrap_or(Msg::Terminate), true),
                Some(msg) = answers.recv() => (msg, false),
                () = sleep(pause) => (Msg::Wake, false),
                () = std::future::ready(()), if todo.goes_on => (Msg::Continue, false),
            };
            let until = Instant::now() + SLICE;
            let mut next = Some(first);
            while let Some(msg) = next {
                self.take(msg, &mut executor, &mut host, &mut todo)?;
                if todo.quit {
                    // What was typed after it is meant for the shell.
                    break;
                }
                next = input.try_recv().ok().inspect(|_| urgent = true);
                if next.is_none() && Instant::now() < until {
                    next = answers.try_recv().ok();
                }
            }
            // Keys are drawn at once. Of answers more are likely to come: one frame shows them all.
            if !urgent && !todo.quit {
                let rest = FRAME.saturating_sub(drawn.elapsed());
                if todo.goes_on && !rest.is_zero() {
                    continue;
                }
                tokio::select! {
                    biased;
                    Some(msg) = input.recv() => self.take(msg, &mut executor, &mut host, &mut todo)?,
                    () = tokio::time::sleep(rest) => {}
                }
            }
            self.fit(&mut executor, &mut host, &mut todo)?;
            self.draw()?;
            drawn = Instant::now();
        }
        Ok(())
    }

    /// Makes the model's size the terminal's: a frame must never be laid out for a size that the terminal no longer has.
    fn fit(
        &mut self,
        executor: &mut Executor,
        host: &mut impl Host<B>,
        todo: &mut Todo,
    ) -> Result<(), B::Error> {
        let size = self.terminal.size()?;
        if self.model.size == (size.width, size.height) {
            return Ok(());
        }
        self.take(Msg::Resize { width: size.width, height: size.height }, executor, host, todo)
    }

    fn take(
        &mut self,
        msg: Msg,
        executor: &mut Executor,
        host: &mut impl Host<B>,
        todo: &mut Todo,
    ) -> Result<(), B::Error> {
        match msg {
            Msg::Wake => todo.wake_at = None,
            Msg::Continue => todo.goes_on = false,
            _ => {}
        }
        let effects = app::update(&mut self.model, msg, (self.clock)());
        self.carry_out(effects, executor, host, todo)
    }

    fn carry_out(
        &mut self,
        effects: Vec<Effect>,
        executor: &mut Executor,
        host: &mut impl Host<B>,
        todo: &mut Todo,
    ) -> Result<(), B::Error> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let Some(effect) = executor.carry_out(effect) else { continue };
            let ask = match effect {
                Effect::Yank(text) => Ask::Yank(text),
                Effect::Bell => Ask::Bell,
                Effect::Notify(sequence) => Ask::Notify(sequence),
                Effect::Suspend => Ask::Suspend,
                Effect::Redraw => Ask::Redraw,
                Effect::WakeAt(at) => {
                    todo.wake_at = Some(at);
                    continue;
                }
                Effect::Continue => {
                    todo.goes_on = true;
                    continue;
                }
                Effect::Quit => {
                    todo.quit = true;
                    continue;
                }
                // The executor has taken these.
                Effect::Ask { .. }
                | Effect::Send { .. }
                | Effect::Plan { .. }
                | Effect::ReadJournal(_)
                | Effect::Remember(_)
                | Effect::OnAlert { .. }
                | Effect::Keep(..)
                | Effect::ForgetHistory(_)
                | Effect::ReadHistory { .. }
                | Effect::Note(..)
                | Effect::Forget(_)
                | Effect::Renew(_) => continue,
            };
            if let Some(why) = host(ask, &mut self.terminal)? {
                // Any message may find something due: a request that is lost here would be waited for for ever.
                effects.extend(app::update(&mut self.model, Msg::Refused(why), (self.clock)()));
            }
        }
        Ok(())
    }
}

async fn sleep(pause: Option<Duration>) {
    match pause {
        Some(pause) => tokio::time::sleep(pause).await,
        None => std::future::pending().await,
    }
}

/// A terminal that has gone is an end like any other: nobody is left to tell.
///
/// # Errors
/// Any other error of drawing.
pub fn ended(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if super::terminal::is_gone(&error) => {
            tracing::info!("the terminal has gone: {error}");
            Ok(())
        }
        other => other,
    }
}
