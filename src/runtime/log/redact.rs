//! Takes secrets out of a line: by the name before them, and by their own shape where nothing names them.

use std::borrow::Cow;

const REDACTED: &str = "[redacted]";

/// How far the value after a name goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// To the end of its quotes or of its word.
    Word,
    /// To the end of its quotes or of the line: it holds spaces and commas.
    Line,
}

/// Names in lower case whose values are secret. They stand for longer names that end in them, such as
/// `X-Amz-Security-Token` and `aws_session_token`.
const NAMES: [(&str, Extent); 15] = [
    ("authorization", Extent::Line),
    ("cookie", Extent::Line),
    ("secret_access_key", Extent::Word),
    ("secretaccesskey", Extent::Word),
    ("session_token", Extent::Word),
    ("sessiontoken", Extent::Word),
    ("security-token", Extent::Word),
    ("amz-signature", Extent::Word),
    ("amz-credential", Extent::Word),
    ("bearer_token", Extent::Word),
    ("accesstoken", Extent::Word),
    ("access_token", Extent::Word),
    ("refreshtoken", Extent::Word),
    ("clientsecret", Extent::Word),
    ("password", Extent::Word),
];

/// `line` without secrets; borrowed when it had none.
pub(super) fn redact(line: &str) -> Cow<'_, str> {
    match named(line) {
        Some(out) => Cow::Owned(shaped(&out).unwrap_or(out)),
        None => shaped(line).map_or(Cow::Borrowed(line), Cow::Owned),
    }
}

/// Redacts what stands after one of [`NAMES`].
fn named(line: &str) -> Option<String> {
    let lower = line.to_ascii_lowercase();
    let mut out = String::new();
    let mut done = 0;
    while let Some((from, to)) = next_named(line, &lower, done) {
        out.push_str(&line[done..from]);
        out.push_str(REDACTED);
        done = to;
    }
    (done > 0).then(|| out + &line[done..])
}

/// The bounds of the next named value from `start` on.
fn next_named(line: &str, lower: &str, start: usize) -> Option<(usize, usize)> {
    let values = NAMES.iter().flat_map(|&(name, extent)| {
        let hits = lower[start..].match_indices(name).map(move |(at, _)| start + at + name.len());
        hits.filter_map(move |end| value_after(line, end, extent))
    });
    values.min()
}

/// The value after a name that ends at `end`: `=` or `:` must lead to it, through quotes and `Some(`.
fn value_after(line: &str, end: usize, extent: Extent) -> Option<(usize, usize)> {
    let rest = &line[end..];
    let value = rest.trim_start_matches(['"', '\'', '\\', ' ', ':', '=']);
    let lead = &rest[..rest.len() - value.len()];
    let value = value.strip_prefix("Some(").map_or(value, |inner| inner.trim_start_matches(['"', '\\']));
    let quoted = line[..line.len() - value.len()].ends_with(['"', '\'']);
    let length = match extent {
        _ if quoted => value.find(['"', '\'', '\\', '\n']),
        Extent::Line => value.find(['"', '\n']),
        Extent::Word => value.find(|c: char| c.is_whitespace() || "\"'\\&,;)}]".contains(c)),
    };
    let from = line.len() - value.len();
    let to = from + length.unwrap_or(value.len());
    (lead.contains([':', '=']) && from < to).then_some((from, to))
}

/// Redacts what looks like a secret by itself.
fn shaped(line: &str) -> Option<String> {
    let part_of_word = |c: char| c.is_ascii_alphanumeric() || "/+=_-".contains(c);
    let mut out = String::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(start) = line[from..].find(part_of_word).map(|at| from + at) {
        let end = line[start..].find(|c| !part_of_word(c)).map_or(line.len(), |at| start + at);
        for (a, b) in secrets_in(&line[start..end]) {
            out.push_str(&line[done..start + a]);
            out.push_str(REDACTED);
            done = start + b;
        }
        from = end;
    }
    (done > 0).then(|| out + &line[done..])
}

/// The bounds of secrets in a run of letters, digits and the marks of base64: all of it when it is long enough to be a
/// token or may be a secret access key, else the access key ids in it.
fn secrets_in(run: &str) -> Vec<(usize, usize)> {
    let mixed = [u8::is_ascii_uppercase, u8::is_ascii_lowercase, u8::is_ascii_digit];
    let mixed = mixed.into_iter().all(|kind| run.bytes().any(|byte| kind(&byte)));
    let value = run.trim_start_matches(|c| c != '=').trim_start_matches('=');
    if mixed && (run.len() == 40 || value.len() == 40 || run.len() >= 100) {
        return vec![(0, run.len())];
    }
    let mut at = 0;
    let words = run.split(|c: char| !c.is_ascii_alphanumeric()).map(|word| {
        let from = at;
        at += word.len() + 1;
        (word, from)
    });
    words.filter(|(word, _)| is_access_key_id(word)).map(|(word, from)| (from, from + word.len())).collect()
}

/// Ids of access keys: 20 capitals and digits that begin as AWS's do (IAM User Guide, "Unique identifiers").
fn is_access_key_id(word: &str) -> bool {
    word.len() == 20
        && (word.starts_with("AKIA") || word.starts_with("ASIA"))
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_without_secrets_is_left_as_it_is() {
        for line in [
            "",
            "started backup job 5F2A3B4C-1111-2222-3333-444455556666 of orders-db",
            "User: arn:aws:iam::123456789012:user/Bob is not authorized to perform: backup:ListBackupPlans",
            "the security token included in the request is expired",
            "DecodeAuthorizationMessage answered 200",
            "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "arn:aws:backup:us-east-1:123456789012:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45",
        ] {
            assert!(matches!(redact(line), Cow::Borrowed(_)), "{}", redact(line));
        }
    }

    #[test]
    fn only_the_secret_goes() {
        for (line, left) in [
            ("key AKIAIOSFODNN7EXAMPLE, used", "key [redacted], used"),
            ("a=ASIAIOSFODNN7EXAMPLE/20261121/x", "a=[redacted]/20261121/x"),
            ("aws_secret_access_key = abc next", "aws_secret_access_key = [redacted] next"),
            (
                "?X-Amz-Credential=AK%2F1&X-Amz-Signature=ab1&x=2",
                "?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]&x=2",
            ),
            (
                "\"authorization\": \"AWS4 Credential=a, b=c\", \"x\"",
                "\"authorization\": \"[redacted]\", \"x\"",
            ),
            ("Authorization: Bearer a b c\nnext: line", "Authorization: [redacted]\nnext: line"),
            (
                "{\\\"SessionToken\\\":\\\"abc\\\",\\\"x\\\"",
                "{\\\"SessionToken\\\":\\\"[redacted]\\\",\\\"x\\\"",
            ),
            ("session_token: Some(\"abc\") }", "session_token: Some(\"[redacted]\") }"),
            ("it is wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY.", "it is [redacted]."),
        ] {
            assert_eq!(redact(line), left);
        }
    }

    #[test]
    fn a_long_token_that_nothing_names_goes_too() {
        let token = format!("IQoJb3JpZ2lu{}", "aB3/".repeat(40));
        assert_eq!(redact(&format!("got {token} back")), "got [redacted] back");
    }

    proptest! {
        #[test]
        fn any_line_can_be_redacted_and_an_access_key_id_never_stays(before in any::<String>(), after in "[^A-Z0-9a-z].*") {
            let line = format!("{before} AKIAIOSFODNN7EXAMPLE{after}");
            prop_assert!(!redact(&line).contains("AKIAIOSFODNN7EXAMPLE"));
        }
    }
}
