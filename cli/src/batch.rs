//! `wrtd debug`: the full screen, or commands from a script, from the command line or from the keyboard.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, exit};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use wrtd_console::batch::{self, BatchError, Mode, Options, Palette, PauseButton, Transcript};

use crate::arguments::DebugArguments;
use crate::report::{self, StdoutWriter};
use crate::screen;

/// Ended from the keyboard: what a shell reports for `SIGINT`.
const EXIT_INTERRUPTED: u8 = 130;

type Lines = Box<dyn Iterator<Item = io::Result<String>>>;

/// Debugs by commands; a success means that each of them was one.
pub(crate) fn debug(arguments: DebugArguments) -> Result<ExitCode> {
    let DebugArguments {
        batch: script,
        commands,
        lines: by_lines,
        screen: on_screen,
        step_into_library,
        skip_files,
        skip_functions,
        program,
    } = arguments;
    let interactive = script.is_none() && commands.is_empty();
    let (mut spec, _watch) = program.into_launch(false)?;
    spec.step_into_library = step_into_library;
    spec.skip.files.extend(skip_files);
    spec.skip.functions.extend(skip_functions);
    if interactive && !by_lines && screen::can_be_shown() {
        return screen::debug(spec, &on_screen);
    }
    let typed = commands.into_iter().map(Ok);
    let mut lines: Lines = match script.as_deref() {
        Some(script) => Box::new(script_lines(script)?.chain(typed)),
        None if interactive => Box::new(io::stdin().lines()),
        None => Box::new(typed),
    };
    let palette = if report::stdout_colours() { Palette::TERMINAL } else { Palette::default() };
    let transcript = Transcript::new(StdoutWriter, palette);
    let mode = if interactive { Mode::Interactive } else { Mode::Script };
    let options = Options { mode, folder: script_folder(script.as_deref()), ..Options::default() };
    if interactive {
        pause_on_interrupt(options.pause.clone(), transcript.clone())?;
    } else {
        end_on_interrupt(options.pause.clone())?;
    }
    match batch::run(&mut lines, spec, &transcript, &options) {
        Err(interrupted @ BatchError::Interrupted { .. }) => {
            report::error(&interrupted.into());
            Ok(ExitCode::from(EXIT_INTERRUPTED))
        }
        done => Ok(done.map(|()| ExitCode::SUCCESS)?),
    }
}

/// Ctrl-C ends a script: where it runs the program, that is stopped first, so that the transcript says where it was.
/// A second one, for a program that does not stop as it waits for the system, ends wrtd at once.
fn end_on_interrupt(button: PauseButton) -> Result<()> {
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) || !button.press() {
            exit(EXIT_INTERRUPTED.into());
        }
    })
    .context("cannot take Ctrl-C over")
}

/// Ctrl-C stops the program where it is. Where none is running it takes back what was typed; without
/// somebody who types it ends wrtd.
fn pause_on_interrupt(button: PauseButton, transcript: Transcript) -> Result<()> {
    ctrlc::set_handler(move || {
        if button.press() {
            return;
        }
        if !io::stdin().is_terminal() {
            exit(EXIT_INTERRUPTED.into());
        }
        report::write_stdout(b"\n");
        // A terminal that is gone ends the next line's reading.
        let _ = transcript.notice("`quit` or Ctrl-D ends wrtd").and_then(|()| transcript.prompt());
    })
    .context("cannot take Ctrl-C over")
}

/// What the paths in a script are relative to.
fn script_folder(script: Option<&Path>) -> PathBuf {
    script.and_then(Path::parent).unwrap_or(Path::new("")).to_owned()
}

fn script_lines(script: &Path) -> Result<Lines> {
    if script == Path::new("-") {
        return Ok(Box::new(short_lines(io::stdin().lock())));
    }
    let file = File::open(script)
        .with_context(|| format!("cannot read the script {}", script.display()))?;
    Ok(Box::new(short_lines(BufReader::new(file))))
}

/// Longest line of a script, in bytes: a file that is none may have no end of a line.
const LONGEST_LINE: u64 = 1 << 20;

/// The lines of a script, up to one that is none.
fn short_lines(mut reader: impl BufRead + 'static) -> impl Iterator<Item = io::Result<String>> {
    let mut ended = false;
    std::iter::from_fn(move || {
        let mut line = String::new();
        let read = (&mut reader).take(LONGEST_LINE).read_line(&mut line);
        let line = read.and_then(|length| match length as u64 {
            LONGEST_LINE => Err(io::Error::other("it has more than 1 MiB; is it a script?")),
            _ => Ok(line),
        });
        if ended || matches!(&line, Ok(line) if line.is_empty()) {
            return None;
        }
        ended = line.is_err();
        Some(line.map(|line| line.trim_end_matches(['\r', '\n']).to_owned()))
    })
}
