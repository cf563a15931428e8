//! Texts as values, the same from every source.

use wrtd_limits::{AsilLevel, LimitName, PlatformId, Provenance, Unit};

use crate::layer::Setting;
use crate::{ConfigurationError, Layer, parse_size};

/// What a count may be.
pub(crate) const COUNT_FORM: &str = "write a whole number, as in `10000`";
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
    /// Sets a limit from a text: a size, or a whole number of things.
    ///
    /// # Errors
    /// [`ConfigurationError`] for what is neither, and for the reserve, which the others leave.
    pub fn set_limit_text(
        &mut self,
        name: LimitName,
        text: &str,
        provenance: Provenance,
    ) -> Result<(), ConfigurationError> {
        if name == LimitName::Reserve {
            return Err(ConfigurationError::Derived { provenance, name });
        }
        let wrong = |accepted: &dyn ToString| {
            ConfigurationError::value(name.name(), text, provenance, accepted)
        };
        let value = match name.unit() {
            Unit::Bytes => parse_size(text).map_err(|accepted| wrong(&accepted))?,
            Unit::Count => text.trim().parse().map_err(|_| wrong(&COUNT_FORM))?,
        };
        self.set_limit(name, value, provenance);
        Ok(())
    }

    /// Sets the platform from a text.
    ///
    /// # Errors
    /// [`ConfigurationError`] for what is none.
    pub fn set_platform(
        &mut self,
        text: &str,
        provenance: Provenance,
    ) -> Result<(), ConfigurationError> {
        let value: PlatformId = text.trim().parse().map_err(|accepted| {
            ConfigurationError::value("platform", text, provenance, &accepted)
        })?;
        self.platform = Some(Setting { value, provenance });
        Ok(())
    }

    /// Sets the safety level from a text.
    ///
    /// # Errors
    /// [`ConfigurationError`] for what is none.
    pub fn set_asil(
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
