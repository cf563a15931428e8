//! wasi-threads: `wasi.thread-spawn`. The engine runs the threads; a trap or an exit in one of them ends the program.

use wrtd_core::{
    Caller, FuncType, HostError, HostRefusal, InstantiateError, SpawnError, Store, StoreError,
    ValType, Value,
};

use wrtd_limits::CountLimit;

use crate::abi::Errno;

/// Names of the function, as programs import it.
const MODULE: &str = "wasi";
const NAME: &str = "thread-spawn";

/// Defines the function.
pub(crate) fn define(store: &mut Store) {
    let ty = FuncType::new([ValType::I32], [ValType::I32]);
    store.define_host(MODULE, NAME, ty, Box::new(thread_spawn));
}

/// `thread-spawn(start_arg)`: the number of a new thread, or an error number below zero.
fn thread_spawn(
    caller: &mut Caller<'_>,
    args: &[Value],
    results: &mut [Value],
) -> Result<(), HostError> {
    let [Value::I32(argument)] = *args else {
        return Err(HostError::Trap(format!("{NAME} takes one number")));
    };
    let answer = match caller.spawn_thread(argument) {
        // Numbers of threads have 29 bits.
        Ok(thread) => thread.number().cast_signed(),
        // Another program has no threads at all: it could not go on.
        Err(error @ (SpawnError::NoEntry | SpawnError::NoInstance)) => {
            return Err(HostError::Trap(format!("{NAME}: {error}")));
        }
        Err(error) => {
            caller.notify_refused(reason(&error));
            -i32::from(Errno::Again as u16)
        }
    };
    if let Some(result) = results.first_mut() {
        *result = Value::I32(answer);
    }
    Ok(())
}

/// Why there is no thread, for the user.
fn reason(error: &SpawnError) -> HostRefusal {
    match error {
        SpawnError::Budget(limit)
        | SpawnError::Instance(InstantiateError::Store(StoreError::Budget(limit))) => {
            HostRefusal::from(*limit)
        }
        SpawnError::Instance(InstantiateError::Store(StoreError::Count(count))) => {
            let (name, most, provenance) = (count.name, count.most, count.provenance);
            let limit = CountLimit { name, most, provenance };
            HostRefusal::Count { what: "instances, of which each thread takes one", limit }
        }
        SpawnError::Numbers => HostRefusal::Host {
            what: "numbers of threads",
            remedy: "let the program use threads again instead of spawning new ones",
        },
        _ => HostRefusal::Host {
            what: "memory for a thread",
            remedy: "let threads of the program end before it spawns others, or close other programs",
        },
    }
}
