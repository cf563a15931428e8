//! At which exceptional events a program stops, and what these are narrowed to.

use super::names::Names;
use crate::target::TrapCause;

/// Most bytes of a condition: what somebody types.
const LONGEST: usize = 4096;

/// An exceptional event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExceptionKind {
    /// A trap. Where it does not stop, it ends the program with exit code 134.
    Trap,
    /// A Rust panic that has printed its message.
    RustPanic,
    /// A WebAssembly exception, of C++ or any other language, that is about to be thrown.
    Throw,
    /// One that nothing will catch.
    Uncaught,
    /// The program is about to end with an exit code other than 0.
    Exit,
    /// The program is about to call a function of the host.
    HostCall,
}

impl ExceptionKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Trap, Self::RustPanic, Self::Uncaught, Self::Throw, Self::Exit, Self::HostCall];

    /// What protocols and command lines call it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Trap => "trap",
            Self::RustPanic => "rust-panic",
            Self::Throw => "throw",
            Self::Uncaught => "uncaught",
            Self::Exit => "exit",
            Self::HostCall => "wasi",
        }
    }

    /// What a list of it is headed.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Trap => "Traps",
            Self::RustPanic => "Rust panics",
            Self::Throw => "Exceptions: thrown",
            Self::Uncaught => "Exceptions: uncaught",
            Self::Exit => "Exits with another code than 0",
            Self::HostCall => "WASI calls",
        }
    }

    /// A sentence on where it stops.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Trap => "Stops where the program traps: out of bounds, division by zero …",
            Self::RustPanic => "Stops where a Rust program panics, with its message",
            Self::Throw => "Stops before each exception of C++ or another language is thrown",
            Self::Uncaught => "Stops before an exception is thrown that nothing catches",
            Self::Exit => "Stops where the program is about to end with an exit code other than 0",
            Self::HostCall => "Stops before the program calls functions of WASI",
        }
    }

    /// What its condition is.
    #[must_use]
    pub const fn condition(self) -> &'static str {
        match self {
            Self::Trap => "Kinds of traps: memory, stack, divide-by-zero … or all but !unreachable",
            Self::RustPanic => "Messages: index out of bounds*, /overflow$/, !not yet implemented",
            Self::Throw | Self::Uncaught => {
                "Types: std::runtime_error, std::*, /Error$/, !std::bad_alloc"
            }
            Self::Exit => "Exit codes: 1, 2, or all but !3",
            Self::HostCall => "Functions: fd_write, path_*, !clock_time_get",
        }
    }

    /// Whether it stops where nobody has said anything.
    #[must_use]
    pub const fn is_default(self) -> bool {
        matches!(self, Self::Trap | Self::RustPanic | Self::Uncaught)
    }

    /// The kind of an id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// An event to stop at.
#[derive(Clone, Debug)]
pub struct ExceptionFilter {
    kind: ExceptionKind,
    condition: String,
    names: Option<Names>,
}

impl ExceptionFilter {
    /// Every event of a kind.
    #[must_use]
    pub const fn new(kind: ExceptionKind) -> Self {
        Self { kind, condition: String::new(), names: None }
    }

    /// Those of a kind whose name is in a list (`memory, stack`) or not excluded by it (`!unreachable`). Names may be
    /// globs or regular expressions between slashes. An empty list is every event.
    ///
    /// # Errors
    /// What is wrong with the list, as a sentence.
    pub fn narrowed(kind: ExceptionKind, condition: &str) -> Result<Self, String> {
        let condition = condition.trim();
        if condition.is_empty() {
            return Ok(Self::new(kind));
        }
        if condition.len() > LONGEST {
            return Err(format!("a condition has at most {LONGEST} bytes; use patterns"));
        }
        let names = Names::parse(condition)?;
        if kind == ExceptionKind::Trap
            && let Some(unknown) = names.plain().find(|name| !is_cause(name))
        {
            let known = TrapCause::ALL.map(TrapCause::name).join(", ");
            return Err(format!("there is no kind of trap `{unknown}`; the kinds are {known}"));
        }
        Ok(Self { kind, condition: condition.to_owned(), names: Some(names) })
    }

    /// What kind of events.
    #[must_use]
    pub const fn kind(&self) -> ExceptionKind {
        self.kind
    }

    /// The list that it was narrowed to; empty where it was not.
    #[must_use]
    pub fn condition(&self) -> &str {
        &self.condition
    }

    /// Whether an event of its kind, of this name, stops; `other` is another name of it.
    pub(super) fn holds(&self, name: &str, other: Option<&str>) -> bool {
        match (&self.names, self.kind) {
            (Some(names), _) => names.hold(name, other),
            (None, ExceptionKind::Exit) => name != "0",
            // A way to return, which only its tag makes an exception.
            (None, ExceptionKind::Throw) => name != "__c_longjmp",
            (None, ExceptionKind::HostCall) => other.is_some_and(|it| it.starts_with("wasi")),
            (None, _) => true,
        }
    }
}

fn is_cause(name: &str) -> bool {
    TrapCause::ALL.iter().any(|cause| cause.name() == name)
}
