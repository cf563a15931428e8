//! The children of a reference.

use wrtd_symbols::{
    VariableKind,
    render::{Rendered, Value},
};

use super::{module_scope, names::FrameSymbols, references::Node, wasm::WasmGroup};
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
        let children = match node {
            Node::Scope { kind, .. } => self.scope_children(&of, index, kind, page, format),
            Node::Wasm { group, .. } => {
                let code = self.program.code(frame.position.address.module);
                let may_write = self.may_write().is_ok();
                let view = |child| group.view(&of, &code, child, format, may_write);
                page.take((0..group.count(&of)).collect())
                    .map(|child| Child { view: view(child), opens: None })
                    .collect()
            }
            Node::Value { value, expression, .. } => {
                value_children(&of, index, &value, expression.as_deref(), page, format)
            }
        };
        Ok(children.into_iter().map(|child| self.with_reference(child)).collect())
    }

    fn scope_children(
        &self,
        of: &FrameSymbols<'_>,
        frame: u32,
        kind: ScopeKind,
        page: Page,
        format: Format,
    ) -> Vec<Child> {
        let renderer = of.renderer(format);
        let variables = |kind| {
            page.take(of.listed(kind))
                .map(|listed| {
                    let variable = &listed.variable;
                    let value = of.value(&variable.name, variable.ty, &variable.location);
                    let name = variable.name.to_string();
                    let rendered = renderer.render(&value);
                    if listed.shadowed {
                        child(of, rendered, frame, value, format!("({name})"), None)
                    } else {
                        child(of, rendered, frame, value, name.clone(), Some(name))
                    }
                })
                .collect()
        };
        match kind {
            ScopeKind::Arguments => variables(VariableKind::Parameter),
            ScopeKind::Locals => variables(VariableKind::Local),
            ScopeKind::Statics => page
                .take(of.statics())
                .map(|variable| {
                    let value = of.value(&variable.name, variable.ty, &variable.location);
                    let name = variable.name.to_string();
                    child(of, renderer.render(&value), frame, value, name.clone(), Some(name))
                })
                .collect(),
            ScopeKind::Wasm => page
                .take(WasmGroup::ALL.to_vec())
                .map(|group| group_child(of, frame, group))
                .collect(),
            ScopeKind::Module => plain(page, module_scope::module(of)),
            ScopeKind::Budget => {
                let accounts = self.budget().accounts;
                plain(page, accounts.iter().map(module_scope::account).collect())
            }
        }
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
        expression: &str,
        format: Format,
    ) -> Result<VariableView, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let rendered = of.renderer(format).render(&value);
        let child =
            child(&of, rendered, index, value, expression.to_owned(), Some(expression.to_owned()));
        Ok(self.with_reference(child))
    }
}

/// Lines that cannot be opened.
fn plain(page: Page, lines: Vec<VariableView>) -> Vec<Child> {
    page.take(lines).map(|view| Child { view, opens: None }).collect()
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

fn value_children(
    of: &FrameSymbols<'_>,
    frame: u32,
    value: &Value,
    expression: Option<&str>,
    page: Page,
    format: Format,
) -> Vec<Child> {
    let renderer = of.renderer(format);
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
            child(of, rendered, frame, value, name, expression)
        })
        .collect()
}

/// A value as a child, with the expression that reaches it.
fn child(
    of: &FrameSymbols<'_>,
    rendered: Rendered,
    frame: u32,
    value: Value,
    name: String,
    expression: Option<String>,
) -> Child {
    let opens = (rendered.named > 0 || rendered.indexed > 0).then(|| Node::Value {
        frame,
        value,
        expression: expression.clone(),
    });
    let view = VariableView {
        name,
        value: rendered.text,
        type_name: rendered.type_name,
        children: None,
        named: rendered.named,
        indexed: rendered.indexed,
        evaluate_name: expression,
        memory: rendered.memory.map(|address| MemoryRef { module: of.access.module, address }),
        writable: false,
    };
    Child { view, opens }
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
