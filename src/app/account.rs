//! Whose credentials a scope has. They can become another account's while the console runs: somebody logged in anew.

use super::dataset::Dataset;
use super::effect::Effect;
use super::model::Model;
use super::requests::Purpose;
use crate::config::style::Role;
use crate::domain::scope::{Identity, ScopeId};

/// Takes in who a scope is. Nothing that another account told stays, and nothing that it was asked is waited for.
pub(super) fn identified(model: &mut Model, id: ScopeId, identity: Identity) -> Vec<Effect> {
    let Some(scope) = model.scopes.get_mut(usize::from(id.0)) else { return Vec::new() };
    if scope.region.is_empty() {
        identity.region.as_str().clone_into(&mut scope.region);
    }
    let account = identity.account.clone();
    model.estate.memory.place(id, account.raw(), &scope.region);
    model.estate.heed(model.now);
    let before = scope.identity.replace(identity);
    if before.is_none_or(|before| before.account == account) {
        return Vec::new();
    }
    // A backup that was asked for is the old account's, and its answer still says what became of it.
    let unwanted = |purpose| match purpose {
        Purpose::Poll(dataset) => dataset != Dataset::Identity,
        Purpose::Page(_) | Purpose::Decode(_) | Purpose::Follow(_) | Purpose::Need(..) => true,
        Purpose::Write(..) | Purpose::Chain(_) | Purpose::Settle(_) => false,
    };
    let ended = model.requests.end_all(id, unwanted);
    model.estate.forget(id);
    model.estate.derive(model.now);
    model.poll.begin(id, model.now);
    model.follows.retain(|follow| follow.scope != id || follow.copy != super::follow::Chain::None);
    model.pages.truncate(1);
    super::forms::forget(model, id);
    model.say(Role::Warning, format!("the credentials are now of account {account}: all is read anew"));
    ended.into_iter().map(Effect::Forget).collect()
}
