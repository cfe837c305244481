//! A form without a screen: the console's own task of a kind, filled by flags, with its checks and its writes.

use std::borrow::Cow;

use uuid::Uuid;

use super::exit::Refusal;
use super::run::Run;
use crate::app::effect::{Page, Query};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::preflight::{Answer, Check, Known, VaultChoice};
use crate::domain::write::Write;
use crate::ui::input::Input;
use crate::wizards::form::{Field, Lines, Task, Tokens};

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
        sheet.refill()?;
        // Each answer may make a field, or another question.
        while sheet.learn(run).await? {
            sheet.refill()?;
        }
        Ok(sheet)
    }

    fn refill(&mut self) -> Result<(), Refusal> {
        self.fields = self.task.fields(&self.known);
        for (key, text) in &self.given {
            match self.fields.iter_mut().find(|field| field.key == *key) {
                Some(field) => field.input = Input::new(text.clone()),
                None => return Err(Refusal::usage(format!("there is no field {key}"))),
            }
        }
        Ok(())
    }

    /// Asks for what is needed and has not been asked for; whether there was anything.
    async fn learn(&mut self, run: &Run) -> Result<bool, Refusal> {
        let mut needs = self.task.needs(Lines(&self.fields), &self.known);
        needs.retain(|(scope, need)| *self.known.fact(*scope, need) == Answer::NotAsked);
        for (scope, need) in &needs {
            let query = Query::Fact(need.clone());
            let answer = if *scope == run.desk.scope.id {
                run.read(run.desk.ask(&query)).await?
            } else {
                Err(Failure::new(FailureKind::Invalid, query.operation(), "it is in another scope"))
            };
            match answer {
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

/// What is known of the scope before anything is asked about one thing.
pub(super) async fn known(run: &Run) -> Result<Known, Refusal> {
    let actor = run.desk.scope.actor();
    let mut known = Known { region: actor.region, account: actor.account, ..Known::default() };
    match run.read(run.desk.ask(&Query::Vaults)).await? {
        Ok(pages) => {
            let vaults: Vec<_> = pages
                .into_iter()
                .flat_map(|page| match page {
                    Page::Vaults(vaults) => vaults,
                    _ => Vec::new(),
                })
                .collect();
            known.vaults = VaultChoice::all(vaults.iter());
            known.vaults_read = true;
        }
        // The checks say that they could not tell.
        Err(failure) if failure.kind == FailureKind::AccessDenied => run.warn(&failure.sentence()),
        Err(failure) => return Err(failure.into()),
    }
    Ok(known)
}
