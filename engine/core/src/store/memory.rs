//! A linear memory.
//!
//! Invariant: `bytes.len()` is a whole number of pages, charged to the account `WasmLinear`. A shared
//! memory is never moved.

use wrtd_limits::{Account, Ledger};

use crate::exec::GrowRefusal;
use crate::module::{AddressType, MemoryType};
use crate::store::buffer::Buffer;
use crate::store::{StoreError, StoreLimits};

/// Most bytes of address space for one memory: what addresses of 64 bits reach is no measure. More
/// than a hundred such memories fit what hosts have.
const MOST_ROOM: u64 = 1 << 40;

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
        let page_size = u64::from(ty.page_size);
        // A size that 64 bits cannot say is past every limit.
        let size = ty.limits.min.saturating_mul(page_size);
        if size > limits.max_memory_bytes || size == u64::MAX {
            let (what, limit) = ("a memory in bytes", limits.max_memory_bytes);
            return Err(StoreError::Limit { what, asked: size, limit });
        }
        ledger.charge(Account::WasmLinear, size)?;
        // What the memory may ever hold is reserved now, so that growing it takes no time.
        let budget = ledger.state(Account::WasmLinear).headroom().saturating_add(size);
        let most = ty.max_pages().saturating_mul(page_size).min(limits.max_memory_bytes);
        let most = usize::try_from(most.min(budget).min(MOST_ROOM));
        let bytes = usize::try_from(size).ok().and_then(|size| {
            let most = most.unwrap_or(size).max(size);
            if ty.shared { Buffer::reserved(size, most) } else { Buffer::with_room(size, most) }
        });
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

    /// Type of the addresses.
    pub(crate) fn address(&self) -> AddressType {
        self.ty.address
    }

    /// Whether threads may share it.
    pub(crate) fn is_shared(&self) -> bool {
        self.ty.shared
    }

    /// Present size in pages.
    pub(crate) fn pages(&self) -> u64 {
        self.bytes.len() as u64 / u64::from(self.ty.page_size)
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
        delta: u64,
        limits: &StoreLimits,
        ledger: &mut Ledger,
    ) -> Result<u64, GrowRefusal> {
        let (old, page_size) = (self.pages(), u64::from(self.ty.page_size));
        let max = self.ty.max_pages();
        let pages = match old.checked_add(delta) {
            Some(pages) if pages <= max => pages,
            _ => return Err(GrowRefusal::DeclaredMaximum(max)),
        };
        let size = match pages.checked_mul(page_size) {
            Some(size) if size <= limits.max_memory_bytes => size,
            _ => return Err(GrowRefusal::StoreLimit(limits.max_memory_bytes)),
        };
        let added = delta * page_size;
        ledger.charge(Account::WasmLinear, added).map_err(GrowRefusal::Budget)?;
        self.extend(size).inspect_err(|_| ledger.release(Account::WasmLinear, added))?;
        Ok(old)
    }

    /// Takes the bytes back that it had before, and gives up what it has grown by since.
    pub(crate) fn restore(&mut self, bytes: &[u8], ledger: &mut Ledger) {
        let grown = self.bytes.len().saturating_sub(bytes.len());
        self.bytes.shrink(bytes.len());
        ledger.release(Account::WasmLinear, grown as u64);
        self.bytes.as_mut_slice().copy_from_slice(bytes);
    }

    /// Grows to `size` bytes.
    fn extend(&mut self, size: u64) -> Result<(), GrowRefusal> {
        let size = usize::try_from(size).map_err(|_| GrowRefusal::HostMemory)?;
        if self.ty.shared && size > self.bytes.capacity() {
            return Err(GrowRefusal::SharedRoom(self.bytes.capacity() as u64));
        }
        if self.bytes.grow(size) { Ok(()) } else { Err(GrowRefusal::HostMemory) }
    }
}
