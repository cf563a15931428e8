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

impl FunctionTree {
    /// Reads the DIEs below the function's.
    pub(crate) fn read(unit: &Unit, function: u32, code: &Code) -> Self {
        let mut tree = Self::default();
        let _ = tree.fill(unit, function, code);
        tree
    }

    fn fill(&mut self, unit: &Unit, function: u32, code: &Code) -> gimli::Result<()> {
        let offset = gimli::UnitOffset(usize::try_from(function).unwrap_or(usize::MAX));
        let mut entries = unit.unit.entries_raw(Some(offset))?;
        let mut ranges_left = RANGE_BUDGET;
        // For each open DIE the scope that its children belong to; none below what is no scope.
        let mut open: Vec<Option<usize>> = Vec::new();
        loop {
            let die = narrow(entries.next_offset());
            let Some(abbreviation) = entries.read_abbreviation()? else {
                open.pop();
                if open.is_empty() {
                    return Ok(());
                }
                continue;
            };
            let around = open.last().copied().unwrap_or(Some(0));
            let first = self.scopes.is_empty();
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
                gimli::DW_TAG_lexical_block
                | gimli::DW_TAG_try_block
                | gimli::DW_TAG_catch_block => Some(ScopeKind::Block),
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
                inside = Some(self.scopes.len());
                self.scopes.push(Scope { kind, die, parent, ranges, everywhere });
            } else if let (Some(kind), Some(scope)) = (variable, around) {
                self.variables.push(ScopeVariable { scope, die, kind });
            }
            if abbreviation.has_children() {
                open.push(inside);
            } else if first {
                return Ok(());
            }
        }
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn weight(&self) -> usize {
        let ranges = self.scopes.iter().map(|scope| scope.ranges.len() * 8 + size_of::<Scope>());
        ranges.sum::<usize>() + size_of_val(self.variables.as_slice())
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
        Some(DieRef { unit: function.unit, offset: innermost.die })
    }

    /// Whether the code at a Wasm offset was inlined from another function.
    pub(crate) fn is_inlined(&self, offset: u32) -> bool {
        self.innermost_function(offset) != self.function_die_at(offset)
    }
}
