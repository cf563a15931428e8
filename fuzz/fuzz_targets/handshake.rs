//! Any bytes as what a peer says in the handshake, to either side.
//!
//! Promised: no panic, no hang, not more read than the lines of a handshake may be long, and nobody let in who does not
//! have the token. A line that is read is written as it came.

#![no_main]

use std::io::{self, Read, Write};

use libfuzzer_sys::fuzz_target;
use wrtd_remote::{
    Token,
    handshake::{Line, accept_on, prove_on},
};

/// Bytes of two lines, the longest that are looked at, with room.
const MOST_READ: usize = 200;

/// A peer that has said all that it says.
struct Peer<'a> {
    says: &'a [u8],
}

impl Read for Peer<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.says.read(buffer)
    }
}

impl Write for Peer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fuzz_target!(|input: &[u8]| {
    for line in input.split(|&byte| byte == b'\n') {
        if let Some(read) = Line::decode(line) {
            assert_eq!(read.encode(), [line, b"\n"].concat());
        }
    }
    let Ok(token) = Token::generate() else { return };
    let mut peer = Peer { says: input };
    assert!(accept_on(&mut peer, &token).is_err());
    assert!(input.len() - peer.says.len() <= MOST_READ);
    let mut peer = Peer { says: input };
    assert!(prove_on(&mut peer, &token).is_err());
    assert!(input.len() - peer.says.len() <= MOST_READ);
});
