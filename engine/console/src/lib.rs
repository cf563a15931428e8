//! The command language of wrtd: what users of the batch mode, the terminal UI and an editor's
//! debug console type, and the text they get back.
//!
//! A [`Console`] holds what commands remember of each other (the selected frame, how far `list`
//! came). It reads and changes a [`DebugSession`](wrtd_debug::DebugSession) but never runs the
//! program itself: commands that do answer with an [`Action`], because a front end that stays
//! responsive resumes in another way than a script. [`batch`] is the front end that only waits.
//!
//! Everything about a command stands in one row of [`COMMANDS`]: parsing, `help` and completion
//! derive from it.

pub mod batch;
mod command;
mod complete;
mod console;
mod error;
mod lookup;
mod view;

pub use command::{COMMANDS, Command, Group, Parameter, Repeat, TOPICS, Topic};
pub use complete::{Completion, CompletionKind};
pub use console::{Action, Answer, Console};
pub use error::CommandError;
pub use view::budget::report as budget_report;
