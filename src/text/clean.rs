//! The cleaner of untrusted text.
//!
//! Names, tags and messages come from accounts that many people write to, so each one may try to move the cursor,
//! recolour the screen, reorder what is read or hide a letter. Whatever the eye cannot see becomes a visible ASCII mark:
//!
//! | in                                        | out                              |
//! |-------------------------------------------|----------------------------------|
//! | tab, line feed                            | one space                        |
//! | other C0 controls, DEL                    | caret notation, as `cat -v` does |
//! | C1 controls, bidi controls, invisible ones | `<U+202E>`                       |
//!
//! Joiners and variation selectors are marked as well, even inside an emoji: terminals disagree about the width of such
//! sequences, and two names that differ only by one of them must not look the same.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The characters that print nothing, or that change how their neighbours print, outside ASCII: the C1 controls and
/// Unicode's `Default_Ignorable_Code_Point`, `Bidi_Control` and line separators, as inclusive ranges in ascending order.
const UNSEEN: [(u32, u32); 22] = [
    (0x0080, 0x009F),
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D159, 0x1D159),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
    (0x0010_FFFE, 0x0010_FFFF),
];

/// Makes `raw` safe to put on a terminal in one line. Borrows when there is nothing to do, and cleaning twice is
/// the same as cleaning once.
pub fn clean(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find(needs_mark) else { return Cow::Borrowed(raw) };
    let mut out = String::with_capacity(raw.len() + 16);
    out.push_str(&raw[..first]);
    for c in raw[first..].chars() {
        push_clean(&mut out, c);
    }
    Cow::Owned(out)
}

/// Whether `c` may not reach the screen as it is.
fn needs_mark(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    let code = u32::from(c);
    let after = UNSEEN.partition_point(|&(low, _)| low <= code);
    after > 0 && code <= UNSEEN[after - 1].1
}

fn push_clean(out: &mut String, c: char) {
    match c {
        '\t' | '\n' => out.push(' '),
        '\0'..='\x1f' | '\x7f' => {
            out.push('^');
            // Caret notation flips bit 6: ESC is `^[`, DEL is `^?`.
            out.push(char::from(c as u8 ^ 0x40));
        }
        _ if needs_mark(c) => {
            // Writing to a String cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        }
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        for plain in ["", "orders-db", "données éàü", "東京", "30–365 days ✖", "👍"] {
            assert!(matches!(clean(plain), Cow::Borrowed(same) if same == plain), "{plain}");
        }
    }

    #[test]
    fn each_hostile_character_becomes_a_visible_mark() {
        for (raw, shown) in [
            ("a\tb\nc", "a b c"),
            ("\x1b[31mred\x07", "^[[31mred^G"),
            ("over\rwrite\x7f", "over^Mwrite^?"),
            ("nul\0", "nul^@"),
            ("\u{9b}2J", "<U+009B>2J"),
            ("gpj.\u{202e}exe", "gpj.<U+202E>exe"),
            ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
            ("ze\u{200b}ro", "ze<U+200B>ro"),
            ("line\u{2028}end", "line<U+2028>end"),
            ("soft\u{ad}hyphen", "soft<U+00AD>hyphen"),
            ("tag\u{e0041}", "tag<U+E0041>"),
            ("❤\u{fe0f}", "❤<U+FE0F>"),
            ("👩\u{200d}💻", "👩<U+200D>💻"),
        ] {
            assert_eq!(clean(raw), shown);
        }
    }

    #[test]
    fn the_ranges_ascend_without_overlap() {
        assert!(UNSEEN.iter().all(|(low, high)| low <= high));
        assert!(UNSEEN.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    /// Any text, with the hostile characters far more frequent than chance would have them.
    fn hostile() -> impl Strategy<Value = String> {
        let troubled = prop::sample::select(UNSEEN.to_vec())
            .prop_flat_map(|(low, high)| low..=high)
            .prop_filter_map("a scalar value", char::from_u32);
        prop::collection::vec(prop_oneof![any::<char>(), troubled, prop::char::range('\0', '\u{9f}')], 0..60)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn cleaned_text_holds_nothing_unseen(raw in hostile()) {
            let shown = clean(&raw);
            prop_assert!(!shown.chars().any(needs_mark));
            prop_assert!(!shown.chars().any(char::is_control));
        }

        #[test]
        fn cleaning_twice_is_cleaning_once(raw in hostile()) {
            let once = clean(&raw).into_owned();
            prop_assert!(matches!(clean(&once), Cow::Borrowed(_)));
        }

        #[test]
        fn what_can_be_seen_stays_in_order(raw in hostile()) {
            let shown = clean(&raw);
            let mut rest = shown.chars();
            for c in raw.chars().filter(|&c| !needs_mark(c)) {
                prop_assert!(rest.any(|s| s == c));
            }
        }
    }
}
