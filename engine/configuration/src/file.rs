//! The configuration file: TOML, settings by their names, and tables for formatters.

use std::path::{Path, PathBuf};
use std::{
    fs::{self, File},
    io::{self, Read},
};

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use wrtd_limits::{LimitName, Provenance, Unit};

use crate::interned::interned;
use crate::value::COUNT_FORM;
use crate::{
    ConfigurationError, Layer, SizeError,
    formatter::{self, FORMATTER},
};

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "wrtd.toml";

/// Most bytes of a file that are read: some fifty for each setting, and room for comments.
const MOST_BYTES: u64 = 64 << 10;

const ASIL: &str = "asil_level";
const PLATFORM: &str = "platform";

/// The nearest [`FILE_NAME`] in a folder or above it.
#[must_use]
pub fn find_file(folder: &Path) -> Option<PathBuf> {
    let in_folder = |folder: &Path| {
        let path = folder.join(FILE_NAME);
        fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()).then_some(path)
    };
    folder.ancestors().find_map(in_folder)
}

/// What a file says. In messages it has the path `shown`.
///
/// # Errors
/// [`ConfigurationError`], with the line, for a file that cannot be read or a value that cannot be.
pub fn read_file(path: &Path, shown: &Path) -> Result<Layer, ConfigurationError> {
    let failed = |error| ConfigurationError::Read { path: shown.to_owned(), error };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ConfigurationError::TooLong { path: shown.to_owned(), most: MOST_BYTES });
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error.utf8_error())))?;
    Reader { path: interned(&shown.to_string_lossy()), text: &text }.layer()
}

struct Reader<'a> {
    path: &'static str,
    text: &'a str,
}

impl Reader<'_> {
    fn layer(&self) -> Result<Layer, ConfigurationError> {
        let table = DeTable::parse(self.text).map_err(|error| ConfigurationError::Syntax {
            provenance: self.line(error.span().map_or(0, |span| span.start)),
            message: error.message().trim().replace('\n', ", "),
        })?;
        let mut layer = Layer::default();
        // In the order of the lines, so that the first mistake is the one that is told.
        let mut settings: Vec<_> = table.get_ref().iter().collect();
        settings.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in settings {
            let provenance = self.line(name.span().start);
            match name.get_ref().as_ref() {
                ASIL => layer.set_asil(self.string(value), provenance)?,
                PLATFORM => layer.set_platform(self.string(value), provenance)?,
                FORMATTER => {
                    let line = |offset| self.line(offset);
                    let (found, notices) = (Vec::new(), Vec::new());
                    let mut reader = formatter::Reader { line: &line, found, notices };
                    reader.read(value);
                    layer.formatters = reader.found;
                    layer.formatter_notices = reader.notices;
                }
                other => match other.parse() {
                    Ok(limit) => self.limit(&mut layer, limit, value, provenance)?,
                    Err(_) => return Err(unknown(other, provenance)),
                },
            }
        }
        Ok(layer)
    }

    fn limit(
        &self,
        layer: &mut Layer,
        name: LimitName,
        value: &Spanned<DeValue<'_>>,
        provenance: Provenance,
    ) -> Result<(), ConfigurationError> {
        match value.get_ref() {
            DeValue::Integer(number) if name != LimitName::Reserve => {
                let number = u64::from_str_radix(number.as_str(), number.radix());
                let number = number.map_err(|_| self.wrong_limit(name, value, provenance))?;
                layer.set_limit(name, number, provenance);
                Ok(())
            }
            DeValue::String(text) if name.unit() == Unit::Bytes => {
                layer.set_limit_text(name, text, provenance)
            }
            _ if name == LimitName::Reserve => {
                Err(ConfigurationError::Derived { provenance, name })
            }
            _ => Err(self.wrong_limit(name, value, provenance)),
        }
    }

    fn wrong_limit(
        &self,
        name: LimitName,
        value: &Spanned<DeValue<'_>>,
        provenance: Provenance,
    ) -> ConfigurationError {
        let accepted: &dyn ToString = match name.unit() {
            Unit::Bytes => &SizeError,
            Unit::Count => &COUNT_FORM,
        };
        ConfigurationError::value(name.name(), self.string(value), provenance, accepted)
    }

    /// A string's content; of any other value what the file has.
    fn string<'a>(&'a self, value: &'a Spanned<DeValue<'_>>) -> &'a str {
        match value.get_ref() {
            DeValue::String(text) => text,
            _ => self.text.get(value.span()).unwrap_or_default(),
        }
    }

    /// The line of an offset.
    fn line(&self, offset: usize) -> Provenance {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        let ends = before.iter().filter(|&&byte| byte == b'\n').count();
        Provenance::ConfigFile {
            path: self.path,
            line: u32::try_from(ends + 1).unwrap_or(u32::MAX),
        }
    }
}

fn unknown(name: &str, provenance: Provenance) -> ConfigurationError {
    let limits = LimitName::ALL.into_iter().filter(|&limit| limit != LimitName::Reserve);
    let mut accepted = vec![ASIL, PLATFORM, FORMATTER];
    accepted.extend(limits.map(LimitName::name));
    ConfigurationError::UnknownName {
        provenance,
        name: name.escape_debug().take(40).collect(),
        accepted: accepted.join(", "),
    }
}
