//! `vaultdeck journal`: everything that was changed at AWS from here, for an incident note, an audit or a script.

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, WrapErr as _};
use serde_json::{Value, json};

use super::{Cli, print};
use crate::domain::journal::Entry;
use crate::store::Store;
use crate::text::{Text, Zone, time};

#[derive(Clone, Copy, Debug, Args)]
pub(super) struct JournalArgs {
    /// In this form; JSON has every detail, with the whole request.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The newest so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    last: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each.
    Text,
    /// One document; its form has a version.
    Json,
    /// A table in Markdown.
    Md,
}

impl JournalArgs {
    /// Prints the journal, the newest first.
    pub(super) fn run(self, cli: &Cli) -> Result<()> {
        let (settings, _demo_folder) = cli.settings()?;
        let zone = settings.config.time_zone.zone();
        let entries = if Store::is_in(&settings.state) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().wrap_err("no runtime")?;
            runtime
                .block_on(Store::open(&settings.state).newest(self.last))
                .wrap_err("cannot read the journal")?
        } else {
            Vec::new()
        };
        print(render(self.format, &entries, &zone).as_bytes())
    }
}

fn render(format: Format, entries: &[Entry], zone: &Zone) -> String {
    match format {
        Format::Json => {
            let entries: Vec<Value> = entries.iter().map(record).collect();
            // A tree of values always has a text.
            format!("{:#}\n", json!({ "version": 1, "entries": entries }))
        }
        Format::Text if entries.is_empty() => "nothing has been changed from here\n".to_owned(),
        Format::Text => {
            entries.iter().fold(String::new(), |lines, entry| lines + &words(entry, zone).join("  ") + "\n")
        }
        Format::Md => {
            let head = "| When | Where | What | State | Job | Note |\n|---|---|---|---|---|---|\n".to_owned();
            let row = |entry: &Entry| {
                let cells = words(entry, zone).map(|cell| cell.replace('|', r"\|"));
                format!("| {} |\n", cells.join(" | "))
            };
            entries.iter().fold(head, |table, entry| table + &row(entry))
        }
    }
}

/// Cleaned: names and messages come from accounts that many people write to.
fn words(entry: &Entry, zone: &Zone) -> [String; 6] {
    let intent = &entry.intent;
    let clean = |text: &str| Text::new(text).as_str().to_owned();
    let some = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), clean);
    let label = if intent.label.is_empty() { intent.write.target() } else { &intent.label };
    [
        time::stamp(intent.at, zone),
        format!("{} {}", clean(&intent.actor.account), clean(&intent.actor.region)),
        format!("{} {}", intent.write.words(), clean(label)),
        entry.state.word().to_owned(),
        some(&entry.job),
        some(&entry.note),
    ]
}

/// Raw, as AWS got it.
fn record(entry: &Entry) -> Value {
    let Entry { id, intent, state, job, answered, ended, note } = entry;
    let stamp = |at: &Option<jiff::Timestamp>| at.map(|at| at.to_string());
    json!({
        "id": id.0,
        "decided": intent.at.to_string(),
        "profile": intent.actor.profile,
        "account": intent.actor.account,
        "region": intent.actor.region,
        "caller": intent.actor.caller,
        "label": intent.label,
        "operation": intent.write.operation(),
        "target": intent.write.target(),
        "request": intent.write,
        "state": state.word(),
        "job": job,
        "answered": stamp(answered),
        "ended": stamp(ended),
        "note": note,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::journal::{Actor, EntryId, EntryState, Intent};
    use crate::domain::write::Write;

    fn entries() -> Vec<Entry> {
        let at = |text: &str| text.parse().unwrap();
        let actor = Actor { account: "123456789012".into(), region: "us-east-1".into(), ..Actor::default() };
        let stop = |job: &str| Write::StopBackup { job: job.into() };
        let intent = |label: &str, job: &str| Intent {
            at: at("2026-11-21T02:14:00Z"),
            actor: actor.clone(),
            label: label.into(),
            write: stop(job),
        };
        let entry = |id, intent, state, note: Option<&str>| Entry {
            id: EntryId(id),
            intent,
            state,
            job: None,
            answered: Some(at("2026-11-21T02:14:01Z")),
            ended: None,
            note: note.map(str::to_owned),
        };
        vec![
            entry(2, intent("a|b\u{1b}[2J", "j-2"), EntryState::Refused, Some("refused: it had ended")),
            entry(1, intent("orders-db", "j-1"), EntryState::Sent, None),
        ]
    }

    #[test]
    fn text_and_markdown_are_clean_and_json_is_whole() {
        for (name, format) in [("text", Format::Text), ("md", Format::Md), ("json", Format::Json)] {
            insta::assert_snapshot!(name, render(format, &entries(), &Zone::Utc));
        }
    }

    #[test]
    fn an_empty_journal_says_so() {
        assert_eq!(render(Format::Text, &[], &Zone::Utc), "nothing has been changed from here\n");
    }
}
