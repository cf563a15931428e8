//! What a session tells its front end without being asked.

use crate::{
    Breakpoint, BreakpointId, BudgetReport, MemoryRef, ModuleView, SourceChange, SourceRef,
};

/// Receives events, on the thread that runs the program. It must not block on that thread.
pub type EventSink = Box<dyn FnMut(Event) + Send>;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Text for the user.
    Output {
        /// Where it comes from.
        category: OutputCategory,
        /// The bytes; a program may write anything.
        bytes: Vec<u8>,
    },
    /// A breakpoint changed (bound, refused).
    BreakpointChanged(Breakpoint),
    /// What is held has changed, or what may be, for a front end that watches it
    /// ([`crate::DebugSession::watch_budget`]).
    BudgetChanged(Box<BudgetReport>),
    /// Whoever debugs has written into the stopped program: values may be others now.
    Written {
        /// Where, if into linear memory: a place, bytes from there to the first one that was written, and how many
        /// were.
        memory: Option<(MemoryRef, i64, u64)>,
    },
    /// The program has spawned a thread.
    ThreadStarted {
        /// Its number.
        thread: u32,
    },
    /// A thread has ended, but not with the program.
    ThreadEnded {
        /// Its number.
        thread: u32,
    },
    /// Whoever debugs has ended threads: another one may be selected now.
    ThreadsTerminated,
    /// The debug information of a module has been looked for.
    SymbolsRead(ModuleView),
    /// A source is not as it was, for a front end that watches them
    /// ([`crate::DebugSession::watch_sources`]).
    SourceChanged(SourceChange, SourceRef),
    /// The program goes on.
    Continued,
    /// The program stopped.
    Stopped(StopEvent),
    /// The program ended; nothing of it can be inspected any more.
    Exited {
        /// Its exit code.
        code: i32,
        /// What the function of `Entry::Invoke` gave, in text form.
        results: Vec<String>,
    },
}

/// Where output comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputCategory {
    /// The program's standard output.
    Stdout,
    /// The program's standard error.
    Stderr,
    /// The debugger: notices and warnings, one line each with its line feed.
    Console,
    /// The debugger: something that the user must see.
    Important,
}

/// A stop, as front ends report it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopEvent {
    /// The thread that has stopped; all others stand as well.
    pub thread: u32,
    /// Why.
    pub reason: StopReason,
    /// One line for people (`breakpoint 2 at src/main.rs:12`, `trap: out of bounds memory access ...`).
    pub description: String,
    /// The longer text of a trap or panic message.
    pub text: Option<String>,
}

/// Why the program stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// Before the first instruction.
    Entry,
    /// At these breakpoints.
    Breakpoint(Vec<BreakpointId>),
    /// After accesses that these breakpoints at data wait for.
    DataBreakpoint(Vec<BreakpointId>),
    /// A step ended.
    Step,
    /// It was told to go on here.
    Goto,
    /// A frame was told to begin again.
    RestartFrame,
    /// It was paused.
    Pause,
    /// A trap; only inspection, ending, and beginning a frame again are possible.
    Trap,
    /// A Rust panic is about to be reported (exception filter `rust-panic`).
    Panic,
    /// An exception is about to be thrown (exception filter `throw`).
    Throw,
    /// One that nothing catches (exception filter `uncaught`).
    Uncaught,
    /// The program is about to end (exception filter `exit`).
    Exit,
    /// A function of the host is about to be called (exception filter `wasi`).
    HostCall,
}
