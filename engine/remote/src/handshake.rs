//! The proof that two sides have the same token.
//!
//! Four lines of ASCII, each sent when the one before has come, `H` being 64 hexadecimal digits:
//!
//! ```text
//! client  wrtd-hello 1 H      a number that the client has made for this connection
//! server  wrtd-challenge H    one of the server's
//! client  wrtd-proof H        HMAC-SHA-256 by the token of both numbers, as the client
//! server  wrtd-accept H       the same as the server; or wrtd-refuse
//! ```
//!
//! Both numbers are new, so that no recorded handshake is worth anything, and the two proofs differ, so that nobody
//! can send one back as the other. The server proves itself after the client has: who has no token gets nothing that
//! could be tried against it. Nothing but these lines is read, and they end within a time and a size.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::{Timed, Token};

/// Time for all of a handshake.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a line, its end included; all that are no attack are shorter.
const LONGEST: usize = 96;
/// Bytes of the numbers and the proofs.
const SIZE: usize = 32;

/// Why two sides do not talk.
#[derive(Debug, Error)]
pub enum HandshakeError {
    /// The peer does not begin a handshake. What it has sent so far is in it, without the end of the line.
    #[error("it begins no handshake: it was started without a token, or it is no wrtd")]
    NoHello(Vec<u8>),
    /// A line in the middle is none of the handshake's.
    #[error("it breaks the handshake off, or it is no wrtd that asks for a token")]
    Broken,
    /// The client's token is not the server's.
    #[error("its token is not the one of this server")]
    WrongToken,
    /// The server has refused our token.
    #[error("it refuses the token; copy the file that its `--token-file` names")]
    Refused,
    /// The server does not know the token that it has accepted.
    #[error("it does not know the token; it is not the server that it should be")]
    Impostor,
    /// It took too long.
    #[error("it has not finished the handshake within {} seconds", PATIENCE.as_secs())]
    Slow,
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Io(io::Error),
    /// The system has no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

impl From<io::Error> for HandshakeError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut => Self::Slow,
            io::ErrorKind::UnexpectedEof => Self::Broken,
            _ => Self::Io(error),
        }
    }
}

/// A line of the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The client begins.
    Hello([u8; SIZE]),
    /// The server asks for a proof.
    Challenge([u8; SIZE]),
    /// The client gives it.
    Proof([u8; SIZE]),
    /// The server accepts, and proves itself.
    Accept([u8; SIZE]),
    /// The server does not accept.
    Refuse,
}

impl Line {
    /// The line as it is sent, with its end.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        let (word, bytes) = match self {
            Self::Hello(bytes) => ("wrtd-hello 1 ", bytes),
            Self::Challenge(bytes) => ("wrtd-challenge ", bytes),
            Self::Proof(bytes) => ("wrtd-proof ", bytes),
            Self::Accept(bytes) => ("wrtd-accept ", bytes),
            Self::Refuse => return b"wrtd-refuse\n".to_vec(),
        };
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{word}{digits}\n").into_bytes()
    }

    /// The line in these bytes, which have no end of a line; `None` for anything else.
    #[must_use]
    pub fn decode(line: &[u8]) -> Option<Self> {
        if line == b"wrtd-refuse" {
            return Some(Self::Refuse);
        }
        let of = |word: &str, make: fn([u8; SIZE]) -> Self| {
            line.strip_prefix(word.as_bytes()).and_then(digits).map(make)
        };
        of("wrtd-hello 1 ", Self::Hello)
            .or_else(|| of("wrtd-challenge ", Self::Challenge))
            .or_else(|| of("wrtd-proof ", Self::Proof))
            .or_else(|| of("wrtd-accept ", Self::Accept))
    }
}

/// Bytes from lower-case hexadecimal digits, exactly as many as there must be.
fn digits(text: &[u8]) -> Option<[u8; SIZE]> {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; SIZE];
    if text.len() != 2 * SIZE {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// Asks a client for its proof, and gives it the server's.
///
/// # Errors
/// [`HandshakeError`]; the client has been told if its token is wrong, and otherwise nothing.
pub fn accept(stream: &TcpStream, token: &Token) -> Result<(), HandshakeError> {
    let mut timed = Timed::new(stream, PATIENCE);
    accept_on(&mut timed, token)
}

/// Proves the token to a server, and asks it for the same.
///
/// # Errors
/// [`HandshakeError`].
pub fn prove(stream: &TcpStream, token: &Token) -> Result<(), HandshakeError> {
    let mut timed = Timed::new(stream, PATIENCE);
    prove_on(&mut timed, token)
}

/// [`accept`] on any stream, whose reads end by themselves.
///
/// # Errors
/// As for [`accept`].
pub fn accept_on(stream: &mut (impl Read + Write), token: &Token) -> Result<(), HandshakeError> {
    let first = read_line(stream)?;
    let Some(Line::Hello(client)) = Line::decode(&first) else {
        return Err(HandshakeError::NoHello(first));
    };
    let server = number()?;
    stream.write_all(&Line::Challenge(server).encode())?;
    let Some(Line::Proof(proof)) = Line::decode(&read_line(stream)?) else {
        return Err(HandshakeError::Broken);
    };
    let expected = mac(token, Side::Client, &client, &server);
    // In constant time.
    if expected.verify_slice(&proof).is_err() {
        stream.write_all(&Line::Refuse.encode())?;
        return Err(HandshakeError::WrongToken);
    }
    let own = mac(token, Side::Server, &client, &server).finalize().into_bytes().into();
    Ok(stream.write_all(&Line::Accept(own).encode())?)
}

/// [`prove`] on any stream, whose reads end by themselves.
///
/// # Errors
/// As for [`prove`].
pub fn prove_on(stream: &mut (impl Read + Write), token: &Token) -> Result<(), HandshakeError> {
    let client = number()?;
    stream.write_all(&Line::Hello(client).encode())?;
    let Some(Line::Challenge(server)) = Line::decode(&read_line(stream)?) else {
        return Err(HandshakeError::Broken);
    };
    let proof = mac(token, Side::Client, &client, &server).finalize().into_bytes().into();
    stream.write_all(&Line::Proof(proof).encode())?;
    match Line::decode(&read_line(stream)?) {
        Some(Line::Accept(proof)) => mac(token, Side::Server, &client, &server)
            .verify_slice(&proof)
            .map_err(|_| HandshakeError::Impostor),
        Some(Line::Refuse) => Err(HandshakeError::Refused),
        _ => Err(HandshakeError::Broken),
    }
}

#[derive(Clone, Copy)]
enum Side {
    Client,
    Server,
}

fn mac(token: &Token, side: Side, client: &[u8; SIZE], server: &[u8; SIZE]) -> Hmac<Sha256> {
    let label: &[u8] = match side {
        Side::Client => b"wrtd handshake 1 client\0",
        Side::Server => b"wrtd handshake 1 server\0",
    };
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(token.bytes()).expect("a key of any length");
    mac.update(label);
    mac.update(client);
    mac.update(server);
    mac
}

fn number() -> Result<[u8; SIZE], HandshakeError> {
    let mut number = [0; SIZE];
    getrandom::fill(&mut number).map_err(HandshakeError::Random)?;
    Ok(number)
}

/// A line without its end, or what there is of it where it is too long or has a byte that no line has: that is not waited
/// on. Byte by byte: what follows is another's.
fn read_line(stream: &mut impl Read) -> Result<Vec<u8>, HandshakeError> {
    let mut line = Vec::with_capacity(LONGEST);
    while line.len() < LONGEST {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        if byte[0] == b'\n' {
            break;
        }
        line.push(byte[0]);
        if !matches!(byte[0], b' '..=b'~' | b'\r') {
            break;
        }
    }
    Ok(line)
}

#[cfg(test)]
mod tests;
