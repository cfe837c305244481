//! The form that faults have in scenario files (TOML) and in requests (JSON): flat, and read strictly.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::kind::KINDS;
use super::rule::{FaultRule, Moment};
use crate::simulator::names::nearest;
use crate::simulator::scenario::Offset;
use crate::simulator::{cloudwatch, routes, sts};

/// The members that every fault takes.
pub(super) const COMMON: [&str; 9] =
    ["fault", "operation", "account", "region", "times", "probability", "after", "from", "until"];
/// The members that some take.
const SPECIAL: [&str; 8] = ["delay", "min", "max", "by", "code", "status", "message", "rows"];

/// What is written, before it is a fault.
#[derive(Debug, Default)]
pub(super) struct Form {
    fault: Option<String>,
    operation: Option<String>,
    account: Option<String>,
    region: Option<String>,
    times: Option<u32>,
    probability: Option<f64>,
    after: Option<u32>,
    from: Option<Moment>,
    until: Option<Moment>,
    pub(super) delay: Option<Duration>,
    pub(super) min: Option<Duration>,
    pub(super) max: Option<Duration>,
    pub(super) by: Option<SignedDuration>,
    pub(super) code: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) message: Option<String>,
    pub(super) rows: Option<usize>,
    given: Vec<&'static str>,
}

impl Form {
    /// Reads the member `name`. Every error begins with the member's name and a colon.
    fn read<'de, M: MapAccess<'de>>(&mut self, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        self.given.push(name);
        match name {
            "fault" => self.fault = map.next_value_seed(Named::new(name, "a text"))?,
            "operation" => self.operation = map.next_value_seed(Named::new(name, "a text"))?,
            "account" => self.account = map.next_value_seed(Named::new(name, "a text"))?,
            "region" => self.region = map.next_value_seed(Named::new(name, "a text"))?,
            "code" => self.code = map.next_value_seed(Named::new(name, "a text"))?,
            "message" => self.message = map.next_value_seed(Named::new(name, "a text"))?,
            "times" => self.times = map.next_value_seed(Named::new(name, "a whole number"))?,
            "after" => self.after = map.next_value_seed(Named::new(name, "a whole number"))?,
            "rows" => self.rows = map.next_value_seed(Named::new(name, "a whole number"))?,
            "status" => self.status = map.next_value_seed(Named::new(name, "an HTTP status"))?,
            "probability" => self.probability = map.next_value_seed(Named::new(name, "a number"))?,
            "from" => self.from = map.next_value_seed(Named::new(name, MOMENT))?,
            "until" => self.until = map.next_value_seed(Named::new(name, MOMENT))?,
            "by" => self.by = signed(name, map)?,
            "delay" => self.delay = positive(name, map)?,
            "min" => self.min = positive(name, map)?,
            _ => self.max = positive(name, map)?,
        }
        Ok(())
    }

    fn rule(self) -> Result<FaultRule, String> {
        let name = self.fault.as_deref().ok_or("fault: missing")?;
        let kind = KINDS.iter().find(|kind| kind.name == name).ok_or_else(|| {
            let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
            format!("fault: `{name}` is none: {}", hint(name, &names))
        })?;
        if let Some(extra) =
            self.given.iter().find(|given| !COMMON.contains(given) && !kind.takes.contains(given))
        {
            return Err(format!("{extra}: means nothing to {name}"));
        }
        let fault = (kind.make)(&self)?;
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("status: must be from 200 to 599".to_owned());
        }
        if self.probability.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            return Err("probability: must be from 0 to 1".to_owned());
        }
        if self.times == Some(0) {
            return Err("times: must be at least 1".to_owned());
        }
        let digits = |account: &String| account.len() == 12 && account.bytes().all(|it| it.is_ascii_digit());
        if self.account.as_ref().is_some_and(|account| !digits(account)) {
            return Err("account: must be 12 digits".to_owned());
        }
        if self.operation.as_ref().is_some_and(String::is_empty) {
            return Err("operation: must not be empty; * is every operation".to_owned());
        }
        self.operation.as_deref().map_or(Ok(()), fits)?;
        Ok(FaultRule {
            operation: self.operation.unwrap_or_else(|| super::ANY.to_owned()),
            account: self.account,
            region: self.region,
            fault,
            times: self.times,
            probability: self.probability,
            after: self.after.unwrap_or(0),
            from: self.from,
            until: self.until,
        })
    }
}

/// Refuses a pattern that no operation of any service fits: the fault would never happen.
fn fits(pattern: &str) -> Result<(), String> {
    let known = routes::operations().chain(cloudwatch::OPERATIONS).chain(sts::OPERATIONS);
    let known: Vec<_> = known.collect();
    if known.iter().any(|name| super::matches(pattern, name)) {
        return Ok(());
    }
    let near = nearest(pattern, &known).map(|near| format!(": did you mean `{near}`?"));
    Err(format!("operation: no operation fits `{pattern}`{}", near.unwrap_or_default()))
}

/// The nearest name, or all of them.
fn hint(name: &str, known: &[&str]) -> String {
    nearest(name, known)
        .map_or_else(|| format!("expected {}", known.join(", ")), |near| format!("did you mean `{near}`?"))
}

const MOMENT: &str = "a time such as 2026-12-01T06:00:00Z or +5m";

/// A virtual time, or how far it is from the moment at which the fault is set.
impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::At(at));
        }
        text.parse::<Offset>().map(|by| Self::In(by.0)).map_err(Error::custom)
    }
}

fn signed<'de, M: MapAccess<'de>>(
    name: &'static str,
    map: &mut M,
) -> Result<Option<SignedDuration>, M::Error> {
    let given: Option<Offset> = map.next_value_seed(Named::new(name, "a length such as 10m or -1h"))?;
    Ok(given.map(|by| by.0))
}

fn positive<'de, M: MapAccess<'de>>(name: &'static str, map: &mut M) -> Result<Option<Duration>, M::Error> {
    let given: Option<Offset> = map.next_value_seed(Named::new(name, "a length such as 250ms or 2s"))?;
    let read = |by: Offset| {
        Duration::try_from(by.0).map_err(|_| M::Error::custom(format!("{name}: must not be negative")))
    };
    given.map(read).transpose()
}

impl<'de> Deserialize<'de> for FaultRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = FaultRule;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<FaultRule, M::Error> {
        let mut form = Form::default();
        while let Some(Name(name)) = map.next_key()? {
            form.read(name, &mut map)?;
        }
        form.rule().map_err(Error::custom)
    }
}

/// A member's name.
struct Name(&'static str);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = String::deserialize(deserializer)?;
        let known: Vec<_> = COMMON.iter().chain(&SPECIAL).copied().collect();
        let found = known.iter().find(|known| **known == given);
        found
            .map(|known| Self(known))
            .ok_or_else(|| Error::custom(format!("{given}: unknown: {}", hint(&given, &known))))
    }
}

/// Reads the value of a member; what is wrong with it is said with the member's name.
struct Named<T> {
    name: &'static str,
    wanted: &'static str,
    value: PhantomData<T>,
}

impl<T> Named<T> {
    fn new(name: &'static str, wanted: &'static str) -> Self {
        Self { name, wanted, value: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Named<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
            .map_err(|_| Error::custom(format!("{}: must be {}", self.name, self.wanted)))
    }
}
