//! What the program is made of: its modules, its functions, their code as text.

use crate::{DebugSession, DisassemblyView, FunctionView, ModuleView, SessionError};

impl DebugSession {
    /// The modules, in the order of loading.
    #[must_use]
    pub fn modules(&self) -> Vec<ModuleView> {
        let modules = self.program.ids().map(|id| {
            let info = self.program.module(id);
            ModuleView {
                name: info.name.clone(),
                path: info.path.clone(),
                size: info.bytes.len() as u64,
                functions: self.program.code(id).functions().len() as u32,
                has_debug_info: self.program.symbols(id).has_debug_info(),
            }
        });
        modules.collect()
    }

    /// The functions whose readable name has `part` in it, sorted by name. Reads the name of every
    /// function of the program.
    #[must_use]
    pub fn functions(&self, part: &str) -> Vec<FunctionView> {
        let mut found = Vec::new();
        for id in self.program.ids() {
            let module = self.program.module(id);
            let code = self.program.code(id);
            for function in code.functions() {
                let name = self.program.function_name(id, function);
                if let (true, Some(body)) = (name.contains(part), code.body(function)) {
                    let offset = body.start;
                    found.push(FunctionView { name, module: module.name.clone(), offset });
                }
            }
        }
        found.sort();
        found
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
