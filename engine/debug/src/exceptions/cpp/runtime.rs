//! The runtime of C++ in a module: its functions, by their names, and the tag of its exceptions.

use wasmparser::Operator;

use super::{
    memory::Memory,
    object::{self, Thrown},
};
use crate::{
    disassembly::ModuleCode,
    target::{Target, TargetModule},
};

/// What a module has of it.
#[derive(Clone, Debug)]
pub(crate) struct Runtime {
    /// The function that throws: `_Unwind_RaiseException`. Optimisation of the whole program may leave none.
    raise: Option<Function>,
    /// `__cxa_throw`.
    throw: Option<Function>,
    /// Index of the tag of all exceptions.
    pub(super) tag: Option<u32>,
    /// What a handler calls to know whether it is one for the object: `_Unwind_CallPersonality`, or what that calls.
    asks: Vec<u32>,
    /// What ends the program: `std::terminate`, `__clang_call_terminate`.
    terminates: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Function {
    index: u32,
    /// Wasm offset of its first instruction.
    start: u32,
}

impl Runtime {
    /// Finds it; `None` in a module without functions of these names.
    pub(crate) fn find(module: &TargetModule, code: &ModuleCode) -> Option<Self> {
        let mut found =
            Self { raise: None, throw: None, tag: None, asks: Vec::new(), terminates: Vec::new() };
        let function = |index| {
            let range = code.instructions(&module.bytes, index)?;
            Some(Function { index, start: range.start })
        };
        for (index, name) in code.function_names() {
            match name {
                "_Unwind_RaiseException" => found.raise = function(index),
                "__cxa_throw" => found.throw = function(index),
                "_Unwind_CallPersonality" | "__gxx_personality_wasm0" => found.asks.push(index),
                "std::terminate()" | "_ZSt9terminatev" | "__clang_call_terminate" => {
                    found.terminates.push(index);
                }
                _ => {}
            }
        }
        let thrower = found.raise.or(found.throw)?;
        let range = code.instructions(&module.bytes, thrower.index)?;
        found.tag = code.operators(&module.bytes, range).find_map(|(_, operator)| match operator {
            Operator::Throw { tag_index } => Some(tag_index),
            _ => None,
        });
        Some(found)
    }

    /// Wasm offset of the instruction where each exception passes once.
    pub(super) fn throw_point(&self) -> Option<u32> {
        self.raise.or(self.throw).map(|function| function.start)
    }

    /// Whether a handler asks there whether it is one for the object.
    pub(super) fn asks(&self, function: u32) -> bool {
        self.asks.contains(&function)
    }

    /// Whether the function ends the program.
    pub(super) fn terminates(&self, function: u32) -> bool {
        self.terminates.contains(&function)
    }

    /// What is thrown where the program stands.
    pub(super) fn thrown(
        &self,
        target: &dyn Target,
        module: &TargetModule,
        code: &ModuleCode,
    ) -> Option<Thrown> {
        let frame = target.frame(0)?;
        let is_at = |function: Option<Function>| {
            function
                .is_some_and(|it| it.index == frame.function && it.start == frame.address.offset)
        };
        let local = |index| target.local(0, index)?.number();
        let pointed = |value| Memory::behind(target, module.id, value);
        if is_at(self.throw) {
            let (memory, object) = pointed(local(0)?)?;
            let (_, type_info) = pointed(local(1)?)?;
            return Some(Thrown { object, type_info, word: memory.word });
        }
        let exception = if is_at(self.raise) {
            local(0)?
        } else {
            let next = code.operator_at(&module.bytes, frame.address.offset);
            let is_throw =
                matches!(next, Some(Operator::Throw { tag_index }) if Some(tag_index) == self.tag);
            if !is_throw {
                return None;
            }
            target.operand(0, target.operand_count(0).checked_sub(1)?)?.number()?
        };
        let (memory, address) = pointed(exception)?;
        object::behind(memory, address)
    }

    /// Whether what is thrown by the function that throws was caught before: nobody but `__cxa_throw` throws new objects.
    pub(super) fn is_thrown_again(&self, target: &dyn Target) -> bool {
        let is_throw = |frame| {
            let function = target.frame(frame).map(|frame| frame.function);
            function.is_some() && function == self.throw.map(|throw| throw.index)
        };
        !is_throw(0) && !is_throw(1)
    }
}
