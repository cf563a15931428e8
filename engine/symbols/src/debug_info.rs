//! The debug information of a module: its sections, the units, and the bounded caches of what was
//! read of them. Every subject (lines, scopes, types ...) adds its own `impl DebugInfo`.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use crate::{
    Type,
    cache::Cache,
    code::Code,
    describe::TypeNames,
    inline::FunctionTree,
    lines::{LineTable, files::FileTable},
    load::split::SplitFiles,
    sources::Sources,
    statics::StaticMap,
    units::{DieRef, Dwarf, Entry, Unit, Value, index::UnitIndex, outline::Outline},
};

/// Bytes that each cache may hold: enough to keep what a debugging session looks at, small against
/// the debug information of a large program.
const UNIT_CACHE: usize = 16 << 20;
const OUTLINE_CACHE: usize = 32 << 20;
const LINE_CACHE: usize = 64 << 20;
const TREE_CACHE: usize = 16 << 20;
const TYPE_CACHE: usize = 32 << 20;

/// A reference from DIE to DIE is followed this often: real ones take two or three steps, broken
/// ones may go round in a circle.
pub(crate) const MAX_REFERENCES: usize = 16;

/// See the module.
pub(crate) struct DebugInfo {
    pub(crate) dwarf: Arc<Dwarf>,
    pub(crate) code: Arc<Code>,
    pub(crate) sources: Sources,
    pub(crate) split: SplitFiles,
    pub(crate) types: Cache<DieRef, Type>,
    pub(crate) type_names: OnceLock<TypeNames>,
    pub(crate) static_map: OnceLock<StaticMap>,
    index: OnceLock<UnitIndex>,
    unlisted: OnceLock<Vec<(Range<u32>, u32)>>,
    units: Cache<u32, Option<Unit>>,
    outlines: Cache<u32, Outline>,
    files: Cache<u32, FileTable>,
    lines: Cache<u32, LineTable>,
    trees: Cache<DieRef, FunctionTree>,
}

impl DebugInfo {
    /// Nothing is read yet.
    pub(crate) fn new(dwarf: Dwarf, code: Arc<Code>, sources: Sources, split: SplitFiles) -> Self {
        Self {
            dwarf: Arc::new(dwarf),
            code,
            sources,
            split,
            types: Cache::new(TYPE_CACHE),
            type_names: OnceLock::new(),
            static_map: OnceLock::new(),
            index: OnceLock::new(),
            unlisted: OnceLock::new(),
            units: Cache::new(UNIT_CACHE),
            outlines: Cache::new(OUTLINE_CACHE),
            files: Cache::new(LINE_CACHE),
            lines: Cache::new(LINE_CACHE),
            trees: Cache::new(TREE_CACHE),
        }
    }

    /// The list of units.
    pub(crate) fn index(&self) -> &UnitIndex {
        self.index.get_or_init(|| UnitIndex::build(&self.dwarf, &self.code))
    }

    /// A unit, ready to read its DIEs: where its root is a skeleton, the split unit instead.
    pub(crate) fn unit(&self, id: u32) -> Arc<Option<Unit>> {
        self.units.get_or_make(id, || {
            let Some((skeleton, weight)) = self.index().open(id, &self.dwarf) else {
                return (None, 0);
            };
            let full = self.split.resolve(&skeleton, &self.dwarf);
            (Some(full.unwrap_or(skeleton)), weight)
        })
    }

    /// What a unit contains.
    pub(crate) fn outline(&self, id: u32) -> Arc<Outline> {
        self.outlines.get_or_make(id, || {
            let unit = self.unit(id);
            let outline = unit.as_ref().as_ref().map(|unit| Outline::read(unit, &self.code));
            let outline = outline.unwrap_or_default();
            let weight = outline.weight();
            (outline, weight)
        })
    }

    /// The source files of a unit.
    pub(crate) fn files(&self, id: u32) -> Arc<FileTable> {
        self.files.get_or_make(id, || {
            let table = FileTable::read(self, id);
            let weight = table.weight();
            (table, weight)
        })
    }

    /// The line table of a unit.
    pub(crate) fn lines(&self, id: u32) -> Arc<LineTable> {
        self.lines.get_or_make(id, || {
            let table = LineTable::read(self, id);
            let weight = table.weight();
            (table, weight)
        })
    }

    /// The scopes and variables of a function.
    pub(crate) fn tree(&self, function: DieRef) -> Arc<FunctionTree> {
        self.trees.get_or_make(function, || {
            let unit = self.unit(function.unit);
            let tree = unit
                .as_ref()
                .as_ref()
                .map(|unit| FunctionTree::read(unit, function.offset, &self.code))
                .unwrap_or_default();
            let weight = tree.weight();
            (tree, weight)
        })
    }

    /// The unit that covers the code at a Wasm offset.
    pub(crate) fn unit_at(&self, offset: u32) -> Option<u32> {
        self.index().at(offset).or_else(|| self.unlisted_unit_at(offset))
    }

    /// Units whose root does not say which code they cover are asked for their functions.
    fn unlisted_unit_at(&self, offset: u32) -> Option<u32> {
        let unlisted = self.unlisted.get_or_init(|| {
            let mut ranges = Vec::new();
            for id in self.index().without_ranges() {
                let outline = self.outline(id);
                ranges.extend(outline.functions.iter().map(|code| (code.range.clone(), id)));
            }
            ranges.sort_by_key(|(range, _)| (range.start, range.end));
            ranges
        });
        let next = unlisted.partition_point(|(range, _)| range.start <= offset);
        let (range, id) = unlisted.get(next.checked_sub(1)?)?;
        range.contains(&offset).then_some(*id)
    }

    /// The DIE of the function whose code covers a Wasm offset.
    pub(crate) fn function_die_at(&self, offset: u32) -> Option<DieRef> {
        let unit = self.unit_at(offset)?;
        let outline = self.outline(unit);
        let function = outline.function_at(offset)?;
        Some(DieRef { unit, offset: function.die })
    }

    /// The DIE that a reference attribute of `unit` leads to.
    pub(crate) fn reference(&self, unit: &Unit, value: &Value) -> Option<DieRef> {
        match value {
            gimli::AttributeValue::UnitRef(offset) => Some(unit.die(*offset)),
            gimli::AttributeValue::DebugInfoRef(offset) => {
                if unit.split {
                    let start = unit.unit.header.debug_info_offset()?.0;
                    return Some(unit.die(gimli::UnitOffset(offset.0.checked_sub(start)?)));
                }
                let (unit, offset) = self.index().containing(offset.0)?;
                Some(DieRef { unit, offset })
            }
            gimli::AttributeValue::DebugTypesRef(signature) => {
                let (unit, offset) = self.index().by_signature(signature.0)?;
                Some(DieRef { unit, offset })
            }
            _ => None,
        }
    }

    /// The DIE that attribute `name` of an entry leads to.
    pub(crate) fn follow(&self, unit: &Unit, entry: &Entry, name: gimli::DwAt) -> Option<DieRef> {
        self.reference(unit, &entry.attr_value(name)?)
    }
}
