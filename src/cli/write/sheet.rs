//! A form without a screen: the console's own task of a kind, filled by flags, with its checks and its writes.

use std::borrow::Cow;

use uuid::Uuid;

use super::exit::Refusal;
use super::run::Run;
use crate::app::effect::{Page, Query};
use crate::domain::failure::FailureKind;
use crate::domain::preflight::{Answer, Check, Known, VaultChoice};
use crate::domain::restore::MORE;
use crate::domain::vault::Vault;
use crate::domain::write::Write;
use crate::text::Text;
use crate::ui::input::Input;
use crate::wizards::form::{Danger, Field, Lines, Task, Tokens};

/// What the console wants typed for what costs in a guarded scope.
const PRODUCTION: &str = "production";

/// A filled form.
#[derive(Debug)]
pub(super) struct Sheet {
    task: Box<dyn Task>,
    known: Known,
    fields: Vec<Field>,
    given: Vec<(Cow<'static, str>, String)>,
}

impl Sheet {
    /// Fills a form: what flags give beats what the task suggests. What its checks want to know is asked for.
    pub(super) async fn fill(
        run: &Run,
        task: Box<dyn Task>,
        known: Known,
        given: Vec<(Cow<'static, str>, String)>,
    ) -> Result<Self, Refusal> {
        let mut sheet = Self { fields: Vec::new(), task, known, given };
        let mut unplaced = sheet.refill();
        // Each answer may make a field, or another question.
        while sheet.learn(run).await? {
            unplaced = sheet.refill();
        }
        match unplaced.as_slice() {
            [] => Ok(sheet),
            [key, ..] => {
                let known: Vec<&str> = sheet.fields.iter().map(|field| field.key.as_ref()).collect();
                Err(Refusal::usage(format!(
                    "{}: no such key; there are: {}",
                    Text::new(key),
                    known.join(", ")
                )))
            }
        }
    }

    /// Fills the fields anew; the keys that were given and have no field.
    fn refill(&mut self) -> Vec<String> {
        self.fields = self.task.fields(&self.known);
        // These decide which other fields there are.
        let shapes = self.task.shapes();
        if self.set(|key| shapes.contains(&key)).is_empty() && !shapes.is_empty() {
            self.fields = self.task.refit(Lines(&self.fields), &self.known);
        }
        let unplaced = self.set(|_| true);
        // What the form does not know goes into its line for the rest, if it has one.
        let Some(rest) = self.fields.iter_mut().find(|field| field.key == MORE) else { return unplaced };
        let given = |key: &String| self.given.iter().find(|(known, _)| known == key);
        let pairs = unplaced.iter().filter_map(given).map(|(key, value)| format!("{key}={value}"));
        rest.input = Input::new(pairs.collect::<Vec<_>>().join(", "));
        Vec::new()
    }

    /// Puts what was given into those fields; the keys that have none.
    fn set(&mut self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut unplaced = Vec::new();
        for (key, text) in self.given.iter().filter(|(key, _)| wanted(key)) {
            match self.fields.iter_mut().find(|field| field.key == *key) {
                Some(field) => field.input = Input::new(text.clone()),
                None => unplaced.push(key.to_string()),
            }
        }
        unplaced
    }

    /// Asks for what is needed and has not been asked for; whether there was anything.
    async fn learn(&mut self, run: &Run) -> Result<bool, Refusal> {
        let mut needs = self.task.needs(Lines(&self.fields), &self.known);
        needs.retain(|(scope, need)| *self.known.fact(*scope, need) == Answer::NotAsked);
        for (scope, need) in &needs {
            let query = Query::Fact(need.clone());
            match run.read(run.desk.ask_in(*scope, &query)).await? {
                Ok(pages) => {
                    let fact = pages.into_iter().find_map(|page| match page {
                        Page::Fact(fact) => Some(fact),
                        _ => None,
                    });
                    if let Some(fact) = fact {
                        self.known.learn(*scope, need.clone(), fact);
                    }
                }
                Err(failure) => self.known.miss(*scope, need.clone(), &failure),
            }
        }
        Ok(!needs.is_empty())
    }

    /// What has to be confirmed by a word. In a guarded scope whatever costs has to.
    pub(super) fn word(&self, run: &Run) -> Option<String> {
        match self.task.danger(Lines(&self.fields), &self.known) {
            Danger::Safe => None,
            Danger::Costly => run.guarded.then(|| PRODUCTION.to_owned()),
            Danger::Destructive(word) => Some(word),
        }
    }

    /// The checks.
    pub(super) fn checks(&self) -> Vec<Check> {
        self.task.checks(Lines(&self.fields), &self.known)
    }

    /// The one write that it comes to.
    pub(super) fn write(&self) -> Result<(String, Write), Refusal> {
        let tokens = Tokens(format!("vaultdeck-{}", Uuid::new_v4().simple()));
        let planned = self.task.plan(Lines(&self.fields), &self.known, &tokens);
        let planned = planned.map_err(|complaint| match complaint.field.as_ref() {
            "" => Refusal::usage(complaint.says),
            field => Refusal::usage(format!("{field}: {}", complaint.says)),
        })?;
        let one = planned.into_iter().next().map(|planned| (planned.label, planned.write));
        one.ok_or_else(|| Refusal::usage("there is nothing to be done"))
    }
}

/// What is known of the scopes before anything is asked about one thing: their vaults.
pub(super) async fn known(run: &Run) -> Result<Known, Refusal> {
    let actor = run.desk.scope.actor();
    let mut known = Known { region: actor.region, account: actor.account, ..Known::default() };
    let mut vaults = Vec::new();
    match run.read(run.desk.ask(&Query::Vaults)).await? {
        Ok(pages) => {
            vaults.extend(rows(pages));
            known.vaults_read = true;
        }
        // The checks say that they could not tell.
        Err(failure) if failure.kind == FailureKind::AccessDenied => run.warn(&failure.sentence()),
        Err(failure) => return Err(failure.into()),
    }
    for scope in run.desk.others() {
        // Of these the checks say so too.
        if let Ok(pages) = run.read(run.desk.ask_in(scope, &Query::Vaults)).await? {
            vaults.extend(rows(pages));
        }
    }
    known.vaults = VaultChoice::all(vaults.iter());
    Ok(known)
}

/// The vaults of pages.
pub(super) fn rows(pages: Vec<Page>) -> impl Iterator<Item = Vault> {
    pages.into_iter().flat_map(|page| match page {
        Page::Vaults(vaults) => vaults,
        _ => Vec::new(),
    })
}
