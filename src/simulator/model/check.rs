//! Holds a request against the shape of the operation's input, before the operation sees it.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::violation::{Violation, lower_first, message, shown};
use super::{Kind, Location, Member, Operation, Shape, operation};
use crate::simulator::request::Request;
use crate::simulator::wire::ApiError;

/// Whether the service takes a value though its model does not say so.
fn is_known_deviation(shape: &str, operation: &str, text: &str) -> bool {
    match shape {
        // `SAP HANA on Amazon EC2` is a resource type.
        "ResourceType" => {
            let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_. ".contains(&byte);
            (1..=50).contains(&text.len()) && text.bytes().all(is_letter)
        }
        // The whole organization, and the sums over accounts.
        "AccountId" => matches!(text, "*" | "ANY" | "AGGREGATE_ALL") && operation.starts_with("List"),
        // Vaults that AWS made, such as `aws/efs/automatic-backup-vault`.
        "BackupVaultName" => text.starts_with("aws/") && !operation.starts_with("Create"),
        _ => false,
    }
}

/// Refuses what the model does not allow, naming every member that is wrong.
pub(in crate::simulator) fn check(name: &str, request: &Request) -> Result<(), ApiError> {
    let Some((operation, input)) = operation(name).and_then(|of| Some((of, of.input()?))) else {
        return Ok(());
    };
    let mut check = Check { operation: name, path: String::new(), violations: Vec::new() };
    check.uri(operation, input, request);
    check.query(input, request);
    if input.members.values().any(|member| member.location == Location::Body) {
        check.body(input, request)?;
    }
    check.verdict(operation)
}

struct Check<'a> {
    operation: &'a str,
    path: String,
    violations: Vec<Violation>,
}

impl Check<'_> {
    fn uri(&mut self, operation: &Operation, input: &Shape, request: &Request) {
        let names = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        for (index, wire) in names.enumerate() {
            let of_wire = |(_, member): &(&String, &Member)| member.name.as_deref() == Some(wire);
            let Some((name, member)) = input.members.iter().find(of_wire) else { continue };
            self.path = lower_first(name);
            match request.label(index) {
                "" => self.violations.push(Violation::missing(&self.path)),
                text => self.text(member, text),
            }
        }
    }

    fn query(&mut self, input: &Shape, request: &Request) {
        let in_query = |(_, member): &(&String, &Member)| member.location == Location::QueryString;
        for (name, member) in input.members.iter().filter(in_query) {
            self.path = lower_first(name);
            match request.query(member.name.as_deref().unwrap_or(name)) {
                Some(text) => self.text(member, text),
                None if input.required.contains(name) => self.violations.push(Violation::missing(&self.path)),
                None => {}
            }
        }
    }

    /// A value that travels as text whatever its kind.
    fn text(&mut self, member: &Member, text: &str) {
        let Some(shape) = member.shape() else { return };
        let expected = match shape.kind {
            Kind::Boolean => (!matches!(text, "true" | "false")).then_some("a boolean"),
            Kind::Timestamp => text.parse::<Timestamp>().is_err().then_some("a timestamp"),
            Kind::Integer | Kind::Long => match text.parse() {
                Ok(number) => return self.range(shape, number),
                Err(_) => Some("a number"),
            },
            _ => return self.string(&member.shape, shape, text),
        };
        if let Some(expected) = expected {
            self.wrong(shape, &text.into(), format!("Member must be {expected}"));
        }
    }

    fn body(&mut self, input: &Shape, request: &Request) -> Result<(), ApiError> {
        self.path.clear();
        self.structure(input, &request.json()?)
    }

    fn structure(&mut self, shape: &Shape, members: &Map<String, Value>) -> Result<(), ApiError> {
        let base = self.path.len();
        for (name, member) in shape.members.iter().filter(|(_, member)| member.location == Location::Body) {
            self.enter(&lower_first(name));
            match members.get(name) {
                None | Some(Value::Null) if shape.required.contains(name) => {
                    self.violations.push(Violation::missing(&self.path));
                }
                None | Some(Value::Null) => {}
                Some(value) => self.value(&member.shape, value)?,
            }
            self.path.truncate(base);
        }
        Ok(())
    }

    fn value(&mut self, name: &str, value: &Value) -> Result<(), ApiError> {
        let Some(shape) = super::shape(name) else { return Ok(()) };
        match (shape.kind, value) {
            (Kind::String, Value::String(text)) => self.string(name, shape, text),
            (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Integer | Kind::Long, Value::Number(number)) => {
                let number = number
                    .as_i64()
                    .filter(|number| shape.kind == Kind::Long || i32::try_from(*number).is_ok());
                self.range(shape, number.ok_or_else(|| self.misread(shape, value))?);
            }
            (Kind::Timestamp, Value::Number(number)) => {
                let seconds = number.as_f64().filter(|seconds| is_a_time(*seconds));
                seconds.ok_or_else(|| self.misread(shape, value))?;
            }
            (Kind::Structure, Value::Object(members)) => self.structure(shape, members)?,
            (Kind::List, Value::Array(items)) => self.list(shape, items)?,
            (Kind::Map, Value::Object(members)) => self.map(shape, members)?,
            _ => return Err(self.misread(shape, value)),
        }
        Ok(())
    }

    fn list(&mut self, shape: &Shape, items: &[Value]) -> Result<(), ApiError> {
        self.length(shape, items.len(), &Value::from(items));
        let base = self.path.len();
        for (index, item) in items.iter().enumerate() {
            self.enter(&format!("{}.member", index + 1));
            match (item, &shape.member) {
                (Value::Null, _) => self.violations.push(Violation::missing(&self.path)),
                (item, Some(of)) => self.value(of, item)?,
                (_, None) => {}
            }
            self.path.truncate(base);
        }
        Ok(())
    }

    fn map(&mut self, shape: &Shape, members: &Map<String, Value>) -> Result<(), ApiError> {
        self.length(shape, members.len(), &Value::Object(members.clone()));
        let base = self.path.len();
        for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            self.enter(&format!("{key}.key"));
            if let Some(name) = &shape.key {
                self.value(name, &key.as_str().into())?;
            }
            self.path.truncate(base);
            self.enter(&format!("{key}.value"));
            if let Some(name) = &shape.value {
                self.value(name, value)?;
            }
            self.path.truncate(base);
        }
        Ok(())
    }

    fn string(&mut self, name: &str, shape: &Shape, text: &str) {
        if is_known_deviation(name, self.operation, text) {
            return;
        }
        let value = Value::from(text);
        self.length(shape, text.chars().count(), &value);
        if let Some(pattern) = shape.pattern.as_ref().filter(|_| !fits(shape, text)) {
            let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
            self.wrong(shape, &value, constraint);
        }
        if !shape.values.is_empty() && !shape.values.iter().any(|known| known == text) {
            let constraint = format!("Member must satisfy enum value set: [{}]", shape.values.join(", "));
            self.wrong(shape, &value, constraint);
        }
    }

    fn length(&mut self, shape: &Shape, length: usize, value: &Value) {
        self.limits(shape, i64::try_from(length).unwrap_or(i64::MAX), "length", value);
    }

    fn range(&mut self, shape: &Shape, number: i64) {
        self.limits(shape, number, "value", &number.into());
    }

    fn limits(&mut self, shape: &Shape, number: i64, what: &str, value: &Value) {
        if let Some(max) = shape.max.filter(|max| number > *max) {
            self.wrong(shape, value, format!("Member must have {what} less than or equal to {max}"));
        }
        if let Some(min) = shape.min.filter(|min| number < *min) {
            self.wrong(shape, value, format!("Member must have {what} greater than or equal to {min}"));
        }
    }

    fn wrong(&mut self, shape: &Shape, value: &Value, constraint: String) {
        let value = (!shape.sensitive).then(|| shown(value));
        self.violations.push(Violation::wrong(&self.path, value, constraint));
    }

    /// The JSON type is another, or a number that the kind cannot hold.
    fn misread(&self, shape: &Shape, value: &Value) -> ApiError {
        let found = match value {
            Value::Null => "NULL_VALUE",
            Value::Bool(_) => "BOOLEAN_VALUE",
            Value::Number(_) => "NUMBER_VALUE",
            Value::String(_) => "STRING_VALUE",
            Value::Array(_) => "START_ARRAY",
            Value::Object(_) => "START_OBJECT",
        };
        let message = format!("{found} at '{}' can not be converted to a {:?}", self.path, shape.kind);
        ApiError::new("SerializationException", 400, message)
    }

    fn enter(&mut self, name: &str) {
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(name);
    }

    /// The nearest error that the operation declares.
    fn verdict(self, operation: &Operation) -> Result<(), ApiError> {
        if self.violations.is_empty() {
            return Ok(());
        }
        let missing = self.violations.iter().any(|violation| violation.missing);
        let wanted =
            ["MissingParameterValueException", "InvalidParameterValueException", "InvalidRequestException"];
        let declared = |code: &&&str| operation.errors.iter().any(|declared| declared == **code);
        let code = wanted[usize::from(!missing)..].iter().find(declared);
        Err(ApiError::new(code.copied().unwrap_or("ValidationException"), 400, message(&self.violations)))
    }
}

fn fits(shape: &Shape, text: &str) -> bool {
    shape.regex().is_none_or(|pattern| pattern.is_match(text))
        && !shape.not_suffix.iter().any(|suffix| text.ends_with(suffix.as_str()))
}

/// Whether epoch seconds are of a year that a calendar has.
fn is_a_time(seconds: f64) -> bool {
    let (first, last) = (Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let whole = seconds as i64;
    first < whole && whole < last
}
