//! The launch attributes that bound a program: limits by their names, the platform, the safety level, and the
//! configuration file.

use std::path::{Path, PathBuf};

use serde_json::Value;
use wrtd_configuration::{
    Configuration, Configured, Environment, Formatter, Layer, LivePlan, interned,
};
use wrtd_debug::FormatterSpec;
use wrtd_limits::{LimitName, Provenance};

use crate::{
    error::RequestError,
    requests::attributes::{Attribute, expected, expected_other, wrong},
    text::shortened,
};

/// What the attributes say.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) layer: Layer,
    /// The file to read in place of the nearest `wrtd.toml`.
    pub(super) file: Option<PathBuf>,
    pub(super) allow_more_than_detected: bool,
}

impl Settings {
    /// The plan for this machine, by what the environment and the file say too, with what keeps it true while that
    /// changes.
    pub(super) fn plan(self, cwd: Option<&Path>) -> Result<(LivePlan, Configured), RequestError> {
        let folder = cwd.unwrap_or(Path::new("."));
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let file = self.file.as_deref();
        let mut configuration =
            Configuration::read(self.layer, &Environment::Process, file, &folder)?;
        configuration.allow_more_than_detected = self.allow_more_than_detected;
        Ok(LivePlan::start(configuration)?)
    }
}

/// How values of some types read, as the configuration says.
pub(super) fn formatters(configuration: &Configuration) -> Vec<FormatterSpec> {
    let spec = |found: &Formatter| {
        let Formatter { origin, pattern, summary, children, array, map, hide } = found.clone();
        FormatterSpec { origin, pattern, summary, children, array, map, hide }
    };
    configuration.formatters().map(spec).collect()
}

/// Sets what `limits` has, an object with a value for each name.
pub(super) fn limits(layer: &mut Layer, attribute: Attribute<'_>) -> Result<(), RequestError> {
    let object = match attribute.value {
        None => return Ok(()),
        Some(Value::Object(object)) => object,
        Some(other) => return Err(expected(attribute.name, "an object", other)),
    };
    for (name, value) in object {
        let path = format!("limits.{name}");
        let Ok(limit) = name.parse::<LimitName>() else {
            let names: Vec<_> = LimitName::ALL.into_iter().map(LimitName::name).collect();
            let problem = format!("there is no such limit; there are {}", names.join(", "));
            return Err(wrong(&path, problem));
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) if number.is_u64() => number.to_string(),
            _ => {
                let what = "a whole number, or for a size a text such as \"64 MiB\"";
                return Err(expected_other(&path, what, value));
            }
        };
        let provenance = Provenance::LaunchAttribute(interned(&path));
        layer.set_limit_text(limit, &text, provenance)?;
    }
    Ok(())
}

/// Sets the safety level.
pub(super) fn asil_level(layer: &mut Layer, text: Option<String>) -> Result<(), RequestError> {
    match text {
        Some(text) => {
            Ok(layer.set_asil(&shortened(&text), Provenance::LaunchAttribute("asilLevel"))?)
        }
        None => Ok(()),
    }
}

/// Sets the platform.
pub(super) fn platform(layer: &mut Layer, text: Option<String>) -> Result<(), RequestError> {
    match text {
        Some(text) => {
            Ok(layer.set_platform(&shortened(&text), Provenance::LaunchAttribute("platform"))?)
        }
        None => Ok(()),
    }
}
