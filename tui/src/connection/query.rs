//! What the screen shows of the program, as questions to its session and their answers.

use std::{path::PathBuf, sync::Arc};

use wrtd_debug::{
    BudgetReport, CodeRef, DebugSession, Format, FrameView, InstructionView, MemoryRef, ModuleView,
    ScopeView, SessionError, SourceRef, StackPage, VariableFilter, VariableView, VariablesRef,
    target::MemoryResidency,
};

use super::{
    glance::{self, Glance, Glimpse, Standing},
    painter::Colours,
    places::{self, MemoryExtent, NamedBytes},
    source_text::SourceText,
};
use crate::syntax::Language;

/// A frame of a thread, innermost first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// The thread; 0 for the one that has stopped.
    pub thread: u32,
    /// Index of the frame.
    pub frame: u32,
}

/// Names a source: a file, or a text of the session's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKey {
    /// A file on this machine.
    File(PathBuf),
    /// A text of the session, by its number.
    Text(u32),
    /// A file that is not on this machine, by the path that the compiler recorded.
    Missing(String),
}

impl From<&SourceRef> for SourceKey {
    fn from(source: &SourceRef) -> Self {
        match (source.reference, &source.path) {
            (Some(reference), _) => Self::Text(reference),
            (None, Some(path)) => Self::File(path.clone()),
            (None, None) => {
                Self::Missing(source.recorded.clone().unwrap_or_else(|| source.name.clone()))
            }
        }
    }
}

/// A question to the session. Equal questions have equal answers, as long as the program stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// Its threads, and where each stands.
    Threads,
    /// The innermost `count` frames of a thread.
    Stack {
        /// The thread; 0 for the one that has stopped.
        thread: u32,
        /// How many frames.
        count: u32,
    },
    /// A frame at a glance.
    Glance(Selection),
    /// The arguments of a frame, on one line each.
    Arguments(Selection),
    /// The scopes of a frame.
    Scopes(Selection),
    /// Children of a scope or value.
    Children {
        /// Whose.
        of: VariablesRef,
        /// Which.
        filter: VariableFilter,
        /// The first.
        start: u64,
        /// How many; 0 for all within reason.
        count: u64,
        /// How numbers are written.
        format: Format,
    },
    /// The value of an expression.
    Value {
        /// In which frame.
        selection: Selection,
        /// The expression.
        expression: String,
        /// How numbers are written.
        format: Format,
    },
    /// Text of a source.
    Text(SourceKey),
    /// What the words of a source are, of [`super::CHUNK`] lines. Asked by [`super::Request::Paint`].
    Colours {
        /// The source.
        source: SourceKey,
        /// Its language.
        language: Language,
        /// Which lines, from 0.
        chunk: u32,
    },
    /// The lines of a part of a source that have code.
    Places {
        /// The source.
        source: SourceKey,
        /// The first line, from 1.
        first: u32,
        /// The last one.
        last: u32,
    },
    /// The sources of the program.
    Sources,
    /// Instructions from a place on.
    Code {
        /// The place.
        at: CodeRef,
        /// Instructions to pass over, backwards where negative.
        skip: i64,
        /// How many.
        count: usize,
    },
    /// All instructions of the function that has a place in it, as far as they are not too many.
    Function(CodeRef),
    /// Bytes of a linear memory.
    Bytes {
        /// From where.
        place: MemoryRef,
        /// How many bytes.
        count: usize,
    },
    /// A place in memory, as a user writes it: an address, or an expression in a frame that has one.
    Place {
        /// In which frame.
        selection: Selection,
        /// The text.
        text: String,
    },
    /// The linear memories that can be looked at.
    Memories,
    /// The next place before or behind another one where bytes are, in the whole of memory.
    Find {
        /// From where.
        from: MemoryRef,
        /// The bytes.
        bytes: Vec<u8>,
        /// Whether behind it.
        forward: bool,
    },
    /// Where the variables of a frame lie, and what they point to.
    Named(Selection),
    /// The static variable that lies at a place.
    StaticAt(MemoryRef),
    /// The instructions of one function that lie before or behind a place.
    Beside {
        /// The place.
        at: CodeRef,
        /// Whether behind it.
        forward: bool,
    },
    /// Where the function begins that an instruction names.
    FunctionNamedAt(CodeRef),
    /// The modules of the program.
    Modules,
    /// Where the program's own `main` begins.
    Main,
    /// What is held and what may be.
    Budget,
    /// Which parts of the linear memories are resident.
    Residency {
        /// Parts of each at most.
        cells: usize,
    },
}

/// How long an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the program goes on or is written to.
    Stop,
    /// Until the program is loaded again.
    Program,
}

impl Query {
    /// How long its answer holds.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        match self {
            Self::Text(_)
            | Self::Colours { .. }
            | Self::Places { .. }
            | Self::Sources
            | Self::Code { .. }
            | Self::Function(_)
            | Self::Beside { .. }
            | Self::FunctionNamedAt(_)
            | Self::Modules
            | Self::Main => Lifetime::Program,
            Self::Threads
            | Self::Stack { .. }
            | Self::Glance(_)
            | Self::Arguments(_)
            | Self::Scopes(_)
            | Self::Children { .. }
            | Self::Value { .. }
            | Self::Bytes { .. }
            | Self::Place { .. }
            | Self::Memories
            | Self::Find { .. }
            | Self::Named(_)
            | Self::StaticAt(_)
            | Self::Budget
            | Self::Residency { .. } => Lifetime::Stop,
        }
    }

    /// Whether it can be answered while the program runs.
    #[must_use]
    pub const fn while_running(&self) -> bool {
        matches!(self, Self::Budget | Self::Residency { .. })
            || matches!(self.lifetime(), Lifetime::Program)
    }

    /// Whether it is for resident pages.
    #[must_use]
    pub const fn is_residency(&self) -> bool {
        matches!(self, Self::Residency { .. })
    }
}

/// The instructions of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionCode {
    /// In their order.
    pub instructions: Vec<InstructionView>,
    /// Of a very long function a part of it.
    pub cut: bool,
}

/// The answer to a [`Query`] of the same name.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of [`Query::Threads`].
    Threads(Vec<Standing>),
    /// Of [`Query::Stack`].
    Stack(Arc<StackPage>),
    /// Of [`Query::Glance`].
    Glance(Box<Glance>),
    /// Of [`Query::Arguments`].
    Glimpses(Arc<Vec<Glimpse>>),
    /// Of [`Query::Scopes`].
    Scopes(Vec<ScopeView>),
    /// Of [`Query::Children`].
    Children(Vec<VariableView>),
    /// Of [`Query::Value`].
    Value(VariableView),
    /// Of [`Query::Text`].
    Text(Arc<SourceText>),
    /// Of [`Query::Colours`].
    Colours(Arc<Colours>),
    /// Of [`Query::Places`]: in their order, each once.
    Places(Arc<Vec<u32>>),
    /// Of [`Query::Sources`].
    Sources(Arc<Vec<SourceRef>>),
    /// Of [`Query::Code`].
    Code(Vec<InstructionView>),
    /// Of [`Query::Function`] and [`Query::Beside`].
    Function(Arc<FunctionCode>),
    /// Of [`Query::Bytes`]: fewer than were asked for where memory ends.
    Bytes(Vec<u8>),
    /// Of [`Query::Place`].
    Place(MemoryRef),
    /// Of [`Query::Memories`].
    Memories(Vec<MemoryExtent>),
    /// Of [`Query::Find`]: none where it is nowhere.
    Found(Option<MemoryRef>),
    /// Of [`Query::Named`].
    Named(Vec<NamedBytes>),
    /// Of [`Query::StaticAt`]: its name, and how many bytes into it the place is.
    StaticAt(Option<(String, u64)>),
    /// Of [`Query::FunctionNamedAt`].
    FunctionNamedAt(Option<CodeRef>),
    /// Of [`Query::Modules`].
    Modules(Vec<ModuleView>),
    /// Of [`Query::Main`]: its source and line.
    Main(Option<(SourceRef, u32)>),
    /// Of [`Query::Budget`].
    Budget(Box<BudgetReport>),
    /// Of [`Query::Residency`].
    Residency(Vec<MemoryResidency>),
}

/// Places of a part of a source that are looked at.
const MOST_PLACES: usize = 16 << 10;
/// Instructions of a function that are shown at most.
const MOST_INSTRUCTIONS: usize = 4000;

/// Asks the session.
///
/// # Errors
/// What the session says.
pub(super) fn answer(session: &mut DebugSession, query: &Query) -> Result<Answer, SessionError> {
    Ok(match query {
        Query::Threads => Answer::Threads(glance::threads(session)?),
        Query::Stack { thread, count } => {
            select(session, *thread)?;
            Answer::Stack(Arc::new(session.stack(0, *count)?))
        }
        Query::Glance(selection) => {
            select(session, selection.thread)?;
            Answer::Glance(Box::new(glance::glance(session, *selection)?))
        }
        Query::Arguments(selection) => {
            select(session, selection.thread)?;
            Answer::Glimpses(Arc::new(glance::arguments(session, selection.frame)?))
        }
        Query::Scopes(selection) => {
            select(session, selection.thread)?;
            Answer::Scopes(session.scopes(selection.frame)?)
        }
        Query::Children { of, filter, start, count, format } => {
            Answer::Children(session.variables(*of, *filter, *start, *count, *format)?)
        }
        Query::Value { selection, expression, format } => {
            select(session, selection.thread)?;
            Answer::Value(session.evaluate(selection.frame, expression, *format)?)
        }
        Query::Text(key) => Answer::Text(Arc::new(SourceText::new(text(session, key)?))),
        Query::Colours { .. } => {
            return Err(SessionError::Expression("a session knows no colours".to_owned()));
        }
        Query::Places { source, first, last } => {
            let (first, last) = (*first, *last);
            let places = match source {
                SourceKey::Text(text) => {
                    session.reference_places(*text, first, last, MOST_PLACES)?
                }
                SourceKey::File(path) => {
                    session.breakpoint_places(&path.to_string_lossy(), first, last, MOST_PLACES)?
                }
                SourceKey::Missing(path) => {
                    session.breakpoint_places(path, first, last, MOST_PLACES)?
                }
            };
            let mut lines: Vec<u32> = places.into_iter().map(|(line, _)| line).collect();
            lines.dedup();
            Answer::Places(Arc::new(lines))
        }
        Query::Sources => Answer::Sources(Arc::new(session.loaded_sources()?.0)),
        Query::Code { at, skip, count } => Answer::Code(session.instructions(*at, *skip, *count)?),
        Query::Function(at) => Answer::Function(Arc::new(function(session, *at)?)),
        Query::Bytes { place, count } => Answer::Bytes(session.read_memory(*place, 0, *count)?.1),
        Query::Place { selection, text } => Answer::Place(place(session, *selection, text)?),
        Query::Memories => Answer::Memories(places::memories(session)?),
        Query::Find { from, bytes, forward } => {
            Answer::Found(places::find(session, *from, bytes, *forward)?)
        }
        Query::Named(selection) => {
            select(session, selection.thread)?;
            Answer::Named(places::named(session, selection.frame)?)
        }
        Query::StaticAt(place) => Answer::StaticAt(session.static_at(*place)),
        Query::Beside { at, forward } => {
            Answer::Function(Arc::new(places::beside(session, *at, *forward)?))
        }
        Query::FunctionNamedAt(at) => Answer::FunctionNamedAt(session.function_named_at(*at)),
        Query::Modules => Answer::Modules(session.modules()?),
        Query::Main => Answer::Main(first_line(session, "main")),
        Query::Budget => Answer::Budget(Box::new(session.budget())),
        Query::Residency { cells } => Answer::Residency(session.residency(*cells)),
    })
}

fn select(session: &mut DebugSession, thread: u32) -> Result<(), SessionError> {
    match thread {
        0 => Ok(()),
        thread => session.select_thread(thread),
    }
}

fn text(session: &DebugSession, key: &SourceKey) -> Result<String, SessionError> {
    match key {
        SourceKey::Text(reference) => session.source(*reference).map(|content| content.text),
        SourceKey::File(path) => session.source_file(path),
        SourceKey::Missing(recorded) => Err(SessionError::Expression(format!(
            "{recorded} is not on this machine; say where its folder is with --source-map PREFIX=LOCAL"
        ))),
    }
}

fn function(session: &DebugSession, at: CodeRef) -> Result<FunctionCode, SessionError> {
    let Some((first, count)) = session.function_extent(at) else {
        return Err(SessionError::Expression(format!("no function is at {at}")));
    };
    if count <= MOST_INSTRUCTIONS {
        let instructions = session.instructions(first, 0, count)?;
        return Ok(FunctionCode { instructions, cut: false });
    }
    let half = MOST_INSTRUCTIONS as i64 / 2;
    let mut instructions = session.instructions(at, -half, MOST_INSTRUCTIONS)?;
    let name = session.instructions(at, 0, 1)?.first().and_then(|it| it.function.clone());
    instructions.retain(|it| it.valid && it.function == name);
    Ok(FunctionCode { instructions, cut: true })
}

/// An address as it is written, or else where an expression's value points to or lies.
fn place(
    session: &mut DebugSession,
    selection: Selection,
    text: &str,
) -> Result<MemoryRef, SessionError> {
    select(session, selection.thread)?;
    match session.memory_place(selection.frame, text) {
        Ok(named) => Ok(named.place),
        // What is neither a pointer nor a number may still lie somewhere.
        Err(error) => {
            let view = session.evaluate(selection.frame, text, Format::default());
            view.ok().and_then(|view| view.memory).ok_or(error)
        }
    }
}

/// The first line of a function that has one.
pub(super) fn first_line(session: &mut DebugSession, function: &str) -> Option<(SourceRef, u32)> {
    let at = session.function_code(function)?;
    // The first instructions of a function may belong to no line.
    let code = session.instructions(at, 0, 64).ok()?;
    let named = code.into_iter().find(|it| it.source.is_some() && it.line > 0)?;
    Some((named.source?, named.line))
}

/// Where a frame stands in its source.
#[must_use]
pub fn frame_source(frame: &FrameView) -> Option<(SourceRef, u32)> {
    let source = frame.source.clone()?;
    (frame.line > 0).then_some((source, frame.line))
}
