//! Searching memory, and places in memory and code that expressions name.
#![allow(clippy::unwrap_used, reason = "tests")]

use wrtd_debug::{DebugSession, LaunchSpec, MemoryPattern, MemoryRef, SessionError};

/// 3 pages of 64 KiB, with the text `needle` over the border of the first two and at the very end, and zeros else.
const PROGRAM: &str = r#"(module
  (memory (export "memory") 3)
  (data (i32.const 65533) "needle")
  (data (i32.const 196602) "needle")
  (func $main (export "_start") (local $at i32)
    (local.set $at (i32.const 65533))
    (local.set $at (i32.const -1))))"#;

fn session(folder: &tempfile::TempDir) -> DebugSession {
    let program = folder.path().join("haystack.wasm");
    std::fs::write(&program, wat::parse_str(PROGRAM).unwrap()).unwrap();
    let spec = LaunchSpec { program, ..LaunchSpec::default() };
    DebugSession::launch(spec, Box::new(|_| {})).unwrap()
}

#[test]
fn finds_lie_over_the_borders_of_pieces_and_at_the_end_of_memory() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder);
    let find = |text: &str, at: &str, length, most| {
        let pattern = MemoryPattern::bytes(text.as_bytes()).unwrap();
        let place = session.memory_ref(at).unwrap();
        let found = session.find_memory(place, length, &pattern, most).unwrap();
        (found.addresses, found.rest)
    };
    assert_eq!(find("needle", "0", u64::MAX, 10), (vec![65533, 196_602], None));
    assert_eq!(find("needle", "0", u64::MAX, 1), (vec![65533], Some(196_602)));
    assert_eq!(find("needle", "65533", 6, 10), (vec![65533], None));
    assert_eq!(find("needle", "65533", 5, 10), (vec![], None), "not wholly inside");
    assert_eq!(find("needle", "65534", 1000, 10), (vec![], None));
    assert_eq!(find("needle", "0xffffffffffff", u64::MAX, 10), (vec![], None), "behind memory");
    assert_eq!(find("e", "65533", 6, 10), (vec![65534, 65535, 65538], None));
}

#[test]
fn whoever_gives_up_gets_no_finds() {
    let folder = tempfile::tempdir().unwrap();
    let session = session(&folder);
    let pattern = MemoryPattern::parse("?? 01").unwrap();
    let cancellation = session.cancellation();
    cancellation.request();
    let place = session.memory_ref("0").unwrap();
    let given_up = session.find_memory(place, u64::MAX, &pattern, 10);
    assert_eq!(given_up, Err(SessionError::Cancelled));
    cancellation.withdraw();
    assert!(session.find_memory(place, u64::MAX, &pattern, 10).is_ok());
}

#[test]
fn places_are_named_by_expressions() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(&folder);
    for _ in 0..2 {
        session.resume(wrtd_debug::Motion::StepInstruction).unwrap();
    }
    let module = session.memory_ref("0").unwrap().module;
    let mut place = |text: &str| session.memory_place(0, text).map(|found| found.place);
    assert_eq!(place("$local0"), Ok(MemoryRef { module, address: 65533 }));
    assert_eq!(place("$local0 + 0x3"), Ok(MemoryRef { module, address: 65536 }));
    assert_eq!(place("0:0x10"), Ok(MemoryRef { module, address: 16 }));
    let error = place("1.5").unwrap_err().to_string();
    assert!(error.contains("neither a pointer nor a number"), "{error}");
    let code = session.code_place(0, "$pc").unwrap();
    assert_eq!(session.function_at(code).unwrap().0, "main");
    assert_eq!(session.code_place(0, "main"), session.code_place(0, "$pc - 6"));
    // The bits of a negative number of the machine are those of a high address.
    for _ in 0..2 {
        session.resume(wrtd_debug::Motion::StepInstruction).unwrap();
    }
    let high = session.memory_place(0, "$local0").unwrap().place;
    assert_eq!(high.address, 0xffff_ffff);
}
