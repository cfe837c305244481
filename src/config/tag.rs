//! Tags in a rule of the configuration.

use serde::{Deserialize, Serialize};

use super::OneOrMany;

/// One `KEY=VALUE`, or a list of them, all of which have to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "OneOrMany", into = "OneOrMany")]
pub struct Tags(pub Vec<(String, String)>);

impl Tags {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<OneOrMany> for Tags {
    type Error = String;

    fn try_from(words: OneOrMany) -> Result<Self, Self::Error> {
        // A tag's key may hold a blank, and so may its value: nothing is trimmed.
        let tag = |word: String| match word.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
            _ => Err(format!("`{word}` is no tag: write KEY=VALUE, or KEY=* for any value")),
        };
        words.0.into_iter().map(tag).collect::<Result<_, _>>().map(Self)
    }
}

impl From<Tags> for OneOrMany {
    fn from(tags: Tags) -> Self {
        Self(tags.0.into_iter().map(|(key, value)| format!("{key}={value}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::config::RpoConfig;

    fn rule(tag: &str) -> Result<RpoConfig, toml::de::Error> {
        toml::from_str(&format!("rpo = '4h'\ntag = {tag}"))
    }

    #[test]
    fn a_tag_is_a_key_and_a_pattern_and_is_written_as_it_was_read() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(rule("'tier=gold'").unwrap().tag.0, [pair("tier", "gold")]);
        let two = rule("['tier=*', 'a b=c=d']").unwrap();
        assert_eq!(two.tag.0, [pair("tier", "*"), pair("a b", "c=d")]);
        assert_eq!(toml::from_str::<RpoConfig>(&toml::to_string(&two).unwrap()).unwrap(), two);
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for tag in ["'gold'", "'=gold'", "['tier=gold', '']"] {
            assert!(rule(tag).unwrap_err().message().contains("is no tag: write KEY=VALUE"), "{tag}");
        }
    }
}
