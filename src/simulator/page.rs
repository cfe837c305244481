//! Paging: opaque tokens that name a place in the list, and belong to one operation in one estate.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::request::Request;
use super::state::{Entry, Ledger, Place, Reach};
use super::wire::{ApiError, Text};

/// Page size when the caller names none.
const DEFAULT_PAGE: usize = 1000;

/// How a request pages.
#[derive(Debug)]
pub(super) struct Paging {
    /// Records a page.
    pub(super) size: usize,
    /// The last record of the page before.
    pub(super) after: Option<Place>,
    list: String,
}

impl Paging {
    /// Reads `maxResults` and `nextToken` (of either spelling). `list` names the list, so that another one's token is
    /// refused.
    pub(super) fn read(request: &Request, list: &str) -> Result<Self, ApiError> {
        let size = request.query_number("maxResults")?.or(request.query_number("MaxResults")?);
        let size = match size {
            None => DEFAULT_PAGE,
            Some(size @ 1..=1000) => usize::try_from(size).unwrap_or(DEFAULT_PAGE),
            Some(_) => return Err(ApiError::invalid("MaxResults", "must be between 1 and 1000")),
        };
        let list = format!("{}/{}/{list}", request.scope.account, request.scope.region);
        let token = request.query("nextToken").or(request.query("NextToken"));
        let after = token.map(|token| decode(token, &list)).transpose()?;
        Ok(Self { size, after, list })
    }

    /// One page of what `keep` lets through, and the token of the next page if there is more.
    pub(super) fn page<'a, T: Entry>(
        &self,
        ledger: &'a Ledger<T>,
        keep: impl Fn(&T) -> bool,
    ) -> (Vec<&'a T>, Option<String>) {
        self.walk(std::iter::once(ledger), &Reach::default(), keep)
    }

    /// As [`Paging::page`], over those parts of several ledgers that are within reach.
    pub(super) fn walk<'a, T: Entry + 'a>(
        &self,
        ledgers: impl Iterator<Item = &'a Ledger<T>>,
        reach: &Reach,
        keep: impl Fn(&T) -> bool,
    ) -> (Vec<&'a T>, Option<String>) {
        let mut all: Vec<_> = ledgers
            .flat_map(|ledger| {
                let records = ledger.walk(reach, self.after.as_ref());
                records.filter(|(_, record)| keep(record)).take(self.size + 1)
            })
            .collect();
        all.sort_by_key(|(place, _)| *place);
        let more = all.len() > self.size;
        all.truncate(self.size);
        let token = all.last().filter(|_| more).map(|(place, _)| self.token(place));
        (all.into_iter().map(|(_, record)| record).collect(), token)
    }

    /// The name that the page before ended with; empty on the first.
    pub(super) fn after(&self) -> &str {
        self.after.as_ref().map_or("", |(_, name)| name)
    }

    /// One page of a map's records in the order of their names.
    pub(super) fn named<'a, T>(&self, records: &'a BTreeMap<Text, T>) -> (Vec<&'a T>, Option<String>) {
        let behind = (Bound::Excluded(self.after()), Bound::Unbounded);
        self.by_name(records.range::<str, _>(behind))
    }

    /// One page of records that stand in the order of their names, from behind [`Paging::after`] on.
    pub(super) fn by_name<'a, T>(
        &self,
        records: impl Iterator<Item = (&'a Text, T)>,
    ) -> (Vec<T>, Option<String>) {
        let mut page = Vec::new();
        let mut last = None;
        for (name, record) in records {
            if page.len() == self.size {
                return (page, last.map(|name: &Text| self.token(&(0, name.clone()))));
            }
            page.push(record);
            last = Some(name);
        }
        (page, None)
    }

    /// One page of records in any order of their own, each with the place it stands at.
    pub(super) fn slice<T>(&self, records: Vec<T>) -> (Vec<T>, Option<String>) {
        let skip = self.after.as_ref().and_then(|(at, _)| usize::try_from(*at).ok()).unwrap_or(0);
        let end = skip.saturating_add(self.size);
        let more = i64::try_from(end).ok().filter(|_| end < records.len());
        let token = more.map(|end| self.token(&(end, Text::from(""))));
        (records.into_iter().skip(skip).take(self.size).collect(), token)
    }

    fn token(&self, (rank, id): &Place) -> String {
        let text = format!("{}\n{rank}\n{id}", self.list);
        let nibbles = text.bytes().map(|byte| byte ^ MASK).flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
    }
}

/// Keeps tokens from being read as what they are.
const MASK: u8 = 0x5a;

fn decode(token: &str, list: &str) -> Result<Place, ApiError> {
    let error = || ApiError::invalid("NextToken", "the token is not one of this list");
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok().map(|byte| byte ^ MASK)
    };
    let bytes: Option<Vec<u8>> = token.as_bytes().chunks(2).map(byte).collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(error)?;
    let mut parts = text.splitn(3, '\n');
    if parts.next() != Some(list) {
        return Err(error());
    }
    let rank = parts.next().and_then(|rank| rank.parse().ok()).ok_or_else(error)?;
    Ok((rank, parts.next().ok_or_else(error)?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::request::Scope;

    fn request(query: &[(&str, &str)]) -> Request {
        Request {
            scope: Scope::new("123456789012", "us-east-1"),
            labels: Vec::new(),
            query: query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
        }
    }

    #[test]
    fn slices_follow_each_other_to_the_end() {
        let mut token: Option<String> = None;
        let mut seen = Vec::new();
        loop {
            let paging = match &token {
                None => Paging::read(&request(&[("maxResults", "4")]), "numbers"),
                Some(token) => {
                    Paging::read(&request(&[("maxResults", "4"), ("nextToken", token)]), "numbers")
                }
            };
            let (page, next) = paging.unwrap().slice((0..10).collect());
            seen.extend(page);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn a_token_of_another_list_is_refused() {
        let (_, token) = Paging::read(&request(&[("maxResults", "1")]), "a").unwrap().slice(vec![1, 2]);
        let token = token.unwrap();
        assert!(Paging::read(&request(&[("nextToken", &token)]), "b").is_err());
        assert!(Paging::read(&request(&[("nextToken", "zz")]), "a").is_err());
    }

    #[test]
    fn a_page_size_out_of_range_is_refused() {
        for size in ["0", "1001", "many"] {
            assert!(Paging::read(&request(&[("maxResults", size)]), "a").is_err(), "{size}");
        }
    }
}
