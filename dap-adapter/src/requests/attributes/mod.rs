//! The arguments of `launch` and `attach`, which are wrtd's own: an object of attributes that users write, so that what is
//! wrong with one is said by its name.

use serde_json::{Map, Value};
use wrtd_debug::nearest;

use crate::{error::RequestError, text::shortened};

/// Attributes that editors add for themselves.
const OF_EDITORS: &[&str] = &[
    "name",
    "type",
    "request",
    "presentation",
    "preLaunchTask",
    "postDebugTask",
    "internalConsoleOptions",
    "debugServer",
    "serverReadyAction",
    "suppressMultipleSessionWarning",
    "linux",
    "osx",
    "windows",
    "host",
    "hostName",
    "debugPort",
    "wait-for-port",
    "environment-variables",
    "program-to-start",
    "dap-server-path",
    "dap-compilation",
    "dap-compilation-dir",
    "output-filter-function",
    "cleanup-function",
    "startup-function",
    "skip-debug-session",
];

/// The attributes of a request; none where a client sends no arguments.
///
/// # Errors
/// [`RequestError::Arguments`] where they are no object.
pub(super) fn object(
    command: &'static str,
    arguments: Value,
) -> Result<Map<String, Value>, RequestError> {
    match arguments {
        Value::Object(attributes) => Ok(attributes),
        Value::Null => Ok(Map::new()),
        _ => Err(RequestError::Arguments {
            command,
            field: "arguments".to_owned(),
            problem: "an object with attributes was expected".to_owned(),
        }),
    }
}

/// What to say of attributes that are none of `known`.
pub(super) fn unknown(attributes: &Map<String, Value>, known: &[&str]) -> Vec<String> {
    attributes.keys().filter_map(|name| unknown_one(name, known)).collect()
}

fn unknown_one(name: &str, known: &[&str]) -> Option<String> {
    if known.contains(&name) || OF_EDITORS.contains(&name) || name.starts_with("__") {
        return None;
    }
    let remedy = match nearest(known.iter().copied(), name) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("wrtd knows {}.", known.join(", ")),
    };
    let name = shortened(name);
    Some(format!("Launch attribute `{name}` is not known and has no effect; {remedy}"))
}

pub(super) fn wrong(attribute: &str, problem: impl Into<String>) -> RequestError {
    RequestError::Attribute { attribute: shortened(attribute), problem: problem.into() }
}

pub(super) fn expected(attribute: &str, what: &str, value: &Value) -> RequestError {
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    wrong(attribute, format!("{what} was expected, and it is {is}"))
}

/// As [`expected`], for what may be a number, but not this one.
pub(super) fn expected_other(attribute: &str, what: &str, value: &Value) -> RequestError {
    match value {
        Value::Number(number) => {
            wrong(attribute, format!("{what} was expected, and it is {number}"))
        }
        other => expected(attribute, what, other),
    }
}

/// An attribute by its name; absent where the value is missing or `null`.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'static str,
    pub(super) value: Option<&'a Value>,
}

impl<'a> Attribute<'a> {
    pub(super) fn of(attributes: &'a Map<String, Value>, name: &'static str) -> Self {
        Self { name, value: attributes.get(name).filter(|value| !value.is_null()) }
    }

    pub(super) fn flag(self) -> Result<bool, RequestError> {
        match self.value {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(expected(self.name, "`true` or `false`", other)),
        }
    }

    pub(super) fn string(self) -> Result<Option<String>, RequestError> {
        match self.value {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(expected(self.name, "a string", other)),
        }
    }

    pub(super) fn number(self) -> Result<Option<u64>, RequestError> {
        let whole = |value: &Value| {
            value.as_u64().ok_or_else(|| expected_other(self.name, "a whole number from 0", value))
        };
        self.value.map(whole).transpose()
    }

    pub(super) fn strings(self) -> Result<Vec<String>, RequestError> {
        match self.value {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .iter()
                .enumerate()
                .map(|(i, item)| match item {
                    Value::String(text) => Ok(text.clone()),
                    other => Err(expected(&format!("{}[{i}]", self.name), "a string", other)),
                })
                .collect(),
            Some(other) => Err(expected(self.name, "an array of strings", other)),
        }
    }

    /// An object of strings. A `null` takes its name out, as an editor's variable without a value does.
    pub(super) fn pairs(self) -> Result<Vec<(String, String)>, RequestError> {
        let Some(value) = self.value else {
            return Ok(Vec::new());
        };
        let Value::Object(object) = value else {
            return Err(expected(self.name, "an object of strings", value));
        };
        object
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name.clone(), text.clone())),
                other => Err(expected(&format!("{}.{name}", self.name), "a string", other)),
            })
            .collect()
    }

    /// An object `{FROM: TO}` or an array of pairs `[FROM, TO]`. The longest prefix comes first, so that the
    /// order in an object, which JSON does not keep, makes no difference.
    pub(super) fn source_map(self) -> Result<Vec<(String, String)>, RequestError> {
        let Some(Value::Array(items)) = self.value else {
            let mut pairs = self.pairs()?;
            pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
            return Ok(pairs);
        };
        items
            .iter()
            .enumerate()
            .map(|(i, item)| match item.as_array().map(Vec::as_slice) {
                Some([Value::String(from), Value::String(to)]) => Ok((from.clone(), to.clone())),
                _ => Err(wrong(
                    &format!("sourceMap[{i}]"),
                    "a pair of strings `[FROM, TO]` was expected",
                )),
            })
            .collect()
    }
}
