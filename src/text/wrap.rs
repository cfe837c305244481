//! Breaking text into lines.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::width;

/// Breaks a text into pieces of at most `columns`, at blanks where there are any: words stay whole unless they are wider
/// than the line, as ARNs may be. There always is a first piece, and one cluster in each.
pub fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while width(&text[start..]) > columns {
        let rest = &text[start..];
        let whole = fitting(rest, columns);
        let blank = if rest[whole..].starts_with(' ') { Some(whole) } else { rest[..whole].rfind(' ') };
        let end = blank.filter(|end| *end > 0).unwrap_or(whole);
        pieces.push(start..start + end);
        start += end + rest[end..].bytes().take_while(|byte| *byte == b' ').count();
    }
    if start < text.len() || pieces.is_empty() {
        pieces.push(start..text.len());
    }
    pieces
}

/// The bytes of the first clusters that fit into `columns`; at least those of one.
fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let over = text.grapheme_indices(true).find(|(at, cluster)| {
        used += width(cluster);
        used > columns && *at > 0
    });
    over.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_breaks_at_blanks_and_a_long_word_anywhere() {
        for (text, columns, pieces) in [
            ("", 5, vec![""]),
            ("one two", 7, vec!["one two"]),
            ("one two", 6, vec!["one", "two"]),
            ("one two", 3, vec!["one", "two"]),
            ("one two three", 9, vec!["one two", "three"]),
            ("abcdefgh ij", 4, vec!["abcd", "efgh", "ij"]),
            ("東京タワー", 5, vec!["東京", "タワ", "ー"]),
        ] {
            let broken: Vec<&str> = wrap(text, columns).into_iter().map(|part| &text[part]).collect();
            assert_eq!(broken, pieces, "{text} in {columns}");
        }
    }

    proptest! {
        #[test]
        fn no_piece_is_wider_than_the_line_and_nothing_but_blanks_is_lost(text in "[a-z東é ]{0,60}", columns in 2_usize..20) {
            let pieces = wrap(&text, columns);
            prop_assert!(pieces.iter().all(|part| width(&text[part.clone()]) <= columns));
            let kept: String = pieces.into_iter().map(|part| &text[part]).collect();
            prop_assert_eq!(kept.replace(' ', ""), text.replace(' ', ""));
        }
    }
}
