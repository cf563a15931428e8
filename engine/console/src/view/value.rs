//! Values: lists of variables, and trees of what is inside one.

use wrtd_debug::{DebugSession, Format, ScopeKind, SessionError, VariableFilter, VariableView};

use super::{clean, shorten};

/// How deep `print` opens a value whose one line does not say everything.
pub(crate) const PRINT_DEPTH: usize = 3;

/// Variables shown of one scope.
const SCOPE_LIMIT: u64 = 200;
/// Children shown of one value.
const CHILD_LIMIT: u64 = 100;
/// Lines of one answer.
const LINE_LIMIT: usize = 400;
/// A value shorter than this, and not shortened by the renderer, says everything on its line.
const ONE_LINE: usize = 72;
/// Characters of a value and of a type's name shown at most.
const VALUE_WIDTH: usize = 2_000;
const TYPE_WIDTH: usize = 80;

/// The variables of one scope of a frame, a line each.
pub(crate) fn scope(
    session: &mut DebugSession,
    frame: u32,
    kind: ScopeKind,
    format: Format,
) -> Result<String, SessionError> {
    let scopes = session.scopes(frame)?;
    let mut text = String::new();
    for scope in scopes.iter().filter(|scope| scope.kind == kind) {
        let variables =
            session.variables(scope.variables, VariableFilter::All, 0, SCOPE_LIMIT, format)?;
        for variable in &variables {
            text.push_str(&line(variable, 0));
        }
        if scope.count > SCOPE_LIMIT {
            text.push_str(&format!("… {} more\n", scope.count - SCOPE_LIMIT));
        }
    }
    if text.is_empty() {
        text = format!("Frame {frame} has no {}.\n", what(kind));
    }
    Ok(text)
}

const fn what(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Arguments => "arguments",
        ScopeKind::Locals => "local variables",
        ScopeKind::Statics => "static variables",
        ScopeKind::Wasm => "WebAssembly state",
    }
}

/// `name: type = value`, indented by two blanks a level.
fn line(variable: &VariableView, level: usize) -> String {
    let name = clean(&variable.name);
    let value = shorten(&clean(&variable.value), VALUE_WIDTH);
    let indent = "  ".repeat(level);
    match &variable.type_name[..] {
        "" => format!("{indent}{name} = {value}\n"),
        ty => format!("{indent}{name}: {} = {value}\n", shorten(&clean(ty), TYPE_WIDTH)),
    }
}

/// A value, opened to `depth` levels where its one line does not say everything; with `depth` 1 the
/// value itself is opened in any case.
pub(crate) fn tree(
    session: &mut DebugSession,
    view: &VariableView,
    depth: usize,
    format: Format,
) -> String {
    let mut text = line(view, 0);
    if depth == 1 || !says_everything(view) {
        open(session, view, 1, depth, format, &mut text);
    }
    text
}

fn says_everything(view: &VariableView) -> bool {
    view.children.is_none()
        || view.value.starts_with('"')
        || (!view.value.contains('…') && view.value.chars().nth(ONE_LINE).is_none())
}

fn open(
    session: &mut DebugSession,
    view: &VariableView,
    level: usize,
    depth: usize,
    format: Format,
    text: &mut String,
) {
    let Some(reference) = view.children else { return };
    let children = match session.variables(reference, VariableFilter::All, 0, CHILD_LIMIT, format) {
        Ok(children) => children,
        Err(error) => {
            text.push_str(&format!("{}({error})\n", "  ".repeat(level)));
            return;
        }
    };
    for (position, child) in children.iter().enumerate() {
        if text.lines().count() >= LINE_LIMIT {
            text.push_str(&format!("{}… {} more\n", "  ".repeat(level), children.len() - position));
            return;
        }
        text.push_str(&line(child, level));
        if level < depth && !says_everything(child) {
            open(session, child, level + 1, depth, format, text);
        }
    }
    let total = view.named.saturating_add(view.indexed);
    if total > children.len() as u64 {
        let left = total - children.len() as u64;
        text.push_str(&format!("{}… {left} more\n", "  ".repeat(level)));
    }
}
