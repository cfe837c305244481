//! Texts that came lately, so that equal ones share one allocation: of the fifteen texts of a job or recovery point, ten
//! are the same in thousands of rows (account, vault, role, plan, type).

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::text::Text;

/// Room for this many texts. One that needs the place of another takes it.
const PLACES: usize = 512;

thread_local! {
    static RECENT: RefCell<Vec<Option<Text>>> = RefCell::new(vec![None; PLACES]);
}

/// The text of `raw`, shared with the last one that was equal, if that was not long ago.
pub(super) fn share(raw: &str) -> Text {
    let mut hasher = DefaultHasher::new();
    raw.hash(&mut hasher);
    let place = usize::try_from(hasher.finish() % PLACES as u64).unwrap_or_default();
    RECENT.with_borrow_mut(|recent| match &mut recent[place] {
        Some(known) if known.raw() == raw => known.clone(),
        other => other.insert(Text::new(raw)).clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_one_allocation_and_others_stay_themselves() {
        let (one, other) = (share("prod-daily"), share("prod-daily"));
        assert!(std::ptr::eq(one.as_str(), other.as_str()));
        for number in 0..2 * PLACES {
            assert_eq!(share(&number.to_string()).raw(), number.to_string());
        }
    }

    #[test]
    fn texts_that_look_alike_are_not_mixed_up() {
        assert_eq!((share("a\x1b").raw(), share("a^[").raw()), ("a\x1b", "a^["));
    }
}
