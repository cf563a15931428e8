//! How much memory the debug information of large programs takes, as the allocator counts it, while all
//! of it is walked through.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::{alloc::System, collections::BTreeSet, fs, path::Path, sync::Arc};

use cap::Cap;
use wrtd_symbols::{
    LoadOptions, ModuleSymbols, SymbolBudget, SymbolLimits, SymbolUse, TypeId, TypeKind, TypeSource,
};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What is kept may take so many times what it is charged: lists have room for more than they hold, and
/// the allocator rounds up.
const FACTOR: usize = 2;

/// What this test and the modules themselves take beside that: which types were opened, and the answers
/// that are being looked at, of which the rows of the largest function of SQLite are the largest.
const FIXED: usize = 1536 << 10;

/// Positions in a program that are looked at.
const POSITIONS: usize = 400;

/// Opens a type and what it is made of.
fn open(symbols: &ModuleSymbols, id: TypeId, opened: &mut BTreeSet<TypeId>) {
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        if opened.len() >= 4000 || !opened.insert(id) {
            continue;
        }
        match &symbols.get(id).kind {
            TypeKind::Pointer { target, .. }
            | TypeKind::Alias { target, .. }
            | TypeKind::MemberPointer { class: target, .. } => {
                waiting.extend(target);
            }
            TypeKind::Array { element, .. } => waiting.push(*element),
            TypeKind::Composite(composite) => {
                waiting.extend(composite.members.iter().map(|member| member.ty));
                for variant in composite.variant_part.iter().flat_map(|part| &part.variants) {
                    waiting.extend(variant.members.iter().map(|member| member.ty));
                }
            }
            TypeKind::Enum(_) | TypeKind::Function { .. } | TypeKind::Void | TypeKind::Base(_) => {}
        }
    }
}

/// What was found on a walk through a program, as a number: the same with any budget.
fn walk(wasm: &Arc<[u8]>, budget: &SymbolBudget, mut note: impl FnMut(&SymbolUse)) -> u64 {
    let options = LoadOptions { budget: budget.clone(), ..LoadOptions::default() };
    let (symbols, _) = ModuleSymbols::load(Arc::clone(wasm), options);
    let mut opened = BTreeSet::new();
    let mut sum = 0_u64;
    let mut add = |value: u64| sum = sum.wrapping_mul(31).wrapping_add(value);
    let text = |text: &str| text.bytes().fold(7, |sum, byte| sum * 31 % 65_521 + u64::from(byte));
    for step in 0..POSITIONS {
        let offset = u32::try_from(wasm.len() / POSITIONS * step).unwrap();
        let Some(function) = symbols.function_at(offset) else { continue };
        add(text(&function.name));
        for row in symbols.lines_of_function(offset).iter() {
            add(u64::from(row.range.start) + u64::from(row.location.line));
        }
        for frame in symbols.frames_at(offset) {
            add(text(&frame.function));
            for block in symbols.variables(&frame, offset) {
                for variable in block.variables {
                    add(text(&variable.name));
                    open(&symbols, variable.ty, &mut opened);
                }
            }
        }
        note(&budget.usage());
    }
    for id in opened {
        add(text(&symbols.get(id).name));
    }
    note(&budget.usage());
    sum
}

/// Walks with a budget. At no moment may more be allocated than the budget, with its factor, the map of the
/// program and the fixed part: the allocator then fails.
fn check(name: &str, wasm: &Arc<[u8]>, limits: SymbolLimits, map: usize) -> (u64, usize) {
    let before = ALLOCATOR.allocated();
    let allowed = FACTOR * limits.bytes as usize + map + FIXED;
    let budget = SymbolBudget::new(limits);
    let (mut most, mut last) = (0, budget.usage());
    ALLOCATOR.set_limit(before + allowed).unwrap();
    let sum = walk(wasm, &budget, |usage| {
        most = most.max(ALLOCATOR.allocated() - before);
        last = *usage;
    });
    ALLOCATOR.set_limit(usize::MAX).unwrap();
    println!(
        "{name}, {} symbols: {} KiB were allocated after an answer, {} KiB are allowed; at most {} KiB \
         and {} symbols were charged; the map takes {} KiB; {} dropped, {} read again, {} overruns",
        limits.symbols,
        most >> 10,
        allowed >> 10,
        last.high_water.bytes >> 10,
        last.high_water.symbols,
        last.map >> 10,
        last.dropped,
        last.reparsed,
        last.overruns,
    );
    let is_within = last.high_water.bytes <= limits.bytes
        && last.high_water.symbols <= limits.symbols
        && last.high_water.source_files <= limits.source_files;
    assert!(is_within || last.overruns > 0, "{name}: {last:?}");
    (sum, last.map as usize)
}

// One test: a second one beside it would allocate as well.
#[test]
fn memory_stays_within_the_budget_while_all_is_walked_through() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut walked = 0;
    for path in [
        "rust/inventory/inventory-o0.wasm",
        "c/types/types-o0.wasm",
        "built/rhai-run.wasm",
        "built/sqlite.wasm",
    ] {
        // The large ones are not committed.
        let Ok(bytes) = fs::read(fixtures.join(path)) else { continue };
        walked += 1;
        let wasm: Arc<[u8]> = bytes.into();
        let (all, map) = check(path, &wasm, SymbolLimits::default(), usize::MAX >> 16);
        for limits in [SymbolLimits::new(1 << 13, 256), SymbolLimits::new(1 << 10, 32)] {
            let (sum, _) = check(path, &wasm, limits, map);
            assert_eq!(sum, all, "{path} reads as without limits");
        }
    }
    assert!(walked >= 2, "the committed programs are there");
}
