//! Where the stack of compiled code began when frames were entered.
//!
//! Compilers for WebAssembly keep a stack in linear memory, whose end is a global. A function that takes room there
//! moves the global in its prologue and keeps what it made it in a local; it moves it back before it returns. So
//! frame by frame, from the innermost one outwards, the value at a frame's entry follows from what it is in the frame:
//! what the local says and how much was taken, or the same where the prologue is not done.

use std::collections::HashMap;

use wasmparser::Operator;
use wrtd_symbols::WasmValue;

use super::writes::Writes;
use crate::{
    disassembly::ModuleCode,
    program::Program,
    target::{ModuleId, Target, TargetFrame, TargetValue},
};

/// Instructions of a prologue at most.
const LONGEST_PROLOGUE: usize = 64;

/// The value that a stack pointer had.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StackPointer {
    /// A frame of its instance.
    pub(super) frame: u32,
    pub(super) global: u32,
    pub(super) value: WasmValue,
}

/// Stack pointers, of each module apart.
pub(super) struct StackPointers;

impl StackPointers {
    /// What the stack pointers were when the last one of `frames`, innermost first, was entered; those of modules
    /// that have none are left out.
    pub(super) fn at_entry(
        program: &Program,
        target: &dyn Target,
        frames: &[TargetFrame],
    ) -> Result<Vec<StackPointer>, String> {
        let mut pointers: HashMap<ModuleId, StackPointer> = HashMap::new();
        for (frame, index) in frames.iter().zip(0..) {
            let module = frame.address.module;
            let code = program.code(module);
            let bytes = &program.module(module).bytes;
            let pointer = match pointers.get(&module) {
                Some(pointer) => *pointer,
                None => {
                    let of_module = frames.iter().filter(|frame| frame.address.module == module);
                    let functions = of_module.map(|frame| frame.function);
                    let Some(global) = find(&code, bytes, functions) else { continue };
                    let Some(TargetValue::Number(value)) = target.global(index, global) else {
                        continue;
                    };
                    StackPointer { frame: index, global, value }
                }
            };
            let entered = Function::read(&code, bytes, frame.function, pointer.global)
                .at_entry(frame.address.offset, pointer.value, |local| target.local(index, local))
                .ok_or_else(|| {
                    let name = program.function_name(module, frame.function);
                    format!(
                        "it cannot be told where the stack in memory was when {name} was called"
                    )
                })?;
            pointers.insert(module, StackPointer { value: entered, ..pointer });
        }
        Ok(pointers.into_values().collect())
    }
}

/// The global that is a module's stack pointer: by its name, or because one of the functions takes room from it.
fn find(code: &ModuleCode, wasm: &[u8], functions: impl Iterator<Item = u32>) -> Option<u32> {
    if let Some(global) = code.global_named("__stack_pointer") {
        return Some(global);
    }
    for function in functions {
        let range = code.instructions(wasm, function)?;
        let first = code.operators(wasm, range).take(LONGEST_PROLOGUE);
        let global = first.into_iter().find_map(|(_, operator)| match operator {
            Operator::GlobalGet { global_index } => Some(global_index),
            _ => None,
        });
        let Some(global) = global else { continue };
        let read = Function::read(code, wasm, function, global);
        if read.kept.iter().any(|kept| kept.taken > 0)
            || read.moved.is_some_and(|(_, taken)| taken > 0)
        {
            return Some(global);
        }
    }
    None
}

/// A local that a prologue sets to the stack pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept {
    local: u32,
    /// Wasm offset of the instruction that sets it.
    offset: u32,
    /// Bytes that had been taken from the stack then.
    taken: i64,
}

/// What a function does with the stack pointer.
struct Function {
    writes: Writes,
    global: u32,
    kept: Vec<Kept>,
    /// Where the prologue moves the stack pointer, and by how much.
    moved: Option<(u32, i64)>,
}

/// A value of a prologue.
#[derive(Clone, Copy)]
enum Value {
    /// What the stack pointer was at the entry, less so many bytes.
    Pointer(i64),
    Constant(i64),
    Other,
}

impl Function {
    /// Carries out the code of a function up to the first instruction that is none of a prologue's.
    fn read(code: &ModuleCode, wasm: &[u8], function: u32, global: u32) -> Self {
        let writes = Writes::of(code, wasm, function);
        let mut read = Self { writes, global, kept: Vec::new(), moved: None };
        if let Some(range) = code.instructions(wasm, function) {
            let mut locals = HashMap::new();
            let mut operands = Vec::new();
            for (offset, operator) in code.operators(wasm, range).take(LONGEST_PROLOGUE) {
                if read.step(offset, &operator, &mut operands, &mut locals).is_none() {
                    break;
                }
            }
        }
        read
    }

    fn step(
        &mut self,
        offset: u32,
        operator: &Operator<'_>,
        operands: &mut Vec<Value>,
        locals: &mut HashMap<u32, Value>,
    ) -> Option<()> {
        match operator {
            // What stands in a block is executed as it comes.
            Operator::Block { .. } | Operator::Nop => {}
            Operator::GlobalGet { global_index } if *global_index == self.global => {
                operands.push(Value::Pointer(self.moved.map_or(0, |(_, taken)| taken)));
            }
            Operator::GlobalGet { .. } => operands.push(Value::Other),
            Operator::I32Const { value } => operands.push(Value::Constant(i64::from(*value))),
            Operator::I64Const { value } => operands.push(Value::Constant(*value)),
            Operator::LocalGet { local_index } => {
                operands.push(locals.get(local_index).copied().unwrap_or(Value::Other));
            }
            Operator::LocalSet { local_index } => {
                let value = operands.pop()?;
                self.keep(offset, *local_index, value, locals);
            }
            Operator::LocalTee { local_index } => {
                let value = *operands.last()?;
                self.keep(offset, *local_index, value, locals);
            }
            Operator::I32Sub | Operator::I64Sub => {
                let value = match (operands.pop()?, operands.pop()?) {
                    (Value::Constant(size), Value::Pointer(taken)) => {
                        Value::Pointer(taken.checked_add(size)?)
                    }
                    _ => Value::Other,
                };
                operands.push(value);
            }
            Operator::I32Add | Operator::I64Add => {
                let value = match (operands.pop()?, operands.pop()?) {
                    (Value::Constant(size), Value::Pointer(taken))
                    | (Value::Pointer(taken), Value::Constant(size)) => {
                        Value::Pointer(taken.checked_sub(size)?)
                    }
                    _ => Value::Other,
                };
                operands.push(value);
            }
            Operator::I32Store { .. } | Operator::I64Store { .. } => {
                operands.pop()?;
                operands.pop()?;
            }
            Operator::GlobalSet { global_index } if *global_index == self.global => {
                let Value::Pointer(taken) = operands.pop()? else { return None };
                if self.moved.is_some() {
                    return None;
                }
                self.moved = Some((offset, taken));
            }
            _ => return None,
        }
        Some(())
    }

    fn keep(&mut self, offset: u32, local: u32, value: Value, locals: &mut HashMap<u32, Value>) {
        if let Value::Pointer(taken) = value {
            self.kept.push(Kept { local, offset, taken });
        }
        locals.insert(local, value);
    }

    /// What the stack pointer was when the frame was entered that stands at `pc` and in which it is `now`.
    fn at_entry(
        &self,
        pc: u32,
        now: WasmValue,
        local: impl Fn(u32) -> Option<TargetValue>,
    ) -> Option<WasmValue> {
        let moves = || self.writes.globals.iter().filter(|(_, global)| *global == self.global);
        let done = || moves().filter(|(offset, _)| self.writes.may_have_run(*offset, pc));
        if done().next().is_none() {
            return Some(now);
        }
        let is_known = |kept: &&Kept| kept.offset < pc && self.writes.is_written_once(kept.local);
        if let Some(kept) = self.kept.iter().find(is_known)
            && let Some(TargetValue::Number(value)) = local(kept.local)
        {
            return given_back(value, kept.taken);
        }
        // The prologue has moved it, and nothing else has.
        let (offset, taken) = self.moved?;
        let only = done().all(|(done, _)| *done == offset);
        only.then(|| given_back(now, taken)).flatten()
    }
}

fn given_back(value: WasmValue, taken: i64) -> Option<WasmValue> {
    match value {
        WasmValue::I32(bits) => Some(WasmValue::I32(bits.wrapping_add(taken as u32))),
        WasmValue::I64(bits) => Some(WasmValue::I64(bits.wrapping_add(taken.cast_unsigned()))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stack pointer at the entry of the first function of `wat`, which is 1000 now; each local holds 900 and its
    /// number.
    fn entry(body: &str, nop: usize) -> Option<u32> {
        let wat = format!(
            "(module (memory 1) (global (mut i32) (i32.const 0)) (func (param i32) (local i32 i32 i32) {body}))"
        );
        let wasm = wat::parse_str(wat).unwrap();
        let code = ModuleCode::read(&wasm);
        let range = code.instructions(&wasm, 0).unwrap();
        let nops = code.operators(&wasm, range).filter(|(_, it)| matches!(it, Operator::Nop));
        let (pc, _) = nops.into_iter().nth(nop).unwrap();
        let function = Function::read(&code, &wasm, 0, 0);
        let local = |index| Some(TargetValue::Number(WasmValue::I32(900 + index)));
        match function.at_entry(pc, WasmValue::I32(1000), local)? {
            WasmValue::I32(value) => Some(value),
            _ => None,
        }
    }

    const OPTIMISED: &str =
        "(nop) (global.set 0 (local.tee 1 (i32.sub (global.get 0) (i32.const 16)))) (nop)
        (global.set 0 (i32.add (local.get 1) (i32.const 16))) (nop)";
    const UNOPTIMISED: &str = "(local.set 1 (global.get 0)) (local.set 2 (i32.const 32))
        (local.set 3 (i32.sub (local.get 1) (local.get 2))) (global.set 0 (local.get 3)) (nop)
        (global.set 0 (i32.add (local.get 3) (local.get 2))) (nop)";

    #[test]
    fn it_follows_from_the_local_that_keeps_it() {
        assert_eq!([0, 1, 2].map(|nop| entry(OPTIMISED, nop)), [Some(1000), Some(917), Some(917)]);
        // The first one that keeps it: what it was at the entry.
        assert_eq!([0, 1].map(|nop| entry(UNOPTIMISED, nop)), [Some(901), Some(901)]);
        // Nothing moves it.
        assert_eq!(
            entry("(local.set 1 (i32.sub (global.get 0) (i32.const 16))) (nop)", 0),
            Some(1000)
        );
    }

    #[test]
    fn it_follows_from_how_far_the_prologue_moved_it() {
        let overwritten =
            "(global.set 0 (local.tee 1 (i32.sub (global.get 0) (i32.const 16)))) (nop)
            (local.set 1 (i32.const 5)) (nop)";
        assert_eq!([0, 1].map(|nop| entry(overwritten, nop)), [Some(1016), Some(1016)]);
        let twice = "(global.set 0 (local.tee 1 (i32.sub (global.get 0) (i32.const 16)))) (nop)
            (global.set 0 (local.tee 1 (i32.sub (local.get 1) (local.get 0)))) (nop)";
        assert_eq!([0, 1].map(|nop| entry(twice, nop)), [Some(1016), None]);
        let in_a_loop =
            "(loop (nop) (global.set 0 (i32.sub (global.get 0) (i32.const 16))) (br 0))";
        assert_eq!(entry(in_a_loop, 0), None);
        let unknown = "(global.set 0 (local.get 0)) (nop)";
        assert_eq!(entry(unknown, 0), None);
    }
}
