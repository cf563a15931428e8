//! What the screen shows of the program, as questions to its session and their answers.

use std::{path::PathBuf, sync::Arc};

use wrtd_debug::{
    BudgetReport, CodeRef, DebugSession, Format, FrameView, InstructionView, MemoryRef, ModuleView,
    ScopeView, SessionError, SourceRef, StackPage, ThreadView, VariableFilter, VariableView,
    VariablesRef,
};

use super::source_text::SourceText;

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
    /// Its threads.
    Threads,
    /// The innermost `count` frames of a thread.
    Stack {
        /// The thread; 0 for the one that has stopped.
        thread: u32,
        /// How many frames.
        count: u32,
    },
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
    /// The modules of the program.
    Modules,
    /// Where the program's own `main` begins.
    Main,
    /// What is held and what may be.
    Budget,
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
            Self::Text(_) | Self::Code { .. } | Self::Function(_) | Self::Modules | Self::Main => {
                Lifetime::Program
            }
            Self::Threads
            | Self::Stack { .. }
            | Self::Scopes(_)
            | Self::Children { .. }
            | Self::Value { .. }
            | Self::Bytes { .. }
            | Self::Place { .. }
            | Self::Budget => Lifetime::Stop,
        }
    }

    /// Whether it can be answered while the program runs.
    #[must_use]
    pub const fn while_running(&self) -> bool {
        matches!(self, Self::Budget) || matches!(self.lifetime(), Lifetime::Program)
    }
}

/// The instructions of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionCode {
    /// In their order.
    pub instructions: Vec<InstructionView>,
    /// Of a very long function the middle of it, around the place that was asked for.
    pub cut: bool,
}

/// The answer to a [`Query`] of the same name.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of [`Query::Threads`].
    Threads(Vec<ThreadView>),
    /// Of [`Query::Stack`].
    Stack(StackPage),
    /// Of [`Query::Scopes`].
    Scopes(Vec<ScopeView>),
    /// Of [`Query::Children`].
    Children(Vec<VariableView>),
    /// Of [`Query::Value`].
    Value(VariableView),
    /// Of [`Query::Text`].
    Text(Arc<SourceText>),
    /// Of [`Query::Code`].
    Code(Vec<InstructionView>),
    /// Of [`Query::Function`].
    Function(Arc<FunctionCode>),
    /// Of [`Query::Bytes`]: fewer than were asked for where memory ends.
    Bytes(Vec<u8>),
    /// Of [`Query::Place`].
    Place(MemoryRef),
    /// Of [`Query::Modules`].
    Modules(Vec<ModuleView>),
    /// Of [`Query::Main`]: its source and line.
    Main(Option<(SourceRef, u32)>),
    /// Of [`Query::Budget`].
    Budget(Box<BudgetReport>),
}

/// Instructions of a function that are shown at most.
const MOST_INSTRUCTIONS: usize = 4000;

/// Asks the session.
///
/// # Errors
/// What the session says.
pub(super) fn answer(session: &mut DebugSession, query: &Query) -> Result<Answer, SessionError> {
    Ok(match query {
        Query::Threads => Answer::Threads(session.threads()),
        Query::Stack { thread, count } => {
            select(session, *thread)?;
            Answer::Stack(session.stack(0, *count)?)
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
        Query::Code { at, skip, count } => Answer::Code(session.instructions(*at, *skip, *count)?),
        Query::Function(at) => Answer::Function(Arc::new(function(session, *at)?)),
        Query::Bytes { place, count } => Answer::Bytes(session.read_memory(*place, 0, *count)?.1),
        Query::Place { selection, text } => Answer::Place(place(session, *selection, text)?),
        Query::Modules => Answer::Modules(session.modules()?),
        Query::Main => Answer::Main(first_line(session, "main")),
        Query::Budget => Answer::Budget(Box::new(session.budget())),
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
    let written = session.memory_ref(text);
    if written.is_ok() {
        return written;
    }
    select(session, selection.thread)?;
    let view = session.evaluate(selection.frame, text, Format::default())?;
    let pointed = session.evaluate(selection.frame, &format!("*({text})"), Format::default());
    pointed.ok().and_then(|value| value.memory).or(view.memory).ok_or_else(|| {
        SessionError::Expression(format!(
            "`{text}` neither points into memory nor lies there; write an address such as 0x1f40"
        ))
    })
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
