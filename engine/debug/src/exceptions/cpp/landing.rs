//! What stands behind a handler: where an exception lands.
//!
//! WebAssembly's handlers do not know the types of C++, and a compiler makes one for whatever is to be done when a function is
//! left by an exception. Three forms are told apart, by their first call:
//!
//! - a handler of `catch` clauses stores where the table of its types is and which row is its own, and calls
//!   `_Unwind_CallPersonality` to know whether one of them is the object's; where none is, it throws again,
//! - `catch (...)` alone asks nobody,
//! - what catches all tags is for destructors, and throws again; or it calls `std::terminate`, in a function that is
//!   `noexcept`.
//!
//! Code of other languages that catches without either is believed to catch.

use std::collections::HashMap;

use wasmparser::Operator;

use super::Runtime;
use crate::{disassembly::ModuleCode, target::TargetHandler};

/// Instructions before the first call that are looked at.
const STEPS: usize = 256;

/// What a handler does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Landing {
    /// It goes on there, whatever was thrown.
    Catches,
    /// It ends the program.
    Terminates,
    /// It calls destructors and throws again, at a Wasm offset.
    Cleans { throws: u32 },
    /// It catches the types in row `index` of the table at address `table`, and throws others again.
    Asks { table: u64, index: u64, throws: u32 },
}

/// What it does with one exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lands {
    Caught,
    Terminates,
    /// It throws again, at a Wasm offset.
    Passes(u32),
}

/// What the handler does.
pub(super) fn at(
    wasm: &[u8],
    code: &ModuleCode,
    runtime: Option<&Runtime>,
    handler: &TargetHandler,
) -> Landing {
    let (Some(body), Some(runtime)) = (code.body(handler.function), runtime) else {
        return Landing::Catches;
    };
    let rest = || code.operators(wasm, handler.address.offset..body.end);
    let mut machine = Machine::default();
    let call = rest().take(STEPS).find_map(|(_, operator)| match operator {
        Operator::Call { function_index } => Some(Some(function_index)),
        operator if machine.step(&operator) => None,
        _ => Some(None),
    });
    let call = call.flatten();
    if call.is_some_and(|function| runtime.terminates(function)) {
        return Landing::Terminates;
    }
    let Some(throws) = thrown_again(rest()) else { return Landing::Catches };
    match call.filter(|function| runtime.asks(*function)).and_then(|_| machine.stored_row()) {
        Some((table, index)) => Landing::Asks { table, index, throws },
        None if handler.catches_all => Landing::Cleans { throws },
        None => Landing::Catches,
    }
}

/// Wasm offset of the instruction of a handler that throws again what it has caught. The exception is the topmost operand
/// at its beginning, which compilers keep in a local; in the legacy encoding the instruction names the handler's block.
fn thrown_again<'a>(handler: impl Iterator<Item = (u32, Operator<'a>)>) -> Option<u32> {
    let mut kept = None;
    let mut depth = 0_u32;
    let mut last = None;
    let mut other = None;
    for (index, (offset, operator)) in handler.enumerate() {
        match operator {
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index }
                if index == 0 =>
            {
                kept = Some(local_index);
            }
            Operator::ThrowRef if kept.is_none() || last == kept => return Some(offset),
            Operator::ThrowRef => other = other.or(Some(offset)),
            Operator::Rethrow { relative_depth } if relative_depth == depth => return Some(offset),
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. } => depth += 1,
            Operator::End | Operator::Delegate { .. } => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = match operator {
            Operator::LocalGet { local_index } => Some(local_index),
            _ => None,
        };
    }
    other
}

/// Computes what straight code stores, as far as it does not depend on the program.
#[derive(Default)]
struct Machine {
    stack: Vec<Option<u64>>,
    locals: HashMap<u32, u64>,
    /// Values by the address at which they were stored, in order.
    stored: Vec<(u64, u64)>,
}

impl Machine {
    /// Executes an instruction; `false` at one that code of this kind does not have.
    fn step(&mut self, operator: &Operator<'_>) -> bool {
        match *operator {
            Operator::I32Const { value } => self.stack.push(Some(value.cast_unsigned().into())),
            Operator::I64Const { value } => self.stack.push(Some(value.cast_unsigned())),
            Operator::LocalGet { local_index } => {
                self.stack.push(self.locals.get(&local_index).copied());
            }
            Operator::LocalSet { local_index } => self.set_local(local_index),
            Operator::LocalTee { local_index } => {
                let value = self.pop();
                self.stack.extend([value, value]);
                self.set_local(local_index);
            }
            Operator::GlobalGet { .. } => self.stack.push(None),
            Operator::GlobalSet { .. } | Operator::Drop => _ = self.pop(),
            Operator::I32Add => self.binary(|a, b| (a + b) & u64::from(u32::MAX)),
            Operator::I32Sub => self.binary(|a, b| a.wrapping_sub(b) & u64::from(u32::MAX)),
            Operator::I64Add => self.binary(u64::wrapping_add),
            Operator::I64Sub => self.binary(u64::wrapping_sub),
            Operator::I32Load { .. } | Operator::I64Load { .. } => {
                _ = self.pop();
                self.stack.push(None);
            }
            Operator::I32Store { memarg } | Operator::I64Store { memarg } => {
                let (value, address) = (self.pop(), self.pop());
                if let (Some(value), Some(address)) = (value, address) {
                    self.stored.push((address.wrapping_add(memarg.offset), value));
                }
            }
            Operator::Nop | Operator::Block { .. } => {}
            _ => return false,
        }
        true
    }

    /// Below what the code has pushed lies what was thrown.
    fn pop(&mut self) -> Option<u64> {
        self.stack.pop().flatten()
    }

    fn set_local(&mut self, local: u32) {
        match self.pop() {
            Some(value) => self.locals.insert(local, value),
            None => self.locals.remove(&local),
        };
    }

    fn binary(&mut self, compute: impl Fn(u64, u64) -> u64) {
        let (right, left) = (self.pop(), self.pop());
        self.stack.push(left.zip(right).map(|(left, right)| compute(left, right)));
    }

    /// The address of a table and the number of a row, which lies in the word before that address: the first two
    /// fields of `__wasm_lpad_context`.
    fn stored_row(&self) -> Option<(u64, u64)> {
        let before = |address: u64| {
            [4, 8].into_iter().find_map(|word| {
                let wanted = address.checked_sub(word)?;
                self.stored.iter().rev().find(|(at, _)| *at == wanted).map(|(_, value)| *value)
            })
        };
        self.stored.iter().rev().find_map(|&(address, table)| Some((table, before(address)?)))
    }
}
