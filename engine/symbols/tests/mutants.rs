//! Thousands of broken variants of real debug information: none may panic, hang or take memory
//! without bound.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod exercise;

use std::{
    fs,
    ops::Range,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use exercise::exercise;

/// A small, fast, repeatable source of numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

fn fixture(path: &str) -> Vec<u8> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    fs::read(fixtures.join(path)).unwrap()
}

/// Content of each custom section, as byte ranges of the file.
fn debug_sections(wasm: &[u8]) -> Vec<Range<usize>> {
    let parts = wasmparser::Parser::new(0).parse_all(wasm).map(Result::unwrap);
    parts
        .filter_map(|part| match part {
            wasmparser::Payload::CustomSection(section) if section.name().starts_with(".debug") => {
                let end = usize::try_from(section.range().end).unwrap();
                Some(end - section.data().len()..end)
            }
            _ => None,
        })
        .collect()
}

/// Breaks some bytes of one debug section, in one of the ways in which files break.
fn mutate(wasm: &mut [u8], sections: &[Range<usize>], random: &mut Random) {
    let section = sections[random.below(sections.len())].clone();
    let bytes = &mut wasm[section];
    if bytes.is_empty() {
        return;
    }
    match random.below(6) {
        0..3 => {
            for _ in 0..=random.below(8) {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
            }
        }
        3 => {
            let at = random.below(bytes.len());
            let extreme = [0x00, 0xff, 0x7f, 0x80, 0x01];
            let value = extreme[random.below(extreme.len())];
            let end = (at + 1 + random.below(9)).min(bytes.len());
            bytes[at..end].fill(value);
        }
        4 => {
            // As if the section ended here.
            let at = random.below(bytes.len());
            bytes[at..].fill(0);
        }
        _ => {
            let (from, to) = (random.below(bytes.len()), random.below(bytes.len()));
            let count = random.below(64).min(bytes.len() - from.max(to));
            bytes.copy_within(from..from + count, to);
        }
    }
}

fn check(path: &str, source: &str, mutants: u64, positions: u32) {
    let original = fixture(path);
    let sections = debug_sections(&original);
    let mut slowest = (Duration::ZERO, 0);
    for seed in 1..=mutants {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut mutant = original.clone();
        mutate(&mut mutant, &sections, &mut random);
        let start = Instant::now();
        exercise(mutant.into(), None, source, positions);
        slowest = slowest.max((start.elapsed(), seed));
    }
    println!("{path}: the slowest of {mutants} mutants took {slowest:?}");
    assert!(slowest.0 < Duration::from_secs(20), "mutant {} took {:?}", slowest.1, slowest.0);
}

#[test]
fn mutants_of_c_at_o0_with_dwarf_5() {
    check("c/types/types-o0.wasm", "src/main.c", 700, 8);
}

#[test]
fn mutants_of_c_at_o2_with_dwarf_5() {
    check("c/types/types-o2.wasm", "src/shapes.c", 700, 8);
}

#[test]
fn mutants_of_c_with_dwarf_4() {
    check("c/types/types-o0-dwarf4.wasm", "src/main.c", 700, 8);
}

#[test]
fn mutants_of_rust_at_o2() {
    check("rust/inventory/inventory-o2.wasm", "src/stock.rs", 25, 6);
}

#[test]
fn mutants_of_split_units() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("types-split.wasm");
    let wasm: Arc<[u8]> = fixture("c/types/types-split.wasm").into();
    fs::write(&program, &wasm).unwrap();
    let package = fixture("c/types/types-packed.wasm.dwp");
    let unit = fixture("c/types/types-split-shapes.dwo");
    for (original, name) in [(unit, "types-split-shapes.dwo"), (package, "types-split.wasm.dwp")] {
        let sections = debug_sections(&original);
        for seed in 1..=300 {
            let mut random = Random(seed * 0x9e37_79b9);
            let mut mutant = original.clone();
            mutate(&mut mutant, &sections, &mut random);
            fs::write(folder.path().join(name), &mutant).unwrap();
            exercise(Arc::clone(&wasm), Some(&program), "src/shapes.c", 8);
        }
    }
}

/// Makes every reference from DIE to DIE lead where `target` says, given the DIE's own offset and
/// that of the DIE before it.
fn redirect_references(wasm: &mut [u8], target: impl Fn(u32, u32) -> u32) -> u32 {
    let parts = wasmparser::Parser::new(0).parse_all(wasm).map(Result::unwrap);
    let mut sections = std::collections::HashMap::new();
    for part in parts {
        if let wasmparser::Payload::CustomSection(section) = part {
            let end = usize::try_from(section.range().end).unwrap();
            sections.insert(section.name().to_owned(), end - section.data().len()..end);
        }
    }
    let copy = wasm.to_vec();
    let load = |id: gimli::SectionId| {
        let range = sections.get(id.name()).cloned().unwrap_or(0..0);
        Ok::<_, gimli::Error>(gimli::EndianSlice::new(&copy[range], gimli::LittleEndian))
    };
    let dwarf = gimli::Dwarf::load(load).unwrap();
    let info = sections[".debug_info"].start;
    let mut redirected = 0;
    let mut units = dwarf.units();
    while let Some(header) = units.next().unwrap() {
        let start = info + header.debug_info_offset().unwrap().0;
        let abbreviations = dwarf.abbreviations(&header).unwrap();
        let mut entries = header.entries_raw(&abbreviations, None).unwrap();
        let mut entry = gimli::DebuggingInformationEntry::null();
        let mut before = 0;
        while !entries.is_empty() {
            let own = entries.next_offset().0;
            if !entries.read_entry(&mut entry).unwrap() {
                continue;
            }
            let range = start + own..start + entries.next_offset().0;
            for attribute in entry.attrs() {
                let gimli::AttributeValue::UnitRef(to) = attribute.value() else { continue };
                let bytes = u32::try_from(to.0).unwrap().to_le_bytes();
                let die = &mut wasm[range.clone()];
                if let Some(at) = die.windows(4).position(|window| window == bytes) {
                    let target = target(u32::try_from(own).unwrap(), before);
                    die[at..at + 4].copy_from_slice(&target.to_le_bytes());
                    redirected += 1;
                }
            }
            before = u32::try_from(own).unwrap();
        }
    }
    redirected
}

#[test]
fn references_that_go_in_circles_end() {
    for path in ["c/types/types-o2.wasm", "rust/inventory/inventory-o2.wasm"] {
        let source = if path.starts_with('c') { "src/shapes.c" } else { "src/flow.rs" };
        let targets: [fn(u32, u32) -> u32; 4] =
            [|own, _| own, |_, before| before, |_, _| 11, |own, _| own ^ 1];
        for target in targets {
            let mut wasm = fixture(path);
            assert!(redirect_references(&mut wasm, target) > 500);
            exercise(wasm.into(), None, source, 20);
        }
    }
}

#[test]
fn truncated_files_keep_what_is_whole() {
    let original = fixture("c/types/types-o0.wasm");
    for step in 0..400 {
        let length = original.len() * step / 400;
        exercise(Arc::from(&original[..length]), None, "src/main.c", 6);
    }
}
