//! Paging: opaque tokens that name a place in the list, and belong to one operation in one estate.
//!
//! A token names the last record of its page rather than a count of records, so that none is lost and none comes twice
//! when others arrive or go between two pages.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::ids::Random;
use super::request::Request;
use super::state::{Entry, Ledger, Place, Reach};
use super::wire::{ApiError, Text};

/// Page size when the caller names none.
const DEFAULT_PAGE: usize = 1000;
/// Where the list begins.
const START: i64 = i64::MIN;

/// How a request pages.
#[derive(Debug)]
pub(super) struct Paging {
    /// Records a page: as many as asked for, or fewer where pages come short.
    size: usize,
    /// The last record of the page before.
    after: Option<Place>,
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
        let (after, was_empty) = match token {
            Some(token) => decode(token, &list).map(|(after, was_empty)| (Some(after), was_empty))?,
            None => (None, false),
        };
        let size = match request.short_pages {
            Some(seed) => short(size, was_empty, &mut Random::named(seed, token.unwrap_or(&list))),
            None => size,
        };
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
        let all = ledgers.flat_map(|ledger| {
            let records = ledger.walk(reach, self.after.as_ref());
            records.filter(|(_, record)| keep(record)).take(self.size + 1)
        });
        self.first(all.map(|(place, record)| (place.clone(), record)).collect())
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
        self.first(records.take(self.size + 1).map(|(name, record)| ((0, name.clone()), record)).collect())
    }

    /// One page of all records of a list, in the order of the places that `place` tells: newest first, or by name.
    pub(super) fn by_place<T>(
        &self,
        records: impl IntoIterator<Item = T>,
        place: impl Fn(&T) -> Place,
    ) -> (Vec<T>, Option<String>) {
        let placed = records.into_iter().map(|record| (place(&record), record));
        self.first(
            placed.filter(|(place, _)| self.after.as_ref().is_none_or(|after| place > after)).collect(),
        )
    }

    /// One page of records that never change, in any order of their own.
    pub(super) fn slice<T>(&self, records: Vec<T>) -> (Vec<T>, Option<String>) {
        let (page, token) = self.by_place((0..).zip(records), |(at, _)| (*at, Text::from("")));
        (page.into_iter().map(|(_, record)| record).collect(), token)
    }

    /// The first records, and the token of the last of them where there are more.
    fn first<T>(&self, mut records: Vec<(Place, T)>) -> (Vec<T>, Option<String>) {
        records.sort_by(|(one, _), (other, _)| one.cmp(other));
        let more = records.len() > self.size;
        records.truncate(self.size);
        let token = more.then(|| match records.last() {
            Some((place, _)) => self.token(place, ""),
            // An empty page stays where it is, and says that it was empty: the next one is not.
            None => self.token(self.after.as_ref().unwrap_or(&(START, Text::from(""))), EMPTY),
        });
        (records.into_iter().map(|(_, record)| record).collect(), token)
    }

    fn token(&self, (rank, id): &Place, mark: &str) -> String {
        let text = format!("{}\n{mark}{rank}\n{id}", self.list);
        let nibbles = text.bytes().map(|byte| byte ^ MASK).flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
    }
}

/// How long a page is where pages come short: most are whole, some are not, and now and then one is empty.
fn short(size: usize, was_empty: bool, random: &mut Random) -> usize {
    let part = |random: &mut Random| usize::try_from(random.below(size as u64)).unwrap_or(0).max(1);
    match random.below(10) {
        0 if !was_empty => 0,
        0..4 => part(random),
        _ => size,
    }
}

/// Marks the token of an empty page.
const EMPTY: &str = "=";

/// Keeps tokens from being read as what they are.
const MASK: u8 = 0x5a;

/// The place a token names, and whether its page was empty.
fn decode(token: &str, list: &str) -> Result<(Place, bool), ApiError> {
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
    let rank = parts.next().ok_or_else(error)?;
    let marked = rank.strip_prefix(EMPTY);
    let number = marked.unwrap_or(rank).parse().map_err(|_| error())?;
    Ok(((number, parts.next().ok_or_else(error)?.into()), marked.is_some()))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::simulator::request::Scope;

    fn request(query: &[(&str, &str)]) -> Request {
        Request {
            scope: Scope::new("123456789012", "us-east-1"),
            labels: Vec::new(),
            query: query.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
            short_pages: None,
        }
    }

    fn next(size: usize, token: Option<&str>, short_pages: Option<u64>) -> Paging {
        let size = size.to_string();
        let token = token.map(|token| ("nextToken", token));
        let query: Vec<_> = token.into_iter().chain([("maxResults", size.as_str())]).collect();
        Paging::read(&Request { short_pages, ..request(&query) }, "list").unwrap()
    }

    /// All pages, one after the other.
    fn pages<T>(short: Option<u64>, page: impl Fn(Paging) -> (Vec<T>, Option<String>)) -> Vec<Vec<T>> {
        let mut pages = Vec::new();
        let mut token = None;
        loop {
            let (rows, more) = page(next(4, token.as_deref(), short));
            pages.push(rows);
            token = more;
            if token.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn slices_follow_each_other_to_the_end() {
        let pages = pages(None, |paging| paging.slice((0..10).collect()));
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
        assert_eq!(pages.concat(), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn short_pages_are_short_or_empty_now_and_then_and_lose_nothing() {
        let (mut empty, mut less) = (0, 0);
        for seed in 0..40 {
            let pages = pages(Some(seed), |paging| paging.slice((0..40).collect()));
            assert_eq!(pages.concat(), (0..40).collect::<Vec<_>>());
            let all_but_last = &pages[..pages.len() - 1];
            empty += all_but_last.iter().filter(|page| page.is_empty()).count();
            less += all_but_last.iter().filter(|page| (1..4).contains(&page.len())).count();
            assert!(pages.windows(2).all(|two| !two.iter().all(Vec::is_empty)), "{pages:?}");
        }
        assert!(empty > 10 && less > 40, "{empty} {less}");
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

    /// A record that was there before the first page, or came at a time.
    #[derive(Debug, Clone, PartialEq)]
    struct Record(Text, i64);

    impl Entry for Record {
        fn id(&self) -> &Text {
            &self.0
        }

        fn created(&self) -> Timestamp {
            Timestamp::from_second(self.1).unwrap()
        }
    }

    proptest! {
        #[test]
        fn no_record_is_lost_or_comes_twice_while_others_come_and_go(
            first in prop::collection::vec(0..20_i64, 0..40),
            between in prop::collection::vec((prop::collection::vec(0..40_i64, 0..4), prop::collection::vec(0..80_usize, 0..3)), 0..20),
            size in 1..6_usize,
            short_pages in prop::option::of(any::<u64>()),
        ) {
            let mut ledger = Ledger::default();
            let mut number = 0;
            let mut add = |ledger: &mut Ledger<Record>, at| {
                ledger.insert(Record(format!("{number:02}").into(), at));
                number += 1;
            };
            for at in first { add(&mut ledger, at); }
            let mut stays: Vec<Text> = ledger.iter().map(|record| record.0.clone()).collect();
            let mut seen: Vec<Text> = Vec::new();
            let mut between = between.into_iter();
            let mut token: Option<String> = None;
            loop {
                let (page, more) = next(size, token.as_deref(), short_pages).page(&ledger, |_| true);
                seen.extend(page.iter().map(|record| record.0.clone()));
                if more.is_none() {
                    break;
                }
                token = more;
                let (come, gone) = between.next().unwrap_or_default();
                for at in come { add(&mut ledger, at); }
                for id in gone {
                    if let Some(record) = ledger.remove(&format!("{id:02}")) {
                        stays.retain(|id| *id != record.0);
                    }
                }
            }
            for id in &stays {
                prop_assert!(seen.contains(id), "{id} is lost");
            }
            let count = seen.len();
            seen.sort();
            seen.dedup();
            prop_assert_eq!(seen.len(), count, "a record came twice");
        }
    }
}
