//! The errors that follow from the model alone, provoked for every operation that declares them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api;

/// Whether a pair of operation and code is provoked here, or cannot be for a reason that the model tells.
pub fn covers((operation, code): (&str, &str)) -> bool {
    match code {
        // The first two by a fault; and where nothing is required, nothing can be missing.
        "ServiceUnavailableException" | "DependencyFailureException" | "MissingParameterValueException" => {
            true
        }
        "InvalidParameterValueException" => is_constrained(api::input(operation), &mut BTreeSet::new()),
        _ => false,
    }
}

/// Whether some value is refused by the model: of this shape, or of what it holds.
fn is_constrained(shape: &'static Value, seen: &mut BTreeSet<String>) -> bool {
    let own = ["min", "max", "pattern", "enum"].iter().any(|limit| shape.get(limit).is_some());
    let parsed = matches!(shape["type"].as_str(), Some("timestamp" | "integer" | "long"));
    let members = shape["members"].as_object().into_iter().flat_map(|members| members.values());
    let inner =
        members.map(|member| &member["shape"]).chain([&shape["member"], &shape["key"], &shape["value"]]);
    own || parsed
        || inner
            .filter_map(Value::as_str)
            .any(|name| seen.insert(name.to_owned()) && is_constrained(api::shape(name), seen))
}
