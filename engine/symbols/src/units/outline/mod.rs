//! One pass over the DIEs of a unit: which functions it has and where, which variables live at fixed
//! addresses, and which scopes name what is inside them. Everything else is skipped.

mod landmarks;
mod pass;
mod search;

use std::ops::Range;

use gimli::DwTag;

use super::Unit;
use crate::code::Code;
use pass::{Findings, pass};

pub(crate) use landmarks::{LARGEST as LARGEST_LANDMARKS, Landmarks, find_scopes};
pub(crate) use search::find_function;

/// What a unit contains.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Code of functions, sorted by its start: one entry for each range of each function.
    pub(crate) functions: Vec<FunctionCode>,
    /// DIE offsets of functions that are inlined somewhere: those that the copies refer to.
    pub(crate) inlined: Vec<u32>,
    /// Variables outside of functions, and those inside that have a fixed address.
    pub(crate) statics: Vec<StaticDie>,
    /// Namespaces and types that have children, in the order of their DIEs.
    scopes: Vec<Scope>,
}

/// A range of code of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionCode {
    /// Wasm offsets.
    pub(crate) range: Range<u32>,
    /// Offset of the function's DIE in the unit.
    pub(crate) die: u32,
    /// Offset after the DIEs inside it.
    pub(crate) end: u32,
}

/// A variable that lives as long as the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StaticDie {
    /// Offset of its DIE in the unit.
    pub(crate) die: u32,
    /// Its address in linear memory, where it is a plain one.
    pub(crate) address: Option<u64>,
    /// Declared inside of a function.
    pub(crate) in_function: bool,
}

/// A DIE whose name qualifies those inside it: it spans `start .. end` of the unit.
#[derive(Debug)]
struct Scope {
    start: u32,
    end: u32,
    parent: Option<u32>,
}

/// Whether the name of a DIE qualifies those inside it.
fn is_scope(tag: DwTag) -> bool {
    matches!(
        tag,
        gimli::DW_TAG_namespace
            | gimli::DW_TAG_module
            | gimli::DW_TAG_structure_type
            | gimli::DW_TAG_class_type
            | gimli::DW_TAG_union_type
            | gimli::DW_TAG_interface_type
            | gimli::DW_TAG_enumeration_type
    )
}

/// Bytes of the largest entry of an outline.
const ENTRY: u64 = 24;
const _: () = assert!(
    size_of::<StaticDie>() as u64 <= ENTRY
        && size_of::<FunctionCode>() as u64 <= ENTRY
        && size_of::<Scope>() as u64 <= ENTRY
);

impl Outline {
    /// How many entries it has at most, for a unit of so many bytes: a DIE that makes one has a name or a
    /// place, and an end where it has children, which takes 4 bytes. What a broken unit has beyond that is
    /// left out.
    pub(crate) fn most_entries(unit_length: u64) -> u64 {
        unit_length / 4 + 16
    }

    /// Bytes that the outline of a unit takes at most that has so many bytes.
    pub(crate) fn quick_bound(length: u64) -> u64 {
        Self::most_entries(length).saturating_mul(ENTRY)
    }

    /// Bytes that the outline of a unit takes at most; where that is more than `most`, those that it
    /// really takes, for which all of the unit is read.
    pub(crate) fn bound(unit: &Unit, code: &Code, length: u64, most: u64) -> u64 {
        let bound = Self::quick_bound(length);
        if bound <= most {
            return bound;
        }
        let mut counted = Counted::default();
        pass(unit, code, length, &mut counted);
        counted.0
    }

    /// Reads a unit's DIEs, up to the first broken one; the unit takes so many bytes.
    pub(crate) fn read(unit: &Unit, code: &Code, length: u64) -> Self {
        let mut outline = Self::default();
        pass(unit, code, length, &mut outline);
        outline.functions.sort_by_key(|function| (function.range.start, function.range.end));
        outline.functions.shrink_to_fit();
        outline.inlined.shrink_to_fit();
        outline.statics.shrink_to_fit();
        outline.scopes.shrink_to_fit();
        outline
    }

    /// How many entries it has.
    pub(crate) fn len(&self) -> usize {
        self.functions.len() + self.inlined.len() + self.statics.len() + self.scopes.len()
    }

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        size_of_val(self.functions.as_slice())
            + size_of_val(self.inlined.as_slice())
            + size_of_val(self.statics.as_slice())
            + size_of_val(self.scopes.as_slice())
    }

    /// DIE offset of the function whose code covers a Wasm offset.
    pub(crate) fn function_at(&self, offset: u32) -> Option<&FunctionCode> {
        let next = self.functions.partition_point(|function| function.range.start <= offset);
        let function = self.functions.get(next.checked_sub(1)?)?;
        function.range.contains(&offset).then_some(function)
    }

    /// DIE offsets of the scopes around a DIE, outermost first.
    pub(crate) fn scopes_around(&self, die: u32) -> Vec<u32> {
        let next = self.scopes.partition_point(|scope| scope.start < die);
        let mut at = next.checked_sub(1);
        let mut found = Vec::new();
        while let Some(scope) = at.and_then(|index| self.scopes.get(index)) {
            if die < scope.end {
                found.push(scope.start);
            }
            at = scope.parent.and_then(|parent| usize::try_from(parent).ok());
        }
        found.reverse();
        found
    }
}

impl Findings for Outline {
    fn functions(&self) -> usize {
        self.functions.len()
    }

    fn function(&mut self, function: FunctionCode) {
        self.functions.push(function);
    }

    fn end_functions(&mut self, which: Range<usize>, end: u32) {
        for function in self.functions.get_mut(which).unwrap_or_default() {
            function.end = end;
        }
    }

    fn inlined(&mut self, die: u32) {
        self.inlined.push(die);
    }

    fn variable(&mut self, variable: StaticDie) {
        self.statics.push(variable);
    }

    fn scopes(&self) -> usize {
        self.scopes.len()
    }

    fn scope(&mut self, scope: Scope) {
        self.scopes.push(scope);
    }

    fn end_scope(&mut self, index: usize, end: u32) {
        if let Some(scope) = self.scopes.get_mut(index) {
            scope.end = end;
        }
    }
}

/// Bytes of all that was found.
#[derive(Default)]
struct Counted(u64);

impl Findings for Counted {
    fn functions(&self) -> usize {
        0
    }

    fn function(&mut self, _: FunctionCode) {
        self.0 += size_of::<FunctionCode>() as u64;
    }

    fn end_functions(&mut self, _: Range<usize>, _: u32) {}

    fn inlined(&mut self, _: u32) {
        self.0 += size_of::<u32>() as u64;
    }

    fn variable(&mut self, _: StaticDie) {
        self.0 += size_of::<StaticDie>() as u64;
    }

    fn scopes(&self) -> usize {
        0
    }

    fn scope(&mut self, _: Scope) {
        self.0 += size_of::<Scope>() as u64;
    }

    fn end_scope(&mut self, _: usize, _: u32) {}
}
