//! What is charged: each allocation at its limit, and the ledger as it was when all is closed.
//!
//! `Program::call` checks after each call of every test that the charge is what the program holds.

use expect_test::expect;

use super::poll::{clock, subscribe};
use super::*;
use crate::Stdin;
use crate::fs::dir::READER_SIZE;

/// Leaves `bytes` to what the program is yet to ask for.
fn leave(program: &mut Program, bytes: u64) {
    let used = program.used();
    let source = Provenance::CommandLine("--max-memory");
    program.ledger.set_capacity(Account::Components, used + bytes, source, "raise --max-memory");
}

/// What the user is told about the last call.
fn told(program: &Program) -> String {
    program.refusal.map(|refusal| refusal.to_string()).unwrap_or_default()
}

/// One `fd_readdir` into `room` bytes.
fn list(program: &mut Program, fd: u32, cookie: u64, room: u32) -> Result<u32, Errno> {
    program.errno("fd_readdir", &[i(fd), i(HEAP), i(room), l(cookie), i(RESULT)])?;
    Ok(program.result())
}

#[test]
fn a_full_table_of_descriptors_says_who_limits_it() {
    let mut program = Program::limited(WasiConfig::new(), at_most(6));
    let before = program.used();
    program.create("a");
    assert_eq!(told(&program), "");
    program.create("b");
    assert_eq!(program.open("c", CREATE, Rights::FD_READ), Err(Errno::Mfile));
    expect!["there may be 6 open descriptors (`resources`, from wrtd.toml, line 2); let the program close what it no longer needs, or raise the value there"]
        .assert_eq(&told(&program));
    // The limit may change while the program runs.
    program.descriptors = at_most(7);
    assert_eq!(program.create("c"), 6);
    program.descriptors = at_most(3);
    assert_eq!(program.write(6, b"open"), Ok(4), "nothing is taken away");
    assert_eq!(program.close(4), Ok(()));
    assert_eq!(program.open("d", CREATE, Rights::FD_READ), Err(Errno::Mfile));
    assert_eq!((program.close(5), program.close(6)), (Ok(()), Ok(())));
    assert_eq!(program.used(), before);
}

#[test]
fn descriptors_are_charged_as_long_as_they_are_open() {
    let mut program = Program::new();
    let before = program.used();
    leave(&mut program, 0);
    let mut open = Vec::new();
    let refused = loop {
        match program.open(&open.len().to_string(), CREATE, Rights::FD_READ) {
            Ok(fd) => open.push(fd),
            Err(errno) => break errno,
        }
    };
    assert_eq!(
        (refused, open.len()),
        (Errno::Nomem, 4),
        "the first eight descriptors have their slots"
    );
    assert!(told(&program).contains("; raise --max-memory"), "{}", told(&program));
    assert!(!program.root.join("4").exists(), "nothing is made that cannot be opened");
    assert_eq!(program.open("missing", 0, Rights::FD_READ), Err(Errno::Nomem));

    leave(&mut program, 1 << 20);
    assert_eq!(program.open("missing", 0, Rights::FD_READ), Err(Errno::Noent));
    assert_eq!(program.used(), before, "what cannot be opened takes no slot");
    while open.len() < 1020 {
        open.push(program.create("file"));
    }
    assert!(program.used() > before + 1000 * size_of::<usize>() as u64);
    // The highest number counts, whatever is open below it.
    let highest = open.pop().unwrap();
    let most = program.used();
    open.drain(..).for_each(|fd| program.close(fd).unwrap());
    assert_eq!(program.used(), most);
    assert_eq!(program.errno("fd_renumber", &[i(highest), i(ROOT)]), Ok(()));
    assert_eq!(program.close(ROOT), Ok(()));
    assert!(program.used() < before, "the directory's name is gone as well");
}

#[test]
fn a_directory_is_charged_while_it_is_read() {
    let mut program = Program::new();
    (0..100).for_each(|n| fs::write(program.root.join(format!("file.{n}")), "").unwrap());
    let fd = program.open(".", DIRECTORY, Rights::FD_READDIR).unwrap();
    let before = program.used();
    leave(&mut program, READER_SIZE - 1);
    assert_eq!(list(&mut program, fd, 0, 100), Err(Errno::Nomem));
    assert!(
        told(&program).contains(&format!("and {READER_SIZE} were asked for")),
        "{}",
        told(&program)
    );
    assert_eq!(program.used(), before);

    leave(&mut program, READER_SIZE);
    assert_eq!(list(&mut program, fd, 0, 1000), Ok(1000));
    assert_eq!(program.used(), before + READER_SIZE);
    // From its start again, and from an entry that is kept no more.
    for cookie in [0, 1, 3, 0] {
        assert_eq!(list(&mut program, fd, cookie, 500), Ok(500));
        assert_eq!(program.used(), before + READER_SIZE);
    }
    let all = list(&mut program, fd, 0, 1 << 16).unwrap();
    assert!(all < 1 << 16);
    assert_eq!(program.used(), before, "read to its end");
    assert_eq!(list(&mut program, fd, 1000, 500), Ok(0));
    assert_eq!(list(&mut program, fd, 50, 500), Ok(500));
    assert_eq!(program.used(), before + READER_SIZE);
    let file = program.create("file.0");
    assert_eq!(program.errno("fd_renumber", &[i(file), i(fd)]), Ok(()));
    assert_eq!(program.used(), before, "closed by taking its number");
}

#[test]
fn a_listing_that_is_repeated_is_charged_once() {
    let mut program = Program::new();
    (0..200).for_each(|n| fs::write(program.root.join(format!("file.{n}")), "").unwrap());
    let before = program.used();
    leave(&mut program, READER_SIZE);
    let args = [i(ROOT), i(HEAP), i(1 << 16), l(0), i(RESULT)];
    for _ in 0..3 {
        program.interrupt.request();
        assert_eq!(program.call("fd_readdir", &args), Err(Fault::Interrupted));
        assert_eq!(program.used(), before + READER_SIZE);
    }
    program.interrupt.clear();
    assert_eq!(program.call("fd_readdir", &args), Ok(()));
    assert_eq!(program.used(), before);
}

#[test]
fn subscriptions_are_charged_for_the_time_of_the_call() {
    let mut program = Program::new();
    let before = program.used();
    let most = program.ledger.state(Account::Components).high_water;
    let args = subscribe(&mut program, &[clock(1, 1, u64::MAX, false); 100]);
    leave(&mut program, 5000);
    assert_eq!(program.errno("poll_oneoff", &args), Err(Errno::Nomem));
    assert!(
        told(&program).contains("the components budget has 5000 bytes left"),
        "{}",
        told(&program)
    );
    leave(&mut program, 100_000);
    for _ in 0..3 {
        program.interrupt.request();
        assert_eq!(program.call("poll_oneoff", &args), Err(Fault::Interrupted));
        assert_eq!(program.used(), before);
    }
    let state = program.ledger.state(Account::Components);
    assert!((5000..20_000).contains(&(state.high_water - most)), "{state:?}");
}

#[test]
fn input_given_as_bytes_is_charged_until_it_is_read() {
    let text = vec![b'x'; 100_000];
    let with_input = || Program::with(WasiConfig::new().stdin(Stdin::Bytes(text.clone())));
    let mut program = with_input();
    let before = program.used();
    assert_eq!(program.read(0, 99_999).unwrap().len(), 99_999);
    assert_eq!(program.used(), before, "the buffer is there");
    assert_eq!(program.read(0, 99_999).unwrap().len(), 1);
    assert_eq!(program.used(), before - 100_000);
    assert_eq!(program.read(0, 1), Ok(vec![]));
    let mut program = with_input();
    program.close(0).unwrap();
    assert_eq!(program.used(), before - 100_000);
}

#[cfg(unix)]
#[test]
fn opening_that_waits_is_charged_once() {
    let mut program = Program::new();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mkfifoat(rustix::fs::CWD, program.root.join("pipe"), mode).unwrap();
    // As many as have their slots, so that the pipe needs further ones.
    for _ in 0..4 {
        program.create("file");
    }
    let before = program.used();
    let [path, len] = program.text("pipe");
    let rights = [l(Rights::FD_WRITE.bits()), l(0)];
    let args = [i(ROOT), i(0), path, len, i(0), rights[0], rights[1], i(0), i(RESULT)];
    for _ in 0..3 {
        program.interrupt.request();
        assert_eq!(program.call("path_open", &args), Err(Fault::Interrupted));
        assert_eq!(program.used(), before, "nothing is open yet");
    }
    program.interrupt.clear();
    let reader = fs::OpenOptions::new().read(true).write(true).open(program.root.join("pipe"));
    assert_eq!(program.call("path_open", &args), Ok(()));
    drop(reader);
    assert!(program.used() > before);
    program.close(8).unwrap();
    assert_eq!(program.used(), before);
}
