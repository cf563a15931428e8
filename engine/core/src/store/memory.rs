//! A linear memory.
//!
//! Invariant: `bytes.len()` is `pages * PAGE`, charged to the account `WasmLinear`.

use wrtd_limits::{Account, Ledger};

use crate::exec::GrowRefusal;
use crate::module::MemoryType;
use crate::store::buffer::Buffer;
use crate::store::{StoreError, StoreLimits};

/// Bytes of a page.
pub(crate) const PAGE: u64 = 65536;

/// Most pages that 32-bit addresses reach.
const MAX_PAGES: u32 = 65536;

/// A linear memory of the store.
#[derive(Debug)]
pub(crate) struct Memory {
    ty: MemoryType,
    bytes: Buffer<u8>,
}

impl Memory {
    pub(crate) fn new(
        ty: MemoryType,
        limits: &StoreLimits,
        ledger: &mut Ledger,
    ) -> Result<Self, StoreError> {
        let size = u64::from(ty.limits.min) * PAGE;
        if size > limits.max_memory_bytes {
            let (what, limit) = ("a memory in bytes", limits.max_memory_bytes);
            return Err(StoreError::Limit { what, asked: size, limit });
        }
        ledger.charge(Account::WasmLinear, size)?;
        // What the memory may ever hold is reserved now, so that growing it takes no time.
        let most = u64::from(ty.limits.max.unwrap_or(MAX_PAGES).min(MAX_PAGES)) * PAGE;
        let budget = ledger.state(Account::WasmLinear).headroom().saturating_add(size);
        let most = usize::try_from(most.min(limits.max_memory_bytes).min(budget));
        let bytes = usize::try_from(size)
            .ok()
            .and_then(|size| Buffer::with_room(size, most.unwrap_or(size).max(size)));
        let Some(bytes) = bytes else {
            ledger.release(Account::WasmLinear, size);
            return Err(StoreError::HostMemory { bytes: size });
        };
        Ok(Self { ty, bytes })
    }

    /// The declared type, with the present size as minimum, as linking compares it.
    pub(crate) fn ty(&self) -> MemoryType {
        let mut ty = self.ty;
        ty.limits.min = self.pages();
        ty
    }

    pub(crate) fn pages(&self) -> u32 {
        (self.bytes.len() as u64 / PAGE) as u32
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        self.bytes.as_mut_slice()
    }

    /// Address and size in bytes, for guest code.
    pub(crate) fn raw(&self) -> (*mut u8, usize) {
        (self.bytes.as_ptr(), self.bytes.len())
    }

    /// Grows by `delta` pages and gives the size before; nothing has changed on an error.
    pub(crate) fn grow(
        &mut self,
        delta: u32,
        limits: &StoreLimits,
        ledger: &mut Ledger,
    ) -> Result<u32, GrowRefusal> {
        let old = self.pages();
        let max = self.ty.limits.max.unwrap_or(MAX_PAGES).min(MAX_PAGES);
        let pages = match old.checked_add(delta) {
            Some(pages) if pages <= max => pages,
            _ => return Err(GrowRefusal::DeclaredMaximum(max)),
        };
        let size = u64::from(pages) * PAGE;
        if size > limits.max_memory_bytes {
            return Err(GrowRefusal::StoreLimit(limits.max_memory_bytes));
        }
        let added = u64::from(delta) * PAGE;
        ledger.charge(Account::WasmLinear, added).map_err(GrowRefusal::Budget)?;
        if !usize::try_from(size).is_ok_and(|size| self.bytes.grow(size)) {
            ledger.release(Account::WasmLinear, added);
            return Err(GrowRefusal::HostMemory);
        }
        Ok(old)
    }
}
