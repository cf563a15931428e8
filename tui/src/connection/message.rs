//! What goes between the screen and the thread that asks the session.

use std::sync::Arc;

use wrtd_debug::{
    Breakpoint, BudgetReport, CodeRef, ModuleView, OutputCategory, StopEvent, VariablesRef,
};

use super::{
    catalogue::{Hit, Listing, Place},
    kept::{Kept, Restored},
    query::{Answer, Query, Selection, SourceKey},
    source_text::SourceText,
};

/// Something that the session is to be asked or told. Each is followed by one [`Message::Done`].
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Answers a query, if the program still stands where it did.
    Ask {
        /// The stop for which it is asked ([`Stopped::epoch`]).
        epoch: u64,
        /// What.
        query: Query,
    },
    /// Answers a [`Query::Colours`], whose text this is.
    Paint {
        /// The stop for which it is asked.
        epoch: u64,
        /// What.
        query: Query,
        /// The text.
        text: Arc<SourceText>,
    },
    /// Carries out a line of the command language.
    Command(String),
    /// Carries out the last command again, or what it left over, if it is one that an empty line repeats.
    Again,
    /// Selects a frame, which commands then mean.
    Select(Selection),
    /// Sets a child of a scope or value that no expression reaches.
    Set {
        /// Whose child.
        of: VariablesRef,
        /// Its name.
        name: String,
        /// An expression for its new value.
        value: String,
    },
    /// Removes the breakpoints at a place, or sets one where there is none.
    Toggle(ToggleAt),
    /// Finds words that could stand in a line of the command language.
    Complete {
        /// The line.
        line: String,
        /// Its characters before the place where one types.
        column: usize,
    },
    /// Finds functions or sources.
    Find {
        /// Which of them.
        listing: Listing,
        /// Letters that are in their names in this order.
        pattern: String,
    },
    /// Finds a place.
    Locate(Place),
    /// Sets breakpoints and exceptional events as they were in another session.
    Restore(Box<Kept>),
    /// Sources have been written to.
    SourcesChanged,
}

/// A word that could stand in a line of the command language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// What was typed of it: characters of the line, from 0.
    pub replaces: std::ops::Range<usize>,
    /// What it is, in a word.
    pub kind: &'static str,
}

/// Where a breakpoint is toggled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToggleAt {
    /// At a line of a file, by its path.
    Line {
        /// The path.
        path: String,
        /// The line, from 1.
        line: u32,
    },
    /// At an instruction.
    Code(CodeRef),
}

/// A stop of the program.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// Names this stop, and what was asked at it. It grows.
    pub epoch: u64,
    /// The stop.
    pub event: StopEvent,
    /// What the command language says of it.
    pub text: String,
    /// The frame to look at first.
    pub focus: Selection,
}

/// What a command came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandOutcome {
    /// It answered, or began what it was to begin.
    Text(String),
    /// It could not be carried out; why.
    Error(String),
    /// It asks for the end of all.
    Quit,
}

/// Something that the screen is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The program is loaded; a [`Message::Stopped`] follows.
    Loaded,
    /// It cannot be; why. Nothing follows.
    LaunchFailed(String),
    /// It goes on.
    Continued,
    /// It stands, also anew after a restart.
    Stopped(Box<Stopped>),
    /// It has ended.
    Exited {
        /// Its exit code.
        code: i32,
        /// What the function that was called gave.
        results: Vec<String>,
        /// What the command language says of it.
        text: String,
    },
    /// Values may be others, though the program still stands where it did.
    Changed {
        /// Names the stop from now on.
        epoch: u64,
    },
    /// The answer to a query.
    Answer {
        /// The stop at which it holds.
        epoch: u64,
        /// What was asked.
        query: Query,
        /// The answer, or why there is none.
        answer: Result<Answer, String>,
    },
    /// What a command came to.
    Command {
        /// The command.
        line: String,
        /// What came of it.
        outcome: CommandOutcome,
        /// The frame that is selected after it.
        selection: Selection,
    },
    /// All breakpoints, where something has changed.
    Breakpoints(Vec<Breakpoint>),
    /// The command that [`Request::Again`] carries out.
    Repeated(String),
    /// Answers [`Request::Complete`].
    Words {
        /// The line.
        line: String,
        /// What could stand there.
        words: Vec<Word>,
    },
    /// Answers [`Request::Find`].
    Found {
        /// What was looked through.
        listing: Listing,
        /// What for.
        pattern: String,
        /// The best hits and how many there are, or why there is no answer.
        found: Result<(Vec<Hit>, usize), String>,
    },
    /// Answers [`Request::Locate`]: the source, what it is called, and the line; or why there is none.
    Located(Result<(SourceKey, String, u32), String>),
    /// What is worth keeping for the next session, where something has changed.
    Kept(Box<Kept>),
    /// Answers [`Request::Restore`].
    Restored(Restored),
    /// The budget, where something has changed.
    Budget(Box<BudgetReport>),
    /// Debug information of a module has been looked for.
    SymbolsRead(Box<ModuleView>),
    /// A line of the debugger's own.
    Notice(OutputCategory, String),
    /// The program has written something, which is in the scrollback.
    Output,
    /// Threads have come or gone.
    ThreadsChanged,
    /// Something has been asked for long already: what, for the user.
    Busy(Option<String>),
    /// A request is done.
    Done,
}
