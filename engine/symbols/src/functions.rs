//! Functions: their names, where they are declared and where their code is.

use std::{collections::HashMap, ops::Range, sync::Arc};

use crate::{
    FunctionPattern, FunctionSymbol, SourceLocation, TypeId,
    debug_info::{DebugInfo, MAX_REFERENCES},
    inline::ScopeKind,
    names::demangle,
    units::{DieRef, FunctionDie, unsigned},
};

/// What the DIEs of a function say about it: the one with its code, the one that was inlined from,
/// and its declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct FunctionNames {
    /// Readable name.
    pub(crate) readable: String,
    /// Symbol in the object file.
    pub(crate) linkage: Option<String>,
    /// Where it is declared.
    pub(crate) declared: Option<SourceLocation>,
}

impl DebugInfo {
    /// The names of a function or inlined call.
    pub(crate) fn function_names(&self, die: DieRef) -> FunctionNames {
        let mut names = FunctionNames::default();
        let mut short = None;
        let mut at = Some(die);
        let mut last = die;
        for _ in 0..MAX_REFERENCES {
            let Some(die) = at else { break };
            let unit = self.unit(die.unit);
            let Some(unit) = unit.as_ref() else { break };
            let Some(entry) = unit.entry(die.offset) else { break };
            last = die;
            names.linkage = names
                .linkage
                .or_else(|| unit.text(&entry, gimli::DW_AT_linkage_name))
                .or_else(|| unit.text(&entry, gimli::DW_AT_MIPS_linkage_name));
            short = short.or_else(|| unit.text(&entry, gimli::DW_AT_name));
            names.declared = names.declared.or_else(|| {
                let number = match entry.attr_value(gimli::DW_AT_decl_file)? {
                    gimli::AttributeValue::FileIndex(number) => number,
                    _ => return None,
                };
                let file = self.numbered_files(die.unit).get(number)?;
                let line = u32::try_from(unsigned(&entry, gimli::DW_AT_decl_line)?).ok()?;
                let column = unsigned(&entry, gimli::DW_AT_decl_column).unwrap_or(0);
                let column = u32::try_from(column).unwrap_or(0);
                Some(SourceLocation { file, line, column })
            });
            at = self
                .follow(unit, &entry, gimli::DW_AT_abstract_origin)
                .or_else(|| self.follow(unit, &entry, gimli::DW_AT_specification));
        }
        let demangled = names.linkage.as_deref().and_then(demangle);
        names.readable = demangled
            .or_else(|| short.map(|short| self.qualified(last, &short)))
            .or_else(|| names.linkage.clone())
            .unwrap_or_else(|| "<unnamed>".to_owned());
        names
    }

    /// The type of what the function gives back whose code covers a Wasm offset.
    pub(crate) fn return_type_at(&self, offset: u32) -> Option<TypeId> {
        let mut at = self.function_die_at(offset)?.die;
        for _ in 0..MAX_REFERENCES {
            let unit = self.unit(at.unit);
            let unit = unit.as_ref().as_ref()?;
            let entry = unit.entry(at.offset)?;
            if let Some(ty) = self.follow(unit, &entry, gimli::DW_AT_type) {
                return Some(TypeId(ty.pack()));
            }
            at = self
                .follow(unit, &entry, gimli::DW_AT_abstract_origin)
                .or_else(|| self.follow(unit, &entry, gimli::DW_AT_specification))?;
        }
        None
    }

    /// The function whose code covers a Wasm offset.
    pub(crate) fn function_at(&self, offset: u32) -> Option<FunctionSymbol> {
        let unit = self.unit_at(offset)?;
        let function = self.function_code_at(unit, offset)?;
        Some(self.function(DieRef { unit, offset: function.die }, &function.range))
    }

    fn function(&self, die: DieRef, range: &Range<u32>) -> FunctionSymbol {
        let names = self.function_names(die);
        FunctionSymbol {
            name: names.readable,
            linkage_name: names.linkage,
            range: range.clone(),
            declared: names.declared,
            body: self.body_start(die.unit, range),
        }
    }

    /// See [`crate::TypeSource::function_argument`]: of the function whose code covers a Wasm offset.
    pub(crate) fn function_argument(&self, offset: u32, argument: usize) -> Option<TypeId> {
        let mut at = Some(self.function_die_at(offset)?.die);
        for _ in 0..MAX_REFERENCES {
            let die = at?;
            let unit = self.unit(die.unit);
            let unit = unit.as_ref().as_ref()?;
            let entry = unit.entry(die.offset)?;
            let own = self.type_arguments(unit, &entry);
            if !own.is_empty() {
                return own.get(argument).copied();
            }
            at = self
                .follow(unit, &entry, gimli::DW_AT_specification)
                .or_else(|| self.follow(unit, &entry, gimli::DW_AT_abstract_origin));
            if at.is_none() {
                let class = unit.entry(*self.scopes_around(die).last()?)?;
                return self.type_arguments(unit, &class).get(argument).copied();
            }
        }
        None
    }

    /// Whether any recorded name of a function or inlined call has a word in it: much less work than its readable name.
    fn is_named_with(&self, die: DieRef, word: Option<&str>) -> bool {
        const NAMES: [gimli::DwAt; 3] =
            [gimli::DW_AT_linkage_name, gimli::DW_AT_MIPS_linkage_name, gimli::DW_AT_name];
        let Some(word) = word else { return true };
        let mut at = Some(die);
        for _ in 0..MAX_REFERENCES {
            let Some(die) = at else { break };
            let unit = self.unit(die.unit);
            let Some(unit) = unit.as_ref() else { break };
            let Some(entry) = unit.entry(die.offset) else { break };
            if NAMES.iter().any(|name| unit.text_has(&entry, *name, word)) {
                return true;
            }
            at = self
                .follow(unit, &entry, gimli::DW_AT_abstract_origin)
                .or_else(|| self.follow(unit, &entry, gimli::DW_AT_specification));
        }
        false
    }

    /// All functions that are meant.
    pub(crate) fn functions_like(&self, pattern: &FunctionPattern) -> Vec<FunctionSymbol> {
        let word = pattern.word();
        let mut found = Vec::new();
        for unit in self.each_unit() {
            let outline = self.outline(unit);
            for function in outline.functions.iter().take_while(|_| !self.is_given_up()) {
                let die = DieRef { unit, offset: function.die };
                if !self.is_named_with(die, word.as_deref()) {
                    continue;
                }
                let names = self.function_names(die);
                if answers_to(&names, pattern) {
                    found.push(self.function(die, &function.range));
                }
            }
        }
        found
    }

    /// Where the copies of functions that are meant begin, as far as they are inlined; each with the readable name.
    ///
    /// The scopes of all functions are read, but only where such a function is inlined at all.
    pub(crate) fn inlined_copies_like(&self, pattern: &FunctionPattern) -> Vec<(u32, Arc<str>)> {
        let word = pattern.word();
        let mut origins: HashMap<DieRef, Arc<str>> = HashMap::new();
        for unit in self.each_unit() {
            let outline = self.outline(unit);
            for &offset in &*outline.inlined {
                let die = DieRef { unit, offset };
                if !self.is_named_with(die, word.as_deref()) {
                    continue;
                }
                let names = self.function_names(die);
                if answers_to(&names, pattern) {
                    origins.insert(die, names.readable.into());
                }
            }
        }
        let mut found = Vec::new();
        for unit in self.each_unit() {
            if origins.is_empty() {
                break;
            }
            for function in &self.outline(unit).functions {
                let tree = self.tree(FunctionDie::new(unit, function));
                for scope in &tree.scopes {
                    let copy = DieRef { unit, offset: scope.die };
                    if matches!(scope.kind, ScopeKind::Inlined(_))
                        && let Some(name) =
                            self.inlined_from(copy).and_then(|from| origins.get(&from))
                    {
                        let starts = self.copy_starts(&scope.ranges);
                        found.extend(starts.into_iter().map(|start| (start, Arc::clone(name))));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The function that an inlined call is a copy of.
    fn inlined_from(&self, copy: DieRef) -> Option<DieRef> {
        let unit = self.unit(copy.unit);
        let unit = unit.as_ref().as_ref()?;
        self.follow(unit, &unit.entry(copy.offset)?, gimli::DW_AT_abstract_origin)
    }
}

fn answers_to(names: &FunctionNames, pattern: &FunctionPattern) -> bool {
    pattern.matches(&names.readable, names.linkage.as_deref())
}
