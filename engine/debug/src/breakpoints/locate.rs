//! Places in the sources and the code, found as for breakpoints without setting one.

use super::{Request, resolve::resolve};
use crate::{CodeRef, DebugSession, LineBreakpoint, SessionError, SourceRef};

/// A place as users name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceName {
    /// A line of a file, named by its path or the end of that; options count for nothing.
    Line(String, LineBreakpoint),
    /// Functions, as for [`DebugSession::add_function_breakpoint`].
    Function(String),
    /// An instruction, as for [`DebugSession::code_ref`].
    Instruction(String),
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePlaces {
    /// The source.
    pub source: Option<SourceRef>,
    /// Line from 1.
    pub line: Option<u32>,
    /// The instructions, of which there is at least one.
    pub code: Vec<CodeRef>,
    /// It is not quite where it was asked for, and why.
    pub message: Option<String>,
}

impl DebugSession {
    /// Where the code of a place is.
    ///
    /// # Errors
    /// [`SessionError::Expression`] with the reason where there is none.
    pub fn locate(&mut self, name: &PlaceName) -> Result<CodePlaces, SessionError> {
        let request = match name.clone() {
            PlaceName::Line(path, at) => Request::Line { path, line: at.line, column: at.column },
            PlaceName::Function(name) => Request::Function { name },
            PlaceName::Instruction(place) => Request::Instruction { place, offset: 0 },
        };
        let modules = self.program.module_count();
        let (_, mut ground) = self.ground();
        let found = resolve(&request, &mut ground);
        self.program.flush_warnings();
        self.check_cancelled()?;
        let found = found.map_err(SessionError::Expression)?;
        let code = found.addresses.iter().map(|&address| CodeRef::new(address, modules));
        Ok(CodePlaces {
            source: found.source,
            line: found.line,
            code: code.collect(),
            message: found.message,
        })
    }
}
