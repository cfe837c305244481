//! A message's shape: what is left when names, ARNs, ids, numbers, Regions and times are taken out, so that forty messages about
//! forty volumes are one.

/// The shape of a message. Shaping twice is the same as shaping once.
pub fn normalise(message: &str) -> String {
    let mut shape = pass(message);
    loop {
        // What one pass takes out may bring more to light. Each changing pass leaves less that is no mark, so this ends.
        let next = pass(&shape);
        if next == shape {
            return shape;
        }
        shape = next;
    }
}

const ARN: &str = "<arn>";
const ID: &str = "<id>";
const NAME: &str = "<name>";
const NUMBER: &str = "<n>";
const REGION: &str = "<region>";
const TIME: &str = "<time>";

fn pass(message: &str) -> String {
    let quoted = without_names(message);
    let words: Vec<&str> = quoted.split_whitespace().collect();
    let near = |at: usize| {
        let neighbours =
            [at.checked_sub(1), at.checked_add(1)].into_iter().flatten().filter_map(|at| words.get(at));
        let tells = |word: &str| {
            word.contains(|c: char| c.is_ascii_digit()) || word.contains(NUMBER) || word.contains(TIME)
        };
        neighbours.copied().any(tells)
    };
    let shapes = words
        .iter()
        .enumerate()
        .map(|(at, word)| if is_calendar(word) && near(at) { TIME.to_owned() } else { of_word(word) });
    joined(shapes)
}

/// Words with one blank between, and a time of several words as one.
fn joined(words: impl Iterator<Item = String>) -> String {
    let mut shape: Vec<String> = Vec::new();
    for word in words {
        let part_of_time = [TIME, NUMBER, "UTC", "GMT"].contains(&word.trim_end_matches(','));
        match shape.last_mut() {
            Some(last) if part_of_time && last.trim_end_matches(',') == TIME => TIME.clone_into(last),
            // "21 Nov": the day stands before what tells that it is one.
            Some(last) if word == TIME && last.trim_end_matches(',') == NUMBER => TIME.clone_into(last),
            _ => shape.push(word),
        }
    }
    shape.join(" ")
}

/// Takes out what stands in quotes, as long as it looks like a name and not like a sentence.
fn without_names(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(['\'', '"', '`']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let quote = &from[..1];
        let opens = out.chars().next_back().is_none_or(|c| c.is_whitespace() || "([{<:=,".contains(c));
        let name = from[1..].match_indices(quote).map(|(end, _)| end).find(|end| {
            let next = from[1 + end + 1..].chars().next();
            next.is_none_or(|c| c.is_whitespace() || ".,;:!?)]}>".contains(c))
        });
        out.push_str(quote);
        rest = &from[1..];
        if let Some(name) = name.map(|end| &from[1..=end]).filter(|name| opens && is_name(name)) {
            out.push_str(NAME);
            out.push_str(quote);
            rest = &from[1 + name.len() + 1..];
        }
    }
    out.push_str(rest);
    out
}

fn is_name(quoted: &str) -> bool {
    let words = quoted.split_whitespace().count();
    (1..=3).contains(&words) && quoted.chars().count() <= 80 && !quoted.starts_with(char::is_whitespace)
}

/// A month or a day of the week.
fn is_calendar(word: &str) -> bool {
    const NAMES: [&str; 19] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue",
        "wed", "thu", "fri", "sat", "sun",
    ];
    const WHOLE: [&str; 18] = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let lower = word.trim_end_matches([',', '.']).to_ascii_lowercase();
    // "may" is a word like another, "May" is not.
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && (NAMES.contains(&lower.as_str()) || WHOLE.contains(&lower.as_str()))
}

/// The shape of one word.
fn of_word(word: &str) -> String {
    let is_edge = |c: char| !c.is_alphanumeric() && c != '<' && c != '>' && c != '-';
    let core = word.trim_matches(is_edge);
    if let Some(at) = word.find(core).filter(|_| is_time(core)) {
        return format!("{}{TIME}{}", &word[..at], &word[at + core.len()..]);
    }
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = arn_length(rest).filter(|_| !out.ends_with(|c: char| c.is_ascii_alphanumeric()))
        {
            out.push_str(ARN);
            rest = &rest[length..];
        } else if c.is_ascii_alphanumeric() {
            let length = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
                .unwrap_or(rest.len());
            // A number goes on over its points and commas.
            let number = number_length(rest);
            if number >= length {
                out.push_str(NUMBER);
                rest = &rest[number..];
            } else {
                of_run(&rest[..length], &mut out);
                rest = &rest[length..];
            }
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Bytes of the ARN that a text begins with.
fn arn_length(text: &str) -> Option<usize> {
    let after = text.strip_prefix("arn:")?;
    let end = after.find(|c: char| ",;()[]{}<>\"'`".contains(c)).unwrap_or(after.len());
    let end = after[..end].trim_end_matches(['.', ':']).len();
    (end > 0).then_some(4 + end)
}

/// Bytes of the number that a text begins with: `300`, `50,000`, `1.5`.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while bytes.get(end).is_some_and(u8::is_ascii_digit)
        || (end > 0
            && matches!(bytes.get(end), Some(b'.' | b','))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
    {
        end += 1;
    }
    end
}

/// The shape of a run of letters, digits, hyphens and underscores.
fn of_run(run: &str, out: &mut String) {
    if is_region(run) {
        out.push_str(REGION);
    } else if is_id(run) {
        out.push_str(ID);
    } else {
        // The digit in a service's name belongs to it: `EC2-Classic`.
        let head = &run[..run.find(['-', '_']).unwrap_or(run.len())];
        let kept = if SERVICES.iter().any(|name| head.eq_ignore_ascii_case(name)) { head.len() } else { 0 };
        out.push_str(&run[..kept]);
        without_numbers(&run[kept..], out);
    }
}

const SERVICES: [&str; 5] = ["S3", "EC2", "IPv4", "IPv6", "Route53"];

fn without_numbers(run: &str, out: &mut String) {
    let mut rest = run;
    while let Some(c) = rest.chars().next() {
        let length = number_length(rest);
        if length > 0 {
            out.push_str(NUMBER);
        } else {
            out.push(c);
        }
        rest = &rest[length.max(c.len_utf8())..];
    }
}

/// `us-east-1`, `us-gov-west-1`, or one of its zones.
fn is_region(run: &str) -> bool {
    let Some((name, number)) = run.rsplit_once('-') else { return false };
    let mut parts = name.split('-');
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let first = parts.next().is_some_and(|part| part.len() == 2 && is_word(part));
    let count = parts.clone().count();
    let digits = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    first
        && (1..=2).contains(&count)
        && parts.all(is_word)
        && (1..=2).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && number.len() - digits.len() <= 1
}

/// An id: something with eight or more hexadecimal digits in a row (`vol-0f3a…`, a UUID), or as long as no word is.
fn is_id(run: &str) -> bool {
    let has_digit = |part: &str| part.bytes().any(|b| b.is_ascii_digit());
    let is_hex =
        |part: &str| part.len() >= 8 && has_digit(part) && part.bytes().all(|b| b.is_ascii_hexdigit());
    run.split(['-', '_']).any(is_hex) || (run.len() >= 24 && has_digit(run))
}

/// A date, a time of day, or both.
fn is_time(word: &str) -> bool {
    let bytes = word.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let only = |allowed: &str| word.chars().all(|c| c.is_ascii_digit() || allowed.contains(c));
    let date = digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10);
    let clock = word.contains(':') && digits(0..1) && only(":.Z+-");
    let slashes = word.matches('/').count() == 2 && digits(0..1) && only("/");
    (date && only("-:.TZ+")) || clock || slashes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_names_one_thing_is_taken_out() {
        for (message, shape) in [
            ("Cannot snapshot volume vol-0f3a1b2c3d4e5f607.", "Cannot snapshot volume <id>."),
            (
                "IAM Role arn:aws:iam::123456789012:role/x/y cannot be assumed",
                "IAM Role <arn> cannot be assumed",
            ),
            ("(Resource=arn:aws:s3:::b/k, Id=7)", "(Resource=<arn>, Id=<n>)"),
            ("quota of 50,000 images", "quota of <n> images"),
            ("quota of 300 images", "quota of <n> images"),
            ("took 1.5GiB at 99%", "took <n>GiB at <n>%"),
            ("bucket 'my bucket-1' isn't there", "bucket '<name>' isn't there"),
            ("can't find \"orders\", don't", "can't find \"<name>\", don't"),
            ("from us-east-1 to eu-west-2a", "from <region> to <region>"),
            ("job 5F2A0C1E-9B7D-4C52-8E31-0A6F4B2D9C77 ended", "job <id> ended"),
            ("at 2026-11-21T03:10:00.123Z it", "at <time> it"),
            ("at 2026-11-21 03:10:00 UTC it", "at <time> it"),
            ("on Sat Nov 21 03:10:00 UTC 2026 it", "on <time> it"),
            ("on 21 November 2026, it", "on <time> it"),
            ("You may not. May be", "You may not. May be"),
            ("EC2-Classic and s3:CreateBucket in EC2", "EC2-Classic and s3:CreateBucket in EC2"),
            ("  two \n blanks ", "two blanks"),
        ] {
            assert_eq!(normalise(message), shape, "{message}");
        }
    }

    /// Text of the pieces that the rules look for, in any order.
    fn messy() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "arn:aws:iam::123456789012:role/r",
            "arn:",
            "vol-0f3a1b2c3d4e5f607",
            "us-east-1",
            "2026-11-21",
            "03:10",
            "Nov",
            "21",
            "50,000",
            "1.5",
            "'",
            "\"",
            "`",
            "name",
            "<n>",
            "<time>",
            "<id",
            ">",
            ",",
            ".",
            ":",
            " ",
            " ",
            "-",
            "S3",
            "EC2x",
            "é",
            "東京",
            "(",
            ")",
            "/",
            "UTC",
            "a1",
            "May",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn shaping_twice_is_shaping_once(message in prop_oneof![messy(), any::<String>()]) {
            let once = normalise(&message);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn numbers_ids_and_names_never_split_a_group(
            count in 0u64..u64::MAX, id in "[0-9a-f]{17}", account in "[0-9]{12}", name in "[a-z][a-z0-9-]{0,30}", hour in 0u8..24, day in 1u8..29,
        ) {
            // An id without any digit is a word like another.
            prop_assume!(id.contains(|c: char| c.is_ascii_digit()));
            let message = |count: u64, id: &str, account: &str, name: &str, hour: u8, day: u8| normalise(&format!(
                "Copy {count} of vol-{id} by arn:aws:iam::{account}:role/{name} into '{name}' failed on 2026-11-{day:02}T{hour:02}:00:00Z."
            ));
            prop_assert_eq!(message(count, &id, &account, &name, hour, day), message(7, "0123456789abcdef0", "1", "x", 3, 1));
        }
    }
}
