//! Values that a parameter had when its function was entered (`DW_OP_entry_value`).
//!
//! Wasm keeps parameters in locals of their own, so the value is still there unless the function
//! writes to that local.

use wasmparser::Operator;

use crate::code::Code;

/// Whether the function around a Wasm offset never writes to a local.
pub(super) fn is_never_written(code: &Code, offset: u32, local: u32) -> bool {
    let function = code.body_at(offset).and_then(|(_, body)| code.function(body));
    let Some(Ok(mut operators)) = function.map(|function| function.get_operators_reader()) else {
        return false;
    };
    while !operators.eof() {
        match operators.read() {
            Ok(Operator::LocalSet { local_index } | Operator::LocalTee { local_index })
                if local_index == local =>
            {
                return false;
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    true
}
