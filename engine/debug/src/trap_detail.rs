//! What a trap's message leaves out: the operands of the instruction that trapped.
//!
//! The program stands before it, so that its operands are still there.

use wasmparser::Operator;
use wrtd_symbols::WasmValue;

use crate::{DebugSession, target::TargetValue};

/// Operands that the sentence about an instruction names.
enum Operands {
    /// A division: what is divided, and by what.
    Division(&'static str),
    /// A float that is to become an integer.
    Conversion(&'static str),
    /// The element of a table through which a function is called.
    Call { type_index: u32, table: u32 },
}

impl DebugSession {
    /// Sentences about the instruction at which the program trapped, one a line: which it is, and what it was to work
    /// with. `None` where it stands at no trap.
    #[must_use]
    pub fn trap_details(&self) -> Option<String> {
        self.trap.as_ref()?;
        let frame = self.target.frame(0)?;
        let code = self.program.code(frame.address.module);
        let wasm = &self.program.module(frame.address.module).bytes;
        let (text, operator) =
            crate::disassembly::instruction_at(wasm, &code, frame.function, frame.address.offset)?;
        let mut lines =
            vec![format!("The instruction at {:#x} is `{text}`.", frame.address.offset)];
        let operand = |back: u32| {
            let count = self.target.operand_count(0);
            self.target.operand(0, count.checked_sub(back)?)
        };
        match operands(&operator) {
            Some(Operands::Division(what)) => {
                if let (Some(left), Some(right)) = (operand(2), operand(1)) {
                    let (left, right) = (number(&left, what), number(&right, what));
                    lines.push(format!("It divides {left} by {right} ({what})."));
                }
            }
            Some(Operands::Conversion(to)) => {
                if let Some(value) = operand(1) {
                    lines.push(format!("It converts {} to {to}.", number(&value, "")));
                }
            }
            Some(Operands::Call { type_index, table }) => {
                let expected = code
                    .type_signature(type_index)
                    .map(|ty| format!("({}) -> ({})", ty.params.join(", "), ty.results.join(", ")));
                if let (Some(expected), Some(element)) = (expected, operand(1)) {
                    let element = number(&element, "unsigned");
                    lines.push(format!(
                        "It calls element {element} of table {table} as a function {expected}."
                    ));
                    lines.extend(self.element_line(&element, table));
                }
            }
            None => {}
        }
        Some(lines.join("\n"))
    }

    /// Which function an element is, where it is one of the program.
    fn element_line(&self, element: &str, table: u32) -> Option<String> {
        let element = element.parse().ok().filter(|_| table == 0)?;
        let function = self.target.table_function(0, element)?;
        let module = self.target.frame(0)?.address.module;
        let code = self.program.code(module);
        let found = code.signature(function)?;
        Some(format!(
            "That element is {}, a function ({}) -> ({}).",
            self.program.function_name(module, function),
            found.params.join(", "),
            found.results.join(", ")
        ))
    }
}

fn operands(operator: &Operator<'_>) -> Option<Operands> {
    Some(match operator {
        Operator::I32DivS | Operator::I32RemS | Operator::I64DivS | Operator::I64RemS => {
            Operands::Division("signed")
        }
        Operator::I32DivU | Operator::I32RemU | Operator::I64DivU | Operator::I64RemU => {
            Operands::Division("unsigned")
        }
        Operator::I32TruncF32S | Operator::I32TruncF64S => Operands::Conversion("i32, signed"),
        Operator::I32TruncF32U | Operator::I32TruncF64U => Operands::Conversion("i32, unsigned"),
        Operator::I64TruncF32S | Operator::I64TruncF64S => Operands::Conversion("i64, signed"),
        Operator::I64TruncF32U | Operator::I64TruncF64U => Operands::Conversion("i64, unsigned"),
        Operator::CallIndirect { type_index, table_index }
        | Operator::ReturnCallIndirect { type_index, table_index } => {
            Operands::Call { type_index: *type_index, table: *table_index }
        }
        _ => return None,
    })
}

/// A number as the instruction takes it.
fn number(value: &TargetValue, how: &str) -> String {
    let unsigned = how == "unsigned";
    match value {
        TargetValue::Number(WasmValue::I32(bits)) if unsigned => bits.to_string(),
        TargetValue::Number(WasmValue::I64(bits)) if unsigned => bits.to_string(),
        value => value.plain_text(),
    }
}
