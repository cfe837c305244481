//! The palette: commands and things by name, found fuzzily; an ARN offers a backup of itself.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::action::Action;
use crate::domain::arn::Arn;
use crate::domain::scope::ScopeId;
use crate::domain::subject::Subject;
use crate::text::Text;
use crate::ui::input::Input;
use crate::ui::key::{Code, Key};

/// The open palette.
#[derive(Debug)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// All entries there are.
    entries: Vec<Entry>,
    /// Numbers of those that match, best first.
    found: Vec<usize>,
    /// The chosen one among those found.
    pub cursor: usize,
    /// An ARN is backed up in the scope of its Region and account, else in the first of these.
    scopes: Vec<Place>,
}

/// A scope as an ARN can name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which scope.
    pub scope: ScopeId,
    /// Its Region.
    pub region: String,
    /// Its account, where known.
    pub account: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it is or does.
    pub help: String,
    /// What choosing it does.
    pub choice: Choice,
}

/// What an entry does.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Do an action.
    Do(Action),
    /// Open a page.
    Open(Subject),
    /// Back up the resource of this ARN.
    BackUp(ScopeId, Text),
}

/// What a key asks the caller to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// Close.
    Close,
    /// Close and do this.
    Chosen(Choice),
}

impl Palette {
    /// A palette over these entries; `scopes` are where ARNs can be backed up, the likeliest first.
    pub fn new(entries: Vec<Entry>, scopes: Vec<Place>) -> Self {
        let mut palette = Self { input: Input::default(), entries, found: Vec::new(), cursor: 0, scopes };
        palette.find();
        palette
    }

    /// The entries found, best first.
    pub fn found(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.found.iter().map(|number| &self.entries[*number])
    }

    /// What a typed ARN offers.
    pub fn typed_arn(&self) -> Option<Entry> {
        let line = self.input.text().trim();
        let arn = Arn::parse(line)?;
        // A vault, plan or point is nothing that can be backed up.
        if arn.service == "backup" || arn.service == "iam" {
            return None;
        }
        Some(Entry {
            name: format!("back up {}", Text::new(crate::domain::arn::short(line))),
            help: Text::new(line).to_string(),
            choice: Choice::BackUp(self.scope_of(&arn), Text::new(line)),
        })
    }

    /// Does what a key means here.
    pub fn key(&mut self, key: Key) -> Outcome {
        match key.code {
            Code::Esc => return Outcome::Close,
            Code::Enter => return self.chosen().map_or(Outcome::Stay, Outcome::Chosen),
            Code::Down | Code::Tab => self.cursor = (self.cursor + 1).min(self.len().saturating_sub(1)),
            Code::Up | Code::BackTab => self.cursor = self.cursor.saturating_sub(1),
            Code::Backspace if self.input.text().is_empty() => return Outcome::Close,
            _ => {
                if self.input.key(key) {
                    self.find();
                }
            }
        }
        Outcome::Stay
    }

    /// Puts pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.input.paste(text);
        self.find();
    }

    fn scope_of(&self, arn: &Arn<'_>) -> ScopeId {
        let region = |place: &&Place| arn.region.is_empty() || place.region == arn.region;
        let account = |place: &&Place| arn.account.is_empty() || place.account == arn.account;
        let scopes = || self.scopes.iter();
        let found =
            scopes().filter(region).find(account).or_else(|| scopes().find(region)).or(scopes().next());
        found.map(|place| place.scope).unwrap_or_default()
    }

    fn len(&self) -> usize {
        usize::from(self.typed_arn().is_some()) + self.found.len()
    }

    fn chosen(&self) -> Option<Choice> {
        self.typed_arn().into_iter().chain(self.found().cloned()).nth(self.cursor).map(|entry| entry.choice)
    }

    fn find(&mut self) {
        self.cursor = 0;
        let pattern = Pattern::parse(self.input.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(number, entry)| {
                let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
                let (name, help) = (score(&entry.name), score(&entry.help));
                // A name says more than a sentence that happens to hold the letters.
                Some((name.map(|score| score * 4).max(help)?, number))
            })
            .collect();
        scored.sort_by_key(|(score, number)| (std::cmp::Reverse(*score), *number));
        self.found = scored.into_iter().map(|(_, number)| number).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette() -> Palette {
        let entry = |name: &str, help: &str, action| Entry {
            name: name.to_owned(),
            help: help.to_owned(),
            choice: Choice::Do(action),
        };
        Palette::new(
            vec![
                entry("jobs", "Go to jobs", Action::Jobs),
                entry("vaults", "Go to vaults", Action::Vaults),
                entry("quit", "End vaultdeck", Action::Quit),
            ],
            ["us-east-1", "us-west-2"]
                .into_iter()
                .zip(0..)
                .map(|(region, id)| Place {
                    scope: ScopeId(id),
                    region: region.into(),
                    account: "123456789012".into(),
                })
                .collect(),
        )
    }

    #[test]
    fn an_arn_is_backed_up_where_it_lies() {
        for (arn, scope) in [
            ("arn:aws:rds:us-west-2:123456789012:db:x", 1),
            ("arn:aws:rds:us-west-2:999999999999:db:x", 1),
            ("arn:aws:rds:eu-west-1:123456789012:db:x", 0),
            ("arn:aws:s3:::x", 0),
        ] {
            let mut palette = palette();
            palette.paste(arn);
            let wanted = Choice::BackUp(ScopeId(scope), Text::new(arn));
            assert_eq!(palette.typed_arn().map(|entry| entry.choice), Some(wanted), "{arn}");
        }
    }

    #[test]
    fn a_few_letters_find_a_command() {
        let mut palette = palette();
        palette.paste("vts");
        assert_eq!(palette.key(Key::plain(Code::Enter)), Outcome::Chosen(Choice::Do(Action::Vaults)));
    }

    #[test]
    fn an_arn_offers_its_backup_and_aws_backups_own_things_do_not() {
        let mut palette = palette();
        palette.paste(" arn:aws:s3:::media-assets\n");
        let arn = Text::new("arn:aws:s3:::media-assets");
        assert_eq!(palette.key(Key::plain(Code::Enter)), Outcome::Chosen(Choice::BackUp(ScopeId(0), arn)));
        for line in ["arn:aws:backup:us-east-1:123456789012:backup-vault:x", "media-assets", "arn:"] {
            let mut palette = self::palette();
            palette.paste(line);
            assert_eq!(palette.typed_arn(), None, "{line}");
        }
    }

    #[test]
    fn nothing_found_chooses_nothing() {
        let mut palette = palette();
        palette.paste("zzzz");
        assert_eq!(palette.key(Key::plain(Code::Enter)), Outcome::Stay);
    }
}
