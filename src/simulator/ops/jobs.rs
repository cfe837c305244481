//! What the three job lists have in common: filters, reach, paging over one account or all.

use jiff::{SignedDuration, Timestamp};

use super::plans;
use crate::simulator::kinds::Kind;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Entry, Estate, JobState, Key, Ledger, Lifecycle, Reach, State};
use crate::simulator::wire::{ApiError, Epoch, Text};

/// How far back job lists reach.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A job as the filters see it.
pub trait Listed: Entry {
    fn account(&self) -> &Text;
    fn state(&self) -> JobState;
    /// ARN and type of its resource.
    fn resource(&self) -> (&Text, &'static str);
    fn completed(&self) -> Option<Epoch>;
    fn parent(&self) -> Option<&Text>;
    fn category(&self) -> Option<&Text>;
    /// From when the time counts for which it is listed; nothing while it is listed anyhow.
    fn shown_since(&self) -> Option<Timestamp> {
        Some(self.created())
    }
    /// Whether that time is the one of its creation, in whose order jobs are kept.
    const SHOWN_SINCE_CREATION: bool = true;
}

/// The filters that all job lists know, and the page asked for.
#[derive(Debug)]
pub struct Filter<'a> {
    paging: Paging,
    state: Option<&'a str>,
    resource_arn: Option<&'a str>,
    resource_type: Option<&'a str>,
    parent: Option<&'a str>,
    category: Option<&'a str>,
    created_after: Option<Timestamp>,
    created_before: Option<Timestamp>,
    complete_after: Option<Timestamp>,
    complete_before: Option<Timestamp>,
}

impl<'a> Filter<'a> {
    /// Reads the query; `state_name` is `state` or `status`.
    pub fn read(request: &'a Request, list: &str, state_name: &str) -> Result<Self, ApiError> {
        let state = request.query(state_name);
        if let Some(state) = state.filter(|state| !JobState::is_known(state)) {
            return Err(ApiError::invalid(state_name, format!("{state} is not a job state")));
        }
        Ok(Self {
            paging: Paging::read(request, list)?,
            state,
            resource_arn: request.query("resourceArn"),
            resource_type: request.query("resourceType"),
            parent: request.query("parentJobId"),
            category: request.query("messageCategory"),
            created_after: request.query_time("createdAfter")?,
            created_before: request.query_time("createdBefore")?,
            complete_after: request.query_time("completeAfter")?,
            complete_before: request.query_time("completeBefore")?,
        })
    }

    /// Whether a job is in the list at `now`.
    fn keeps(&self, job: &impl Listed, now: Timestamp) -> bool {
        let (arn, kind) = job.resource();
        let created = job.created();
        let completed = job.completed().map(|at| at.0);
        job.shown_since().is_none_or(|since| now.duration_since(since) <= REACH)
            && self.state.is_none_or(|state| job.state().as_str() == state)
            && self.resource_arn.is_none_or(|wanted| *arn == wanted)
            && self.resource_type.is_none_or(|wanted| kind == wanted)
            && self.parent.is_none_or(|wanted| job.parent().is_some_and(|parent| *parent == wanted))
            && self.category.is_none_or(|wanted| job.category().is_some_and(|category| *category == wanted))
            && self.created_after.is_none_or(|after| created > after)
            && self.created_before.is_none_or(|before| created < before)
            && self.complete_after.is_none_or(|after| completed.is_some_and(|at| at > after))
            && self.complete_before.is_none_or(|before| completed.is_some_and(|at| at < before))
    }

    /// Where jobs that pass at `now` can be.
    fn reach<T: Listed>(&self, now: Timestamp) -> Reach {
        let month = now.saturating_sub(REACH).ok().filter(|_| T::SHOWN_SINCE_CREATION);
        let keys = [
            self.state.and_then(JobState::named).map(Key::State),
            self.resource_arn.map(|arn| Key::Resource(arn.into())),
            self.resource_type.and_then(Kind::named).map(|kind| Key::Kind(kind.name)),
            self.parent.map(|id| Key::Parent(id.into())),
            self.category.map(|category| Key::Category(category.into())),
        ];
        Reach {
            keys: keys.into_iter().flatten().collect(),
            newest: self.created_before,
            oldest: self.created_after.max(month),
        }
    }

    /// One page at `now`, newest first, over all the ledgers together, of those that pass and that `keep` lets through.
    pub fn page<'l, T: Listed + 'l>(
        &self,
        ledgers: impl Iterator<Item = &'l Ledger<T>>,
        now: Timestamp,
        keep: impl Fn(&T) -> bool,
    ) -> (Vec<&'l T>, Option<String>) {
        self.paging.walk(ledgers, &self.reach::<T>(now), |job| self.keeps(job, now) && keep(job))
    }
}

/// The estates a list is about: the caller's, another account's or (`*`) all accounts' in the region. Only those who
/// oversee the organization see others'.
pub fn in_scope<'s>(state: &'s mut State, request: &Request) -> Result<Vec<&'s Estate>, ApiError> {
    state.estate(&request.scope);
    let own = &request.scope.account;
    let account = request.query("accountId").unwrap_or(own);
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if account != "*" && !is_account {
        return Err(ApiError::invalid("AccountId", format!("{account} is not an account")));
    }
    let organization = &state.organization;
    if *own != account && !organization.oversees(own) {
        return Err(ApiError::insufficient_privileges());
    }
    let wanted = |estate: &&Estate| {
        let of = &*estate.scope.account;
        estate.scope.region == request.scope.region
            && (of == &**own || organization.has(of))
            && (account == "*" || of == account)
    };
    Ok(state.estates.values().filter(wanted).collect())
}

/// The role must be one that AWS Backup can assume for the caller.
pub fn check_assumed(state: &State, request: &Request, role: &str) -> Result<(), ApiError> {
    if state.organization.assumes(role, &request.scope.account) {
        return Ok(());
    }
    let why = format!("IAM Role {role} cannot be assumed by AWS Backup");
    Err(ApiError::new("InvalidParameterValueException", 400, why))
}

/// The rules of a lifecycle in a call; what AWS Backup alone sets is refused.
pub fn check_lifecycle(lifecycle: &Lifecycle) -> Result<(), ApiError> {
    if lifecycle.delete_after_event.is_some() {
        return Err(ApiError::invalid("DeleteAfterEvent", "is set by AWS Backup only"));
    }
    plans::check_lifecycle(lifecycle)
}
