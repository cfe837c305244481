//! Filling a form: what the point was, then what AWS would test with, then the form's own default.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::form::{Change, Form, KeySpec, Start, ValueKind};
use super::origin::Origin;
use super::value;
use crate::text::Text;

/// Keys that only tell something start with this (reference section 6.6).
const INFORMATION: &str = "InformationalOnly:";
/// A key of AWS Backup's own that may be left out (reference section 6.6).
const REQUEST_ID: &str = "aws:backup:request-id";

/// A form with its first values.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// What the form is.
    pub form: &'static Form,
    /// Its lines, then one for each key that the point gives and the form does not know.
    pub lines: Vec<Line>,
    /// What the point tells and nobody sends: key and value.
    pub told: Vec<(Text, Text)>,
    /// What was not taken over, and why, in words.
    pub left_out: Vec<String>,
}

/// One key of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The key, as it is sent.
    pub key: String,
    /// What the form knows of it; `None` for a key that only the point gives.
    pub spec: Option<&'static KeySpec>,
    /// What the original has, as it would be typed.
    pub original: Option<String>,
    /// What the line begins with.
    pub start: String,
    /// Where that comes from.
    pub source: Source,
    /// The value that the start stands for, where it can't be shown as it is.
    pub(super) raw: Option<String>,
}

/// Where a line's first value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The point gives it.
    Point,
    /// AWS would test with it.
    Inferred,
    /// The form's default.
    Default,
    /// There is none, and AWS gives null.
    Null,
    /// There is none.
    Nothing,
}

impl Line {
    /// Whether a typed value is another than the original has; `None` where the original's is not known.
    pub fn differs(&self, typed: &str) -> Option<bool> {
        let original = self.original.as_ref()?;
        Some(value::normal(self.kind(), typed) != value::normal(self.kind(), original))
    }

    /// What its value is.
    pub fn kind(&self) -> ValueKind {
        self.spec.map(|spec| spec.kind).unwrap_or_default()
    }
}

/// The forms that fit a point; where it is not known whether one does, it counts.
pub fn fitting(origin: &Origin) -> Vec<&'static Form> {
    let fits = |form: &&Form| {
        let when = &form.when;
        let cold = when.cold.zip(origin.cold).is_none_or(|(wanted, is)| wanted == is);
        let continuous = when.continuous.zip(origin.continuous).is_none_or(|(wanted, is)| wanted == is);
        let given = when.given.iter().all(|(key, wanted)| {
            origin.given(key).is_none_or(|value| value.raw().eq_ignore_ascii_case(wanted))
        });
        cold && continuous && given
    };
    super::kind(&origin.resource_type)
        .into_iter()
        .chain([super::catalogue::other()])
        .map(|kind| kind.forms.iter().filter(fits).collect::<Vec<_>>())
        .find(|forms| !forms.is_empty())
        .unwrap_or_default()
}

/// Fills a form for a point.
pub fn fill(form: &'static Form, origin: &Origin, now: Timestamp) -> Filled {
    let mut filled = Filled { form, lines: Vec::new(), told: Vec::new(), left_out: Vec::new() };
    for spec in &form.keys {
        let line = line(spec, origin, now, &mut filled.left_out);
        filled.lines.push(line);
    }
    let named = |names: &[String], key: &str| names.iter().any(|name| name.eq_ignore_ascii_case(key));
    for (key, value) in origin.metadata.iter().flat_map(|metadata| &metadata.given) {
        let name = key.raw();
        if form.key(name).is_some() || name.eq_ignore_ascii_case(REQUEST_ID) {
            continue;
        }
        let Some(value) = value.as_ref().filter(|value| !value.raw().trim().is_empty()) else {
            filled.left_out.push(format!("{key}: AWS gives no value for it"));
            continue;
        };
        let is_original = form.keys.iter().any(|spec| spec.original.as_deref() == Some(name));
        if name.starts_with(INFORMATION) || named(&form.info, name) {
            filled.told.push((key.clone(), value.clone()));
        } else if named(&form.drop, name) || is_original {
            filled.left_out.push(format!("{key}: names the original, is not sent"));
        } else if form.strict {
            filled.left_out.push(format!("{key}: not taken by AWS here, is not sent"));
        } else {
            let (start, raw) = typed(ValueKind::Text, value);
            let original = Some(start.clone());
            let key = name.to_owned();
            filled.lines.push(Line { key, spec: None, original, start, source: Source::Point, raw });
        }
    }
    filled
}

fn line(spec: &'static KeySpec, origin: &Origin, now: Timestamp, left_out: &mut Vec<String>) -> Line {
    let given = origin.given(spec.original.as_ref().unwrap_or(&spec.key));
    let taken = |value: &&Text| takes(spec, origin, value.raw());
    let mut line = Line {
        key: spec.key.clone(),
        spec: Some(spec),
        original: given.map(|value| typed(spec.kind, value).0),
        start: String::new(),
        source: if origin.gives_null(&spec.key) { Source::Null } else { Source::Nothing },
        raw: None,
    };
    let own = spec.default.as_ref().and_then(|template| default(spec.kind, template, origin, now));
    // A name that AWS makes up for a test is a poor one for what is to stay, and a moment is the operator's choice.
    let named =
        spec.kind == ValueKind::Time || spec.default.as_ref().is_some_and(|it| it.contains("{stamp}"));
    let inferred = origin.inferred(&spec.key).filter(taken).filter(|_| !named);
    if spec.change == Change::Must || spec.start == Start::Empty {
        (line.start, line.source) = own.map_or((String::new(), line.source), |own| (own, Source::Default));
    } else if let (Some(instead), true) = (&spec.instead, given.is_some()) {
        (line.start, line.source) = (instead.clone(), Source::Default);
    } else if let Some(value) = given.filter(taken) {
        (line.start, line.raw) = typed(spec.kind, value);
        line.source = Source::Point;
    } else if let Some(value) = inferred {
        (line.start, line.raw) = typed(spec.kind, value);
        line.source = Source::Inferred;
    } else if let Some(own) = own {
        (line.start, line.source) = (own, Source::Default);
    }
    if let Some(value) =
        given.filter(|value| spec.change != Change::Must && !takes(spec, origin, value.raw()))
    {
        left_out.push(format!("{}: {value} cannot be taken over", spec.key));
    }
    line
}

/// Whether what the point or AWS says can be taken over.
fn takes(spec: &KeySpec, origin: &Origin, value: &str) -> bool {
    if spec.kind == ValueKind::Choice && spec.instead.is_none() && !spec.values.iter().any(|it| it == value) {
        return false;
    }
    let here = |zone: &str| origin.region.is_empty() || zone.starts_with(&origin.region);
    match spec.kind {
        ValueKind::Zone => here(value),
        ValueKind::List if spec.zones => {
            value::items(value).is_ok_and(|zones| zones.iter().all(|zone| here(zone)))
        }
        _ => true,
    }
}

/// A value as it would be typed, and the value itself where that is not the same.
fn typed(kind: ValueKind, value: &Text) -> (String, Option<String>) {
    let shown = value::typed(kind, value.as_str());
    (shown, (value.raw() != value.as_str()).then(|| value.raw().to_owned()))
}

fn default(kind: ValueKind, template: &str, origin: &Origin, now: Timestamp) -> Option<String> {
    let stamp = now.to_zoned(TimeZone::UTC).strftime("%Y%m%d-%H%M").to_string();
    let name = if origin.name.is_empty() { "restored" } else { &origin.name };
    let mut text = template.to_owned();
    if text.contains("{gib}") {
        text = text.replace("{gib}", &origin.gib()?.to_string());
    }
    let text = text.replace("{stamp}", &stamp);
    Some(value::fitted(kind, &text, name))
}
