//! Recovery points by their ARN alone.

use super::exit::Refusal;
use super::run::Run;
use crate::app::effect::{Page, Query};
use crate::domain::arn::Arn;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::preflight::facts::{Fact, Need};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::vault::Vault;
use crate::text::Text;

/// The point of an ARN. AWS names a point by its vault and ARN: without the vault's name each vault here is asked.
pub(super) async fn find(run: &Run, arn: &str, vault: Option<&str>) -> Result<RecoveryPoint, Refusal> {
    let shown = Text::new(arn);
    if Arn::parse(arn).is_none() {
        return Err(Refusal::usage(format!("`{shown}` is no ARN of a recovery point")));
    }
    let vaults = match vault {
        Some(vault) => vec![Text::new(vault)],
        None => vaults(run).await?,
    };
    let mut denied: Option<Failure> = None;
    for vault in &vaults {
        let need = Need::Point { vault: vault.clone(), arn: Text::new(arn) };
        match run.read(run.desk.ask(&Query::Fact(need))).await? {
            Ok(pages) => {
                for page in pages {
                    if let Page::Fact(Fact::Point(point)) = page {
                        return Ok(RecoveryPoint { vault: Some(vault.clone()), ..*point });
                    }
                }
            }
            Err(failure) => match failure.kind {
                FailureKind::NotFound | FailureKind::Invalid => {}
                FailureKind::AccessDenied => denied = Some(failure),
                _ => return Err(failure.into()),
            },
        }
    }
    let scope = run.desk.scope.label();
    match denied {
        Some(failure) => Err(failure.into()),
        None if vaults.len() == 1 => {
            Err(Refusal::usage(format!("no recovery point {shown} in vault {} of {scope}", vaults[0])))
        }
        None => Err(Refusal::usage(format!("no vault of {scope} holds a recovery point {shown}"))),
    }
}

async fn vaults(run: &Run) -> Result<Vec<Text>, Refusal> {
    let pages = run.ask(&Query::Vaults).await?;
    let rows = |page| match page {
        Page::Vaults(vaults) => vaults,
        _ => Vec::new(),
    };
    Ok(pages.into_iter().flat_map(rows).map(|vault: Vault| vault.name).collect())
}
