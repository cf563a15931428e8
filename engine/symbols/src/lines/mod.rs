//! Line tables: which source line each piece of code comes from.

pub(crate) mod bind;
mod calls;
pub(crate) mod files;
mod flow;
mod loops;
mod prologue;
mod table;

pub(crate) use table::{LineTable, Row};

use std::{collections::HashMap, sync::Arc};

use crate::{LineRow, SourceFile, debug_info::DebugInfo};

impl DebugInfo {
    /// See [`crate::ModuleSymbols::line_at`].
    pub(crate) fn line_at(&self, offset: u32) -> Option<LineRow> {
        let unit = self.unit_at(offset)?;
        self.lines_around(unit, offset).at(offset)?.describe(&self.numbered_files(unit))
    }

    /// See [`crate::ModuleSymbols::lines_of_function`].
    pub(crate) fn lines_of_function(&self, offset: u32) -> Arc<[LineRow]> {
        let Some(unit) = self.unit_at(offset) else { return Arc::default() };
        let Some((_, body)) = self.code.body_at(offset) else { return Arc::default() };
        let (lines, files) = (self.lines_around(unit, offset), self.numbered_files(unit));
        let rows = loops::divided(&self.code, body, lines.within(&(body.start..body.end)));
        rows.iter().filter_map(|row| row.describe(&files)).collect()
    }

    /// See [`crate::ModuleSymbols::any_source_file`].
    pub(crate) fn any_source_file(&self, is_wanted: impl FnMut(&SourceFile) -> bool) -> bool {
        let mut is_wanted = is_wanted;
        (0..self.index().len()).any(|unit| self.files(unit).iter().any(|file| is_wanted(file)))
    }

    /// See [`crate::ModuleSymbols::source_files`].
    pub(crate) fn source_files(&self) -> Vec<Arc<SourceFile>> {
        let mut found: HashMap<Arc<str>, Arc<SourceFile>> = HashMap::new();
        for unit in self.each_unit() {
            for file in self.files(unit).iter() {
                let known = found.entry(Arc::clone(&file.recorded)).or_insert(Arc::clone(file));
                if known.md5.is_none() {
                    known.clone_from(file);
                }
            }
        }
        let mut files: Vec<_> = found.into_values().collect();
        files.sort_by(|left, right| left.recorded.cmp(&right.recorded));
        files
    }
}
