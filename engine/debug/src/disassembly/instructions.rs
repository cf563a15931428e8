//! The instructions of one function, in order.

use wasmparser::{Operator, OperatorsReader};

use super::ModuleCode;

/// An instruction where it stands.
pub(super) struct Instruction<'a> {
    /// Wasm offset of its first byte.
    pub(super) offset: u32,
    /// Wasm offset behind its last byte.
    pub(super) end: u32,
    /// Blocks around it, the function's own included.
    pub(super) depth: usize,
    pub(super) operator: Operator<'a>,
}

/// Reads the instructions of a function up to its end, or up to the first that cannot be read.
pub(super) struct Instructions<'a> {
    reader: Option<OperatorsReader<'a>>,
    depth: usize,
    /// Wasm offset of the instruction that cannot be read.
    pub(super) unreadable: Option<u32>,
}

impl<'a> Instructions<'a> {
    pub(super) fn new(wasm: &'a [u8], code: &ModuleCode, function: u32) -> Self {
        let body = code.function_body(wasm, function);
        let reader = body.and_then(|body| body.get_operators_reader().ok());
        Self { reader, depth: 1, unreadable: None }
    }
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Instruction<'a>;

    fn next(&mut self) -> Option<Instruction<'a>> {
        let reader = self.reader.as_mut().filter(|reader| !reader.eof())?;
        let offset = reader.original_position() as u32;
        let Ok(operator) = reader.read() else {
            self.unreadable = Some(offset);
            self.reader = None;
            return None;
        };
        let end = reader.original_position() as u32;
        if ends_arm(&operator) {
            self.depth = self.depth.saturating_sub(1);
        }
        let depth = self.depth;
        if begins_arm(&operator) {
            self.depth += 1;
        }
        Some(Instruction { offset, end, depth, operator })
    }
}

/// Whether what follows the instruction is indented.
fn begins_arm(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Else
            | Operator::TryTable { .. }
            | Operator::Try { .. }
            | Operator::Catch { .. }
            | Operator::CatchAll
    )
}

/// Whether the instruction ends what was indented before it.
fn ends_arm(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::End
            | Operator::Else
            | Operator::Catch { .. }
            | Operator::CatchAll
            | Operator::Delegate { .. }
    )
}
