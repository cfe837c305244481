//! Display width, and cutting and padding to it. Everything counts terminal columns and works on whole grapheme
//! clusters, as ratatui does when it draws, so a cluster is never split and a column never off by one.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

/// Where text that is too wide loses its middle or its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Keep the beginning: sentences, names.
    End,
    /// Keep both ends: ARNs and ids, whose end tells them apart.
    Middle,
}

/// The columns that `text` takes on the screen.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// Cuts `text` to at most `columns`, with `ellipsis` (one of the glyph set: "…" or "..") where something is missing.
/// It can end one column short, where a wide cluster would not fit; pad it for an exact width.
pub fn fit<'a>(text: &'a str, columns: usize, cut: Cut, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(width(ellipsis)) else {
        return Cow::Borrowed(head(text, columns));
    };
    match cut {
        Cut::End => Cow::Owned([head(text, room), ellipsis].concat()),
        Cut::Middle => {
            let start = head(text, room.div_ceil(2));
            let end = tail(text, room - width(start));
            Cow::Owned([start, ellipsis, end].concat())
        }
    }
}

/// Fills `text` with spaces on the right up to `columns`; wider text is returned as it is.
pub fn pad_end(text: &str, columns: usize) -> Cow<'_, str> {
    match columns.saturating_sub(width(text)) {
        0 => Cow::Borrowed(text),
        gap => Cow::Owned(format!("{text}{:gap$}", "")),
    }
}

/// Fills `text` with spaces on the left up to `columns`; wider text is returned as it is.
pub fn pad_start(text: &str, columns: usize) -> Cow<'_, str> {
    match columns.saturating_sub(width(text)) {
        0 => Cow::Borrowed(text),
        gap => Cow::Owned(format!("{:gap$}{text}", "")),
    }
}

/// The longest beginning of whole clusters within `columns`.
fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = text.grapheme_indices(true).find_map(|(at, cluster)| {
        used += cluster.width();
        (used > columns).then_some(at)
    });
    &text[..end.unwrap_or(text.len())]
}

/// The longest end of whole clusters within `columns`.
fn tail(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let start = text.grapheme_indices(true).rev().find_map(|(at, cluster)| {
        used += cluster.width();
        (used > columns).then_some(at + cluster.len())
    });
    &text[start.unwrap_or(0)..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wide_and_combined_clusters_count_their_columns() {
        for (text, columns) in [("", 0), ("abc", 3), ("東京", 4), ("e\u{301}", 1), ("👍", 2), ("✖ 41×", 5)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn text_is_cut_where_asked() {
        for (text, columns, cut, shown) in [
            ("orders-db", 9, Cut::End, "orders-db"),
            ("orders-db", 7, Cut::End, "orders…"),
            ("arn:aws:rds:orders-db", 11, Cut::Middle, "arn:a…rs-db"),
            ("arn:aws:rds:orders-db", 10, Cut::Middle, "arn:a…s-db"),
            ("東京都", 4, Cut::End, "東…"),
            ("東京都", 5, Cut::End, "東京…"),
            ("abc", 1, Cut::Middle, "…"),
            ("abc", 0, Cut::End, ""),
        ] {
            assert_eq!(fit(text, columns, cut, "…"), shown, "{text} in {columns}");
        }
    }

    #[test]
    fn the_ascii_ellipsis_gives_way_where_it_does_not_fit() {
        assert_eq!(fit("orders-db", 7, Cut::End, ".."), "order..");
        assert_eq!(fit("orders-db", 1, Cut::End, ".."), "o");
    }

    #[test]
    fn padding_fills_columns_not_characters() {
        assert_eq!(pad_end("東京", 6), "東京  ");
        assert_eq!(pad_start("1.2 TiB", 8), " 1.2 TiB");
        assert_eq!(pad_end("too wide", 3), "too wide");
    }

    proptest! {
        #[test]
        fn fitted_and_padded_text_has_the_exact_width(
            raw in any::<String>(), columns in 0_usize..40, middle in any::<bool>(), ascii in any::<bool>(),
        ) {
            let text = crate::text::clean(&raw);
            let cut = if middle { Cut::Middle } else { Cut::End };
            let fitted = fit(&text, columns, cut, if ascii { ".." } else { "…" });
            prop_assert!(width(&fitted) <= columns);
            prop_assert_eq!(width(&pad_end(&fitted, columns)), columns);
            prop_assert_eq!(width(&pad_start(&fitted, columns)), columns);
        }

        #[test]
        fn no_cluster_is_ever_split(raw in any::<String>(), columns in 0_usize..20) {
            let text = crate::text::clean(&raw);
            let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            prop_assert!(starts.contains(&head(&text, columns).len()));
            prop_assert!(starts.contains(&(text.len() - tail(&text, columns).len())));
        }
    }
}
