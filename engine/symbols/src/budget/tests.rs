//! What stays and what goes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{SymbolBudget, SymbolCache, SymbolCharge, SymbolLimits, store::ENTRY};

/// What an entry of 808 bytes is charged.
const CHARGE: u64 = 808 + ENTRY;

/// No keys.
const NONE: [u64; 0] = [];

fn budget(symbols: u64, source_files: u64, bytes: u64) -> SymbolBudget {
    SymbolBudget::new(SymbolLimits { symbols, source_files, bytes })
}

/// Asks for some keys; those that had to be made.
fn made(cache: &SymbolCache<u64>, keys: &[u64], charge: SymbolCharge) -> Vec<u64> {
    let mut made = Vec::new();
    for &key in keys {
        let value = cache.get_or_make(key, || {
            made.push(key);
            (key * 10, charge)
        });
        assert_eq!(*value, key * 10);
    }
    made
}

#[test]
fn the_least_recently_used_go_one_by_one() {
    let budget = budget(u64::MAX, 0, 4 * CHARGE);
    let cache = SymbolCache::new(&budget);
    let charge = SymbolCharge::bytes(808);
    assert_eq!(made(&cache, &[1, 2, 3, 4], charge), [1, 2, 3, 4]);
    assert_eq!(made(&cache, &[1, 3], charge), NONE, "all are there");
    assert_eq!(made(&cache, &[5], charge), [5], "in the place of 2");
    assert_eq!(made(&cache, &[1, 3, 4, 5], charge), NONE);
    assert_eq!(made(&cache, &[2], charge), [2], "in the place of 1");
    assert_eq!(made(&cache, &[3, 4, 5, 2], charge), NONE);
    let usage = budget.usage();
    assert_eq!((usage.dropped, usage.overruns, usage.used.bytes), (2, 0, 4 * CHARGE));
    assert_eq!(usage.high_water.bytes, 4 * CHARGE);
}

#[test]
fn caches_share_what_there_is() {
    let budget = budget(3, 0, u64::MAX);
    let (first, second) = (SymbolCache::new(&budget), SymbolCache::new(&budget));
    let charge = SymbolCharge::symbols(1, 0);
    assert_eq!(made(&first, &[1, 2], charge), [1, 2]);
    assert_eq!(made(&second, &[1, 2], charge), [1, 2]);
    assert_eq!(made(&first, &[2], charge), NONE);
    assert_eq!(made(&first, &[1], charge), [1], "in the place of 1 of the second");
    drop(first);
    assert_eq!(budget.usage().used.symbols, 1);
    assert_eq!(made(&second, &[2], charge), NONE);
}

#[test]
fn what_is_in_use_stays() {
    let budget = budget(2, 0, u64::MAX);
    let cache = SymbolCache::new(&budget);
    let charge = SymbolCharge::symbols(1, 0);
    let used = cache.get_or_make(1, || (10, charge));
    assert_eq!(made(&cache, &[2, 3, 4], charge), [2, 3, 4]);
    assert_eq!(made(&cache, &[1], charge), NONE, "although it was used least recently");
    drop(used);
    assert_eq!(made(&cache, &[2, 3, 1], charge), [2, 3, 1]);
    assert_eq!(budget.usage().overruns, 0);
}

#[test]
fn source_files_make_room_for_source_files() {
    let budget = budget(u64::MAX, 2, u64::MAX);
    let cache = SymbolCache::new(&budget);
    let (symbol, file) = (SymbolCharge::symbols(1, 0), SymbolCharge::source_file(0));
    made(&cache, &[1, 2], symbol);
    made(&cache, &[11, 12, 13], file);
    assert_eq!(made(&cache, &[1, 2], symbol), NONE, "nothing is gained by dropping these");
    assert_eq!(made(&cache, &[12, 13], file), NONE);
    assert_eq!(budget.usage().dropped, 1);
}

#[test]
fn what_is_larger_than_the_budget_stays_until_something_else_is_asked_for() {
    let budget = budget(u64::MAX, 0, 2 * CHARGE);
    let cache = SymbolCache::new(&budget);
    let small = SymbolCharge::bytes(808);
    made(&cache, &[1, 2], small);
    let large = SymbolCharge::bytes(5000);
    assert_eq!(made(&cache, &[3, 3, 3], large), [3]);
    let usage = budget.usage();
    assert_eq!((usage.dropped, usage.overruns), (2, 1), "nothing else stays");
    assert_eq!((usage.used.bytes, usage.high_water.bytes), (5000 + ENTRY, 5000 + ENTRY));
    assert_eq!(made(&cache, &[1], small), [1]);
    assert_eq!(budget.usage().used.bytes, CHARGE);
    assert_eq!(made(&cache, &[3], large), [3]);
}

#[test]
fn a_bound_makes_room_before_anything_is_read() {
    let budget = budget(u64::MAX, 0, 4 * CHARGE);
    let cache = SymbolCache::new(&budget);
    made(&cache, &[1, 2, 3, 4], SymbolCharge::bytes(808));
    let value = cache.get_or_read(
        5,
        |capacity| {
            assert_eq!(capacity, 4 * CHARGE);
            2 * CHARGE
        },
        || {
            let usage = budget.usage();
            assert_eq!((usage.dropped, usage.used.bytes), (2, 4 * CHARGE));
            (50, SymbolCharge::bytes(0))
        },
    );
    assert_eq!(*value, 50);
    let usage = budget.usage();
    assert_eq!((usage.used.bytes, usage.overruns), (2 * CHARGE + ENTRY, 0), "what it really takes");
}

#[test]
fn a_panic_gives_back_what_was_charged_for_it() {
    let budget = budget(u64::MAX, 0, 1000);
    let cache = SymbolCache::<u64>::new(&budget);
    let read = || cache.get_or_read(1, |_| 500, || panic!("broken"));
    assert!(catch_unwind(AssertUnwindSafe(read)).is_err());
    assert_eq!(budget.usage().used, SymbolCharge::default());
}

#[test]
fn lower_limits_hold_at_once() {
    let budget = budget(10, 0, u64::MAX);
    let cache = SymbolCache::new(&budget);
    let charge = SymbolCharge::symbols(1, 0);
    made(&cache, &[1, 2, 3, 4, 5], charge);
    budget.set_limits(SymbolLimits { symbols: 2, ..budget.limits() });
    assert_eq!(budget.usage().used.symbols, 2);
    assert_eq!(made(&cache, &[4, 5], charge), NONE);
}

#[test]
fn units_that_are_read_again_are_counted() {
    let budget = budget(1, 0, u64::MAX);
    let cache = SymbolCache::of_units(&budget);
    let charge = SymbolCharge::symbols(1, 0);
    made(&cache, &[1, 200, 1, 1, 200], charge);
    assert_eq!(budget.usage().reparsed, 2);
}

#[test]
fn values_outlive_the_budget() {
    let cache = SymbolCache::new(&budget(0, 0, 0));
    let value: Arc<String> = cache.get_or_make(1, || ("text".to_owned(), SymbolCharge::default()));
    drop(cache);
    assert_eq!(*value, "text");
}
