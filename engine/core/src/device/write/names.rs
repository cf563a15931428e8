//! What connects a program with its device: imported and exported functions, by their names.

use alloc::vec::Vec;

use super::{WriteError, Writer, narrow, section};
use crate::device::format::{ExportRecord, Header, ImportRecord, Record, Section};
use crate::module::{ExternKind, ImportType};

impl Writer<'_> {
    pub(super) fn names(&mut self) -> Result<(), WriteError> {
        let module = self.module;
        let mut names = Vec::new();
        let (mut imports, mut exports) = (Vec::new(), Vec::new());
        for import in &module.imports {
            if matches!(import.ty, ImportType::Func(_)) {
                let module = append(&mut names, &import.module)?;
                let name = append(&mut names, &import.name)?;
                imports.push(ImportRecord { module, name });
            }
        }
        for export in &module.exports {
            if export.kind == ExternKind::Func {
                let name = append(&mut names, &export.name)?;
                exports.push(ExportRecord { name, func: export.index });
            }
        }
        self.header.imports = self.section(&imports)?;
        self.header.exports = self.section(&exports)?;
        self.header.names = section(Header::SIZE + self.body.len(), names.len())?;
        self.body.extend_from_slice(&names);
        Ok(())
    }
}

/// Appends a name; gives its place among the names.
fn append(names: &mut Vec<u8>, name: &str) -> Result<Section, WriteError> {
    let start = narrow(names.len(), "names", None)?;
    names.extend_from_slice(name.as_bytes());
    Ok(Section { start, count: narrow(name.len(), "names", None)? })
}
