//! Help: the keys that work here, by group, and how the filter line is written.

use super::action::{ACTIONS, Group};
use super::available::{Availability, available};
use super::model::Model;

/// One line of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A group's title.
    Title(&'static str),
    /// Keys and a sentence.
    Keys(String, String),
    /// Something worth knowing.
    Note(String),
    /// Nothing.
    Blank,
}

/// All lines of help for here.
pub fn lines(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in Group::ALL {
        let keys = ACTIONS
            .iter()
            .filter(|spec| spec.group == group && available(model, spec.action) != Availability::No)
            .map(|spec| {
                let keys: Vec<String> =
                    model.keymap.keys(spec.action).iter().map(ToString::to_string).collect();
                match available(model, spec.action) {
                    Availability::Refused(why) => Line::Keys(keys.join(" "), why),
                    _ => Line::Keys(keys.join(" "), spec.sentence.to_owned()),
                }
            });
        lines.push(Line::Title(group.title()));
        lines.extend(keys);
        lines.push(Line::Blank);
    }
    if let Some(list) = model.list() {
        lines.push(Line::Title("Filter"));
        lines.push(Line::Note(
            "words must all be found; !word must not; \"two words\" stand together".to_owned(),
        ));
        lines.push(Line::Note(format!("field:value, with one of {}", list.fields().join(", "))));
    }
    lines
}
