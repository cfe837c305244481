//! Checks of several things at once.

use super::{Check, Verdict};

/// The checks of each thing as one list: what holds for all says so once, what holds for some says for how many.
pub fn together(each: Vec<Vec<Check>>) -> Vec<Check> {
    by_name(each.into_iter().map(|checks| ("", checks)).collect())
}

/// The checks of each thing, by its name, as one list: what holds for all says so once, what is wrong with some names them,
/// and what holds for some says for how many.
pub fn by_name(each: Vec<(&str, Vec<Check>)>) -> Vec<Check> {
    let of = each.len();
    let mut found: Vec<(Check, Vec<&str>)> = Vec::new();
    for (name, checks) in each {
        for check in checks {
            match found.iter_mut().find(|(seen, _)| *seen == check) {
                Some((_, names)) => names.push(name),
                None => found.push((check, vec![name])),
            }
        }
    }
    let said = |(check, names): (Check, Vec<&str>)| match check.verdict {
        _ if names.len() == of => check,
        Verdict::Failed | Verdict::Warning if names.iter().all(|name| !name.is_empty()) => {
            Check { says: format!("{}: {}", some(&names), check.says), ..check }
        }
        _ => Check { says: format!("{} of {of}: {}", names.len(), check.says), ..check },
    };
    found.into_iter().map(said).collect()
}

/// "a", "a, b", "a, b and 3 more".
pub fn some(names: &[&str]) -> String {
    match names {
        [one, other, rest @ ..] if !rest.is_empty() => format!("{one}, {other} and {} more", rest.len()),
        few => few.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_some_names_them_and_what_holds_for_some_says_for_how_many() {
        let check = |says: &str| Check::fixed(Verdict::Passed, says);
        let wrong = |says: &str| Check::fixed(Verdict::Failed, says);
        let says = |each: Vec<(&str, Vec<Check>)>| {
            by_name(each).into_iter().map(|check| check.says).collect::<Vec<_>>()
        };
        assert_eq!(says(vec![("a", vec![check("warm"), wrong("cold")])]), ["warm", "cold"]);
        let each = vec![
            ("a", vec![check("here"), check("warm")]),
            ("b", vec![check("here"), wrong("cold")]),
            ("c", vec![check("here")]),
        ];
        assert_eq!(says(each), ["here", "1 of 3: warm", "b: cold"]);
        assert!(says(vec![]).is_empty());
        let each = vec![vec![check("here")], vec![check("here"), wrong("cold")]];
        let said: Vec<_> = together(each).into_iter().map(|check| check.says).collect();
        assert_eq!(said, ["here", "1 of 2: cold"]);
        assert_eq!(some(&["a", "b", "c", "d"]), "a, b and 2 more");
    }
}
