//! Which functions of the program are called, one after the other.

use wrtd_core::{ExternKind, FuncType, Module, Value};

use super::values;
use crate::{Entry, LaunchError, LaunchSpec};

/// A call that waits for its turn.
pub(super) struct Call {
    /// What is called, by its index in its module.
    pub(super) function: u32,
    /// With what.
    pub(super) args: Vec<Value>,
    /// Its results are the program's.
    pub(super) invoked: bool,
}

impl Call {
    fn plain(function: u32) -> Self {
        Self { function, args: Vec::new(), invoked: false }
    }
}

/// Calls that make an instance of a preloaded module ready.
pub(super) fn of_preload(module: &Module) -> impl Iterator<Item = Call> + use<> {
    module.start().into_iter().chain(exported(module, "_initialize")).map(Call::plain)
}

/// Calls of the program itself. A reactor's `_initialize` comes before everything else of it.
pub(super) fn of_program(module: &Module, spec: &LaunchSpec) -> Result<Vec<Call>, LaunchError> {
    let mut calls: Vec<Call> = module.start().into_iter().map(Call::plain).collect();
    let command = exported(module, "_start").filter(|_| spec.entry == Entry::Default);
    if command.is_none() {
        calls.extend(exported(module, "_initialize").map(Call::plain));
    }
    for name in &spec.initialize {
        calls.push(initialization(module, name)?);
    }
    match &spec.entry {
        Entry::Default => {
            calls.extend(command.map(Call::plain));
            if calls.is_empty() {
                let exports = exports(module);
                return Err(LaunchError::Refused(format!(
                    "the module has neither `_start` nor `_initialize` nor a start function; say \
                     which function to run with --invoke FUNC (in a launch request: `invoke`). \
                     {exports}"
                )));
            }
        }
        Entry::Invoke { function, args } => calls.push(invocation(module, function, args)?),
    }
    Ok(calls)
}

fn initialization(module: &Module, name: &str) -> Result<Call, LaunchError> {
    let (function, ty) = known(module, name)?;
    if !ty.params.is_empty() {
        return Err(LaunchError::Invocation(format!(
            "the function `{name}` is {ty}, and only functions without parameters can be called to \
             initialise; call it from a module for which this one is preloaded (--preload, in a launch \
             request: `preload`)"
        )));
    }
    Ok(Call::plain(function))
}

/// The exported function of that name.
fn exported(module: &Module, name: &str) -> Option<u32> {
    let export = module.export(name).filter(|export| export.kind == ExternKind::Func)?;
    Some(export.index)
}

fn known<'a>(module: &'a Module, name: &str) -> Result<(u32, &'a FuncType), LaunchError> {
    let refused = LaunchError::Invocation;
    let function = exported(module, name).ok_or_else(|| {
        refused(format!("the module exports no function `{name}`. {}", exports(module)))
    })?;
    let ty = module
        .func_type(function)
        .ok_or_else(|| refused(format!("the function `{name}` has no type; rebuild the module")))?;
    Ok((function, ty))
}

fn invocation(module: &Module, name: &str, args: &[String]) -> Result<Call, LaunchError> {
    let refused = LaunchError::Invocation;
    let (function, ty) = known(module, name)?;
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
