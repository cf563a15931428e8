//! Signals, and panics: whatever ends wrtd, the terminal is given back first.

use std::{io, panic, sync::mpsc::Sender, thread};

use crate::{application::Incoming, terminal};

/// From now on signals are things that come in, and a panic of whoever draws gives the terminal back before it is
/// printed. One of another thread is not printed over the screen but told on it.
///
/// # Errors
/// Where the system gives no thread, or no signals.
pub(crate) fn watch(incoming: Sender<Incoming>) -> io::Result<()> {
    let print = panic::take_hook();
    let drawing = thread::current().id();
    let tell = incoming.clone();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == drawing {
            terminal::give_back();
        }
        if !terminal::is_taken() {
            print(panic);
            return;
        }
        let place = panic.location().map(|at| format!(" at {at}")).unwrap_or_default();
        let text = panic.payload_as_str().unwrap_or("a panic without a message");
        let text = format!("wrtd failed inside{place}: {text}; please report this");
        let _ = tell.send(Incoming::Notice(text));
    }));
    #[cfg(unix)]
    unix::watch(incoming)?;
    Ok(())
}

/// Stops wrtd, and whatever was started together with it, as Ctrl-Z does in a shell, until the shell lets it go on.
/// `false` where there is no shell that would.
#[cfg(unix)]
pub(crate) fn suspend() -> bool {
    unix::suspend()
}

#[cfg(not(unix))]
pub(crate) fn suspend() -> bool {
    false
}

#[cfg(unix)]
mod unix {
    use std::{
        io,
        sync::{
            atomic::{AtomicBool, AtomicU32, Ordering},
            mpsc::Sender,
        },
        thread,
        time::Duration,
    };

    use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
    use signal_hook::{
        consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
        iterator::Signals,
        low_level::emulate_default_handler,
    };

    use crate::{
        application::{Ended, Incoming},
        terminal,
    };

    /// An end in order takes at most so long; then something hangs, such as a terminal that takes nothing.
    const ORDERLY: Duration = Duration::from_secs(5);
    /// `SIGTSTP`s that we send to ourselves and that are on their way.
    static OWN_STOPS: AtomicU32 = AtomicU32::new(0);
    /// The next `SIGCONT` ends a stop that we wanted, after which the terminal is taken anyway.
    static OWN_RETURN: AtomicBool = AtomicBool::new(false);

    pub(super) fn watch(incoming: Sender<Incoming>) -> io::Result<()> {
        let mut signals =
            Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            let mut ending = false;
            for signal in signals.forever() {
                match signal {
                    SIGTERM | SIGHUP | SIGQUIT => {
                        // A terminal that is lent is somebody else's, as are signals of its keys; a second signal ends
                        // what does not end in order.
                        let lent = !terminal::is_taken();
                        if lent && signal == SIGQUIT {
                            continue;
                        }
                        if lent || ending {
                            end(signal);
                        }
                        ending = true;
                        let _ = incoming.send(Incoming::End(Ended::Signal(signal)));
                        let _ =
                            thread::Builder::new().name("patience".to_owned()).spawn(move || {
                                thread::sleep(ORDERLY);
                                end(signal);
                            });
                    }
                    SIGINT => drop(incoming.send(Incoming::Interrupt)),
                    SIGTSTP if took_own_stop() => {}
                    SIGTSTP => drop(incoming.send(Incoming::Suspend)),
                    SIGCONT if OWN_RETURN.swap(false, Ordering::SeqCst) => {}
                    SIGCONT => drop(incoming.send(Incoming::GoesOn)),
                    _ => drop(incoming.send(Incoming::Resized)),
                }
            }
        })?;
        Ok(())
    }

    fn end(signal: i32) {
        terminal::give_back_at_once();
        let _ = emulate_default_handler(signal);
    }

    fn took_own_stop() -> bool {
        let one_less = |count: u32| count.checked_sub(1);
        OWN_STOPS.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok()
    }

    pub(super) fn suspend() -> bool {
        // The group of whoever leads a session has nobody outside who could let it go on.
        if getsid(None) == Ok(getpgrp()) {
            return false;
        }
        OWN_STOPS.fetch_add(1, Ordering::SeqCst);
        if kill_current_process_group(Signal::TSTP).is_err() {
            OWN_STOPS.fetch_sub(1, Ordering::SeqCst);
            return false;
        }
        OWN_RETURN.store(true, Ordering::SeqCst);
        let stopped = emulate_default_handler(SIGTSTP).is_ok();
        if !stopped {
            OWN_RETURN.store(false, Ordering::SeqCst);
        }
        stopped
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// The hook is one for the whole process, so this is one test.
    #[test]
    fn a_panic_is_told_on_the_screen_or_printed_once_the_terminal_is_given_back() {
        let (sender, receiver) = mpsc::channel();
        watch(sender).unwrap();
        terminal::pretend_taken();
        thread::spawn(|| panic!("out of ideas")).join().unwrap_err();
        let told = receiver.try_iter().find_map(|incoming| match incoming {
            Incoming::Notice(text) => Some(text),
            _ => None,
        });
        let told = told.unwrap();
        assert!(
            told.contains("signals.rs:") && told.contains(": out of ideas; please report this")
        );
        assert!(terminal::is_taken());
        // This thread is the one that draws.
        panic::catch_unwind(|| panic!("expected by the test")).unwrap_err();
        assert!(!terminal::is_taken());
        assert_eq!(receiver.try_iter().count(), 0);
    }
}
