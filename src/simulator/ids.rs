//! Identifiers and randomness, all from one seed so that the same scenario is the same account every time.

use std::fmt::Write as _;

use base64_text::encode;
use jiff::SignedDuration;

/// A small deterministic random source (splitmix64, public domain by S. Vigna).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A source that repeats for the same `seed`.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A source for one named thing, independent of how many numbers others drew.
    pub(super) fn named(seed: u64, name: &str) -> Self {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed ^ hash)
    }

    /// The next 64 random bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 up to and not including `end` (0 for an empty range).
    pub(super) fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// A duration from `low` to `high`, to the millisecond.
    pub(super) fn between(&mut self, low: SignedDuration, high: SignedDuration) -> SignedDuration {
        let span = u64::try_from((high - low).as_millis()).unwrap_or(0);
        low + SignedDuration::from_millis(i64::try_from(self.below(span + 1)).unwrap_or(0))
    }

    /// A lower-case version-4 UUID.
    pub(super) fn uuid(&mut self) -> String {
        let bytes = (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// `digits` lower-case hexadecimal digits, as in `snap-0f3a…`.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            // Writing to a String cannot fail.
            let _ = write!(text, "{:016x}", self.next());
        }
        text.truncate(digits);
        text
    }

    /// A plan version: base64 of a UUID's text, 48 characters.
    pub(super) fn version(&mut self) -> String {
        encode(self.uuid().as_bytes())
    }
}

/// The one direction of base64 that AWS's version ids need.
mod base64_text {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// Base64 with padding.
    pub(super) fn encode(bytes: &[u8]) -> String {
        bytes.chunks(3).flat_map(quad).map(char::from).collect()
    }

    fn quad(chunk: &[u8]) -> [u8; 4] {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        std::array::from_fn(|index| {
            if index > chunk.len() { b'=' } else { ALPHABET[(bits >> (18 - 6 * index) & 63) as usize] }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(Random::new(7).uuid(), Random::new(7).uuid());
        assert_ne!(Random::new(7).uuid(), Random::new(8).uuid());
        assert_ne!(Random::named(7, "a").uuid(), Random::named(7, "b").uuid());
    }

    #[test]
    fn a_version_is_48_characters_of_base64() {
        assert_eq!(Random::new(1).version().len(), 48);
        assert_eq!(encode(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(encode(b"any carnal pleasu"), "YW55IGNhcm5hbCBwbGVhc3U=");
    }

    #[test]
    fn a_random_duration_stays_between_its_ends() {
        let (low, high) = (SignedDuration::from_secs(3), SignedDuration::from_secs(5));
        let mut random = Random::new(3);
        assert!((0..1000).map(|_| random.between(low, high)).all(|found| (low..=high).contains(&found)));
    }
}
