//! The bytes of watched places.

use alloc::boxed::Box;

use super::{Place, WatchError, Watched};
use crate::store::Store;
use crate::value::{ValType, Value};

impl Store {
    /// The place by its numbers in the store.
    pub(super) fn watched_place(&self, watched: &Watched) -> Result<Place, WatchError> {
        let found = |number: Option<&u32>| number.copied().ok_or(WatchError::NoSuchPlace);
        match watched {
            Watched::Memory { instance, memory, range } => {
                let instance = self.instances.get(instance.index());
                let memories = instance.map_or(&[][..], |instance| &instance.memories);
                let memory = found(memories.get(*memory as usize))? as usize;
                Ok(Place::Memory { memory, range: range.clone() })
            }
            Watched::Global { instance, index } => {
                let instance = self.instances.get(instance.index());
                let globals = instance.map_or(&[][..], |instance| &instance.globals);
                Ok(Place::Global { global: found(globals.get(*index as usize))? })
            }
            Watched::Local { frame, index } => {
                let func = self.frames.get(*frame).ok_or(WatchError::NoFrame)?.func;
                Ok(Place::Local { thread: self.thread(), frame: *frame, func, index: *index })
            }
        }
    }

    /// What a place holds; `None` where it does not lie within memory, which never gets smaller.
    pub(super) fn bytes_at(&self, place: &Place) -> Option<Box<[u8]>> {
        match place {
            Place::Memory { memory, range } => {
                let (start, end) = (range.start.try_into().ok()?, range.end.try_into().ok()?);
                self.memories[*memory]
                    .bytes()
                    .get::<core::ops::Range<usize>>(start..end)
                    .map(Box::from)
            }
            Place::Global { global } => {
                let global = &self.globals[*global as usize];
                let bits = u128::from(global.slot) | u128::from(global.high) << 64;
                Some(bytes_of(global.ty.content, bits))
            }
            Place::Local { thread, .. } if *thread != self.thread() => None,
            Place::Local { frame, index, .. } => {
                let number = self.frames.len().checked_sub(frame + 1)?;
                let value = self.local(number, *index).ok()?;
                let bits = match value {
                    Value::V128(bits) => bits,
                    value => value.to_slot().into(),
                };
                Some(bytes_of(value.ty(), bits))
            }
        }
    }

    /// Whether a place still holds what was last seen there.
    pub(super) fn has_changed(&self, place: &Place, seen: &[u8]) -> bool {
        match place {
            Place::Memory { memory, range } => {
                let range = range.start as usize..range.end as usize;
                self.memories[*memory].bytes().get(range).is_some_and(|now| now != seen)
            }
            Place::Global { .. } | Place::Local { .. } => {
                self.bytes_at(place).is_some_and(|now| *now != *seen)
            }
        }
    }
}

/// The bytes of a value of this type with these bits.
fn bytes_of(ty: ValType, bits: u128) -> Box<[u8]> {
    let len = match ty {
        ValType::I32 | ValType::F32 => 4,
        ValType::V128 => 16,
        _ => 8,
    };
    bits.to_le_bytes()[..len].into()
}
