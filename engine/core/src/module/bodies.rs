//! Validating the bodies of a module's functions, among several threads where there are.
//!
//! Invariant: a module is accepted only after each of its bodies was validated to its end, whatever workers do,
//! and the fault that is reported is the one of the first function that has any.

use core::sync::atomic::{AtomicUsize, Ordering};

use wasmparser::{BinaryReaderError, FuncValidatorAllocations};

use super::{Module, Workers};

/// Most functions that a worker takes at a time: then taking them costs nothing beside validating them.
const LARGEST_PIECE: usize = 16;

/// Pieces for each worker: so many that all end at about the same time.
const PIECES: usize = 8;

/// Validates all bodies of `module`; the error is that of the first function that has a fault.
pub(super) fn validate(
    module: &Module,
    workers: Option<&dyn Workers>,
) -> Result<(), BinaryReaderError> {
    if workers.is_some_and(|workers| share_out(module, workers)) {
        return Ok(());
    }
    let mut allocations = FuncValidatorAllocations::default();
    (0..module.bodies.len()).try_for_each(|body| module.validate_body(body, &mut allocations))
}

/// Whether workers have validated all bodies and found no fault. Where not, which fault is the first is for
/// the caller to find.
fn share_out(module: &Module, workers: &dyn Workers) -> bool {
    let most = code_size(module) / workers.bytes_per_thread().max(1);
    if most < 2 {
        return false;
    }
    let count = module.bodies.len();
    let piece_size = (count / PIECES / most).clamp(1, LARGEST_PIECE);
    let next = AtomicUsize::new(0);
    let validated = AtomicUsize::new(0);
    let work = || {
        let mut allocations = FuncValidatorAllocations::default();
        loop {
            let start = next.fetch_add(piece_size, Ordering::Relaxed);
            let mut piece = start..(start + piece_size).min(count);
            if piece.is_empty() {
                return;
            }
            let size = piece.len();
            if piece.any(|body| module.validate_body(body, &mut allocations).is_err()) {
                // Nothing is left to do for anybody.
                next.fetch_max(count, Ordering::Relaxed);
                return;
            }
            validated.fetch_add(size, Ordering::Release);
        }
    };
    workers.run(most, &work);
    // What nobody has taken.
    work();
    validated.load(Ordering::Acquire) == count
}

/// Bytes of all bodies together, and of their sizes between them.
fn code_size(module: &Module) -> usize {
    match &module.bodies[..] {
        [first, .., last] => (last.end - first.start) as usize,
        [only] => only.len(),
        [] => 0,
    }
}
