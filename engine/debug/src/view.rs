//! What front ends show of a stopped program: plain data, valid until the next resume.

use std::{fmt, path::PathBuf};

use crate::{
    BreakpointOptions, CodeRef,
    target::{DataAccess, ModuleId, ThreadState},
};

/// Names a breakpoint for the life of a session; starts at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BreakpointId(pub u32);

/// A breakpoint that is wanted at a place in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineBreakpoint {
    /// From 1.
    pub line: u32,
    /// From 1; the first code of the line without.
    pub column: Option<u32>,
    /// What it does there.
    pub options: BreakpointOptions,
}

/// A breakpoint that is wanted at functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunctionBreakpoint {
    /// Their name, with or without its path.
    pub name: String,
    /// What it does there.
    pub options: BreakpointOptions,
}

/// A breakpoint that is wanted at an instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstructionBreakpoint {
    /// Where the instruction begins, as for [`crate::DebugSession::code_ref`].
    pub place: String,
    /// So many bytes further on.
    pub offset: i64,
    /// What it does there.
    pub options: BreakpointOptions,
}

/// A breakpoint as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakpoint {
    /// Its id.
    pub id: BreakpointId,
    /// Bound to code.
    pub verified: bool,
    /// Why it is not, or what happened to it: a sentence.
    pub message: Option<String>,
    /// Where it landed.
    pub source: Option<SourceRef>,
    /// Line where it landed, from 1.
    pub line: Option<u32>,
    /// Column where it landed, from 1.
    pub column: Option<u32>,
    /// What it watches and for which accesses, of one at data.
    pub data: Option<(String, DataAccess)>,
    /// Wasm offsets that it covers.
    pub offsets: Vec<u32>,
    /// The first of them, as a place in the code of the whole program.
    pub code: Option<CodeRef>,
    /// What it does there.
    pub options: BreakpointOptions,
    /// `false` where it was disabled: it stays and does nothing.
    pub enabled: bool,
    /// How often the program reached it while its condition held.
    pub hits: u64,
}

/// A source: a file, or a text that the session makes (disassembly).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceRef {
    /// Name without folders.
    pub name: String,
    /// Local path, where the file exists.
    pub path: Option<PathBuf>,
    /// The path that the compiler recorded, of a file.
    pub recorded: Option<String>,
    /// Set where the session holds the text: for [`crate::DebugSession::source`]. From 1.
    pub reference: Option<u32>,
    /// A remark (`changed since the program was built`).
    pub origin: Option<String>,
}

/// Text of a source that the session makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceContent {
    /// The text.
    pub text: String,
    /// Its MIME type.
    pub mime_type: &'static str,
}

/// One thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadView {
    /// Its id: 1 for the main thread, and for others the number by which the program knows them.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// What it does.
    pub state: ThreadState,
}

/// A part of the call stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackPage {
    /// The frames asked for, innermost first.
    pub frames: Vec<FrameView>,
    /// Number of frames known so far; exact when `complete`.
    pub total: u32,
    /// Whether `total` is final (inlined frames of outer frames are only counted when looked at).
    pub complete: bool,
    /// What is not kept of the stack, and why.
    pub cut: Option<StackCut>,
}

/// The outer frames of a stack for which there is no room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackCut {
    /// How many there are, those apart that are inlined.
    pub frames: u32,
    /// The limit, where it comes from, and what to do.
    pub reason: String,
}

impl fmt::Display for StackCut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.frames == 1 { "frame" } else { "frames" };
        write!(f, "{} more {plural} not kept: {}", self.frames, self.reason)
    }
}

/// One source-level frame, inlined ones included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameView {
    /// Position in the stack: 0 is the innermost. Also its id for scopes and evaluate.
    pub index: u32,
    /// Readable function name.
    pub function: String,
    /// Inlined into the next frame.
    pub inlined: bool,
    /// Where the source is.
    pub source: Option<SourceRef>,
    /// Line from 1; 0 where unknown.
    pub line: u32,
    /// Column from 1; 0 where unknown.
    pub column: u32,
    /// Name of the module.
    pub module: String,
    /// Wasm offset of the instruction.
    pub offset: u32,
    /// The same, as a place in the code of the whole program.
    pub code: CodeRef,
    /// Not what somebody debugs, but for the innermost frame: library code; code that steps skip; code without debug info
    /// where a frame of the stack has a source of the program's own; code without sources here while
    /// other code of the program has some; at a trap or panic also what is called by the frame in focus.
    pub subtle: bool,
    /// Code of a library, the language's own or a package's, whether its sources are here or not.
    pub library: bool,
}

impl FrameView {
    /// Whether it is not what somebody debugs: the library that calls `main`, and what it is built of.
    #[must_use]
    pub const fn is_aside(&self) -> bool {
        self.subtle || self.library
    }
}

/// A call that a step in can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTarget {
    /// Its number at this stop, from 1.
    pub id: u32,
    /// Readable name of the function that is called, or what sort of call it is where that is not known.
    pub name: String,
    /// Line of the call.
    pub line: u32,
    /// Column of the call, from 1; 0 where unknown.
    pub column: u32,
}

/// A place at which the program can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GotoTarget {
    /// Its number at this stop, from 1.
    pub id: u32,
    /// Function, line and code position.
    pub label: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1; 0 where unknown.
    pub column: u32,
    /// Wasm offset.
    pub offset: u32,
}

/// A module of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleView {
    /// Names it among the modules of the program: 0 is the program itself. The upper half of its [`CodeRef`]s.
    pub id: u32,
    /// Its file's name.
    pub name: String,
    /// Its file, where known.
    pub path: Option<PathBuf>,
    /// Size of the file in bytes.
    pub size: u64,
    /// Functions with code in it.
    pub functions: u32,
    /// Wasm offsets from its first function on to the end of its last one.
    pub code: std::ops::Range<u32>,
    /// Whether its debug information was found.
    pub has_debug_info: bool,
    /// The file that has its debug information, where that is another one.
    pub debug_file: Option<PathBuf>,
}

/// A function of the program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FunctionView {
    /// Readable name.
    pub name: String,
    /// Name of its module.
    pub module: String,
    /// Wasm offset of its first instruction.
    pub offset: u32,
}

/// Code as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisassemblyView {
    /// The text's source, for [`crate::DebugSession::source`] and breakpoints.
    pub source: SourceRef,
    /// Line of the instruction at which the frame stands, from 1.
    pub line: u32,
}

/// An instruction of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstructionView {
    /// Where it is.
    pub code: CodeRef,
    /// `false` for a place before the first or behind the last instruction of its module.
    pub valid: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is, in the notation of the text format, indented by the blocks around it.
    pub text: String,
    /// Readable name of its function.
    pub function: Option<String>,
    /// The source that it was compiled from.
    pub source: Option<SourceRef>,
    /// Line from 1; 0 where unknown.
    pub line: u32,
    /// Column from 1; 0 where unknown.
    pub column: u32,
}

/// Opaque handle of something with children; from 1, valid until the next resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VariablesRef(pub u32);

/// A place in the linear memory of a module's instance; it stays the same while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MemoryRef {
    /// The module.
    pub module: ModuleId,
    /// The address.
    pub address: u64,
}

/// As [`crate::DebugSession::memory_ref`] reads it.
impl fmt::Display for MemoryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:#x}", self.module.0, self.address)
    }
}

/// Kind of scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// What the function gave back from which a step out has come.
    Returned,
    /// Parameters.
    Arguments,
    /// Local variables, innermost block first.
    Locals,
    /// Statics of the frame's unit.
    Statics,
    /// Wasm locals, operands and globals of the physical frame.
    Wasm,
    /// Memories and tables of the frame's instance.
    Module,
    /// The accounts of the budget.
    Budget,
}

/// A scope of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeView {
    /// Which.
    pub kind: ScopeKind,
    /// Its title.
    pub name: String,
    /// Its variables.
    pub variables: VariablesRef,
    /// Number of variables in it.
    pub count: u64,
    /// Costly to fetch: front ends fetch it only on request.
    pub expensive: bool,
}

/// Which children to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableFilter {
    /// All of them, named first.
    All,
    /// Only those with names.
    Named,
    /// Only the elements.
    Indexed,
}

/// A variable or value, rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableView {
    /// Name.
    pub name: String,
    /// Value on one line.
    pub value: String,
    /// Type name.
    pub type_name: String,
    /// Set where it has children.
    pub children: Option<VariablesRef>,
    /// Number of named children.
    pub named: u64,
    /// Number of indexed children.
    pub indexed: u64,
    /// Expression that evaluates to it in its frame.
    pub evaluate_name: Option<String>,
    /// Where it lies in linear memory.
    pub memory: Option<MemoryRef>,
    /// It can be set: a value of the WebAssembly machine, where the safety level allows it.
    pub writable: bool,
}
