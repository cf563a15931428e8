//! Validating one function: at first, and again for its side table and for the types of its operands.
//!
//! Types of operands are not kept: at a stop the one function in question is validated again up to
//! the pc, which costs microseconds where it is needed and nothing where it is not.

use alloc::vec::Vec;
use core::mem;

use wasmparser::{
    BinaryReader, BinaryReaderError, FuncToValidate, FuncValidator, FuncValidatorAllocations,
    FunctionBody, HeapType, Operator, OperatorsReader, RefType, UnpackedIndex, ValidatorResources,
    WasmModuleResources,
};

use crate::module::{FEATURES, Module, val_type};
use crate::value::ValType;

/// The validator's knowledge of a module, kept for later walks.
#[derive(Debug, Default)]
pub(crate) struct Validation {
    /// `None` for a module without function bodies.
    resources: Option<ValidatorResources>,
}

impl Validation {
    /// Keeps what `function` shares with all functions of its module.
    pub(crate) fn keep(&mut self, function: FuncToValidate<ValidatorResources>) {
        self.resources.get_or_insert(function.resources);
    }
}

impl Module {
    /// The function `func`, to be validated, and its body; `None` for an import.
    fn to_validate(
        &self,
        func: u32,
    ) -> Option<(FuncToValidate<&ValidatorResources>, BinaryReader<'_>)> {
        let body = self.body_range(func)?;
        let bytes = self.bytes.get(body.start as usize..body.end as usize)?;
        let function = FuncToValidate {
            resources: self.validation.resources.as_ref()?,
            index: func,
            ty: *self.func_types.get(func as usize)?,
            features: FEATURES,
        };
        Some((function, BinaryReader::new_features(bytes, u64::from(body.start), FEATURES)))
    }

    /// Validates the body `body`, counted without imports; `allocations` are those of the one before.
    pub(crate) fn validate_body(
        &self,
        body: usize,
        allocations: &mut FuncValidatorAllocations,
    ) -> Result<(), BinaryReaderError> {
        let func = self.imported_funcs + body as u32;
        let Some((function, reader)) = self.to_validate(func) else { return Ok(()) };
        let mut validator = function.into_validator(mem::take(allocations));
        validator.validate(&FunctionBody::new(reader))?;
        *allocations = validator.into_allocations();
        Ok(())
    }
}

/// A function's instructions with the validator's state before each of them.
pub(crate) struct Walk<'a> {
    operators: OperatorsReader<'a>,
    validator: FuncValidator<&'a ValidatorResources>,
}

impl<'a> Walk<'a> {
    /// Starts before the first instruction of `func`; `None` for an import.
    pub(crate) fn new(module: &'a Module, func: u32) -> Option<Self> {
        let (function, reader) = module.to_validate(func)?;
        let mut validator = function.into_validator(FuncValidatorAllocations::default());
        validator.read_locals(&mut reader.clone()).ok()?;
        let operators = FunctionBody::new(reader).get_operators_reader().ok()?;
        Some(Self { operators, validator })
    }

    /// Wasm offset of the next instruction.
    pub(crate) fn pc(&self) -> u32 {
        self.operators.original_position() as u32
    }

    /// Executes the next instruction on the validator's stacks and gives it with its Wasm offset;
    /// `None` after the last.
    pub(crate) fn step(&mut self) -> Option<(u32, Operator<'a>)> {
        if self.operators.eof() {
            return None;
        }
        let pc = self.operators.original_position();
        let op = self.operators.read().ok()?;
        self.validator.op(pc, &op).ok()?;
        Some((pc as u32, op))
    }

    /// Operands on the stack.
    pub(crate) fn height(&self) -> u32 {
        self.validator.operand_stack_height()
    }

    /// Whether the topmost operand is known to be a vector.
    pub(crate) fn top_is_vector(&self) -> bool {
        self.validator.get_operand_type(0).flatten() == Some(wasmparser::ValType::V128)
    }

    /// Operands on the stack below the innermost block's parameters.
    pub(crate) fn block_height(&self) -> u32 {
        self.validator.get_control_frame(0).map_or(0, |frame| frame.height as u32)
    }
}

/// Type of operand `index`, from the bottom, before the instruction at `pc` of `func`. `None` where there is
/// no such operand, where unreachable code gives it no type, and where `pc` is not the start of an
/// instruction.
pub(crate) fn operand_type(module: &Module, func: u32, pc: u32, index: u32) -> Option<ValType> {
    let mut walk = Walk::new(module, func)?;
    while walk.pc() < pc {
        walk.step()?;
    }
    if walk.pc() != pc {
        return None;
    }
    let depth = walk.height().checked_sub(index + 1)?;
    let ty = walk.validator.get_operand_type(depth as usize).flatten()?;
    Some(module_type(module, ty))
}

/// Types of all operands before the instruction at `pc` of `func`, from the bottom. `None` where `pc` is not the start of
/// an instruction, and where it cannot be reached.
pub(crate) fn operand_types(module: &Module, func: u32, pc: u32) -> Option<Vec<ValType>> {
    let mut walk = Walk::new(module, func)?;
    while walk.pc() < pc {
        walk.step()?;
    }
    if walk.pc() != pc || walk.validator.get_control_frame(0)?.unreachable {
        return None;
    }
    let operand = |depth| walk.validator.get_operand_type(depth as usize).flatten();
    (0..walk.height()).rev().map(|depth| Some(module_type(module, operand(depth)?))).collect()
}

/// A type that the validator gives, as the module would write it.
fn module_type(module: &Module, ty: wasmparser::ValType) -> ValType {
    val_type(&match ty {
        wasmparser::ValType::Ref(reference) => {
            let index = concrete_index(module, reference.heap_type());
            let heap = index.map(|index| HeapType::Concrete(UnpackedIndex::Module(index)));
            let written = heap.and_then(|heap| RefType::new(reference.is_nullable(), heap));
            wasmparser::ValType::Ref(written.unwrap_or(reference))
        }
        ty => ty,
    })
}

/// The first type of the module that the validator knows as `heap`; `None` for an abstract one.
fn concrete_index(module: &Module, heap: HeapType) -> Option<u32> {
    let HeapType::Concrete(_) = heap else { return None };
    let resources = module.validation.resources.as_ref()?;
    (0..module.types.len() as u32).find(|&index| {
        let mut known = HeapType::Concrete(UnpackedIndex::Module(index));
        resources.check_heap_type(&mut known, 0).is_ok() && known == heap
    })
}

/// Wasm offsets at which the instructions of `func` begin.
pub(crate) fn instruction_offsets(module: &Module, func: u32) -> Option<Vec<u32>> {
    let mut offsets = Vec::new();
    each_instruction(module, func, |pc| {
        offsets.push(pc);
        true
    })?;
    Some(offsets)
}

/// The start of the instruction of `func` that covers the Wasm offset `offset`.
pub(crate) fn instruction_start(module: &Module, func: u32, offset: u32) -> Option<u32> {
    let mut start = None;
    each_instruction(module, func, |pc| {
        if pc <= offset {
            start = Some(pc);
        }
        pc <= offset
    })?;
    start.filter(|_| module.code_range(func).is_some_and(|code| code.contains(&offset)))
}

/// Calls `visit` with the Wasm offset of each instruction of `func` until it answers `false`;
/// `None` for an import.
fn each_instruction(module: &Module, func: u32, mut visit: impl FnMut(u32) -> bool) -> Option<()> {
    let code = module.code_range(func)?;
    let bytes = module.bytes.get(code.start as usize..code.end as usize)?;
    let reader = BinaryReader::new_features(bytes, u64::from(code.start), FEATURES);
    let mut operators = OperatorsReader::new(reader);
    while !operators.eof() {
        if !visit(operators.original_position() as u32) {
            break;
        }
        operators.read().ok()?;
    }
    Some(())
}
