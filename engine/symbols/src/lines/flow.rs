//! Which code of a function can only be reached through other code of it.
//!
//! WebAssembly is structured: a block, a loop or an arm of an `if` is entered at its start only, and
//! every branch goes to the end of a block around it or to the start of a loop around it. So if an
//! instruction is directly inside a construct, whatever follows it in that construct (nested ones
//! included) runs after it.

use std::ops::Range;

use wasmparser::Operator;

use crate::code::{Body, Code};

/// The constructs of a function body, as ranges of Wasm offsets.
pub(super) struct Flow {
    constructs: Vec<Range<u32>>,
}

impl Flow {
    /// Reads a function's instructions; up to the first broken one.
    pub(super) fn read(code: &Code, body: Body) -> Self {
        let mut flow = Self { constructs: Vec::new() };
        let mut open = vec![body.start];
        let operators =
            code.function(body).and_then(|function| function.get_operators_reader().ok());
        let Some(mut operators) = operators else { return flow };
        while let Ok((operator, position)) = operators.read_with_offset() {
            let at = u32::try_from(position).unwrap_or(u32::MAX);
            let after = u32::try_from(operators.original_position()).unwrap_or(u32::MAX);
            match operator {
                Operator::Block { .. }
                | Operator::Loop { .. }
                | Operator::If { .. }
                | Operator::Try { .. }
                | Operator::TryTable { .. } => open.push(after),
                Operator::Else | Operator::Catch { .. } | Operator::CatchAll => {
                    flow.constructs.extend(open.pop().map(|start| start..at));
                    open.push(after);
                }
                Operator::End | Operator::Delegate { .. } => {
                    flow.constructs.extend(open.pop().map(|start| start..at.max(start)));
                }
                _ => {}
            }
        }
        flow.constructs.extend(open.into_iter().map(|start| start..body.end));
        flow
    }

    /// Whether control reaches `later` only after it went through `earlier`.
    pub(super) fn dominates(&self, earlier: u32, later: u32) -> bool {
        let around = self.constructs.iter().filter(|construct| construct.contains(&earlier));
        let innermost = around.max_by_key(|construct| construct.start);
        innermost.is_some_and(|construct| earlier < later && later < construct.end)
    }
}
