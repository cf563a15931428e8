//! Times of files, and the clocks.

use std::time::{Duration, UNIX_EPOCH};

use super::*;

const ATIM: u32 = 1;
const ATIM_NOW: u32 = 2;
const MTIM: u32 = 4;
const MTIM_NOW: u32 = 8;

#[test]
fn times_are_set_to_the_nanosecond() {
    let mut program = Program::new();
    let fd = program.create("file");
    let args = [i(fd), l(123_456_789_012), l(987_654_321_098), i(ATIM | MTIM)];
    assert_eq!(program.errno("fd_filestat_set_times", &args), Ok(()));
    let stat = program.fstat(fd).unwrap();
    assert_eq!((stat.accessed, stat.modified), (123_456_789_012, 987_654_321_098));
    let args = [i(fd), l(5), l(6), i(MTIM)];
    assert_eq!(program.errno("fd_filestat_set_times", &args), Ok(()));
    let stat = program.fstat(fd).unwrap();
    assert_eq!((stat.accessed, stat.modified), (123_456_789_012, 6));
    let args = [i(fd), l(0), l(0), i(ATIM_NOW | MTIM_NOW)];
    assert_eq!(program.errno("fd_filestat_set_times", &args), Ok(()));
    let now = UNIX_EPOCH.elapsed().unwrap();
    let modified = Duration::from_nanos(program.fstat(fd).unwrap().modified);
    assert!(now.abs_diff(modified) < Duration::from_secs(10));
    for flags in [ATIM | ATIM_NOW, MTIM | MTIM_NOW, 16] {
        let args = [i(fd), l(0), l(0), i(flags)];
        assert_eq!(program.errno("fd_filestat_set_times", &args), Err(Errno::Inval));
    }
}

#[test]
fn times_of_a_path_are_those_of_the_link_or_of_its_target() {
    let mut program = Program::new();
    program.create("file");
    program.symlink("file", "link").unwrap();
    let mut set = |lookup: u32, time: u64| {
        let [path, len] = program.text("link");
        let args = [i(ROOT), i(lookup), path, len, l(time), l(time), i(ATIM | MTIM)];
        program.errno("path_filestat_set_times", &args).unwrap();
    };
    set(1, 1_000);
    set(0, 2_000);
    assert_eq!(program.stat("file", 0).unwrap().modified, 1_000);
    assert_eq!(program.stat("link", 0).unwrap().modified, 2_000);
    assert_eq!(program.stat("link", 1).unwrap().modified, 1_000);
    let args = [i(ROOT), l(3_000), l(3_000), i(MTIM)];
    assert_eq!(program.errno("fd_filestat_set_times", &args), Ok(()), "of a directory");
    assert_eq!(program.fstat(ROOT).unwrap().modified, 3_000);
}

#[test]
fn clocks_tick() {
    let mut program = Program::new();
    let time = |program: &mut Program, id: u32| {
        program.errno("clock_time_get", &[i(id), l(0), i(RESULT)]).map(|()| program.u64_at(RESULT))
    };
    let now = UNIX_EPOCH.elapsed().unwrap();
    let realtime = Duration::from_nanos(time(&mut program, 0).unwrap());
    assert!(now.abs_diff(realtime) < Duration::from_secs(10));
    let before = time(&mut program, 1).unwrap();
    assert!(before > 0);
    std::thread::sleep(Duration::from_millis(2));
    assert!(time(&mut program, 1).unwrap() >= before + 2_000_000);
    for id in 0..4 {
        assert!(time(&mut program, id).is_ok());
        assert_eq!(program.errno("clock_res_get", &[i(id), i(RESULT)]), Ok(()));
        assert!((1..=100_000_000).contains(&program.u64_at(RESULT)));
    }
    assert_eq!(time(&mut program, 4), Err(Errno::Inval));
    assert_eq!(program.errno("clock_res_get", &[i(9), i(RESULT)]), Err(Errno::Inval));
}
