//! `wrtd image`: what is written, what is said, what is refused.

use crate::call::wrtd;
use expect_test::expect;

#[test]
fn an_image_is_written_and_described() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("sensor.image");
    let words = ["image", "fixtures/c/sensor/sensor-floats.wasm", "-o", output.to_str().unwrap()];
    let done = wrtd(&words).done();
    let text = done.to_string().replace(output.to_str().unwrap(), "OUTPUT");
    expect![[r#"
        OUTPUT
        2372 bytes of flash, of a file of 6672
        executes integers and floats
        memory: 704 bytes, more where there is room
        largest frame: 23 slots of 8 bytes
        globals: 1 of 8 bytes
        tables: 4 words of 4 bytes
        segments: 2
        imports board.read (i32) -> (i32)
        imports board.print (i32, i32) -> ()
        exports run (i32) -> (i32)
        --- exit code 0
    "#]]
    .assert_eq(&text);
    assert_eq!(std::fs::read(&output).unwrap().first_chunk(), Some(b"wrtI"));
}

#[test]
fn what_devices_do_not_run_is_refused_with_its_place() {
    let done = wrtd(&["image", "fixtures/c/jump/jump-o0.wasm"]).done();
    expect![[r#"
        --- stderr
        error: fixtures/c/jump/jump-o0.wasm: the module has exceptions (proposal exception-handling), which images cannot have; build the program without
        --- exit code 1
    "#]].assert_eq(&done.to_string());
}
