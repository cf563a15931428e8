//! The debug information of a module: its sections, the map of its units, and what was read of them, as
//! far as the budget keeps it. Every subject (lines, scopes, types ...) adds its own `impl DebugInfo`.

use std::sync::{Arc, OnceLock};

use crate::{
    Cancellation, LoadOptions, SourceFile, SymbolBudget, SymbolCache, SymbolCharge, Type,
    budget::MapShare,
    code::Code,
    describe::TypeNames,
    inline::FunctionTree,
    lines::{
        LineTable,
        files::{self, FileTable, Files},
    },
    load::{WasmFile, split::SplitFiles},
    sources::Sources,
    statics::StaticMap,
    units::{
        DieRef, Dwarf, Entry, FunctionDie, Unit, Value,
        index::UnitIndex,
        outline::{
            FunctionCode, LARGEST_LANDMARKS, Landmarks, Outline, find_function, find_scopes,
        },
        runs::CodeRuns,
    },
};

/// A reference from DIE to DIE is followed this often: real ones take two or three steps, broken
/// ones may go round in a circle.
pub(crate) const MAX_REFERENCES: usize = 16;

/// See the module.
pub(crate) struct DebugInfo {
    pub(crate) dwarf: Arc<Dwarf>,
    pub(crate) code: Arc<Code>,
    pub(crate) sources: Sources,
    pub(crate) split: SplitFiles,
    pub(crate) budget: SymbolBudget,
    pub(crate) types: SymbolCache<Type>,
    pub(crate) type_names: SymbolCache<TypeNames>,
    pub(crate) static_map: SymbolCache<StaticMap>,
    file: WasmFile,
    index: OnceLock<(UnitIndex, MapShare)>,
    unlisted: OnceLock<(CodeRuns, MapShare)>,
    units: SymbolCache<Option<Unit>>,
    outlines: SymbolCache<Outline>,
    functions: SymbolCache<Option<FunctionCode>>,
    scopes: SymbolCache<Vec<u32>>,
    landmarks: SymbolCache<Landmarks>,
    files: SymbolCache<FileTable>,
    single_files: SymbolCache<Option<Arc<SourceFile>>>,
    lines: SymbolCache<LineTable>,
    function_lines: SymbolCache<LineTable>,
    trees: SymbolCache<FunctionTree>,
    cancellation: Cancellation,
}

impl DebugInfo {
    /// The debug information in `file`, of which nothing is read yet.
    pub(crate) fn new(
        file: WasmFile,
        code: Arc<Code>,
        sources: Sources,
        split: SplitFiles,
        options: &LoadOptions,
    ) -> Self {
        let budget = &options.budget;
        Self {
            dwarf: Arc::new(file.dwarf()),
            code,
            sources,
            split,
            budget: budget.clone(),
            types: SymbolCache::new(budget),
            type_names: SymbolCache::new(budget),
            static_map: SymbolCache::new(budget),
            file,
            index: OnceLock::new(),
            unlisted: OnceLock::new(),
            units: SymbolCache::of_units(budget),
            outlines: SymbolCache::of_units(budget),
            functions: SymbolCache::new(budget),
            scopes: SymbolCache::new(budget),
            landmarks: SymbolCache::of_units(budget),
            files: SymbolCache::of_units(budget),
            single_files: SymbolCache::new(budget),
            lines: SymbolCache::of_units(budget),
            function_lines: SymbolCache::new(budget),
            trees: SymbolCache::new(budget),
            cancellation: options.cancellation.clone(),
        }
    }

    /// Whether addresses have 64 bits.
    pub(crate) fn has_wide_addresses(&self) -> bool {
        self.index().has_wide_addresses()
    }

    /// The list of units.
    pub(crate) fn index(&self) -> &UnitIndex {
        let (index, _) = self.index.get_or_init(|| {
            let index = UnitIndex::build(&self.dwarf, &self.code, &self.file.whole());
            let share = MapShare::new(&self.budget, index.size());
            (index, share)
        });
        index
    }

    /// All units, as long as nobody gives up; for what is not kept.
    pub(crate) fn each_unit(&self) -> impl Iterator<Item = u32> {
        (0..self.index().len()).take_while(|_| !self.is_given_up())
    }

    /// Whether somebody has given up what is being collected.
    pub(crate) fn is_given_up(&self) -> bool {
        self.cancellation.is_requested()
    }

    /// A unit, ready to read its DIEs: where its root is a skeleton, the split unit instead.
    pub(crate) fn unit(&self, id: u32) -> Arc<Option<Unit>> {
        let size = || {
            let abbreviations = self.index().abbreviations_size(id, &self.dwarf);
            abbreviations.saturating_add(size_of::<Unit>() as u64)
        };
        self.units.get_or_read(
            u64::from(id),
            |_| size(),
            || {
                let Some(skeleton) = self.index().open(id, &self.dwarf) else {
                    return (None, SymbolCharge::default());
                };
                let full = self.split.resolve(&skeleton, &self.dwarf, &self.budget);
                let unit = full.unwrap_or(skeleton);
                let bytes = size().saturating_add(unit.split_size());
                (Some(unit), SymbolCharge { bytes, ..SymbolCharge::default() })
            },
        )
    }

    /// What a unit contains.
    pub(crate) fn outline(&self, id: u32) -> Arc<Outline> {
        self.outlines.get_or_read(
            u64::from(id),
            |most| {
                let unit = self.unit(id);
                let unit = unit.as_ref().as_ref();
                unit.map_or(0, |unit| Outline::bound(unit, &self.code, unit.length(), most))
            },
            || {
                let unit = self.unit(id);
                let unit = unit.as_ref().as_ref();
                let outline = unit.map(|unit| Outline::read(unit, &self.code, unit.length()));
                let outline = outline.unwrap_or_default();
                let charge = SymbolCharge::symbols(outline.len(), outline.size());
                (outline, charge)
            },
        )
    }

    /// Whether the outline of a unit is larger than the budget, so that questions are better answered one by
    /// one: those of compilers have an eighth of the entries that they may have at most, or less.
    fn is_large(&self, unit: &Unit) -> bool {
        let limits = self.budget.limits();
        let entries = Outline::most_entries(unit.length()) / 8;
        entries > limits.symbols || Outline::quick_bound(unit.length()) / 8 > limits.bytes
    }

    /// The function of a unit whose code covers a Wasm offset.
    pub(crate) fn function_code_at(&self, id: u32, offset: u32) -> Option<FunctionCode> {
        let unit = self.unit(id);
        let unit = unit.as_ref().as_ref()?;
        if !self.is_large(unit) {
            return self.outline(id).function_at(offset).cloned();
        }
        let find = || find_function(unit, &self.code, unit.length(), offset);
        let (_, body) = self.code.body_at(offset)?;
        let key = DieRef { unit: id, offset: body.start }.pack();
        // What finds a symbol again is none itself, so that a function that is larger than the budget does not
        // make the walk through its unit be done for each question about it.
        let found = self.functions.get_or_make(key, || (find(), SymbolCharge::bytes(16)));
        let covers = |function: &FunctionCode| function.range.contains(&offset);
        found.as_ref().clone().filter(covers).or_else(find)
    }

    /// DIE offsets of the scopes around a DIE, outermost first.
    pub(crate) fn scopes_around(&self, die: DieRef) -> Arc<Vec<u32>> {
        let unit = self.unit(die.unit);
        let Some(unit) = unit.as_ref() else { return Arc::default() };
        if !self.is_large(unit) {
            return Arc::new(self.outline(die.unit).scopes_around(die.offset));
        }
        self.scopes.get_or_make(die.pack(), || {
            let landmarks = self.landmarks(unit);
            let scopes = find_scopes(unit, &landmarks, die.offset);
            let charge = SymbolCharge::bytes(size_of_val(scopes.as_slice()));
            (scopes, charge)
        })
    }

    /// Places in a large unit of which it is known what is around them; none where the budget has no room
    /// for anything beside them.
    fn landmarks(&self, unit: &Unit) -> Arc<Landmarks> {
        if self.budget.limits().bytes / 4 < LARGEST_LANDMARKS {
            return Arc::default();
        }
        self.landmarks.get_or_read(
            u64::from(unit.id),
            |_| LARGEST_LANDMARKS,
            || {
                let landmarks = Landmarks::read(unit);
                let charge = SymbolCharge::bytes(landmarks.size());
                (landmarks, charge)
            },
        )
    }

    /// The source files of a unit.
    pub(crate) fn files(&self, id: u32) -> Arc<FileTable> {
        self.files.get_or_read(
            u64::from(id),
            |_| FileTable::bound(self, id),
            || {
                let table = FileTable::read(self, id);
                let charge = SymbolCharge::bytes(table.size());
                (table, charge)
            },
        )
    }

    /// The same by number, without those that nobody asks for where they are more than the budget has.
    pub(crate) fn numbered_files(&self, unit: u32) -> Files<'_> {
        if files::is_large(self, unit, self.budget.limits().bytes) {
            Files::Each { info: self, unit }
        } else {
            Files::All(self.files(unit))
        }
    }

    /// One source file of a unit.
    pub(crate) fn single_file(&self, unit: u32, number: u64) -> Option<Arc<SourceFile>> {
        let offset = u32::try_from(number).ok()?;
        let file = self.single_files.get_or_make(DieRef { unit, offset }.pack(), || {
            let file = files::read_one(self, unit, number);
            let bytes = file.as_ref().map_or(0, |file| files::size(file));
            (file, SymbolCharge::bytes(bytes))
        });
        file.as_ref().clone()
    }

    /// The line table of a unit.
    pub(crate) fn lines(&self, id: u32) -> Arc<LineTable> {
        self.lines.get_or_read(
            u64::from(id),
            |most| LineTable::bound(self, id, most),
            || {
                let table = LineTable::read(self, id);
                let charge = SymbolCharge::source_file(table.size());
                (table, charge)
            },
        )
    }

    /// The rows of a unit's line table for the function around a Wasm offset, and perhaps more. Where
    /// the whole table is larger than the budget, only those are read.
    pub(crate) fn lines_around(&self, id: u32, offset: u32) -> Arc<LineTable> {
        let body = self.code.body_at(offset).map(|(_, body)| body);
        let most = self.budget.limits().bytes;
        let Some(body) = body.filter(|_| LineTable::quick_bound(self, id) > most) else {
            return self.lines(id);
        };
        let key = DieRef { unit: id, offset: body.start }.pack();
        self.function_lines.get_or_make(key, || {
            let table = LineTable::of_function(self, id, body);
            let charge = SymbolCharge::source_file(table.size());
            (table, charge)
        })
    }

    /// The scopes and variables of a function.
    pub(crate) fn tree(&self, function: FunctionDie) -> Arc<FunctionTree> {
        let FunctionDie { die, end } = function;
        self.trees.get_or_read(
            die.pack(),
            |most| {
                let unit = self.unit(die.unit);
                let unit = unit.as_ref().as_ref();
                unit.map_or(0, |unit| FunctionTree::bound(unit, die.offset, end, &self.code, most))
            },
            || {
                let unit = self.unit(die.unit);
                let unit = unit.as_ref().as_ref();
                let tree = unit.map(|unit| FunctionTree::read(unit, die.offset, end, &self.code));
                let tree = tree.unwrap_or_default();
                let charge = SymbolCharge::symbols(tree.len(), tree.size());
                (tree, charge)
            },
        )
    }

    /// Whether the code at a Wasm offset was written as text.
    pub(crate) fn is_text_at(&self, offset: u32) -> bool {
        let unit = self.unit_at(offset).map(|unit| self.unit(unit));
        unit.is_some_and(|unit| unit.as_ref().as_ref().is_some_and(|unit| unit.root.is_text))
    }

    /// The unit that covers the code at a Wasm offset.
    pub(crate) fn unit_at(&self, offset: u32) -> Option<u32> {
        self.index().at(offset).or_else(|| self.unlisted_unit_at(offset))
    }

    /// Units whose root does not say which code they cover are asked for their functions.
    fn unlisted_unit_at(&self, offset: u32) -> Option<u32> {
        let (unlisted, _) = self.unlisted.get_or_init(|| {
            let mut runs = CodeRuns::default();
            for id in self.index().without_ranges() {
                for function in &self.outline(id).functions {
                    runs.add(function.range.clone(), id, &self.code);
                }
            }
            runs.finish();
            let share = MapShare::new(&self.budget, runs.size());
            (runs, share)
        });
        unlisted.at(offset)
    }

    /// The function whose code covers a Wasm offset.
    pub(crate) fn function_die_at(&self, offset: u32) -> Option<FunctionDie> {
        let unit = self.unit_at(offset)?;
        Some(FunctionDie::new(unit, &self.function_code_at(unit, offset)?))
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
                let (unit, offset) = self.index().by_signature(signature.0, &self.dwarf)?;
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
