//! Rights: what a descriptor may do, what it hands down, and that both only shrink.

use super::*;

#[test]
fn rights_asked_for_must_be_handed_down() {
    let mut program = Program::new();
    program.create("file");
    let base = Rights::PATH_OPEN | Rights::FD_READDIR | Rights::PATH_CREATE_FILE;
    let dir = program
        .open_at(ROOT, ".", 0, DIRECTORY, base, Rights::FD_READ | Rights::FD_SEEK, 0)
        .unwrap();
    let (_, _, got_base, got_inheriting) = program.fdstat(dir).unwrap();
    assert_eq!((got_base, got_inheriting), (base, Rights::FD_READ | Rights::FD_SEEK));
    let mut open =
        |oflags, base, inheriting| program.open_at(dir, "file", 0, oflags, base, inheriting, 0);
    assert!(open(0, Rights::FD_READ, Rights::NONE).is_ok());
    assert_eq!(open(0, Rights::FD_WRITE, Rights::NONE), Err(Errno::Notcapable));
    assert_eq!(open(0, Rights::NONE, Rights::FD_WRITE), Err(Errno::Notcapable));
    assert_eq!(open(TRUNCATE, Rights::NONE, Rights::NONE), Err(Errno::Notcapable));
    assert!(open(CREATE, Rights::NONE, Rights::NONE).is_ok());
}

#[test]
fn rights_can_only_be_given_up() {
    let mut program = Program::new();
    let base = Rights::FD_READ | Rights::FD_WRITE | Rights::FD_SEEK | Rights::FD_TELL;
    let fd = program.open("file", CREATE, base).unwrap();
    program.write(fd, b"abcd").unwrap();
    let mut set = |base: Rights, inheriting: Rights| {
        let args = [i(fd), l(base.bits()), l(inheriting.bits())];
        program.errno("fd_fdstat_set_rights", &args)
    };
    assert_eq!(set(base | Rights::FD_SYNC, Rights::NONE), Err(Errno::Notcapable));
    assert_eq!(set(base, Rights::FD_READ), Err(Errno::Notcapable));
    assert_eq!(set(Rights::FD_TELL, Rights::NONE), Ok(()));
    assert_eq!(set(base, Rights::NONE), Err(Errno::Notcapable));
    assert_eq!(program.read(fd, 1), Err(Errno::Notcapable));
    assert_eq!(program.write(fd, b"x"), Err(Errno::Notcapable));
    assert_eq!(program.pread(fd, 1, 0), Err(Errno::Notcapable));
    assert_eq!(program.pwrite(fd, b"x", 0), Err(Errno::Notcapable));
    assert_eq!(program.seek(fd, 0, 0), Err(Errno::Notcapable));
    assert_eq!(program.seek(fd, 0, 1), Ok(4), "asking for the position needs only FD_TELL");
    assert_eq!(program.fstat(fd).unwrap_err(), Errno::Notcapable);
    assert_eq!(program.close(fd), Ok(()));
}

#[test]
fn every_function_that_needs_a_right_checks_it() {
    let mut program = Program::new();
    let file = program.open("file", CREATE, Rights::NONE).unwrap();
    let dir = program.open(".", DIRECTORY, Rights::NONE).unwrap();
    let [a, a_len] = program.text("a");
    let result = i(RESULT);
    let calls: &[(&str, &[Value])] = &[
        ("fd_advise", &[i(file), l(0), l(0), i(0)]),
        ("fd_allocate", &[i(file), l(0), l(1)]),
        ("fd_datasync", &[i(file)]),
        ("fd_fdstat_set_flags", &[i(file), i(0)]),
        ("fd_filestat_get", &[i(file), result]),
        ("fd_filestat_set_size", &[i(file), l(0)]),
        ("fd_filestat_set_times", &[i(file), l(0), l(0), i(0)]),
        ("fd_pread", &[i(file), i(0), i(0), l(0), result]),
        ("fd_pwrite", &[i(file), i(0), i(0), l(0), result]),
        ("fd_read", &[i(file), i(0), i(0), result]),
        ("fd_readdir", &[i(dir), i(0), i(0), l(0), result]),
        ("fd_seek", &[i(file), l(0), i(0), result]),
        ("fd_sync", &[i(file)]),
        ("fd_tell", &[i(file), result]),
        ("fd_write", &[i(file), i(0), i(0), result]),
        ("path_create_directory", &[i(dir), a, a_len]),
        ("path_filestat_get", &[i(dir), i(0), a, a_len, result]),
        ("path_filestat_set_times", &[i(dir), i(0), a, a_len, l(0), l(0), i(0)]),
        ("path_link", &[i(dir), i(0), a, a_len, i(dir), a, a_len]),
        ("path_open", &[i(dir), i(0), a, a_len, i(0), l(0), l(0), i(0), result]),
        ("path_readlink", &[i(dir), a, a_len, i(0), i(0), result]),
        ("path_remove_directory", &[i(dir), a, a_len]),
        ("path_rename", &[i(dir), a, a_len, i(dir), a, a_len]),
        ("path_rename", &[i(ROOT), a, a_len, i(dir), a, a_len]),
        ("path_symlink", &[a, a_len, i(dir), a, a_len]),
        ("path_unlink_file", &[i(dir), a, a_len]),
    ];
    for (name, args) in calls {
        assert_eq!(program.errno(name, args), Err(Errno::Notcapable), "{name}");
    }
}

#[test]
fn a_preopened_directory_has_what_libraries_expect() {
    let mut program = Program::new();
    let (file_type, flags, base, inheriting) = program.fdstat(ROOT).unwrap();
    assert_eq!((file_type, flags), (3, 0));
    assert_eq!(base, Rights::DIRECTORY);
    assert!(!base.intersects(Rights::FD_FILESTAT_SET_SIZE | Rights::FD_SEEK | Rights::FD_WRITE));
    assert_eq!(inheriting, Rights::ALL);
    let same = program.open_at(ROOT, ".", 0, 0, base, inheriting, 0).unwrap();
    let again = program.fdstat(same).unwrap();
    assert_eq!((again.2, again.3), (base, inheriting));
}
