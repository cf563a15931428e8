//! The debug session: the one API of every front end.
//!
//! A [`DebugSession`] drives one program through a [`target::Target`] and explains it through
//! `wrtd-symbols`. It is synchronous: [`DebugSession::resume`] returns at the next stop. A front end
//! that must stay responsive puts it behind a [`SessionDriver`], which owns a thread for it.
//!
//! Nothing above [`target::Target`] may reach into the engine, so that a remote program is debugged by the
//! same code.

mod breakpoints;
mod catalogue;
mod disassembly;
mod driver;
mod error;
mod event;
mod launch;
mod load;
mod outlet;
mod panic;
mod program;
mod run;
mod session;
mod stack;
mod stand;
mod stepping;
pub mod target;
mod variables;
mod view;

pub use driver::SessionDriver;
pub use error::{LaunchError, SessionError};
pub use event::{Event, EventSink, OutputCategory, StopEvent, StopReason};
pub use launch::{Entry, LaunchSpec, Limits, LimitsOrigin, StdinSource};
pub use session::{DebugSession, ExceptionFilter, Motion};
pub use view::{
    Breakpoint, BreakpointId, DisassemblyView, FrameView, FunctionView, ModuleView, ScopeKind,
    ScopeView, SourceContent, SourceRef, StackPage, ThreadView, VariableFilter, VariableView,
    VariablesRef,
};
pub use wrtd_symbols::render::Format;
