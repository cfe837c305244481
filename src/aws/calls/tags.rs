//! Tags of what AWS Backup tags itself.

use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::pairs;
use crate::domain::arn::Arn;
use crate::domain::failure::Failure;
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
