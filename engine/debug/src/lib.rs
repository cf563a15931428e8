//! The debug session: the one API of every front end.
//!
//! A [`DebugSession`] drives one program through a [`target::Target`] and explains it through
//! `wrtd-symbols`. It is synchronous: [`DebugSession::resume`] returns at the next stop. A front end
//! that must stay responsive puts it behind a [`SessionDriver`], which owns a thread for it.
//!
//! Nothing above [`target::Target`] may reach into the engine, so that a remote program is debugged by
//! the same code. Where the plan is for a device, the program runs in the machine of devices, in memory of the
//! device's size; [`BoardFunctions`] give it what it imports.
//!
//! # Debugging a program with functions of your own
//!
//! A program that imports more than WASI gets it from [`LaunchSpec::host`]:
//!
//! ```
//! use wrtd_core::{FuncType, ValType, Value};
//! use wrtd_debug::{DebugSession, Entry, HostFunctions, LaunchSpec, Motion, StopReason};
//!
//! # let folder = tempfile::tempdir()?;
//! # let program = folder.path().join("program.wasm");
//! # std::fs::write(&program, wat::parse_str(r#"(module
//! #     (import "sensor" "read" (func $read (param i32) (result i32)))
//! #     (func (export "twice") (param i32) (result i32)
//! #         (i32.mul (call $read (local.get 0)) (i32.const 2))))"#)?)?;
//! let host = HostFunctions::new(|store| {
//!     let ty = FuncType::new([ValType::I32], [ValType::I32]);
//!     store.define_host("sensor", "read", ty, Box::new(|_caller, args, results| {
//!         let Value::I32(channel) = args[0] else { unreachable!("the type says so") };
//!         results[0] = Value::I32(channel + 100);
//!         Ok(())
//!     }));
//! });
//! let entry = Entry::Invoke { function: "twice".into(), args: vec!["3".into()] };
//! let spec = LaunchSpec { program, host, entry, ..LaunchSpec::default() };
//! let mut session = DebugSession::launch(spec, Box::new(|_event| ()))?;
//! session.add_function_breakpoint("twice");
//! let stop = session.resume(Motion::Continue)?.ok_or("it ended too soon")?;
//! assert!(matches!(stop.reason, StopReason::Breakpoint(_)));
//! assert!(session.resume(Motion::Continue)?.is_none());
//! assert_eq!(session.results(), ["206"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod board;
mod breakpoint_place;
mod breakpoints;
mod budget;
mod calls;
mod cancellation;
mod catalogue;
pub mod check;
mod code_ref;
mod completions;
mod data;
mod detach;
mod device_image;
mod disassembly;
mod driver;
mod error;
mod event;
mod exceptions;
mod feed;
mod goto;
mod hits;
mod judge;
mod launch;
mod limits;
mod live_limits;
mod load;
mod loaded_sources;
mod memory;
mod memory_search;
mod number;
mod outlet;
mod places;
mod program;
mod restart_frame;
mod returned;
mod run;
mod session;
mod source_list;
mod source_map;
mod source_names;
mod spelling;
mod stack;
mod stand;
mod stepping;
pub mod target;
mod threads;
mod trap_detail;
mod variables;
mod view;

pub use board::{Board, BoardFunction, BoardFunctions};
pub use breakpoint_place::BreakpointPlace;
pub use breakpoints::{BreakpointOptions, CodePlaces, PlaceName};
pub use budget::{
    AccountBudget, BudgetCause, BudgetReport, BudgetWarning, CountBudget, EngineMemory,
    NEARLY_FULL, SessionLimit, Urgency,
};
pub use code_ref::CodeRef;
pub use completions::{Completion, CompletionKind};
pub use data::{DataBreakpoint, DataInfo, DataSource};
pub use detach::Leave;
pub use device_image::DeviceImage;
pub use driver::{DrivenSession, SessionDriver};
pub use error::{LaunchError, SessionError};
pub use event::{Event, EventSink, OutputCategory, StopEvent, StopReason};
pub use exceptions::{CppException, CppFate, CppThrow, ExceptionFilter, ExceptionKind};
pub use feed::StdinFeed;
pub use launch::{Entry, HostFunctions, LaunchSpec, StdinSource};
pub use live_limits::LimitsHandle;
pub use loaded_sources::SourcePlace;
pub use memory_search::{MemoryMatches, MemoryPattern};
pub use places::NamedPlace;
pub use program::SkipRules;
pub use session::{DebugSession, Effects, Motion};
pub use source_list::{SourceChange, SourceList};
pub use spelling::nearest;
pub use variables::TypeView;
pub use view::{
    Breakpoint, BreakpointId, DisassemblyView, FrameView, FunctionBreakpoint, FunctionView,
    GotoTarget, InstructionBreakpoint, InstructionView, LineBreakpoint, MemoryRef, ModuleView,
    ScopeKind, ScopeView, SourceContent, SourceRef, StackCut, StackPage, StepTarget, ThreadView,
    VariableFilter, VariableView, VariablesRef,
};
pub use wrtd_platform::{Residency, ResidencyCell};
pub use wrtd_symbols::{
    Cancellation, SymbolCharge, SymbolLimits, SymbolUse, names_function,
    render::{Declaration, DeclaredMember, Format, FormatterSpec, Notation},
};
