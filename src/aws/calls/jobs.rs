//! Backup, copy and restore jobs.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::{date_time, job as convert};
use crate::aws::errors;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::job::{Job, JobKind};
use crate::text::Text;

/// Jobs that left the active lists and are described one by one, at most; the next poll goes on with the others.
const MOST_DESCRIBED: usize = 50;

/// What a list is narrowed to; AWS takes one value for each.
#[derive(Debug, Clone, Default)]
struct Filter<'a> {
    state: Option<&'static str>,
    after: Option<Timestamp>,
    before: Option<Timestamp>,
    parent: Option<&'a Text>,
}

/// The states that AWS may still change, in the order in which a job passes through them: lists are read one after
/// the other, and a job that moves on meanwhile is then seen twice rather than never.
fn active_states(kind: JobKind) -> &'static [&'static str] {
    match kind {
        JobKind::Backup => &["CREATED", "PENDING", "RUNNING", "ABORTING"],
        JobKind::Copy => &["CREATED", "RUNNING"],
        JobKind::Restore => &["PENDING", "RUNNING"],
    }
}

pub(super) async fn within(
    caller: &Caller<'_>,
    kind: JobKind,
    after: Timestamp,
    before: Option<Timestamp>,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let filter = Filter { after: Some(after), before, ..Filter::default() };
    list(caller, kind, &filter, &mut |jobs| sink(Page::Jobs(jobs))).await
}

pub(super) async fn children(
    caller: &Caller<'_>,
    kind: JobKind,
    parent: &Text,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let filter = Filter { parent: Some(parent), ..Filter::default() };
    list(caller, kind, &filter, &mut |jobs| sink(Page::Jobs(jobs))).await
}

pub(super) async fn backups_of(
    caller: &Caller<'_>,
    resource: &Text,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let call = |token| {
        let list = caller.clients.backup.list_backup_jobs().by_resource_arn(resource.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListBackupJobs", call, |page| {
        let rows = page.backup_jobs.unwrap_or_default().into_iter();
        sink(Page::Jobs(rows.map(|raw| convert::backup(caller.scope, &raw)).collect()));
        page.next_token
    });
    read.await
}

pub(super) async fn copies_of(
    caller: &Caller<'_>,
    resource: &Text,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let call = |token| {
        let list = caller.clients.backup.list_copy_jobs().by_resource_arn(resource.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListCopyJobs", call, |page| {
        let rows = page.copy_jobs.unwrap_or_default().into_iter();
        sink(Page::Jobs(rows.map(|raw| convert::copy(caller.scope, &raw)).collect()));
        page.next_token
    });
    read.await
}

pub(super) async fn active(
    caller: &Caller<'_>,
    kind: JobKind,
    known: &[Text],
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    for state in active_states(kind) {
        let filter = Filter { state: Some(state), ..Filter::default() };
        let mut take = |jobs: Vec<Job>| {
            // Most of these lists are empty most of the time: an idle console is not woken for nothing.
            if !jobs.is_empty() {
                seen.extend(jobs.iter().map(|job| job.id.clone()));
                sink(Page::Jobs(jobs));
            }
        };
        list(caller, kind, &filter, &mut take).await?;
    }
    for id in known.iter().filter(|id| !seen.contains(*id)).take(MOST_DESCRIBED) {
        match described(caller, kind, id).await {
            Ok(job) => sink(Page::Jobs(vec![job])),
            Err(failure) if failure.kind == FailureKind::NotFound => {
                sink(Page::JobGone { kind, id: id.clone() });
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

pub(super) async fn describe(
    caller: &Caller<'_>,
    kind: JobKind,
    id: &Text,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    sink(Page::Job(Box::new(described(caller, kind, id).await?)));
    Ok(())
}

async fn described(caller: &Caller<'_>, kind: JobKind, id: &Text) -> Result<Job, Failure> {
    let (backup, scope) = (&caller.clients.backup, caller.scope);
    match kind {
        JobKind::Backup => {
            let call = backup.describe_backup_job().backup_job_id(id.raw()).send();
            let answer = caller.once("DescribeBackupJob", call).await?;
            Ok(convert::backup_described(scope, &answer))
        }
        JobKind::Copy => {
            let call = backup.describe_copy_job().copy_job_id(id.raw()).send();
            let answer = caller.once("DescribeCopyJob", call).await?;
            let job = answer.copy_job.as_ref().map(|raw| convert::copy(scope, raw));
            job.ok_or_else(|| errors::garbled("DescribeCopyJob", "the answer holds no job"))
        }
        JobKind::Restore => {
            let call = backup.describe_restore_job().restore_job_id(id.raw()).send();
            let answer = caller.once("DescribeRestoreJob", call).await?;
            Ok(convert::restore_described(scope, &answer))
        }
    }
}

/// The three lists take the same filters and differ in nothing but their types and names.
macro_rules! list {
    ($caller:ident, $filter:ident, $take:ident, $operation:literal, $call:ident, $state:ident, $rows:ident, $convert:path) => {{
        let call = |token| {
            let list = $caller.clients.backup.$call().max_results(PAGE).set_next_token(token);
            list.$state($filter.state.map(Into::into))
                .set_by_created_after($filter.after.map(date_time))
                .set_by_created_before($filter.before.map(date_time))
                .set_by_parent_job_id($filter.parent.map(|parent| parent.raw().to_owned()))
                .send()
        };
        let read = $caller.pages($operation, call, |page| {
            // Each row's memory is free for the next as soon as it is converted.
            let rows = page.$rows.unwrap_or_default().into_iter();
            $take(rows.map(|raw| $convert($caller.scope, &raw)).collect());
            page.next_token
        });
        read.await
    }};
}

async fn list(
    caller: &Caller<'_>,
    kind: JobKind,
    filter: &Filter<'_>,
    take: &mut (dyn FnMut(Vec<Job>) + Send),
) -> Result<(), Failure> {
    match kind {
        JobKind::Backup => {
            list!(
                caller,
                filter,
                take,
                "ListBackupJobs",
                list_backup_jobs,
                set_by_state,
                backup_jobs,
                convert::backup
            )
        }
        JobKind::Copy => {
            list!(
                caller,
                filter,
                take,
                "ListCopyJobs",
                list_copy_jobs,
                set_by_state,
                copy_jobs,
                convert::copy
            )
        }
        JobKind::Restore => {
            list!(
                caller,
                filter,
                take,
                "ListRestoreJobs",
                list_restore_jobs,
                set_by_status,
                restore_jobs,
                convert::restore
            )
        }
    }
}
