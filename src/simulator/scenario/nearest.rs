//! The right name that is most like a wrong one.

/// The nearest of `names`; a suggestion is always given where there are names at all.
pub fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    names.min_by_key(|name| distance(&wrong, &name.to_lowercase()))
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (number, letter) in one.chars().enumerate() {
        let mut last = number;
        let mut left = number + 1;
        let above = row.split_first_mut().map(|(first, rest)| {
            *first = number + 1;
            rest
        });
        for (cell, same) in above.into_iter().flatten().zip(other.chars()) {
            let changed = last + usize::from(letter != same);
            last = *cell;
            left = changed.min(last + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_put_in_taken_out_and_changed_count() {
        for (one, other, expected) in
            [("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("abc", "bc", 1)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn the_nearest_name_is_found_in_any_case() {
        let names = || ["lustre", "openzfs", "ontap"].into_iter();
        assert_eq!(nearest("OpenZF", names()), Some("openzfs"));
        assert_eq!(nearest("on-tap", names()), Some("ontap"));
        assert_eq!(nearest("x", [].into_iter()), None);
    }
}
