//! The variables of the environment that set limits.

use std::ffi::OsString;

use wrtd_limits::{LimitName, Provenance};

use crate::{ConfigurationError, Layer};

/// The variable with the memory in all, as in `WRTD_MAX_MEM=256MiB`.
pub const MEMORY_VARIABLE: &str = "WRTD_MAX_MEM";
/// The variable with the safety level, as in `WRTD_ASIL_LV=B`.
pub const ASIL_VARIABLE: &str = "WRTD_ASIL_LV";

/// Where variables are asked for.
#[derive(Clone, Copy)]
pub enum Environment<'a> {
    /// This process's own.
    Process,
    /// A function that gives a variable's value.
    Of(&'a dyn Fn(&str) -> Option<OsString>),
}

impl Environment<'_> {
    /// A variable's value; one that is empty is as good as not set.
    fn get(&self, name: &'static str) -> Result<Option<String>, ConfigurationError> {
        let value = match self {
            Self::Process => std::env::var_os(name),
            Self::Of(variable) => variable(name),
        };
        let text = value.filter(|value| !value.is_empty()).map(OsString::into_string);
        text.transpose().map_err(|_| ConfigurationError::NotUnicode { name })
    }
}

impl Layer {
    /// What the environment says.
    ///
    /// # Errors
    /// [`ConfigurationError`] for a value that cannot be.
    pub fn of_environment(environment: &Environment<'_>) -> Result<Self, ConfigurationError> {
        let mut layer = Self::default();
        if let Some(text) = environment.get(MEMORY_VARIABLE)? {
            let provenance = Provenance::Environment(MEMORY_VARIABLE);
            layer.set_limit_text(LimitName::Total, &text, provenance)?;
        }
        if let Some(text) = environment.get(ASIL_VARIABLE)? {
            layer.set_asil(&text, Provenance::Environment(ASIL_VARIABLE))?;
        }
        Ok(layer)
    }
}
