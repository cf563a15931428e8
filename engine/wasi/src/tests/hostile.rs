//! Arguments that no honest program passes.

use super::*;

const FAR: u32 = u32::MAX - 3;

#[test]
fn addresses_outside_memory_are_faults_without_effect() {
    let mut program = Program::new();
    let fd = program.create("file");
    program.write(fd, b"content").unwrap();
    program.seek(fd, 0, 0).unwrap();
    let end = program.memory.len() as u32;
    let inside = program.iovecs(&[(HEAP, 4)]);
    let outside = program.iovecs(&[(HEAP, 4), (end - 2, 4)]);
    let huge = program.iovecs(&[(HEAP, u32::MAX)]);
    let [name, len] = program.text("other");
    let calls: &[(&str, &[Value])] = &[
        ("fd_read", &[i(fd), outside[0], outside[1], i(RESULT)]),
        ("fd_read", &[i(fd), huge[0], huge[1], i(RESULT)]),
        ("fd_read", &[i(fd), inside[0], inside[1], i(end - 3)]),
        ("fd_read", &[i(fd), i(end - 4), i(1), i(RESULT)]),
        ("fd_write", &[i(fd), outside[0], outside[1], i(RESULT)]),
        ("fd_write", &[i(fd), inside[0], inside[1], i(FAR)]),
        ("fd_pread", &[i(fd), inside[0], inside[1], l(0), i(FAR)]),
        ("fd_pwrite", &[i(fd), huge[0], huge[1], l(0), i(RESULT)]),
        ("fd_seek", &[i(fd), l(3), i(0), i(FAR)]),
        ("fd_readdir", &[i(ROOT), i(FAR), i(100), l(0), i(RESULT)]),
        ("fd_readdir", &[i(ROOT), i(HEAP), i(100), l(0), i(FAR)]),
        ("fd_fdstat_get", &[i(fd), i(FAR)]),
        ("fd_filestat_get", &[i(fd), i(end - 63)]),
        ("fd_prestat_get", &[i(ROOT), i(FAR)]),
        ("fd_prestat_dir_name", &[i(ROOT), i(end), i(u32::MAX)]),
        ("args_sizes_get", &[i(FAR), i(RESULT)]),
        ("environ_sizes_get", &[i(RESULT), i(FAR)]),
        ("clock_time_get", &[i(0), l(0), i(FAR)]),
        ("clock_res_get", &[i(0), i(FAR)]),
        ("random_get", &[i(0), i(end + 1)]),
        ("random_get", &[i(FAR), i(FAR)]),
        ("poll_oneoff", &[i(FAR), i(0), i(1), i(RESULT)]),
        ("poll_oneoff", &[i(0), i(FAR), i(1), i(RESULT)]),
        ("path_create_directory", &[i(ROOT), i(FAR), i(100)]),
        ("path_create_directory", &[i(ROOT), i(HEAP), i(u32::MAX)]),
        ("path_open", &[i(ROOT), i(0), name, len, i(1), l(0), l(0), i(0), i(FAR)]),
        ("path_readlink", &[i(ROOT), name, len, i(FAR), i(100), i(RESULT)]),
        ("sock_recv", &[i(fd), i(FAR), i(1), i(0), i(RESULT), i(RESULT)]),
    ];
    for (name, args) in calls {
        assert_eq!(program.errno(name, args), Err(Errno::Fault), "{name} {args:?}");
    }
    assert_eq!(program.seek(fd, 0, 1), Ok(0), "no position has moved");
    assert!(!program.root.join("other").exists());
    assert_eq!(fs::read(program.root.join("file")).unwrap(), b"content");
}

#[test]
fn counts_are_bounded() {
    let mut program = Program::new();
    let fd = program.create("file");
    let [iovs, _] = program.iovecs(&[(0, 0); 1025]);
    for (count, answer) in
        [(1024, Ok(())), (1025, Err(Errno::Inval)), (u32::MAX, Err(Errno::Inval))]
    {
        let args = [i(fd), iovs, i(count), i(RESULT)];
        assert_eq!(program.errno("fd_write", &args), answer, "{count} buffers");
        assert_eq!(program.errno("fd_read", &args), answer, "{count} buffers");
    }
    for count in [0, 1 << 20, u32::MAX] {
        let args = [i(HEAP), i(HEAP), i(count), i(RESULT)];
        assert_eq!(program.errno("poll_oneoff", &args), Err(Errno::Inval), "{count}");
    }
}

#[test]
fn more_bytes_than_a_result_can_count_are_refused() {
    let mut program = Program::new();
    program.memory = vec![0; 8 << 20];
    let fd = program.create("file");
    let [iovs, count] = program.iovecs(&[(0, 8 << 20); 512]);
    let args = [i(fd), iovs, count, i(RESULT)];
    assert_eq!(program.errno("fd_write", &args), Err(Errno::Inval), "4 GiB");
    assert_eq!(program.fstat(fd).unwrap().size, 0);
}

#[test]
fn buffers_may_overlap_each_other_and_the_result() {
    let mut program = Program::new();
    let fd = program.create("file");
    program.write(fd, b"abcdef").unwrap();
    program.seek(fd, 0, 0).unwrap();
    let buffer = program.put(&[0; 16]);
    let [iovs, count] = program.iovecs(&[(buffer, 4), (buffer + 2, 4)]);
    program.errno("fd_read", &[i(fd), iovs, count, i(buffer)]).unwrap();
    assert_eq!(program.u32_at(buffer), 6, "the result is written last");
    let Value::I32(array) = iovs else { panic!("an address") };
    program.seek(fd, 0, 0).unwrap();
    let [iovs, count] = program.iovecs(&[(array.cast_unsigned(), 8)]);
    assert_eq!(program.errno("fd_read", &[i(fd), iovs, count, i(RESULT)]), Ok(()));
    assert_eq!(program.result(), 6, "reading over the array of buffers itself");
}

#[test]
fn a_program_without_memory_gets_faults() {
    let mut program = Program::new();
    program.memory.clear();
    assert_eq!(program.errno("args_sizes_get", &[i(0), i(0)]), Err(Errno::Fault));
    assert_eq!(program.errno("fd_write", &[i(1), i(0), i(1), i(0)]), Err(Errno::Fault));
    assert_eq!(program.errno("random_get", &[i(0), i(0)]), Ok(()));
}

#[test]
fn a_path_must_be_text() {
    let mut program = Program::new();
    let path = program.put(&[b'a', 0xff]);
    let args = [i(ROOT), i(path), i(2)];
    assert_eq!(program.errno("path_create_directory", &args), Err(Errno::Ilseq));
}
