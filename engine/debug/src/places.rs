//! Places in memory and code as users name them, by expressions too, and what is known to lie there.

use wrtd_symbols::{TypeSource as _, expr::Expression};

use crate::{
    CodeRef, DebugSession, Format, MemoryRef, SessionError,
    target::{CodeAddress, ModuleId},
    variables::FrameSymbols,
};

/// A place in memory that somebody has named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// The place.
    pub place: MemoryRef,
    /// Size in bytes of one of the values there, where a type says it.
    pub unit: Option<u64>,
    /// How many bytes a text there has, where no zero ends it.
    pub text: Option<u64>,
}

impl DebugSession {
    /// The place in memory that a text means in a frame: one that [`DebugSession::memory_ref`] reads, or an expression
    /// whose value is a pointer, a number, or something that lies behind one. Nothing is changed or run.
    ///
    /// # Errors
    /// [`SessionError::Expression`], [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn memory_place(&mut self, frame: u32, text: &str) -> Result<NamedPlace, SessionError> {
        self.alive()?;
        if let Ok(place) = self.memory_ref(text) {
            return Ok(NamedPlace { place, unit: None, text: None });
        }
        let (module, pointed) = self.pointed(frame, text)?;
        let place = MemoryRef { module, address: pointed.address };
        Ok(NamedPlace { place, unit: pointed.size, text: pointed.text })
    }

    /// The place in the code that a text means in a frame: one that [`DebugSession::code_ref`] reads, a function's first
    /// instruction, or an expression whose value is a byte offset in the frame's module, such as `$pc + 2`.
    ///
    /// # Errors
    /// As for [`DebugSession::memory_place`].
    pub fn code_place(&mut self, frame: u32, text: &str) -> Result<CodeRef, SessionError> {
        if let Ok(code) = self.code_ref(text, 0) {
            return Ok(code);
        }
        if let Some(code) = self.function_code(text) {
            return Ok(code);
        }
        self.alive()?;
        let (module, pointed) = self.pointed(frame, text)?;
        let offset = u32::try_from(pointed.address).map_err(|_| {
            SessionError::Expression(format!("{:#x} is behind all code", pointed.address))
        })?;
        Ok(CodeRef::new(CodeAddress { module, offset }, self.program.module_count()))
    }

    /// The bytes that the value of an expression has in memory: those of a text, or of a number, which has `size`
    /// bytes or as many as its type says. For [`DebugSession::find_memory`].
    ///
    /// # Errors
    /// As for [`DebugSession::memory_place`].
    pub fn bytes_of(
        &mut self,
        frame: u32,
        text: &str,
        size: Option<usize>,
    ) -> Result<Vec<u8>, SessionError> {
        self.alive()?;
        let frame = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let found = Expression::parse(text.trim())
            .and_then(|parsed| parsed.bytes(&of, &of.renderer(Format::default()), size));
        self.program.flush_warnings();
        found.map_err(|error| SessionError::Expression(error.to_string()))
    }

    fn pointed(
        &mut self,
        frame: u32,
        text: &str,
    ) -> Result<(ModuleId, wrtd_symbols::expr::Pointed), SessionError> {
        let frame = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let found = Expression::parse(text.trim())
            .and_then(|parsed| parsed.pointed(&of, &of.renderer(Format::default())));
        self.program.flush_warnings();
        self.check_cancelled()?;
        let pointed = found.map_err(|error| SessionError::Expression(error.to_string()))?;
        Ok((frame.position.address.module, pointed))
    }

    /// The static variable that lies at a place in memory, and how many bytes into it the place is.
    #[must_use]
    pub fn static_at(&self, place: MemoryRef) -> Option<(String, u64)> {
        self.program.symbols(place.module).static_at(place.address)
    }

    /// The function whose code is at a place, and how many bytes behind its first instruction the place is.
    #[must_use]
    pub fn function_at(&self, code: CodeRef) -> Option<(String, u32)> {
        let address = code.address(self.program.module_count())?;
        let function = self.program.code(address.module).function_at(address.offset)?;
        let (first, _) = self.function_extent(code)?;
        let name = self.program.function_name(address.module, function);
        Some((name, address.offset.checked_sub(first.offset())?))
    }

    /// Size in bytes of the memory of a module's instance now.
    #[must_use]
    pub fn memory_size(&self, module: ModuleId) -> u64 {
        self.target.memory_size(module)
    }
}
