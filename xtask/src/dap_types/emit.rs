//! Writes the types: a struct for each object, an enumeration for each list of strings, and a marker
//! for each request and event that ties its name to its types.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{
    names,
    schema::{self, Base, Object, Schema},
};

/// The envelopes are written by hand, in `message.rs`.
const ENVELOPES: [&str; 4] = ["ProtocolMessage", "Request", "Response", "Event"];

/// The source of all types, before `rustfmt`.
pub(crate) fn emit(schema: &Schema) -> Result<String> {
    let mut emitter = Emitter {
        schema,
        items: BTreeMap::new(),
        not_default: BTreeSet::from(["IntegerOrString".to_owned()]),
    };
    for name in schema.names().filter(|name| !ENVELOPES.contains(name)) {
        emitter.definition(name).with_context(|| format!("in the definition `{name}`"))?;
    }
    let mut source = String::from(HEADER);
    for item in emitter.items.values().filter(|item| !item.is_empty()) {
        source.push('\n');
        source.push_str(item);
    }
    Ok(source)
}

const HEADER: &str = "\
//! Types of the Debug Adapter Protocol 1.71.
//!
//! **Generated** from `dap-adapter/protocol/debugAdapterProtocol.json` by
//! `cargo run -p xtask -- dap-types`; do not edit. The comments are the schema's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Event, IntegerOrString, NoArguments, NoBody, Request};
";

struct Emitter<'a> {
    schema: &'a Schema,
    /// Finished items by name: the order of the file.
    items: BTreeMap<String, String>,
    /// Types that have no default value.
    not_default: BTreeSet<String>,
}

impl Emitter<'_> {
    fn definition(&mut self, name: &str) -> Result<()> {
        if self.items.contains_key(name) {
            return Ok(());
        }
        // Present from here on, because types refer to themselves.
        self.items.insert(name.to_owned(), String::new());
        let definition = self.schema.get(name)?;
        match Schema::base(definition) {
            Some(Base::Request) => self.request(name, definition),
            Some(Base::Response) => self.body_of(name, definition).map(drop),
            Some(Base::Event) => self.event(name, definition),
            None if schema::values(definition).is_some() => self.enumeration(name, definition),
            None => {
                let object = self.schema.object(definition)?;
                self.structure(name, &object)
            }
        }
    }

    fn request(&mut self, name: &str, definition: &Value) -> Result<()> {
        let object = self.schema.object(definition)?;
        let command = schema::constant(&object, "command")?;
        let arguments = match object.properties.get("arguments") {
            Some(arguments) => match schema::reference(arguments) {
                Some(reference) => reference.to_owned(),
                // `loadedSources` and the like say "any" where they mean "none".
                None => "NoArguments".to_owned(),
            },
            None => "NoArguments".to_owned(),
        };
        let response = name.replace("Request", "Response");
        let body = self.body_of(&response, self.schema.get(&response)?)?;
        let mut text = docs(object.description);
        writeln!(
            text,
            "pub enum {name} {{}}\n\nimpl Request for {name} {{\n\
             const COMMAND: &'static str = {command:?};\n\
             type Arguments = {arguments};\ntype Body = {body};\n}}"
        )?;
        self.items.insert(name.to_owned(), text);
        Ok(())
    }

    fn event(&mut self, name: &str, definition: &Value) -> Result<()> {
        let object = self.schema.object(definition)?;
        let event = schema::constant(&object, "event")?;
        let body = self.body_of(name, definition)?;
        let mut text = docs(object.description);
        writeln!(
            text,
            "pub enum {name} {{}}\n\nimpl Event for {name} {{\n\
             const EVENT: &'static str = {event:?};\ntype Body = {body};\n}}"
        )?;
        self.items.insert(name.to_owned(), text);
        Ok(())
    }

    /// The type of a message's `body`, which it emits where it is written in place.
    fn body_of(&mut self, message: &str, definition: &Value) -> Result<String> {
        let object = self.schema.object(definition)?;
        let Some(body) = object.properties.get("body") else {
            return Ok("NoBody".to_owned());
        };
        if let Some(name) = schema::reference(body) {
            return Ok(name.to_owned());
        }
        let name = format!("{message}Body");
        let mut inner = self.schema.object(body)?;
        let fallback = format!("Body of `{message}`.");
        if inner.description.is_empty() {
            inner.description = &fallback;
        }
        self.structure(&name, &inner)?;
        Ok(name)
    }

    fn structure(&mut self, name: &str, object: &Object<'_>) -> Result<()> {
        let mut fields = String::new();
        let mut default = true;
        for (&property, &schema) in &object.properties {
            let required = object.required.contains(&property);
            let ty = self.type_of(name, property, schema)?;
            default &= !required || !self.not_default.contains(&ty);
            fields.push_str(&field(property, schema, &ty, required)?);
        }
        if !default {
            self.not_default.insert(name.to_owned());
        }
        let derive_default = if default { "Default, " } else { "" };
        let mut text = docs(object.description);
        writeln!(
            text,
            "#[derive(Clone, Debug, {derive_default}PartialEq, Deserialize, Serialize)]\n\
             #[serde(rename_all = \"camelCase\")]\npub struct {name} {{\n{fields}}}"
        )?;
        self.items.insert(name.to_owned(), text);
        Ok(())
    }

    /// The Rust type of a property, emitting what it needs.
    fn type_of(&mut self, parent: &str, property: &str, schema: &Value) -> Result<String> {
        if let Some(name) = schema::reference(schema) {
            self.definition(name)?;
            return Ok(name.to_owned());
        }
        if schema["oneOf"].is_array() {
            return Ok("Value".to_owned());
        }
        let name = || format!("{}{}", parent.trim_end_matches("Body"), names::pascal(property));
        let kinds = schema.as_object().map(schema::kinds).unwrap_or_default();
        Ok(match kinds.as_slice() {
            ["string"] if schema::values(schema).is_some() => {
                self.enumeration(&name(), schema)?;
                name()
            }
            ["string"] => "String".to_owned(),
            ["boolean"] => "bool".to_owned(),
            ["number"] => "f64".to_owned(),
            ["integer"] => integer(schema)?.to_owned(),
            ["integer", "string"] => "IntegerOrString".to_owned(),
            ["null", "string"] => "Option<String>".to_owned(),
            ["array"] => format!("Vec<{}>", self.type_of(parent, property, &schema["items"])?),
            ["object"] => match &schema["additionalProperties"] {
                Value::Object(_) => {
                    let value = self.type_of(parent, property, &schema["additionalProperties"])?;
                    format!("BTreeMap<String, {value}>")
                }
                Value::Bool(true) => "BTreeMap<String, Value>".to_owned(),
                _ => {
                    let object = self.schema.object(schema)?;
                    self.structure(&name(), &object)?;
                    name()
                }
            },
            [_, _, _, ..] => "Value".to_owned(),
            other => bail!("`{property}` has types that the generator does not know: {other:?}"),
        })
    }

    /// Strings that the schema does not list are kept, so that a newer peer can be read.
    fn enumeration(&mut self, name: &str, schema: &Value) -> Result<()> {
        let values = schema::values(schema).context("an enumeration without values")?;
        let mut text = docs(&first_paragraph(schema::description(schema), name));
        writeln!(
            text,
            "#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]\npub enum {name} {{"
        )?;
        for (i, value) in values.iter().enumerate() {
            let described = schema["enumDescriptions"][i].as_str();
            text.push_str(&docs(described.unwrap_or(&format!("`{value}`."))));
            writeln!(text, "#[serde(rename = {value:?})]\n{},", names::pascal(value))?;
        }
        writeln!(
            text,
            "/// A value that this version of the protocol does not list.\n\
             #[serde(untagged)]\nOther(String),\n}}"
        )?;
        self.not_default.insert(name.to_owned());
        self.items.insert(name.to_owned(), text);
        Ok(())
    }
}

fn field(property: &str, schema: &Value, ty: &str, required: bool) -> Result<String> {
    let name = names::field(property);
    let described = match schema::description(schema) {
        "" => format!("`{property}`."),
        text => text.to_owned(),
    };
    let mut text = docs(&described);
    if names::serde_camel(&name) != property {
        writeln!(text, "#[serde(rename = {property:?})]")?;
    }
    if required {
        writeln!(text, "pub {name}: {ty},")?;
    } else {
        writeln!(
            text,
            "#[serde(default, skip_serializing_if = \"Option::is_none\")]\npub {name}: Option<{ty}>,"
        )?;
    }
    Ok(text)
}

fn integer(schema: &Value) -> Result<&'static str> {
    Ok(match schema["format"].as_str() {
        Some("int32") => "i32",
        Some("uint32") => "u32",
        Some("int64") => "i64",
        Some("uint64") => "u64",
        other => bail!("an integer of the unknown format {other:?}"),
    })
}

fn first_paragraph(text: &str, name: &str) -> String {
    match text.lines().next() {
        Some(line) => line.to_owned(),
        None => format!("Values of `{name}`."),
    }
}

fn docs(text: &str) -> String {
    let mut lines = String::new();
    for line in text.trim_end().lines() {
        lines.push_str(format!("/// {line}").trim_end());
        lines.push('\n');
    }
    lines
}
