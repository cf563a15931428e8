//! The functions that a program imports, and what calls of them come to.

use wrtd_core::{
    ExternKind, FuncType, HostError, ImportType, MissingImport, Module, ValType,
    device::{Host, HostCall, HostStop},
};

use super::{refuse, values::Slot, wasi};
use crate::{
    Board, BoardFunction, LaunchError, LaunchSpec, load::LoadedFile, outlet::Outlet,
    target::TargetHostCall,
};

/// An imported function.
struct Imported {
    module: String,
    name: String,
    params: Vec<ValType>,
    function: BoardFunction,
    /// Somebody wants the program to stop before calls of it.
    is_awaited: bool,
}

/// A call of which the program has said that it is the next it does.
struct AnnouncedCall {
    import: u32,
    /// Slots of its arguments.
    args: Vec<u64>,
}

/// The imported functions, by their indices.
pub(super) struct Imports {
    functions: Vec<Imported>,
    /// The call before which the program stands, having said so.
    announced: Option<AnnouncedCall>,
    /// Whether the last call was not made for that.
    stops: bool,
    /// Why the last call gave no results.
    stop: Option<HostError>,
}

impl Imports {
    /// Finds a function for each import.
    pub(super) fn link(
        file: &LoadedFile,
        spec: &LaunchSpec,
        outlet: &Outlet,
    ) -> Result<Self, LaunchError> {
        let mut board = Board::default();
        wasi::define(&mut board, outlet);
        spec.board.define(&mut board);
        let (mut functions, mut missing) = (Vec::new(), Vec::new());
        for import in wanted(&file.module) {
            let (module, name) = (import.module.as_str(), import.name.as_str());
            let imported = |function| Imported {
                module: module.to_owned(),
                name: name.to_owned(),
                params: import.ty.params.clone(),
                function,
                is_awaited: false,
            };
            match board.take(module, name) {
                Some((ty, function)) if ty == *import.ty => functions.push(imported(function)),
                Some((ty, _)) => {
                    return Err(LaunchError::Refused(format!(
                        "{}: the import {module}.{name} has the type {}, and the board's function {ty}; declare \
                         it so",
                        file.path.display(),
                        import.ty
                    )));
                }
                None if spec.stub_missing => functions.push(imported(stub(module, name))),
                None => missing.push(MissingImport {
                    module: module.to_owned(),
                    name: name.to_owned(),
                    kind: ExternKind::Func,
                    ty: import.ty.to_string(),
                }),
            }
        }
        if missing.is_empty() {
            return Ok(Self { functions, announced: None, stops: false, stop: None });
        }
        Err(refuse::imports(file, &missing))
    }

    /// Lets the program stop before calls of the functions of these module names and names.
    pub(super) fn announce(&mut self, awaited: &dyn Fn(&str, &str) -> bool) {
        for imported in &mut self.functions {
            imported.is_awaited = awaited(&imported.module, &imported.name);
        }
    }

    /// Whether the last call was not made, as the program is to stop before it.
    pub(super) fn stops_before_call(&mut self) -> bool {
        std::mem::take(&mut self.stops)
    }

    /// The call before which the program has stopped.
    pub(super) fn pending(&self, module: &Module) -> Option<TargetHostCall> {
        let AnnouncedCall { import, args } = self.announced.as_ref()?;
        let imported = self.functions.get(*import as usize)?;
        let value = |(&ty, &low): (&ValType, &u64)| Slot { low, vector: None }.value(ty, module);
        Some(TargetHostCall {
            module: imported.module.clone(),
            name: imported.name.clone(),
            args: imported.params.iter().zip(args).filter_map(value).collect(),
        })
    }

    /// The program goes on elsewhere than where it stands.
    pub(super) fn forget(&mut self) {
        self.announced = None;
    }

    /// Why the last call gave no results, if that was not asked for already.
    pub(super) fn take_stop(&mut self) -> Option<HostError> {
        self.stop.take()
    }
}

struct Wanted<'m> {
    module: String,
    name: String,
    ty: &'m FuncType,
}

/// The functions that a module imports, in the order of their indices.
fn wanted(module: &Module) -> impl Iterator<Item = Wanted<'_>> {
    module.imports().iter().filter_map(|import| match import.ty {
        ImportType::Func(ty) => Some(Wanted {
            module: import.module.clone(),
            name: import.name.clone(),
            ty: module.types().get(ty as usize)?,
        }),
        _ => None,
    })
}

/// In place of a function that nobody gives.
fn stub(module: &str, name: &str) -> BoardFunction {
    let message = format!(
        "the missing import {module}.{name} was called; the firmware of the board has to give it"
    );
    Box::new(move |_| Err(HostError::Trap(message.clone())))
}

impl Host for Imports {
    fn call(&mut self, call: HostCall<'_>) -> Result<(), HostStop> {
        let import = call.import;
        let imported = self.functions.get_mut(import as usize).ok_or(HostStop::Trap)?;
        let is_told = self.announced.as_ref().is_some_and(|call| call.import == import);
        if imported.is_awaited && !is_told {
            let args = call.slots.iter().copied().take(imported.params.len()).collect();
            self.announced = Some(AnnouncedCall { import, args });
            self.stops = true;
            return Err(HostStop::Wait);
        }
        let called = (imported.function)(call);
        // A function that waits is called again, and was told of.
        if !matches!(called, Err(HostError::Interrupted)) {
            self.announced = None;
        }
        called.map_err(|stop| {
            let is_trap = matches!(stop, HostError::Trap(_));
            self.stop = Some(stop);
            // A program that ends stands at its call until it is taken away.
            if is_trap { HostStop::Trap } else { HostStop::Wait }
        })
    }
}
