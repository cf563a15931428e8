//! Pages of instructions: the same text at the same place, whichever page shows it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::{Scene, inventory, launch, spec, types};
use wrtd_debug::{CodeRef, Entry, InstructionView, Motion, StopReason};

/// The place of the first instruction of all.
fn first(scene: &Scene) -> CodeRef {
    let page = scene.session.instructions(scene.session.code_ref("0", 0).unwrap(), 0, 1).unwrap();
    page[0].code
}

/// All instructions of the program, in pages of `size`.
fn all(scene: &Scene, size: usize) -> Vec<InstructionView> {
    let from = first(scene);
    let mut found = Vec::new();
    loop {
        let page = scene.session.instructions(from, found.len() as i64, size).unwrap();
        assert_eq!(page.len(), size);
        let valid = page.iter().filter(|it| it.valid).count();
        assert!(page[..valid].iter().all(|it| it.valid), "what is filled in stands at the end");
        found.extend_from_slice(&page[..valid]);
        if valid < size {
            return found;
        }
    }
}

#[test]
fn every_place_reads_the_same_however_it_is_scrolled_to() {
    let scene = types("o2", &[]);
    let whole = all(&scene, 1000);
    assert!(whole.len() > 10_000, "{}", whole.len());
    assert!(whole.is_sorted_by_key(|it| it.code));
    // The bytes of what stands between are locals and lengths, a small part.
    let bytes: usize = whole.iter().map(|it| it.bytes.len()).sum();
    let span = whole.last().unwrap().code.number() - whole[0].code.number();
    assert!(bytes as u64 > span / 2 && bytes as u64 <= span + 1, "{bytes} of {span}");

    let fresh = types("o2", &[]);
    // Back and forth, from places in the middle, before a page is counted and after.
    let count = whole.len() as i64;
    for (at, skip) in (0..count).step_by(97).zip((-400..400).cycle().step_by(37)) {
        let page = fresh.session.instructions(whole[at as usize].code, skip, 50).unwrap();
        for (index, shown) in (at + skip..).zip(&page) {
            match usize::try_from(index).ok().and_then(|index| whole.get(index)) {
                Some(known) => assert_eq!(shown, known),
                None => assert!(!shown.valid, "{index}: {shown:?}"),
            }
        }
        assert_eq!(page.len(), 50);
    }
}

#[test]
fn what_lies_outside_is_filled_in() {
    let mut spec = spec("wat/plain.wasm");
    spec.entry = Entry::Invoke { function: "half".to_owned(), args: vec!["3".into()] };
    let scene = launch("wat", spec);
    let whole = all(&scene, 7);
    let from = first(&scene);
    let page = scene.session.instructions(from, -3, whole.len() + 6).unwrap();
    let valid: String = page.iter().map(|it| if it.valid { '#' } else { '.' }).collect();
    assert_eq!(valid, format!("...{}...", "#".repeat(whole.len())));
    assert!(page.is_sorted_by(|a, b| a.code < b.code), "{page:?}");
    // The same place far out has the same number, wherever one came from.
    let last = whole.last().unwrap().code;
    let far = |at, skip| scene.session.instructions(at, skip, 1).unwrap().remove(0).code;
    assert_eq!(far(last, 5), far(from, whole.len() as i64 + 4));
    for skip in [i64::MIN, i64::MAX] {
        assert!(!scene.session.instructions(from, skip, 3).unwrap()[2].valid);
    }
    assert_eq!(scene.session.instructions(from, 0, 0).unwrap(), []);
    let error = scene.session.instructions(from, 0, 10_001).unwrap_err();
    assert!(error.to_string().contains("10000 of one page"), "{error}");
}

#[test]
fn instructions_have_their_lines_and_functions() {
    let scene = inventory("o0", &[]);
    let code = scene.session.function_code("inventory::main").unwrap();
    let (begin, count) = scene.session.function_extent(code).unwrap();
    assert_eq!(begin, code);
    let page = scene.session.instructions(code, 0, count + 1).unwrap();
    let mut lines: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for it in &page[..count] {
        assert_eq!(it.function.as_deref(), Some("inventory::main"));
        if let Some(source) = &it.source {
            lines.entry(&source.name).or_default().push(it.line);
        }
    }
    assert_ne!(page[count].function.as_deref(), Some("inventory::main"));
    assert!(lines["main.rs"].len() > 10, "{lines:?}");
    assert!(page.iter().any(|it| it.text.contains("call ") && it.text.contains('<')));
    assert_eq!(page[count - 1].text, "end");
}

#[test]
fn a_breakpoint_stops_before_its_instruction() {
    let mut scene = types("o0", &[]);
    let main = scene.session.function_code("main").unwrap();
    let third = scene.session.instructions(main, 2, 1).unwrap().remove(0).code;
    let inside = scene.session.add_instruction_breakpoint(&format!("{:#x}", third.number() + 1));
    let set = scene.session.add_instruction_breakpoint(&third.to_string());
    assert_eq!((set.verified, set.code), (true, Some(third)), "{set:?}");
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Breakpoint(vec![set.id]));
    assert_eq!(scene.session.stack(0, 1).unwrap().frames[0].code, third);
    // Not every byte begins an instruction.
    if !inside.verified {
        let message = inside.message.unwrap();
        assert!(message.starts_with("no instruction begins at"), "{message}");
    }
    let nowhere = scene.session.add_instruction_breakpoint("code:7:0x10");
    assert!(nowhere.message.unwrap().contains("is no place in the code"));
}

#[test]
fn patterns_bind_one_breakpoint_at_many_functions() {
    let mut scene = inventory("o0", &[]);
    let places = |scene: &mut Scene, name: &str| {
        let set = scene.session.add_function_breakpoint(name);
        let message = set.message.clone().unwrap_or_default();
        let offsets = set.offsets.clone();
        scene.session.remove_breakpoint(set.id);
        (offsets, message)
    };
    let (exact, _) = places(&mut scene, "inventory::stock::take");
    let (tail, _) = places(&mut scene, "stock::take");
    assert_eq!((exact.len(), &exact), (1, &tail));
    let (all, _) = places(&mut scene, "inventory::stock::*");
    assert!(all.len() > 2 && all.contains(&exact[0]), "{all:?}");
    let (regex, _) = places(&mut scene, r"/^inventory::stock::\w+$/");
    assert!(regex.len() > 2 && regex.contains(&exact[0]), "{regex:?}");
    let (_, message) = places(&mut scene, "no*such?thing");
    assert!(message.starts_with("no function matches no*such?thing"), "{message}");
    let (_, message) = places(&mut scene, "/(/");
    assert_eq!(message, "the regular expression cannot be used: unclosed group");
    // By its symbol, as `nm` prints it.
    let (_, message) = places(&mut scene, "*stock4take*");
    assert_eq!(message, "");
    let (symbol, _) = places(&mut scene, "_ZN*stock4take*");
    assert_eq!(symbol, exact);
}
