//! Linear memory as bytes: reading and writing it at a place.

use wrtd_symbols::TypeSource as _;

use crate::{
    DebugSession, Event, MemoryRef, SessionError, number,
    target::{ModuleId, TargetError},
};

impl DebugSession {
    /// The place that a text names: `MODULE:ADDRESS`, as a [`MemoryRef`] is written, or an address of the program
    /// itself, decimal or with `0x`.
    ///
    /// # Errors
    /// [`SessionError::Expression`].
    pub fn memory_ref(&self, text: &str) -> Result<MemoryRef, SessionError> {
        let modules = self.program.ids().count();
        let (module, address) = match text.split_once(':') {
            Some((module, address)) => (module.parse().ok(), address),
            None => (u32::try_from(modules).ok().and_then(|count| count.checked_sub(1)), text),
        };
        let module = module.filter(|&module| (module as usize) < modules).map(ModuleId);
        let address = number::address(address);
        module.zip(address).map(|(module, address)| MemoryRef { module, address }).ok_or_else(|| {
            SessionError::Expression(format!(
                "`{}` is no place in memory; write an address such as 0x1f40, or MODULE:ADDRESS",
                number::shown(text)
            ))
        })
    }

    /// Bytes of a pointer into the memory of a module, as far as its debug information says: 8 where that has wide addresses.
    #[must_use]
    pub fn pointer_size(&self, module: ModuleId) -> usize {
        if self.program.symbols(module).has_wide_addresses() { 8 } else { 4 }
    }

    /// Up to `count` bytes from `offset` bytes behind a place: fewer where memory ends. With the address of the first.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`]; [`SessionError::Target`] for what lies before address 0.
    pub fn read_memory(
        &self,
        place: MemoryRef,
        offset: i64,
        count: usize,
    ) -> Result<(u64, Vec<u8>), SessionError> {
        self.alive()?;
        let start = start(place, offset)?;
        let there = self.target.memory_size(place.module).saturating_sub(start);
        let count = count.min(usize::try_from(there).unwrap_or(usize::MAX));
        let mut bytes = vec![0; count];
        if count > 0 {
            self.target.read_memory(place.module, start, &mut bytes).map_err(failure)?;
        }
        Ok((start, bytes))
    }

    /// Writes bytes from `offset` bytes behind a place on; how many were. With `partial` it may be fewer, where memory
    /// ends.
    ///
    /// # Errors
    /// [`SessionError::ReadOnly`], [`SessionError::NotAlive`]; [`SessionError::Target`] where the bytes do not lie
    /// inside memory, and nothing is written.
    pub fn write_memory(
        &mut self,
        place: MemoryRef,
        offset: i64,
        bytes: &[u8],
        partial: bool,
    ) -> Result<u64, SessionError> {
        self.alive()?;
        self.may_write()?;
        let start = start(place, offset)?;
        let there = self.target.memory_size(place.module).saturating_sub(start);
        let there = usize::try_from(there).unwrap_or(usize::MAX);
        let bytes = if partial { &bytes[..bytes.len().min(there)] } else { bytes };
        if bytes.is_empty() {
            return Ok(0);
        }
        self.target.write_memory(place.module, start, bytes).map_err(failure)?;
        let count = bytes.len() as u64;
        self.emit(Event::Written { memory: Some((place, offset, count)) });
        Ok(count)
    }
}

fn start(place: MemoryRef, offset: i64) -> Result<u64, SessionError> {
    place.address.checked_add_signed(offset).ok_or_else(|| {
        SessionError::Target(format!(
            "there is no address {offset} bytes from {:#x}",
            place.address
        ))
    })
}

fn failure(error: TargetError) -> SessionError {
    SessionError::Target(error.to_string())
}
