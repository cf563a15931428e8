//! Any bytes as a `.wasm` file whose debug information is read in every way.
//!
//! Promised: no panic, no hang, and no more memory than a small multiple of the file's length plus
//! the bounds of the readers.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[path = "../../engine/symbols/tests/exercise/mod.rs"]
mod exercise;

/// Positions in the file that are looked at, beside those of some lines.
const POSITIONS: u32 = 8;

fuzz_target!(|bytes: &[u8]| {
    exercise::exercise(bytes.into(), None, "src/counter.c", POSITIONS);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    wrtd_fuzz::mutate(data, size, max_size, seed)
});
