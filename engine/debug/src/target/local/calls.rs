//! Which functions of the program are called, one after the other.

use std::collections::VecDeque;

use wrtd_core::{ExternKind, FuncId, FuncType, InstanceId, Module, Store, Value};

use super::values;
use crate::{Entry, LaunchError, LaunchSpec};

/// A call that waits for its turn.
pub(super) struct Call {
    /// What is called.
    pub(super) function: FuncId,
    /// With what.
    pub(super) args: Vec<Value>,
    /// Its results are the program's.
    pub(super) invoked: bool,
}

impl Call {
    fn plain(function: FuncId) -> Self {
        Self { function, args: Vec::new(), invoked: false }
    }
}

/// Calls that make a preloaded instance ready.
pub(super) fn of_preload(store: &Store, instance: InstanceId) -> impl Iterator<Item = Call> {
    store
        .start_function(instance)
        .into_iter()
        .chain(store.export_func(instance, "_initialize"))
        .map(Call::plain)
}

/// Calls of the program itself. A reactor's `_initialize` comes before everything else of it.
pub(super) fn of_program(
    store: &Store,
    instance: InstanceId,
    spec: &LaunchSpec,
) -> Result<VecDeque<Call>, LaunchError> {
    let mut calls: VecDeque<Call> =
        store.start_function(instance).into_iter().map(Call::plain).collect();
    let command = store.export_func(instance, "_start").filter(|_| spec.entry == Entry::Default);
    if command.is_none() {
        calls.extend(store.export_func(instance, "_initialize").map(Call::plain));
    }
    for name in &spec.initialize {
        calls.push_back(initialization(store, instance, name)?);
    }
    match &spec.entry {
        Entry::Default => {
            calls.extend(command.map(Call::plain));
            if calls.is_empty() {
                let exports = exports(store.module(instance));
                return Err(LaunchError::Refused(format!(
                    "the module has neither `_start` nor `_initialize` nor a start function; say \
                     which function to run with --invoke FUNC (in a launch request: `invoke`). \
                     {exports}"
                )));
            }
        }
        Entry::Invoke { function, args } => {
            calls.push_back(invocation(store, instance, function, args)?);
        }
    }
    Ok(calls)
}

fn initialization(store: &Store, instance: InstanceId, name: &str) -> Result<Call, LaunchError> {
    let (function, ty) = exported(store, instance, name)?;
    if !ty.params.is_empty() {
        return Err(LaunchError::Invocation(format!(
            "the function `{name}` is {ty}, and only functions without parameters can be called to \
             initialise; call it from a module for which this one is preloaded (--preload, in a launch \
             request: `preload`)"
        )));
    }
    Ok(Call::plain(function))
}

fn exported<'a>(
    store: &'a Store,
    instance: InstanceId,
    name: &str,
) -> Result<(FuncId, &'a FuncType), LaunchError> {
    let refused = LaunchError::Invocation;
    let function = store.export_func(instance, name).ok_or_else(|| {
        refused(format!(
            "the module exports no function `{name}`. {}",
            exports(store.module(instance))
        ))
    })?;
    let ty = store
        .func_type(function)
        .ok_or_else(|| refused(format!("the function `{name}` has no type; rebuild the module")))?;
    Ok((function, ty))
}

fn invocation(
    store: &Store,
    instance: InstanceId,
    name: &str,
    args: &[String],
) -> Result<Call, LaunchError> {
    let refused = LaunchError::Invocation;
    let (function, ty) = exported(store, instance, name)?;
    if ty.params.len() != args.len() {
        return Err(refused(format!(
            "the function `{name}` is {ty} and takes {}; {} given",
            count(ty.params.len(), "argument"),
            match args.len() {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                n => format!("{n} are"),
            }
        )));
    }
    let args = ty
        .params
        .iter()
        .zip(args)
        .map(|(&ty, text)| values::parse(ty, text))
        .collect::<Result<_, _>>()
        .map_err(|error| refused(format!("cannot call `{name}`: {error}")))?;
    Ok(Call { function, args, invoked: true })
}

fn count(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// Functions named in a message; the rest are counted.
const NAMED: usize = 30;

/// A sentence that names the exported functions.
fn exports(module: &Module) -> String {
    let names: Vec<&str> = module
        .exports()
        .iter()
        .filter(|export| export.kind == ExternKind::Func)
        .map(|export| export.name.as_str())
        .collect();
    match names.len() {
        0 => "It exports no function at all.".to_owned(),
        n if n > NAMED => {
            format!("It exports {} and {} more.", names[..NAMED].join(", "), n - NAMED)
        }
        _ => format!("It exports {}.", names.join(", ")),
    }
}
