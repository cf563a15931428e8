//! Reading, writing and positions of regular files.

use super::*;

#[test]
fn what_is_written_is_read_back_and_the_position_moves() {
    let mut program = Program::new();
    let fd = program.create("file");
    assert_eq!(fd, 4, "the lowest free number");
    assert_eq!(program.write(fd, b"hello world"), Ok(11));
    assert_eq!(program.seek(fd, 0, 1), Ok(11));
    assert_eq!(program.seek(fd, 6, 0), Ok(6));
    assert_eq!(program.read(fd, 100), Ok(b"world".to_vec()));
    assert_eq!(program.read(fd, 100), Ok(vec![]));
    assert_eq!(program.seek(fd, -5, 2), Ok(6));
    assert_eq!(program.seek(fd, -1, 1), Ok(5));
    assert_eq!(program.errno("fd_tell", &[i(fd), Program::result_address()]), Ok(()));
    assert_eq!(program.u64_at(RESULT), 5);
    assert_eq!(program.seek(fd, -1, 0), Err(Errno::Inval));
    assert_eq!(program.seek(fd, -100, 1), Err(Errno::Inval));
    assert_eq!(program.seek(fd, 0, 3), Err(Errno::Inval));
    assert_eq!(program.seek(fd, 1 << 40, 0), Ok(1 << 40));
    assert_eq!(program.read(fd, 100), Ok(vec![]));
}

#[test]
fn buffers_are_filled_and_written_in_order() {
    let mut program = Program::new();
    let fd = program.create("file");
    let (a, b) = (program.put(b"one "), program.put(b"two"));
    let [iovs, count] = program.iovecs(&[(a, 4), (0, 0), (b, 3)]);
    program.errno("fd_write", &[i(fd), iovs, count, i(RESULT)]).unwrap();
    assert_eq!(program.result(), 7);
    program.seek(fd, 0, 0).unwrap();
    let (a, b) = (program.put(b"..."), program.put(b"......"));
    let [iovs, count] = program.iovecs(&[(a, 3), (b, 6)]);
    program.errno("fd_read", &[i(fd), iovs, count, i(RESULT)]).unwrap();
    assert_eq!(program.result(), 7);
    assert_eq!(&program.memory[a as usize..a as usize + 3], b"one");
    assert_eq!(&program.memory[b as usize..b as usize + 6], b" two..");
}

#[test]
fn positioned_transfers_leave_the_position() {
    let mut program = Program::new();
    let fd = program.create("file");
    program.write(fd, b"0123456789").unwrap();
    assert_eq!(program.pread(fd, 3, 4), Ok(b"456".to_vec()));
    assert_eq!(program.pwrite(fd, b"xy", 1), Ok(2));
    assert_eq!(program.seek(fd, 0, 1), Ok(10));
    assert_eq!(program.pread(fd, 20, 0), Ok(b"0xy3456789".to_vec()));
    assert_eq!(program.pread(fd, 20, 100), Ok(vec![]));
    assert_eq!(program.pread(fd, 20, u64::MAX), Err(Errno::Inval));
}

#[test]
fn append_mode_writes_at_the_end_and_can_be_switched() {
    let mut program = Program::new();
    let rights = Rights::FD_READ | Rights::FD_WRITE | Rights::FD_SEEK | Rights::FD_FDSTAT_SET_FLAGS;
    let flags = CREATE | TRUNCATE;
    let fd = program.open_at(ROOT, "log", 0, flags, rights, Rights::NONE, APPEND).unwrap();
    program.write(fd, b"one").unwrap();
    program.seek(fd, 0, 0).unwrap();
    program.write(fd, b"two").unwrap();
    assert_eq!(fs::read(program.root.join("log")).unwrap(), b"onetwo");
    assert_eq!(program.errno("fd_fdstat_set_flags", &[i(fd), i(0)]), Ok(()));
    program.seek(fd, 0, 0).unwrap();
    program.write(fd, b"ONE").unwrap();
    assert_eq!(fs::read(program.root.join("log")).unwrap(), b"ONEtwo");
    assert_eq!(program.errno("fd_fdstat_set_flags", &[i(fd), i(APPEND | NONBLOCK)]), Ok(()));
    assert_eq!(program.fdstat(fd).unwrap().1, (APPEND | NONBLOCK) as u16);
    program.write(fd, b"!").unwrap();
    assert_eq!(fs::read(program.root.join("log")).unwrap(), b"ONEtwo!");
    assert_eq!(program.errno("fd_fdstat_set_flags", &[i(fd), i(2)]), Err(Errno::Notsup));
    assert_eq!(program.errno("fd_fdstat_set_flags", &[i(fd), i(32)]), Err(Errno::Inval));
}

#[test]
fn synced_writing_is_kept_as_asked_for() {
    let mut program = Program::new();
    let rights = Rights::FD_WRITE | Rights::FD_SYNC | Rights::FD_DATASYNC;
    for flag in [2, 8, 16] {
        let fd = program.open_at(ROOT, "f", 0, CREATE, rights, Rights::NONE, flag).unwrap();
        assert_eq!(program.fdstat(fd).unwrap().1, flag as u16);
        program.write(fd, b"x").unwrap();
        assert_eq!(program.errno("fd_sync", &[i(fd)]), Ok(()));
        assert_eq!(program.errno("fd_datasync", &[i(fd)]), Ok(()));
        program.close(fd).unwrap();
    }
    assert_eq!(program.errno("fd_sync", &[i(ROOT)]), Ok(()));
}

#[test]
fn size_can_be_set_and_room_allocated() {
    let mut program = Program::new();
    let fd = program.create("file");
    assert_eq!(program.errno("fd_filestat_set_size", &[i(fd), l(1000)]), Ok(()));
    assert_eq!(program.fstat(fd).unwrap().size, 1000);
    assert_eq!(program.errno("fd_filestat_set_size", &[i(fd), l(10)]), Ok(()));
    assert_eq!(program.errno("fd_filestat_set_size", &[i(fd), l(u64::MAX)]), Err(Errno::Inval));
    assert_eq!(program.errno("fd_allocate", &[i(fd), l(0), l(100)]), Ok(()));
    assert_eq!(program.errno("fd_allocate", &[i(fd), l(10), l(10)]), Ok(()));
    assert_eq!(program.fstat(fd).unwrap().size, 100);
    assert_eq!(program.errno("fd_allocate", &[i(fd), l(0), l(0)]), Err(Errno::Inval));
    assert_eq!(program.errno("fd_allocate", &[i(fd), l(u64::MAX), l(2)]), Err(Errno::Fbig));
    assert_eq!(program.errno("fd_allocate", &[i(fd), l(1 << 62), l(1 << 62)]), Err(Errno::Fbig));
}

#[test]
fn advice_is_checked() {
    let mut program = Program::new();
    let fd = program.create("file");
    for advice in 0..6 {
        assert_eq!(program.errno("fd_advise", &[i(fd), l(0), l(10), i(advice)]), Ok(()));
    }
    assert_eq!(program.errno("fd_advise", &[i(fd), l(0), l(0), i(6)]), Err(Errno::Inval));
    assert_eq!(program.errno("fd_advise", &[i(ROOT), l(0), l(0), i(0)]), Err(Errno::Isdir));
}

#[test]
fn renumbering_closes_the_target() {
    let mut program = Program::new();
    let (one, two) = (program.create("one"), program.create("two"));
    program.write(one, b"1").unwrap();
    assert_eq!(program.errno("fd_renumber", &[i(one), i(two)]), Ok(()));
    assert_eq!(program.close(one), Err(Errno::Badf));
    assert_eq!(program.seek(two, 0, 1), Ok(1));
    assert_eq!(program.errno("fd_renumber", &[i(two), i(one)]), Err(Errno::Badf));
    assert_eq!(program.errno("fd_renumber", &[i(one), i(two)]), Err(Errno::Badf));
    assert_eq!(program.errno("fd_renumber", &[i(two), i(two)]), Ok(()));
    assert_eq!(program.write(two, b"2"), Ok(1));
    assert_eq!(fs::read(program.root.join("one")).unwrap(), b"12");
}

#[test]
fn descriptors_are_bounded_and_the_lowest_is_reused() {
    let mut program = Program::limited(WasiConfig::new(), at_most(6));
    let (a, b) = (program.create("a"), program.create("b"));
    assert_eq!((a, b), (4, 5));
    assert_eq!(program.open("c", CREATE, Rights::FD_READ), Err(Errno::Mfile));
    assert!(!program.root.join("c").exists(), "nothing is made that cannot be opened");
    program.close(a).unwrap();
    assert_eq!(program.close(a), Err(Errno::Badf));
    assert_eq!(program.create("d"), 4);
}
