//! A vault's notifications (API `PutBackupVaultNotifications`, `DeleteBackupVaultNotifications`): seen, set, removed.

mod events;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use events::{EVENTS, Event};

use crate::domain::arn::Arn;
use crate::domain::failure::Failure;
use crate::domain::notification::Notifications;
use crate::domain::preflight::{Answer, Check, Fact, Known, Need, Verdict};
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;
use crate::text::Text;
use crate::ui::input::Input;
use crate::wizards::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens, field_by_words};

/// The SNS topic's ARN; empty removes the notifications.
pub const TOPIC: &str = "topic";
/// What stands in an event's field.
const ON: &str = "yes";
/// What stands in an event's field.
const OFF: &str = "no";

/// The notifications of one vault or several.
#[derive(Debug, Clone)]
pub struct Notify {
    vaults: Vec<(ScopeId, Text)>,
}

/// A vault's notifications as they are sent: topic and events.
type Wish = (String, Vec<String>);

impl Notify {
    /// The notifications of these vaults, by name. `None` where there is none.
    pub fn new(vaults: Vec<(ScopeId, Text)>) -> Option<Self> {
        (!vaults.is_empty()).then_some(Self { vaults })
    }

    /// What a vault is to have; no topic is no notifications.
    fn wish(has: Option<&Notifications>, lines: Lines<'_>) -> Result<Wish, Complaint> {
        let had = has.map_or("", |has| has.topic.raw());
        let topic = if lines.is_own(TOPIC) { had } else { lines.text(TOPIC) };
        if topic.is_empty() {
            return Ok((String::new(), Vec::new()));
        }
        let mut events = Vec::new();
        for Event { name, .. } in EVENTS {
            let wanted = match lines.text(name) {
                _ if lines.is_own(name) => tells(has, name),
                text if text.eq_ignore_ascii_case(ON) => true,
                text if text.eq_ignore_ascii_case(OFF) => false,
                _ => return Err(Complaint::of(name, format!("{ON} or {OFF}; left and right choose"))),
            };
            if wanted {
                events.push(name.to_owned());
            }
        }
        // What a newer AWS tells of and this version does not know stays.
        let unknown = has.into_iter().flat_map(|has| &has.events).map(|event| event.raw().to_owned());
        events.extend(unknown.filter(|event| EVENTS.iter().all(|known| known.name != event)));
        if events.is_empty() {
            return Err(Complaint::of(EVENTS[0].name, "choose at least one event, or empty the topic"));
        }
        Ok((topic.to_owned(), events))
    }

    fn write(vault: &(ScopeId, Text), lines: Lines<'_>, known: &Known) -> Result<Option<Write>, Complaint> {
        let answer = read(vault, known);
        if matches!(answer, Answer::NotAsked | Answer::Asked) {
            return Err(Complaint::of("", format!("notifications of {} are being read", vault.1)));
        }
        let has = answer.known().and_then(|has| has.as_ref());
        let (topic, events) = Self::wish(has, lines)?;
        let name = vault.1.raw().to_owned();
        let stays = match has {
            Some(has) => has.topic.raw() == topic && same(has, &events),
            // Where they could not be read, emptying the topic changes nothing by accident.
            None => topic.is_empty(),
        };
        Ok(match (stays, topic.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Write::Silence { vault: name }),
            (false, false) => Some(Write::Notify { vault: name, topic, events }),
        })
    }

    fn writes(&self, lines: Lines<'_>, known: &Known) -> Result<Vec<Planned>, Complaint> {
        let mut planned = Vec::new();
        for vault in &self.vaults {
            let write = Self::write(vault, lines, known)?;
            planned.extend(write.map(|write| Planned { scope: vault.0, label: vault.1.to_string(), write }));
        }
        Ok(planned)
    }

    /// Only a standard topic of the same account will do (aws-backup-api.md section 1.17).
    fn topic(lines: Lines<'_>, known: &Known) -> Vec<Check> {
        let topic = lines.text(TOPIC);
        if topic.is_empty() {
            return Vec::new();
        }
        let check = |verdict, says: String| vec![Check::of(verdict, TOPIC, says)];
        let Some(arn) = Arn::parse(topic).filter(|arn| arn.service == "sns" && !arn.resource.contains(':'))
        else {
            return check(Verdict::Failed, format!("`{topic}` is no ARN of an SNS topic"));
        };
        // A FIFO topic's name ends so, in small letters (SNS API, `CreateTopic`).
        if arn.resource.rsplit_once('.').is_some_and(|(_, end)| end == "fifo") {
            return check(
                Verdict::Failed,
                "AWS Backup sends to standard topics only, not to FIFO ones".to_owned(),
            );
        }
        if !known.account.is_empty() && arn.account != known.account {
            return check(
                Verdict::Failed,
                format!("the topic is of account {}: it has to be of this one", arn.account),
            );
        }
        let place = if known.region.is_empty() || arn.region == known.region {
            Check::of(Verdict::Passed, TOPIC, "a standard topic of this account")
        } else {
            Check::of(
                Verdict::Warning,
                TOPIC,
                format!("the topic is in {}, the vault in {}", arn.region, known.region),
            )
        };
        let may =
            "whether the topic's policy lets backup.amazonaws.com publish: SNS tells, AWS Backup does not";
        vec![place, Check::of(Verdict::Unknown, TOPIC, may)]
    }
}

fn need(vault: &(ScopeId, Text)) -> Need {
    Need::Notifications(vault.1.clone())
}

fn read<'a>(vault: &(ScopeId, Text), known: &'a Known) -> Answer<&'a Option<Notifications>> {
    match known.fact(vault.0, &need(vault)) {
        Answer::Known(Fact::Notifications(has)) => Answer::Known(has),
        Answer::NotAsked | Answer::Known(_) => Answer::NotAsked,
        Answer::Asked => Answer::Asked,
        Answer::Denied(action) => Answer::Denied(action.clone()),
        Answer::Failed(why) => Answer::Failed(why.clone()),
    }
}

fn tells(has: Option<&Notifications>, event: &str) -> bool {
    has.is_some_and(|has| has.events.iter().any(|one| one.raw() == event))
}

/// Whether the events are those of the vault, in whatever order.
fn same(has: &Notifications, events: &[String]) -> bool {
    has.events.len() == events.len() && events.iter().all(|event| tells(Some(has), event))
}

impl Task for Notify {
    fn title(&self) -> String {
        match self.vaults.as_slice() {
            [(_, one)] => format!("Notifications of vault {one}"),
            many => format!("Notifications of {} vaults", many.len()),
        }
    }

    fn about(&self, _lines: Lines<'_>, known: &Known) -> Vec<String> {
        match self.vaults.as_slice() {
            [one] => vec![match read(one, known) {
                Answer::Known(None) => "It notifies nobody.".to_owned(),
                Answer::Known(Some(has)) => {
                    let events = has.events.len();
                    let events = if events == 1 { "1 event".to_owned() } else { format!("{events} events") };
                    format!("It tells {} of {events}; an emptied topic ends that.", has.topic)
                }
                other => format!("What it has now: {}.", other.why_not()),
            }],
            many => vec![many.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")],
        }
    }

    fn verb(&self) -> &'static str {
        "Set"
    }

    fn scope(&self) -> ScopeId {
        self.vaults[0].0
    }

    fn fields(&self, known: &Known) -> Vec<Field> {
        let answers: Vec<_> = self.vaults.iter().map(|vault| read(vault, known)).collect();
        // What is still to come is not taken for nothing: left alone, it stays as it is.
        let unread = answers.iter().any(|answer| matches!(answer, Answer::NotAsked | Answer::Asked));
        let has: Vec<Option<&Notifications>> =
            answers.iter().map(|answer| answer.known().and_then(|has| has.as_ref())).collect();
        let topics: Vec<String> =
            has.iter().map(|has| has.map(|has| has.topic.raw().to_owned()).unwrap_or_default()).collect();
        let mut fields = vec![Field::common(TOPIC, "SNS topic", &topics).help("a topic's ARN")];
        fields.extend(EVENTS.iter().map(|event| {
            let word =
                |has: Option<&Notifications>| (if tells(has, event.name) { ON } else { OFF }).to_owned();
            let texts: Vec<String> = has.iter().copied().map(word).collect();
            let old = if event.old { ", not in AWS's guide any more" } else { "" };
            Field::common(event.name, event.words, &texts)
                .choices(vec![OFF.to_owned(), ON.to_owned()])
                .help(format!("{}{old}", event.name))
        }));
        for field in &mut fields {
            if unread {
                (field.mixed, field.input) = (true, Input::default());
            }
            field.original = (!field.mixed).then(|| field.text().to_owned());
        }
        fields
    }

    fn danger(&self, lines: Lines<'_>, known: &Known) -> Danger {
        let writes = self.writes(lines, known).unwrap_or_default();
        let silenced = writes.iter().any(|planned| matches!(planned.write, Write::Silence { .. }));
        if silenced { Danger::Costly } else { Danger::Safe }
    }

    fn needs(&self, _lines: Lines<'_>, _known: &Known) -> Vec<(ScopeId, Need)> {
        self.vaults.iter().map(|vault| (vault.0, need(vault))).collect()
    }

    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        let mut checks = Self::topic(lines, known);
        for vault in &self.vaults {
            let answer = read(vault, known);
            if answer.known().is_none() {
                let why = answer.why_not();
                let says = format!("what {} has now ({why}): what is set here takes its place", vault.1);
                checks.push(Check::fixed(Verdict::Unknown, says));
            }
        }
        if self.danger(lines, known) == Danger::Costly {
            let says = "nobody is told any more of what goes wrong";
            checks.push(Check::of(Verdict::Warning, TOPIC, says));
        }
        checks
    }

    fn plan(&self, lines: Lines<'_>, known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        self.writes(lines, known)
    }

    fn field_of(&self, failure: &Failure, _lines: Lines<'_>, _known: &Known) -> Option<Cow<'static, str>> {
        field_by_words(failure, &[("topic", TOPIC), ("event", EVENTS[0].name)])
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.vaults.iter().map(|(scope, name)| (*scope, format!("notify {}", name.raw()))).collect()
    }
}
