//! Copy recovery points to a vault in this or another Region or account.

mod check;
mod source;

#[cfg(test)]
mod tests;

pub use source::Source;

use std::borrow::Cow;

use jiff::Timestamp;

use super::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens, field_by_words};
use crate::domain::arn;
use crate::domain::failure::Failure;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::preflight::{Check, Known, Need, Verdict, by_name, some};
use crate::domain::scope::ScopeId;
use crate::domain::write::words::{days, role_arn};
use crate::domain::write::{CopyRequest, PointName, Write};

/// The destination vault's ARN.
pub const TO: &str = "to";
/// Days to keep the copy; empty is as long as its source.
pub const KEEP: &str = "keep";
/// The role's ARN or name.
pub const ROLE: &str = "role";

/// Of so many points each is described before it is copied; of more only what their list tells is known.
const DESCRIBED: usize = 10;

/// Copies of one or more recovery points.
#[derive(Debug, Clone)]
pub struct Copy {
    sources: Vec<Source>,
    /// When the form was opened.
    now: Timestamp,
}

impl Copy {
    /// A copy of each source. `None` where there is none.
    pub fn new(sources: Vec<Source>, now: Timestamp) -> Option<Self> {
        (!sources.is_empty()).then_some(Self { sources, now })
    }

    fn first(&self) -> &Source {
        // `new` lets none pass that is empty.
        &self.sources[0]
    }

    /// The sources that can be copied, and why the others can't. When none can, none is left out.
    fn sorted(&self, lines: Lines<'_>, known: &Known) -> (Vec<&Source>, Vec<(&str, Check)>) {
        let (mut fit, mut left_out) = (Vec::new(), Vec::new());
        for source in &self.sources {
            let own = check::of(source, lines, known, self.now).own;
            match own.into_iter().find(|check| check.verdict == Verdict::Failed) {
                Some(check) => left_out.push((source.label.as_str(), check)),
                None => fit.push(source),
            }
        }
        if fit.is_empty() { (self.sources.iter().collect(), Vec::new()) } else { (fit, left_out) }
    }

    fn request(source: &Source, lines: Lines<'_>, token: String) -> Result<CopyRequest, Complaint> {
        let way = check::way(source, lines);
        if way.vault().is_none() {
            return Err(Complaint::of(TO, way.place(source.vault.raw()).says));
        }
        let role = if lines.is_own(ROLE) { source.role.as_str() } else { lines.text(ROLE) };
        let keep = days(lines.text(KEEP)).map_err(|why| Complaint::of(KEEP, why))?;
        Ok(CopyRequest {
            point: PointName {
                vault: source.vault.raw().to_owned(),
                point: source.listed.arn.raw().to_owned(),
            },
            destination: way.to.to_owned(),
            role: role_arn(role, &source.account).map_err(|why| Complaint::of(ROLE, why))?,
            lifecycle: Lifecycle { delete_after_days: keep, ..Lifecycle::default() },
            token,
        })
    }
}

impl Task for Copy {
    fn title(&self) -> String {
        match self.sources.as_slice() {
            [one] => format!("Copy a recovery point of {}", one.label),
            many => format!("Copy {} recovery points", many.len()),
        }
    }

    fn about(&self, _lines: Lines<'_>, known: &Known) -> Vec<String> {
        match self.sources.as_slice() {
            [one] => vec![one.listed.arn.to_string(), one.words(known)],
            many => vec![many.iter().map(|source| source.label.as_str()).collect::<Vec<_>>().join(", ")],
        }
    }

    fn verb(&self) -> &'static str {
        "Copy"
    }

    fn scope(&self) -> ScopeId {
        self.first().scope
    }

    fn fields(&self, known: &Known) -> Vec<Field> {
        let texts = |text: fn(&Source) -> String| self.sources.iter().map(text).collect::<Vec<_>>();
        let same = |text: fn(&Source) -> String| {
            let texts = texts(text);
            if texts.iter().all(|one| *one == texts[0]) { texts[0].clone() } else { String::new() }
        };
        let first = self.first();
        let own = |arn: &str| {
            let parts = arn::Arn::parse(arn);
            let here = parts.is_some_and(|arn| arn.region == first.region && arn.account == first.account);
            here && arn::vault_name(arn) == first.vault.raw()
        };
        // Where a copy helps most comes first: another Region or account.
        let mut vaults: Vec<&str> = known
            .vaults
            .iter()
            .map(|vault| vault.arn.as_str())
            .filter(|arn| !own(arn) && !arn::vault_name(arn).starts_with("aws/"))
            .collect();
        vaults.sort_by_key(|vault| {
            arn::Arn::parse(vault)
                .is_some_and(|arn| arn.region == first.region && arn.account == first.account)
        });
        vec![
            Field::new(TO, "To vault", same(|source| source.to.clone()))
                .choices(vaults.into_iter().map(str::to_owned).collect()),
            Field::new(KEEP, "Keep for", ""),
            Field::common(ROLE, "Role", &texts(|source| source.role.clone())),
        ]
    }

    fn danger(&self, _lines: Lines<'_>, _known: &Known) -> Danger {
        Danger::Safe
    }

    fn needs(&self, lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
        let mut needs = Vec::new();
        if self.sources.len() <= DESCRIBED {
            needs.extend(self.sources.iter().map(|source| (source.scope, source.need())));
        }
        for source in &self.sources {
            for need in check::way(source, lines).needs(known, source.scope) {
                if !needs.contains(&need) {
                    needs.push(need);
                }
            }
        }
        needs
    }

    fn note(&self, field: &Field, lines: Lines<'_>, known: &Known) -> String {
        match (field.key.as_ref(), self.sources.as_slice()) {
            (TO, _) if field.text().is_empty() => "left and right choose, or type a vault's ARN".to_owned(),
            (TO, [one]) if field.text() == one.to => one.because.clone(),
            (TO, _) => "left and right choose".to_owned(),
            (KEEP, [one]) => check::keep_note(one, lines, known),
            (KEEP, _) if field.text().is_empty() => "empty: each as its source".to_owned(),
            (KEEP, _) => "days from the creation of each".to_owned(),
            _ => field.help.clone(),
        }
    }

    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        let (fit, left_out) = self.sorted(lines, known);
        let of = |source: &Source| {
            let check::Checks { own, all } = check::of(source, lines, known, self.now);
            own.into_iter().chain(all).collect::<Vec<_>>()
        };
        let mut checks = by_name(fit.iter().map(|source| (source.label.as_str(), of(source))).collect());
        if let Some((_, why)) = left_out.first() {
            let names: Vec<&str> = left_out.iter().map(|(name, _)| *name).collect();
            let says = format!("left out: {}: {}", some(&names), why.says);
            checks.insert(0, Check::fixed(Verdict::Warning, says));
        }
        checks
    }

    fn plan(&self, lines: Lines<'_>, known: &Known, tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |(number, source): (usize, &Source)| {
            let write = Write::StartCopy(Self::request(source, lines, tokens.of(number))?);
            Ok(Planned { scope: source.scope, label: source.label.clone(), write })
        };
        self.sorted(lines, known).0.into_iter().enumerate().map(planned).collect()
    }

    fn field_of(&self, failure: &Failure, _lines: Lines<'_>, _known: &Known) -> Option<Cow<'static, str>> {
        let words =
            [("destination", TO), ("role", ROLE), ("lifecycle", KEEP), ("retention", KEEP), ("vault", TO)];
        field_by_words(failure, &words)
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        let claim = |source: &Source| (source.scope, format!("copy {}", source.listed.arn.raw()));
        self.sources.iter().map(claim).collect()
    }
}
