//! The functions that a program imports, and what calls of them come to.

use wrtd_core::{
    ExternKind, FuncType, HostError, ImportType, MissingImport, Module,
    device::{Host, HostCall, HostStop},
};

use super::{refuse, wasi};
use crate::{Board, BoardFunction, LaunchError, LaunchSpec, load::LoadedFile, outlet::Outlet};

/// The imported functions, by their indices.
pub(super) struct Imports {
    functions: Vec<BoardFunction>,
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
            match board.take(module, name) {
                Some((ty, function)) if ty == *import.ty => functions.push(function),
                Some((ty, _)) => {
                    return Err(LaunchError::Refused(format!(
                        "{}: the import {module}.{name} has the type {}, and the board's function {ty}; declare \
                         it so",
                        file.path.display(),
                        import.ty
                    )));
                }
                None if spec.stub_missing => functions.push(stub(module, name)),
                None => missing.push(MissingImport {
                    module: module.to_owned(),
                    name: name.to_owned(),
                    kind: ExternKind::Func,
                    ty: import.ty.to_string(),
                }),
            }
        }
        if missing.is_empty() {
            return Ok(Self { functions, stop: None });
        }
        Err(refuse::imports(file, &missing))
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
        let function = self.functions.get_mut(call.import as usize).ok_or(HostStop::Trap)?;
        function(call).map_err(|stop| {
            let is_trap = matches!(stop, HostError::Trap(_));
            self.stop = Some(stop);
            // A program that ends stands at its call until it is taken away.
            if is_trap { HostStop::Trap } else { HostStop::Wait }
        })
    }
}
