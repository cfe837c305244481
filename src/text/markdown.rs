//! Foreign text in Markdown (`CommonMark` with GitHub's tables): whatever it holds, it stays text.

use std::borrow::Cow;

use super::clean;

/// Letters that mean something within a line, wherever they stand.
const MARKS: [char; 16] = ['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '&', '#', '@', '$', '!', '^'];

/// As plain words: nothing in it is markup, a link, a mention or HTML.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        if MARKS.contains(&letter) {
            plain.push('\\');
        }
        plain.push(letter);
    }
    // A bare address would become a link.
    plain.replace("://", ":\\//").replace("www.", "www\\.")
}

/// As code within a line: between more backticks than it has in a row.
pub fn code(text: &str) -> String {
    let one_line = clean(text);
    let fence = "`".repeat(longest_run(&one_line) + 1);
    // The blanks are taken away again by whoever shows it.
    let gap = if one_line.starts_with('`') || one_line.ends_with('`') || one_line.trim().is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{gap}{one_line}{gap}{fence}")
}

/// As code within a cell of a table, where a bar ends the cell even in code.
pub fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// As a block of code, with the word of its language where there is one.
pub fn block(text: &str, language: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(clean).collect();
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_words_lose_every_meaning() {
        for (text, shown) in [
            ("orders-db", "orders-db"),
            ("a|b `c` *d*", r"a\|b \`c\` \*d\*"),
            ("<img src=x> &lt; @all #12", r"\<img src=x\> \&lt; \@all \#12"),
            ("see https://x.example", r"see https:\//x.example"),
            ("two\nlines", "two lines"),
            (r"\", r"\\"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }

    #[test]
    fn code_is_fenced_by_more_than_it_holds() {
        for (text, shown) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("`a", "`` `a ``"),
            ("", "`  `"),
            ("a\nb", "`a b`"),
        ] {
            assert_eq!(code(text), shown);
        }
        assert_eq!(code_cell("a|b"), r"`a\|b`");
        assert_eq!(block("a\n```\nb", "sh"), "````sh\na\n```\nb\n````\n");
    }

    proptest! {
        #[test]
        fn nothing_ends_its_code_or_its_line(text in "[`|\n a]{0,20}") {
            let code = code(&text);
            let fence = code.len() - code.trim_start_matches('`').len();
            let inner = &code[fence..code.len() - fence];
            prop_assert!(!code.contains('\n') && longest_run(inner) < fence);
            prop_assert!(!plain(&text).contains('\n'));
        }
    }
}
