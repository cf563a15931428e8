//! Words and texts of a program's memory.

use wrtd_symbols::WasmValue;

use crate::target::{ModuleId, Target};

/// The memory of a module whose addresses have a size.
#[derive(Clone, Copy)]
pub(super) struct Memory<'a> {
    pub(super) target: &'a dyn Target,
    pub(super) module: ModuleId,
    /// Bytes of an address: 4 or 8.
    pub(super) word: u64,
}

impl<'a> Memory<'a> {
    /// The memory in which an address lies that the machine has as a value, and the address.
    pub(super) fn behind(
        target: &'a dyn Target,
        module: ModuleId,
        value: WasmValue,
    ) -> Option<(Self, u64)> {
        let (word, address) = match value {
            WasmValue::I32(address) => (4, address.into()),
            WasmValue::I64(address) => (8, address),
            _ => return None,
        };
        Some((Self { target, module, word }, address))
    }

    /// The little-endian number of `size` bytes, at most 8, at an address.
    pub(super) fn number(&self, address: u64, size: u64) -> Option<u64> {
        let mut bytes = [0; 8];
        let size = (size as usize).min(bytes.len());
        self.target.read_memory(self.module, address, &mut bytes[..size]).ok()?;
        Some(u64::from_le_bytes(bytes))
    }

    /// The address that lies at an address.
    pub(super) fn word_at(&self, address: u64) -> Option<u64> {
        self.number(address, self.word)
    }

    /// The word `index` words behind an address.
    pub(super) fn word_behind(&self, address: u64, index: u64) -> Option<u64> {
        self.word_at(address.checked_add(index.checked_mul(self.word)?)?)
    }

    /// The bytes up to a zero; of a longer text its beginning, with `…`.
    pub(super) fn text(&self, address: u64, limit: usize) -> Option<String> {
        let room = self.target.memory_size(self.module).checked_sub(address)?;
        let length = usize::try_from(room).unwrap_or(usize::MAX).min(limit);
        let mut bytes = vec![0; length];
        self.target.read_memory(self.module, address, &mut bytes).ok()?;
        match bytes.iter().position(|byte| *byte == 0) {
            Some(end) => Some(String::from_utf8_lossy(&bytes[..end]).into_owned()),
            None if length == limit => Some(String::from_utf8_lossy(&bytes).into_owned() + "…"),
            None => None,
        }
    }
}
