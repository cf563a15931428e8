//! Location expressions: gimli's evaluation, fed from the stopped program.
//!
//! gimli knows the values of Wasm locals, globals and operands, not that a variable *is* one of
//! them. So an expression, or each piece of one, that only names such a place and takes its value
//! is recognised before, which keeps the variable writable.

use gimli::{
    AttributeValue, DieReference, Encoding, EvaluationResult, Expression, Location, Operation,
    UnitOffset, ValueType,
};

use super::{constant::fit, entry::is_never_written};
use crate::{
    Piece, Place, ProgramAccess, WasmPlace, WasmValue,
    debug_info::DebugInfo,
    units::{DieRef, Reader, Unit},
};

/// Operations that one expression may execute; real ones have some ten.
const MAX_OPERATIONS: u32 = 10_000;
/// Pieces beyond this are broken: a type of so many parts is not kept in parts.
const MAX_PIECES: usize = 4096;

/// What an expression is evaluated against.
pub(super) struct Context<'a> {
    pub(super) info: &'a DebugInfo,
    pub(super) unit: &'a Unit,
    pub(super) program: &'a dyn ProgramAccess,
    /// Where the program stands, as Wasm offset.
    pub(super) offset: u32,
    /// Size in bytes of the value, where known.
    pub(super) size: Option<u64>,
}

/// Where `DW_OP_fbreg` counts from.
#[derive(Clone, Copy)]
pub(super) enum FrameBase {
    /// What the `DW_AT_frame_base` of this function says.
    Of(Option<DieRef>),
    /// Not available: it is the frame base that is being evaluated.
    Itself,
}

/// Why an expression has no result.
enum Failure {
    OptimizedOut,
    Because(String),
}

impl From<gimli::Error> for Failure {
    fn from(error: gimli::Error) -> Self {
        Self::Because(format!("its location cannot be evaluated: {error}"))
    }
}

impl Context<'_> {
    /// The place that an expression describes.
    pub(super) fn place(&self, expression: &Expression<Reader>, base: FrameBase) -> Place {
        match self.evaluate(expression, base) {
            Ok(place) => place,
            Err(Failure::OptimizedOut) => Place::OptimizedOut,
            Err(Failure::Because(reason)) => Place::Unknown(reason),
        }
    }

    fn evaluate(&self, expression: &Expression<Reader>, base: FrameBase) -> Result<Place, Failure> {
        if expression.0.bytes().is_empty() {
            return Err(Failure::OptimizedOut);
        }
        let shape = Shape::read(expression, self.unit.unit.encoding());
        if let [Some(place)] = shape.parts.as_slice() {
            return Ok(Place::Wasm { place: *place, offset: 0 });
        }
        if let Some(storage) = shape.thread_storage
            && let Some(WasmValue::I32(0) | WasmValue::I64(0)) = self.wasm_value(storage)
        {
            let reason = "it is thread-local, and its thread has not set up its own variables yet";
            return Err(Failure::Because(reason.into()));
        }
        let pieces = self.run(expression, self.encoding(&shape), base)?;
        if pieces.len() > MAX_PIECES {
            return Err(Failure::Because("it is in too many pieces".into()));
        }
        if let [gimli::Piece { size_in_bits: None, bit_offset: None, location }] = pieces.as_slice()
        {
            return self.whole(location);
        }
        if pieces.iter().all(|piece| matches!(piece.location, Location::Empty)) {
            return Err(Failure::OptimizedOut);
        }
        // Parts and pieces correspond where no branch chose among the parts.
        let parts = if shape.parts.len() == pieces.len() { shape.parts } else { Vec::new() };
        let parts = parts.into_iter().chain(std::iter::repeat(None));
        Ok(Place::Pieces(
            pieces.iter().zip(parts).map(|(piece, wasm)| self.piece(piece, wasm)).collect(),
        ))
    }

    /// Numbers on DWARF's stack have the size of an address, but compilers compute 64-bit variables
    /// with them as well. Expressions without addresses can be run with wide numbers.
    fn encoding(&self, shape: &Shape) -> Encoding {
        let mut encoding = self.unit.unit.encoding();
        let wide_input = shape.inputs.iter().any(|place| {
            matches!(self.wasm_value(*place), Some(WasmValue::I64(_) | WasmValue::F64(_)))
        });
        let wide = wide_input || self.size.is_some_and(|size| size > 4);
        if wide && !shape.has_addresses {
            encoding.address_size = 8;
        }
        encoding
    }

    fn run(
        &self,
        expression: &Expression<Reader>,
        encoding: Encoding,
        base: FrameBase,
    ) -> Result<Vec<gimli::Piece<Reader>>, Failure> {
        let mut evaluation = expression.clone().evaluation(encoding);
        evaluation.set_max_iterations(MAX_OPERATIONS);
        let mut state = evaluation.evaluate()?;
        loop {
            state = match state {
                EvaluationResult::Complete => return Ok(evaluation.result()),
                EvaluationResult::RequiresMemory { address, size, base_type, .. } => {
                    let value = self.memory(address, size, base_type)?;
                    evaluation.resume_with_memory(value)?
                }
                EvaluationResult::RequiresWasmLocal { index } => {
                    evaluation.resume_with_wasm_value(self.number(WasmPlace::Local(index))?)?
                }
                EvaluationResult::RequiresWasmGlobal { index } => {
                    evaluation.resume_with_wasm_value(self.number(WasmPlace::Global(index))?)?
                }
                EvaluationResult::RequiresWasmStack { index } => {
                    evaluation.resume_with_wasm_value(self.number(WasmPlace::Operand(index))?)?
                }
                EvaluationResult::RequiresFrameBase => {
                    evaluation.resume_with_frame_base(self.frame_base(base)?)?
                }
                EvaluationResult::RequiresRelocatedAddress(address) => {
                    evaluation.resume_with_relocated_address(address)?
                }
                EvaluationResult::RequiresIndexedAddress { index, .. } => {
                    let address = self.unit.dwarf.address(&self.unit.unit, index)?;
                    evaluation.resume_with_indexed_address(address)?
                }
                EvaluationResult::RequiresBaseType(offset) => {
                    evaluation.resume_with_base_type(self.base_type(offset)?)?
                }
                EvaluationResult::RequiresEntryValue(inner) => {
                    evaluation.resume_with_entry_value(self.entry_value(&inner)?)?
                }
                EvaluationResult::RequiresAtLocation(die) => {
                    evaluation.resume_with_at_location(self.location_of(die)?)?
                }
                EvaluationResult::RequiresParameterRef(_)
                | EvaluationResult::RequiresCallFrameCfa
                | EvaluationResult::RequiresRegister { .. } => return Err(Failure::OptimizedOut),
                EvaluationResult::RequiresTls(_) => {
                    let reason = "it is thread-local, which WebAssembly without threads has not";
                    return Err(Failure::Because(reason.into()));
                }
            };
        }
    }

    fn whole(&self, location: &Location<Reader>) -> Result<Place, Failure> {
        match location {
            Location::Empty | Location::Register { .. } => Err(Failure::OptimizedOut),
            Location::Address { address } => Ok(Place::Memory(*address)),
            Location::Value { value } => Ok(Place::Bytes(fit(bytes_of(*value), 0, self.size))),
            Location::Bytes { value } => {
                Ok(Place::Bytes(fit(value.bytes().to_vec(), 0, self.size)))
            }
            Location::ImplicitPointer { .. } => {
                Err(Failure::Because("it points to a value that the compiler keeps nowhere".into()))
            }
        }
    }

    fn piece(&self, piece: &gimli::Piece<Reader>, wasm: Option<WasmPlace>) -> Piece {
        let bits = piece.size_in_bits.unwrap_or_else(|| self.size.unwrap_or(0).saturating_mul(8));
        let skip = piece.bit_offset.unwrap_or(0);
        let place = match (wasm, &piece.location) {
            _ if !skip.is_multiple_of(8) => Place::Unknown("it begins inside of a byte".into()),
            (Some(place), _) => match u8::try_from(skip / 8) {
                Ok(offset) => Place::Wasm { place, offset },
                Err(_) => Place::Unknown("it begins outside of its Wasm local".into()),
            },
            (None, Location::Address { address }) => Place::Memory(address.wrapping_add(skip / 8)),
            (None, Location::Value { value }) => Place::Bytes(part(&bytes_of(*value), skip, bits)),
            (None, Location::Bytes { value }) => Place::Bytes(part(value.bytes(), skip, bits)),
            (None, _) => Place::OptimizedOut,
        };
        Piece { bits, place }
    }

    fn wasm_value(&self, place: WasmPlace) -> Option<WasmValue> {
        match place {
            WasmPlace::Local(index) => self.program.wasm_local(index),
            WasmPlace::Global(index) => self.program.wasm_global(index),
            WasmPlace::Operand(index) => self.program.wasm_operand(index),
        }
    }

    fn number(&self, place: WasmPlace) -> Result<gimli::Value, Failure> {
        match self.wasm_value(place) {
            Some(WasmValue::I32(bits) | WasmValue::F32(bits)) => {
                Ok(gimli::Value::Generic(u64::from(bits)))
            }
            Some(WasmValue::I64(bits) | WasmValue::F64(bits)) => Ok(gimli::Value::Generic(bits)),
            Some(WasmValue::V128(_)) => {
                Err(Failure::Because("its location computes with a v128".into()))
            }
            None => Err(Failure::Because(match place {
                WasmPlace::Local(index) => format!("this frame has no Wasm local {index}"),
                WasmPlace::Global(index) => format!("the module has no Wasm global {index}"),
                WasmPlace::Operand(index) => format!("this frame has no operand {index}"),
            })),
        }
    }

    fn memory(
        &self,
        address: u64,
        size: u8,
        base_type: UnitOffset<usize>,
    ) -> Result<gimli::Value, Failure> {
        let mut bytes = [0; 8];
        let Some(wanted) = bytes.get_mut(..usize::from(size)) else {
            return Err(Failure::Because(format!("its location reads {size} bytes at once")));
        };
        let read = self.program.read_memory(address, wanted);
        read.map_err(|error| Failure::Because(format!("its location reads {error}")))?;
        Ok(gimli::Value::from_u64(self.base_type(base_type)?, u64::from_le_bytes(bytes))?)
    }

    fn base_type(&self, offset: UnitOffset<usize>) -> Result<ValueType, Failure> {
        if offset.0 == 0 {
            return Ok(ValueType::Generic);
        }
        let entry = self.unit.unit.entry(offset)?;
        ValueType::from_entry(&entry)?
            .ok_or_else(|| Failure::Because("its location computes with an unknown type".into()))
    }

    fn frame_base(&self, base: FrameBase) -> Result<u64, Failure> {
        let missing = || Failure::Because("its function has no frame base".into());
        let FrameBase::Of(Some(function)) = base else { return Err(missing()) };
        let unit = self.info.unit(function.unit);
        let unit = unit.as_ref().as_ref().ok_or_else(missing)?;
        let entry = unit.entry(function.offset).ok_or_else(missing)?;
        let value = entry.attr_value(gimli::DW_AT_frame_base).ok_or_else(missing)?;
        let expression = self.info.expression_at(unit, value, self.offset).ok_or_else(missing)?;
        let context = Context { unit, size: Some(4), ..*self };
        match context.evaluate(&expression, FrameBase::Itself)? {
            Place::Memory(address) => Ok(address),
            Place::Wasm { place, .. } => match self.wasm_value(place) {
                Some(WasmValue::I32(address)) => Ok(u64::from(address)),
                Some(WasmValue::I64(address)) => Ok(address),
                _ => Err(missing()),
            },
            Place::Bytes(bytes) => {
                let mut address = [0; 8];
                address.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
                Ok(u64::from_le_bytes(address))
            }
            _ => Err(missing()),
        }
    }

    fn entry_value(&self, inner: &Expression<Reader>) -> Result<gimli::Value, Failure> {
        let mut operations = inner.clone().operations(self.unit.unit.encoding());
        match (operations.next()?, operations.next()?) {
            (Some(Operation::WasmLocal { index }), None | Some(Operation::StackValue))
                if is_never_written(&self.info.code, self.offset, index) =>
            {
                self.number(WasmPlace::Local(index))
            }
            _ => Err(Failure::OptimizedOut),
        }
    }

    /// The location expression of another DIE, which `DW_OP_call` runs; none means nothing to run.
    fn location_of(&self, die: DieReference<usize>) -> Result<Reader, Failure> {
        let reference = match die {
            DieReference::UnitRef(offset) => AttributeValue::UnitRef(offset),
            DieReference::DebugInfoRef(offset) => AttributeValue::DebugInfoRef(offset),
        };
        let broken = || Failure::Because("its location calls what does not exist".into());
        let die = self.info.reference(self.unit, &reference).ok_or_else(broken)?;
        if die.unit != self.unit.id {
            return Err(broken());
        }
        let entry = self.unit.entry(die.offset).ok_or_else(broken)?;
        let value = entry.attr_value(gimli::DW_AT_location);
        let expression =
            value.and_then(|value| self.info.expression_at(self.unit, value, self.offset));
        expression.map(|expression| expression.0).ok_or_else(broken)
    }
}

/// What an expression is made of, read without running it.
struct Shape {
    /// For each piece the Wasm place whose value it is, where it is no more than that. Empty where
    /// branches make the order unknown.
    parts: Vec<Option<WasmPlace>>,
    /// Wasm places that it reads.
    inputs: Vec<WasmPlace>,
    /// Its bytes or results depend on the size of an address.
    has_addresses: bool,
    /// The global (`__tls_base` of the linker) that says where the variables of a thread lie, where an address counts
    /// from that.
    thread_storage: Option<WasmPlace>,
}

impl Shape {
    fn read(expression: &Expression<Reader>, encoding: Encoding) -> Self {
        let mut shape = Self {
            parts: Vec::new(),
            inputs: Vec::new(),
            has_addresses: false,
            thread_storage: None,
        };
        let mut branches = false;
        let mut part: Vec<Step> = Vec::new();
        let mut operations = expression.clone().operations(encoding);
        while let Ok(Some(operation)) = operations.next() {
            let step = match operation {
                Operation::Piece { .. } => {
                    shape.parts.push(plain_place(&part));
                    part.clear();
                    continue;
                }
                Operation::WasmLocal { index } => Step::Take(WasmPlace::Local(index)),
                Operation::WasmGlobal { index } => Step::Take(WasmPlace::Global(index)),
                Operation::WasmStack { index } => Step::Take(WasmPlace::Operand(index)),
                Operation::StackValue => Step::Value,
                Operation::Address { .. } | Operation::AddressIndex { .. } => {
                    shape.has_addresses = true;
                    if let [Step::Take(storage @ WasmPlace::Global(_))] = part[..] {
                        shape.thread_storage = Some(storage);
                    }
                    Step::Other
                }
                Operation::Deref { .. } | Operation::FrameOffset { .. } => {
                    shape.has_addresses = true;
                    Step::Other
                }
                Operation::Bra { .. } | Operation::Skip { .. } | Operation::Call { .. } => {
                    branches = true;
                    Step::Other
                }
                _ => Step::Other,
            };
            if let Step::Take(place) = step {
                shape.inputs.push(place);
            }
            part.push(step);
        }
        if shape.parts.is_empty() {
            shape.parts.push(plain_place(&part));
        }
        if branches {
            shape.parts.clear();
        }
        shape
    }
}

/// An operation, as far as [`Shape`] tells them apart.
enum Step {
    Take(WasmPlace),
    Value,
    Other,
}

fn plain_place(part: &[Step]) -> Option<WasmPlace> {
    match part {
        [Step::Take(place), Step::Value] => Some(*place),
        _ => None,
    }
}

fn bytes_of(value: gimli::Value) -> Vec<u8> {
    match value {
        gimli::Value::Generic(value) | gimli::Value::U64(value) => value.to_le_bytes().to_vec(),
        gimli::Value::I8(value) => value.to_le_bytes().to_vec(),
        gimli::Value::U8(value) => value.to_le_bytes().to_vec(),
        gimli::Value::I16(value) => value.to_le_bytes().to_vec(),
        gimli::Value::U16(value) => value.to_le_bytes().to_vec(),
        gimli::Value::I32(value) => value.to_le_bytes().to_vec(),
        gimli::Value::U32(value) => value.to_le_bytes().to_vec(),
        gimli::Value::I64(value) => value.to_le_bytes().to_vec(),
        gimli::Value::F32(value) => value.to_le_bytes().to_vec(),
        gimli::Value::F64(value) => value.to_le_bytes().to_vec(),
    }
}

/// `bits` bits of `bytes` from bit `skip` (a multiple of 8) on.
fn part(bytes: &[u8], skip: u64, bits: u64) -> Vec<u8> {
    let start = usize::try_from(skip / 8).unwrap_or(usize::MAX).min(bytes.len());
    let count = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
    bytes.iter().skip(start).take(count).copied().collect()
}
