//! What to do, step by step.

use super::{Facts, Role, Text, Why};
use crate::domain::arn;
use crate::domain::cause;
use crate::domain::scope::Scope;
use crate::domain::write::quote;

/// How the command begins that decodes an encoded message.
const DECODE: &str = "aws sts decode-authorization-message";

pub(super) fn steps(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("What to do");
    let mut label = "What to do";
    for (number, (words, command)) in (1..).zip(remedy(why, facts.scope())) {
        facts.say(label, format!("{number}  {words}"));
        label = "";
        if let Some(command) = command
            && let Some(fact) = facts.push("", Text::new(&command).to_string(), Role::Key)
        {
            fact.raw = Some(command);
        }
    }
}

/// What to do, step by step, filled from what is known: words for the screen, and the command as it is to be run.
pub fn remedy(why: &Why<'_>, scope: Option<&Scope>) -> Vec<(String, Option<String>)> {
    let Some(entry) = why.diagnosis.known.entry() else { return Vec::new() };
    let value = |name: &str| why.value(name, scope);
    // What STS has decoded needs nobody to decode it.
    let decoded = matches!(why.denial, Some(Ok(_)));
    let needless =
        |step: &&cause::Step| decoded && step.command.as_ref().is_some_and(|line| line.starts_with(DECODE));
    let step = |step: &cause::Step| {
        let words =
            cause::fill(&step.words, false, |name| value(name).map(|value| Text::new(&value).to_string()));
        let command = step.command.as_ref();
        (words, command.map(|command| placed(&cause::fill(command, true, value), &step.words, scope)))
    };
    entry.steps.iter().filter(|step| !needless(step)).map(step).collect()
}

/// The command with the scope's Region and profile, unless it is for somebody else's account or has none.
fn placed(command: &str, words: &str, scope: Option<&Scope>) -> String {
    let elsewhere = ["management account", "destination account"].iter().any(|place| words.contains(place));
    let Some(scope) = scope.filter(|_| command.starts_with("aws ") && !elsewhere) else {
        return command.to_owned();
    };
    let global =
        ["aws iam ", "aws organizations ", "aws account "].iter().any(|global| command.starts_with(global));
    // A key is of the Region that its ARN names.
    let of_key =
        command.split_whitespace().find_map(|word| word.starts_with("arn:").then(|| arn::region(word))?);
    let of_key = of_key.filter(|_| command.starts_with("aws kms "));
    let region = of_key.or(Some(scope.region.as_str()));
    let region = region.filter(|region| !region.is_empty() && !global && !command.contains("--region "));
    let region = region.map(|region| format!(" --region {}", quote(region))).unwrap_or_default();
    let profile =
        scope.profile.as_deref().map(|profile| format!(" --profile {}", quote(profile))).unwrap_or_default();
    format!("{command}{region}{profile}")
}
