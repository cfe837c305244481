//! `/_simulator/clock`: what time it is, and how it runs.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::form::Form;
use super::{Command, Refusal, Told};
use crate::simulator::Clock;
use crate::simulator::clock::ClockError;
use crate::simulator::scenario::Offset;

/// What `advance` takes.
const LENGTH: &str = "a length such as \"90s\", \"2h30m\" or \"30d\"";

pub(super) fn handle(clock: &Clock, command: &Command<'_>) -> Told {
    command.only_query(&[])?;
    match command.method {
        "GET" => {}
        "POST" => set(clock, command.body)?,
        _ => return Err(command.refuse_method("GET or POST")),
    }
    Ok(view(clock))
}

/// The clock for the wire.
pub(super) fn view(clock: &Clock) -> Value {
    let now = clock.now();
    json!({
        "now": now,
        "epoch": crate::simulator::wire::Epoch(now),
        "speed": clock.speed(),
        "paused": clock.paused(),
    })
}

fn set(clock: &Clock, body: &[u8]) -> Result<(), Refusal> {
    let form = Form::read(body, &["speed", "paused", "advance", "to"])?;
    let speed: Option<f64> = form.get("speed", "a number")?;
    let paused: Option<bool> = form.get("paused", "true or false")?;
    let advance: Option<String> = form.get("advance", LENGTH)?;
    let to: Option<Timestamp> = form.get("to", "a time such as \"2026-12-01T06:00:00Z\"")?;
    let advance = advance.map(|text| text.parse::<Offset>()).transpose();
    let advance = advance.map_err(|_| Refusal::of("advance", format!("must be {LENGTH}")))?.map(|by| by.0);
    if advance.is_some_and(|by| by.is_negative()) {
        return Err(Refusal::of("advance", "the clock does not go back"));
    }
    if advance.is_some() && to.is_some() {
        return Err(Refusal::of("to", "cannot go with advance"));
    }
    // Everything that can be refused comes first: a refused request changes nothing.
    if let Some(to) = to {
        if speed.is_some_and(|speed| !(0.0..=Clock::FASTEST).contains(&speed)) {
            return Err(Refusal::of("speed", ClockError::Speed));
        }
        clock.jump_to(to).map_err(|error| Refusal::of("to", error))?;
    }
    if paused == Some(true) {
        clock.pause();
    }
    if let Some(speed) = speed {
        clock.set_speed(speed).map_err(|error| Refusal::of("speed", error))?;
    }
    if paused == Some(false) {
        clock.resume();
    }
    if let Some(by) = advance {
        clock.advance(by);
    }
    Ok(())
}
