//! `vaultdeck restore`: filled as the console's form is, by what the point was and what AWS would test with.

use std::borrow::Cow;

use clap::Args;

use super::args::{Sending, Where};
use super::exit::Refusal;
use super::plan::Planned;
use super::points;
use super::run::Run;
use super::sheet::{self, Sheet};
use crate::wizards::restore::{AS, Of, ROLE, Restore, TAGS};

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct RestoreArgs {
    /// The ARN of a recovery point.
    #[arg(value_name = "POINT_ARN")]
    point: String,
    /// A key of the restore's metadata, over what the point was; as often as needed. --dry-run shows them all.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Restore it as this, where there are several ways, such as files instead of a volume.
    #[arg(long = "as", value_name = "WAY")]
    way: Option<String>,
    /// Give the new resource the tags of the old one.
    #[arg(long)]
    copy_tags: bool,
    /// The point is in this vault; else each vault here is asked.
    #[arg(long, value_name = "NAME")]
    vault: Option<String>,
    /// As this role: an ARN or a name.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    #[command(flatten)]
    pub(super) sending: Sending,
    #[command(flatten)]
    pub(super) place: Where,
}

/// A key and its value, as they stand.
fn pair(word: &str) -> Result<(String, String), String> {
    let pair = word.split_once('=').filter(|(key, _)| !key.trim().is_empty());
    let pair = pair.map(|(key, value)| (key.trim().to_owned(), value.to_owned()));
    pair.ok_or_else(|| "write KEY=VALUE".to_owned())
}

impl RestoreArgs {
    pub(super) async fn plan(&self, run: &Run) -> Result<Vec<Planned>, Refusal> {
        let point = points::find(run, &self.point, self.vault.as_deref()).await?;
        let known = sheet::known(run).await?;
        let label = point.resource_label().to_owned();
        let task = Restore {
            scope: run.desk.scope.id,
            of: Of::Point(Box::new(point)),
            label,
            role: self.role.clone().unwrap_or_else(|| run.defaults.default_role.clone()),
            now: run.desk.now(),
        };
        let mut given: Vec<(Cow<'static, str>, String)> = Vec::new();
        given.extend(self.way.clone().map(|way| (Cow::Borrowed(AS), way)));
        given.extend(self.role.clone().map(|role| (Cow::Borrowed(ROLE), role)));
        given.extend(self.copy_tags.then(|| (Cow::Borrowed(TAGS), "true".to_owned())));
        given.extend(self.set.iter().map(|(key, value)| (Cow::Owned(key.clone()), value.clone())));
        let sheet = Sheet::fill(run, Box::new(task), known, given).await?;
        let (label, write) = sheet.write()?;
        let (checks, word) = (sheet.checks(), sheet.word(run));
        Ok(vec![Planned { label, write, checks, source: None, usual: None, word }])
    }
}
