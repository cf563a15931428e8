//! The standard streams.

use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::{Stdin, StdinPipe, Terminals};

#[test]
fn a_line_written_in_parts_arrives_whole() {
    let (mut program, written) = Program::with_stdout();
    let (a, b) = (program.put(b"hello, "), program.put(b"world\n"));
    let [iovs, count] = program.iovecs(&[(a, 7), (b, 6)]);
    program.errno("fd_write", &[i(1), iovs, count, i(RESULT)]).unwrap();
    assert_eq!(program.result(), 13);
    assert_eq!(*written.lock().unwrap(), [b"hello, world\n".to_vec()]);
}

#[test]
fn a_sink_that_takes_little_or_fails_is_told_to_the_program() {
    struct Narrow(Arc<Mutex<Vec<u8>>>);
    impl crate::OutputSink for Narrow {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let mut taken = self.0.lock().unwrap();
            if taken.len() >= 6 {
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
            taken.extend_from_slice(&bytes[..3]);
            Ok(3)
        }
    }
    let taken = Arc::new(Mutex::new(Vec::new()));
    let sink = Box::new(Narrow(Arc::clone(&taken)));
    let mut program = Program::with(WasiConfig { stdout: sink, ..WasiConfig::new() });
    assert_eq!(program.write(1, b"abcdefgh"), Ok(3));
    assert_eq!(program.write(1, b"defgh"), Ok(3));
    assert_eq!(program.write(1, b"gh"), Err(Errno::Pipe));
    assert_eq!(*taken.lock().unwrap(), b"abcdef");
}

#[test]
fn standard_input_ends_where_it_ends() {
    let mut program = Program::new();
    assert_eq!(program.read(0, 10), Ok(vec![]));
    let mut program =
        Program::with(WasiConfig::new().stdin(Stdin::Bytes(b"line one\nline two\n".to_vec())));
    assert_eq!(program.read(0, 5), Ok(b"line ".to_vec()));
    assert_eq!(program.read(0, 100), Ok(b"one\nline two\n".to_vec()));
    assert_eq!(program.read(0, 100), Ok(vec![]));
    assert_eq!(program.seek(0, 0, 1), Err(Errno::Spipe));
    assert_eq!(program.write(0, b"x"), Err(Errno::Notcapable));
    assert_eq!(program.read(1, 1), Err(Errno::Notcapable));
}

#[test]
fn a_file_as_standard_input_can_be_sought_in() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "0123456789").unwrap();
    let mut program = Program::with(WasiConfig::new().stdin(Stdin::File(file.path().into())));
    assert_eq!(program.read(0, 3), Ok(b"012".to_vec()));
    assert_eq!(program.seek(0, 8, 0), Ok(8));
    assert_eq!(program.read(0, 30), Ok(b"89".to_vec()));
    assert_eq!(program.fstat(0).unwrap().size, 10);
    assert_eq!(program.write(0, b"x"), Err(Errno::Notcapable));
}

#[test]
fn a_pipe_is_read_as_it_is_fed() {
    let pipe = StdinPipe::new();
    let mut program = Program::with(WasiConfig::new().stdin(Stdin::Pipe(pipe.clone())));
    let feeder = thread::spawn(move || {
        thread::sleep(Duration::from_millis(30));
        pipe.feed(b"late").unwrap();
        pipe.close();
    });
    let start = Instant::now();
    assert_eq!(program.read(0, 10), Ok(b"late".to_vec()));
    assert!(start.elapsed() >= Duration::from_millis(25));
    assert_eq!(program.read(0, 10), Ok(vec![]));
    feeder.join().unwrap();
}

#[test]
fn reading_without_waiting_is_asked_to_try_again() {
    let config = WasiConfig::new().stdin(Stdin::Pipe(StdinPipe::new()));
    let mut program = Program::with(config);
    assert_eq!(program.errno("fd_fdstat_set_flags", &[i(0), i(NONBLOCK)]), Ok(()));
    assert_eq!(program.read(0, 10), Err(Errno::Again));
    assert_eq!(program.read(0, 0), Ok(vec![]));
}

#[test]
fn terminals_look_like_terminals() {
    let terminals = Terminals { stdin: false, stdout: true, stderr: false };
    let mut program = Program::with(WasiConfig { terminals, ..WasiConfig::new() });
    let types: Vec<_> = (0..3).map(|fd| program.fdstat(fd).unwrap()).collect();
    assert_eq!(types.iter().map(|it| it.0).collect::<Vec<_>>(), [0, 2, 0]);
    assert!(types.iter().all(|it| !it.2.intersects(Rights::FD_SEEK | Rights::FD_TELL)));
    assert_eq!(program.fstat(1).unwrap().file_type, 2);
}

#[test]
fn streams_can_be_closed_and_replaced() {
    let mut program = Program::new();
    assert_eq!(program.close(0), Ok(()));
    assert_eq!(program.create("file"), 0, "the lowest free number");
    assert_eq!(program.errno("fd_renumber", &[i(0), i(1)]), Ok(()));
    assert_eq!(program.write(1, b"redirected"), Ok(10));
    assert_eq!(fs::read(program.root.join("file")).unwrap(), b"redirected");
}
