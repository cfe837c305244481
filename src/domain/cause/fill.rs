//! Filling what is known into a step of a remedy.

use crate::domain::write::quote;

/// Puts values in place of `{names}`; a name of which nothing is known becomes a word in capitals, for somebody to fill in.
/// In a command the values are quoted for a POSIX shell.
pub fn fill(template: &str, command: bool, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match value(name).filter(|value| !value.is_empty()) {
            Some(value) if command => filled.push_str(&quote(&value)),
            Some(value) => filled.push_str(&value),
            None => filled.push_str(&name.to_ascii_uppercase()),
        }
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_are_quoted_and_unknown_ones_stay_as_words() {
        let value = |name: &str| (name == "vault").then(|| "a'b; rm".to_owned());
        let command = fill("aws x --v {vault} --r {role-name}", true, value);
        assert_eq!(command, r"aws x --v 'a'\''b; rm' --r ROLE-NAME");
        assert_eq!(fill("of {vault}.", false, value), "of a'b; rm.");
        assert_eq!(fill("{ open", true, value), "{ open");
    }
}
