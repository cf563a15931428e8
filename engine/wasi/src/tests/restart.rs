//! A call that gives way to the debugger and is repeated: nothing is lost, nothing happens twice,
//! no sleep starts over.

use std::thread;
use std::time::{Duration, Instant};

use super::poll::{clock, descriptor, events, subscribe};
use super::*;
use crate::{OutputSink, Stdin, StdinPipe};

/// Makes a call that waits and asks it to give way after 20 ms, which it has to do within 10 ms.
/// Another process can take the processor just then: one of a few tries has to do it.
fn assert_gives_way_at_once(program: &mut Program, name: &str, args: &[Value]) {
    let delays: Vec<_> = (0..5).map(|_| delay_of_giving_way(program, name, args)).collect();
    let least = delays.iter().min().unwrap();
    assert!(*least < Duration::from_millis(10), "{name} gave way after {delays:?}");
}

fn delay_of_giving_way(program: &mut Program, name: &str, args: &[Value]) -> Duration {
    program.interrupt.clear();
    let interrupt = program.interrupt.clone();
    let request = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        interrupt.request();
        Instant::now()
    });
    assert_eq!(program.call(name, args), Err(Fault::Interrupted));
    request.join().unwrap().elapsed()
}

#[test]
fn waiting_for_input_gives_way_and_loses_nothing() {
    let pipe = StdinPipe::new();
    let mut program = Program::with(WasiConfig::new().stdin(Stdin::Pipe(pipe.clone())));
    let at = program.put(&[0; 16]);
    let [iovs, count] = program.iovecs(&[(at, 16)]);
    let args = [i(0), iovs, count, i(RESULT)];
    assert_gives_way_at_once(&mut program, "fd_read", &args);
    pipe.feed(b"fed while paused").unwrap();
    program.interrupt.clear();
    assert_eq!(program.call("fd_read", &args), Ok(()));
    assert_eq!(&program.memory[at as usize..at as usize + 16], b"fed while paused");
}

#[test]
fn a_pause_makes_no_sleep_longer() {
    let mut program = Program::new();
    let args = subscribe(&mut program, &[clock(1, 1, 600_000_000, false)]);
    let start = Instant::now();
    assert_gives_way_at_once(&mut program, "poll_oneoff", &args);
    program.interrupt.clear();
    thread::sleep(Duration::from_millis(300));
    let went_on = Instant::now();
    assert_eq!(program.call("poll_oneoff", &args), Ok(()));
    // At most 300 ms were left; a machine under load may be late by as much.
    assert!(went_on.elapsed() < Duration::from_millis(590), "slept {:?}", went_on.elapsed());
    assert!(start.elapsed() >= Duration::from_millis(600), "slept {:?}", start.elapsed());
    assert_eq!(events(&program), [(1, 0, 0, 0, 0)]);
}

#[test]
fn another_call_like_the_interrupted_one_takes_its_time() {
    let mut program = Program::new();
    let args = subscribe(&mut program, &[clock(1, 1, 300_000_000, false)]);
    let sleep = |program: &mut Program| {
        let start = Instant::now();
        program.call("poll_oneoff", &args).unwrap();
        start.elapsed() >= Duration::from_millis(300)
    };
    program.interrupt.request();
    assert_eq!(program.call("poll_oneoff", &args), Err(Fault::Interrupted));
    program.interrupt.clear();
    thread::sleep(Duration::from_millis(400));
    assert!(!sleep(&mut program), "the repeated call has waited long enough");
    assert!(sleep(&mut program), "the next one has not");
    program.interrupt.request();
    assert_eq!(program.call("poll_oneoff", &args), Err(Fault::Interrupted));
    program.interrupt.clear();
    thread::sleep(Duration::from_millis(400));
    program.repeat = false;
    assert!(sleep(&mut program), "the debugger ended the interrupted call and began another");
}

#[test]
fn an_output_that_was_begun_is_not_repeated() {
    /// Requests an interrupt after each piece that it takes.
    struct Interrupting(Arc<Mutex<Vec<u8>>>, InterruptHandle);
    impl OutputSink for Interrupting {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            self.1.request();
            Ok(bytes.len())
        }
    }
    let taken = Arc::new(Mutex::new(Vec::new()));
    let interrupt = InterruptHandle::default();
    let stdout = Box::new(Interrupting(Arc::clone(&taken), interrupt.clone()));
    let mut program = Program::with(WasiConfig { stdout, ..WasiConfig::new() });
    program.interrupt = interrupt;
    let text: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).take(300_000).collect();
    let (first, second) = (program.put(&text[..100_000]), program.put(&text[100_000..]));
    let [iovs, count] = program.iovecs(&[(first, 100_000), (second, 200_000)]);
    let args = [i(1), iovs, count, i(RESULT)];
    let mut pauses = 0;
    while program.call("fd_write", &args) == Err(Fault::Interrupted) {
        pauses += 1;
        program.interrupt.clear();
    }
    assert!(pauses >= 1);
    assert_eq!(program.result(), 300_000);
    assert_eq!(*taken.lock().unwrap(), text);
}

#[test]
fn a_transfer_goes_on_where_it_was() {
    let mut program = Program::new();
    program.memory = vec![0; 64 << 20];
    let content: Vec<u8> = (0..8_000_000_u32).flat_map(|n| n.to_le_bytes()).collect();
    fs::write(program.root.join("big"), &content).unwrap();
    let rights = Rights::FD_READ | Rights::FD_SEEK;
    let fd = program.open("big", 0, rights).unwrap();
    let len = content.len() as u32;
    let [iovs, count] = program.iovecs(&[(1 << 16, len)]);
    let args = [i(fd), iovs, count, i(RESULT)];
    // An interrupt every millisecond, as somebody who holds the pause key down.
    let interrupt = program.interrupt.clone();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let presser = thread::spawn(move || {
        while stopped.recv_timeout(Duration::from_millis(1)).is_err() {
            interrupt.request();
        }
    });
    let mut pauses = 0;
    while program.call("fd_read", &args) == Err(Fault::Interrupted) {
        pauses += 1;
        program.interrupt.clear();
    }
    stop.send(()).unwrap();
    presser.join().unwrap();
    program.interrupt.clear();
    assert!(pauses >= 1, "32 MB take more than a millisecond");
    assert_eq!(program.result(), len);
    assert_eq!(&program.memory[1 << 16..(1 << 16) + content.len()], content);
    assert_eq!(program.seek(fd, 0, 1), Ok(u64::from(len)));
}

#[test]
fn waiting_for_a_file_and_a_clock_gives_way_too() {
    let config = WasiConfig::new().stdin(Stdin::Pipe(StdinPipe::new()));
    let mut program = Program::with(config);
    let args = subscribe(&mut program, &[descriptor(1, 1, 0)]);
    assert_gives_way_at_once(&mut program, "poll_oneoff", &args);
    assert_eq!(program.call("sched_yield", &[]), Err(Fault::Interrupted));
}
