//! The table in which a function says which types its handlers catch (the "language-specific data" of libc++abi, in the form
//! that it has for WebAssembly).
//!
//! It is memory of the program, so that every number in it may be wrong: reading ends at the first that leads nowhere.

use std::ops::ControlFlow;

use super::memory::Memory;

/// Entries and records that are looked at.
const STEPS: u32 = 4096;
/// No value of this kind follows.
const OMITTED: u64 = 0xff;
/// Types are addresses.
const ADDRESSES: u64 = 0;

/// Visits the addresses of the `std::type_info`s that landing pad `index` of a table catches, in order, until it is enough; 0
/// stands for all types. What catches nothing, or cannot be read, visits none.
pub(super) fn types(
    memory: Memory<'_>,
    table: u64,
    index: u64,
    visit: impl FnMut(u64) -> ControlFlow<()>,
) -> ControlFlow<()> {
    walk(memory, table, index, visit).unwrap_or(ControlFlow::Continue(()))
}

fn walk(
    memory: Memory<'_>,
    table: u64,
    index: u64,
    mut visit: impl FnMut(u64) -> ControlFlow<()>,
) -> Option<ControlFlow<()>> {
    let mut reader = Reader { memory, at: table };
    if reader.byte()? != OMITTED || reader.byte()? != ADDRESSES {
        return None;
    }
    let distance = reader.unsigned()?;
    let types = reader.at.checked_add(distance)?;
    // How the numbers of the next part are written: always in the one way.
    reader.byte()?;
    let length = reader.unsigned()?;
    let actions = reader.at.checked_add(length)?;
    if index >= STEPS.into() {
        return None;
    }
    for _ in 0..index {
        reader.unsigned()?;
        reader.unsigned()?;
    }
    reader.unsigned()?;
    // Counted from 1, as 0 says that there is nothing but a cleanup.
    let first = reader.unsigned()?.checked_sub(1)?;
    if reader.at > actions {
        return None;
    }
    reader.at = actions.checked_add(first)?;
    for _ in 0..STEPS {
        let ty = reader.signed()?;
        let next = reader.at;
        let offset = reader.signed()?;
        if let Ok(ty @ 1..) = u64::try_from(ty) {
            let place = types.checked_sub(ty.checked_mul(memory.word)?)?;
            if visit(memory.word_at(place)?).is_break() {
                return Some(ControlFlow::Break(()));
            }
        }
        if offset == 0 {
            break;
        }
        reader.at = next.checked_add_signed(offset)?;
    }
    Some(ControlFlow::Continue(()))
}

struct Reader<'a> {
    memory: Memory<'a>,
    at: u64,
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u64> {
        let byte = self.memory.number(self.at, 1)?;
        self.at = self.at.checked_add(1)?;
        Some(byte)
    }

    /// A number in LEB128, and how many bits it was written in.
    fn bits(&mut self) -> Option<(u64, u32)> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= (byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some((value, shift + 7));
            }
        }
        None
    }

    fn unsigned(&mut self) -> Option<u64> {
        self.bits().map(|(value, _)| value)
    }

    fn signed(&mut self) -> Option<i64> {
        let (value, bits) = self.bits()?;
        let unused = 64 - bits;
        Some((value << unused).cast_signed() >> unused)
    }
}
