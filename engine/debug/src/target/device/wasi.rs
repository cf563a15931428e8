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

/// Bytes that are printed at a time.
const PIECE: usize = 64 << 10;

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
        Some(category) => {
            let print = |piece: &[u8]| outlet.write(category, piece);
            copy(call.memory, buffers, count, written, print).map_or(FAULT, |()| SUCCESS)
        }
    };
    Ok(())
}

/// Prints all bytes of the buffers in pieces, and writes their number to memory; `None` where anything lies outside
/// memory, and then nothing is printed.
fn copy(
    memory: &mut [u8],
    buffers: u64,
    count: u64,
    written: u64,
    print: impl Fn(&[u8]),
) -> Option<()> {
    let mut all = 0u32;
    for index in 0..count {
        let length = buffer(memory, buffers + index * 8)?.len();
        all = all.checked_add(u32::try_from(length).ok()?)?;
    }
    let place = usize::try_from(written).ok()?;
    memory.get(place..)?.first_chunk::<4>()?;
    let mut gathered = Vec::new();
    for index in 0..count {
        for piece in buffer(memory, buffers + index * 8)?.chunks(PIECE) {
            if gathered.len() + piece.len() > PIECE {
                print(&gathered);
                gathered.clear();
            }
            gathered.extend_from_slice(piece);
        }
    }
    if !gathered.is_empty() {
        print(&gathered);
    }
    *memory.get_mut(place..)?.first_chunk_mut()? = all.to_le_bytes();
    Some(())
}

/// The bytes that the buffer described at `at` names.
fn buffer(memory: &[u8], at: u64) -> Option<&[u8]> {
    let (start, length) = (word(memory, at)?, word(memory, at + 4)?);
    memory.get(start as usize..)?.get(..length as usize)
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
