//! `wrtd debug`: the full screen, or commands from a script, from the command line or from the keyboard.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, exit};

use anyhow::{Context, Result};
use wrtd_console::batch::{self, Mode, Options, Palette, PauseButton, Transcript};

use crate::arguments::DebugArguments;
use crate::report::{self, StdoutWriter};
use crate::screen;

/// Ended from the keyboard: what a shell reports for `SIGINT`.
const EXIT_INTERRUPTED: i32 = 130;

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
    if interactive && !by_lines && io::stdin().is_terminal() && io::stdout().is_terminal() {
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
    }
    batch::run(&mut lines, spec, &transcript, &options)?;
    Ok(ExitCode::SUCCESS)
}

/// Ctrl-C stops the program where it is. Where none is running it takes back what was typed; without
/// somebody who types it ends wrtd.
fn pause_on_interrupt(button: PauseButton, transcript: Transcript) -> Result<()> {
    ctrlc::set_handler(move || {
        if button.press() {
            return;
        }
        if !io::stdin().is_terminal() {
            exit(EXIT_INTERRUPTED);
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
        return Ok(Box::new(io::stdin().lines()));
    }
    let file = File::open(script)
        .with_context(|| format!("cannot read the script {}", script.display()))?;
    Ok(Box::new(BufReader::new(file).lines()))
}
