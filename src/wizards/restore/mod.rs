//! Restore a recovery point: of those of a resource the newest that is usable, until another is chosen.
//!
//! ```text
//!  points of the resource ── one chosen ──> how it can be restored ── as one thing ──> its keys, filled
//! ```
//!
//! What stands in the fields comes from `domain::restore`; this module only asks, shows and sends.

mod about;
mod check;
mod choice;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;

use super::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens};
use crate::domain::arn;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::preflight::{Answer, Check, Known, Need};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::restore::{self, Effect, LATEST, MORE, Source, Start, ValueKind};
use crate::domain::scope::ScopeId;
use crate::domain::write::words::role_arn;
use crate::domain::write::{PointName, RestoreRequest, Write};
use crate::text::Text;
use choice::Chosen;

/// Which point.
pub const POINT: &str = "point";
/// What it is restored as.
pub const AS: &str = "restore as";
/// The role's ARN or name.
pub const ROLE: &str = "role";
/// Whether the new resource gets the old one's tags.
pub const TAGS: &str = "copy tags";

/// A restore.
#[derive(Debug, Clone)]
pub struct Restore {
    /// In this scope.
    pub scope: ScopeId,
    /// The point, or the resource whose newest usable point it is to be.
    pub of: Of,
    /// What the resource is called.
    pub label: String,
    /// The role that it is filled with: an ARN or a name.
    pub role: String,
    /// When the form was opened: names and moments count from here.
    pub now: Timestamp,
}

/// What is restored.
#[derive(Debug, Clone, PartialEq)]
pub enum Of {
    /// This point.
    Point(Box<RecoveryPoint>),
    /// The newest usable point of this resource (ARN).
    Resource(Text),
}

impl Task for Restore {
    fn title(&self) -> String {
        match &self.of {
            Of::Point(point) => match choice::when(point) {
                Some(when) => format!("Restore {} of {when} UTC", self.label),
                None => format!("Restore {}", self.label),
            },
            Of::Resource(_) => format!("Restore {}", self.label),
        }
    }

    fn about(&self, lines: Lines<'_>, known: &Known) -> Vec<String> {
        about::lines(self, lines, known)
    }

    fn verb(&self) -> &'static str {
        "Restore"
    }

    fn scope(&self) -> ScopeId {
        self.scope
    }

    fn fields(&self, known: &Known) -> Vec<Field> {
        self.refit(Lines(&[]), known)
    }

    fn shapes(&self) -> &'static [&'static str] {
        &[POINT, AS]
    }

    fn refit(&self, lines: Lines<'_>, known: &Known) -> Vec<Field> {
        let mut fields = Vec::new();
        let points = self.points(known);
        if points.len() > 1 {
            let names: Vec<String> = points.iter().map(choice::name).collect();
            let shown = self.point(lines, known).map(|point| choice::name(&point)).unwrap_or_default();
            let help = format!("of {}; left and right choose", points.len());
            fields.push(Field::new(POINT, "Point", shown).choices(names).help(help));
        }
        let Some(chosen) = self.chosen(lines, known) else { return fields };
        if chosen.forms.len() > 1 {
            let names = chosen.forms.iter().map(|form| form.name.clone()).collect();
            let help = "left and right choose";
            fields.push(
                Field::new(AS, "Restore as", chosen.filled.form.name.clone()).choices(names).help(help),
            );
        }
        fields.extend(chosen.filled.lines.iter().map(field));
        let help = "key=value, key=value; what this form does not know";
        fields.push(Field::new(MORE, "Other keys", "").help(help));
        fields
            .push(Field::new(ROLE, "Role", self.role.clone()).choices(known.roles.keys().cloned().collect()));
        if chosen.filled.form.copy_tags {
            let both = ["false", "true"].map(str::to_owned).into();
            fields.push(
                Field::new(TAGS, "Copy tags", "false").choices(both).help("of the resource, as they were"),
            );
        }
        fields
    }

    fn danger(&self, lines: Lines<'_>, known: &Known) -> Danger {
        let target = self.chosen(lines, known).and_then(|chosen| {
            let form = chosen.filled.form;
            let key = form.target.as_ref().filter(|_| form.effect == Effect::Destructive)?;
            Some(arn::short(lines.text(key)).to_owned())
        });
        match target {
            Some(target) if target.is_empty() => Danger::Destructive(self.label.clone()),
            Some(target) => Danger::Destructive(target),
            None => Danger::Costly,
        }
    }

    fn needs(&self, lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
        let mut needs = Vec::new();
        if let Of::Resource(resource) = &self.of {
            needs.push((self.scope, Need::Points(resource.clone())));
        }
        if let Some((vault, arn)) = self.point(lines, known).and_then(choice::place) {
            // A list does not tell the storage tier, and the tier decides what can be restored.
            needs.push((self.scope, Need::Point { vault: vault.clone(), arn: arn.clone() }));
            needs.push((self.scope, Need::RestoreMetadata { vault, arn }));
        }
        needs
    }

    fn note(&self, field: &Field, lines: Lines<'_>, known: &Known) -> String {
        match field.key.as_ref() {
            POINT | AS | MORE | TAGS => field.help.clone(),
            ROLE if field.choices.is_empty() => String::new(),
            ROLE => "left and right choose one that jobs here had".to_owned(),
            key => self.note_of(key, field, lines, known),
        }
    }

    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        check::all(self, lines, known)
    }

    fn plan(&self, lines: Lines<'_>, known: &Known, tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let place = self.point(lines, known).and_then(choice::place);
        let Some((vault, point)) = place else { return Err(Complaint::of(POINT, self.why_none(known))) };
        let chosen = self.chosen(lines, known).ok_or_else(|| Complaint::of("", self.why_none(known)))?;
        let values = values(&chosen, lines);
        let metadata = restore::pairs(&chosen.filled, &values, lines.text(MORE), &chosen.origin, self.now)
            .map_err(first)?;
        let role = role_arn(lines.text(ROLE), &known.account).map_err(|why| Complaint::of(ROLE, why))?;
        let form = chosen.filled.form;
        let request = RestoreRequest {
            point: PointName { vault: vault.raw().to_owned(), point: point.raw().to_owned() },
            metadata,
            role,
            resource_type: form.sends.clone().unwrap_or_else(|| chosen.origin.resource_type.clone()),
            copy_tags: form.copy_tags && lines.text(TAGS) == "true",
            token: tokens.of(0),
        };
        let write = Write::StartRestore(request);
        Ok(vec![Planned { scope: self.scope, label: self.label.clone(), write }])
    }

    fn field_of(&self, failure: &Failure, lines: Lines<'_>, known: &Known) -> Option<Cow<'static, str>> {
        if !matches!(failure.kind, FailureKind::Invalid | FailureKind::NotFound) {
            return None;
        }
        let chosen = self.chosen(lines, known)?;
        let message = failure.message.as_str();
        let key = restore::blamed(&chosen.filled, lines.text(MORE), message).map(str::to_owned);
        let role = message.to_lowercase().contains("role").then(|| ROLE.to_owned());
        key.or(role).map(Cow::Owned)
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        let what = match &self.of {
            Of::Point(point) => point.arn.raw(),
            Of::Resource(resource) => resource.raw(),
        };
        vec![(self.scope, format!("restore {what}"))]
    }
}

impl Restore {
    /// What stands beside a key's field: why it is not sent, what the original has, what it is.
    fn note_of(&self, key: &str, field: &Field, lines: Lines<'_>, known: &Known) -> String {
        let Some(chosen) = self.chosen(lines, known) else { return String::new() };
        let Some(line) = chosen.filled.lines.iter().find(|line| line.key == key) else {
            return String::new();
        };
        let help = line.spec.map_or("this version does not know this key", |spec| spec.help.as_str());
        if let Some(why) = restore::idle(&chosen.filled, &values(&chosen, lines), key) {
            return format!("not sent: {why}");
        }
        let waits = line.spec.is_some_and(|spec| spec.start == Start::Empty) && field.text().is_empty();
        if let Some(original) = line.original.as_ref().filter(|original| waits && !original.is_empty()) {
            return format!("it has {original}; {help}");
        }
        if let Some(original) = line.original.as_ref().filter(|_| line.differs(field.text()) == Some(true)) {
            return format!("was {}; {help}", if original.is_empty() { "empty" } else { original });
        }
        let unchanged = field.text() == line.start;
        match line.source {
            _ if field.text().is_empty() && line.spec.is_some_and(|spec| spec.required) => {
                format!("needed: {help}")
            }
            Source::Inferred if unchanged => format!("what AWS would test with; {help}"),
            Source::Null if unchanged => format!("AWS tells none; {help}"),
            _ => help.to_owned(),
        }
    }

    /// Why there is nothing to restore yet.
    fn why_none(&self, known: &Known) -> String {
        match &self.of {
            Of::Resource(resource) => match known.fact(self.scope, &Need::Points(resource.clone())) {
                Answer::Known(_) => "it has no usable recovery point".to_owned(),
                other => format!("its recovery points: {}", other.why_not()),
            },
            Of::Point(point) if point.vault.is_none() => "AWS Backup does not manage this point".to_owned(),
            Of::Point(_) => "reading how it can be restored".to_owned(),
        }
    }
}

fn field(line: &restore::Line) -> Field {
    // A key that only the point gives is hostile text like any other.
    let label = Text::new(&line.key).to_string();
    let mut field = Field::new(line.key.clone(), label, line.start.clone());
    // A field that waits empty keeps what there is: it differs only once something is typed.
    let keeps = line.start.is_empty() && line.spec.is_some_and(|spec| spec.start == Start::Empty);
    field.original = if keeps { Some(String::new()) } else { line.original.clone() };
    if let Some(spec) = line.spec {
        field.choices = match spec.kind {
            ValueKind::Bool => ["true", "false", ""].map(str::to_owned).into(),
            ValueKind::Time => vec![LATEST.to_owned()],
            _ => spec.values.clone(),
        };
        if spec.kind == ValueKind::Choice && !spec.required {
            field.choices.push(String::new());
        }
        field.help.clone_from(&spec.help);
    }
    field
}

/// What stands in the lines of a form.
fn values<'a>(chosen: &'a Chosen, lines: Lines<'a>) -> Vec<&'a str> {
    let text = |line: &'a restore::Line| {
        lines.field(&line.key).map_or(line.start.as_str(), |field| field.input.text())
    };
    chosen.filled.lines.iter().map(text).collect()
}

fn first(complaints: Vec<restore::Complaint>) -> Complaint {
    match complaints.into_iter().next() {
        Some(one) => Complaint::of(one.key, one.why),
        None => Complaint::of("", ""),
    }
}
