//! Running programs to their end: exit codes, output, traps.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{inventory, launch, spec, types};
use expect_test::expect;
use wrtd_debug::{Motion, OutputCategory};

#[test]
fn smoke() {
    let mut scene = launch("wat", spec("wat/hello.wasm"));
    eprintln!("{}", scene.go(Motion::Continue));
    eprintln!("{}", scene.log.take(OutputCategory::Stdout));
    let mut scene = inventory("o0", &["exit", "42"]);
    eprintln!("{}", scene.go(Motion::Continue));
    let mut scene = inventory("o0", &["panic"]);
    eprintln!("{:?}", scene.session.resume(Motion::Continue));
    eprintln!("{:?}", scene.session.resume(Motion::Continue));
}
