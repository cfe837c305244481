//! Requests that are outstanding, and what each is for. An answer to any other is dropped.

use std::collections::BTreeMap;

use super::dataset::Dataset;
use super::effect::RequestId;
use crate::domain::scope::ScopeId;

/// Outstanding requests.
#[derive(Debug, Default)]
pub struct Requests {
    last: u64,
    outstanding: BTreeMap<RequestId, (ScopeId, Purpose)>,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A dataset.
    Poll(Dataset),
    /// The content of an open page, by the page's number.
    Page(u64),
    /// A form's write, by the form's number and the write's place.
    Write(u64, usize),
    /// The copy that was asked for with a followed backup, by the follow's number.
    Chain(u64),
    /// Something that a form needs to know, by the form's number and the need's.
    Need(u64, u64),
    /// An encoded message to be decoded, for the open page of this number.
    Decode(u64),
    /// A write that an earlier run left open, by its number here.
    Settle(u64),
    /// A followed job, by the follow's number.
    Follow(u64),
}

impl Requests {
    /// A new request.
    pub fn begin(&mut self, scope: ScopeId, purpose: Purpose) -> RequestId {
        self.last += 1;
        let request = RequestId(self.last);
        self.outstanding.insert(request, (scope, purpose));
        request
    }

    /// What an outstanding request is for; `None` when its answer is not wanted.
    pub fn purpose(&self, request: RequestId, scope: ScopeId) -> Option<Purpose> {
        self.outstanding.get(&request).filter(|(asked, _)| *asked == scope).map(|(_, purpose)| *purpose)
    }

    /// The answer is complete, or not wanted any more.
    pub fn end(&mut self, request: RequestId) {
        self.outstanding.remove(&request);
    }

    /// Ends those of a scope for which `unwanted` holds; their numbers.
    pub fn end_all(&mut self, scope: ScopeId, unwanted: impl Fn(Purpose) -> bool) -> Vec<RequestId> {
        let ended =
            |_: &RequestId, (of, purpose): &mut (ScopeId, Purpose)| *of == scope && unwanted(*purpose);
        self.outstanding.extract_if(.., ended).map(|(request, _)| request).collect()
    }

    /// How many are outstanding.
    pub fn len(&self) -> usize {
        self.outstanding.len()
    }

    /// Whether none is outstanding.
    pub fn is_empty(&self) -> bool {
        self.outstanding.is_empty()
    }
}
