//! The names that the program itself has for its functions: the `name` section, then exports.

use std::ops::Range;

use wasmparser::{BinaryReader, Name, NameSectionReader};

use crate::{
    FunctionPattern, FunctionSymbol, SymbolBudget, SymbolCache, SymbolCharge,
    code::{Body, Code},
    load::WasmFile,
    names::demangle,
};

/// Names of functions by their index in the module.
///
/// The file that has them is in memory, so that only their places in it are kept; and not those where
/// they take more than the budget has: then the section is read for each question.
pub(crate) struct NameSection {
    file: WasmFile,
    budget: SymbolBudget,
    names: SymbolCache<Vec<Naming>>,
}

/// Where the name of a function is.
#[derive(Clone, Copy, Debug)]
struct Naming {
    index: u32,
    start: u32,
    end: u32,
}

/// Bytes of a name's place.
const NAMING: usize = size_of::<Naming>();

impl NameSection {
    /// The names in `file`, of which nothing is read yet.
    pub(crate) fn new(file: WasmFile, budget: &SymbolBudget) -> Self {
        Self { file, budget: budget.clone(), names: SymbolCache::new(budget) }
    }

    /// Passes all names on, those of the section before those of exports, until `note` says that it is
    /// enough; up to the first broken one.
    fn each(&self, mut note: impl FnMut(Naming) -> bool) {
        let section = self.file.section("name");
        let whole = self.file.bytes.as_ptr_range();
        let place = |index: u32, name: &str| {
            let start = (name.as_ptr() as usize).checked_sub(whole.start as usize)?;
            let end = start.checked_add(name.len())?;
            Some(Naming { index, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
        };
        let reader = NameSectionReader::new(BinaryReader::new(section.bytes(), 0));
        for part in reader.into_iter().map_while(Result::ok) {
            let Name::Function(functions) = part else { continue };
            for naming in functions.into_iter().map_while(Result::ok) {
                if place(naming.index, naming.name).is_some_and(|place| !note(place)) {
                    return;
                }
            }
        }
        for (index, name) in self.file.exported_functions() {
            if place(index, name).is_some_and(|place| !note(place)) {
                return;
            }
        }
    }

    /// Bytes that the places of all names take at most: a name takes two bytes, an export three.
    fn bound(&self) -> u64 {
        let names = self.file.section("name").bytes().len() / 2;
        let exports = self.file.sections.exports.as_ref().map_or(0, |exports| exports.len() / 3);
        names.saturating_add(exports).saturating_mul(NAMING) as u64
    }

    /// The symbol of a function: of several the last one of the section, then the first export.
    pub(crate) fn get(&self, index: u32) -> Option<&str> {
        let bound = self.bound();
        let naming = if bound > self.budget.limits().bytes {
            self.look_for(index)
        } else {
            let names = self.names.get_or_read(0, |_| bound, || self.places());
            let at = names.binary_search_by_key(&index, |naming| naming.index).ok();
            at.and_then(|at| names.get(at)).copied()
        };
        self.text(naming?)
    }

    /// The places of all names, one for each function, by its index.
    fn places(&self) -> (Vec<Naming>, SymbolCharge) {
        let mut places = Vec::new();
        self.each(|naming| {
            places.push(naming);
            true
        });
        places.sort_by_key(|naming| naming.index);
        places.dedup_by(|next, kept| {
            let is_same = next.index == kept.index;
            if is_same {
                *kept = self.stronger(*kept, *next);
            }
            is_same
        });
        places.shrink_to_fit();
        let charge = SymbolCharge::bytes(places.len() * NAMING);
        (places, charge)
    }

    /// The name of a function, read anew.
    fn look_for(&self, index: u32) -> Option<Naming> {
        let mut found = None;
        self.each(|naming| {
            if naming.index == index {
                found = Some(found.map_or(naming, |kept| self.stronger(kept, naming)));
            }
            true
        });
        found
    }

    /// Which of two names of a function counts, `next` standing behind `kept`.
    fn stronger(&self, kept: Naming, next: Naming) -> Naming {
        if self.is_export(next) { kept } else { next }
    }

    fn is_export(&self, naming: Naming) -> bool {
        let start = usize::try_from(naming.start).unwrap_or(usize::MAX);
        self.file.sections.exports.as_ref().is_some_and(|exports| exports.contains(&start))
    }

    fn text(&self, naming: Naming) -> Option<&str> {
        let place = usize::try_from(naming.start).ok()?..usize::try_from(naming.end).ok()?;
        std::str::from_utf8(self.file.bytes.get(place)?).ok()
    }

    /// The name of a local of a function.
    pub(crate) fn local(&self, function: u32, local: u32) -> Option<String> {
        let section = self.file.section("name");
        let reader = NameSectionReader::new(BinaryReader::new(section.bytes(), 0));
        for part in reader.into_iter().map_while(Result::ok) {
            let Name::Local(functions) = part else { continue };
            let mut functions = functions.into_iter().map_while(Result::ok);
            let Some(found) = functions.find(|found| found.index == function) else { continue };
            let mut locals = found.names.map_while(Result::ok);
            return locals
                .find(|naming| naming.index == local)
                .map(|naming| naming.name.to_owned());
        }
        None
    }

    /// The readable name of a function.
    pub(crate) fn readable(&self, index: u32) -> Option<String> {
        let name = self.get(index)?;
        Some(demangle(name).unwrap_or_else(|| name.to_owned()))
    }

    /// The function whose code covers a Wasm offset, as far as the program itself describes it.
    pub(crate) fn function_at(&self, code: &Code, offset: u32) -> Option<FunctionSymbol> {
        let (position, body) = code.body_at(offset)?;
        Some(self.function(code, code.function_index(position), body))
    }

    /// All functions that are meant.
    pub(crate) fn functions_like(
        &self,
        code: &Code,
        pattern: &FunctionPattern,
    ) -> Vec<FunctionSymbol> {
        let mut named = Vec::new();
        self.each(|naming| {
            let symbol = self.text(naming).unwrap_or_default();
            let readable = demangle(symbol);
            if pattern.matches(readable.as_deref().unwrap_or(symbol), Some(symbol)) {
                named.push(naming);
            }
            true
        });
        // A name counts only where the function has no stronger one.
        named.retain(|naming| self.get(naming.index) == self.text(*naming));
        let mut found: Vec<FunctionSymbol> = named
            .iter()
            .filter_map(|naming| {
                let body = code.body_of_function(naming.index)?;
                Some(self.function(code, naming.index, body))
            })
            .collect();
        found.sort_by_key(|function| function.range.start);
        found.dedup();
        found
    }

    fn function(&self, code: &Code, index: u32, body: Body) -> FunctionSymbol {
        let range: Range<u32> = body.start..body.end;
        FunctionSymbol {
            name: self.readable(index).unwrap_or_else(|| format!("func[{index}]")),
            linkage_name: self.get(index).map(str::to_owned),
            range,
            declared: None,
            body: code.first_instruction(body),
        }
    }
}
