//! Checks of several things at once.

use super::Check;

/// The checks of each thing as one list: what holds for all says so once, what holds for some says for how many.
pub fn together(each: Vec<Vec<Check>>) -> Vec<Check> {
    let of = each.len();
    let mut counted: Vec<(Check, usize)> = Vec::new();
    for check in each.into_iter().flatten() {
        match counted.iter_mut().find(|(seen, _)| *seen == check) {
            Some((_, count)) => *count += 1,
            None => counted.push((check, 1)),
        }
    }
    let said = |(check, count): (Check, usize)| match count {
        count if count == of => check,
        count => Check { says: format!("{count} of {of}: {}", check.says), ..check },
    };
    counted.into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preflight::Verdict;

    #[test]
    fn what_holds_for_some_says_for_how_many() {
        let check = |says: &str| Check::fixed(Verdict::Passed, says);
        let says =
            |each: Vec<Vec<Check>>| together(each).into_iter().map(|check| check.says).collect::<Vec<_>>();
        assert_eq!(says(vec![vec![check("warm")]]), ["warm"]);
        let each = vec![vec![check("here"), check("warm")], vec![check("here")], vec![check("here")]];
        assert_eq!(says(each), ["here", "1 of 3: warm"]);
        assert!(says(vec![]).is_empty());
    }
}
