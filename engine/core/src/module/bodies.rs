//! Validating the bodies of a module's functions, among several threads where there are.
//!
//! Invariant: the fault that is reported is the one of the first function that has any, whoever found which
//! first.

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
    let shared_out = workers.and_then(|workers| {
        let most = code_size(module) / workers.bytes_per_thread().max(1);
        (most > 1).then_some((workers, most))
    });
    let Some((workers, most)) = shared_out else {
        let mut allocations = FuncValidatorAllocations::default();
        return (0..module.bodies.len())
            .try_for_each(|body| module.validate_body(body, &mut allocations));
    };
    let piece_size = (module.bodies.len() / PIECES / most).clamp(1, LARGEST_PIECE);
    let next = AtomicUsize::new(0);
    // The first body that is known to have a fault: those behind it do not matter any more.
    let end = AtomicUsize::new(module.bodies.len());
    let work = || {
        let mut allocations = FuncValidatorAllocations::default();
        loop {
            let start = next.fetch_add(piece_size, Ordering::Relaxed);
            let piece = start..(start + piece_size).min(end.load(Ordering::Relaxed));
            if piece.is_empty() {
                return;
            }
            for body in piece {
                if module.validate_body(body, &mut allocations).is_err() {
                    end.fetch_min(body, Ordering::Relaxed);
                    break;
                }
            }
        }
    };
    workers.run(most, &work);
    // What no worker has taken, if it called `work` at all.
    work();
    // All bodies before this one were validated, and this one is again: for its error.
    let first_fault = end.load(Ordering::Relaxed);
    if first_fault == module.bodies.len() {
        return Ok(());
    }
    module.validate_body(first_fault, &mut FuncValidatorAllocations::default())
}

/// Bytes of all bodies together, and of their sizes between them.
fn code_size(module: &Module) -> usize {
    match &module.bodies[..] {
        [first, .., last] => (last.end - first.start) as usize,
        [only] => only.len(),
        [] => 0,
    }
}
