//! Decoding on several threads gives what it gives on one, for modules with and without faults.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use wrtd_core::{Module, Workers};

use crate::mutants::{SEEDS, mutants_of};

/// So many threads, whatever there is to do.
struct Threads(usize);

impl Workers for Threads {
    fn run(&self, _: usize, work: &(dyn Fn() + Sync)) {
        thread::scope(|scope| {
            for _ in 0..self.0 {
                scope.spawn(work);
            }
        });
    }

    fn bytes_per_thread(&self) -> usize {
        1
    }
}

/// Takes note of how many threads would be worth it.
#[derive(Default)]
struct Asked(AtomicUsize);

impl Workers for Asked {
    fn run(&self, most: usize, work: &(dyn Fn() + Sync)) {
        self.0.store(most, Ordering::Relaxed);
        work();
        work();
    }
}

/// A module with `functions` functions of about 100 bytes, those of `broken` with a fault of their own.
fn module(functions: u32, broken: &[u32]) -> Vec<u8> {
    let body = |function| {
        let fault = if broken.contains(&function) { "(drop (f32.neg (i32.const 1)))" } else { "" };
        let sum = "(local.set 0 (i32.add (local.get 0) (i32.const 77)))".repeat(10);
        format!("(func (param i32) (result i32) {sum} {fault} (local.get 0))")
    };
    let bodies: String = (0..functions).map(body).collect();
    wat::parse_str(format!("(module {bodies})")).unwrap()
}

/// What decoding gives with any number of threads.
fn decode(bytes: &[u8]) -> Result<(), String> {
    let one = Module::decode(bytes.into());
    for threads in [0, 1, 3] {
        let several = Module::decode_with(bytes.into(), &Threads(threads));
        assert_eq!(several.as_ref().err(), one.as_ref().err(), "with {threads} threads");
        let (Ok(one), Ok(several)) = (&one, &several) else { continue };
        assert_eq!(several.func_count(), one.func_count());
        for func in 0..one.func_count() {
            assert_eq!(several.code_range(func), one.code_range(func));
        }
    }
    one.map(|_| ()).map_err(|error| error.to_string())
}

#[test]
fn the_first_of_several_faults_is_reported() {
    assert_eq!(decode(&module(500, &[])), Ok(()));
    let first = decode(&module(500, &[123])).unwrap_err();
    assert!(first.contains("type mismatch: expected f32, found i32"), "{first}");
    assert_eq!(decode(&module(500, &[123, 124, 130, 499])), Err(first));
}

#[test]
fn a_fault_in_a_body_comes_before_one_behind_it() {
    let fault = decode(&module(300, &[200])).unwrap_err();
    let mut bytes = module(300, &[200]);
    let whole = bytes.len();
    bytes.truncate(whole - 10);
    assert_eq!(decode(&bytes), Err(fault.clone()));
    bytes = module(300, &[200]);
    // A section with an id that does not exist.
    bytes.extend([99, 0]);
    assert_eq!(decode(&bytes), Err(fault.clone()));
    // Before the faulty body.
    bytes.truncate(whole / 3);
    let cut = decode(&bytes).unwrap_err();
    assert_ne!(cut, fault);
}

#[test]
fn hostile_modules_are_refused_for_the_same_reason() {
    for seed in SEEDS {
        let bytes = wat::parse_str(seed).unwrap();
        for len in 0..bytes.len() {
            let _ = decode(&bytes[..len]);
        }
        let refused = mutants_of(&bytes).take(1000).filter(|bytes| decode(bytes).is_err()).count();
        assert!(refused > 300, "only {refused} mutants had a fault");
    }
}

#[test]
fn threads_are_used_where_there_is_enough_to_do() {
    let asked = |functions| {
        let workers = Asked::default();
        Module::decode_with(module(functions, &[]).into(), &workers).unwrap();
        workers.0.into_inner()
    };
    assert_eq!(asked(10), 0);
    assert_eq!(asked(600), 0);
    let most = asked(3000);
    assert!((5..20).contains(&most), "{most}");
}
