//! The table of commands. One file a group holds what they do.
//!
//! Invariant: parsing, help and completion read this table only, so a command that is not in it
//! does not exist, and one that is has its help.

mod breakpoints;
mod catch;
mod data;
mod display;
mod examine;
mod find;
mod form;
mod help;
mod info;
mod invocation;
mod list;
mod location;
mod running;
mod scripting;
mod set;
mod skip;
mod source;
mod stack;
mod threads;
mod types;
mod watch;
mod where_is;

pub(crate) use display::Display;
pub(crate) use examine::Examined;
pub(crate) use form::Letter;
pub use info::{TOPICS, Topic};
pub(crate) use invocation::{Context, Invocation};

use crate::console::Answer;
use crate::error::CommandError;
use crate::lookup::Named;

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Its full name.
    pub name: &'static str,
    /// Abbreviations that mean it although other names begin so too, and other names.
    pub aliases: &'static [&'static str],
    /// Where `help` lists it.
    pub group: Group,
    /// How it is written, as a pattern.
    pub usage: &'static str,
    /// What it does, as an imperative clause without a full stop.
    pub summary: &'static str,
    /// What else there is to know: whole sentences, one a line; empty where nothing is.
    pub details: &'static str,
    /// What its argument is, for completion.
    pub parameter: Parameter,
    /// Whether it lets the program go on, or begin anew: then it answers with an [`Action`](crate::Action), unless it
    /// fails.
    pub resumes: bool,
    /// What an empty line behind it does, where a person types.
    pub repeat: Repeat,
    /// What may stand behind its name and a slash.
    pub(crate) suffix: Suffix,
    pub(crate) run: fn(&mut Context<'_>, &Invocation<'_>) -> Result<Answer, CommandError>,
}

impl Command {
    /// What most rows of the table have.
    const PLAIN: Self = Self {
        name: "",
        aliases: &[],
        group: Group::Console,
        usage: "",
        summary: "",
        details: "",
        parameter: Parameter::None,
        resumes: false,
        repeat: Repeat::Nothing,
        suffix: Suffix::None,
        run: |_, _| Ok(Answer::Text(String::new())),
    };
}

/// What an empty line does behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// Nothing.
    Nothing,
    /// The same again.
    Same,
    /// It goes on where the command left off: the same without arguments.
    Further,
}

/// What may stand behind a command's name and a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// Nothing.
    None,
    /// How integers are written.
    Value,
    /// How many units of memory, how each is written, and its size.
    Memory,
    /// The same, or how integers are written.
    Both,
    /// The size of what is looked for, and how many are wanted.
    Search,
}

impl Named for Command {
    fn name(&self) -> &'static str {
        self.name
    }
    fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }
}

/// A part of the command language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Setting and removing breakpoints.
    Breakpoints,
    /// Running, stepping, ending.
    Running,
    /// Looking at the call stack and moving in it.
    Stack,
    /// Looking at values, and setting them.
    Data,
    /// Looking at sources and code.
    Sources,
    /// Help, scripts, the console itself.
    Console,
}

impl Group {
    /// Every group, in the order of `help`.
    pub const ALL: [Self; 6] =
        [Self::Breakpoints, Self::Running, Self::Stack, Self::Data, Self::Sources, Self::Console];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Breakpoints => "Breakpoints",
            Self::Running => "Running",
            Self::Stack => "Call stack",
            Self::Data => "Values",
            Self::Sources => "Sources and code",
            Self::Console => "Console",
        }
    }
}

/// What a command's argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parameter {
    /// It takes none, or a number.
    None,
    /// A place in the sources or the code, perhaps with a condition behind `if`.
    Location,
    /// A source file.
    File,
    /// A function.
    Function,
    /// The numbers of breakpoints.
    Breakpoint,
    /// The number of one, and then something else.
    BreakpointThen(&'static Parameter),
    /// The numbers of displays.
    Display,
    /// The number of a thread.
    Thread,
    /// A call that the line is still to make.
    Call,
    /// An expression over variables, perhaps with a condition behind `if`.
    Expression,
    /// An expression whose value is a place in memory or code.
    Address,
    /// A topic of `info`, and what that takes.
    Topic,
    /// A command, and what that takes.
    Command,
    /// One of these words, and what stands behind it.
    Words(&'static [(&'static str, Parameter)]),
    /// One or the other.
    Either(&'static Parameter, &'static Parameter),
    /// Text.
    Text,
}

/// All commands, in the order of `help`.
pub const COMMANDS: &[Command] = &[
    breakpoints::BREAK,
    breakpoints::TBREAK,
    breakpoints::LOGPOINT,
    watch::WATCH,
    watch::WWATCH,
    watch::RWATCH,
    watch::AWATCH,
    breakpoints::CONDITION,
    breakpoints::HITS,
    breakpoints::IGNORE,
    breakpoints::ENABLE,
    breakpoints::DISABLE,
    breakpoints::DELETE,
    breakpoints::CLEAR,
    catch::CATCH,
    running::RUN,
    running::CONTINUE,
    running::NEXT,
    running::STEP,
    running::FINISH,
    running::UNTIL,
    running::ADVANCE,
    running::GOTO,
    running::STEPI,
    running::NEXTI,
    skip::SKIP,
    threads::ALONE,
    running::RESTART,
    running::KILL,
    stack::BACKTRACE,
    stack::FRAME,
    stack::UP,
    stack::DOWN,
    threads::THREAD,
    data::PRINT,
    data::CALL,
    display::DISPLAY,
    display::UNDISPLAY,
    types::WHATIS,
    types::PTYPE,
    data::LOCALS,
    data::ARGS,
    data::CHILDREN,
    set::SET,
    examine::EXAMINE,
    find::FIND,
    list::LIST,
    list::SEARCH,
    list::REVERSE_SEARCH,
    source::DISASSEMBLE,
    info::INFO,
    scripting::ECHO,
    scripting::EXPECT,
    help::HELP,
    running::QUIT,
];
