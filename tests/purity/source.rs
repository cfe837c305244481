//! Reads Rust source just far enough to know the paths that it names outside of comments, strings and tests.

use std::fs;
use std::path::Path;

/// One source file.
pub struct Source {
    /// Its path inside the repository, with forward slashes.
    pub file: String,
    /// Its code: comments and the contents of strings blanked out, lines kept.
    pub code: String,
    /// Number of its lines, all counted.
    pub lines: usize,
}

/// A path as it is named in a file: `crate::domain::job::Job`, `tokio::spawn`.
pub struct Named {
    /// The line that names it, from 1.
    pub line: usize,
    /// Its segments, `crate`, `self` and `super` resolved to begin with `crate`.
    pub segments: Vec<String>,
}

impl Source {
    /// Every Rust file of a folder and its folders.
    pub fn of(root: &Path, folder: &str) -> Vec<Self> {
        let mut sources = Vec::new();
        for file in files(root, folder) {
            if Path::new(&file).extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(root.join(&file)).unwrap();
                sources.push(Self { file, code: code(&text), lines: text.lines().count() });
            }
        }
        sources
    }

    /// The folder or file right under `src` that it belongs to: `app`, `main`.
    pub fn room(&self) -> &str {
        let inside = self.file.strip_prefix("src/").unwrap_or(&self.file);
        inside.split(['/', '.']).next().unwrap_or_default()
    }

    /// Every path that the code outside of tests names.
    pub fn paths(&self) -> Vec<Named> {
        if self.file.ends_with("/tests.rs") || self.file.contains("/tests/") {
            return Vec::new();
        }
        let code = without_tests(&self.code);
        let (mut found, mut line) = (Vec::new(), 1);
        let mut rest = code.as_str();
        while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
            line += rest[..start].matches('\n').count();
            let (path, after) = rest[start..].split_at(path_length(&rest[start..]));
            if path == "use" {
                let end = after.find(';').unwrap_or(after.len());
                let mut expanded = Vec::new();
                expand(&after[..end], "", &mut expanded);
                found.extend(expanded.iter().map(|path| self.named(line, path)));
                line += after[..end].matches('\n').count();
                rest = &after[end..];
            } else {
                if path.contains("::") {
                    found.push(self.named(line, path));
                }
                rest = after;
            }
        }
        found
    }

    fn named(&self, line: usize, path: &str) -> Named {
        let mut module: Vec<&str> = self.file.trim_end_matches(".rs").split('/').skip(1).collect();
        if matches!(module.last(), Some(&("mod" | "lib" | "main"))) {
            module.pop();
        }
        let written: Vec<&str> = path.split("::").map(str::trim).filter(|part| !part.is_empty()).collect();
        let ups = written.iter().take_while(|part| **part == "super").count();
        let segments = match written.first() {
            Some(&"self") => [&["crate"], &module[..], &written[1..]].concat(),
            Some(&"super") => {
                let parent = &module[..module.len().saturating_sub(ups)];
                [&["crate"], parent, &written[ups..]].concat()
            }
            _ => written,
        };
        Named { line, segments: segments.into_iter().map(str::to_owned).collect() }
    }
}

impl Named {
    /// Whether a path such as `std::fs` stands somewhere in it; a `*` at the end of a segment takes any rest.
    pub fn holds(&self, pattern: &str) -> bool {
        let wanted: Vec<&str> = pattern.split("::").collect();
        self.segments.windows(wanted.len()).any(|window| {
            window.iter().zip(&wanted).all(|(segment, wanted)| match wanted.strip_suffix('*') {
                Some(start) => segment.starts_with(start),
                None => segment == wanted,
            })
        })
    }

    /// The room that a path into this crate leads to.
    pub fn room(&self) -> Option<&str> {
        (self.segments.first()? == "crate").then(|| self.segments.get(1).map(String::as_str))?
    }
}

/// Every file of a folder and its folders, as paths inside the repository.
pub fn files(root: &Path, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return found };
    for entry in entries.map(Result::unwrap) {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(root, &path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Blanks out comments and the contents of strings, so that only code is left; line breaks stay.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (skipped, kept) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), " "),
            '/' if rest.starts_with("/*") => (rest.find("*/").map_or(rest.len(), |end| end + 2), " "),
            '"' => (string_length(rest), "\"\""),
            'r' if !ends_in_word(&code) && raw_string_length(rest).is_some() => {
                (raw_string_length(rest).unwrap_or_default(), "\"\"")
            }
            '\'' => match char_length(rest) {
                Some(length) => (length, "' '"),
                None => (1, "'"),
            },
            _ => {
                code.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
        };
        code.push_str(kept);
        code.extend(rest[..skipped].matches('\n'));
        rest = &rest[skipped..];
    }
    code
}

fn ends_in_word(code: &str) -> bool {
    code.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        && !code.ends_with(" b")
        && !code.ends_with("(b")
}

fn string_length(text: &str) -> usize {
    let mut escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_string_length(text: &str) -> Option<usize> {
    let hashes = text[1..].chars().take_while(|c| *c == '#').count();
    let inside = text[1 + hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&close)?;
    Some(1 + hashes + 1 + end + close.len())
}

/// The length of a character in quotes; `None` for a lifetime.
fn char_length(text: &str) -> Option<usize> {
    let inside = &text[1..];
    if inside.starts_with('\\') {
        return inside[2..].find('\'').map(|end| end + 4);
    }
    let first = inside.chars().next()?.len_utf8();
    inside[first..].starts_with('\'').then_some(first + 2)
}

/// Blanks out every item under `#[cfg(test)]`. rustfmt puts the end of an item at the indent of its beginning.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        kept.push('\n');
        if line.trim() != "#[cfg(test)]" {
            kept.push_str(line);
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        for line in lines.by_ref() {
            kept.push('\n');
            let ends = line.strip_prefix(indent).is_some_and(|line| {
                !line.starts_with(' ')
                    && (line.starts_with('}') || line.ends_with(';') || line.ends_with('}'))
            });
            if ends {
                break;
            }
        }
    }
    kept.split_off(usize::from(!kept.is_empty()))
}

/// The length of the path that a text begins with.
fn path_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        length += text[length..].find(|c| !word(c)).unwrap_or(text.len() - length);
        match text[length..].strip_prefix("::") {
            Some(after) if after.starts_with(word) => length += 2,
            _ => return length,
        }
    }
}

/// The paths of a `use` tree: `std::{fs, io::{self, Read}}` is `std::fs`, `std::io` and `std::io::Read`.
fn expand(tree: &str, before: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        let path = format!("{before}{path}");
        found.push(path.strip_suffix("::self").unwrap_or(&path).to_owned());
        return;
    };
    let before = format!("{before}{}", head.trim());
    let group = group.trim_end();
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                expand(&group[start..at], &before, found);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        expand(&group[start..], &before, found);
    }
}

#[test]
fn paths_are_found_in_code_and_nowhere_else() {
    let text = "
use std::{collections::BTreeMap, io::{self, Read as _}, time::{Instant}};
// use tokio::spawn;
/// See [`std::net`].
fn f<'a>(x: &'a str) -> char { let _ = \"std::env::var\"; super::clean::text(x); '\"' }
const RAW: &str = r#\"std::fs \"quoted\" \"#;
fn now() { std::process::exit(1) }
#[cfg(test)]
mod tests {
    use std::thread;
}
fn after() { Timestamp::now() }
";
    let source = Source { file: "src/text/width.rs".to_owned(), code: code(text), lines: 0 };
    let found: Vec<(usize, String)> =
        source.paths().iter().map(|path| (path.line, path.segments.join("::"))).collect();
    let expected = [
        (2, "std::collections::BTreeMap"),
        (2, "std::io"),
        (2, "std::io::Read"),
        (2, "std::time::Instant"),
        (5, "crate::text::clean::text"),
        (7, "std::process::exit"),
        (12, "Timestamp::now"),
    ];
    assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
    assert!(source.paths()[6].holds("Timestamp::now") && !source.paths()[1].holds("std::fs"));
    assert_eq!(source.paths()[4].room(), Some("text"));
}
