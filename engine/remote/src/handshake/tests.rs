//! Both sides against each other, and each against peers that lie.

use std::{
    collections::VecDeque,
    net::{TcpListener, TcpStream},
    thread,
    time::Instant,
};

use proptest::prelude::*;

use super::*;

/// A peer that has said all that it says, and keeps what it is told.
struct Script {
    says: VecDeque<u8>,
    told: Vec<u8>,
}

impl Script {
    fn new(says: &[u8]) -> Self {
        Self { says: says.to_vec().into(), told: Vec::new() }
    }
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.says.read(buffer)
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.told.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn connection() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (client, listener.accept().unwrap().0)
}

/// What a client and a server with these tokens make of each other.
fn meet(
    client: &Token,
    server: &Token,
) -> (Result<(), HandshakeError>, Result<(), HandshakeError>) {
    let (here, there) = connection();
    let token = server.clone();
    let serving = thread::spawn(move || accept(&there, &token));
    (prove(&here, client), serving.join().unwrap())
}

#[test]
fn who_has_the_token_is_let_in_and_nobody_else() {
    let (token, other) = (Token::generate().unwrap(), Token::generate().unwrap());
    let (client, server) = meet(&token, &token);
    assert!(client.is_ok() && server.is_ok(), "{client:?} {server:?}");
    let (client, server) = meet(&other, &token);
    assert!(matches!(client, Err(HandshakeError::Refused)), "{client:?}");
    assert!(matches!(server, Err(HandshakeError::WrongToken)), "{server:?}");
}

#[test]
fn the_token_is_never_sent() {
    let token = Token::generate().unwrap();
    let mut server = Script::new(&Line::Challenge([7; SIZE]).encode());
    assert!(matches!(prove_on(&mut server, &token), Err(HandshakeError::Broken)));
    let sent = String::from_utf8(server.told).unwrap();
    assert_eq!(sent.lines().count(), 2, "{sent}");
    assert!(!sent.contains(std::str::from_utf8(token.bytes()).unwrap()), "{sent}");
}

#[test]
fn a_recorded_handshake_is_worth_nothing() {
    let token = Token::generate().unwrap();
    let mut recorded = Script::new(&Line::Challenge([7; SIZE]).encode());
    let _ = prove_on(&mut recorded, &token);
    let mut server_told = Script::new(&recorded.told);
    // The server's number is another one this time.
    let result = accept_on(&mut server_told, &token);
    assert!(matches!(result, Err(HandshakeError::WrongToken)), "{result:?}");
}

#[test]
fn a_server_that_sends_the_client_s_proof_back_is_an_impostor() {
    let token = Token::generate().unwrap();
    let (here, there) = connection();
    let mirror = thread::spawn(move || {
        let mut there = &there;
        read_line(&mut there).unwrap();
        there.write_all(&Line::Challenge([7; SIZE]).encode()).unwrap();
        let Some(Line::Proof(proof)) = Line::decode(&read_line(&mut there).unwrap()) else {
            panic!("a proof");
        };
        there.write_all(&Line::Accept(proof).encode()).unwrap();
    });
    assert!(matches!(prove(&here, &token), Err(HandshakeError::Impostor)));
    mirror.join().unwrap();
}

#[test]
fn what_is_no_handshake_is_kept_to_be_looked_at_and_no_more_is_read() {
    let token = Token::generate().unwrap();
    let mut editor = Script::new(b"Content-Length: 5\r\n\r\nhello");
    match accept_on(&mut editor, &token) {
        Err(HandshakeError::NoHello(line)) => assert_eq!(line, b"Content-Length: 5\r"),
        other => panic!("{other:?}"),
    }
    assert_eq!(editor.says.len(), 7);
    let mut endless = Script::new(&vec![b'x'; 1 << 20]);
    assert!(matches!(accept_on(&mut endless, &token), Err(HandshakeError::NoHello(_))));
    assert_eq!(endless.says.len(), (1 << 20) - LONGEST);
    assert!(endless.told.is_empty());
    let mut greeting = Script::new(b"\x16\x03\x01 and so on");
    match accept_on(&mut greeting, &token) {
        Err(HandshakeError::NoHello(line)) => assert_eq!(line, b"\x16"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_peer_that_drips_bytes_is_given_up_when_the_time_is_over() {
    let (mut here, there) = connection();
    let dripping = thread::spawn(move || {
        while here.write_all(b"w").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let begun = Instant::now();
    let result =
        accept_on(&mut Timed::new(&there, Duration::from_millis(200)), &Token::generate().unwrap());
    assert!(matches!(result, Err(HandshakeError::Slow)), "{result:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(there);
    dripping.join().unwrap();
}

fn any_line() -> impl Strategy<Value = Line> {
    let bytes = any::<[u8; SIZE]>();
    prop_oneof![
        bytes.prop_map(Line::Hello),
        bytes.prop_map(Line::Challenge),
        bytes.prop_map(Line::Proof),
        bytes.prop_map(Line::Accept),
        Just(Line::Refuse),
    ]
}

proptest! {
    #[test]
    fn lines_are_read_as_they_are_written(line in any_line()) {
        let encoded = line.encode();
        prop_assert!(encoded.len() <= LONGEST);
        prop_assert_eq!(Line::decode(&encoded[..encoded.len() - 1]), Some(line));
    }

    #[test]
    fn a_line_with_any_other_byte_is_another_line_or_none(line in any_line(), at in 0_usize..LONGEST, byte: u8) {
        let mut encoded = line.encode();
        encoded.pop();
        let at = at % encoded.len();
        prop_assume!(encoded[at] != byte);
        encoded[at] = byte;
        prop_assert_ne!(Line::decode(&encoded), Some(line));
    }

    #[test]
    fn hostile_bytes_are_refused_by_both_sides(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let token = Token::generate().unwrap();
        prop_assert!(accept_on(&mut Script::new(&bytes), &token).is_err());
        prop_assert!(prove_on(&mut Script::new(&bytes), &token).is_err());
    }

    #[test]
    fn lines_in_any_order_let_nobody_in(lines in proptest::collection::vec(any_line(), 0..5)) {
        let bytes: Vec<u8> = lines.iter().flat_map(|line| line.encode()).collect();
        let token = Token::generate().unwrap();
        prop_assert!(accept_on(&mut Script::new(&bytes), &token).is_err());
        prop_assert!(prove_on(&mut Script::new(&bytes), &token).is_err());
    }
}
