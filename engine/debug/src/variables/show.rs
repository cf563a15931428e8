//! The children of a reference.

use wrtd_symbols::{
    TypeId, VariableKind, VariableLocation,
    expr::Expression,
    render::{Notation, Rendered, Value},
};

use super::{
    module_scope,
    names::{FrameSymbols, Listed},
    references::Node,
    wasm::WasmGroup,
    write::is_settable,
};
use crate::{
    DebugSession, Format, MemoryRef, ScopeKind, SessionError, VariableFilter, VariableView,
    VariablesRef,
};

/// Children that are given when all are asked for.
const WITHIN_REASON: u64 = 10_000;

/// A child before it has a reference of its own.
struct Child {
    view: VariableView,
    /// What its reference leads to, where it has children.
    opens: Option<Node>,
}

/// Which children are asked for.
#[derive(Clone, Copy)]
struct Page {
    filter: VariableFilter,
    start: u64,
    count: u64,
}

impl Page {
    /// The positions that are meant, all named children before all indexed ones.
    fn of(self, named: u64, indexed: u64) -> std::ops::Range<u64> {
        let (first, total) = match self.filter {
            VariableFilter::All => (0, named.saturating_add(indexed)),
            VariableFilter::Named => (0, named),
            VariableFilter::Indexed => (named, indexed),
        };
        let count = if self.count == 0 { WITHIN_REASON } else { self.count.min(WITHIN_REASON) };
        let start = self.start.min(total);
        let end = start.saturating_add(count).min(total);
        first + start..first + end
    }

    fn take<T>(self, all: Vec<T>) -> impl Iterator<Item = T> {
        let range = self.of(all.len() as u64, 0);
        all.into_iter().skip(range.start as usize).take((range.end - range.start) as usize)
    }
}

impl DebugSession {
    pub(crate) fn children_of(
        &mut self,
        reference: VariablesRef,
        filter: VariableFilter,
        start: u64,
        count: u64,
        format: Format,
    ) -> Result<Vec<VariableView>, SessionError> {
        self.select_thread_of(reference)?;
        let node = self.references.get(reference)?.clone();
        let page = Page { filter, start, count };
        let index = match node {
            Node::Scope { frame, .. } | Node::Wasm { frame, .. } | Node::Value { frame, .. } => {
                frame
            }
        };
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let of_frame =
            |format| Of { symbols: &of, frame: index, may_write: self.may_write().is_ok(), format };
        let children = match node {
            Node::Scope { kind: ScopeKind::Returned, .. } => page
                .take(self.returned.iter().cloned().collect())
                .map(|value| {
                    let name = value.name.clone();
                    let rendered = of.renderer(format).render(&value);
                    of_frame(format).child(rendered, value, name, None)
                })
                .collect(),
            Node::Scope { kind: ScopeKind::Module, .. } => plain(page, module_scope::module(&of)),
            Node::Scope { kind: ScopeKind::Budget, .. } => {
                let accounts = self.budget().accounts;
                plain(page, accounts.iter().map(module_scope::account).collect())
            }
            Node::Scope { kind, .. } => scope_children(&of_frame(format), kind, page),
            Node::Wasm { group, .. } => {
                let code = self.program.code(frame.position.address.module);
                let may_write = self.may_write().is_ok();
                let view = |child| group.view(&of, &code, child, format, may_write);
                page.take((0..group.count(&of)).collect())
                    .map(|child| Child { view: view(child), opens: None })
                    .collect()
            }
            Node::Value { value, expression, notation, .. } => {
                // What an expression says of how its value is shown holds for what is inside it.
                let format = match notation {
                    Notation::Usual => format,
                    notation => Format { notation, ..format },
                };
                value_children(&of_frame(format), &value, expression.as_deref(), page)
            }
        };
        Ok(children.into_iter().map(|child| self.with_reference(child)).collect())
    }

    fn with_reference(&mut self, child: Child) -> VariableView {
        let mut view = child.view;
        match child.opens.map(|node| self.references.give(&mut *self.target, node)) {
            Some(Ok(reference)) => view.children = Some(reference),
            Some(Err(full)) => view.value.push_str(&format!(" (cannot be opened: {full})")),
            None => {}
        }
        view
    }

    /// A value found by an expression.
    pub(super) fn show(
        &mut self,
        index: u32,
        value: Value,
        expression: &Expression,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let rendered = of.renderer(format).render(&value);
        let of_frame =
            Of { symbols: &of, frame: index, may_write: self.may_write().is_ok(), format };
        let name = expression.text().trim().to_owned();
        let (path, _) = expression.split_suffix();
        let mut child = of_frame.child(rendered, value, name.clone(), Some(path.trim().to_owned()));
        child.view.evaluate_name = Some(name);
        Ok(self.with_reference(child))
    }
}

/// Lines that cannot be opened.
fn plain(page: Page, lines: Vec<VariableView>) -> Vec<Child> {
    page.take(lines).map(|view| Child { view, opens: None }).collect()
}

/// What children are found in, and how they are shown.
struct Of<'a> {
    symbols: &'a FrameSymbols<'a>,
    /// Index of the frame.
    frame: u32,
    /// Values may be set.
    may_write: bool,
    format: Format,
}

impl Of<'_> {
    /// A value as a child, with the expression that reaches it.
    fn child(
        &self,
        rendered: Rendered,
        value: Value,
        name: String,
        expression: Option<String>,
    ) -> Child {
        let writable = self.may_write && is_settable(self.symbols, &value.kind);
        let opens = (rendered.named > 0 || rendered.indexed > 0).then(|| Node::Value {
            frame: self.frame,
            value,
            expression: expression.clone(),
            notation: self.format.notation,
        });
        let module = self.symbols.access.module;
        let view = VariableView {
            name,
            value: rendered.text,
            type_name: rendered.type_name,
            children: None,
            named: rendered.named,
            indexed: rendered.indexed,
            evaluate_name: expression,
            memory: rendered.memory.map(|address| MemoryRef { module, address }),
            writable,
        };
        Child { view, opens }
    }

    fn variable(
        &self,
        name: &str,
        shadowed: bool,
        ty: TypeId,
        location: &VariableLocation,
    ) -> Child {
        let value = self.symbols.value(name, ty, location);
        let rendered = self.symbols.renderer(self.format).render(&value);
        if shadowed {
            self.child(rendered, value, format!("({name})"), None)
        } else {
            self.child(rendered, value, name.to_owned(), Some(name.to_owned()))
        }
    }
}

fn scope_children(of: &Of<'_>, kind: ScopeKind, page: Page) -> Vec<Child> {
    let symbols = of.symbols;
    let variables = |kind| {
        let child = |listed: Listed| {
            let variable = &listed.variable;
            of.variable(&variable.name, listed.shadowed, variable.ty, &variable.location)
        };
        page.take(symbols.listed(kind)).map(child).collect()
    };
    match kind {
        ScopeKind::Arguments => variables(VariableKind::Parameter),
        ScopeKind::Locals => variables(VariableKind::Local),
        ScopeKind::Statics => page
            .take(symbols.statics())
            .map(|variable| of.variable(&variable.name, false, variable.ty, &variable.location))
            .collect(),
        ScopeKind::Wasm => page
            .take(WasmGroup::ALL.to_vec())
            .map(|group| group_child(symbols, of.frame, group))
            .collect(),
        // Shown without a frame's symbols.
        ScopeKind::Returned | ScopeKind::Module | ScopeKind::Budget => Vec::new(),
    }
}

fn group_child(of: &FrameSymbols<'_>, frame: u32, group: WasmGroup) -> Child {
    let count = group.count(of);
    Child {
        view: VariableView {
            name: group.title().to_owned(),
            value: match count {
                1 => "1 value".to_owned(),
                n => format!("{n} values"),
            },
            type_name: String::new(),
            children: None,
            named: count.into(),
            indexed: 0,
            evaluate_name: None,
            memory: None,
            writable: false,
        },
        opens: (count > 0).then_some(Node::Wasm { frame, group }),
    }
}

fn value_children(of: &Of<'_>, value: &Value, expression: Option<&str>, page: Page) -> Vec<Child> {
    let renderer = of.symbols.renderer(of.format);
    let rendered = renderer.render(value);
    let range = page.of(rendered.named, rendered.indexed);
    let parent = expression.map(atom);
    renderer
        .children(value, range.start, range.end - range.start)
        .into_iter()
        .map(|value| {
            let rendered = renderer.render(&value);
            let path = parent.as_ref().zip(rendered.path.as_ref());
            let expression = path.map(|(parent, path)| format!("{parent}{path}"));
            let name = value.name.clone();
            of.child(rendered, value, name, expression)
        })
        .collect()
}

/// An expression to which a suffix can be added.
fn atom(expression: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_.:$[]\"".contains(c);
    if expression.ends_with(".*") || expression.chars().all(plain) {
        expression.to_owned()
    } else {
        format!("({expression})")
    }
}
