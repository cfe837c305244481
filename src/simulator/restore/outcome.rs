//! What becomes of a restore whose metadata were taken: what the target service would say.

use super::form::{TagRule, hold};
use super::{Facts, Form, Metadata, value};
use crate::simulator::scenario::Catalogue;
use crate::simulator::state::{Ending, JobState};

/// What of the account decides how a restore goes.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about an account")]
pub struct World {
    /// What it would make exists already.
    pub target_exists: bool,
    /// There is a default VPC with subnets.
    pub default_vpc: bool,
    /// The backup was made with access control lists.
    pub has_acls: bool,
    /// Source tags are wanted.
    pub copies_tags: bool,
}

/// How a restore ends; none is completed.
pub fn ending(
    form: &Form,
    facts: &Facts<'_>,
    metadata: &Metadata,
    world: World,
    messages: &Catalogue,
) -> Option<Ending> {
    let failed = |text: &str| Ending::because(JobState::Failed, text, "MISCELLANEOUS");
    if world.copies_tags && form.tags == TagRule::Refused {
        return Some(failed(&format!(
            "Copying source tags to the restored resource is not supported for {}.",
            form.kind
        )));
    }
    let fails = form.fails.iter().find(|fails| hold(&fails.when, facts, metadata));
    if let Some(fails) = fails {
        let words = fails.message.as_ref().map(|text| failed(&facts.fill(text, metadata)));
        return words.or_else(|| fails.number.map(|number| messages.ending(number)));
    }
    if foreign_key(form, facts, metadata) {
        return Some(messages.ending(72));
    }
    if world.target_exists
        && let Some(words) = form.taken(facts, metadata)
    {
        return Some(failed(&facts.fill(words, metadata)));
    }
    let asks_for_acls = form.acls.as_ref().is_some_and(|key| value(metadata, key) == Some("true"));
    if asks_for_acls && !world.has_acls {
        return Some(messages.ending(75));
    }
    no_subnet(form, metadata, world).map(|number| messages.ending(number))
}

/// Without a default VPC a restore has to be told where to go.
fn no_subnet(form: &Form, metadata: &Metadata, world: World) -> Option<u16> {
    let key = form.needs_subnet.as_ref().filter(|_| !world.default_vpc)?;
    let told = value(metadata, key).is_some() || value(metadata, "NetworkInterfaces").is_some();
    match key.as_str() {
        _ if told => None,
        "SubnetId" if value(metadata, "SecurityGroupIds").is_some() => Some(69),
        "SubnetId" => Some(70),
        _ => Some(71),
    }
}

/// A key of another Region cannot encrypt here.
fn foreign_key(form: &Form, facts: &Facts<'_>, metadata: &Metadata) -> bool {
    let is_key = |key: &str| form.spelling(key).is_some_and(|(_, accepts)| accepts.is_kind("key"));
    metadata.iter().filter(|(key, _)| is_key(key)).any(|(_, value)| {
        let region = value.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(2));
        region.is_some_and(|region| *region != *facts.scope.region)
    })
}
