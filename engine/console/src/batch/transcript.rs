//! The text of a batch: commands, answers and the program's output, told apart.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Mode;
use crate::view::clean;

/// Escape sequences of a transcript; all empty where there are no colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// Before a command.
    pub command: &'static str,
    /// Before a remark of the script.
    pub remark: &'static str,
    /// Before a line of the program's output.
    pub program: &'static str,
    /// Before an error or a notice.
    pub error: &'static str,
    /// After each of them.
    pub reset: &'static str,
}

impl Palette {
    /// Colours that every terminal has.
    pub const TERMINAL: Self = Self {
        command: "\x1b[1m",
        remark: "\x1b[32m",
        program: "\x1b[36m",
        error: "\x1b[31m",
        reset: "\x1b[0m",
    };
}

/// Where a batch writes. Clones write to the same place, so that the program's output lands among
/// the answers in the order in which things happen.
#[derive(Clone)]
pub struct Transcript {
    shared: Arc<Mutex<State>>,
    palette: Palette,
}

struct State {
    out: Box<dyn Write + Send>,
    /// The stream whose line is not ended yet.
    open: Option<&'static str>,
    /// What was written since [`Transcript::begin_recording`], without colours.
    recorded: String,
    recording: bool,
}

/// More of a program's output than this is not kept for `expect`, in bytes.
const RECORD_LIMIT: usize = 1 << 20;

impl Transcript {
    /// A transcript that goes to `out`.
    pub fn new(out: impl Write + Send + 'static, palette: Palette) -> Self {
        let state =
            State { out: Box::new(out), open: None, recorded: String::new(), recording: false };
        Self { shared: Arc::new(Mutex::new(state)), palette }
    }

    /// A line that is no command; who typed it sees it already.
    pub(crate) fn remark(&self, line: &str, mode: Mode) -> io::Result<()> {
        match mode {
            Mode::Script => self.line(self.palette.remark, line),
            Mode::Interactive => Ok(()),
        }
    }

    /// A command as it was given; who typed it sees it already.
    pub(crate) fn command(&self, line: &str, mode: Mode) -> io::Result<()> {
        let Palette { command, reset, .. } = self.palette;
        match mode {
            Mode::Script => self.state().whole_line(&format!("(wrtd) {command}{line}{reset}")),
            Mode::Interactive => Ok(()),
        }
    }

    /// Asks for the next command.
    ///
    /// # Errors
    /// What the writer says.
    pub fn prompt(&self) -> io::Result<()> {
        let mut state = self.state();
        state.end_line()?;
        write!(state.out, "(wrtd) ")?;
        state.out.flush()
    }

    /// The answer to a command: whole lines.
    pub(crate) fn answer(&self, text: &str) -> io::Result<()> {
        let mut state = self.state();
        for line in text.lines() {
            state.record(line);
            state.record("\n");
            state.whole_line(line)?;
        }
        Ok(())
    }

    /// Why a command failed.
    pub(crate) fn error(&self, text: &str) -> io::Result<()> {
        // It may quote what was typed, an arrow key for instance.
        let lines: Vec<String> = text.lines().map(clean).collect();
        self.line(self.palette.error, &format!("error: {}", lines.join("\n")))
    }

    /// What the debugger says without being asked: whole lines.
    ///
    /// # Errors
    /// What the writer says.
    pub fn notice(&self, text: &str) -> io::Result<()> {
        text.lines().try_for_each(|line| self.line(self.palette.error, &format!("note: {line}")))
    }

    /// Output of the program on `stream`, in whatever pieces it comes.
    pub(crate) fn program(&self, text: &str, stream: &'static str) -> io::Result<()> {
        let Palette { program, reset, .. } = self.palette;
        let mut state = self.state();
        state.record(text);
        for piece in text.split_inclusive('\n') {
            if state.open != Some(stream) {
                state.end_line()?;
                write!(state.out, "{program}{stream}│{reset} ")?;
                state.open = Some(stream);
            }
            state.out.write_all(piece.as_bytes())?;
            if piece.ends_with('\n') {
                state.open = None;
            }
        }
        state.out.flush()
    }

    /// Ends the line that the program may have left open.
    pub(crate) fn finish(&self) -> io::Result<()> {
        let mut state = self.state();
        state.end_line()?;
        state.out.flush()
    }

    /// Forgets what was recorded and records from here on.
    pub(crate) fn begin_recording(&self) {
        let mut state = self.state();
        state.recorded.clear();
        state.recording = true;
    }

    /// Stops recording; what there is.
    pub(crate) fn recorded(&self) -> String {
        let mut state = self.state();
        state.recording = false;
        std::mem::take(&mut state.recorded)
    }

    fn line(&self, colour: &str, text: &str) -> io::Result<()> {
        let reset = self.palette.reset;
        let mut state = self.state();
        if text.is_empty() {
            state.whole_line("")
        } else {
            state.whole_line(&format!("{colour}{text}{reset}"))
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while writing leaves text half written, nothing that could be inconsistent.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn whole_line(&mut self, line: &str) -> io::Result<()> {
        self.end_line()?;
        writeln!(self.out, "{line}")?;
        self.out.flush()
    }

    fn end_line(&mut self) -> io::Result<()> {
        if self.open.take().is_some() { writeln!(self.out) } else { Ok(()) }
    }

    fn record(&mut self, text: &str) {
        if self.recording && self.recorded.len() < RECORD_LIMIT {
            self.recorded.push_str(text);
        }
    }
}
