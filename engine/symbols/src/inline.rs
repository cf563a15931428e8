//! The scopes of one function: the calls that were inlined into it, its lexical blocks, and which
//! variables each declares.

use std::ops::Range;

use crate::{
    VariableKind,
    code::Code,
    debug_info::DebugInfo,
    units::{
        DieRef, Unit, narrow,
        pc::{PcAttributes, RANGE_BUDGET},
    },
};

/// What a scope is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    /// The function itself.
    Function,
    /// The body of a function inlined into the scope around it.
    Inlined(CallSite),
    /// A lexical block.
    Block,
}

/// Where an inlined call was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CallSite {
    /// Number in the unit's file table.
    pub(crate) file: u64,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A scope of a function.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) kind: ScopeKind,
    /// Its DIE in the unit.
    pub(crate) die: u32,
    /// Position of the scope around it; of the function itself, its own.
    pub(crate) parent: usize,
    /// Its code, as Wasm offsets, sorted.
    pub(crate) ranges: Vec<Range<u32>>,
    /// Does not say where its code is: it has the code of the scope around it.
    everywhere: bool,
}

/// A variable of a scope.
#[derive(Clone, Debug)]
pub(crate) struct ScopeVariable {
    /// Position of its scope.
    pub(crate) scope: usize,
    /// Its DIE in the unit.
    pub(crate) die: u32,
    pub(crate) kind: VariableKind,
}

/// The scopes of a function, each after the one around it; the function itself is the first.
#[derive(Debug, Default)]
pub(crate) struct FunctionTree {
    pub(crate) scopes: Vec<Scope>,
    /// In the order of the debug information.
    pub(crate) variables: Vec<ScopeVariable>,
}

/// Bytes of the largest entry of a tree.
const ENTRY: u64 = 72;
const _: () =
    assert!(size_of::<Scope>() as u64 <= ENTRY && size_of::<ScopeVariable>() as u64 <= ENTRY);
/// Bytes of a range of a scope.
const RANGE: u64 = size_of::<Range<u32>>() as u64;

/// How many scopes and variables a function has at most whose DIEs take so many bytes: a DIE that makes
/// one has a name or a place, and an end where it has children, which takes 4 bytes. What a broken unit
/// has beyond that is left out.
fn most_entries(length: u64) -> u64 {
    length / 4 + 16
}

/// How many ranges of code these have at most: inlined calls that were optimised have a dozen, and take
/// a dozen bytes.
fn most_ranges(length: u64) -> u64 {
    length.saturating_mul(4).saturating_add(1 << 10).min(RANGE_BUDGET as u64)
}

impl FunctionTree {
    /// Bytes that the tree of a function takes at most whose DIEs end at `end`; where that is more than
    /// `most`, those that it really takes, for which they are all read.
    pub(crate) fn bound(unit: &Unit, function: u32, end: u32, code: &Code, most: u64) -> u64 {
        let length = u64::from(end.saturating_sub(function));
        let entries = most_entries(length).saturating_mul(ENTRY);
        let bound = entries.saturating_add(most_ranges(length).saturating_mul(RANGE));
        if bound <= most {
            return bound;
        }
        let mut counted = Counted::default();
        let _ = fill(&mut counted, unit, function, length, code);
        counted.bytes
    }

    /// Reads the DIEs of a function, which end at `end`.
    pub(crate) fn read(unit: &Unit, function: u32, end: u32, code: &Code) -> Self {
        let mut tree = Self::default();
        let length = u64::from(end.saturating_sub(function));
        let _ = fill(&mut tree, unit, function, length, code);
        tree.scopes.shrink_to_fit();
        tree.variables.shrink_to_fit();
        tree
    }

    /// How many scopes and variables it has.
    pub(crate) fn len(&self) -> usize {
        self.scopes.len() + self.variables.len()
    }

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        let ranges = self.scopes.iter().map(|scope| scope.ranges.capacity());
        ranges.sum::<usize>() * size_of::<Range<u32>>()
            + size_of_val(self.scopes.as_slice())
            + size_of_val(self.variables.as_slice())
    }

    /// The scopes around a Wasm offset, outermost first.
    pub(crate) fn path(&self, offset: u32) -> Vec<usize> {
        let mut inside = vec![false; self.scopes.len()];
        let mut deepest = None;
        for (position, scope) in self.scopes.iter().enumerate() {
            let parent_inside = position == 0 || inside.get(scope.parent).is_some_and(|flag| *flag);
            let here = scope.everywhere || scope.ranges.iter().any(|range| range.contains(&offset));
            if parent_inside && here {
                deepest = Some(position);
                if let Some(flag) = inside.get_mut(position) {
                    *flag = true;
                }
            }
        }
        let mut path = Vec::new();
        while let Some(position) = deepest {
            path.push(position);
            let parent = self.scopes.get(position).map(|scope| scope.parent);
            deepest = parent.filter(|parent| *parent < position);
        }
        path.reverse();
        path
    }
}

/// Where what is found goes: into a tree, or only its bytes into a sum.
trait Findings {
    /// How many scopes there are.
    fn scopes(&self) -> usize;
    fn scope(&mut self, scope: Scope);
    fn variable(&mut self, variable: ScopeVariable);
}

impl Findings for FunctionTree {
    fn scopes(&self) -> usize {
        self.scopes.len()
    }

    fn scope(&mut self, mut scope: Scope) {
        scope.ranges.shrink_to_fit();
        self.scopes.push(scope);
    }

    fn variable(&mut self, variable: ScopeVariable) {
        self.variables.push(variable);
    }
}

#[derive(Default)]
struct Counted {
    scopes: usize,
    bytes: u64,
}

impl Findings for Counted {
    fn scopes(&self) -> usize {
        self.scopes
    }

    fn scope(&mut self, scope: Scope) {
        self.scopes += 1;
        self.bytes += (size_of::<Scope>() + size_of_val(scope.ranges.as_slice())) as u64;
    }

    fn variable(&mut self, _: ScopeVariable) {
        self.bytes += size_of::<ScopeVariable>() as u64;
    }
}

/// Reads the DIEs of a function, which take so many bytes, up to the first broken one.
fn fill(
    found: &mut impl Findings,
    unit: &Unit,
    function: u32,
    length: u64,
    code: &Code,
) -> gimli::Result<()> {
    let offset = gimli::UnitOffset(usize::try_from(function).unwrap_or(usize::MAX));
    let mut entries = unit.unit.entries_raw(Some(offset))?;
    let mut ranges_left = usize::try_from(most_ranges(length)).unwrap_or(usize::MAX);
    let mut left = most_entries(length);
    // For each open DIE the scope that its children belong to; none below what is no scope.
    let mut open: Vec<Option<usize>> = Vec::new();
    while left > 0 {
        let die = narrow(entries.next_offset());
        let Some(abbreviation) = entries.read_abbreviation()? else {
            open.pop();
            if open.is_empty() {
                return Ok(());
            }
            continue;
        };
        let around = open.last().copied().unwrap_or(Some(0));
        let first = found.scopes() == 0;
        let mut pc = PcAttributes::default();
        let mut call = CallSite::default();
        for specification in abbreviation.attributes() {
            let attribute = entries.read_attribute(*specification)?;
            pc.note(&attribute);
            call.note(&attribute);
        }
        let kind = match abbreviation.tag() {
            gimli::DW_TAG_subprogram if first => Some(ScopeKind::Function),
            gimli::DW_TAG_inlined_subroutine => Some(ScopeKind::Inlined(call)),
            gimli::DW_TAG_lexical_block | gimli::DW_TAG_try_block | gimli::DW_TAG_catch_block => {
                Some(ScopeKind::Block)
            }
            _ if first => return Ok(()),
            _ => None,
        };
        let variable = match abbreviation.tag() {
            gimli::DW_TAG_formal_parameter => Some(VariableKind::Parameter),
            gimli::DW_TAG_variable => Some(VariableKind::Local),
            _ => None,
        };
        let mut inside = None;
        if let (Some(kind), Some(parent)) = (kind, around) {
            let everywhere = !pc.any() && kind == ScopeKind::Block;
            let ranges = pc.collect(&unit.dwarf, &unit.unit, code, &mut ranges_left);
            inside = Some(found.scopes());
            found.scope(Scope { kind, die, parent, ranges, everywhere });
            left -= 1;
        } else if let (Some(kind), Some(scope)) = (variable, around) {
            found.variable(ScopeVariable { scope, die, kind });
            left -= 1;
        }
        if abbreviation.has_children() {
            open.push(inside);
        } else if first {
            return Ok(());
        }
    }
    Ok(())
}

impl CallSite {
    fn note(&mut self, attribute: &gimli::Attribute<crate::units::Reader>) {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(0);
        match (attribute.name(), attribute.value()) {
            (gimli::DW_AT_call_file, gimli::AttributeValue::FileIndex(file)) => self.file = file,
            (gimli::DW_AT_call_line, value) => {
                self.line = value.udata_value().map_or(0, narrow);
            }
            (gimli::DW_AT_call_column, value) => {
                self.column = value.udata_value().map_or(0, narrow);
            }
            _ => {}
        }
    }
}

impl DebugInfo {
    /// The innermost inlined call at a Wasm offset, or the function itself.
    pub(crate) fn innermost_function(&self, offset: u32) -> Option<DieRef> {
        let function = self.function_die_at(offset)?;
        let tree = self.tree(function);
        let scopes = tree.path(offset);
        let innermost = scopes.iter().rev().filter_map(|position| tree.scopes.get(*position));
        let innermost = innermost.into_iter().find(|scope| scope.kind != ScopeKind::Block)?;
        Some(DieRef { unit: function.die.unit, offset: innermost.die })
    }

    /// Whether the code at a Wasm offset was inlined from another function.
    pub(crate) fn is_inlined(&self, offset: u32) -> bool {
        self.innermost_function(offset) != self.function_die_at(offset).map(|function| function.die)
    }
}
