//! Texts as values, the same from every source.

use wrtd_limits::{AsilLevel, LimitName, Provenance};

use crate::layer::Setting;
use crate::{ConfigurationError, Layer, parse_size};

/// Letters of a wrong value that a message shows.
const SHOWN: usize = 40;

impl ConfigurationError {
    /// A value that a setting cannot have.
    pub(crate) fn value(
        name: &'static str,
        text: &str,
        provenance: Provenance,
        accepted: &dyn ToString,
    ) -> Self {
        let mut shown: String = text.escape_debug().take(SHOWN).collect();
        if text.escape_debug().nth(SHOWN).is_some() {
            shown.push_str("..");
        }
        Self::Value { name, text: shown, provenance, accepted: accepted.to_string() }
    }
}

impl Layer {
    /// Sets the total from a text.
    pub(crate) fn set_memory(
        &mut self,
        text: &str,
        provenance: Provenance,
    ) -> Result<(), ConfigurationError> {
        let name = LimitName::Total;
        let bytes = parse_size(text).map_err(|accepted| {
            ConfigurationError::value(name.name(), text, provenance, &accepted)
        })?;
        self.set_limit(name, bytes, provenance);
        Ok(())
    }

    /// Sets the safety level from a text.
    pub(crate) fn set_asil(
        &mut self,
        text: &str,
        provenance: Provenance,
    ) -> Result<(), ConfigurationError> {
        let value: AsilLevel = text.trim().parse().map_err(|accepted| {
            ConfigurationError::value("asil_level", text, provenance, &accepted)
        })?;
        self.asil = Some(Setting { value, provenance });
        Ok(())
    }
}
