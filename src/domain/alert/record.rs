//! An alert as JSON, for programs: `on_alert` gets it, and `status` lists it. docs/triage.md tells its members.

use jiff::Timestamp;
use serde::Serialize;

use super::{Alert, Member};
use crate::domain::scope::Scope;
use crate::text::Text;

/// The form's name and version; a member may be added under the same version, none is taken away or changes its meaning.
pub const SCHEMA: &str = "vaultdeck.alert/1";

/// So many members are listed; `count` tells how many there are.
const LISTED: usize = 100;

/// Why an alert calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Occasion {
    /// It was not there before.
    New,
    /// It is more severe than it was.
    Worse,
    /// Its acknowledgement no longer keeps it quiet.
    Back,
    /// It has befallen more resources.
    More,
}

/// One alert. Times are RFC 3339 in UTC; texts are cleaned, identifiers are as AWS has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Why it is told just now.
    pub occasion: Occasion,
    /// Names the alert within its account and Region, the same as long as its cause is.
    pub id: &'a str,
    /// `critical` or `warning`.
    pub severity: &'static str,
    /// What happened, in a line.
    pub what: &'a str,
    /// AWS's own words about the newest, or what the console found.
    pub reason: Option<&'a str>,
    /// The account, once known.
    pub account: Option<&'a str>,
    /// The Region.
    pub region: Option<&'a str>,
    /// The profile of the AWS configuration.
    pub profile: Option<&'a str>,
    /// The first time.
    pub first: Option<Timestamp>,
    /// The last time.
    pub last: Option<Timestamp>,
    /// `new`, `seen` or `acknowledged`.
    pub standing: &'static str,
    /// How many things it is about.
    pub count: usize,
    /// What a person calls the newest of them.
    pub newest: Option<&'a str>,
    /// They, the newest first, at most 100.
    pub members: Vec<RecordMember<'a>>,
}

/// One thing that an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordMember<'a> {
    /// `backup job`, `vault`, `recovery point` and so on.
    pub kind: &'static str,
    /// Its id, name or ARN.
    pub id: &'a str,
    /// What a person calls it.
    pub label: &'a str,
    /// The ARN of the resource concerned.
    pub resource: Option<&'a str>,
    /// When.
    pub at: Option<Timestamp>,
    /// What is wrong with it, where that differs from one to the next.
    pub detail: Option<&'a str>,
}

impl<'a> Record<'a> {
    /// The record of an alert in a scope.
    pub fn of(alert: &'a Alert, occasion: Occasion, scope: Option<&'a Scope>) -> Self {
        Self {
            schema: SCHEMA,
            occasion,
            id: alert.id.as_str(),
            severity: alert.severity.word(),
            what: &alert.what,
            reason: alert.reason.as_ref().map(Text::as_str),
            account: scope.and_then(Scope::account),
            region: scope.map(|scope| scope.region.as_str()).filter(|region| !region.is_empty()),
            profile: scope.and_then(|scope| scope.profile.as_deref()),
            first: alert.first,
            last: alert.last,
            standing: alert.standing.word(),
            count: alert.count(),
            newest: alert.latest().map(|member| member.label.as_str()),
            members: alert.members.iter().take(LISTED).map(RecordMember::of).collect(),
        }
    }
}

impl<'a> RecordMember<'a> {
    fn of(member: &'a Member) -> Self {
        Self {
            kind: member.subject.thing.word(),
            id: member.subject.thing.id().raw(),
            label: &member.label,
            resource: member.resource.as_ref().map(Text::raw),
            at: member.at,
            detail: Some(member.detail.as_str()).filter(|detail| !detail.is_empty()),
        }
    }
}
