//! Calls that wait while other threads of the program could run.

use std::thread;
use std::time::{Duration, Instant};

use super::poll::{clock, descriptor, subscribe};
use super::*;
use crate::{Stdin, StdinPipe};

const SLEEP: Duration = Duration::from_millis(30);

#[test]
fn a_sleep_gives_way_at_once_and_takes_its_time_all_the_same() {
    let mut program = Program::new();
    let args = subscribe(&mut program, &[clock(1, 1, SLEEP.as_nanos() as u64, false)]);
    program.patience = Some(Duration::ZERO);
    let start = Instant::now();
    let mut calls = 0;
    while program.call("poll_oneoff", &args) == Err(Fault::Interrupted) {
        calls += 1;
        thread::sleep(Duration::from_millis(1));
    }
    assert!(calls > 1 && start.elapsed() >= SLEEP, "{calls} {:?}", start.elapsed());
    assert_eq!(program.result(), 1);
}

#[test]
fn a_sleep_waits_for_no_more_than_a_moment() {
    let mut program = Program::new();
    let args = subscribe(&mut program, &[clock(1, 1, u64::MAX, false)]);
    program.patience = Some(Duration::from_millis(3));
    let start = Instant::now();
    assert_eq!(program.call("poll_oneoff", &args), Err(Fault::Interrupted));
    assert!((3..1000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[test]
fn a_read_that_gives_way_takes_nothing() {
    let pipe = StdinPipe::new();
    let mut program = Program::with(WasiConfig::new().stdin(Stdin::Pipe(pipe.clone())));
    program.patience = Some(Duration::ZERO);
    let [iovs, count] = program.iovecs(&[(HEAP, 4)]);
    let args = [i(0), iovs, count, i(RESULT)];
    assert_eq!(program.call("fd_read", &args), Err(Fault::Interrupted));
    pipe.feed(b"late").unwrap();
    assert_eq!(program.call("fd_read", &args), Ok(()));
    assert_eq!((program.result(), program.u32_at(HEAP)), (4, u32::from_le_bytes(*b"late")));
    // What is there needs no patience.
    pipe.feed(b"x").unwrap();
    let args = subscribe(&mut program, &[descriptor(1, 1, 0)]);
    assert_eq!(program.call("poll_oneoff", &args), Ok(()));
}
