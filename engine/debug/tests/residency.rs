//! Which parts of a program's memories the machine really holds.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, device, launch, spec};
use wrtd_debug::{LaunchSpec, Motion, target::NoResidency};

/// Touches a quarter of a memory of 64 MiB, a byte of each 4 KiB, and nothing of another one of 16 MiB.
const TOUCH: &str = r#"(module
  (memory 1024)
  (memory 256)
  (func (export "_start") (local $at i32)
    (local.set $at (i32.const 16777216))
    (loop $next
      (i32.store8 (local.get $at) (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 4096)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 33554432))))
    (call $touched))
  (func $touched (export "touched")))"#;

fn at_touched() -> (tempfile::TempDir, Scene) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("touch.wasm");
    std::fs::write(&program, wat::parse_str(TOUCH).unwrap()).unwrap();
    let mut scene = launch("wat", LaunchSpec { program, ..spec("wat/plain.wasm") });
    assert!(scene.session.add_function_breakpoint("touched").verified);
    (folder, scene)
}

/// `#` where all of a cell is resident, `.` where nothing is, else `+`.
fn strip(scene: &Scene, memory: usize, cells: usize) -> String {
    let memory = &scene.session.residency(cells)[memory];
    let cells = memory.residency.as_ref().unwrap().cells.iter();
    let shown = cells.map(|cell| match cell.resident {
        0 => '.',
        resident if resident == cell.asked => '#',
        _ => '+',
    });
    shown.collect()
}

/// Pages of the machine may come with their neighbours, so that the cells beside what was touched may have some.
#[test]
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn a_memory_shows_which_part_of_it_was_touched() {
    let (_folder, mut scene) = at_touched();
    let before = strip(&scene, 0, 16);
    // The allocator's own words lie before the first byte.
    assert_eq!(before.replace('+', ".").as_str(), ".".repeat(16), "nothing was touched");
    scene.go(Motion::Continue);
    let told = scene.session.residency(16);
    let places: Vec<_> = told.iter().map(|it| (it.instance.as_str(), it.index)).collect();
    assert_eq!(places, [("touch.wasm", 0), ("touch.wasm", 1)]);
    let memories = scene.session.budget().memories;
    let memories: Vec<_> = memories.iter().map(|it| (it.instance.as_str(), it.index)).collect();
    assert_eq!(places, memories, "the rows of one are those of the other");

    let strip_after = strip(&scene, 0, 16);
    assert_eq!(&strip_after[5..7], "##", "{strip_after}");
    assert_eq!((&strip_after[1..3], &strip_after[9..]), ("..", "......."), "{strip_after}");
    let touched = told[0].residency.as_ref().unwrap();
    let pages: u64 = touched.cells.iter().map(|cell| cell.resident).sum();
    assert!((16 << 20..20 << 20).contains(&(pages * touched.page_size)), "{touched:?}");
    assert_eq!(strip(&scene, 1, 4).replace('+', "."), "....");
}

#[test]
fn a_question_has_as_many_cells_as_are_asked_for_and_a_bound() {
    let (_folder, scene) = at_touched();
    for (asked, found) in [(0, 1), (1, 1), (64, 64), (usize::MAX, 256)] {
        for memory in scene.session.residency(asked) {
            match memory.residency {
                Ok(residency) => assert_eq!(residency.cells.len(), found),
                Err(unknown) => assert_eq!(unknown, NoResidency::Untold),
            }
        }
    }
}

#[test]
fn a_device_says_that_it_has_all_of_its_memory() {
    let scene =
        launch("c/blink/src", LaunchSpec { plan: device(), ..spec("c/blink/blink-o0.wasm") });
    let told = scene.session.residency(64);
    assert_eq!(told.len(), scene.session.budget().memories.len());
    assert_eq!(told[0].residency, Err(NoResidency::Device));
    assert_eq!(
        told[0].residency.as_ref().unwrap_err().to_string(),
        "a device sets its linear memory aside when the program starts, and has all of it in memory from then on"
    );
}

#[test]
fn a_program_without_memory_has_no_rows() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("none.wasm");
    std::fs::write(&program, wat::parse_str(r#"(module (func (export "_start")))"#).unwrap())
        .unwrap();
    let scene = launch("wat", LaunchSpec { program, ..spec("wat/plain.wasm") });
    assert_eq!(scene.session.residency(64), []);
}
