//! `wrtd debug`: commands from a script, from the command line or from the keyboard.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use wrtd_console::batch::{self, Mode, Palette, Transcript};

use crate::arguments::DebugArguments;
use crate::report::{self, StdoutWriter};

type Lines = Box<dyn Iterator<Item = io::Result<String>>>;

/// Debugs by commands; a success means that each of them was one.
pub(crate) fn debug(arguments: DebugArguments) -> Result<ExitCode> {
    let DebugArguments { batch: script, commands, program } = arguments;
    let interactive = script.is_none() && commands.is_empty();
    let spec = program.into_launch(false);
    let folder = script_folder(script.as_deref());
    let typed = commands.into_iter().map(Ok);
    let mut lines: Lines = match script.as_deref() {
        Some(script) => Box::new(script_lines(script)?.chain(typed)),
        None if interactive => Box::new(io::stdin().lines()),
        None => Box::new(typed),
    };
    let palette = if report::stdout_colours() { Palette::TERMINAL } else { Palette::default() };
    let transcript = Transcript::new(StdoutWriter, palette);
    let mode = if interactive { Mode::Interactive } else { Mode::Script };
    batch::run(&mut lines, spec, &folder, &transcript, mode)?;
    Ok(ExitCode::SUCCESS)
}

/// What the paths in a script are relative to.
fn script_folder(script: Option<&Path>) -> std::path::PathBuf {
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
