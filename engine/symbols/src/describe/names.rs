//! The names of types, as a programmer writes them.
//!
//! Rust's and C++'s are qualified by the namespaces and types around them; C's have their keyword.
//! What has no name of its own (pointers, arrays, functions) is written as its language does: in
//! C's declarators a name is put together from both of its ends.

use crate::{
    Language,
    debug_info::DebugInfo,
    units::{DieRef, Entry, Unit, flag, unsigned},
};

use super::children;

/// Types that one name may mention: enough for any that somebody reads, and an end for those that
/// broken debug information makes mention themselves.
const MAX_MENTIONED: u32 = 200;
/// How deep they may nest.
const MAX_DEPTH: u32 = 24;
/// What stands for the rest beyond that.
const CUT: &str = "…";

impl DebugInfo {
    /// The full name of a type.
    pub(crate) fn type_name(&self, die: DieRef) -> String {
        let mut budget = MAX_MENTIONED;
        let declarator = self.declarator(Some(die), None, 0, &mut budget);
        declarator.before + &declarator.after
    }

    /// The name of a DIE after those of the namespaces and types around it.
    pub(crate) fn qualified(&self, die: DieRef, name: &str) -> String {
        let unit = self.unit(die.unit);
        let Some(unit) = unit.as_ref() else { return name.to_owned() };
        // Zig's names have their namespaces in them.
        if matches!(unit.root.language, Language::C | Language::Zig) {
            return name.to_owned();
        }
        let mut qualified = String::new();
        for &scope in self.scopes_around(die).iter() {
            let scope = unit.entry(scope);
            let part = scope.as_ref().and_then(|scope| unit.text(scope, gimli::DW_AT_name));
            match part {
                Some(part) => qualified.push_str(&part),
                None => qualified.push_str("(anonymous)"),
            }
            qualified.push_str("::");
        }
        qualified + name
    }

    fn declarator(
        &self,
        die: Option<DieRef>,
        parent: Option<Language>,
        depth: u32,
        budget: &mut u32,
    ) -> Declarator {
        let void = |language| {
            Declarator::word(if language == Some(Language::Rust) { "()" } else { "void" })
        };
        let Some(die) = die else { return void(parent) };
        let unit = self.unit(die.unit);
        let entry = unit.as_ref().as_ref().and_then(|unit| Some((unit, unit.entry(die.offset)?)));
        let Some((unit, entry)) = entry else { return Declarator::word("<broken>") };
        let Some(left) = budget.checked_sub(1).filter(|_| depth < MAX_DEPTH) else {
            return Declarator::word(CUT);
        };
        *budget = left;
        if let Some(name) = unit.text(&entry, gimli::DW_AT_name) {
            return self.named(unit, &entry, die, &name);
        }
        let language = unit.root.language;
        let target = |budget: &mut u32| {
            let target = self.follow(unit, &entry, gimli::DW_AT_type);
            self.declarator(target, Some(language), depth + 1, budget)
        };
        match entry.tag() {
            gimli::DW_TAG_pointer_type if language == Language::Rust => {
                target(budget).after_word("*mut ")
            }
            gimli::DW_TAG_pointer_type => target(budget).pointer("*"),
            gimli::DW_TAG_reference_type => target(budget).pointer("&"),
            gimli::DW_TAG_rvalue_reference_type => target(budget).pointer("&&"),
            gimli::DW_TAG_const_type => target(budget).qualifier("const"),
            gimli::DW_TAG_volatile_type => target(budget).qualifier("volatile"),
            gimli::DW_TAG_restrict_type => target(budget).qualifier("restrict"),
            gimli::DW_TAG_atomic_type => target(budget).qualifier("_Atomic"),
            gimli::DW_TAG_array_type => {
                let counts = self.dimensions(unit, &entry);
                target(budget).array(&counts, language)
            }
            gimli::DW_TAG_subroutine_type => {
                let parameters = self.parameter_names(unit, &entry, depth, budget);
                target(budget).function(&parameters, language)
            }
            gimli::DW_TAG_ptr_to_member_type => {
                let class = self.follow(unit, &entry, gimli::DW_AT_containing_type);
                let class = self.declarator(class, Some(language), depth + 1, budget);
                target(budget).pointer(&format!("{}{}::*", class.before, class.after))
            }
            gimli::DW_TAG_structure_type => Declarator::word("struct {…}"),
            gimli::DW_TAG_class_type => match self.lambda_place(unit, &entry) {
                Some(place) => Declarator::word(&format!("(lambda at {place})")),
                None => Declarator::word("class {…}"),
            },
            gimli::DW_TAG_union_type => Declarator::word("union {…}"),
            gimli::DW_TAG_enumeration_type => Declarator::word("enum {…}"),
            tag => Declarator::word(&format!("<{tag}>")),
        }
    }

    fn named(&self, unit: &Unit, entry: &Entry, die: DieRef, name: &str) -> Declarator {
        let keyword = match entry.tag() {
            gimli::DW_TAG_structure_type => "struct ",
            gimli::DW_TAG_union_type => "union ",
            gimli::DW_TAG_enumeration_type => "enum ",
            _ => "",
        };
        if unit.root.language == Language::C {
            return Declarator::word(&format!("{keyword}{name}"));
        }
        match entry.tag() {
            gimli::DW_TAG_base_type | gimli::DW_TAG_pointer_type => Declarator::word(name),
            _ => Declarator::word(&self.qualified(die, name)),
        }
    }

    /// File and line of a lambda: a class without a name that has no functions but its operator, and is
    /// described without that one where nothing calls it.
    fn lambda_place(&self, unit: &Unit, entry: &Entry) -> Option<String> {
        let is_other = |child: &Entry| {
            child.tag() == gimli::DW_TAG_subprogram
                && unit.text(child, gimli::DW_AT_name).as_deref() != Some("operator()")
        };
        if unit.root.language != Language::Cpp || children(unit, entry).iter().any(is_other) {
            return None;
        }
        let gimli::AttributeValue::FileIndex(number) = entry.attr_value(gimli::DW_AT_decl_file)?
        else {
            return None;
        };
        let file = self.numbered_files(unit.id).get(number)?;
        let name = file.recorded.rsplit('/').next().unwrap_or_default();
        let line = unsigned(entry, gimli::DW_AT_decl_line)?;
        Some(format!("{name}:{line}"))
    }

    fn parameter_names(
        &self,
        unit: &Unit,
        entry: &Entry,
        depth: u32,
        budget: &mut u32,
    ) -> Vec<String> {
        let mut names = Vec::new();
        for child in children(unit, entry) {
            match child.tag() {
                gimli::DW_TAG_formal_parameter if !flag(&child, gimli::DW_AT_artificial) => {
                    let ty = self.follow(unit, &child, gimli::DW_AT_type);
                    let language = Some(unit.root.language);
                    let name = self.declarator(ty, language, depth + 1, budget);
                    names.push(name.before + &name.after);
                }
                gimli::DW_TAG_unspecified_parameters => names.push("...".to_owned()),
                _ => {}
            }
            if *budget == 0 {
                names.push(CUT.to_owned());
                break;
            }
        }
        names
    }
}

/// A type's name in two parts: what it declares stands between them (`int (*` and `)[3]`).
struct Declarator {
    before: String,
    after: String,
    /// `before` ends in a pointer, which an array or function around it must put in parentheses.
    is_pointer: bool,
}

impl Declarator {
    fn word(name: &str) -> Self {
        Self { before: name.to_owned(), after: String::new(), is_pointer: false }
    }

    fn after_word(mut self, word: &str) -> Self {
        self.before.insert_str(0, word);
        self
    }

    fn pointer(mut self, sign: &str) -> Self {
        let space = if self.before.ends_with(['*', '&', '(']) { "" } else { " " };
        if self.after.is_empty() {
            self.before = format!("{}{space}{sign}", self.before);
        } else if self.is_pointer {
            self.before.push_str(sign);
        } else {
            // What it points to is an array or a function: `int (*)[3]`.
            let before = self.before.trim_end();
            let space = if before.ends_with('*') { "" } else { " " };
            self.before = format!("{before}{space}({sign}");
            self.after.insert(0, ')');
        }
        self.is_pointer = true;
        self
    }

    /// Of a pointer the qualifier stands behind it (`char *const`), else in front.
    fn qualifier(mut self, word: &str) -> Self {
        if self.is_pointer {
            let space = if self.before.ends_with(['*', '&']) { "" } else { " " };
            self.before = format!("{}{space}{word}", self.before);
        } else {
            self.before = format!("{word} {}", self.before);
        }
        self
    }

    fn array(mut self, counts: &[Option<u64>], language: Language) -> Self {
        let number = |count: &Option<u64>| count.map_or(String::new(), |count| count.to_string());
        if language == Language::Rust {
            for count in counts.iter().rev() {
                self.before = format!("[{}; {}]", self.before, number(count));
            }
            return self;
        }
        let counts: String = counts.iter().map(|count| format!("[{}]", number(count))).collect();
        if self.after.is_empty() && !self.is_pointer {
            self.before.push(' ');
        }
        self.after.insert_str(0, &counts);
        self.is_pointer = false;
        self
    }

    fn function(mut self, parameters: &[String], language: Language) -> Self {
        let parameters = parameters.join(", ");
        if language == Language::Rust {
            let result =
                if self.before == "()" { String::new() } else { format!(" -> {}", self.before) };
            self.before = format!("fn({parameters}){result}");
            return self;
        }
        let parameters = match (parameters.is_empty(), language) {
            (true, Language::C) => "void".to_owned(),
            _ => parameters,
        };
        if self.after.is_empty() && !self.is_pointer {
            self.before.push(' ');
        }
        self.after.insert_str(0, &format!("({parameters})"));
        self.is_pointer = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer_to(target: Declarator) -> Declarator {
        target.pointer("*")
    }

    fn text(declarator: Declarator) -> String {
        declarator.before + &declarator.after
    }

    #[test]
    fn declarators_read_as_c_writes_them() {
        let c = Language::C;
        let int = || Declarator::word("int");
        let array = |of: Declarator, count| of.array(&[Some(count)], c);
        assert_eq!(text(pointer_to(pointer_to(int()))), "int **");
        assert_eq!(text(array(pointer_to(Declarator::word("char")), 3)), "char *[3]");
        assert_eq!(text(pointer_to(array(int(), 3))), "int (*)[3]");
        assert_eq!(text(int().array(&[Some(2), Some(3)], c)), "int [2][3]");
        let function = |parameters: &[&str]| {
            let parameters: Vec<String> = parameters.iter().map(|&name| name.to_owned()).collect();
            int().function(&parameters, c)
        };
        assert_eq!(text(pointer_to(function(&["int", "char *"]))), "int (*)(int, char *)");
        assert_eq!(text(array(pointer_to(function(&[])), 4)), "int (*[4])(void)");
        assert_eq!(text(pointer_to(pointer_to(function(&[])))), "int (**)(void)");
        assert_eq!(text(pointer_to(Declarator::word("char").qualifier("const"))), "const char *");
        assert_eq!(text(pointer_to(Declarator::word("char")).qualifier("const")), "char *const");
    }
}
