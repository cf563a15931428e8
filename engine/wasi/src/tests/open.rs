//! `path_open`: flags, types and rights of what is opened.

use super::*;

#[test]
fn creating_and_truncating() {
    let mut program = Program::new();
    assert_eq!(program.open("new", 0, Rights::FD_READ), Err(Errno::Noent));
    let fd = program.open("new", CREATE | EXCLUSIVE, Rights::FD_READ).unwrap();
    assert_eq!(program.read(fd, 1), Ok(vec![]));
    assert_eq!(program.write(fd, b"x"), Err(Errno::Notcapable), "the right was not asked for");
    assert_eq!(program.open("new", CREATE | EXCLUSIVE, Rights::FD_READ), Err(Errno::Exist));
    fs::write(program.root.join("new"), "content").unwrap();
    let fd = program.open("new", CREATE, Rights::FD_READ).unwrap();
    assert_eq!(program.read(fd, 100), Ok(b"content".to_vec()), "an existing file stays");
    program.open("new", TRUNCATE, Rights::NONE).unwrap();
    assert_eq!(fs::read(program.root.join("new")).unwrap(), b"");
    assert_eq!(program.open("new", 16, Rights::NONE), Err(Errno::Inval));
}

#[cfg(unix)]
#[test]
fn a_read_only_file_can_be_opened_with_create() {
    use std::os::unix::fs::PermissionsExt;
    let mut program = Program::new();
    let path = program.root.join("fixed");
    fs::write(&path, "x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let fd = program.open("fixed", CREATE, Rights::FD_READ).unwrap();
    assert_eq!(program.read(fd, 10), Ok(b"x".to_vec()));
}

#[test]
fn directories() {
    let mut program = Program::new();
    fs::create_dir_all(program.root.join("dir/nested")).unwrap();
    fs::write(program.root.join("dir/nested/file"), "").unwrap();
    for (path, oflags) in [("dir", DIRECTORY), ("dir", 0), ("dir/nested///", 0), (".", DIRECTORY)] {
        let fd = program.open(path, oflags, Rights::FD_READ).unwrap();
        assert_eq!(program.fdstat(fd).unwrap().0, 3, "{path}");
        assert_eq!(program.read(fd, 1), Err(Errno::Isdir));
        assert_eq!(program.write(fd, b"x"), Err(Errno::Notcapable));
        assert_eq!(program.pread(fd, 1, 0), Err(Errno::Isdir));
        assert_eq!(program.seek(fd, 0, 1), Err(Errno::Notcapable));
        program.close(fd).unwrap();
    }
    let write = Rights::FD_READ | Rights::FD_WRITE;
    assert_eq!(program.open("dir", DIRECTORY, write), Err(Errno::Isdir));
    assert_eq!(program.open("dir", 0, write), Err(Errno::Isdir));
    assert_eq!(program.open("dir", DIRECTORY | CREATE, Rights::NONE), Err(Errno::Inval));
    assert_eq!(program.open("dir/nested/file", DIRECTORY, Rights::NONE), Err(Errno::Notdir));
    assert_eq!(program.open("dir/nested/file/", 0, Rights::NONE), Err(Errno::Notdir));
    assert_eq!(program.open("dir/nested/file///", 0, Rights::NONE), Err(Errno::Notdir));
    let winding = "dir/.//nested/../../dir/nested/../nested///./file";
    assert!(program.open(winding, 0, Rights::NONE).is_ok());
    assert_eq!(program.open("", 0, Rights::NONE), Err(Errno::Noent));
    assert_eq!(program.open("dir\0", 0, Rights::NONE), Err(Errno::Inval));
    assert_eq!(program.open(&"x".repeat(5000), 0, Rights::NONE), Err(Errno::Nametoolong));
    assert_eq!(program.open(&"x".repeat(300), 0, Rights::NONE), Err(Errno::Nametoolong));
    let file = program.create("file");
    assert_eq!(program.open_at(file, "x", 0, 0, Rights::NONE, Rights::NONE, 0), Err(Errno::Notdir));
    assert_eq!(program.open_at(99, "x", 0, 0, Rights::NONE, Rights::NONE, 0), Err(Errno::Badf));
}

#[test]
fn a_symbolic_link_is_followed_only_where_the_program_wants_it() {
    let mut program = Program::new();
    fs::create_dir(program.root.join("dir")).unwrap();
    fs::write(program.root.join("file"), "content").unwrap();
    program.symlink("dir", "to_dir").unwrap();
    program.symlink("file", "to_file").unwrap();
    program.symlink("nowhere", "dangling").unwrap();
    program.symlink("loop", "loop").unwrap();
    let mut open = |path: &str, lookup: u32, oflags: u32| {
        program.open_at(ROOT, path, lookup, oflags, Rights::FD_READ, Rights::NONE, 0)
    };
    assert_eq!(open("to_file", 0, 0), Err(Errno::Loop));
    assert_eq!(open("to_dir", 0, 0), Err(Errno::Loop));
    assert!(matches!(open("to_dir", 0, DIRECTORY), Err(Errno::Loop | Errno::Notdir)));
    assert_eq!(open("to_file", 1, DIRECTORY), Err(Errno::Notdir));
    assert_eq!(open("dangling", 1, 0), Err(Errno::Noent));
    assert_eq!(open("dangling", 0, 0), Err(Errno::Loop));
    assert_eq!(open("loop", 1, 0), Err(Errno::Loop));
    assert!(open("to_file", 1, 0).is_ok());
    assert!(open("to_dir", 1, DIRECTORY).is_ok());
    assert_eq!(open("to_file", 2, 0), Err(Errno::Inval));
}

#[cfg(unix)]
#[test]
fn a_named_pipe_never_blocks_the_debugger() {
    let mut program = Program::new();
    let pipe = program.root.join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)
        .unwrap();
    let reader = program.open("pipe", 0, Rights::FD_READ).unwrap();
    let writer = program.open("pipe", 0, Rights::FD_WRITE).unwrap();
    program.interrupt.request();
    let at = program.put(&[0; 8]);
    let [iovs, count] = program.iovecs(&[(at, 8)]);
    let read = [i(reader), iovs, count, i(RESULT)];
    assert_eq!(program.call("fd_read", &read), Err(Fault::Interrupted));
    program.interrupt.clear();
    program.write(writer, b"hello").unwrap();
    assert_eq!(program.read(reader, 8), Ok(b"hello".to_vec()));
    assert_eq!(program.seek(reader, 0, 1), Err(Errno::Notcapable), "the right was not asked for");
    let flags = [i(writer), i(NONBLOCK)];
    assert_eq!(program.errno("fd_fdstat_set_flags", &flags), Err(Errno::Notcapable));
    program.close(writer).unwrap();
    assert_eq!(program.read(reader, 8), Ok(vec![]), "the end");
    let rights = Rights::FD_READ | Rights::FD_FDSTAT_SET_FLAGS | Rights::FD_SEEK;
    let polling = program.open_at(ROOT, "pipe", 0, 0, rights, Rights::NONE, NONBLOCK).unwrap();
    let writer = program.open("pipe", 0, Rights::FD_WRITE).unwrap();
    assert_eq!(program.read(polling, 8), Err(Errno::Again));
    assert_eq!(program.seek(polling, 0, 1), Err(Errno::Spipe));
    assert_eq!(program.pread(polling, 1, 0), Err(Errno::Spipe));
    program.close(writer).unwrap();
}

#[cfg(unix)]
#[test]
fn opening_a_named_pipe_for_writing_waits_for_a_reader() {
    let mut program = Program::new();
    let pipe = program.root.join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)
        .unwrap();
    let nonblock = program.open_at(ROOT, "pipe", 0, 0, Rights::FD_WRITE, Rights::NONE, NONBLOCK);
    assert_eq!(nonblock, Err(Errno::Nxio));
    let reader = std::thread::spawn(move || fs::read(pipe).unwrap());
    let writer = program.open("pipe", 0, Rights::FD_WRITE).unwrap();
    program.write(writer, b"to the reader").unwrap();
    program.close(writer).unwrap();
    assert_eq!(reader.join().unwrap(), b"to the reader");
}

#[test]
fn preopens_are_found_by_their_names() {
    let mut program = Program::new();
    assert_eq!(program.errno("fd_prestat_get", &[i(ROOT), i(RESULT)]), Ok(()));
    assert_eq!((program.u32_at(RESULT), program.u32_at(RESULT + 4)), (0, 1));
    assert_eq!(program.errno("fd_prestat_dir_name", &[i(ROOT), i(RESULT), i(1)]), Ok(()));
    assert_eq!(program.memory[RESULT as usize], b'/');
    assert_eq!(program.errno("fd_prestat_dir_name", &[i(ROOT), i(RESULT), i(2)]), Ok(()));
    let short = program.errno("fd_prestat_dir_name", &[i(ROOT), i(RESULT), i(0)]);
    assert_eq!(short, Err(Errno::Nametoolong));
    let other = program.open(".", DIRECTORY, Rights::NONE).unwrap();
    for fd in [0, 1, 2, other, other + 1] {
        assert_eq!(program.errno("fd_prestat_get", &[i(fd), i(RESULT)]), Err(Errno::Badf));
    }
    assert_eq!(program.close(ROOT), Ok(()), "a program may close what it was given");
    assert_eq!(program.errno("fd_prestat_get", &[i(ROOT), i(RESULT)]), Err(Errno::Badf));
}
