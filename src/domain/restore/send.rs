//! From the lines of a form to the metadata that are sent.

use jiff::Timestamp;

use super::fill::{Filled, Line};
use super::form::{Change, KeySpec, ValueKind};
use super::moment::{Chosen, Range, choose, sent};
use super::origin::Origin;
use super::value;
use crate::domain::write::Pairs;

/// The key of what is typed beyond the form.
pub const MORE: &str = "other keys";
/// AWS Backup takes no more (reference section 6.5, EFS).
const MOST_BYTES: usize = 200 * 1024;

/// Why a form can't be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The key that is to be mended, or [`MORE`].
    pub key: String,
    /// Why, in words.
    pub why: String,
}

impl Complaint {
    fn new(key: &str, why: impl Into<String>) -> Self {
        Self { key: key.to_owned(), why: why.into() }
    }
}

/// The form as it stands on the screen.
struct Typed<'a> {
    filled: &'a Filled,
    values: &'a [&'a str],
}

/// The metadata of a form: `values` are what stands in its lines now, `more` is `key=value` beyond them.
///
/// # Errors
/// What has to be mended first, in the order of the form.
pub fn pairs(
    filled: &Filled,
    values: &[&str],
    more: &str,
    origin: &Origin,
    now: Timestamp,
) -> Result<Pairs, Vec<Complaint>> {
    let typed = Typed { filled, values };
    let (mut pairs, mut complaints) = (Pairs::new(), Vec::new());
    for (line, value) in filled.lines.iter().zip(values) {
        match typed.pair(line, value, origin, now) {
            Ok(pair) => pairs.extend(pair),
            Err(why) => complaints.push(Complaint::new(&line.key, why)),
        }
    }
    match typed.more(more) {
        Ok(more) => pairs.extend(more),
        Err(why) => complaints.push(Complaint::new(MORE, why)),
    }
    if pairs.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > MOST_BYTES {
        complaints.push(Complaint::new(MORE, "all together it is more than the 200 KB that AWS takes"));
    }
    if complaints.is_empty() { Ok(pairs) } else { Err(complaints) }
}

/// Why a line's value is not sent as the others stand; `None` where it is.
pub fn idle(filled: &Filled, values: &[&str], key: &str) -> Option<String> {
    let spec = filled.form.key(key)?;
    Typed { filled, values }.idle(spec)
}

impl Typed<'_> {
    /// What stands in the line of a key.
    fn value(&self, key: &str) -> &str {
        let lines = self.filled.lines.iter().zip(self.values);
        let found = lines.filter(|(line, _)| line.key == key).map(|(_, value)| value.trim()).next();
        found.unwrap_or_default()
    }

    /// The first of the conditions that holds.
    fn holding<'a>(&self, conditions: &'a Conditions) -> Option<(&'a str, &str)> {
        let like = |key: &str, values: &[String]| {
            let is = self.value(key);
            !is.is_empty() && values.iter().any(|value| value::matches(value, is))
        };
        conditions
            .iter()
            .find(|(key, values)| like(key, values))
            .map(|(key, _)| (key.as_str(), self.value(key)))
    }

    fn idle(&self, spec: &KeySpec) -> Option<String> {
        let met = |key: &str, values: &[String]| {
            values.iter().any(|wanted| value::matches(wanted, self.value(key)))
        };
        if let Some((key, values)) = spec.only.iter().find(|(key, values)| !met(key, values)) {
            return Some(format!("only with {key} {}", values.join(" or ")));
        }
        self.holding(&spec.not_with).map(|(key, other)| format!("not with {key} {other}"))
    }

    fn pair(&self, line: &Line, value: &str, origin: &Origin, now: Timestamp) -> Result<Pairs, String> {
        let Some(spec) = line.spec else { return Ok(as_it_is(line, value)) };
        let untouched = value.trim() == line.start.trim();
        if let Some(why) = self.idle(spec) {
            return if untouched || value.trim().is_empty() { Ok(vec![]) } else { Err(why) };
        }
        if value.trim().is_empty() {
            return match self.holding(&spec.required_with) {
                _ if spec.required => Err("AWS wants a value".to_owned()),
                Some((key, other)) => Err(format!("AWS wants a value with {key} {other}")),
                None => Ok(vec![]),
            };
        }
        if let Some(other) = spec.excludes.iter().find(|key| !self.value(key).is_empty()) {
            return Err(format!("not together with {other}: empty one of them"));
        }
        if spec.kind == ValueKind::Time {
            return self.moment(spec, value, origin, now);
        }
        if untouched && line.raw.is_some() {
            return Ok(as_it_is(line, value));
        }
        let sent = value::wire(spec, value, &origin.region)?;
        held(spec, line, &sent, origin)?;
        Ok(vec![(line.key.clone(), sent)])
    }

    fn moment(&self, spec: &KeySpec, typed: &str, origin: &Origin, now: Timestamp) -> Result<Pairs, String> {
        let Some(moment) = &self.filled.form.moment else {
            return Ok(vec![(spec.key.clone(), typed.into())]);
        };
        let range = Range::of(moment, origin, now);
        Ok(match (choose(typed, range)?, &moment.latest) {
            (Chosen::At(at), _) => vec![(spec.key.clone(), at)],
            (Chosen::Latest, Some(key)) => vec![(key.clone(), "true".to_owned())],
            (Chosen::Latest, None) => vec![(spec.key.clone(), sent(range.latest))],
        })
    }

    fn more(&self, typed: &str) -> Result<Pairs, String> {
        let more = split(typed)?;
        for (index, (key, value)) in more.iter().enumerate() {
            if self.filled.lines.iter().any(|line| line.key.eq_ignore_ascii_case(key)) {
                return Err(format!("{key} has a line of its own"));
            }
            if more[..index].iter().any(|(other, _)| other.eq_ignore_ascii_case(key)) {
                return Err(format!("{key} stands twice"));
            }
            if value.is_empty() {
                return Err(format!("{key} has no value, and AWS takes no empty ones"));
            }
        }
        Ok(more)
    }
}

type Conditions = std::collections::BTreeMap<String, Vec<String>>;

fn as_it_is(line: &Line, value: &str) -> Pairs {
    let raw = line.raw.as_ref().filter(|_| value == line.start);
    let value = raw.map_or(value, String::as_str);
    if value.trim().is_empty() { Pairs::new() } else { vec![(line.key.clone(), value.to_owned())] }
}

/// Holds a value against what the original has.
fn held(spec: &KeySpec, line: &Line, sent: &str, origin: &Origin) -> Result<(), String> {
    let original = line.original.as_deref();
    if spec.change == Change::Must && original.unwrap_or(&origin.name).eq_ignore_ascii_case(sent) {
        return Err(format!("{sent} is the original's: it needs a name of its own"));
    }
    if spec.change == Change::Cannot && original.is_some_and(|original| original != sent) {
        return Err("it cannot be changed: as it was, or empty".to_owned());
    }
    match &spec.keeps {
        Some(kept) if original == Some(kept) && sent != kept => {
            Err(format!("it was {kept} and cannot become {sent}"))
        }
        _ => Ok(()),
    }
}

/// `key=value` with commas between; commas within brackets, braces and quotes are the value's own.
pub(super) fn split(typed: &str) -> Result<Pairs, String> {
    let (mut entries, mut entry, mut depth, mut quoted, mut escaped) =
        (vec![], String::new(), 0_u32, false, false);
    for c in typed.chars() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                entries.push(std::mem::take(&mut entry));
                continue;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        entry.push(c);
    }
    entries.push(entry);
    let whole = entries.iter().map(|entry| entry.trim()).filter(|entry| !entry.is_empty());
    let pair = |entry: &str| match entry.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err(format!("`{entry}` is no key=value")),
    };
    whole.map(pair).collect()
}
