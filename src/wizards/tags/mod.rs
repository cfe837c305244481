//! Tags of vaults, plans and recovery points (API `TagResource`, `UntagResource`): seen, added, changed and removed in one
//! form. Snapshots and images are tagged by their own services (aws-backup-api.md section 1.17).

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::arn::Arn;
use crate::domain::failure::Failure;
use crate::domain::preflight::{Answer, Check, Fact, Known, Need, Verdict, together};
use crate::domain::scope::ScopeId;
use crate::domain::write::{Pairs, Write, words};
use crate::text::Text;
use crate::wizards::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens, field_by_words};

/// Tags to add or change, as `key=value`, comma between.
pub const SET: &str = "set";
/// Keys to remove, comma between.
pub const REMOVE: &str = "remove";
/// Fields of tags that are there begin so.
const TAG: &str = "tag ";
/// A value that is there and empty: a field left empty removes its tag.
const EMPTY: &str = "\"\"";

/// Tags that a thing can have, and the longest key and value (developer guide, "Tagging AWS Backup resources").
const MOST: usize = 50;
const LONGEST: (usize, usize) = (128, 256);

/// A thing that has tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// In this scope.
    pub scope: ScopeId,
    /// Its ARN.
    pub arn: Text,
    /// What it is called.
    pub label: String,
}

/// New tags for one thing or many.
#[derive(Debug, Clone)]
pub struct Tags {
    what: &'static str,
    things: Vec<Tagged>,
}

/// What is done to one thing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Change {
    set: BTreeMap<String, String>,
    remove: Vec<String>,
}

/// Why AWS Backup does not tag a thing; `None` where it does.
pub fn refused(arn: &Text) -> Option<&'static str> {
    let own = Arn::parse(arn.raw()).is_some_and(|arn| arn.service == "backup");
    (!own).then_some("its tags belong to its own service: AWS Backup does not change them")
}

impl Tags {
    /// New tags for these. `None` where there is none. `what` they are: "vault", "backup plan".
    pub fn new(what: &'static str, things: Vec<Tagged>) -> Option<Self> {
        (!things.is_empty()).then_some(Self { what, things })
    }

    fn taken(&self) -> impl Iterator<Item = &Tagged> {
        self.things.iter().filter(|thing| refused(&thing.arn).is_none())
    }

    /// The tags of the only thing, where they are known: then each has a field of its own.
    fn own<'a>(&self, known: &'a Known) -> Option<&'a Vec<(Text, Text)>> {
        match self.things.as_slice() {
            [one] => read(one, known).known().copied(),
            _ => None,
        }
    }

    fn change(&self, thing: &Tagged, lines: Lines<'_>, known: &Known) -> Result<Change, Complaint> {
        let has = read(thing, known).known().copied();
        let value_of = |key: &str| {
            let tag = has.into_iter().flatten().find(|(had, _)| had.raw() == key);
            tag.map(|(_, value)| value.raw())
        };
        let mut change = Change::default();
        for (key, value) in self.own(known).into_iter().flatten() {
            let field = field_key(key);
            // What was not read when the form was filled has no field, and stays.
            if lines.field(&field).is_none() {
                continue;
            }
            match lines.text(&field) {
                text if text == shown(value) => {}
                _ if is_reserved(key.raw()) => {
                    return Err(Complaint::of(field, "AWS's own: it can't be changed"));
                }
                "" => change.remove.push(key.raw().to_owned()),
                EMPTY => {
                    change.set.insert(key.raw().to_owned(), String::new());
                }
                text => {
                    change.set.insert(key.raw().to_owned(), text.to_owned());
                }
            }
        }
        for (key, value) in pairs(lines.text(SET))? {
            let value = if value == EMPTY { String::new() } else { value };
            change.remove.retain(|removed| *removed != key);
            if value_of(&key) == Some(value.as_str()) {
                change.set.remove(&key);
            } else {
                change.set.insert(key, value);
            }
        }
        for key in keys(lines.text(REMOVE)) {
            if change.set.contains_key(key) {
                return Err(Complaint::of(REMOVE, format!("{key} is set and removed")));
            }
            if has.is_none() || value_of(key).is_some() {
                change.remove.push(key.to_owned());
            }
        }
        valid(&change)?;
        Ok(change)
    }

    fn count(&self, thing: &Tagged, lines: Lines<'_>, known: &Known) -> Option<usize> {
        let has = read(thing, known);
        let change = self.change(thing, lines, known).ok()?;
        let stay = has.known()?.iter().filter(|(key, _)| !change.remove.iter().any(|gone| gone == key.raw()));
        let new = change
            .set
            .keys()
            .filter(|key| !has.known().is_some_and(|has| has.iter().any(|(had, _)| had.raw() == *key)));
        Some(stay.count() + new.count())
    }

    fn judge(&self, thing: &Tagged, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        if let Some(why) = refused(&thing.arn) {
            return vec![Check::fixed(
                if self.things.len() == 1 { Verdict::Failed } else { Verdict::Warning },
                why,
            )];
        }
        let has = match read(thing, known) {
            // What many have stands above.
            Answer::Known(_) if self.things.len() > 1 => None,
            Answer::Known(tags) => {
                Some(Check::fixed(Verdict::Passed, format!("it has {}", count(tags.len()))))
            }
            other => Some(Check::fixed(Verdict::Unknown, format!("its tags: {}", other.why_not()))),
        };
        let over = self.count(thing, lines, known).filter(|count| *count > MOST);
        let over = over.map(|count| Check::of(Verdict::Failed, SET, format!("{count} tags: {MOST} at most")));
        has.into_iter().chain(over).collect()
    }
}

fn count(tags: usize) -> String {
    if tags == 1 { "1 tag".to_owned() } else { format!("{tags} tags") }
}

fn need(thing: &Tagged) -> Need {
    Need::Tags(thing.arn.clone())
}

fn read<'a>(thing: &Tagged, known: &'a Known) -> Answer<&'a Vec<(Text, Text)>> {
    match known.fact(thing.scope, &need(thing)) {
        Answer::Known(Fact::Tags(tags)) => Answer::Known(tags),
        Answer::NotAsked | Answer::Known(_) => Answer::NotAsked,
        Answer::Asked => Answer::Asked,
        Answer::Denied(action) => Answer::Denied(action.clone()),
        Answer::Failed(why) => Answer::Failed(why.clone()),
    }
}

fn field_key(key: &Text) -> Cow<'static, str> {
    Cow::Owned(format!("{TAG}{}", key.raw()))
}

/// A value as its field shows it.
fn shown(value: &Text) -> &str {
    match value.raw().trim() {
        "" => EMPTY,
        value => value,
    }
}

/// Keys that begin so are AWS's own (AWS General Reference, "Tag naming limits").
fn is_reserved(key: &str) -> bool {
    key.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("aws:"))
}

fn pairs(line: &str) -> Result<Pairs, Complaint> {
    let tags = line.split(',').map(str::trim).filter(|tag| !tag.is_empty());
    tags.map(words::tag).collect::<Result<_, _>>().map_err(|why| Complaint::of(SET, why))
}

fn keys(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(str::trim).filter(|key| !key.is_empty())
}

fn valid(change: &Change) -> Result<(), Complaint> {
    for (key, value) in &change.set {
        let lengths = (key.chars().count(), value.chars().count());
        if lengths.0 > LONGEST.0 || lengths.1 > LONGEST.1 {
            let says = format!("{key}: a key has {} characters at most, a value {}", LONGEST.0, LONGEST.1);
            return Err(Complaint::of(SET, says));
        }
    }
    let mut all =
        change.set.keys().map(|key| (SET, key)).chain(change.remove.iter().map(|key| (REMOVE, key)));
    match all.find(|(_, key)| is_reserved(key)) {
        Some((field, key)) => {
            Err(Complaint::of(field, format!("{key}: keys that begin with aws: are AWS's own")))
        }
        None => Ok(()),
    }
}

impl Task for Tags {
    fn title(&self) -> String {
        match self.things.as_slice() {
            [one] => format!("Tags of {} {}", self.what, one.label),
            many => format!("Tags of {} {}s", many.len(), self.what),
        }
    }

    fn about(&self, _lines: Lines<'_>, known: &Known) -> Vec<String> {
        let [one] = self.things.as_slice() else {
            let names = self.things.iter().map(|thing| thing.label.as_str()).collect::<Vec<_>>().join(", ");
            return vec![names, spread(&self.taken().collect::<Vec<_>>(), known)];
        };
        let mut about = vec![one.arn.to_string()];
        if self.own(known).is_some_and(|tags| !tags.is_empty()) {
            about.push(format!("An emptied tag is removed; {EMPTY} stands for an empty value."));
        }
        about
    }

    fn verb(&self) -> &'static str {
        "Change"
    }

    fn scope(&self) -> ScopeId {
        self.things[0].scope
    }

    fn fields(&self, known: &Known) -> Vec<Field> {
        let own = self.own(known);
        let field = |(key, value): &(Text, Text)| {
            Field::new(field_key(key), key.as_str().to_owned(), shown(value)).original(shown(value))
        };
        let mut fields: Vec<Field> = own.into_iter().flatten().map(field).collect();
        let label = if own.is_some() { "Add" } else { "Add or change" };
        fields.push(Field::new(SET, label, "").help("key=value, key=value"));
        if own.is_none() {
            fields.push(Field::new(REMOVE, "Remove", "").help("key, key"));
        }
        fields
    }

    fn danger(&self, _lines: Lines<'_>, _known: &Known) -> Danger {
        // Tags decide what plans select and what people may do.
        Danger::Safe
    }

    fn needs(&self, _lines: Lines<'_>, _known: &Known) -> Vec<(ScopeId, Need)> {
        self.taken().map(|thing| (thing.scope, need(thing))).collect()
    }

    fn note(&self, field: &Field, _lines: Lines<'_>, _known: &Known) -> String {
        match (field.key.strip_prefix(TAG), field.text()) {
            (Some(key), _) if is_reserved(key) => "AWS's own".to_owned(),
            (Some(_), "") => "is removed".to_owned(),
            (Some(_), _) if field.is_changed() => {
                format!("was {}", field.original.as_deref().unwrap_or_default())
            }
            _ => field.help.clone(),
        }
    }

    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        together(self.things.iter().map(|thing| self.judge(thing, lines, known)).collect())
    }

    fn plan(&self, lines: Lines<'_>, known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let mut planned = Vec::new();
        for thing in self.taken() {
            let Change { set, remove } = self.change(thing, lines, known)?;
            let arn = thing.arn.raw().to_owned();
            let tag =
                (!set.is_empty()).then(|| Write::Tag { arn: arn.clone(), tags: set.into_iter().collect() });
            let untag = (!remove.is_empty()).then_some(Write::Untag { arn, keys: remove });
            let both = tag.into_iter().chain(untag);
            planned.extend(both.map(|write| Planned {
                scope: thing.scope,
                label: thing.label.clone(),
                write,
            }));
        }
        Ok(planned)
    }

    fn field_of(&self, failure: &Failure, _lines: Lines<'_>, _known: &Known) -> Option<Cow<'static, str>> {
        field_by_words(failure, &[("tagkeylist", REMOVE), ("tag", SET)])
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.things.iter().map(|thing| (thing.scope, format!("tag {}", thing.arn.raw()))).collect()
    }
}

/// The tags of many: each with how many have it.
fn spread(things: &[&Tagged], known: &Known) -> String {
    let mut counted: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut told = 0;
    for thing in things {
        let Some(tags) = read(thing, known).known().copied() else { continue };
        told += 1;
        for (key, value) in tags {
            *counted.entry((key.as_str(), value.as_str())).or_default() += 1;
        }
    }
    if told == 0 {
        return "Their tags are not known.".to_owned();
    }
    let of = things.len();
    let said = |((key, value), count): ((&str, &str), usize)| {
        if count == of { format!("{key}={value}") } else { format!("{key}={value} ({count})") }
    };
    let tags: Vec<String> = counted.into_iter().map(said).collect();
    let rest = if told == of { String::new() } else { format!("; {} could not be told", of - told) };
    let tags = if tags.is_empty() { "none".to_owned() } else { tags.join(", ") };
    format!("Tags now: {tags}{rest}")
}
