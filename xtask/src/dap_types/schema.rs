//! The schema as the generator sees it: each definition sorted into what it becomes.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

/// All definitions, by name.
pub(crate) struct Schema {
    definitions: BTreeMap<String, Value>,
}

/// The base message of an `allOf` definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    Request,
    Response,
    Event,
}

/// An object: its properties and which of them must be there.
pub(crate) struct Object<'a> {
    pub(crate) description: &'a str,
    pub(crate) properties: BTreeMap<&'a str, &'a Value>,
    pub(crate) required: Vec<&'a str>,
}

impl Schema {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).context("the schema is not JSON")?;
        let definitions =
            value["definitions"].as_object().context("the schema has no `definitions`")?;
        Ok(Self {
            definitions: definitions
                .iter()
                .map(|(name, definition)| (name.clone(), definition.clone()))
                .collect(),
        })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.definitions.keys().map(String::as_str)
    }

    pub(crate) fn get(&self, name: &str) -> Result<&Value> {
        self.definitions.get(name).with_context(|| format!("the schema has no definition `{name}`"))
    }

    /// The message that the definition extends, if any.
    pub(crate) fn base(definition: &Value) -> Option<Base> {
        definition["allOf"].as_array()?.iter().find_map(|part| match reference(part)? {
            "Request" => Some(Base::Request),
            "Response" => Some(Base::Response),
            "Event" => Some(Base::Event),
            _ => None,
        })
    }

    /// All properties of an object, those of what it extends included (messages aside).
    pub(crate) fn object<'a>(&'a self, definition: &'a Value) -> Result<Object<'a>> {
        let mut object = Object {
            description: description(definition),
            properties: BTreeMap::new(),
            required: Vec::new(),
        };
        self.collect(definition, &mut object)?;
        Ok(object)
    }

    fn collect<'a>(&'a self, part: &'a Value, object: &mut Object<'a>) -> Result<()> {
        match reference(part) {
            Some("Request" | "Response" | "Event") => return Ok(()),
            Some(name) => return self.collect(self.get(name)?, object),
            None => {}
        }
        if object.description.is_empty() {
            object.description = description(part);
        }
        for extended in part["allOf"].as_array().into_iter().flatten() {
            self.collect(extended, object)?;
        }
        if let Some(properties) = part["properties"].as_object() {
            object.properties.extend(properties.iter().map(|(name, p)| (name.as_str(), p)));
        }
        object.required.extend(strings(&part["required"]).unwrap_or_default());
        Ok(())
    }
}

/// The definition that `$ref` names.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/definitions/")
}

pub(crate) fn description(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

/// The values of an enumeration, whether closed (`enum`) or open (`_enum`).
pub(crate) fn values(schema: &Value) -> Option<Vec<&str>> {
    strings(&schema["enum"]).or_else(|| strings(&schema["_enum"]))
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// The name of the one value that a property may have (`command` of a request, `event` of an event).
pub(crate) fn constant<'a>(object: &Object<'a>, property: &str) -> Result<&'a str> {
    let schema = object
        .properties
        .get(property)
        .with_context(|| format!("a message without `{property}`"))?;
    match strings(&schema["enum"]).as_deref() {
        Some([value]) => Ok(value),
        _ => bail!("`{property}` of a message has not exactly one value"),
    }
}

/// The types that a schema allows, sorted.
pub(crate) fn kinds(schema: &Map<String, Value>) -> Vec<&str> {
    let mut kinds = match schema.get("type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(list) => strings(list).unwrap_or_default(),
        None => Vec::new(),
    };
    kinds.sort_unstable();
    kinds
}
