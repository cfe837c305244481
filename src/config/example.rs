//! `config.example.toml`: every key with its default and a sentence, written from the defaults themselves
//! (tests/generated.rs holds it current).

use toml::{Table, Value};

use super::Config;

/// A table of the file (empty is the top), the sentence before it, its keys with their sentences, and lines that show
/// what has no default.
struct Section {
    table: &'static str,
    about: &'static str,
    keys: &'static [(&'static str, &'static str)],
    shown: &'static [&'static str],
}

const SECTIONS: [Section; 8] = [
    Section {
        table: "",
        about: "vaultdeck's configuration: every key, with its default. `vaultdeck config path` says where it belongs,
`vaultdeck config check` reads it. Flags beat environment (VAULTDECK_READ_ONLY and so on) beats this file.",
        keys: &[
            ("read_only", "Refuse every action that writes. Flag: --read-only"),
            ("time_zone", "Zone of all times: utc, local or an IANA name such as Europe/Berlin. Flags: --utc, --local"),
            ("log_level", "What goes to the log file: off, error, warn, info, debug or trace. Flag: --log-level"),
            ("ascii", "Draw with ASCII only, even where the locale is UTF-8. Flag: --ascii"),
            ("guard", "What is production: account ids, profiles or scope names, `*` for any letters. Red header, and whatever costs wants a word typed: [\"*prod*\", \"123456789012\"]"),
        ],
        shown: &[],
    },
    Section {
        table: "polling",
        about: "How often AWS is asked, in seconds, for each scope.",
        keys: &[
            ("active_jobs", "Jobs in progress, while there are any."),
            ("recent_jobs", "Jobs created since the last look."),
            ("vaults", "Vaults."),
            ("resources", "Protected resources."),
            ("plans", "Plans, selections and settings."),
            ("alarms", "CloudWatch alarms that watch AWS Backup."),
            ("metrics", "How many jobs CloudWatch counted; 0 asks never, less than 600 counts as 600. CloudWatch bills what is asked for:
about 0.01 USD for 1000 metrics, with ten resource types some 2 USD a month for a console that always runs."),
            ("recovery_points", "A count of all recovery points: one request for each 1000 of a vault."),
            ("requests_per_second", "The most requests in a second."),
        ],
        shown: &[],
    },
    Section {
        table: "history",
        about: "AWS tells jobs for 30 days. Those that have ended are kept for longer in the state folder, for trends.",
        keys: &[("days", "For how many days; 0 keeps none, and forgets what was kept.")],
        shown: &[],
    },
    Section {
        table: "theme",
        about: "Colours.",
        keys: &[("name", "auto (by what the terminal says), dark, light, high-contrast, 16 or none.")],
        shown: &[],
    },
    Section {
        table: "theme.colors",
        about: "Single roles that should look otherwise: a colour (#rrggbb or one of the 16 names), `on` a background,
and any of bold, dim, italic, underline, reverse; `plain` is the terminal's own. Roles: text, dim, title, heading,
border, border_focus, header, selection, ok, running, waiting, warning, critical, stale, key, match, input, banner,
progress.",
        keys: &[],
        shown: &["critical = \"bold #ff5f5f\"", "selection = \"white on #303a4a\""],
    },
    Section {
        table: "backup",
        about: "What an on-demand backup takes where neither the resource's plan nor its last job tells.",
        keys: &[
            ("default_vault", "Vault."),
            ("default_role", "Name or ARN of the role that AWS Backup assumes."),
            ("retention_days", "Days to keep it."),
        ],
        shown: &[],
    },
    Section {
        table: "alerts",
        about: "How the console calls when something new and critical goes wrong, or gets worse; what was wrong when it started calls nobody.",
        keys: &[
            ("bell", "Ring the terminal's bell; also when a followed job has ended."),
            ("notification", "Ask the terminal for a desktop notification: osc9 (iTerm2, WezTerm, Ghostty, Windows Terminal), osc777 (foot, urxvt) or none."),
            ("on_alert", "A program and its arguments, run without a shell; the alert is JSON on its standard input (docs/triage.md): [\"/usr/local/bin/page\", \"--stdin\"]. Empty: off."),
            ("on_alert_from", "The least severity for which it runs: critical or warning."),
            ("on_alert_seconds", "It is killed after so long."),
            ("silence_after", "A plan's run that started no job is missed so long after its time, or when its start window has ended."),
            ("copy_after", "A copy that a rule asks for, and that no job was begun for, is missed so long after the end of its backup."),
        ],
        shown: &[],
    },
    Section {
        table: "keys",
        about: "Keys by the name of their action, one or a list; docs/keys.md has the names.",
        keys: &[],
        shown: &["quit = [\"q\", \"ctrl-q\"]"],
    },
];

const SCOPES: &str = "\
# What is promised: how old the newest backup of a resource may be. The first that fits decides; without any, the shortest
# interval of the plans that back it up does. `name` and `arn` are patterns, `*` for any letters; `rto` and `criticality`
# are shown beside it. `tag` is one KEY=VALUE or a list, all of which the resource's newest recovery point has; AWS Backup tells
# tags of S3, EFS, advanced DynamoDB and others that it manages fully, not of snapshots and images: name the `type`, too
# (docs/triage.md, Objectives).
# [[rpo]]
# type = \"RDS\"
# name = \"orders-*\"
# rpo = \"4h\"
# rto = \"1h\"
# criticality = \"gold\"
# [[rpo]]
# type = \"S3\"
# tag = \"tier=gold\"
# rpo = \"1h\"

# What to watch: each profile in each of its Regions. Without any, the ambient AWS configuration (AWS_PROFILE and the
# rest) in its own Region. Flags: --profile A,B --region A,B
# [[scope]]
# name = \"shop\"
# profile = \"shop-prod\"
# regions = [\"us-east-1\", \"us-west-2\"]
";

/// The example file.
///
/// # Errors
/// When the defaults cannot be written as TOML; a test holds that they can.
pub fn example() -> Result<String, toml::ser::Error> {
    let defaults = Table::try_from(Config::default())?;
    let mut lines = Vec::new();
    for section in &SECTIONS {
        lines.extend(comment(section.about));
        let header = if section.table.is_empty() { String::new() } else { format!("[{}]", section.table) };
        lines.push(header);
        for &(key, about) in section.keys {
            lines.extend(comment(about));
            let value = lookup(&defaults, section.table).and_then(|table| table.get(key));
            lines.extend(value.map(|value| format!("{key} = {value}")));
        }
        lines.extend(section.shown.iter().flat_map(|line| comment(line)));
        lines.push(String::new());
    }
    lines.push(SCOPES.to_owned());
    Ok(lines.join("\n"))
}

fn comment(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| format!("# {line}"))
}

fn lookup<'a>(table: &'a Table, path: &str) -> Option<&'a Table> {
    path.split('.')
        .filter(|name| !name.is_empty())
        .try_fold(table, |table, name| table.get(name).and_then(Value::as_table))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../config.example.toml");

    #[test]
    fn the_example_file_says_exactly_the_defaults() {
        assert_eq!(toml::from_str::<Config>(FILE).unwrap(), Config::default());
    }

    #[test]
    fn every_key_with_a_default_is_in_the_example() {
        let shown: Table = FILE.parse().unwrap();
        for (key, value) in Table::try_from(Config::default()).unwrap() {
            match value {
                Value::Table(keys) => assert_eq!(shown.get(&key), Some(&Value::Table(keys)), "{key}"),
                Value::Array(list) => {
                    let shown = FILE.contains(&format!("[[{key}]]")) || shown.contains_key(&key);
                    assert!(list.is_empty() && shown, "{key}");
                }
                value => assert_eq!(shown.get(&key), Some(&value), "{key}"),
            }
        }
    }

    #[test]
    fn what_the_example_only_shows_is_valid_too() {
        let code = |line: &&str| line.starts_with('[') || line.contains(" = ");
        let text: Vec<&str> = FILE.lines().map(|line| line.trim_start_matches("# ")).filter(code).collect();
        let config: Config = toml::from_str(&text.join("\n")).unwrap();
        assert_eq!((config.scopes().len(), config.theme.colors.len(), config.keys.len()), (2, 2, 1));
    }

    #[test]
    fn every_role_is_named() {
        for role in super::super::style::Role::ALL {
            let name = Value::try_from(role).unwrap();
            assert!(FILE.contains(name.as_str().unwrap()), "{name}");
        }
    }
}
