//! The console: one command line in, text or an action out.

use wrtd_debug::{BreakpointId, DebugSession, Motion, StopEvent, StopReason};

use crate::command::{self, Command, Context, Display, Examined, Invocation, Repeat};
use crate::error::CommandError;
use crate::lookup::{self, NotFound};
use crate::view::listing::{self, Cursor};
use crate::view::stop;

/// What a command answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Text for the user: lines, each with its line feed; empty where there is nothing to say.
    Text(String),
    /// Something that the front end must do, because it resumes or ends the program.
    Action(Action),
}

/// What a front end is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// [`DebugSession::resume`], then show [`Console::stopped`].
    Resume(Motion),
    /// [`DebugSession::restart`], and then, if `resume`, as for [`Action::Resume`].
    Restart {
        /// Whether to go on at once.
        resume: bool,
    },
    /// [`DebugSession::terminate`].
    Kill,
    /// End the session and the front end.
    Quit,
}

/// What commands remember of each other.
#[derive(Debug)]
pub struct Console {
    /// The thread whose frames are meant; none: the one that has stopped.
    pub(crate) thread: Option<u32>,
    /// Index of the frame that `print` and the like look at.
    pub(crate) frame: u32,
    /// How far `list` came.
    pub(crate) cursor: Option<Cursor>,
    /// How many lines that shows.
    pub(crate) list_size: u32,
    /// What `search` looked for last.
    pub(crate) searched: Option<String>,
    /// What is shown at each stop.
    pub(crate) displays: Vec<Display>,
    /// Where `examine` goes on, and how it showed what is before.
    pub(crate) examined: Option<Examined>,
    /// The line that an empty one repeats.
    again: Option<String>,
    /// How the program was last told to go on.
    pub(crate) motion: Option<Motion>,
    /// Breakpoints to remove when they are hit.
    pub(crate) temporary: Vec<BreakpointId>,
    /// Breakpoints to remove at the next stop, whatever it is.
    pub(crate) cursor_breakpoints: Vec<BreakpointId>,
    /// The last answer, for `expect`.
    pub(crate) last: String,
}

impl Default for Console {
    fn default() -> Self {
        Self {
            thread: None,
            frame: 0,
            cursor: None,
            list_size: listing::WINDOW,
            searched: None,
            displays: Vec::new(),
            examined: None,
            again: None,
            motion: None,
            temporary: Vec::new(),
            cursor_breakpoints: Vec::new(),
            last: String::new(),
        }
    }
}

impl Console {
    /// A console for a session at its first stop.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Carries out one line. Empty lines and those that begin with `#` do nothing.
    ///
    /// # Errors
    /// [`CommandError`] for unknown commands, wrong arguments and what the session refuses; nothing
    /// has changed then.
    pub fn execute(
        &mut self,
        session: &mut DebugSession,
        line: &str,
    ) -> Result<Answer, CommandError> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(Answer::Text(String::new()));
        }
        let invocation = parse(line)?;
        self.again = None;
        if let Some(thread) = self.thread
            && session.select_thread(thread).is_err()
        {
            self.thread = None;
        }
        let keeps_last = invocation.command.name == "expect";
        let answer =
            (invocation.command.run)(&mut Context { console: self, session }, &invocation)?;
        self.again = again(line, &invocation);
        match &answer {
            Answer::Text(text) if !keeps_last => self.last.clone_from(text),
            Answer::Action(Action::Resume(motion)) => self.motion = Some(*motion),
            Answer::Text(_) | Answer::Action(_) => {}
        }
        Ok(answer)
    }

    /// The line that an empty one stands for, where a person types: as in gdb, steps go on stepping, and what shows a
    /// piece of something shows the next one. None behind other commands and those that failed.
    #[must_use]
    pub fn repeated(&self) -> Option<&str> {
        self.again.as_deref()
    }

    /// The command that a line means, so that a front end can tell before whether it [lets the program go
    /// on](Command::resumes); none for empty lines and what [`Console::execute`] would not understand.
    #[must_use]
    pub fn command_of(line: &str) -> Option<&'static Command> {
        parse(line.trim()).ok().map(|invocation| invocation.command)
    }

    /// The thread, where one was selected that is another than the one that has stopped, and the index of the frame
    /// that commands look at: for a front end that follows `up`, `down`, `frame` and `thread`.
    #[must_use]
    pub const fn selection(&self) -> (Option<u32>, u32) {
        (self.thread, self.frame)
    }

    /// Selects a frame of a thread, as somebody has done elsewhere.
    pub fn select(&mut self, thread: u32, frame: u32) {
        self.thread = Some(thread);
        self.frame = frame;
        self.cursor = None;
    }

    /// Takes note of a stop and describes it, with its source lines and what is displayed: what to print after a resume.
    pub fn stopped(&mut self, session: &mut DebugSession, stop: &StopEvent) -> String {
        self.arrived(session, stop);
        let text = stop::describe(session, self.frame, &mut self.cursor, stop, self.motion);
        text + &self.displays(session)
    }

    /// Takes note of a stop, for a front end that shows it in its own way: temporary breakpoints end, and the selected frame
    /// is the one in focus.
    pub fn arrived(&mut self, session: &mut DebugSession, stop: &StopEvent) {
        self.moved();
        if let StopReason::Breakpoint(hit) = &stop.reason {
            let (done, kept) = self.temporary.drain(..).partition(|id| hit.contains(id));
            self.temporary = kept;
            for id in done {
                session.remove_breakpoint(id);
            }
        }
        for id in self.cursor_breakpoints.drain(..) {
            session.remove_breakpoint(id);
        }
        self.frame = session.focus();
    }

    /// Describes the end of the program: what to print where a resume gave no stop.
    pub fn ended(&mut self, session: &DebugSession) -> String {
        self.moved();
        stop::describe_end(session)
    }

    /// Sets the text against which the next `expect` compares: for front ends whose transcript has
    /// more than the console's own answers, such as the program's output.
    pub fn set_last_answer(&mut self, text: impl Into<String>) {
        self.last = text.into();
    }

    /// Whether a breakpoint goes away by itself: when it is hit, or at the next stop.
    #[must_use]
    pub fn is_temporary(&self, id: BreakpointId) -> bool {
        self.temporary.contains(&id) || self.cursor_breakpoints.contains(&id)
    }

    /// The program went on: until it stops the selection is the innermost frame.
    fn moved(&mut self) {
        self.thread = None;
        self.frame = 0;
        self.cursor = None;
        // The instructions that come next are others.
        self.examined = self.examined.filter(|examined| !examined.is_of_code());
    }
}

/// What an empty line behind this one does.
fn again(line: &str, invocation: &Invocation<'_>) -> Option<String> {
    match (invocation.command.repeat, invocation.suffix) {
        (Repeat::Nothing, _) => None,
        (Repeat::Same, _) => Some(line.to_owned()),
        (Repeat::Further, None) => Some(invocation.command.name.to_owned()),
        (Repeat::Further, Some(suffix)) => Some(format!("{}/{suffix}", invocation.command.name)),
    }
}

/// Splits a line into its command, what stands behind a slash, and the rest.
pub(crate) fn parse(line: &str) -> Result<Invocation<'_>, CommandError> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (name, suffix) = word.split_once('/').map_or((word, None), |(n, s)| (n, Some(s)));
    let command = lookup::find(command::COMMANDS, name).map_err(|why| match why {
        NotFound::Unknown(nearest) => {
            CommandError::Unknown { typed: name.to_owned(), nearest: nearest.map(str::to_owned) }
        }
        NotFound::Ambiguous(candidates) => {
            CommandError::Ambiguous { typed: name.to_owned(), candidates }
        }
    })?;
    Invocation::new(command, suffix, rest.trim())
}
