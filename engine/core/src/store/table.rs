//! A table of references.
//!
//! Invariant: each element is a slot of the table's element type (see [`crate::value`]); its 8 bytes are
//! charged to the account `Components`.

use alloc::vec::Vec;

use wrtd_limits::{Account, Ledger};

use crate::exec::GrowRefusal;
use crate::module::{AddressType, TableType};
use crate::store::{StoreError, StoreLimits};

/// Bytes of an element.
pub(crate) const ELEMENT: u64 = 8;

/// A table of the store.
#[derive(Debug)]
pub(crate) struct Table {
    ty: TableType,
    elements: Vec<u64>,
}

impl Table {
    pub(crate) fn new(
        ty: TableType,
        limits: &StoreLimits,
        ledger: &mut Ledger,
    ) -> Result<Self, StoreError> {
        let mut table = Self { ty, elements: Vec::new() };
        table.extend(ty.limits.min, 0, limits, ledger).map_err(|refusal| match refusal {
            GrowRefusal::Budget(limit) => StoreError::Budget(limit),
            GrowRefusal::HostMemory => {
                StoreError::HostMemory { bytes: ty.limits.min.saturating_mul(ELEMENT) }
            }
            GrowRefusal::DeclaredMaximum(_)
            | GrowRefusal::StoreLimit(_)
            | GrowRefusal::SharedRoom(_) => StoreError::Limit {
                what: "a table in elements",
                asked: ty.limits.min,
                limit: limits.max_table_elements.into(),
            },
        })?;
        Ok(table)
    }

    /// The declared type, with the present size as minimum, as linking compares it.
    pub(crate) fn ty(&self) -> TableType {
        let mut ty = self.ty;
        ty.limits.min = self.size().into();
        ty
    }

    /// Present size in elements; it fits, as the store's limit does.
    pub(crate) fn size(&self) -> u32 {
        self.elements.len() as u32
    }

    /// Type of the indices.
    pub(crate) fn address(&self) -> AddressType {
        self.ty.address
    }

    /// The element at `index`.
    pub(crate) fn element(&self, index: u64) -> Option<u64> {
        self.elements.get(usize::try_from(index).ok()?).copied()
    }

    pub(crate) fn elements(&self) -> &[u64] {
        &self.elements
    }

    pub(crate) fn elements_mut(&mut self) -> &mut [u64] {
        &mut self.elements
    }

    /// Adds `delta` elements of value `slot` and gives the size before; nothing has changed on an
    /// error.
    pub(crate) fn grow(
        &mut self,
        delta: u64,
        slot: u64,
        limits: &StoreLimits,
        ledger: &mut Ledger,
    ) -> Result<u32, GrowRefusal> {
        let old = self.size();
        let max = self.ty.limits.max.unwrap_or(self.ty.address.greatest());
        if u64::from(old).checked_add(delta).is_none_or(|size| size > max) {
            return Err(GrowRefusal::DeclaredMaximum(max));
        }
        self.extend(delta, slot, limits, ledger)?;
        Ok(old)
    }

    /// Takes the elements back that it had before, and gives up what it has grown by since.
    pub(crate) fn restore(&mut self, elements: &[u64], ledger: &mut Ledger) {
        let grown = self.elements.len().saturating_sub(elements.len());
        self.elements.truncate(elements.len());
        ledger.release(Account::Components, grown as u64 * ELEMENT);
        self.elements.copy_from_slice(elements);
    }

    fn extend(
        &mut self,
        delta: u64,
        slot: u64,
        limits: &StoreLimits,
        ledger: &mut Ledger,
    ) -> Result<(), GrowRefusal> {
        let limit = u64::from(limits.max_table_elements);
        let size = match u64::from(self.size()).checked_add(delta) {
            Some(size) if size <= limit => size,
            _ => return Err(GrowRefusal::StoreLimit(limit)),
        };
        let bytes = delta * ELEMENT;
        ledger.charge(Account::Components, bytes).map_err(GrowRefusal::Budget)?;
        // A table that never grows has no room to.
        let reserved = match self.elements.is_empty() {
            true => self.elements.try_reserve_exact(delta as usize),
            false => self.elements.try_reserve(delta as usize),
        };
        if reserved.is_err() {
            ledger.release(Account::Components, bytes);
            return Err(GrowRefusal::HostMemory);
        }
        self.elements.resize(size as usize, slot);
        Ok(())
    }
}
