//! The source file in which breakpoints are being set: what is read of it once for all of them.

use std::sync::Arc;

use wrtd_symbols::{FileLines, SourceFile};

use crate::{
    program::{Program, read_source},
    target::ModuleId,
};

/// The file that was asked about last.
pub(crate) struct SourceLines<'a> {
    program: &'a Program,
    path: Option<String>,
    files: Vec<(ModuleId, FileLines<'a>)>,
    /// A source, and for each of its lines whether a block ends there.
    text: Option<(Arc<str>, Vec<bool>)>,
}

impl<'a> SourceLines<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        Self { program, path: None, files: Vec::new(), text: None }
    }

    /// The lines of the file that `path` names, in each module that has it.
    pub(crate) fn of(&mut self, path: &str) -> &[(ModuleId, FileLines<'a>)] {
        if self.path.as_deref() != Some(path) {
            let program = self.program;
            let lines = |id| Some((id, program.symbols(id).file_lines(path)?));
            self.files = program.ids().filter_map(lines).collect();
            self.path = Some(path.to_owned());
        }
        &self.files
    }

    /// Whether a block of the source ends on a line of `first .. last`: then what is at `first` does not
    /// belong to what begins at `last`. `false` where the source cannot be read.
    pub(super) fn closes_before(&mut self, file: &SourceFile, first: u32, last: u32) -> bool {
        if self.text.as_ref().is_none_or(|(known, _)| *known != file.recorded) {
            let path = self.program.source_path(file);
            let source = path.and_then(|path| read_source(&path).ok()).unwrap_or_default();
            let closes = source.lines().map(|line| line.trim_start().starts_with('}')).collect();
            self.text = Some((Arc::clone(&file.recorded), closes));
        }
        let skipped = first.saturating_sub(1) as usize;
        let lines = self.text.as_ref().map_or(&[][..], |(_, lines)| lines);
        lines.iter().skip(skipped).take(last.saturating_sub(first) as usize).any(|closes| *closes)
    }
}
