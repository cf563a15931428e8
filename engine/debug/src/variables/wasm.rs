//! The Wasm machine's own view of a frame: locals, operands and globals.

use wrtd_symbols::{WasmPlace, WasmValue, render::Notation};

use super::names::FrameSymbols;
use crate::{
    Format, VariableView,
    disassembly::ModuleCode,
    program::Program,
    target::{TargetFunction, TargetReference, TargetValue},
};

/// A part of the Wasm scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WasmGroup {
    /// Parameters and locals of the function.
    Locals,
    /// The operand stack, bottom first.
    Operands,
    /// Globals of the instance.
    Globals,
}

impl WasmGroup {
    pub(super) const ALL: [Self; 3] = [Self::Locals, Self::Operands, Self::Globals];

    /// Its title.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Locals => "Locals",
            Self::Operands => "Operands",
            Self::Globals => "Globals",
        }
    }

    /// What its values are called in expressions, before their index.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Locals => "$local",
            Self::Operands => "$operand",
            Self::Globals => "$global",
        }
    }

    /// Number of values.
    pub(super) fn count(self, of: &FrameSymbols<'_>) -> u32 {
        let (target, frame) = (of.access.target, of.access.frame);
        match self {
            Self::Locals => target.local_count(frame),
            Self::Operands => target.operand_count(frame),
            Self::Globals => target.global_count(frame),
        }
    }

    pub(super) fn value(self, of: &FrameSymbols<'_>, index: u32) -> Option<TargetValue> {
        let (target, frame) = (of.access.target, of.access.frame);
        match self {
            Self::Locals => target.local(frame, index),
            Self::Operands => target.operand(frame, index),
            Self::Globals => target.global(frame, index),
        }
    }

    /// One of its values; `may_write`: a number can be set.
    pub(super) fn view(
        self,
        of: &FrameSymbols<'_>,
        code: &ModuleCode,
        index: u32,
        format: Format,
        may_write: bool,
    ) -> VariableView {
        let known = match self {
            Self::Locals => code.local_name(of.frame.position.function, index),
            Self::Globals => code.global_name(index),
            Self::Operands => None,
        };
        let expression = format!("{}{index}", self.prefix());
        let value = self.value(of, index);
        let writable = may_write && matches!(value, Some(TargetValue::Number(_)));
        let (value, type_name) = match value {
            Some(value) => (text(of.program, &value, format), type_name(&value)),
            // Of code that cannot be reached.
            None => ("<unknown>".to_owned(), "unknown"),
        };
        VariableView {
            name: match known {
                Some(known) => format!("{expression} ({known})"),
                None => expression.clone(),
            },
            value,
            type_name: type_name.to_owned(),
            children: None,
            named: 0,
            indexed: 0,
            evaluate_name: Some(expression),
            memory: None,
            writable,
        }
    }

    /// Whether a frame has a value of that index; the error is a sentence.
    pub(crate) fn check(self, of: &FrameSymbols<'_>, index: u32) -> Result<(), String> {
        let count = self.count(of);
        if index < count {
            return Ok(());
        }
        let title = self.title().to_lowercase();
        Err(match count {
            0 => format!("the frame has no Wasm {title} now"),
            _ => format!("the frame has {count} Wasm {title}; the last one is {}", count - 1),
        })
    }

    /// Where a value of it is.
    pub(super) const fn place(self, index: u32) -> WasmPlace {
        match self {
            Self::Locals => WasmPlace::Local(index),
            Self::Operands => WasmPlace::Operand(index),
            Self::Globals => WasmPlace::Global(index),
        }
    }

    /// The names of all values of a frame in expressions.
    pub(crate) fn names(of: &FrameSymbols<'_>) -> impl Iterator<Item = String> {
        Self::ALL.into_iter().flat_map(move |group| {
            (0..group.count(of)).map(move |index| format!("{}{index}", group.prefix()))
        })
    }

    /// The group and index that an expression such as `$local3` names.
    pub(crate) fn parse(expression: &str) -> Option<(Self, u32)> {
        Self::ALL.into_iter().find_map(|group| {
            let index = expression.strip_prefix(group.prefix())?;
            Some((group, index.parse().ok()?))
        })
    }
}

fn type_name(value: &TargetValue) -> &'static str {
    match value {
        TargetValue::Number(WasmValue::I32(_)) => "i32",
        TargetValue::Number(WasmValue::I64(_)) => "i64",
        TargetValue::Number(WasmValue::F32(_)) => "f32",
        TargetValue::Number(WasmValue::F64(_)) => "f64",
        TargetValue::Number(WasmValue::V128(_)) => "v128",
        TargetValue::Reference(TargetReference::Function(_)) => "funcref",
        TargetValue::Reference(TargetReference::Host(_)) => "externref",
        TargetValue::Reference(TargetReference::Exception(_)) => "exnref",
    }
}

fn text(program: &Program, value: &TargetValue, format: Format) -> String {
    match value {
        TargetValue::Number(value) => number_text(*value, format),
        TargetValue::Reference(reference) => reference_text(program, reference, format),
    }
}

fn number_text(value: WasmValue, format: Format) -> String {
    match value {
        WasmValue::I32(bits) => integer_text(bits.into(), bits.cast_signed().into(), format),
        WasmValue::I64(bits) => integer_text(bits, bits.cast_signed(), format),
        WasmValue::F32(bits) => f32::from_bits(bits).to_string(),
        WasmValue::F64(bits) => f64::from_bits(bits).to_string(),
        WasmValue::V128(bits) => format!("{bits:#034x}"),
    }
}

/// An integer by its bits and as a signed number.
fn integer_text(bits: u64, signed: i64, format: Format) -> String {
    match format.notation {
        Notation::Usual if !format.hex => signed.to_string(),
        Notation::Usual | Notation::Hexadecimal => format!("{bits:#x}"),
        Notation::Decimal => signed.to_string(),
        Notation::Octal => format!("{bits:#o}"),
        Notation::Binary => format!("{bits:#b}"),
        Notation::Character => {
            let character = u32::try_from(bits).ok().and_then(char::from_u32);
            character
                .map_or_else(|| signed.to_string(), |character| format!("{signed} {character:?}"))
        }
    }
}

/// A function by its name, an exception by its tag with its values: `pair(42, -1)`.
fn reference_text(program: &Program, reference: &TargetReference, format: Format) -> String {
    match reference {
        TargetReference::Function(Some(TargetFunction::Module { module, function })) => {
            program.function_name(*module, *function)
        }
        TargetReference::Function(Some(TargetFunction::Host(name))) => name.clone(),
        TargetReference::Host(Some(number)) => format!("host value {number}"),
        TargetReference::Exception(Some(exception)) => {
            let values = exception.values.iter().map(|value| text(program, value, format));
            let more = (exception.more > 0).then(|| "…".to_owned());
            let values: Vec<String> = values.chain(more).collect();
            format!("{}({})", exception.tag, values.join(", "))
        }
        TargetReference::Function(None)
        | TargetReference::Host(None)
        | TargetReference::Exception(None) => "null".to_owned(),
    }
}
