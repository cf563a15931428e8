//! Memory as it is in a process that has just begun.

use anyhow::Result;

/// Makes the allocator give large blocks back to the system, so that each load of a module begins with
/// fresh memory, as the first load of a process does. Otherwise a block that was used before would be
/// handed out again, and an engine that wants zeros would spend its time with writing them. The GNU
/// library reads this setting when a process begins, so the program is started over once.
///
/// # Errors
/// The program cannot be started over.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn keep_memory_fresh() -> Result<()> {
    use std::{env, os::unix::process::CommandExt, process::Command};

    use anyhow::Context;

    const LARGE: &str = "MALLOC_MMAP_THRESHOLD_";
    if env::var_os(LARGE).is_some() {
        return Ok(());
    }
    let mut again = Command::new(env::current_exe()?);
    let error = again.args(env::args_os().skip(1)).env(LARGE, "131072").exec();
    Err(error).context("cannot start over with fresh memory")
}

/// Does nothing: how to ask for this is not known here.
///
/// # Errors
/// None.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep_memory_fresh() -> Result<()> {
    Ok(())
}
