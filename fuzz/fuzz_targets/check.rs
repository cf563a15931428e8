//! Any bytes as a file that is checked as it comes, in pieces whose sizes the first byte gives.
//!
//! Promised: no panic, no hang, and no more memory than a small multiple of the file's length. `wasmparser` gives the
//! same verdict, and so does decoding where that reports a fault of its own.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use wasmparser::{Validator, WasmFeatures};
use wrtd_core::DecodeError;
use wrtd_core::Module;
use wrtd_core::check::{Checker, Format, Refusal, RefusalReason, Report};
use wrtd_limits::Plan;

/// What the engine runs, and components, which it only checks.
const FEATURES: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::FUNCTION_REFERENCES)
    .union(WasmFeatures::EXCEPTIONS)
    .union(WasmFeatures::LEGACY_EXCEPTIONS)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::MEMORY64)
    .union(WasmFeatures::CUSTOM_PAGE_SIZES)
    .union(WasmFeatures::THREADS)
    .union(WasmFeatures::COMPONENT_MODEL);

// Inputs whose first section is wrong are tried but not kept.
fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Some((&size, file)) = bytes.split_first() else { return Corpus::Reject };
    let found = check(file, usize::from(size) + 1);
    assert_eq!(found, check(file, file.len().max(1)), "the sizes of pieces make no difference");
    let fault = Validator::new_with_features(FEATURES).validate_all(file).err();
    assert_eq!(found.is_ok(), fault.is_none(), "{found:?} and {fault:?}");
    match found {
        Ok(report) if report.format == Format::Module => {
            // The code section of a valid module lies within the file.
            assert!(report.sizes.code <= file.len() as u64);
            assert!(Module::decode(file.into()).is_ok());
            Corpus::Keep
        }
        Ok(_) => Corpus::Keep,
        Err(Refusal { offset, reason: RefusalReason::Fault(fault) }) => {
            assert!(offset <= file.len() as u64, "{fault}");
            let not_wasm = fault == DecodeError::NotWasm;
            if not_wasm || offset <= 16 { Corpus::Reject } else { Corpus::Keep }
        }
        Err(refusal) => panic!("a limit where there is none: {refusal}"),
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if size < 2 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    data[0] = data[0].wrapping_add(seed as u8 & 3);
    1 + wrtd_fuzz::mutate(&mut data[1..], size - 1, max_size - 1, seed)
});

/// The verdict on a file that comes in pieces of this size.
fn check(file: &[u8], size: usize) -> Result<Report, Refusal> {
    let mut checker = Checker::new(&Plan::unlimited());
    for piece in file.chunks(size) {
        checker.feed(piece)?;
    }
    checker.finish()
}
