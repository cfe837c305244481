//! A copy that tries to start: one of a resource at a time, and what AWS Backup's rules say of it.

use jiff::{SignedDuration, Timestamp};

use super::super::Scope;
use super::super::fate::later;
use super::{PATIENCE, kind_of, members, split_vault_arn};
use crate::simulator::kinds::Kind;
use crate::simulator::state::{
    CopyJob, Ending, Estate, Gate, JobState, Lifecycle, Point, Question, SourceKey, State, Vault, VaultState,
    Verdict,
};
use crate::simulator::wire::Text;

/// How often a copy that waits tries again.
const RETRY: SignedDuration = SignedDuration::from_mins(5);

/// Regions that an account has to switch on, where some types cannot be copied to.
const OPT_IN_REGIONS: [&str; 16] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
];

/// Lets a copy start at `at`, or wait; its course is changed to that.
pub(super) fn attempt(state: &mut State, scope: &Scope, id: &Text, at: Timestamp) {
    let waits = state.messages.ending(62);
    let Some(job) = state.estate(scope).copy_jobs.get(id).cloned() else { return };
    let ends_unstarted = job.course.as_ref().is_some_and(|course| course.end <= course.pending);
    if !ends_unstarted && is_busy(state.estate(scope), &job) {
        postpone(state, scope, id, at, waits);
        return;
    }
    let refused = if job.gate == Gate::Closed { refusal(state, scope, &job) } else { None };
    let goes_on = refused.is_none() && !ends_unstarted;
    let estate = state.estate(scope);
    let of_parent =
        job.parent_job_id.is_some() && job.parent_job_id.as_ref() == estate.copying.get(&job.resource_arn);
    if goes_on && !of_parent {
        estate.copying.insert(job.resource_arn.clone(), id.clone());
    }
    let Some(job) = estate.copy_jobs.get_mut(id) else { return };
    job.gate = Gate::Open;
    job.status_message = None;
    job.message_category = None;
    if let (Some(course), Some(ending)) = (&mut job.course, refused) {
        let usual = course.end.duration_since(course.running);
        course.end = course.end.min(later(course.running, SignedDuration::from_secs(4).max(usual / 3)));
        course.ending = ending;
    }
    if goes_on {
        members::place(state, scope, id, at);
    }
}

/// Whether another copy of the resource runs. A piece of a composite belongs to the composite's own copy.
fn is_busy(estate: &Estate, job: &CopyJob) -> bool {
    let Some(other) = estate.copying.get(&job.resource_arn) else { return false };
    let runs = estate.copy_jobs.get(other).is_some_and(|other| other.course.is_some());
    runs && *other != job.copy_job_id && job.parent_job_id.as_ref() != Some(other)
}

/// Tries again in some minutes, for two hours.
fn postpone(state: &mut State, scope: &Scope, id: &Text, at: Timestamp, waits: Ending) {
    let Some(job) = state.estate(scope).copy_jobs.get_mut(id) else { return };
    let until = later(job.creation_date.0, PATIENCE);
    job.status_message.clone_from(&waits.message);
    let Some(course) = &mut job.course else { return };
    if later(at, RETRY) > until {
        (course.pending, course.running, course.end) = (until, until, until);
        course.ending = Ending { state: JobState::Failed, ..waits };
        job.gate = Gate::Open;
    } else {
        course.shift(RETRY);
    }
}

/// How the copy fails by AWS Backup's own rules.
fn refusal(state: &State, scope: &Scope, job: &CopyJob) -> Option<Ending> {
    let messages = &state.messages;
    let source = state.estates.get(scope)?.points.get(&job.source_recovery_point_arn);
    let Some(source) = source else {
        return Some(failed("Cannot find recovery point.", "RESOURCE_NOT_FOUND"));
    };
    let (home, name) = split_vault_arn(&job.destination_backup_vault_arn)?;
    if !state.organization.assumes(&job.iam_role_arn, &scope.account) {
        let text = format!("IAM Role {} cannot be assumed by AWS Backup", job.iam_role_arn);
        return Some(failed(&text, "AccessDenied"));
    }
    let vault = state.estates.get(&home).and_then(|estate| estate.vaults.get(name));
    if let Some(ending) = not_shared(state, scope, &home, job, vault) {
        return Some(ending);
    }
    let Some(vault) = vault else { return Some(messages.ending(52)) };
    if vault.vault_state != VaultState::Available {
        return Some(messages.ending(52));
    }
    if let Some(text) = unsupported(source, scope, &home) {
        return Some(failed(&text, "INVALIDPARAMETERS"));
    }
    if scope.account != home.account
        && let Some(number) = key_trouble(state, scope, source, vault)
    {
        return Some(messages.ending(number));
    }
    let keep = job.destination_recovery_point_lifecycle.as_ref().and_then(Lifecycle::keep_days);
    (!vault.admits(keep)).then(|| messages.ending(58))
}

fn failed(text: &str, category: &str) -> Ending {
    Ending::because(JobState::Failed, text, category)
}

/// What organization and destination policy say against it.
fn not_shared(
    state: &State,
    scope: &Scope,
    home: &Scope,
    job: &CopyJob,
    vault: Option<&Vault>,
) -> Option<Ending> {
    let crosses = scope.account != home.account;
    let organization = &state.organization;
    if crosses && !(organization.has(&scope.account) && organization.has(&home.account)) {
        return Some(state.messages.ending(50));
    }
    if crosses && !organization.shares_backups() {
        return Some(state.messages.ending(51));
    }
    let context = [("aws:PrincipalOrgID", &*organization.id)];
    let in_organization = organization.has(&scope.account);
    let question = Question {
        action: "backup:CopyIntoBackupVault",
        resource: &job.destination_backup_vault_arn,
        account: &scope.account,
        principal: &job.iam_role_arn,
        context: if in_organization { &context } else { &[] },
    };
    let policy = vault.and_then(|vault| vault.settings.policy.as_ref());
    let verdict = policy.map_or(Verdict::Silent, |policy| policy.verdict(&question));
    let allowed = match verdict {
        Verdict::Allow => true,
        Verdict::Deny => false,
        Verdict::Silent => !crosses,
    };
    let default = crosses && vault.is_some_and(|vault| vault.backup_vault_name == "Default");
    (!allowed || default).then(|| state.messages.ending(52))
}

/// AWS's words when points of this kind cannot go there; nothing when they can.
pub fn unsupported(source: &Point, from: &Scope, to: &Scope) -> Option<String> {
    let kind = kind_of(source)?;
    let crosses_region = from.region != to.region;
    let crosses_account = from.account != to.account;
    let opt_in = [from, to].iter().any(|scope| OPT_IN_REGIONS.contains(&&*scope.region));
    let (no_region, no_account) = match kind.name {
        "DocumentDB" => (opt_in, opt_in),
        "FSx" => (opt_in, false),
        "CloudFormation" | "Neptune" | "Timestream" => (false, opt_in),
        _ => (false, false),
    };
    let possible = kind.copies()
        && (!crosses_region || (kind.cross_region && !no_region))
        && (!crosses_account || (kind.cross_account && !no_account));
    (!possible).then(|| {
        format!(
            "Copy job from {} to {} cannot be initiated for {} resources. Feature is not supported for provided \
             resource type.",
            from.region, to.region, kind.name
        )
    })
}

/// The message that says which key keeps a point of a type that is not fully managed from crossing accounts.
fn key_trouble(state: &State, scope: &Scope, source: &Point, vault: &Vault) -> Option<u16> {
    let kind: &Kind = kind_of(source)?;
    if kind.fully_managed || vault.is_air_gapped() {
        return None;
    }
    let resource = state.estates.get(scope)?.resources.get(&source.resource_arn);
    if resource.is_some_and(|resource| resource.traits.key == SourceKey::Managed) {
        return Some(54);
    }
    let own_key = vault.encryption_key_type == "CUSTOMER_MANAGED_KMS_KEY";
    (!own_key).then_some(if kind.name == "Storage Gateway" { 61 } else { 53 })
}

/// How many copies of a resource are on their way to other accounts in a Region.
pub fn cross_account_copies(estate: &Estate, resource_arn: &str, to: &Scope) -> usize {
    let counts = |job: &&CopyJob| {
        job.course.is_some()
            && job.resource_arn == *resource_arn
            && split_vault_arn(&job.destination_backup_vault_arn)
                .is_some_and(|(home, _)| home.region == to.region && home.account != estate.scope.account)
    };
    estate.copy_jobs.iter().filter(counts).count()
}
