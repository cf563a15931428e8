//! Diagnostics: how errors and notices reach the user on standard error, and which exit code they
//! mean.

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::exit;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};

/// The program trapped: what a shell reports for an aborted one.
pub(crate) const EXIT_TRAP: u8 = 134;
/// wrtd could not do its work.
pub(crate) const EXIT_FAILURE: u8 = 1;
/// The command line is wrong.
pub(crate) const EXIT_USAGE: u8 = 2;
/// Nobody reads standard output any more: what a shell reports for `SIGPIPE`.
const EXIT_BROKEN_PIPE: i32 = 141;

/// An error that lies in the command line; ends with [`EXIT_USAGE`].
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl std::fmt::Display for UsageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// The exit code that `error` means.
pub(crate) fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<UsageError>() { EXIT_USAGE } else { EXIT_FAILURE }
}

/// Prints `error: ...` with what caused it.
pub(crate) fn error(error: &anyhow::Error) {
    labelled("error", "\x1b[1;31m", &format!("{error:#}"));
}

/// Who takes warnings, while lines on standard error would be written over something else.
static DIVERTED: Mutex<Option<Sender<String>>> = Mutex::new(None);

/// Warnings from now on; they are printed again once nobody listens.
pub(crate) fn divert() -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    *DIVERTED.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    receiver
}

/// Prints `warning: ...`.
pub(crate) fn warning(text: &str) {
    let diverted = DIVERTED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if diverted.is_some_and(|diverted| diverted.send(text.to_owned()).is_ok()) {
        return;
    }
    labelled("warning", "\x1b[1;33m", text);
}

/// Prints a line that is neither.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn labelled(label: &str, colour: &str, text: &str) {
    let mut stderr = std::io::stderr().lock();
    let text = text.trim_end();
    // A closed standard error leaves nobody to tell.
    let _ = if colours() {
        writeln!(stderr, "{colour}{label}\x1b[0m: {text}")
    } else {
        writeln!(stderr, "{label}: {text}")
    };
}

/// Whether standard error may be coloured.
fn colours() -> bool {
    std::io::stderr().is_terminal() && wanted_colours()
}

/// Whether standard output may be coloured.
pub(crate) fn stdout_colours() -> bool {
    std::io::stdout().is_terminal() && wanted_colours()
}

/// `NO_COLOR` unset or empty, as no-color.org has it.
fn wanted_colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Writes the program's or our own output at once. Where its reader has gone there is nothing left
/// to do: wrtd ends quietly, as a program does that knows nothing of broken pipes.
pub(crate) fn write_stdout(bytes: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    finish_write(stdout.write_all(bytes).and_then(|()| stdout.flush()), "standard output");
}

/// [`write_stdout`] for standard error.
pub(crate) fn write_stderr(bytes: &[u8]) {
    finish_write(std::io::stderr().lock().write_all(bytes), "standard error");
}

fn finish_write(result: std::io::Result<()>, stream: &str) {
    match result {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit(EXIT_BROKEN_PIPE),
        Err(cause) => {
            error(&anyhow::anyhow!("cannot write to {stream}: {cause}"));
            exit(EXIT_FAILURE.into());
        }
    }
}

/// Standard output as a writer that behaves as [`write_stdout`].
pub(crate) struct StdoutWriter;

impl Write for StdoutWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        write_stdout(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A text with names that may have any bytes, such as those of cgroups, paths and exports: a terminal must not obey them.
pub(crate) fn printable(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() && letter != '\n' {
            printed.extend(letter.escape_default());
        } else {
            printed.push(letter);
        }
    }
    printed
}
