//! Tags of what AWS Backup tags itself.

use crate::app::effect::{Page, PointOf};
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::pairs;
use crate::domain::arn::Arn;
use crate::domain::failure::{Failure, FailureKind};
use crate::text::Text;

/// Reads the tags of a thing. Snapshots and images are tagged by their own services (aws-backup-api.md section 1.17),
/// so only AWS Backup's own ARNs are asked for. Tags are a detail: that they cannot be read is logged and spoils
/// nothing else.
pub(super) async fn read(caller: &Caller<'_>, arn: &Text, sink: &mut Sink<'_>) {
    if Arn::parse(arn.raw()).is_none_or(|arn| arn.service != "backup") {
        return;
    }
    match all(caller, arn).await {
        Ok(tags) => sink(Page::Tags(tags)),
        Err(failure) => tracing::debug!(%arn, why = failure.short(), "tags not read"),
    }
}

/// So many refusals in one request are enough: the rest would be refused, too.
const REFUSALS: usize = 3;

/// The tags of each of these points, one after the other, so that nothing else waits for them. What is wrong with one point
/// is told with it; what is wrong with the caller or the moment is the request's failure.
pub(super) async fn of_points(
    caller: &Caller<'_>,
    points: &[PointOf],
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let mut refused: Vec<Failure> = Vec::new();
    for of in points {
        let tags = match all(caller, &of.point).await {
            Err(failure) if failure.is_about_credentials() || failure.may_pass() => return Err(failure),
            answer => answer,
        };
        refused
            .extend(tags.as_ref().err().filter(|failure| failure.kind == FailureKind::AccessDenied).cloned());
        sink(Page::PointTags { of: of.clone(), tags: tags.map_err(Box::new) });
        if refused.len() == REFUSALS {
            break;
        }
    }
    refused.into_iter().next().map_or(Ok(()), Err)
}

/// All tags of a thing.
pub(super) async fn all(caller: &Caller<'_>, arn: &Text) -> Result<Vec<(Text, Text)>, Failure> {
    let mut tags = Vec::new();
    let call = |token| {
        let list = caller.clients.backup.list_tags().resource_arn(arn.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListTags", call, |page| {
        tags.extend(pairs(page.tags()));
        page.next_token
    });
    read.await?;
    Ok(tags)
}
