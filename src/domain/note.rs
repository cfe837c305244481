//! An incident note: what is wrong with something, since when, whom it befell, what can be restored, what to do, and what was
//! done, in Markdown for a ticket or a chat. Times are UTC, for whoever reads it may be anywhere.

use jiff::Timestamp;

use super::report::{Affected, Place, Step};
use crate::text::markdown::{block, code, code_cell, plain};
use crate::text::{self, Text, Zone, time};

/// All that a note tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// What it is about, in a line.
    pub title: String,
    /// Written at.
    pub at: Timestamp,
    /// Where.
    pub place: Place,
    /// How it stands, and as what: "Severity", "critical, new".
    pub standing: Option<(&'static str, String)>,
    /// The first and the last time.
    pub span: Option<(Timestamp, Timestamp)>,
    /// Why, in plain words: the title and the sentences of the catalogue; `None` where nothing is wrong, or nobody knows why.
    pub cause: Option<(String, String)>,
    /// AWS's own words.
    pub message: Option<Text>,
    /// Of how many things.
    pub count: usize,
    /// What it has befallen, and what of it.
    pub affected: Vec<(Affected, String)>,
    /// Alerts about it, in a line each.
    pub alerts: Vec<String>,
    /// What is known of the thing itself.
    pub facts: Vec<(String, String)>,
    /// What can be restored of each resource concerned.
    pub restorable: Vec<(String, Restorable)>,
    /// What to do.
    pub steps: Vec<Step>,
    /// What was done from this machine, the newest first; or why that is not known.
    pub actions: Result<Vec<Deed>, String>,
    /// The commands that read it.
    pub commands: Vec<String>,
}

impl Default for Note {
    fn default() -> Self {
        Self {
            title: String::new(),
            at: Timestamp::UNIX_EPOCH,
            place: Place::default(),
            standing: None,
            span: None,
            cause: None,
            message: None,
            count: 0,
            affected: Vec::new(),
            alerts: Vec::new(),
            facts: Vec::new(),
            restorable: Vec::new(),
            steps: Vec::new(),
            actions: Ok(Vec::new()),
            commands: Vec::new(),
        }
    }
}

/// What can be restored of a resource, as far as the console knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restorable {
    /// Its newest usable recovery point.
    Point {
        /// The point's ARN.
        arn: Text,
        /// The vault.
        vault: Option<Text>,
        /// It holds what was then.
        created: Option<Timestamp>,
        /// Bytes.
        bytes: Option<u64>,
        /// There is a continuous point, too, which may reach up to a moment ago.
        continuous: bool,
    },
    /// Only a continuous point, which may reach up to a moment ago.
    Continuous,
    /// There is none that is usable, in this account and Region.
    Nothing(String),
    /// Nobody has asked, or not everything could be read.
    Unknown(String),
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Decided at.
    pub at: Timestamp,
    /// By whom.
    pub who: String,
    /// What: "back up orders-db".
    pub what: String,
    /// What came of it.
    pub result: String,
}

/// The note, with at most so many of each: affected things, resources, deeds.
pub fn markdown(note: &Note, most: usize) -> String {
    let stamp = |at: Timestamp| time::stamp(at, &Zone::Utc);
    let mut out = vec![format!("# {}\n\n", plain(&note.title))];
    out.push(format!("- **Where:** {}\n", code(&note.place.words())));
    if let Some((label, standing)) = &note.standing {
        out.push(format!("- **{label}:** {}\n", plain(standing)));
    }
    if let Some((first, last)) = note.span {
        if first != last {
            out.push(format!("- **First:** {}\n", stamp(first)));
        }
        let age = time::age(last, note.at);
        let word = if first == last { "When" } else { "Last" };
        out.push(format!("- **{word}:** {}, {age} before this note\n", stamp(last)));
    }
    out.push(format!("- **Noted:** {}, by vaultdeck\n", stamp(note.at)));
    if note.cause.is_some() || note.message.is_some() {
        out.push("\n## Cause\n\n".to_owned());
        match &note.cause {
            Some((title, words)) => out.push(format!("**{}.** {}\n", plain(&capital(title)), plain(words))),
            None => out.push("Not known: vaultdeck does not know the message.\n".to_owned()),
        }
        if let Some(message) = &note.message {
            out.push(format!("\nAWS said:\n\n{}", block(message.as_str(), "text")));
        }
    }
    affected(&mut out, note, most);
    list(&mut out, "Alerts about it", note.alerts.iter().take(most).map(|alert| plain(alert)));
    if !note.facts.is_empty() {
        out.push("\n## What is known of it\n\n| | |\n|---|---|\n".to_owned());
        out.extend(
            note.facts.iter().map(|(label, value)| format!("| {} | {} |\n", plain(label), plain(value))),
        );
    }
    restorable(&mut out, note, most);
    if !note.steps.is_empty() {
        out.push("\n## What to do\n".to_owned());
    }
    for (number, step) in (1..).zip(&note.steps) {
        out.push(format!("\n{number}. {}\n", plain(&step.words)));
        if let Some(command) = &step.command {
            let block = block(command, "sh");
            out.push("\n".to_owned());
            out.extend(block.lines().map(|line| format!("   {line}\n")));
        }
    }
    out.push("\n## Actions taken from this machine\n\n".to_owned());
    match &note.actions {
        Err(why) => out.push(format!("Not known: {}\n", plain(why))),
        Ok(deeds) if deeds.is_empty() => out.push("None in the last 7 days.\n".to_owned()),
        Ok(deeds) => {
            out.push("| When | Who | What | Result |\n|---|---|---|---|\n".to_owned());
            out.extend(deeds.iter().take(most).map(deed));
            out.extend(rest(deeds.len(), most));
        }
    }
    if !note.commands.is_empty() {
        out.push(format!("\n## To look at it\n\n{}", block(&note.commands.join("\n"), "sh")));
    }
    out.concat()
}

/// With a capital letter.
fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn list(out: &mut Vec<String>, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        out.push(format!("\n## {title}\n\n"));
        out.extend(lines.map(|line| format!("- {line}\n")));
    }
}

fn affected(out: &mut Vec<String>, note: &Note, most: usize) {
    if note.affected.is_empty() {
        return;
    }
    out.push(format!("\n## Affected: {}\n\n| What | When | | Id |\n|---|---|---|---|\n", note.count));
    out.extend(note.affected.iter().take(most).map(|(one, detail)| {
        let at = one.at.map_or_else(|| "unknown".to_owned(), |at| time::stamp(at, &Zone::Utc));
        let id = one.id.as_str();
        let of = one.resource.as_ref().filter(|resource| resource.as_str() != id);
        let of = of.map(|resource| format!(" of {}", code_cell(resource.as_str()))).unwrap_or_default();
        let words = if detail.is_empty() {
            one.thing.to_owned()
        } else {
            format!("{}: {}", one.thing, plain(detail))
        };
        format!("| {} | {at} | {words} | {}{of} |\n", code_cell(&one.label), code_cell(id))
    }));
    out.extend(rest(note.count, most));
}

fn restorable(out: &mut Vec<String>, note: &Note, most: usize) {
    if note.restorable.is_empty() {
        return;
    }
    out.push("\n## Last good recovery points\n\n| Resource | Age | Size | Vault | Recovery point |\n|---|---|---|---|---|\n".to_owned());
    out.extend(note.restorable.iter().take(most).map(|(label, what)| {
        let label = code_cell(label);
        match what {
            Restorable::Point { arn, vault, created, bytes, continuous } => {
                let age = created.map_or_else(
                    || "unknown".to_owned(),
                    |at| format!("{}, of {}", time::age(at, note.at), time::stamp(at, &Zone::Utc)),
                );
                let size = bytes.map_or_else(|| "unknown".to_owned(), text::bytes);
                let vault = vault.as_ref().map_or_else(|| "-".to_owned(), |vault| code_cell(vault.as_str()));
                let more = if *continuous { ", and a continuous one" } else { "" };
                format!("| {label} | {age} | {size} | {vault} | {}{more} |\n", code_cell(arn.as_str()))
            }
            Restorable::Continuous => {
                format!("| {label} | any time until shortly ago | - | - | a continuous one |\n")
            }
            Restorable::Nothing(why) => format!("| {label} | **none** | - | - | {} |\n", plain(why)),
            Restorable::Unknown(why) => format!("| {label} | not known | - | - | {} |\n", plain(why)),
        }
    }));
    out.extend(rest(note.restorable.len(), most));
}

fn deed(deed: &Deed) -> String {
    let at = time::stamp(deed.at, &Zone::Utc);
    format!("| {at} | {} | {} | {} |\n", code_cell(&deed.who), plain(&deed.what), plain(&deed.result))
}

fn rest(all: usize, most: usize) -> Option<String> {
    (all > most).then(|| format!("\nAnd {} more.\n", all - most))
}

/// Bytes that terminals take for the clipboard: OSC 52 is cut by many at 100,000 letters, in which three bytes become four.
const CLIPBOARD: usize = 74_000;

/// The note for the clipboard: as much of it as terminals take.
pub fn for_clipboard(note: &Note) -> String {
    let sizes = [100, 50, 25, 10, 3];
    let notes = sizes.iter().map(|most| markdown(note, *most));
    notes.into_iter().find(|text| text.len() <= CLIPBOARD).unwrap_or_else(|| markdown(note, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Note {
        let name = "a|b`<img src=x>`\n# boo\u{202e}";
        let affected = Affected {
            label: name.into(),
            thing: "backup job",
            id: name.into(),
            resource: Some("arn:x|y".into()),
            at: None,
        };
        let at = "2026-11-21T02:14:00Z".parse().unwrap();
        Note {
            title: name.into(),
            at,
            message: Some("```\nsh".into()),
            count: 400,
            affected: vec![(affected, name.into()); 400],
            restorable: vec![(name.into(), Restorable::Unknown(name.into())); 400],
            actions: Ok(vec![Deed { at, who: name.into(), what: name.into(), result: name.into() }]),
            ..Note::default()
        }
    }

    #[test]
    fn hostile_names_stay_within_their_cell_and_line() {
        let note = markdown(&hostile(), 2);
        let rows = note.lines().filter(|line| line.starts_with('|'));
        let cells = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(rows.clone().all(|line| cells(line) == 5 || cells(line) == 6), "{note}");
        assert_eq!(rows.count(), 4 + 4 + 3, "{note}");
        assert!(!note.contains("\n# boo") && !note.contains('\u{202e}'), "{note}");
        assert!(note.contains("\nAnd 398 more.\n"), "{note}");
    }

    #[test]
    fn the_clipboard_gets_what_terminals_take() {
        let note = Note { message: Some("x".repeat(60_000).into()), ..hostile() };
        let text = for_clipboard(&note);
        assert!(text.len() <= CLIPBOARD && text.contains("more.\n"), "{}", text.len());
        assert!(markdown(&note, 100).len() > CLIPBOARD, "a smaller note proves nothing");
    }
}
