//! What the program is made of: its modules, its functions, their code as text.

use crate::{DebugSession, DisassemblyView, FunctionView, ModuleView, SessionError};

impl DebugSession {
    /// The modules, in the order of loading.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`].
    pub fn modules(&self) -> Result<Vec<ModuleView>, SessionError> {
        let view = |id| {
            self.check_cancelled()?;
            Ok(self.program.module_view(id, self.program.symbols(id)))
        };
        self.program.ids().map(view).collect()
    }

    /// Numbers ([`ModuleView::id`]), names and files of the modules, in the order of loading. Reads nothing of them.
    #[must_use]
    pub fn module_names(&self) -> Vec<(u32, String, Option<std::path::PathBuf>)> {
        let named = |id| {
            let module = self.program.module(id);
            (self.program.module_number(id), module.name.clone(), module.path.clone())
        };
        self.program.ids().map(named).collect()
    }

    /// The functions whose readable name has `part` in it, sorted by name. Reads the name of every
    /// function of the program.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`].
    pub fn functions(&self, part: &str) -> Result<Vec<FunctionView>, SessionError> {
        let mut found = Vec::new();
        for id in self.program.ids() {
            let module = self.program.module(id);
            let code = self.program.code(id);
            for function in code.functions() {
                self.check_cancelled()?;
                let name = self.program.function_name(id, function);
                if let (true, Some(body)) = (name.contains(part), code.body(function)) {
                    let offset = body.start;
                    found.push(FunctionView { name, module: module.name.clone(), offset });
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The code of a frame's function as text. Inlined frames are part of the function around them.
    ///
    /// # Errors
    /// [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn disassembly(&mut self, frame: u32) -> Result<DisassemblyView, SessionError> {
        self.alive()?;
        let position = self.frame(frame)?.position;
        let reference = self.disassemblies.reference(position.address.module, position.function);
        let source = self.disassemblies.source_ref(&self.program, reference);
        let listing = self.disassemblies.listing(&self.program, reference);
        match (source, listing) {
            (Some(source), Some(listing)) => {
                Ok(DisassemblyView { source, line: listing.line_of(position.address.offset) })
            }
            _ => Err(SessionError::NoSuchSource(reference)),
        }
    }
}
