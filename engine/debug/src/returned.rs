//! What a function gave back from which a step out came.
//!
//! A result of the WebAssembly machine is an operand of the caller then. What is larger compilers write where their
//! caller says, by a pointer that is the function's first argument.

use wrtd_symbols::{
    Place, TypeKind, TypeSource, WasmPlace, WasmValue,
    render::{Value, ValueKind},
};

use crate::{
    DebugSession,
    program::Program,
    restart_frame::Writes,
    target::{Target, TargetFrame, TargetValue},
};

/// A function that is about to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Callee {
    frame: TargetFrame,
    /// What its first argument was, where that is an address.
    first: Option<u64>,
}

impl Callee {
    /// The function of a frame.
    pub(crate) fn of(program: &Program, target: &dyn Target, index: u32) -> Option<Self> {
        let frame = target.frame(index)?;
        let module = frame.address.module;
        let (code, bytes) = (program.code(module), &program.module(module).bytes);
        // Of a function with a result nobody asks for it.
        let has_result = !code.signature(frame.function)?.results.is_empty();
        let first = target.local(index, 0).filter(|_| !has_result).and_then(|value| match value {
            TargetValue::Number(WasmValue::I32(address)) => Some(u64::from(address)),
            TargetValue::Number(WasmValue::I64(address)) => Some(address),
            _ => None,
        });
        let is_kept = |_: &u64| {
            let writes = Writes::of(&code, bytes, frame.function);
            writes.overwritten(1, frame.address.offset).is_none()
        };
        Some(Self { frame, first: first.filter(is_kept) })
    }
}

impl DebugSession {
    /// The value that the function gave back which has just returned, as far as the debug information tells its type.
    pub(crate) fn value_of(&self, callee: Callee) -> Option<Value> {
        let address = callee.frame.address;
        let symbols = self.program.symbols(address.module);
        let ty = symbols.return_type_at(address.offset)?;
        let code = self.program.code(address.module);
        let results = code.signature(callee.frame.function)?.results.len();
        let place = match (results, callee.first) {
            (1, _) => {
                let operand = self.target.operand_count(0).checked_sub(1)?;
                Place::Wasm { place: WasmPlace::Operand(operand), offset: 0 }
            }
            // What fits into a result is no argument: an optimiser has dropped it.
            (0, Some(first)) if is_composite(&**symbols, ty) => Place::Memory(first),
            _ => return None,
        };
        let name = self.program.function_name(address.module, callee.frame.function);
        Some(Value { name: format!("{name}()"), kind: ValueKind::Typed { ty, place } })
    }
}

/// Whether a type is one that compilers return in memory, by whatever names it goes.
fn is_composite(types: &dyn TypeSource, mut ty: wrtd_symbols::TypeId) -> bool {
    /// Names of names, which a broken file may have without end.
    const DEEPEST: usize = 32;
    for _ in 0..DEEPEST {
        match &types.get(ty).kind {
            TypeKind::Alias { target: Some(target), .. } => ty = *target,
            kind => return matches!(kind, TypeKind::Composite(_) | TypeKind::Array { .. }),
        }
    }
    false
}
