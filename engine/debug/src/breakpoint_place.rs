//! Where breakpoints were asked for, in the words of who asked: to ask for them again in another session.

use crate::{BreakpointId, DebugSession, breakpoints::Request};

/// Where a breakpoint was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BreakpointPlace {
    /// A line of a source.
    Line {
        /// The file as it was named.
        path: String,
        /// From 1.
        line: u32,
        /// From 1.
        column: Option<u32>,
    },
    /// All functions of a name or pattern.
    Function(String),
    /// An instruction, as for [`DebugSession::add_instruction_breakpoint`]; it means something in this very build only.
    Instruction(String),
}

impl DebugSession {
    /// Where a breakpoint was asked for; `None` of one at data or in a text of this session, which means nothing in
    /// another one, and where there is none of that id.
    #[must_use]
    pub fn breakpoint_place(&self, id: BreakpointId) -> Option<BreakpointPlace> {
        Some(match self.breakpoints.request(id)? {
            Request::Line { path, line, column } => {
                BreakpointPlace::Line { path: path.clone(), line: *line, column: *column }
            }
            Request::Function { name } => BreakpointPlace::Function(name.clone()),
            Request::Instruction { place, offset: 0 } => {
                BreakpointPlace::Instruction(place.clone())
            }
            Request::Instruction { .. } | Request::Reference { .. } | Request::Data(_) => {
                return None;
            }
        })
    }
}
