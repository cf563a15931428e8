//! Giving the functions to a store, and one call of one of them.

use std::sync::{Arc, Mutex, PoisonError};

use wrtd_core::{Caller, FuncType, HostError, HostRefusal, Store, ThreadId, ValType, Value};

use crate::abi::{Errno, Snapshot};
use crate::call::{Args, Fault, InterruptedCall, Restart};
use crate::config::WasiConfig;
use crate::context::Context;
use crate::error::WasiError;
use crate::fs::{dir, fd, open, path, prestat, read, stat, write};
use crate::guest::Guest;
use crate::{args, clock, poll, process, random, socket, threads};

type Body = fn(&mut Context, &mut Guest<'_>, Args<'_>) -> Result<(), Fault>;

/// A function of the interface.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// A letter for each parameter: `i` is an `i32`, `l` an `i64`.
    pub(crate) params: &'static str,
    body: Body,
}

const fn function(name: &'static str, params: &'static str, body: Body) -> Function {
    Function { name, params, body }
}

/// The 46 functions of preview 1. Preview 0 has all of them but `sock_accept`.
pub(crate) const FUNCTIONS: [Function; 46] = [
    function("args_get", "ii", args::args_get),
    function("args_sizes_get", "ii", args::args_sizes_get),
    function("environ_get", "ii", args::environ_get),
    function("environ_sizes_get", "ii", args::environ_sizes_get),
    function("clock_res_get", "ii", clock::clock_res_get),
    function("clock_time_get", "ili", clock::clock_time_get),
    function("fd_advise", "illi", fd::fd_advise),
    function("fd_allocate", "ill", fd::fd_allocate),
    function("fd_close", "i", fd::fd_close),
    function("fd_datasync", "i", fd::fd_datasync),
    function("fd_fdstat_get", "ii", fd::fd_fdstat_get),
    function("fd_fdstat_set_flags", "ii", fd::fd_fdstat_set_flags),
    function("fd_fdstat_set_rights", "ill", fd::fd_fdstat_set_rights),
    function("fd_filestat_get", "ii", stat::fd_filestat_get),
    function("fd_filestat_set_size", "il", stat::fd_filestat_set_size),
    function("fd_filestat_set_times", "illi", stat::fd_filestat_set_times),
    function("fd_pread", "iiili", read::fd_pread),
    function("fd_prestat_get", "ii", prestat::fd_prestat_get),
    function("fd_prestat_dir_name", "iii", prestat::fd_prestat_dir_name),
    function("fd_pwrite", "iiili", write::fd_pwrite),
    function("fd_read", "iiii", read::fd_read),
    function("fd_readdir", "iiili", dir::fd_readdir),
    function("fd_renumber", "ii", fd::fd_renumber),
    function("fd_seek", "ilii", fd::fd_seek),
    function("fd_sync", "i", fd::fd_sync),
    function("fd_tell", "ii", fd::fd_tell),
    function("fd_write", "iiii", write::fd_write),
    function("path_create_directory", "iii", path::path_create_directory),
    function("path_filestat_get", "iiiii", stat::path_filestat_get),
    function("path_filestat_set_times", "iiiilli", stat::path_filestat_set_times),
    function("path_link", "iiiiiii", path::path_link),
    function("path_open", "iiiiillii", open::path_open),
    function("path_readlink", "iiiiii", path::path_readlink),
    function("path_remove_directory", "iii", path::path_remove_directory),
    function("path_rename", "iiiiii", path::path_rename),
    function("path_symlink", "iiiii", path::path_symlink),
    function("path_unlink_file", "iii", path::path_unlink_file),
    function("poll_oneoff", "iiii", poll::poll_oneoff),
    function("proc_exit", "i", process::proc_exit),
    function("proc_raise", "i", process::proc_raise),
    function("sched_yield", "", process::sched_yield),
    function("random_get", "ii", random::random_get),
    function("sock_accept", "iii", socket::sock_accept),
    function("sock_recv", "iiiiii", socket::sock_recv),
    function("sock_send", "iiiii", socket::sock_send),
    function("sock_shutdown", "ii", socket::sock_shutdown),
];

/// The limit of a system that a program with the default number of descriptors may reach first.
const NO_FILES: HostRefusal = HostRefusal::Host {
    what: "open files",
    remedy: "let the program close what it no longer needs, or raise the limit of the host (ulimit -n)",
};

impl Function {
    pub(crate) fn ty(&self) -> FuncType {
        let params = self.params.bytes().map(|letter| match letter {
            b'l' => ValType::I64,
            _ => ValType::I32,
        });
        // `proc_exit` does not return: it has no error to answer.
        let results = if self.name == "proc_exit" { vec![] } else { vec![ValType::I32] };
        FuncType::new(params.collect::<Vec<_>>(), results)
    }
}

/// Defines every function of `wasi_snapshot_preview1`, and of its predecessor `wasi_unstable` with
/// the layouts of that time, in `store`, for a program that gets what `config` says; and the one function of
/// wasi-threads.
///
/// A function that blocks polls the store's interrupt handle at least every 2 ms and gives way to
/// it, and to other threads of the program; the engine repeats the call when the program, or the thread, goes on.
///
/// What the program is given, and what it makes the functions keep, is charged to the store's ledger.
///
/// # Errors
/// [`WasiError`] where something that `config` names cannot be given to a program. The store is left as
/// it was.
pub fn define(store: &mut Store, config: WasiConfig) -> Result<(), WasiError> {
    let mut budget = store.host_budget();
    let context = Context::new(config, budget.resources())?;
    budget.charge(context.size())?;
    let context = Arc::new(Mutex::new(context));
    for snapshot in [Snapshot::Preview1, Snapshot::Preview0] {
        for (index, function) in FUNCTIONS.iter().enumerate() {
            if snapshot == Snapshot::Preview0 && function.name == "sock_accept" {
                continue;
            }
            let context = Arc::clone(&context);
            let body = move |caller: &mut Caller<'_>, args: &[Value], results: &mut [Value]| {
                // No call leaves the context half changed: one that panicked has changed a table at
                // most, whole.
                let mut context = context.lock().unwrap_or_else(PoisonError::into_inner);
                context.snapshot = snapshot;
                call(&mut context, index, caller, args, results)
            };
            store.define_host(snapshot.module_name(), function.name, function.ty(), Box::new(body));
        }
    }
    threads::define(store);
    Ok(())
}

/// One call of function `index` of [`FUNCTIONS`].
fn call(
    context: &mut Context,
    index: usize,
    caller: &mut Caller<'_>,
    args: &[Value],
    results: &mut [Value],
) -> Result<(), HostError> {
    let (interrupt, patience) = (caller.interrupt(), caller.patience());
    let by = (caller.thread(), caller.is_repeated());
    let watched = caller.is_watched();
    let (memory, budget) = caller.memory_and_budget();
    let mut guest = Guest::new(memory, &interrupt, budget, patience);
    if watched {
        guest.note_accesses();
    }
    let outcome = run(context, index, &mut guest, args, by);
    let (refusal, accesses) = (guest.refusal(), guest.take_accesses());
    let yields = guest.is_yielding();
    for (address, len, written) in accesses {
        caller.note_access(address, len, written);
    }
    if let Some(reason) = refusal.filter(|reason| context.is_news(index, *reason)) {
        caller.notify_refused(reason);
    }
    if yields {
        caller.yield_turn();
    }
    let errno = match outcome {
        Ok(()) => 0,
        Err(Fault::Errno(errno)) => errno as i32,
        Err(Fault::Exit(code)) => return Err(HostError::Exit(code)),
        Err(Fault::Trap(message)) => return Err(HostError::Trap(message)),
        Err(Fault::Interrupted) => return Err(HostError::Interrupted),
    };
    if let Some(result) = results.first_mut() {
        *result = Value::I32(errno);
    }
    Ok(())
}

/// Runs function `index` of [`FUNCTIONS`] for a thread; `repeated` if it was interrupted before. A debugger can
/// have changed the arguments in between: then it is another call all the same.
fn run(
    context: &mut Context,
    index: usize,
    guest: &mut Guest<'_>,
    args: &[Value],
    (thread, repeated): (ThreadId, bool),
) -> Result<(), Fault> {
    let same = |call: &InterruptedCall| repeated && call.function == index && call.args == args;
    let before = context.interrupted.remove(&thread).filter(same).map(|call| call.progress);
    context.restart = Restart { before, after: None };
    let result = (FUNCTIONS[index].body)(context, guest, Args(args));
    if let Err(Fault::Errno(Errno::Mfile | Errno::Nfile)) = result {
        guest.blame_host(NO_FILES);
    }
    if result == Err(Fault::Interrupted) {
        let call = |progress| InterruptedCall { function: index, args: args.to_vec(), progress };
        if let Some(call) = context.restart.after.take().map(call) {
            context.interrupted.insert(thread, call);
        }
    }
    result
}

/// Runs the function of this name as preview 1 has it.
#[cfg(test)]
pub(crate) fn run_by_name(
    context: &mut Context,
    name: &str,
    guest: &mut Guest<'_>,
    args: &[Value],
    repeated: bool,
) -> Result<(), Fault> {
    let index = FUNCTIONS.iter().position(|function| function.name == name);
    let by = (ThreadId::MAIN, repeated);
    run(context, index.expect("a function of the interface"), guest, args, by)
}
