//! How clients name data that they watch: `dataId` of the protocol.
//!
//! `change` or `write`, and for which of a program's data: `static NAME`, `memory MODULE:ADDRESS LENGTH`, which a client may
//! keep for other sessions, or `found NUMBER EXPRESSION`, which has a meaning in the present one only.

use wrtd_debug::{DataSource, MemoryRef, target::ModuleId};

/// Name of the mode in which all writes count, and not only those that change something.
pub(crate) const EVERY_WRITE: &str = "write";
/// Name of the other one.
pub(crate) const CHANGES: &str = "change";

/// Data, and which writes of it count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DataId {
    pub(crate) source: DataSource,
    pub(crate) every_write: bool,
}

impl DataId {
    /// Whether a client may keep it for other sessions.
    pub(crate) fn lasts(&self) -> bool {
        matches!(self.source, DataSource::Static(_) | DataSource::Memory { .. })
    }

    /// As a client keeps it.
    pub(crate) fn write(&self) -> String {
        let mode = if self.every_write { EVERY_WRITE } else { CHANGES };
        match &self.source {
            DataSource::Static(name) => format!("{mode} static {name}"),
            DataSource::Memory { memory, length } => format!("{mode} memory {memory} {length}"),
            DataSource::Found { number, text } => format!("{mode} found {number} {text}"),
            DataSource::Expression { frame, text } => format!("{mode} frame {frame} {text}"),
        }
    }

    /// Reads what a client has kept; `None` for what no session has written.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (mode, rest) = text.split_once(' ')?;
        let (kind, rest) = rest.split_once(' ')?;
        let source = match kind {
            "static" => DataSource::Static(rest.to_owned()),
            "memory" => {
                let (place, length) = rest.split_once(' ')?;
                let (module, address) = place.split_once(":0x")?;
                let address = u64::from_str_radix(address, 16).ok()?;
                let memory = MemoryRef { module: ModuleId(module.parse().ok()?), address };
                DataSource::Memory { memory, length: length.parse().ok()? }
            }
            "found" => {
                let (number, text) = rest.split_once(' ')?;
                DataSource::Found { number: number.parse().ok()?, text: text.to_owned() }
            }
            _ => return None,
        };
        let every_write = match mode {
            EVERY_WRITE => true,
            CHANGES => false,
            _ => return None,
        };
        Some(Self { source, every_write })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let memory = MemoryRef { module: ModuleId(1), address: 0x1f40 };
        let sources = [
            (DataSource::Static("stock::NEXT ID".to_owned()), true),
            (DataSource::Memory { memory, length: 12 }, true),
            (DataSource::Found { number: 7, text: "a.b[3] + 1".to_owned() }, false),
        ];
        for (source, lasts) in sources {
            for every_write in [false, true] {
                let id = DataId { source: source.clone(), every_write };
                assert_eq!(id.lasts(), lasts);
                assert_eq!(DataId::read(&id.write()), Some(id));
            }
        }
    }

    #[test]
    fn what_nobody_has_written_is_nothing() {
        let texts = ["", "change", "change static", "x static a", "write memory 0:5 4"];
        let more = ["write memory 0:0xg 4", "change memory 0:0x5 -1", "change found a b"];
        for text in texts.iter().chain(&more) {
            assert_eq!(DataId::read(text), None, "{text}");
        }
    }
}
