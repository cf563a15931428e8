//! A frame, and the threads, at a glance: a few values on one line each, and where each thread stands.

use wrtd_debug::{
    DebugSession, Format, FrameView, ScopeKind, SessionError, ThreadView, VariableFilter,
};

use super::query::Selection;

/// Values of a scope that are looked at.
const MOST_VALUES: u64 = 12;
/// Characters of a value.
const MOST_OF_A_VALUE: usize = 80;
/// Threads that are looked at; what is behind them is told without its place.
const MOST_THREADS: usize = 256;

/// A value on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// Its name.
    pub name: String,
    /// Its value, cut where it is long.
    pub value: String,
}

/// A frame at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// The frame.
    pub frame: Option<FrameView>,
    /// Its arguments and variables, as far as they are few.
    pub values: Vec<Glimpse>,
    /// Bytes of the linear memories.
    pub memory: u64,
}

/// A thread and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The thread.
    pub thread: ThreadView,
    /// Its innermost frame of the program's own.
    pub frame: Option<FrameView>,
}

/// The arguments of a frame of the selected thread.
///
/// # Errors
/// What the session says.
pub(super) fn arguments(
    session: &mut DebugSession,
    frame: u32,
) -> Result<Vec<Glimpse>, SessionError> {
    values(session, frame, &[ScopeKind::Arguments])
}

/// A frame of the selected thread.
///
/// # Errors
/// What the session says.
pub(super) fn glance(
    session: &mut DebugSession,
    selection: Selection,
) -> Result<Glance, SessionError> {
    let frame = session.stack(selection.frame, 1)?.frames.into_iter().next();
    let kinds = [ScopeKind::Returned, ScopeKind::Arguments, ScopeKind::Locals];
    let values = values(session, selection.frame, &kinds)?;
    let memory =
        session.budget().memories.iter().filter(|memory| !memory.imported).map(bytes).sum();
    Ok(Glance { frame, values, memory })
}

fn values(
    session: &mut DebugSession,
    frame: u32,
    kinds: &[ScopeKind],
) -> Result<Vec<Glimpse>, SessionError> {
    let mut values = Vec::new();
    for scope in session.scopes(frame)? {
        if !kinds.contains(&scope.kind) || scope.count == 0 {
            continue;
        }
        let (all, format) = (VariableFilter::All, Format::default());
        let of_scope = session.variables(scope.variables, all, 0, MOST_VALUES, format)?;
        values.extend(
            of_scope
                .into_iter()
                .map(|view| Glimpse { value: shortened(view.value), name: view.name }),
        );
    }
    Ok(values)
}

fn bytes(memory: &wrtd_debug::target::LinearMemory) -> u64 {
    memory.pages.saturating_mul(memory.page_size.into())
}

fn shortened(mut value: String) -> String {
    if let Some((cut, _)) = value.char_indices().nth(MOST_OF_A_VALUE) {
        value.truncate(cut);
        value.push_str("..");
    }
    value
}

/// All threads.
///
/// # Errors
/// What the session says.
pub(super) fn threads(session: &mut DebugSession) -> Result<Vec<Standing>, SessionError> {
    let selected = session.selected_thread();
    let threads = session.threads();
    let mut standing = Vec::with_capacity(threads.len());
    for (index, thread) in threads.into_iter().enumerate() {
        let mut frame = None;
        if index < MOST_THREADS && session.select_thread(thread.id).is_ok() {
            let own = session.innermost_own_frame();
            frame = session.stack(own, 1).ok().and_then(|page| page.frames.into_iter().next());
        }
        standing.push(Standing { thread, frame });
    }
    session.select_thread(selected)?;
    Ok(standing)
}
