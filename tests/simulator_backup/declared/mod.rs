//! Every operation called with success, and every error that the model declares for it provoked.
//!
//! Each group of operations has a file with a [`Group`]: how a pair of operation and code is provoked, or why it cannot
//! be. What follows from the model alone is in `generic`. Together they are exactly the model's list.

mod audit;
pub mod generic;
mod holds;
pub mod input;
mod jobs;
mod plans;
mod points;
mod restores;
mod settings;
mod testing;
mod tiering;
mod unused;
mod vaults;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aws_sdk_backup::Client;
use futures::future::BoxFuture;
use vaultdeck::simulator::Simulator;

use crate::api;
use crate::support::small;

/// All groups.
const GROUPS: [&Group; 11] = [
    &audit::GROUP,
    &holds::GROUP,
    &jobs::GROUP,
    &plans::GROUP,
    &points::GROUP,
    &restores::GROUP,
    &settings::GROUP,
    &testing::GROUP,
    &tiering::GROUP,
    &unused::GROUP,
    &vaults::GROUP,
];

/// What one file knows about its operations.
pub struct Group {
    /// How errors are provoked.
    pub refusals: &'static [Refusal],
    /// `(operation, code, why)`: declared, but no call can provoke it.
    pub never: &'static [(&'static str, &'static str, &'static str)],
    /// `(operation, code)`: not built yet. Only gets shorter.
    pub not_yet: &'static [(&'static str, &'static str)],
    /// How operations are called with success.
    pub calls: &'static [Call],
    /// Not built yet. Only gets shorter.
    pub not_called_yet: &'static [&'static str],
}

/// A simulator of its own on the small scenario; the clock stands still until a test advances it.
#[derive(Clone)]
pub struct Fresh {
    pub simulator: Arc<Simulator>,
    pub client: Client,
}

/// Code and message of a refused call, as `support::refusal` gives them.
pub type Refused = (String, String);

/// Provokes one declared error.
pub struct Refusal {
    pub operation: &'static str,
    pub code: &'static str,
    pub run: fn(Fresh) -> BoxFuture<'static, Refused>,
}

/// Calls one operation with success.
pub struct Call {
    pub operation: &'static str,
    pub run: fn(Fresh) -> BoxFuture<'static, ()>,
}

/// `"Operation" "Code" => function;` a line, where the function is `async fn(Fresh) -> Refused`.
macro_rules! refusals {
    ($($operation:literal $code:literal => $run:expr;)*) => {
        &[$($crate::declared::Refusal { operation: $operation, code: $code, run: |at| Box::pin($run(at)) }),*]
    };
}

/// `"Operation" => function;` a line, where the function is `async fn(Fresh)` and panics if the call is refused.
macro_rules! calls {
    ($($operation:literal => $run:expr;)*) => {
        &[$($crate::declared::Call { operation: $operation, run: |at| Box::pin($run(at)) }),*]
    };
}

use {calls, refusals};

async fn fresh() -> Fresh {
    let (simulator, client) = small().await;
    Fresh { simulator: Arc::new(simulator), client }
}

#[test]
fn every_declared_error_is_provoked_or_says_why_not() {
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let listed = GROUPS.iter().flat_map(|group| {
        let refusals = group.refusals.iter().map(|refusal| (refusal.operation, refusal.code));
        let never = group.never.iter().map(|(operation, code, _)| (*operation, *code));
        refusals.chain(never).chain(group.not_yet.iter().copied())
    });
    for pair in listed {
        *known.entry(pair).or_default() += 1;
    }
    let declared = api::declared();
    let generic: BTreeSet<_> = declared.iter().copied().filter(|pair| generic::covers(*pair)).collect();
    let missing: Vec<_> =
        declared.iter().filter(|pair| !generic.contains(*pair) && !known.contains_key(*pair)).collect();
    let undeclared: Vec<_> = known.keys().filter(|pair| !declared.contains(*pair)).collect();
    let twice: Vec<_> = known.iter().filter(|(pair, times)| **times > 1 || generic.contains(*pair)).collect();
    assert!(missing.is_empty(), "neither provoked nor explained: {missing:#?}");
    assert!(undeclared.is_empty(), "the model does not declare: {undeclared:#?}");
    assert!(twice.is_empty(), "listed twice, or generic anyway: {twice:#?}");
    let waiting: usize = GROUPS.iter().map(|group| group.not_yet.len()).sum();
    let never: usize = GROUPS.iter().map(|group| group.never.len()).sum();
    println!(
        "{} declared errors: {} generic, {} by a provoker, {never} never, {waiting} not yet",
        declared.len(),
        generic.len(),
        known.len() - never - waiting
    );
}

#[test]
fn every_operation_is_called_with_success() {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (operation, _) in unused::NEVER_CALLED {
        *known.entry(operation).or_default() += 1;
    }
    for group in GROUPS {
        let called = group.calls.iter().map(|call| call.operation);
        for operation in called.chain(group.not_called_yet.iter().copied()) {
            *known.entry(operation).or_default() += 1;
        }
    }
    let wanted: BTreeMap<&str, usize> = api::operations().keys().map(|name| (name.as_str(), 1)).collect();
    assert_eq!(known, wanted);
    let waiting: usize = GROUPS.iter().map(|group| group.not_called_yet.len()).sum();
    let never = unused::NEVER_CALLED.len();
    println!(
        "{} operations: {} called with success, {never} never, {waiting} not yet",
        wanted.len(),
        wanted.len() - waiting - never
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_provoker_provokes_its_error() {
    let mut wrong = Vec::new();
    for refusal in GROUPS.iter().flat_map(|group| group.refusals) {
        let name = format!("{} {}", refusal.operation, refusal.code);
        let at = fresh().await;
        match tokio::spawn((refusal.run)(at.clone())).await {
            Err(panic) => wrong.push(format!("{name}: {panic}")),
            Ok((code, _)) if code != refusal.code => wrong.push(format!("{name}: it answered {code}")),
            Ok((_, message)) if message.is_empty() => wrong.push(format!("{name}: there is no message")),
            Ok(_) if at.simulator.calls().count(refusal.operation) == 0 => {
                wrong.push(format!("{name}: the operation was not called"));
            }
            Ok(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the last call of an operation had instead of the status that the model gives a success.
fn not_as_modelled(simulator: &Simulator, operation: &str) -> Option<String> {
    let log = simulator.calls().log();
    let Some(call) = log.iter().rfind(|call| call.operation == operation) else {
        return Some(format!("{operation}: it was not called"));
    };
    let modelled = api::operations()[operation]["code"].as_u64();
    (call.status.map(u64::from) != modelled)
        .then(|| format!("{operation}: {:?}, not {modelled:?}", call.status))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_call_succeeds() {
    let mut wrong = Vec::new();
    for call in GROUPS.iter().flat_map(|group| group.calls) {
        let at = fresh().await;
        match tokio::spawn((call.run)(at.clone())).await {
            Err(panic) => wrong.push(format!("{}: {panic}", call.operation)),
            Ok(()) => wrong.extend(not_as_modelled(&at.simulator, call.operation)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
