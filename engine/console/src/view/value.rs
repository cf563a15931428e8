//! Values: lists of variables, and trees of what is inside one.

use wrtd_debug::{DebugSession, Format, ScopeKind, SessionError, VariableFilter, VariableView};

use super::{clean, shorten};

/// How much of a value to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Some levels and elements, where its one line does not say everything.
    AsNeeded,
    /// One level with many elements, in any case.
    OneLevel,
}

impl Opening {
    const fn depth(self) -> usize {
        match self {
            Self::AsNeeded => 3,
            Self::OneLevel => 1,
        }
    }

    const fn children(self) -> u64 {
        match self {
            Self::AsNeeded => 20,
            Self::OneLevel => 200,
        }
    }
}

/// Variables shown of one scope.
const SCOPE_LIMIT: u64 = 200;
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
            // The WebAssembly state comes in groups, which say nothing by themselves.
            text.push_str(&match kind {
                ScopeKind::Wasm => tree(session, variable, Opening::OneLevel, format),
                _ => line(variable, 0),
            });
        }
        if scope.count > SCOPE_LIMIT {
            text.push_str(&format!("… {} more\n", scope.count - SCOPE_LIMIT));
        }
    }
    if text.is_empty() {
        let other = match kind {
            ScopeKind::Arguments | ScopeKind::Locals if is_disassembly(session, frame)? => {
                "; `info wasm` shows those of WebAssembly"
            }
            _ => "",
        };
        text = format!("Frame {frame} has no {}{other}.\n", what(kind));
    }
    Ok(text)
}

/// Whether a frame has no debug information, and so only the variables of the machine.
fn is_disassembly(session: &mut DebugSession, frame: u32) -> Result<bool, SessionError> {
    let page = session.stack(frame, 1)?;
    let source = page.frames.first().and_then(|frame| frame.source.as_ref());
    Ok(source.is_none_or(|source| source.recorded.is_none()))
}

const fn what(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Arguments => "arguments",
        ScopeKind::Locals => "local variables",
        ScopeKind::Statics => "static variables",
        ScopeKind::Wasm => "WebAssembly state",
        ScopeKind::Module => "memories and tables",
        ScopeKind::Budget => "budget",
    }
}

/// `name: type = value`, indented by two blanks a level.
pub(crate) fn line(variable: &VariableView, level: usize) -> String {
    let name = clean(&variable.name);
    let value = shorten(&clean(&variable.value), VALUE_WIDTH);
    let indent = "  ".repeat(level);
    match &variable.type_name[..] {
        "" => format!("{indent}{name} = {value}\n"),
        ty => format!("{indent}{name}: {} = {value}\n", shorten(&clean(ty), TYPE_WIDTH)),
    }
}

/// A value, and what is inside it.
pub(crate) fn tree(
    session: &mut DebugSession,
    view: &VariableView,
    opening: Opening,
    format: Format,
) -> String {
    let mut tree = Tree { session, opening, format, lines: Vec::new() };
    tree.lines.push(line(view, 0));
    if opening == Opening::OneLevel || !says_everything(view) {
        tree.open(view, 1);
    }
    tree.lines.concat()
}

fn says_everything(view: &VariableView) -> bool {
    view.children.is_none()
        || view.value.starts_with('"')
        || (!view.value.contains('…') && view.value.chars().nth(ONE_LINE).is_none())
}

struct Tree<'a> {
    session: &'a mut DebugSession,
    opening: Opening,
    format: Format,
    lines: Vec<String>,
}

impl Tree<'_> {
    /// Adds what is inside `view`, whose lines are `level` levels in.
    fn open(&mut self, view: &VariableView, level: usize) {
        let Some(reference) = view.children else { return };
        let (all, limit) = (VariableFilter::All, self.opening.children());
        let children = match self.session.variables(reference, all, 0, limit, self.format) {
            Ok(children) => children,
            Err(error) => return self.note(level, &error.to_string()),
        };
        let mut shown = 0;
        for child in &children {
            if self.lines.len() >= LINE_LIMIT {
                break;
            }
            self.lines.push(line(child, level));
            if level < self.opening.depth() && !says_everything(child) {
                self.open(child, level + 1);
            }
            shown += 1;
        }
        let left = view.named.saturating_add(view.indexed).saturating_sub(shown);
        if left > 0 {
            self.note(level, &format!("{left} more"));
        }
    }

    fn note(&mut self, level: usize, text: &str) {
        self.lines.push(format!("{}… {text}\n", "  ".repeat(level)));
    }
}
