//! What of a session is worth keeping for the next one: breakpoints, and the events that stop.

use wrtd_console::Console;
use wrtd_debug::{
    BreakpointOptions, BreakpointPlace, DebugSession, ExceptionFilter, ExceptionKind,
    LineBreakpoint,
};

/// A breakpoint, as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBreakpoint {
    /// Where.
    pub place: BreakpointPlace,
    /// What it does there.
    pub options: BreakpointOptions,
    /// It does something.
    pub enabled: bool,
}

/// What is worth keeping of what the session knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The breakpoints, in the order of their numbers.
    pub breakpoints: Vec<KeptBreakpoint>,
    /// The exceptional events that stop, with the names that they are narrowed to; `None` for those of the beginning.
    pub catch: Option<Vec<(String, String)>>,
}

/// What became of breakpoints that were asked for again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// So many were set.
    pub set: usize,
    /// Of these so many are bound to no code.
    pub unbound: usize,
    /// What was wrong, in sentences.
    pub problems: Vec<String>,
}

/// What is worth keeping. Breakpoints that go away by themselves, and those at data, which lie elsewhere in another run,
/// are not.
pub(super) fn keep(session: &DebugSession, console: &Console) -> Kept {
    let lasting = session.breakpoints().into_iter().filter(|it| !console.is_temporary(it.id));
    let breakpoints = lasting.filter_map(|it| {
        let place = session.breakpoint_place(it.id)?;
        Some(KeptBreakpoint { place, options: it.options, enabled: it.enabled })
    });
    let filters = session.exception_filters();
    let pair = |it: &ExceptionFilter| (it.kind().id().to_owned(), it.condition().to_owned());
    let pairs: Vec<_> = filters.iter().map(pair).collect();
    let usual = ExceptionKind::ALL.into_iter().filter(|kind| kind.is_default());
    let usual: Vec<_> = usual.map(|kind| (kind.id().to_owned(), String::new())).collect();
    Kept { breakpoints: breakpoints.collect(), catch: (pairs != usual).then_some(pairs) }
}

/// Asks for all of it again.
pub(super) fn restore(session: &mut DebugSession, kept: &Kept) -> Restored {
    let mut restored = Restored::default();
    for KeptBreakpoint { place, options, enabled } in &kept.breakpoints {
        let added = match place {
            BreakpointPlace::Line { path, line, column } => {
                let options = BreakpointOptions::default();
                let at = LineBreakpoint { line: *line, column: *column, options };
                session.add_breakpoint_at(path, &at)
            }
            BreakpointPlace::Function(name) => session.add_function_breakpoint(name),
            BreakpointPlace::Instruction(place) => session.add_instruction_breakpoint(place),
        };
        let mut view = added;
        if *options != BreakpointOptions::default() {
            view = session.change_breakpoint(view.id, options.clone()).unwrap_or(view);
        }
        if !enabled {
            session.enable_breakpoint(view.id, false);
        }
        restored.set += 1;
        restored.unbound += usize::from(!view.verified);
    }
    if let Some(catch) = &kept.catch {
        let mut filters = Vec::new();
        for (kind, names) in catch {
            let filter = ExceptionKind::parse(kind)
                .ok_or_else(|| format!("`{kind}` cannot be caught"))
                .and_then(|kind| ExceptionFilter::narrowed(kind, names));
            match filter {
                Ok(filter) => filters.push(filter),
                Err(why) => restored.problems.push(why),
            }
        }
        session.set_exception_filters(&filters);
    }
    restored
}
