//! The terminal: taken over, and given back as it was, whatever happens.

use std::{
    io::{self, IsTerminal, Stdout, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use crossterm::{
    Command,
    event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture},
    execute,
    style::Print,
    terminal::{
        EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
    },
};
use ratatui::{Terminal, backend::CrosstermBackend};

use crate::keyboard::Keyboard;

/// The terminal is ours at present.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The mouse is to be ours as well.
static MOUSE: AtomicBool = AtomicBool::new(true);

/// Lets the terminal keep its title, and put it back. Terminals that keep none ignore them.
const KEEP_TITLE: &str = "\x1b[22;0t";
const RESTORE_TITLE: &str = "\x1b[23;0t";

/// The terminal, which is given back when this is dropped.
pub(crate) struct Screen {
    pub(crate) terminal: Terminal<CrosstermBackend<Stdout>>,
    title: String,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Where it is none, or is gone.
    pub(crate) fn take(title: String) -> io::Result<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(io::Error::other("standard input and output are not both a terminal"));
        }
        take(&title)?;
        // Made first, so that whatever fails from here on gives the terminal back.
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()));
        terminal.inspect_err(|_| give_back()).map(|terminal| Self { terminal, title })
    }

    /// Gives the terminal to somebody else while `work` is done, and takes it back.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub(crate) fn lend<R>(
        &mut self,
        keyboard: &Keyboard,
        work: impl FnOnce() -> R,
    ) -> io::Result<R> {
        keyboard.without(|| {
            give_back();
            let result = work();
            take(&self.title)?;
            self.terminal.clear()?;
            Ok(result)
        })
    }

    /// Takes the mouse, or leaves it to the terminal.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub(crate) fn use_mouse(&mut self, on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        match on {
            true => execute!(io::stdout(), EnableMouseCapture),
            false => execute!(io::stdout(), DisableMouseCapture),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether the terminal is ours at present, and not lent.
pub(crate) fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

fn take(title: &str) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let taken = enable_raw_mode().and_then(|()| {
        execute!(
            io::stdout(),
            Print(KEEP_TITLE),
            EnterAlternateScreen,
            EnableBracketedPaste,
            SetTitle(title)
        )?;
        match MOUSE.load(Ordering::SeqCst) {
            true => execute!(io::stdout(), EnableMouseCapture),
            false => Ok(()),
        }
    });
    taken.inspect_err(|_| give_back())
}

#[cfg(not(test))]
fn output() -> impl Write {
    io::stdout().lock()
}

/// The terminal of whoever runs tests is none of theirs.
#[cfg(test)]
fn output() -> impl Write {
    io::sink()
}

/// What a terminal must be told to be as it was.
fn restoring() -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = DisableBracketedPaste.write_ansi(&mut text);
    let _ = DisableMouseCapture.write_ansi(&mut text);
    let _ = LeaveAlternateScreen.write_ansi(&mut text);
    let _ = crossterm::cursor::Show.write_ansi(&mut text);
    text.push_str(RESTORE_TITLE);
    text
}

/// Gives the terminal back if it is ours: at the end, in a panic, at a signal. From any thread, any number of times.
pub(crate) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // A terminal that is gone needs nothing.
        let mut terminal = output();
        let _ = terminal.write_all(restoring().as_bytes());
        let _ = terminal.flush();
        let _ = disable_raw_mode();
    }
}

/// [`give_back`] by somebody who must not wait for whoever draws, nor for a terminal that takes nothing.
#[cfg(unix)]
pub(crate) fn give_back_at_once() {
    use std::{sync::mpsc, thread, time::Duration};

    const PATIENCE: Duration = Duration::from_millis(200);
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = disable_raw_mode();
        let (done, written) = mpsc::channel();
        // Past the lock of standard output, which whoever draws may hold.
        let _ = thread::Builder::new().spawn(move || {
            let _ = rustix::io::write(io::stdout(), restoring().as_bytes());
            let _ = done.send(());
        });
        let _ = written.recv_timeout(PATIENCE);
    }
}

/// Marks the terminal as taken without touching it.
#[cfg(test)]
pub(crate) fn pretend_taken() {
    TAKEN.store(true, Ordering::SeqCst);
}
