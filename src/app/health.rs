//! The health of every scope, line by line, for the page of scopes.

use super::dataset::Dataset;
use super::model::Model;
use super::remote::Phase;
use crate::config::style::Role;
use crate::domain::scope::Scope;
use crate::text::{count, time};

/// One line: what, and what it means.
pub type Line = (Role, String);

/// All lines of the page.
pub fn lines(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    for scope in &model.scopes {
        lines.extend(head(scope));
        for (dataset, source) in model.poll.scope(scope.id) {
            let at = source
                .remote
                .at
                .map(|at| format!("as of {}", time::clock(at, model.now, &model.options.zone)));
            let (role, state) = match &source.remote.phase {
                Phase::NotAsked if model.poll.is_off(dataset) => (Role::Dim, "switched off".to_owned()),
                Phase::NotAsked => (Role::Dim, "not asked yet".to_owned()),
                Phase::Loading { rows: 0 } => (Role::Running, "asked".to_owned()),
                Phase::Loading { rows } => {
                    let rows = count(u64::try_from(*rows).unwrap_or(u64::MAX));
                    (Role::Running, format!("{rows} rows so far"))
                }
                Phase::Ready => (Role::Ok, "fine".to_owned()),
                Phase::Failed(failure) => (Role::Critical, failure.sentence()),
            };
            let at = at.unwrap_or_else(|| "never answered".to_owned());
            lines.push((role, format!("  {:<26}{at:<22}{state}", dataset.words())));
            let census = model.estate.census.of(scope.id).filter(|_| dataset == Dataset::Points);
            for (vault, why) in census.into_iter().flat_map(|census| &census.unread) {
                lines.push((Role::Warning, format!("    vault {vault} is not counted: {why}")));
            }
        }
        lines.push((Role::Text, String::new()));
    }
    lines
}

fn head(scope: &Scope) -> [Line; 2] {
    let identity = scope.identity.as_ref();
    let account =
        identity.map_or("account not known yet".to_owned(), |identity| identity.account.to_string());
    let caller = identity.map_or(String::new(), |identity| identity.arn.to_string());
    [(Role::Title, format!("{}  {account}", scope.label())), (Role::Dim, format!("  {caller}"))]
}
