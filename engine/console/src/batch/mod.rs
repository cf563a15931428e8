//! The front end that only waits: a script of commands in, a transcript out.

mod pause;
mod prelude;
mod transcript;

use std::io;
use std::path::PathBuf;

use thiserror::Error;
use wrtd_debug::{DebugSession, Event, LaunchError, LaunchSpec, Motion, OutputCategory, StopEvent};

pub use pause::PauseButton;
pub use prelude::{Prelude, PreludeError};
pub use transcript::{Palette, Transcript};

use crate::{Action, Answer, CommandError, Console};

/// Why a batch ended before its script did.
#[derive(Debug, Error)]
pub enum BatchError {
    /// The program cannot be started.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// A `set` line of the script is wrong.
    #[error("the script stopped at line {line}: {error}")]
    Prelude {
        /// Line of the script, from 1.
        line: usize,
        /// Why.
        error: PreludeError,
    },
    /// The commands cannot be read on.
    #[error("the commands cannot be read at line {line}: {error}")]
    Read {
        /// Line of the script, from 1.
        line: usize,
        /// Why.
        error: io::Error,
    },
    /// Somebody has [paused](PauseButton) the program while a script ran it; the transcript shows where.
    #[error("the script was interrupted at line {line}")]
    Interrupted {
        /// Line of the script, from 1.
        line: usize,
    },
    /// A command failed; the transcript shows it, so that this only says where.
    #[error("the script stopped at line {line}: {error}")]
    Command {
        /// Line of the script, from 1.
        line: usize,
        /// Why.
        error: CommandError,
    },
    /// The transcript cannot be written.
    #[error("cannot write the transcript: {0}")]
    Write(#[from] io::Error),
}

/// Where the commands come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A script: commands are shown in the transcript, and the first that fails ends it.
    #[default]
    Script,
    /// A person: a prompt is shown, and a command that fails is answered with why.
    Interactive,
}

/// How a batch runs.
#[derive(Clone, Default)]
pub struct Options {
    /// Where the commands come from.
    pub mode: Mode,
    /// What the paths of `set` lines are relative to.
    pub folder: PathBuf,
    /// Stops the program while it runs; a script then ends.
    pub pause: PauseButton,
}

/// Runs the commands of `lines` over the program of `spec`, and writes what happens.
///
/// `set` lines at the beginning of a script complete `spec`. The program is loaded when the first
/// other command comes.
///
/// # Errors
/// [`BatchError`]; the transcript up to then is written.
pub fn run(
    lines: &mut dyn Iterator<Item = io::Result<String>>,
    mut spec: LaunchSpec,
    transcript: &Transcript,
    options: &Options,
) -> Result<(), BatchError> {
    let mode = options.mode;
    let mut prelude = Prelude::new(&options.folder);
    let mut live = match mode {
        Mode::Script => None,
        Mode::Interactive => Some(Batch::launch(spec.clone(), transcript, &options.pause)?),
    };
    for number in 1.. {
        if mode == Mode::Interactive {
            transcript.prompt()?;
        }
        let read = lines.next().transpose();
        let line = read.map_err(|error| BatchError::Read { line: number, error })?;
        let Some(line) = line else { break };
        let repeated = match mode {
            Mode::Interactive if line.trim().is_empty() => {
                live.as_ref().and_then(|batch| batch.console.repeated()).map(str::to_owned)
            }
            _ => None,
        };
        let line = repeated.as_deref().unwrap_or(&line).trim();
        if live.is_none() {
            let taken = prelude.take(line, &mut spec);
            if taken.map_err(|error| BatchError::Prelude { line: number, error })? {
                continue;
            }
        }
        if line.is_empty() || line.starts_with('#') {
            transcript.remark(line, mode)?;
            continue;
        }
        transcript.command(line, mode)?;
        let batch = match &mut live {
            Some(batch) => batch,
            None => live.insert(Batch::launch(spec.clone(), transcript, &options.pause)?),
        };
        match batch.command(line) {
            Ok(Flow::Next) if mode == Mode::Script && options.pause.take_pressed() => {
                batch.session.terminate();
                return Err(BatchError::Interrupted { line: number });
            }
            Ok(Flow::Next) => {}
            Ok(Flow::Quit) => break,
            Err(LineError::Command(error)) => {
                transcript.error(&error.to_string())?;
                if mode == Mode::Script {
                    return Err(BatchError::Command { line: number, error });
                }
            }
            // A program that cannot be started again, because it is being built for instance, is no
            // reason to forget the session.
            Err(LineError::Launch(error)) if mode == Mode::Interactive => {
                transcript.error(&error.to_string())?;
            }
            Err(LineError::Launch(error)) => return Err(error.into()),
            Err(LineError::Write(error)) => return Err(error.into()),
        }
    }
    if let Some(mut batch) = live {
        batch.session.terminate();
    }
    transcript.finish()?;
    Ok(())
}

/// Whether the script goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Next,
    Quit,
}

/// What a line may fail of.
enum LineError {
    Command(CommandError),
    Launch(LaunchError),
    Write(io::Error),
}

impl From<CommandError> for LineError {
    fn from(error: CommandError) -> Self {
        Self::Command(error)
    }
}

impl From<LaunchError> for LineError {
    fn from(error: LaunchError) -> Self {
        Self::Launch(error)
    }
}

impl From<io::Error> for LineError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

struct Batch<'a> {
    session: DebugSession,
    console: Console,
    transcript: &'a Transcript,
    pause: &'a PauseButton,
}

impl<'a> Batch<'a> {
    fn launch(
        spec: LaunchSpec,
        transcript: &'a Transcript,
        pause: &'a PauseButton,
    ) -> Result<Self, LaunchError> {
        let output = transcript.clone();
        let session = DebugSession::launch(spec, Box::new(move |event| pass(&output, event)))?;
        Ok(Self { session, console: Console::new(), transcript, pause })
    }

    fn command(&mut self, line: &str) -> Result<Flow, LineError> {
        self.session.take_limits();
        match self.console.execute(&mut self.session, line)? {
            Answer::Text(text) => self.transcript.answer(&text)?,
            Answer::Action(Action::Quit) => return Ok(Flow::Quit),
            Answer::Action(action) => {
                self.transcript.begin_recording();
                self.act(action)?;
                self.console.set_last_answer(self.transcript.recorded());
            }
        }
        Ok(Flow::Next)
    }

    fn act(&mut self, action: Action) -> Result<(), LineError> {
        match action {
            Action::Resume(motion) => self.resume(motion),
            Action::Restart { resume } => {
                self.session.restart()?;
                if resume {
                    return self.resume(Motion::Continue);
                }
                let stop = self.session.stop().cloned();
                self.show(stop.as_ref())
            }
            Action::Kill => {
                self.session.terminate();
                self.show(None)
            }
            Action::Quit => Ok(()),
        }
    }

    fn resume(&mut self, motion: Motion) -> Result<(), LineError> {
        let interrupter = self.session.interrupter();
        let stop = self
            .pause
            .during(interrupter, || self.session.resume(motion))
            .map_err(|error| CommandError::Session { command: command_of(motion), error })?;
        self.show(stop.as_ref())
    }

    fn show(&mut self, stop: Option<&StopEvent>) -> Result<(), LineError> {
        let text = match stop {
            Some(stop) => self.console.stopped(&mut self.session, stop),
            None => self.console.ended(&self.session),
        };
        Ok(self.transcript.answer(&text)?)
    }
}

/// The command that asks for a motion, as errors name it.
fn command_of(motion: Motion) -> &'static str {
    match motion {
        Motion::Continue => "continue",
        Motion::StepIn | Motion::StepInTarget(_) | Motion::StepInStatement => "step",
        Motion::StepOver | Motion::StepOverStatement => "next",
        Motion::StepForward => "until",
        Motion::StepOut | Motion::StepOutOf(_) => "finish",
        Motion::StepInstruction => "stepi",
        Motion::StepOverInstruction => "nexti",
        Motion::Goto(_) => "goto",
        Motion::RestartFrame(_) => "restart",
    }
}

/// The program's and the debugger's output into the transcript. What cannot be written shows at
/// the next line of the transcript, which fails in the same way.
fn pass(transcript: &Transcript, event: Event) {
    if let Event::Output { category, bytes } = event {
        let text = String::from_utf8_lossy(&bytes);
        let _ = match category {
            OutputCategory::Stdout => transcript.program(&text, "out"),
            OutputCategory::Stderr => transcript.program(&text, "err"),
            OutputCategory::Console | OutputCategory::Important => transcript.notice(&text),
        };
    }
}
