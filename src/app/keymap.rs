//! Which key does what: the registry's keys with the configuration's over them.

use std::collections::BTreeMap;

use super::action::{ACTIONS, Action};
use crate::ui::key::Key;

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: BTreeMap<Key, Action>,
}

/// Why key overrides are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No action has that name.
    #[error("keys: no action is named `{name}`: did you mean `{nearest}`?")]
    NoSuchAction {
        /// As written.
        name: String,
        /// The nearest that there is.
        nearest: &'static str,
    },
    /// A text that names no key.
    #[error("keys.{action}: {reason}")]
    NoSuchKey {
        /// The action's name.
        action: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// One key for two actions.
    #[error("keys: `{key}` is both `{one}` and `{other}`: give one of them another key")]
    Conflict {
        /// The key.
        key: Key,
        /// One action's name.
        one: &'static str,
        /// The other's.
        other: &'static str,
    },
}

impl Default for Keymap {
    fn default() -> Self {
        // The registry's own keys do not conflict: a test says so.
        Self::new(&BTreeMap::new()).unwrap_or(Self { bindings: BTreeMap::new() })
    }
}

impl Keymap {
    /// The registry's keys, with those of `overrides` (action name to keys) in their place.
    ///
    /// # Errors
    /// An unknown action or key, or one key for two actions.
    pub fn new(overrides: &BTreeMap<String, Vec<String>>) -> Result<Self, KeymapError> {
        for name in overrides.keys() {
            if !ACTIONS.iter().any(|spec| spec.name == name) {
                let names = ACTIONS.iter().map(|spec| spec.name);
                let nearest = crate::config::nearest(name, names).unwrap_or(ACTIONS[0].name);
                return Err(KeymapError::NoSuchAction { name: name.clone(), nearest });
            }
        }
        let mut bindings: BTreeMap<Key, Action> = BTreeMap::new();
        for spec in ACTIONS {
            let own = || spec.keys.iter().map(|key| (*key).to_owned()).collect();
            let keys: Vec<String> = overrides.get(spec.name).cloned().unwrap_or_else(own);
            for text in keys {
                let key: Key = text.parse().map_err(|error: crate::ui::key::NoSuchKey| {
                    KeymapError::NoSuchKey { action: spec.name, reason: error.to_string() }
                })?;
                if let Some(other) = bindings.insert(key, spec.action).filter(|other| *other != spec.action) {
                    return Err(KeymapError::Conflict { key, one: other.spec().name, other: spec.name });
                }
            }
        }
        Ok(Self { bindings })
    }

    /// What a key does.
    pub fn action(&self, key: Key) -> Option<Action> {
        self.bindings.get(&key).copied()
    }

    /// The keys of an action, the registry's first one first.
    pub fn keys(&self, action: Action) -> Vec<Key> {
        let mut keys: Vec<Key> =
            self.bindings.iter().filter(|(_, bound)| **bound == action).map(|(key, _)| *key).collect();
        let preferred = |key: &Key| action.spec().keys.iter().position(|name| *name == key.to_string());
        keys.sort_by_key(|key| preferred(key).unwrap_or(usize::MAX));
        keys
    }

    /// The key that hints show.
    pub fn key(&self, action: Action) -> Option<Key> {
        self.keys(action).into_iter().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::key::Code;

    fn overrides(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        pairs.iter().map(|(name, keys)| ((*name).to_owned(), owned(keys))).collect()
    }

    #[test]
    fn every_action_is_in_the_registry_once_and_its_keys_do_not_conflict() {
        let keymap = Keymap::new(&BTreeMap::new()).unwrap();
        for spec in ACTIONS {
            assert_eq!(spec.action.spec().name, spec.name);
            assert_eq!(ACTIONS.iter().filter(|other| other.name == spec.name).count(), 1);
            for key in spec.keys {
                assert_eq!(keymap.action(key.parse().unwrap()), Some(spec.action), "{key}");
            }
        }
        let last = Action::Quit as usize;
        assert_eq!(ACTIONS.len(), last + 1, "an action is missing from the registry");
    }

    #[test]
    fn the_configuration_rebinds_an_action() {
        let keymap = Keymap::new(&overrides(&[("back-up", &["f5", "B"])])).unwrap();
        assert_eq!(keymap.action(Key::char('b')), None);
        assert_eq!(keymap.action(Key::plain(Code::F(5))), Some(Action::Backup));
        assert_eq!(keymap.keys(Action::Backup).len(), 2);
    }

    #[test]
    fn a_conflict_names_both_actions_and_an_unknown_name_the_nearest() {
        let conflict = Keymap::new(&overrides(&[("back-up", &["q"])])).unwrap_err();
        assert_eq!(
            conflict.to_string(),
            "keys: `q` is both `back-up` and `quit`: give one of them another key"
        );
        let unknown = Keymap::new(&overrides(&[("bakc-up", &["q"])])).unwrap_err();
        assert_eq!(unknown.to_string(), "keys: no action is named `bakc-up`: did you mean `back-up`?");
        let no_key = Keymap::new(&overrides(&[("quit", &["hyper-q"])])).unwrap_err();
        assert!(no_key.to_string().starts_with("keys.quit: `hyper-q` is no key"), "{no_key}");
    }
}
