//! Reading the file strictly: what it does not know it refuses, with file, line and the nearest right name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use toml::Spanned;

use super::{Config, OneOrMany};

/// Why a configuration file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file says something that is not known or not possible.
    #[error("{}:{line}: {message}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong, and the nearest right name where there is one.
        message: String,
    },
}

/// Reads and checks the file at `path`.
///
/// # Errors
/// When the file cannot be read, is not TOML, or holds an unknown key or a wrong value.
pub fn load(path: &Path) -> Result<Config, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    parse(&text, path)
}

/// Checks `text`, which stands in `path`.
///
/// # Errors
/// When it is not TOML, or holds an unknown key or a wrong value.
pub fn parse(text: &str, path: &Path) -> Result<Config, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = line(text, start);
        let said = text.lines().nth(line - 1).unwrap_or_default().trim();
        ConfigError::Refused { path: path.to_owned(), line, message: explain(error.message(), said) }
    })
}

/// Refuses what the `[keys]` table of the file at `path` says of one of `actions`: whoever knows the actions has found it
/// wrong, and only the file knows the line.
pub fn refuse_keys(path: &Path, actions: &[&str], message: String) -> ConfigError {
    #[derive(Default, Deserialize)]
    struct Keys {
        keys: BTreeMap<Spanned<String>, OneOrMany>,
    }
    let text = fs::read_to_string(path).unwrap_or_default();
    let file: Keys = toml::from_str(&text).unwrap_or_default();
    let named = file.keys.keys().filter(|key| actions.contains(&key.get_ref().as_str()));
    let start = named.map(|key| key.span().start).max().unwrap_or_default();
    ConfigError::Refused { path: path.to_owned(), line: line(&text, start), message }
}

/// The line, from 1, of the byte at `start`.
fn line(text: &str, start: usize) -> usize {
    1 + text.bytes().take(start).filter(|&byte| byte == b'\n').count()
}

/// Turns serde's list of all the right names into the nearest one, and its types into words. `said` is the line.
fn explain(message: &str, said: &str) -> String {
    if let Some(what) = message.strip_prefix("invalid value: ").or(message.strip_prefix("invalid type: ")) {
        let (found, wanted) = what.split_once(", expected ").unwrap_or((what, "something else"));
        let wanted = match wanted {
            "a nonzero u32" => "a whole number above 0",
            "a boolean" => "true or false",
            // Serde names the type of this program.
            other if other.starts_with("struct ") => "a section of its own, in brackets",
            other => other,
        };
        return format!("`{said}`: expected {wanted}, not {found}").replace('\n', " ");
    }
    let (what, names) = message.split_once(", expected ").unwrap_or((message, ""));
    // The words of a style carry their own list.
    let (what, names) =
        if names.is_empty() { what.split_once(": write ").unwrap_or((what, "")) } else { (what, names) };
    let what =
        what.replacen("unknown field", "unknown key", 1).replacen("unknown variant", "unknown name", 1);
    let wrong = what.split('`').nth(1).unwrap_or_default();
    match nearest(wrong, quoted(names)) {
        Some(near) => format!("{what}: did you mean `{near}`?"),
        None => message.replace('\n', " "),
    }
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The word of `known` that `wrong` was most likely meant to be. There is none when nothing is known.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known.into_iter().min_by_key(|name| distance(&wrong, &name.to_lowercase()))
}

/// How many letters to add, drop, change or swap with their neighbour to get from `a` to `b` (Damerau and Levenshtein,
/// in its restricted form).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse(text, Path::new("config.toml")).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(parse("", Path::new("config.toml")).unwrap(), Config::default());
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_line_and_the_nearest_right_name() {
        for (text, said) in [
            ("raed_only = true", "config.toml:1: unknown key `raed_only`: did you mean `read_only`?"),
            ("\n[poling]", "config.toml:2: unknown key `poling`: did you mean `polling`?"),
            ("[polling]\n\nvalts = 9", "config.toml:3: unknown key `valts`: did you mean `vaults`?"),
            ("[[scope]]\nregion = 'x'", "config.toml:2: unknown key `region`: did you mean `regions`?"),
            ("[theme]\nname = 'drak'", "config.toml:2: unknown name `drak`: did you mean `dark`?"),
            ("[theme.colors]\nokay = 'red'", "config.toml:2: unknown name `okay`: did you mean `ok`?"),
            ("[theme.colors]\nok = 'blod'", "config.toml:2: `blod` is no colour: did you mean `bold`?"),
            ("log_level = 'INFO'", "config.toml:1: unknown name `INFO`: did you mean `info`?"),
            (
                "\ntime_zone = 'Europe/Berlni'",
                "config.toml:2: unknown time zone `Europe/Berlni`: did you mean `Europe/Berlin`?",
            ),
        ] {
            assert_eq!(refusal(text), said);
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_its_line_and_what_would_be_right() {
        for (text, line, said) in [
            ("read_only = 'yes'", 1, "true or false"),
            ("theme = 'light'", 1, "a section of its own, in brackets"),
            ("[polling]\nvaults = 0", 2, "a whole number above 0"),
            ("[polling]\nvaults = -5", 2, "-5"),
            ("\n[backup]\nretention_days = 'x'", 3, "a whole number above 0"),
            ("[keys]\n\nquit = 3", 3, "a string or a list of strings"),
            ("read_only = ", 1, "value"),
        ] {
            let refused = refusal(text);
            assert!(refused.starts_with(&format!("config.toml:{line}: ")), "{refused}");
            assert!(refused.contains(said) && !refused.contains('\n'), "{refused}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let refused = load(Path::new("/nowhere/config.toml")).unwrap_err().to_string();
        assert!(refused.starts_with("cannot read /nowhere/config.toml: "), "{refused}");
    }

    #[test]
    fn a_swap_is_one_step() {
        for (a, b, steps) in
            [("", "", 0), ("", "ab", 2), ("ab", "ba", 1), ("plans", "plan", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!((distance(a, b), distance(b, a)), (steps, steps), "{a} {b}");
        }
    }
}
