//! The part of WASI preview 1 that a program on a device gets here: to print, and to end. Both are what the firmware
//! of any board with a serial line can give as well; time, files, arguments and random numbers are not.

use wrtd_core::{FuncType, HostError, ValType, device::HostCall};

use crate::{Board, OutputCategory, outlet::Outlet};

/// Under which name programs import it.
pub(super) const MODULE: &str = "wasi_snapshot_preview1";

/// What it has, for messages.
pub(super) const FUNCTIONS: &str = "fd_write to standard output and error, and proc_exit";

const SUCCESS: u64 = 0;
const BAD_DESCRIPTOR: u64 = 8;
const FAULT: u64 = 21;
const INVALID: u64 = 28;

/// Most buffers of one call, as on other systems: they may be the same bytes again and again.
const MOST_BUFFERS: u64 = 1024;

/// Defines it, with what is printed going to `outlet`.
pub(super) fn define(board: &mut Board, outlet: &Outlet) {
    let outlet = outlet.clone();
    let ty = FuncType::new([ValType::I32; 4], [ValType::I32]);
    board.define(MODULE, "fd_write", ty, Box::new(move |call| write(call, &outlet)));
    let ty = FuncType::new([ValType::I32], []);
    board.define(MODULE, "proc_exit", ty, Box::new(exit));
}

/// `fd_write(fd, buffers, count, written) -> errno`
fn write(call: HostCall<'_>, outlet: &Outlet) -> Result<(), HostError> {
    let &[descriptor, buffers, count, written] = &*call.slots else { return Err(other_slots()) };
    let category = match descriptor {
        1 => Some(OutputCategory::Stdout),
        2 => Some(OutputCategory::Stderr),
        _ => None,
    };
    call.slots[0] = match category {
        None => BAD_DESCRIPTOR,
        Some(_) if count > MOST_BUFFERS => INVALID,
        Some(category) => match copy(call.memory, buffers, count, written) {
            Some(text) => {
                outlet.write(category, &text);
                SUCCESS
            }
            None => FAULT,
        },
    };
    Ok(())
}

/// All bytes of the buffers, whose number is written to memory; `None` where anything lies outside memory.
fn copy(memory: &mut [u8], buffers: u64, count: u64, written: u64) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    for buffer in 0..count {
        let at = buffers + buffer * 8;
        let (start, length) = (word(memory, at)?, word(memory, at + 4)?);
        let bytes = memory.get(start as usize..)?.get(..length as usize)?;
        // Nothing is written that does not fit the number of bytes.
        let all = text.len().checked_add(bytes.len())?;
        u32::try_from(all).ok()?;
        text.try_reserve(bytes.len()).ok()?;
        text.extend_from_slice(bytes);
    }
    let place = memory.get_mut(written as usize..)?.first_chunk_mut()?;
    *place = (text.len() as u32).to_le_bytes();
    Some(text)
}

fn word(memory: &[u8], at: u64) -> Option<u32> {
    let bytes = memory.get(usize::try_from(at).ok()?..)?;
    bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// `proc_exit(code)`
fn exit(call: HostCall<'_>) -> Result<(), HostError> {
    let &[code] = &*call.slots else { return Err(other_slots()) };
    Err(HostError::Exit((code as u32).cast_signed()))
}

/// Types are compared before a program starts.
fn other_slots() -> HostError {
    HostError::Trap("the import has another type than its function".to_owned())
}
