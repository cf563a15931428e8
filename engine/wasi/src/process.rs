//! The program's own process: ending it, signals, giving way.

use std::thread;

use crate::abi::Errno;
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::guest::Guest;

/// Names of `signal`, from 1 on, and whether it ends a program that does not catch it.
const SIGNALS: [(&str, bool); 30] = [
    ("SIGHUP", true),
    ("SIGINT", true),
    ("SIGQUIT", true),
    ("SIGILL", true),
    ("SIGTRAP", true),
    ("SIGABRT", true),
    ("SIGBUS", true),
    ("SIGFPE", true),
    ("SIGKILL", true),
    ("SIGUSR1", true),
    ("SIGSEGV", true),
    ("SIGUSR2", true),
    ("SIGPIPE", true),
    ("SIGALRM", true),
    ("SIGTERM", true),
    ("SIGCHLD", false),
    ("SIGCONT", false),
    ("SIGSTOP", false),
    ("SIGTSTP", false),
    ("SIGTTIN", false),
    ("SIGTTOU", false),
    ("SIGURG", false),
    ("SIGXCPU", true),
    ("SIGXFSZ", true),
    ("SIGVTALRM", true),
    ("SIGPROF", true),
    ("SIGWINCH", false),
    ("SIGPOLL", true),
    ("SIGPWR", true),
    ("SIGSYS", true),
];

/// `proc_exit(rval)`; it never returns to the program.
pub(crate) fn proc_exit(
    _context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    Err(Fault::Exit(args.u32(0).cast_signed()))
}

/// `proc_raise(sig)`. A WASI program can catch no signal, so one that would end it is a trap that
/// names it, and others have no effect.
pub(crate) fn proc_raise(
    _context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let Some(index) = args.u32(0).checked_sub(1) else {
        return Ok(());
    };
    match SIGNALS.get(index as usize) {
        None => Err(Errno::Inval.into()),
        Some((_, false)) => Ok(()),
        Some((name, true)) => Err(Fault::Trap(format!(
            "the program raised {name}, which ends it. Look at the caller for the reason."
        ))),
    }
}

/// `sched_yield()`
pub(crate) fn sched_yield(
    _context: &mut Context,
    guest: &mut Guest<'_>,
    _args: Args<'_>,
) -> Result<(), Fault> {
    guest.give_way()?;
    guest.yield_turn();
    thread::yield_now();
    Ok(())
}
