//! Everything that is known of one thing, as facts for its page. What AWS leaves out is left out, unless that it is missing
//! says something.

pub mod alarm;
pub mod entry;
pub mod job;
pub mod plan;
pub mod point;
pub mod resource;
pub mod trend;
pub mod vault;
pub mod why;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::{upcoming, words};
use crate::config::style::Role;
use crate::domain::arn::{self, Arn};
use crate::domain::job::Creator;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::subject::{Subject, Thing};
use crate::list::Look;
use crate::text::{self, Text, time};
use crate::ui::facts::Fact;

/// Collects the facts of one page, group by group.
struct Facts<'a> {
    look: &'a Look<'a>,
    scope: ScopeId,
    group: &'static str,
    all: Vec<Fact>,
}

impl<'a> Facts<'a> {
    fn new(scope: ScopeId, look: &'a Look<'a>) -> Self {
        Self { look, scope, group: "", all: Vec::new() }
    }

    /// What follows stands in this group.
    fn group(&mut self, group: &'static str) {
        self.group = group;
    }

    fn push(&mut self, label: &'static str, value: String, role: Role) -> Option<&mut Fact> {
        self.all.push(Fact { group: self.group, label, value, role, link: None, raw: None });
        self.all.last_mut()
    }

    /// Words of the console's own.
    fn say(&mut self, label: &'static str, value: impl Into<String>) {
        self.push(label, value.into(), Role::Text);
    }

    /// The same, where there are any.
    fn say_some(&mut self, label: &'static str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.say(label, value);
        }
    }

    /// A value, and the text as AWS has it.
    fn raw(&mut self, label: &'static str, value: String, raw: &Text, link: Option<Thing>) {
        let link = link.map(|thing| Subject::new(self.scope, thing));
        if let Some(fact) = self.push(label, value, Role::Text) {
            fact.raw = Some(raw.raw().to_owned());
            fact.link = link;
        }
    }

    /// A text as it stands.
    fn text(&mut self, label: &'static str, text: Option<&Text>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.raw(label, text.to_string(), text, None);
        }
    }

    /// Several, one a line.
    fn texts<'t>(&mut self, label: &'static str, texts: impl IntoIterator<Item = &'t Text>) {
        texts.into_iter().for_each(|text| self.text(label, Some(text)));
    }

    /// A word of the API, as people write it.
    fn word(&mut self, label: &'static str, wire: Option<&Text>) {
        if let Some(wire) = wire.filter(|wire| !wire.is_empty()) {
            self.raw(label, words(wire.as_str()), wire, None);
        }
    }

    /// A text that leads on.
    fn link(&mut self, label: &'static str, text: Option<&Text>, thing: impl FnOnce(Text) -> Thing) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.raw(label, text.to_string(), text, Some(thing(text.clone())));
        }
    }

    /// A vault by its ARN. Only one of this scope can be opened from here.
    fn vault(&mut self, label: &'static str, vault: Option<&Text>) {
        let Some(vault) = vault.filter(|vault| !vault.is_empty()) else { return };
        let name = arn::vault_name(vault.as_str());
        let value = if self.is_here(vault) { name.to_owned() } else { elsewhere(vault, name) };
        let link = self.is_here(vault).then(|| Thing::Vault(Text::new(arn::vault_name(vault.raw()))));
        self.raw(label, value, vault, link);
    }

    /// A recovery point, which only its vault's name makes findable.
    fn point(&mut self, label: &'static str, point: Option<&Text>, vault: Option<&Text>) {
        let Some(point) = point.filter(|point| !point.is_empty()) else { return };
        let here = vault.filter(|vault| Arn::parse(vault.raw()).is_none() || self.is_here(vault));
        let vault = here.map(|vault| Text::new(arn::vault_name(vault.raw())));
        let link = vault.map(|vault| Thing::Point { vault, arn: point.clone() });
        self.raw(label, point.to_string(), point, link);
    }

    /// Whether an ARN's thing is in this page's account and Region.
    fn is_here(&self, arn: &Text) -> bool {
        let (Some(scope), Some(arn)) = (self.scope(), Arn::parse(arn.raw())) else { return false };
        let here =
            |ours: Option<&str>, theirs: &str| ours.is_none_or(|ours| ours.is_empty() || ours == theirs);
        here(Some(&scope.region), arn.region) && here(scope.account(), arn.account)
    }

    fn scope(&self) -> Option<&'a Scope> {
        self.look.scopes.iter().find(|scope| scope.id == self.scope)
    }

    /// A time, and how far away it is.
    fn time(&mut self, label: &'static str, at: Option<Timestamp>) {
        let Some(at) = at else { return };
        let (now, stamp) = (self.look.now, time::stamp(at, self.look.zone));
        let value = if at > now {
            format!("{stamp}, in {}", time::countdown(at, now))
        } else {
            format!("{stamp}, {} ago", time::age(at, now))
        };
        if let Some(fact) = self.push(label, value, Role::Text) {
            fact.raw = Some(at.to_string());
        }
    }

    fn size(&mut self, label: &'static str, bytes: Option<i64>) {
        if let Some(bytes) = bytes.and_then(|bytes| u64::try_from(bytes).ok()) {
            let words = text::bytes(bytes);
            let exact = if bytes < 1024 { String::new() } else { format!(" ({} bytes)", text::count(bytes)) };
            self.say(label, words + &exact);
        }
    }

    fn yes_no(&mut self, label: &'static str, yes: Option<bool>) {
        self.say_some(label, yes.map(|yes| if yes { "yes" } else { "no" }));
    }

    fn lifecycle(&mut self, label: &'static str, lifecycle: Option<Lifecycle>) {
        let Some(lifecycle) = lifecycle else { return };
        let archive = if lifecycle.archive_opt_in { ", archive tier where supported" } else { "" };
        self.say(label, lifecycle.words() + archive);
    }

    /// Pairs, one a line: `key = value`.
    fn pairs(&mut self, label: &'static str, pairs: &[(Text, Text)]) {
        for (key, value) in pairs {
            let shown = format!("{key} = {value}");
            if let Some(fact) = self.push(label, shown, Role::Text) {
                fact.raw = Some(format!("{}={}", key.raw(), value.raw()));
            }
        }
    }

    /// The plan and rule behind a job or point.
    fn creator(&mut self, creator: &Creator) {
        match (&creator.plan_name, &creator.plan_id) {
            (Some(name), Some(id)) => self.raw("Plan", name.to_string(), name, Some(Thing::Plan(id.clone()))),
            (name, id) => self.link("Plan", name.as_ref().or(id.as_ref()), Thing::Plan),
        }
        self.text("Rule", creator.rule_name.as_ref());
        self.text("Schedule", creator.rule_cron.as_ref());
        self.text("Schedule's zone", creator.rule_timezone.as_ref());
        self.text("Plan version", creator.plan_version.as_ref());
        self.text("Rule id", creator.rule_id.as_ref());
        self.text("Plan id", creator.plan_id.as_ref());
        self.text("Plan ARN", creator.plan_arn.as_ref());
    }

    /// The account and Region that were asked.
    fn asked(&mut self) {
        self.say_some("Read from", self.scope().map(Scope::label));
    }
}

/// A vault that is not in this scope: its name and where it is.
fn elsewhere(vault: &Text, name: &str) -> String {
    match Arn::parse(vault.as_str()) {
        Some(arn) => format!("{name} in {}, account {}", arn.region, arn.account),
        None => name.to_owned(),
    }
}
