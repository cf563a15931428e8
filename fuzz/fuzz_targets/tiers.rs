//! A generated module, run in each tier in each way and in another engine.
//!
//! Promised: nothing that a program or a debugger can see tells the ways apart.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use wrtd_fuzz::tiers;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    match tiers::check(bytes).calls {
        0 => Corpus::Reject,
        _ => Corpus::Keep,
    }
});
