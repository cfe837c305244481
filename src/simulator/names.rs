//! The right name for a wrong one.

/// The known name that a wrong one was probably meant to be.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let far = |known: &str| distance(&name.to_lowercase(), &known.to_lowercase());
    let near = known.iter().map(|known| (far(known), *known)).min()?;
    (near.0 <= 1 + name.chars().count() / 3).then_some(near.1)
}

/// How many characters must be added, removed or changed to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, from) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for (at, to) in other.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let known = ["speed", "paused", "advance", "to"];
        assert_eq!(nearest("sped", &known), Some("speed"));
        assert_eq!(nearest("pause", &known), Some("paused"));
        assert_eq!(nearest("frobnicate", &known), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
