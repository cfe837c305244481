//! The `aws` command that asks for the same, for a ticket, a script or a colleague's terminal.

use serde_json::{Map, Value};

use super::{CopyRequest, PointName, RestoreRequest, Write};
use crate::domain::lifecycle::Lifecycle;
use crate::text::clean;

/// The options of a command, in order.
type Options = Vec<(&'static str, Words)>;

/// What an option is given.
enum Words {
    One(String),
    Many(Vec<String>),
    None,
}

impl Write {
    /// The same change as an `aws backup` command, quoted for a POSIX shell.
    pub fn command(&self, region: &str, profile: Option<&str>) -> String {
        let (verb, mut options) = self.options();
        if !region.is_empty() {
            options.push(one("region", region));
        }
        options.extend(profile.map(|profile| one("profile", profile)));
        let mut line = format!("aws backup {verb}");
        for (name, words) in options {
            line = format!("{line} --{name}");
            let words = match words {
                Words::One(word) => vec![word],
                Words::Many(words) => listed(words),
                Words::None => vec![],
            };
            for word in words {
                line = format!("{line} {}", quote(&word));
            }
        }
        line
    }

    fn options(&self) -> (&'static str, Options) {
        match self {
            Self::StartBackup(request) => {
                let mut options = vec![
                    one("backup-vault-name", &request.vault),
                    one("resource-arn", &request.resource),
                    one("iam-role-arn", &request.role),
                ];
                options.extend(lifecycle(request.lifecycle));
                if !request.tags.is_empty() {
                    options.push(one("recovery-point-tags", &object(&request.tags)));
                }
                options.push(one("idempotency-token", &request.token));
                ("start-backup-job", options)
            }
            Self::StartCopy(request) => ("start-copy-job", copy(request)),
            Self::StartRestore(request) => ("start-restore-job", restore(request)),
            Self::StopBackup { job } => ("stop-backup-job", vec![one("backup-job-id", job)]),
            Self::KeepPoint { point, lifecycle: keep } => {
                let mut options = named(point);
                options.push(one("lifecycle", &asked(*keep)));
                ("update-recovery-point-lifecycle", options)
            }
            Self::DeletePoint(point) => ("delete-recovery-point", named(point)),
            Self::DisassociatePoint(point) => ("disassociate-recovery-point", named(point)),
            Self::Tag { arn, tags } => {
                ("tag-resource", vec![one("resource-arn", arn), one("tags", &object(tags))])
            }
            Self::Untag { arn, keys } => (
                "untag-resource",
                vec![one("resource-arn", arn), ("tag-key-list", Words::Many(keys.clone()))],
            ),
            Self::Notify { vault, topic, events } => (
                "put-backup-vault-notifications",
                vec![
                    one("backup-vault-name", vault),
                    one("sns-topic-arn", topic),
                    ("backup-vault-events", Words::Many(events.clone())),
                ],
            ),
            Self::Silence { vault } => {
                ("delete-backup-vault-notifications", vec![one("backup-vault-name", vault)])
            }
        }
    }
}

fn copy(request: &CopyRequest) -> Options {
    let mut options = vec![
        one("recovery-point-arn", &request.point.point),
        one("source-backup-vault-name", &request.point.vault),
        one("destination-backup-vault-arn", &request.destination),
        one("iam-role-arn", &request.role),
    ];
    options.extend(lifecycle(request.lifecycle));
    options.push(one("idempotency-token", &request.token));
    options
}

fn restore(request: &RestoreRequest) -> Options {
    let mut options = vec![
        one("recovery-point-arn", &request.point.point),
        one("metadata", &object(&request.metadata)),
        one("iam-role-arn", &request.role),
        one("resource-type", &request.resource_type),
    ];
    if request.copy_tags {
        options.push(("copy-source-tags-to-restored-resource", Words::None));
    }
    options.push(one("idempotency-token", &request.token));
    options
}

fn one(name: &'static str, value: &str) -> (&'static str, Words) {
    (name, Words::One(value.to_owned()))
}

fn named(point: &PointName) -> Options {
    vec![one("backup-vault-name", &point.vault), one("recovery-point-arn", &point.point)]
}

fn object(pairs: &[(String, String)]) -> String {
    let members: Map<_, _> = pairs.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
    Value::Object(members).to_string()
}

/// Words of a list as the CLI takes them: it would read a file that one of them names (`file://`), and takes one that
/// begins with a dash for an option and one that begins with a bracket for a list. JSON is taken as it stands.
fn listed(words: Vec<String>) -> Vec<String> {
    let begins_plain =
        |word: &String| word.starts_with(|c: char| c.is_alphanumeric()) && !word.contains("://");
    if words.iter().all(begins_plain) { words } else { vec![Value::from(words).to_string()] }
}

/// Nothing at all where nothing is asked for.
fn lifecycle(keep: Lifecycle) -> Option<(&'static str, Words)> {
    let any = keep.cold_after_days.is_some() || keep.delete_after_days.is_some();
    any.then(|| one("lifecycle", &asked(keep)))
}

fn asked(asked: Lifecycle) -> String {
    let mut members = Map::new();
    if let Some(days) = asked.cold_after_days {
        members.insert("MoveToColdStorageAfterDays".to_owned(), days.into());
    }
    if let Some(days) = asked.delete_after_days {
        members.insert("DeleteAfterDays".to_owned(), days.into());
    }
    if asked.archive_opt_in {
        members.insert("OptInToArchiveForSupportedResources".to_owned(), true.into());
    }
    Value::Object(members).to_string()
}

/// Quotes one word for a POSIX shell; plain words stay plain. What can't be seen is written by its bytes, through `printf`, which
/// every shell has (`$'…'` is not known to dash): shown as it is it would not be what is pasted.
pub fn quote(word: &str) -> String {
    // `$(…)` drops line ends at the end.
    if clean(word) != word && !word.ends_with('\n') {
        return format!("\"$(printf '{}')\"", word.char_indices().map(escaped).collect::<String>());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A byte in a format of `printf`. Three digits end by themselves, whatever follows.
fn octal(byte: u8) -> String {
    format!("\\{byte:03o}")
}

/// One letter of a format, in single quotes.
fn escaped((at, letter): (usize, char)) -> String {
    let mut bytes = [0; 4];
    let text = &*letter.encode_utf8(&mut bytes);
    match letter {
        '\\' => r"\\".to_owned(),
        '%' => "%%".to_owned(),
        '\'' => r"'\''".to_owned(),
        // It would be an option of `printf`.
        '-' if at == 0 => octal(b'-'),
        _ if clean(text) != text => text.bytes().map(octal).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::all;
    use super::quote;

    #[test]
    fn a_shell_reads_a_quoted_word_as_it_was() {
        for (word, quoted) in [
            ("plain-1", "plain-1"),
            ("a b", "'a b'"),
            ("a'b", r"'a'\''b'"),
            ("東京 🚨", "'東京 🚨'"),
            ("\u{202e}alarm 🚨 <x>", r#""$(printf '\342\200\256alarm 🚨 <x>')""#),
            ("a\tb\\c'd\u{1}2", r#""$(printf 'a\011b\\c'\''d\0012')""#),
            ("-\u{1}100%n", r#""$(printf '\055\001100%%n')""#),
            ("a\n", "'a\n'"),
        ] {
            assert_eq!(quote(word), quoted);
            for shell in ["sh", "bash", "zsh"] {
                let printed =
                    std::process::Command::new(shell).args(["-c", &format!("printf %s {quoted}")]).output();
                if let Ok(printed) = printed {
                    assert_eq!(String::from_utf8(printed.stdout).unwrap(), word, "as {shell} reads it");
                }
            }
        }
    }

    #[test]
    fn each_write_has_its_command() {
        let commands: Vec<_> =
            all().iter().map(|write| write.command("us-east-1", Some("shop prod"))).collect();
        insta::assert_snapshot!(commands.join("\n"));
    }
}
