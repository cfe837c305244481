//! The model that the answers are held against: botocore's, read from the file that the simulator reads too.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Map, Value};

static MODEL: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/simulator/api.json")).unwrap());

/// All operations by name.
pub fn operations() -> &'static Map<String, Value> {
    MODEL["operations"].as_object().unwrap()
}

/// A shape.
pub fn shape(name: &str) -> &'static Value {
    &MODEL["shapes"][name]
}

/// The shape of an operation's input; null if it has none.
pub fn input(operation: &str) -> &'static Value {
    operations()[operation]["input"].as_str().map_or(&Value::Null, shape)
}

/// Every (operation, declared error).
pub fn declared() -> BTreeSet<(&'static str, &'static str)> {
    let errors = |operation: &'static Value| operation["errors"].as_array().unwrap().iter();
    operations()
        .iter()
        .flat_map(|(name, operation)| errors(operation).map(|code| (name.as_str(), code.as_str().unwrap())))
        .collect()
}
