//! What a device does not run, before anything of it runs, and what to do about it.

use std::fmt;

use wrtd_core::{MissingImport, device::Layout};
use wrtd_limits::{Account, CountExceeded, LimitExceeded, LimitName, Plan};

use super::wasi;
use crate::{
    LaunchError, LaunchSpec, StdinSource,
    load::{LoadedFile, list_missing},
    target::calls::Call,
};

/// Bytes of a page where a memory does not say another size.
const PAGE: u32 = 64 << 10;

/// Refuses what a launch gives that no device has.
pub(super) fn what_no_device_has(spec: &LaunchSpec) -> Result<(), LaunchError> {
    let given = [
        (!spec.preloads.is_empty(), "preloaded modules (--preload)", "link them into the program"),
        (!spec.dirs.is_empty(), "folders (--dir)", "leave them out"),
        (!spec.env.is_empty(), "environment variables (--env)", "leave them out"),
        (!spec.args.is_empty(), "arguments of a command", "give them to a function with --invoke"),
        (
            matches!(spec.stdin, StdinSource::File(_) | StdinSource::Text(_) | StdinSource::Fed(_)),
            "standard input (--stdin)",
            "leave it out",
        ),
    ];
    match given.into_iter().find(|(is_given, ..)| *is_given) {
        None => Ok(()),
        Some((_, what, remedy)) => Err(LaunchError::Refused(format!(
            "{} is a device, which has one program and no system around it, so that there are no {what}; {remedy}, \
             or choose another platform",
            spec.plan.limits().platform
        ))),
    }
}

/// Functions that a board would have to give.
pub(super) fn imports(file: &LoadedFile, missing: &[MissingImport]) -> LaunchError {
    LaunchError::Refused(format!(
        "{} imports what is not here. {}On a device its firmware gives them. Here there is of WASI ({}) what any \
         board can have: {}; more comes from whoever embeds wrtd. Let calls of missing functions trap with \
         --stub-missing (in a launch request: `stubMissing`).",
        file.path.display(),
        list_missing(missing),
        wasi::MODULE,
        wasi::FUNCTIONS,
    ))
}

/// More imports or exports than there may be.
pub(super) fn counts(file: &LoadedFile, plan: &Plan) -> Result<(), LaunchError> {
    let counted = [
        (LimitName::Instances, 1),
        (LimitName::Imports, file.module.imports().len()),
        (LimitName::Exports, file.module.exports().len()),
    ];
    for (name, number) in counted {
        plan.count(name).check(number as u64).map_err(|error| count(file, error))?;
    }
    Ok(())
}

/// The machine calls functions that have code.
pub(super) fn calls_of_imports(file: &LoadedFile, calls: &[Call]) -> Result<(), LaunchError> {
    let module = &file.module;
    match calls.iter().find(|call| call.function < module.imported_func_count()) {
        None => Ok(()),
        Some(call) => Err(LaunchError::Refused(format!(
            "{}: {} is to be called, which the module imports; call a function that it has itself",
            file.path.display(),
            module.function_name(call.function).unwrap_or_default()
        ))),
    }
}

/// The module is none for a device.
pub(super) fn image(file: &LoadedFile, error: &dyn fmt::Display) -> LaunchError {
    LaunchError::Refused(format!("{}: {error}", file.path.display()))
}

/// There may be fewer of something.
pub(super) fn count(file: &LoadedFile, error: CountExceeded) -> LaunchError {
    LaunchError::Count { path: file.path.clone(), error }
}

/// An account has less than the layout takes of it.
pub(super) fn bytes(file: &LoadedFile, error: LimitExceeded, layout: &Layout) -> LaunchError {
    let advice = match error.account {
        Account::WasmLinear => link(file).to_owned(),
        Account::Runtime => {
            let parts = layout.engine().map(|(name, bytes)| format!("{name} {bytes}"));
            format!(
                ". These are {}; `stack_bytes` is the size of the stack, `call_depth` the number of frames, 16 bytes \
                 each",
                parts.join(", ")
            )
        }
        _ => ". `breakpoints` is the number of breakpoints, 4 bytes each".to_owned(),
    };
    LaunchError::Limit { path: file.path.clone(), error, advice }
}

/// How to link a program that takes less memory.
fn link(file: &LoadedFile) -> &'static str {
    if file.module.memories().iter().any(|memory| memory.page_size == PAGE) {
        ". The program's memory comes in pages of 64 KiB; link it with pages of 1 byte and a stack that fits: with \
         clang -Wl,--page-size=1 -Wl,-z,stack-size=1024, with rustc -C link-arg=--page-size=1 \
         -C link-arg=-zstack-size=1024"
    } else {
        ". Most of a program's memory is often its stack; link it with a smaller one: with clang \
         -Wl,-z,stack-size=1024, with rustc -C link-arg=-zstack-size=1024"
    }
}

/// This machine itself has too little.
pub(super) fn no_memory(file: &LoadedFile) -> LaunchError {
    LaunchError::Refused(format!(
        "{}: this machine has no memory left for all that the device would have; close other programs or plan a \
         smaller device",
        file.path.display()
    ))
}
