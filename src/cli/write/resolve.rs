//! What RESOURCE stands for: an ARN, a name that AWS Backup knows, or a tag.

use super::exit::Refusal;
use super::run::Run;
use crate::app::effect::{Page, Query};
use crate::domain::arn::{self, Arn};
use crate::domain::resource::Resource;
use crate::text::Text;

/// The beginning of a tag.
const TAG: &str = "tag:";
/// So many ARNs are named in one line.
const NAMED: usize = 10;

/// A resource that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) arn: Text,
    /// Its name, where AWS Backup knows it.
    pub(super) name: Option<Text>,
}

impl From<&Resource> for Found {
    fn from(resource: &Resource) -> Self {
        Self { arn: resource.arn.clone(), name: resource.name.clone() }
    }
}

/// All resources that the words stand for, each once.
pub(super) async fn resources(
    run: &Run,
    words: &[String],
    skip_unknown: bool,
) -> Result<Vec<Found>, Refusal> {
    let mut protected: Option<Vec<Resource>> = None;
    let mut found: Vec<Found> = Vec::new();
    for word in words {
        let these = if Arn::parse(word).is_some() {
            vec![Found { arn: Text::new(word), name: None }]
        } else {
            if protected.is_none() {
                protected = Some(read(run).await?);
            }
            let protected = protected.as_deref().unwrap_or_default();
            match word.strip_prefix(TAG) {
                Some(tag) => tagged(run, protected, tag, skip_unknown).await?,
                None => vec![by_name(protected, word).map_err(Refusal::usage)?.into()],
            }
        };
        for one in these {
            if !found.iter().any(|known| known.arn == one.arn) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

async fn read(run: &Run) -> Result<Vec<Resource>, Refusal> {
    let pages = run.ask(&Query::Resources).await?;
    let rows = |page| match page {
        Page::Resources(resources) => resources,
        _ => Vec::new(),
    };
    Ok(pages.into_iter().flat_map(rows).collect())
}

/// The one protected resource of a name, or of the short form of its ARN.
fn by_name<'a>(protected: &'a [Resource], name: &str) -> Result<&'a Resource, String> {
    let called = |resource: &&Resource| {
        resource.name.as_ref().is_some_and(|own| own.raw() == name) || arn::short(resource.arn.raw()) == name
    };
    let fitting: Vec<&Resource> = protected.iter().filter(called).collect();
    let shown = Text::new(name);
    match fitting.as_slice() {
        [one] => Ok(one),
        [] => Err(format!(
            "no protected resource is called {shown}: give its ARN (AWS Backup knows by name only what it has backed up)"
        )),
        many => Err(format!("{} resources are called {shown}: give one ARN: {}", many.len(), arns(many))),
    }
}

fn arns(resources: &[&Resource]) -> String {
    let mut named: Vec<&str> = resources.iter().take(NAMED).map(|resource| resource.arn.as_str()).collect();
    let more = format!("and {} more", resources.len().saturating_sub(NAMED));
    if resources.len() > NAMED {
        named.push(&more);
    }
    named.join(", ")
}

/// The resources whose newest recovery point has a tag. AWS Backup copies a resource's tags to its points, and can be
/// asked for the tags of those points only that are its own: snapshots and images are tagged by their own services
/// (API notes, section 1.17).
async fn tagged(
    run: &Run,
    protected: &[Resource],
    tag: &str,
    skip_unknown: bool,
) -> Result<Vec<Found>, Refusal> {
    let Some((key, value)) = tag.split_once('=').filter(|(key, _)| !key.is_empty()) else {
        return Err(Refusal::usage(format!("`{TAG}{}` is no tag: write tag:KEY=VALUE", Text::new(tag))));
    };
    let (mut found, mut untold): (Vec<Found>, Vec<&Resource>) = (Vec::new(), Vec::new());
    for resource in protected {
        match tags(run, resource).await? {
            Some(tags) if tags.iter().any(|(k, v)| (k.raw(), v.raw()) == (key, value)) => {
                found.push(resource.into());
            }
            Some(_) => {}
            None => untold.push(resource),
        }
    }
    let shown = Text::new(tag);
    if !untold.is_empty() {
        let says = format!(
            "the tags of {} of {} resources cannot be told by AWS Backup: {}",
            untold.len(),
            protected.len(),
            arns(&untold)
        );
        if !skip_unknown {
            let says =
                format!("tag:{shown}: {says}; name what you mean, or leave them out with --skip-unknown");
            return Err(Refusal::usage(says));
        }
        run.warn(&format!("tag:{shown}: {says}; they are left out"));
    }
    if found.is_empty() {
        return Err(Refusal::usage(format!(
            "tag:{shown}: no protected resource's newest point has this tag"
        )));
    }
    Ok(found)
}

/// The tags of a resource's newest recovery point; `None` where they can't be told.
async fn tags(run: &Run, resource: &Resource) -> Result<Option<Vec<(Text, Text)>>, Refusal> {
    let point = resource.last_point.clone().zip(resource.last_vault_arn.as_ref());
    let own = |arn: &Text| Arn::parse(arn.raw()).is_some_and(|arn| arn.service == "backup");
    let Some((arn, vault)) = point.filter(|(arn, _)| own(arn)) else { return Ok(None) };
    let vault = Text::new(arn::vault_name(vault.raw()));
    let pages = match run.read(run.desk.ask(&Query::Point { vault, arn })).await? {
        Ok(pages) => pages,
        // Its newest point may be gone, or in a vault that may not be read: that is about this resource only.
        Err(failure) if !failure.may_pass() && !failure.is_about_credentials() => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    Ok(pages.into_iter().find_map(|page| match page {
        Page::Tags(tags) => Some(tags),
        _ => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(arn: &str, name: Option<&str>) -> Resource {
        Resource { arn: arn.into(), name: name.map(Into::into), ..Resource::default() }
    }

    #[test]
    fn a_name_stands_for_one_resource_or_says_which_there_are() {
        let protected = [
            resource("arn:aws:rds:us-east-1:123456789012:db:orders-db", Some("orders")),
            resource("arn:aws:ec2:us-east-1:123456789012:volume/vol-1", Some("data")),
            resource("arn:aws:ec2:us-east-1:123456789012:volume/vol-2", Some("data")),
        ];
        for name in ["orders", "orders-db"] {
            assert_eq!(by_name(&protected, name), Ok(&protected[0]));
        }
        assert_eq!(by_name(&protected, "vol-2"), Ok(&protected[2]));
        let both = by_name(&protected, "data").unwrap_err();
        assert!(both.starts_with("2 resources are called data") && both.contains("vol-1, arn:"), "{both}");
        assert!(by_name(&protected, "Orders").unwrap_err().contains("give its ARN"));
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let many: Vec<_> = (0..12).map(|n| resource(&format!("arn:aws:s3:::b{n}"), Some("same"))).collect();
        assert!(by_name(&many, "same").unwrap_err().ends_with("arn:aws:s3:::b9, and 2 more"));
    }
}
