//! Formatters of users: how values of a type read, by expressions over the value's own members.
//!
//! A formatter replaces the line of a value, its children, or both. Its expressions see the value as
//! the debug information describes it, never as a formatter shows it, so that none can call itself
//! on the same value. It may still lead to itself through other values (a list whose nodes show
//! their next ones): how deep formatters stand in each other and how many expressions one line may
//! take is limited.

mod compile;
mod pattern;
mod template;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::Arc,
};

use super::{
    Object, Problem, Renderer, Value, ValueKind, View,
    layout::{Brackets, Style},
    names::type_name,
    sequence::{Entry, Map, MapStorage, Sequence},
    view::Record,
};
use crate::{
    Place, TypeId,
    expr::{ExprError, Names},
};
use compile::Code;
use pattern::Pattern;
use template::Template;

/// Formatters within formatters whose lines are written.
const DEPTH_LIMIT: u8 = 6;
/// Expressions that the line of one value, with all inside it, may take.
const EXPRESSION_LIMIT: u32 = 2000;
/// Types of which it is remembered which formatter they have.
const REMEMBERED: usize = 4096;

/// What a user writes to say how values of a type read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormatterSpec {
    /// Where it stands, for messages (`wrtd.toml:12`).
    pub origin: String,
    /// Names of types as they are shown; `*` stands for anything, and `$1`, `$2`... in expressions
    /// for what it stood for.
    pub pattern: String,
    /// The line, with expressions in braces.
    pub summary: Option<String>,
    /// The children in place of the members: names and expressions.
    pub children: Option<Vec<(String, String)>>,
    /// The children are elements: expressions for the first one's address and their number.
    pub array: Option<[String; 2]>,
    /// The children are entries of a map: those two of its elements, and what key and value are in an
    /// element.
    pub map: Option<[String; 4]>,
    /// Members that are not shown.
    pub hide: Vec<String>,
}

/// Formatters, ready for use; of several that match a type the first counts.
#[derive(Debug, Default)]
pub struct Formatters {
    all: Vec<Formatter>,
}

/// One of them.
#[derive(Debug)]
struct Formatter {
    pattern: Pattern,
    summary: Option<Template>,
    children: Children,
    hide: Vec<String>,
}

/// What is inside of a value.
#[derive(Debug)]
enum Children {
    /// Its members, but the hidden ones.
    Members,
    /// These.
    Named(Vec<(String, Code)>),
    /// Elements from an address on.
    Array { pointer: Code, length: Code },
    /// The same, each of which is an entry.
    Map { pointer: Code, length: Code, key: Arc<Code>, value: Arc<Code> },
}

/// Which formatters types have, and how far the one that is at work has come.
#[derive(Debug, Default)]
pub(crate) struct Formatting {
    known: RefCell<HashMap<TypeId, Option<Matched>>>,
    depth: Cell<u8>,
    expressions: Cell<u32>,
}

/// A formatter of a type, by its position, and what the stars of its pattern stood for.
#[derive(Clone, Debug)]
struct Matched {
    position: usize,
    captures: Arc<[String]>,
}

/// Entries made of elements by a formatter.
#[derive(Clone, Debug)]
pub(crate) struct Pairs {
    elements: Box<Sequence>,
    key: Arc<Code>,
    value: Arc<Code>,
    captures: Arc<[String]>,
}

/// No formatters.
pub(crate) static NONE: Formatters = Formatters { all: Vec::new() };

impl Formatters {
    /// Reads what users wrote. What cannot be read is left out, each with a message that says where it
    /// stands and what is wrong.
    #[must_use]
    pub fn new(specs: &[FormatterSpec]) -> (Self, Vec<String>) {
        let mut formatters = Self::default();
        let mut problems = Vec::new();
        for spec in specs {
            match Formatter::compile(spec) {
                Ok(formatter) => formatters.all.push(formatter),
                Err(problem) => problems.push(format!(
                    "{}: the formatter for `{}` is left out: {problem}",
                    spec.origin, spec.pattern
                )),
            }
        }
        (formatters, problems)
    }
}

/// The members of a value, by which a formatter's expressions begin.
struct Inside<'a, 'r> {
    renderer: &'a Renderer<'r>,
    object: &'a Object,
    fields: Vec<Value>,
}

impl Names for Inside<'_, '_> {
    fn lookup(&self, name: &str) -> Option<Value> {
        let field = self.fields.iter().find(|field| field.name == name);
        field.cloned().or_else(|| {
            let kind = self.renderer.described_member(self.object, name)?;
            Some(Value { name: name.to_owned(), kind })
        })
    }

    fn similar(&self, _: &str) -> Vec<String> {
        self.fields.iter().map(|field| field.name.clone()).take(8).collect()
    }
}

impl<'r> Renderer<'r> {
    fn matched(&self, id: TypeId) -> Option<(&'r Formatter, Arc<[String]>)> {
        let formatters: &'r Formatters = self.formatters;
        if formatters.all.is_empty() {
            return None;
        }
        let known = self.formatting.known.borrow().get(&id).cloned();
        let matched = known.unwrap_or_else(|| {
            let matched = self.look_up(id);
            let mut known = self.formatting.known.borrow_mut();
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(id, matched.clone());
            matched
        })?;
        Some((formatters.all.get(matched.position)?, matched.captures))
    }

    /// The formatter of a type, by its own name or that behind its aliases.
    fn look_up(&self, id: TypeId) -> Option<Matched> {
        let names = [type_name(&self.types.get(id)), type_name(&self.bare(id))];
        names.iter().find_map(|name| {
            let mut all = self.formatters.all.iter().enumerate();
            all.find_map(|(position, formatter)| {
                let captures = formatter.pattern.matches(name)?.into();
                Some(Matched { position, captures })
            })
        })
    }

    /// What a user's formatter makes of a value's children; `None` without one, or where it leaves the
    /// children as they are.
    pub(crate) fn formatted_view(&self, kind: &ValueKind) -> Option<View> {
        let ValueKind::Typed { ty, place } = kind else { return None };
        let (formatter, captures) = self.matched(*ty)?;
        let object = self.object(*ty, place.clone());
        let view = self.within_formatter(|renderer| {
            let names = renderer.members_inside(&object);
            formatter.view(renderer, &names, &captures)
        })?;
        view.transpose().map(|view| view.unwrap_or_else(View::Broken))
    }

    /// The line that a user's formatter makes of a value.
    pub(crate) fn formatted_line(&self, kind: &ValueKind) -> Option<String> {
        let ValueKind::Typed { ty, place } = kind else { return None };
        let (formatter, captures) = self.matched(*ty)?;
        let template = formatter.summary.as_ref()?;
        let object = self.object(*ty, place.clone());
        let line = self.within_formatter(|renderer| {
            let names = renderer.members_inside(&object);
            template.fill(|code| match renderer.code_value(code, &names, &captures) {
                Ok(value) => renderer.line_of(&value.kind),
                Err(problem) => problem.to_string(),
            })
        });
        Some(line.unwrap_or_else(|| "…".to_owned()))
    }

    /// Does a part of a formatter's work, where it is not too deep in others.
    fn within_formatter<T>(&self, work: impl FnOnce(&Self) -> T) -> Option<T> {
        let depth = self.formatting.depth.get();
        if depth >= DEPTH_LIMIT {
            return None;
        }
        if depth == 0 {
            self.formatting.expressions.set(0);
        }
        self.formatting.depth.set(depth + 1);
        let result = work(self);
        self.formatting.depth.set(depth);
        Some(result)
    }

    fn members_inside<'a>(&'a self, object: &'a Object) -> Inside<'a, 'r> {
        let fields = match self.object_view(object) {
            Ok(View::Record(record)) => record.fields,
            _ => Vec::new(),
        };
        Inside { renderer: self, object, fields }
    }

    fn code_value(
        &self,
        code: &Code,
        names: &Inside<'_, '_>,
        captures: &[String],
    ) -> Result<Value, Problem> {
        let count = self.formatting.expressions.get();
        if count >= EXPRESSION_LIMIT {
            return Err(Problem::Unavailable("the formatter takes too long".to_owned()));
        }
        self.formatting.expressions.set(count + 1);
        let failed = |error: ExprError| Problem::Unavailable(error.to_string());
        code.evaluate(names, self, captures).map_err(failed)
    }

    /// Entries of a map that a formatter describes.
    pub(crate) fn pair_entries(&self, pairs: &Pairs, start: u64, count: u64) -> Vec<Entry> {
        let elements = self.elements(&pairs.elements, start, count);
        let entry = |element: ValueKind| {
            let object = self.object_of(&element)?;
            let names = self.members_inside(&object);
            let half = |code: &Code| match self.code_value(code, &names, &pairs.captures) {
                Ok(value) => value.kind,
                Err(problem) => ValueKind::Text(problem.to_string()),
            };
            Some((half(&pairs.key), half(&pairs.value)))
        };
        let entries = elements
            .into_iter()
            .filter_map(|element| self.within_formatter(|_| entry(element)).flatten());
        entries.collect()
    }
}

impl Formatter {
    fn view(
        &self,
        renderer: &Renderer<'_>,
        names: &Inside<'_, '_>,
        captures: &Arc<[String]>,
    ) -> Result<Option<View>, Problem> {
        match &self.children {
            Children::Members if self.hide.is_empty() => Ok(None),
            Children::Members => {
                let View::Record(mut record) = renderer.object_view(names.object)? else {
                    return Ok(None);
                };
                record.fields.retain(|field| !self.hide.contains(&field.name));
                Ok(Some(View::Record(record)))
            }
            Children::Named(children) => {
                let child = |(name, code): &(String, Code)| {
                    let kind = match renderer.code_value(code, names, captures) {
                        Ok(value) => value.kind,
                        Err(problem) => ValueKind::Text(problem.to_string()),
                    };
                    Value { name: name.clone(), kind }
                };
                let brackets = match Style::of(names.object.ty.language) {
                    Style::Rust => Brackets::Braces,
                    Style::C => Brackets::C,
                    Style::Zig => Brackets::Zig,
                };
                Ok(Some(View::Record(Record {
                    head: String::new(),
                    brackets,
                    fields: children.iter().map(child).collect(),
                    reads_as_first: None,
                })))
            }
            Children::Array { pointer, length } => {
                let elements = self.elements(renderer, names, captures, pointer, length)?;
                Ok(Some(View::Sequence(elements)))
            }
            Children::Map { pointer, length, key, value } => {
                let elements = self.elements(renderer, names, captures, pointer, length)?;
                let length = elements.length.unwrap_or(0);
                let pairs = Pairs {
                    elements: Box::new(elements),
                    key: Arc::clone(key),
                    value: Arc::clone(value),
                    captures: Arc::clone(captures),
                };
                Ok(Some(View::Map(Map { length, storage: MapStorage::Pairs(pairs) })))
            }
        }
    }

    fn elements(
        &self,
        renderer: &Renderer<'_>,
        names: &Inside<'_, '_>,
        captures: &[String],
        pointer: &Code,
        length: &Code,
    ) -> Result<Sequence, Problem> {
        let value = renderer.code_value(pointer, names, captures)?;
        let (element, address) = renderer.pointed(&value.kind).ok_or_else(|| {
            Problem::Unavailable(format!("`{}` is no pointer to elements", pointer.text()))
        })?;
        let value = renderer.code_value(length, names, captures)?;
        let count = renderer.count(&value.kind).ok_or_else(|| {
            Problem::Unavailable(format!("`{}` is no number of elements", length.text()))
        })?;
        let sequence = renderer.rows(element, &[count], Place::Memory(address));
        renderer.check_extent("array", address, count, sequence.stride)?;
        Ok(sequence)
    }
}
