//! Exceptions that something refers to, and how the others are found.
//!
//! A slot of the stack does not say that it holds a reference, so any slot that looks like one keeps its
//! exception alive: the serial number in it makes that rarely wrong. When there is no room for another
//! exception, those that nothing refers to are given up.
//!
//! Invariant: each exception that is there is charged to the account `Runtime`.

use alloc::boxed::Box;
use alloc::vec::Vec;

use wrtd_limits::Account;

use super::{Store, TagId};
use crate::exec::{GrowRefusal, TrapKind};
use crate::value::{ExnId, ValType, Value};

/// An exception of a [`Store`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its tag.
    pub tag: TagId,
    /// Its values, of the tag's parameter types.
    pub values: Vec<Value>,
}

/// The exceptions of a store.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    /// An exception is at the place that its [`ExnId`] says.
    places: Vec<Place>,
    /// Places of `places` without an exception.
    free: Vec<u32>,
    /// Serial number of the exception that was made last.
    serial: u32,
    /// Bytes of all exceptions that are there.
    bytes: u64,
}

/// Room for an exception.
#[derive(Debug, Default)]
struct Place {
    /// Of the exception that is here; 0 where none is.
    serial: u32,
    tag: u32,
    /// Slots, with the high halves of vectors above them.
    payload: Box<[u128]>,
    /// How often the embedder holds it.
    held: u32,
    /// The collection that is going on has found a reference to it.
    reached: bool,
}

/// Bytes of an exception with so many values.
fn size(values: usize) -> u64 {
    (size_of::<Place>() + values * size_of::<u128>()) as u64
}

impl Exceptions {
    /// Bytes of all exceptions that are there.
    pub(super) fn size(&self) -> u64 {
        self.bytes
    }

    fn place(&self, id: ExnId) -> Option<&Place> {
        self.places.get(id.place as usize).filter(|place| place.serial == id.serial)
    }

    fn place_mut(&mut self, id: ExnId) -> Option<&mut Place> {
        self.places.get_mut(id.place as usize).filter(|place| place.serial == id.serial)
    }

    /// The tag and the values of an exception.
    pub(crate) fn get(&self, id: ExnId) -> Option<(TagId, &[u128])> {
        self.place(id).map(|place| (TagId(place.tag), &*place.payload))
    }

    /// Marks what `slot` refers to as reached, and adds it to `waiting` where that is news.
    fn reach(&mut self, slot: u64, waiting: &mut Vec<u32>) {
        let Some(id) = ExnId::from_slot(slot) else { return };
        let Some(place) = self.place_mut(id) else { return };
        if !place.reached {
            place.reached = true;
            waiting.push(id.place);
        }
    }

    fn add(&mut self, tag: TagId, payload: Box<[u128]>) -> ExnId {
        self.serial = self.serial.checked_add(1).unwrap_or(1);
        self.bytes += size(payload.len());
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place::default());
            self.places.len() as u32 - 1
        });
        let serial = self.serial;
        self.places[place as usize] =
            Place { serial, tag: tag.0, payload, held: 0, reached: false };
        ExnId { place, serial }
    }

    /// Gives up what was not reached, and says how many bytes that was.
    fn sweep(&mut self) -> u64 {
        let mut freed = 0;
        for (index, place) in self.places.iter_mut().enumerate() {
            if place.serial != 0 && !core::mem::take(&mut place.reached) {
                freed += size(place.payload.len());
                *place = Place::default();
                self.free.push(index as u32);
            }
        }
        self.bytes -= freed;
        freed
    }
}

impl Store {
    /// The tag and the values of an exception; `None` where nothing has referred to it for so long that
    /// it is gone.
    ///
    /// A [`Value::ExnRef`] that the embedder has does not count as a reference. It is safe to use at any
    /// time, and refers to its exception at least until guest code runs; [`Store::hold_exception`] makes
    /// it last.
    #[must_use]
    pub fn exception(&self, exception: ExnId) -> Option<Exception> {
        let (tag, payload) = self.exceptions.get(exception)?;
        let types = &self.tag_type(tag)?.params;
        let value = |(&bits, &ty): (&u128, &ValType)| match ty {
            ValType::V128 => Value::V128(bits),
            ty => Value::from_slot(ty, bits as u64),
        };
        Some(Exception { tag, values: payload.iter().zip(types).map(value).collect() })
    }

    /// Keeps an exception until [`Store::release_exception`] was called as often. Gives whether it is
    /// there.
    pub fn hold_exception(&mut self, exception: ExnId) -> bool {
        let Some(place) = self.exceptions.place_mut(exception) else { return false };
        place.held = place.held.saturating_add(1);
        true
    }

    /// Takes one [`Store::hold_exception`] back.
    pub fn release_exception(&mut self, exception: ExnId) {
        if let Some(place) = self.exceptions.place_mut(exception) {
            place.held = place.held.saturating_sub(1);
        }
    }

    /// Number of exceptions that are there, also of those that nothing refers to any more.
    #[must_use]
    pub fn exception_count(&self) -> usize {
        self.exceptions.places.len() - self.exceptions.free.len()
    }

    /// Makes an exception, after giving up others where there is no room.
    pub(crate) fn add_exception(
        &mut self,
        tag: TagId,
        payload: Box<[u128]>,
    ) -> Result<ExnId, TrapKind> {
        let bytes = size(payload.len());
        if self.charge_exception(bytes).is_err() {
            self.collect_exceptions();
            self.charge_exception(bytes)
                .map_err(|reason| TrapKind::ExceptionsExhausted { reason })?;
        }
        if self.exceptions.places.try_reserve(1).is_err() {
            self.ledger.release(Account::Runtime, bytes);
            return Err(TrapKind::ExceptionsExhausted { reason: GrowRefusal::HostMemory });
        }
        Ok(self.exceptions.add(tag, payload))
    }

    fn charge_exception(&mut self, bytes: u64) -> Result<(), GrowRefusal> {
        if self.exceptions.bytes + bytes > self.limits.max_exception_bytes {
            return Err(GrowRefusal::StoreLimit(self.limits.max_exception_bytes));
        }
        self.ledger.charge(Account::Runtime, bytes).map_err(GrowRefusal::Budget)
    }

    /// Gives up all exceptions that nothing refers to: no slot of the stack, no global, no table, no other
    /// exception that is referred to, and not the embedder.
    fn collect_exceptions(&mut self) {
        let exceptions = &mut self.exceptions;
        let mut waiting = Vec::new();
        let slots = self.stack.as_slice()[..self.sp as usize].iter();
        for &slot in slots.chain(self.threads.parked_slots()) {
            exceptions.reach(slot, &mut waiting);
        }
        for global in self.globals.iter().filter(|global| global.ty.content.is_exception()) {
            exceptions.reach(global.slot, &mut waiting);
        }
        for table in self.tables.iter().filter(|table| table.ty().element.is_exception()) {
            for &slot in table.elements() {
                exceptions.reach(slot, &mut waiting);
            }
        }
        for (index, place) in exceptions.places.iter_mut().enumerate() {
            if place.held > 0 && !place.reached {
                place.reached = true;
                waiting.push(index as u32);
            }
        }
        while let Some(index) = waiting.pop() {
            let place = &mut exceptions.places[index as usize];
            let payload = core::mem::take(&mut place.payload);
            let ty = self.tags[place.tag as usize].ty;
            for (&bits, ty) in payload.iter().zip(&self.types[ty as usize].params) {
                if ty.is_exception() {
                    exceptions.reach(bits as u64, &mut waiting);
                }
            }
            exceptions.places[index as usize].payload = payload;
        }
        let freed = exceptions.sweep();
        self.ledger.release(Account::Runtime, freed);
    }
}
