//! `poll_oneoff`.

use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::abi::Snapshot;
use crate::{Clock, Clocks, Stdin, StdinPipe};

const IN: u32 = 4096;
const OUT: u32 = 8192;

pub(super) fn clock(userdata: u64, id: u32, timeout: u64, absolute: bool) -> [u8; 48] {
    let mut bytes = [0; 48];
    bytes[0..8].copy_from_slice(&userdata.to_le_bytes());
    bytes[16..20].copy_from_slice(&id.to_le_bytes());
    bytes[24..32].copy_from_slice(&timeout.to_le_bytes());
    bytes[40] = u8::from(absolute);
    bytes
}

pub(super) fn descriptor(userdata: u64, tag: u8, fd: u32) -> [u8; 48] {
    let mut bytes = [0; 48];
    bytes[0..8].copy_from_slice(&userdata.to_le_bytes());
    bytes[8] = tag;
    bytes[16..20].copy_from_slice(&fd.to_le_bytes());
    bytes
}

/// The arguments of a call with these subscriptions.
pub(super) fn subscribe(program: &mut Program, subscriptions: &[[u8; 48]]) -> [Value; 4] {
    for (index, bytes) in subscriptions.iter().enumerate() {
        let at = IN as usize + index * 48;
        program.memory[at..at + 48].copy_from_slice(bytes);
    }
    [i(IN), i(OUT), i(subscriptions.len() as u32), i(RESULT)]
}

/// Userdata, error, type, bytes and flags of each event.
pub(super) fn events(program: &Program) -> Vec<(u64, u16, u8, u64, u8)> {
    (0..program.result())
        .map(|index| {
            let at = OUT + index * 32;
            let byte = |offset: u32| program.memory[(at + offset) as usize];
            let error = u16::from_le_bytes([byte(8), byte(9)]);
            (program.u64_at(at), error, byte(10), program.u64_at(at + 16), byte(24))
        })
        .collect()
}

fn poll(program: &mut Program, subscriptions: &[[u8; 48]]) -> Vec<(u64, u16, u8, u64, u8)> {
    let args = subscribe(program, subscriptions);
    program.errno("poll_oneoff", &args).unwrap();
    events(program)
}

#[test]
fn sleeping_takes_the_time_and_answers_the_first_to_end() {
    let mut program = Program::new();
    let start = Instant::now();
    let sleeps = [clock(1, 1, 5_000_000_000, false), clock(2, 0, 20_000_000, false)];
    assert_eq!(poll(&mut program, &sleeps), [(2, 0, 0, 0, 0)]);
    let took = start.elapsed();
    assert!((Duration::from_millis(20)..Duration::from_secs(5)).contains(&took), "{took:?}");
    assert_eq!(poll(&mut program, &[clock(3, 0, 1, true)]), [(3, 0, 0, 0, 0)], "long past");
    assert_eq!(poll(&mut program, &[clock(4, 1, 0, false)]), [(4, 0, 0, 0, 0)]);
}

#[test]
fn what_cannot_be_waited_for_is_an_event_with_its_error() {
    let mut program = Program::new();
    let unknown = {
        let mut it = clock(1, 1, 0, false);
        it[8] = 9;
        it
    };
    let flags = {
        let mut it = clock(2, 1, 0, false);
        it[40] = 2;
        it
    };
    let asked = [
        unknown,
        flags,
        clock(3, 9, 0, false),
        clock(4, 2, 0, false),
        descriptor(5, 1, 77),
        descriptor(6, 2, 0),
        descriptor(7, 1, 1),
    ];
    let errors: Vec<_> = poll(&mut program, &asked).iter().map(|it| (it.0, it.1)).collect();
    let inval = Errno::Inval as u16;
    let (notsup, badf) = (Errno::Notsup as u16, Errno::Badf as u16);
    let expected =
        [(1, inval), (2, inval), (3, inval), (4, notsup), (5, badf), (6, badf), (7, badf)];
    assert_eq!(errors, expected);
}

#[test]
fn files_and_outputs_are_always_ready() {
    let mut program = Program::new();
    let fd = program.create("file");
    program.write(fd, b"12345").unwrap();
    program.seek(fd, 2, 0).unwrap();
    let events = poll(
        &mut program,
        &[
            descriptor(1, 1, fd),
            descriptor(2, 2, 1),
            descriptor(3, 2, 2),
            clock(4, 1, 1 << 60, false),
        ],
    );
    assert_eq!(events[0], (1, 0, 1, 3, 0), "three bytes are left to read");
    assert_eq!((events[1].0, events[1].1, events[2].0), (2, 0, 3));
    assert_eq!(events.len(), 3);
}

#[test]
fn standard_input_wakes_the_program() {
    let pipe = StdinPipe::new();
    let mut program = Program::with(WasiConfig::new().stdin(Stdin::Pipe(pipe.clone())));
    let asked = [descriptor(1, 1, 0), clock(2, 1, 20_000_000, false)];
    assert_eq!(poll(&mut program, &asked), [(2, 0, 0, 0, 0)], "nothing to read in time");
    let feeder = pipe.clone();
    let thread = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        feeder.feed(b"abc").unwrap();
    });
    let asked = [descriptor(1, 1, 0), clock(2, 1, 60_000_000_000, false)];
    assert_eq!(poll(&mut program, &asked), [(1, 0, 1, 3, 0)]);
    thread.join().unwrap();
    assert_eq!(program.read(0, 10), Ok(b"abc".to_vec()));
    pipe.close();
    assert_eq!(poll(&mut program, &asked), [(1, 0, 1, 0, 1)], "the end");
}

#[test]
fn the_older_interface_has_its_own_layout() {
    let mut program = Program::new();
    program.context.snapshot = Snapshot::Preview0;
    let mut bytes = [0; 56];
    bytes[0] = 7;
    bytes[16..24].copy_from_slice(&0xdead_u64.to_le_bytes());
    bytes[24..28].copy_from_slice(&1_u32.to_le_bytes());
    bytes[32..40].copy_from_slice(&1_000_000_u64.to_le_bytes());
    program.memory[IN as usize..IN as usize + 56].copy_from_slice(&bytes);
    program.errno("poll_oneoff", &[i(IN), i(OUT), i(1), i(RESULT)]).unwrap();
    assert_eq!(events(&program), [(7, 0, 0, 0, 0)]);
    let fd = program.create("file");
    program.write(fd, b"12345").unwrap();
    assert_eq!(program.seek(fd, -1, 1), Ok(4), "1 is the end there");
    assert_eq!(program.seek(fd, 1, 0), Ok(5), "0 is the position there");
    assert_eq!(program.seek(fd, 2, 2), Ok(2), "2 is the start there");
    program.memory[RESULT as usize..RESULT as usize + 64].fill(0xaa);
    program.errno("fd_filestat_get", &[i(fd), i(RESULT)]).unwrap();
    assert_eq!(program.u64_at(RESULT + 24), 5, "the size follows a link count of 32 bits");
    assert_eq!(program.memory[RESULT as usize + 56], 0xaa, "56 bytes in all");
}

#[test]
fn an_injected_clock_is_the_time() {
    struct Virtual(u64);
    impl Clocks for Virtual {
        fn resolution(&mut self, _clock: Clock) -> Option<u64> {
            Some(1)
        }
        fn now(&mut self, clock: Clock) -> Option<u64> {
            (clock == Clock::Monotonic).then_some(self.0)
        }
        fn pass(&mut self, time: Duration) {
            self.0 += u64::try_from(time.as_nanos()).unwrap();
        }
    }
    let clocks = Box::new(Virtual(100));
    let mut program = Program::with(WasiConfig { clocks, ..WasiConfig::new() });
    let start = Instant::now();
    poll(&mut program, &[clock(1, 1, 10_000_000_000, false)]);
    assert!(start.elapsed() < Duration::from_secs(5), "ten seconds of the program's time");
    program.errno("clock_time_get", &[i(1), l(0), i(RESULT)]).unwrap();
    assert_eq!(program.u64_at(RESULT), 10_000_000_100);
    assert_eq!(program.errno("clock_time_get", &[i(0), l(0), i(RESULT)]), Err(Errno::Notsup));
}
