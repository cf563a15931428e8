//! A client in the same process, which can leave unread what the server writes.

use std::{
    collections::VecDeque,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender},
    },
    time::Instant,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;

/// Longer than any of this takes.
const LONG: Duration = Duration::from_secs(20);

/// Prints for ever.
const FLOOD: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 2)
    (data (i32.const 0) "\10\00\00\00\00\80\00\00")
    (func (export "_start")
        (loop $again
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (br $again))))"#;

/// Calls itself until the call depth is reached.
const DEEP: &str = r#"(module (func $f (export "_start") (call $f)))"#;

/// The server's standard input: what comes through the channel, until that is closed.
struct Input {
    pieces: Receiver<Vec<u8>>,
    rest: VecDeque<u8>,
    /// Pieces that were begun to be read.
    taken: Arc<AtomicUsize>,
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            let Ok(piece) = self.pieces.recv() else { return Ok(0) };
            self.rest.extend(piece);
            self.taken.fetch_add(1, Ordering::SeqCst);
        }
        self.rest.read(buffer)
    }
}

/// The server's standard output: like a pipe, full where the client does not read.
#[derive(Clone, Default)]
struct Pipe(Arc<(Mutex<PipeState>, Condvar)>);

#[derive(Default)]
struct PipeState {
    bytes: VecDeque<u8>,
}

/// Bytes that a pipe holds.
const PIPE: usize = 64 << 10;

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (state, changed) = &*self.0;
        let mut state =
            changed.wait_while(state.lock().unwrap(), |state| state.bytes.len() >= PIPE).unwrap();
        let count = bytes.len().min(PIPE - state.bytes.len());
        state.bytes.extend(&bytes[..count]);
        changed.notify_all();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (state, changed) = &*self.0;
        let mut state =
            changed.wait_while(state.lock().unwrap(), |state| state.bytes.is_empty()).unwrap();
        let count = state.bytes.read(buffer)?;
        changed.notify_all();
        Ok(count)
    }
}

struct Client {
    input: Option<Sender<Vec<u8>>>,
    output: Pipe,
    reader: FrameReader<Pipe>,
    end: Receiver<Result<(), String>>,
    taken: Arc<AtomicUsize>,
    seq: i64,
    folder: TempDir,
}

impl Client {
    fn new() -> Self {
        let (input, pieces) = mpsc::channel();
        let (ended, end) = mpsc::channel();
        let output = Pipe::default();
        let written = output.clone();
        let taken = Arc::<AtomicUsize>::default();
        let stdin = Input { pieces, rest: VecDeque::new(), taken: Arc::clone(&taken) };
        thread::spawn(move || {
            let terms = Terms {
                limits: FrameLimits::default(),
                trace: Trace::default(),
                seat: Seat::Launcher,
            };
            let result = serve(stdin, written, terms, "the test".to_owned());
            ended.send(result.map_err(|error| error.to_string()))
        });
        let reader = FrameReader::new(output.clone(), FrameLimits::default());
        let folder = tempfile::tempdir().unwrap();
        Self { input: Some(input), output, reader, end, taken, seq: 0, folder }
    }

    /// A client whose program runs.
    fn launch(text: &str, attributes: Value) -> Self {
        Self::launch_as(json!({ "adapterID": "wrtd" }), text, attributes)
    }

    fn launch_as(about: Value, text: &str, attributes: Value) -> Self {
        let mut client = Self::new();
        let program = client.folder.path().join("program.wasm");
        std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
        let mut attributes = attributes;
        attributes["program"] = json!(program);
        client.send("initialize", about);
        client.send("launch", attributes);
        client.send("configurationDone", json!({}));
        client
    }

    fn write(&self, bytes: &[u8]) {
        self.input.as_ref().unwrap().send(bytes.to_vec()).unwrap();
    }

    fn send(&mut self, command: &str, arguments: Value) -> i64 {
        self.seq += 1;
        let request = json!({
            "seq": self.seq, "type": "request", "command": command, "arguments": arguments,
        });
        let mut bytes = Vec::new();
        write_frame(&mut bytes, request.to_string().as_bytes()).unwrap();
        self.write(&bytes);
        self.seq
    }

    /// Reads until a message is the one that is meant.
    fn read_to(&mut self, mut meant: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let message = self.reader.read().unwrap().unwrap();
            let message: Value = serde_json::from_slice(&message).unwrap();
            if meant(&message) {
                return message;
            }
        }
    }

    fn event(&mut self, event: &str) -> Value {
        self.read_to(|message| message["event"] == event)
    }

    fn ask(&mut self, command: &str, arguments: Value) -> Value {
        let seq = self.send(command, arguments);
        self.read_to(|message| message["request_seq"] == seq)
    }

    /// Waits until the pipe is full and nothing is written any more, without reading.
    fn wait_until_full(&self) {
        let begun = Instant::now();
        while self.output.0.0.lock().unwrap().bytes.len() < PIPE {
            assert!(begun.elapsed() < LONG, "the pipe does not get full");
            thread::sleep(Duration::from_millis(10));
        }
        // Time enough for the program to be held up behind it.
        thread::sleep(Duration::from_millis(500));
    }

    /// Reads on without looking, as long as something comes.
    fn read_on(&self) {
        let mut output = self.output.clone();
        thread::spawn(move || io::copy(&mut output, &mut io::sink()));
    }

    /// How the server ended, which must be soon.
    fn ended(&self) -> Result<(), String> {
        self.end.recv_timeout(LONG).expect("the server ends")
    }
}

fn flood() -> Client {
    let client = Client::launch(FLOOD, json!({}));
    client.wait_until_full();
    client
}

#[test]
fn a_client_that_goes_without_reading_ends_the_server() {
    let mut client = flood();
    client.input = None;
    assert_eq!(client.ended(), Ok(()));
}

#[test]
fn a_stream_that_breaks_off_while_nothing_is_read_ends_the_server() {
    let client = flood();
    client.write(b"garbage\n\n");
    assert!(client.ended().unwrap_err().contains("`garbage` is not a header"));
}

#[test]
fn a_client_that_disconnects_without_reading_ends_the_server() {
    let mut client = flood();
    client.send("disconnect", json!({}));
    assert_eq!(client.ended(), Ok(()));
}

/// Ends a session whose program is held up by a client that reads nothing at all.
fn end_while_held_up(last: Option<FrameError>) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.wasm");
    std::fs::write(&program, wat::parse_str(FLOOD).unwrap()).unwrap();
    let shared = Arc::<Shared>::default();
    let (requests, incoming) = mpsc::sync_channel(8);
    let inbox = requests.clone();
    for (command, arguments) in [
        ("initialize", json!({ "adapterID": "wrtd" })),
        ("launch", json!({ "program": program })),
        ("configurationDone", json!({})),
    ] {
        let request =
            json!({ "seq": 1, "type": "request", "command": command, "arguments": arguments });
        requests.send(Incoming::Message(request.to_string().into_bytes())).unwrap();
    }
    let (ended, end) = mpsc::channel();
    {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let trace = Trace::default();
            let peer = "the test".to_owned();
            let mut adapter =
                Adapter::new(shared, trace.clone(), Seat::Launcher, peer, Relay::new(inbox));
            ended.send(answer(&incoming, &mut adapter, &trace))
        });
    }
    let begun = Instant::now();
    while !shared.outbox.holds_up() {
        assert!(begun.elapsed() < LONG, "the program is not held up");
        thread::sleep(Duration::from_millis(10));
    }
    requests.send(last.map_or(Incoming::Gone, Incoming::Broken)).unwrap();
    // Less than a driver would wait for a program that hangs.
    let result = end.recv_timeout(Duration::from_millis(1500)).expect("an end at once");
    result.map_err(|error| error.to_string())
}

#[test]
fn a_program_that_is_held_up_is_let_go_at_the_end() {
    assert_eq!(end_while_held_up(None), Ok(()));
    assert!(end_while_held_up(Some(FrameError::NoLength)).is_err());
}

#[test]
fn a_pause_gets_through_a_flood() {
    let mut client = flood();
    let pause = client.ask("pause", json!({ "threadId": 1 }));
    assert_eq!(pause["success"], true);
    assert_eq!(client.event("stopped")["body"]["reason"], "pause");
    client.send("disconnect", json!({}));
    client.read_on();
    assert_eq!(client.ended(), Ok(()));
}

#[test]
fn requests_of_a_client_that_does_not_read_wait() {
    let mut client = Client::launch(DEEP, json!({ "stopOnEntry": true }));
    // Each is answered with as much.
    let long = "y".repeat(2 << 20);
    let all = (0..30).fold(0, |_, _| client.send(&long, Value::Null));
    client.wait_until_full();
    let mut taken = 0;
    while taken != client.taken.load(Ordering::SeqCst) {
        taken = client.taken.load(Ordering::SeqCst);
        thread::sleep(Duration::from_secs(1));
    }
    // 32 MiB wait to be read, and a few requests to be answered.
    assert!((10..26).contains(&taken), "{taken} of {all} requests were taken");
    client.read_on();
    let begun = Instant::now();
    while client.taken.load(Ordering::SeqCst) < usize::try_from(all).unwrap() {
        assert!(begun.elapsed() < LONG, "requests are taken again");
        thread::sleep(Duration::from_millis(10));
    }
    client.input = None;
    assert_eq!(client.ended(), Ok(()));
}

#[test]
fn a_deep_stack_comes_in_pages() {
    let mut client =
        Client::launch(DEEP, json!({ "limits": { "call_depth": 25_000, "stack_frames": 30_000 } }));
    let stopped = client.event("stopped");
    assert_eq!(stopped["body"]["reason"], "exception");
    let mut frames = |start: u32, levels: u32| {
        let arguments = json!({ "threadId": 1, "startFrame": start, "levels": levels });
        let body = client.ask("stackTrace", arguments)["body"].take();
        (body["stackFrames"].as_array().unwrap().len(), body["totalFrames"].as_u64().unwrap())
    };
    let (shown, total) = frames(0, 0);
    assert_eq!(shown, 10_000);
    assert!((24_990..=25_010).contains(&total), "{total}");
    assert_eq!(frames(10_000, 4_000_000), (10_000, total));
    assert_eq!(frames(20_000, 0), (total as usize - 20_000, total));
}

/// Numbers of entries and the last entry of what a client is given that asks for all locals.
fn all_locals(about: Value, page: Value) -> (usize, Value) {
    let locals = "i32 ".repeat(25_000);
    let text = format!("(module (func (export \"_start\") (local {locals}) unreachable))");
    let mut client = Client::launch_as(about, &text, json!({}));
    client.event("stopped");
    let stack = client.ask("stackTrace", json!({ "threadId": 1 }));
    let frame = &stack["body"]["stackFrames"][0]["id"];
    let scopes = client.ask("scopes", json!({ "frameId": frame }));
    let groups = client.ask(
        "variables",
        json!({ "variablesReference": scopes["body"]["scopes"][0]["variablesReference"] }),
    );
    let groups = groups["body"]["variables"].as_array().unwrap();
    let locals = groups.iter().find(|group| group["name"] == "Locals").unwrap();
    let mut arguments = page;
    arguments["variablesReference"] = locals["variablesReference"].clone();
    let variables = client.ask("variables", arguments);
    let variables = variables["body"]["variables"].as_array().unwrap();
    (variables.len(), variables.last().unwrap().clone())
}

#[test]
fn a_collection_says_what_is_left_out() {
    let simple = || json!({ "adapterID": "wrtd" });
    let paging = json!({ "adapterID": "wrtd", "supportsVariablePaging": true });
    let rest = |left: u32, next: u32| {
        json!({
            "name": "…",
            "value": format!("{left} more are not shown; evaluate one, such as `$local{next}`"),
            "variablesReference": 0,
            "presentationHint": { "kind": "virtual" },
        })
    };
    assert_eq!(all_locals(simple(), json!({})), (10_001, rest(15_000, 10_000)));
    let second = json!({ "start": 10_000, "filter": "named" });
    assert_eq!(all_locals(simple(), second), (10_001, rest(5_000, 20_000)));
    // Nothing is left out of the last part, or of what was asked for.
    for page in [json!({ "start": 20_000 }), json!({ "start": 19_000, "count": 6000 })] {
        let (_, last) = all_locals(simple(), page);
        assert_eq!(last["evaluateName"], "$local24999");
    }
    let (shown, last) = all_locals(paging, json!({}));
    assert_eq!((shown, &last["evaluateName"]), (10_000, &json!("$local9999")));
}

#[test]
fn an_error_says_each_thing_once() {
    let chain = |error: ServeError| {
        let error: &dyn std::error::Error = &error;
        std::iter::successors(Some(error), |error| error.source())
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let http = chain(FrameError::Http.into());
    assert!(http.len() == 1 && http[0].contains("speaks HTTP"), "{http:?}");
    let broken = chain(FrameError::from(io::Error::other("it broke")).into());
    assert_eq!(broken, ["reading from the client failed: it broke"]);
}
