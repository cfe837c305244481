//! `/_simulator/faults`: what goes wrong.

use serde_json::{Value, json};

use super::{Command, Refusal, Told};
use crate::simulator::faults::{FaultRule, Faults};

pub(super) fn handle(faults: &Faults, command: &Command<'_>) -> Told {
    command.only_query(&[])?;
    match command.method {
        "GET" => {}
        "PUT" => faults.replace(read(command.body)?),
        "POST" => read(command.body)?.into_iter().for_each(|rule| faults.add(rule)),
        "DELETE" => faults.clear(),
        _ => return Err(command.refuse_method("GET, PUT, POST or DELETE")),
    }
    Ok(json!({ "faults": faults.view() }))
}

/// A list of faults, an object with such a list as GET answers it, or one fault.
fn read(body: &[u8]) -> Result<Vec<FaultRule>, Refusal> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| Refusal::new(400, format!("not JSON: {error}")))?;
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut members) if members.contains_key("faults") => {
            super::form::only(members.keys().map(String::as_str), &["faults"])?;
            match members.remove("faults") {
                Some(Value::Array(list)) => list,
                _ => return Err(Refusal::of("faults", "must be a list")),
            }
        }
        Value::Object(_) => return one(value).map(|rule| vec![rule]),
        _ => return Err(Refusal::new(400, "the body must be a fault or a list of faults")),
    };
    let named = |(at, value): (usize, Value)| {
        one(value).map_err(|refusal| match refusal.member {
            Some(member) => Refusal {
                member: Some(format!("faults[{at}].{member}")),
                message: format!("faults[{at}].{}", refusal.message),
                ..refusal
            },
            None => Refusal::of(&format!("faults[{at}]"), refusal.message),
        })
    };
    list.into_iter().enumerate().map(named).collect()
}

fn one(mut value: Value) -> Result<FaultRule, Refusal> {
    if let Some(members) = value.as_object_mut() {
        // What GET says of it; it begins anew.
        members.remove("hits");
    }
    serde_json::from_value(value).map_err(|error| {
        let text = error.to_string();
        // The form's errors begin with the member.
        match text.split_once(": ") {
            Some((member, why)) if !member.contains(' ') => Refusal::of(member, why),
            _ => Refusal::new(400, text),
        }
    })
}
