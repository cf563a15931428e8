//! Messages on the wire: header lines, an empty line, and as many bytes of JSON as `Content-Length`
//! says (base protocol of the Debug Adapter Protocol).
//!
//! What a header claims is never allocated: memory grows with the bytes that really arrive, up to
//! [`FrameLimits`]. After an error the position in the stream is lost, so the stream ends there.

use std::io::{self, Read, Write};

use thiserror::Error;

/// Bounds of a peer's frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLimits {
    /// Header lines of one message together, in bytes.
    pub header: usize,
    /// One message's JSON, in bytes.
    pub body: usize,
}

impl Default for FrameLimits {
    fn default() -> Self {
        Self { header: 8 << 10, body: 64 << 20 }
    }
}

/// Why a stream cannot be read any further.
#[derive(Debug, Error)]
pub enum FrameError {
    /// Reading failed.
    #[error("reading from the client failed: {error}")]
    Io {
        /// What the system says; in the text, and so not a source, which would be told again.
        error: io::Error,
    },
    /// The stream ended in the middle of a message.
    #[error("the client's stream ended inside a message, {missing} bytes short")]
    Truncated {
        /// Bytes that the message still lacks, as far as known.
        missing: usize,
    },
    /// The header lines are longer than the limit.
    #[error(
        "the header of a message is longer than {limit} bytes; a message begins with `Content-Length: N` and an empty line"
    )]
    HeaderTooLong {
        /// The limit.
        limit: usize,
    },
    /// A line that is no header.
    #[error(
        "`{line}` is not a header; a message begins with `Content-Length: N` and an empty line"
    )]
    BadHeader {
        /// The line, shortened.
        line: String,
    },
    /// The header lines ended without a length.
    #[error("the header of a message has no `Content-Length`")]
    NoLength,
    /// A length that is no number, or two that differ.
    #[error("`{value}` is not a length in bytes that `Content-Length` can have")]
    BadLength {
        /// The text.
        value: String,
    },
    /// A length beyond the limit.
    #[error("a message of {claimed} bytes is announced, and the limit is {limit} bytes")]
    TooLarge {
        /// The length in the header.
        claimed: u64,
        /// The limit.
        limit: usize,
    },
    /// The peer speaks HTTP, as a web page would that tries to reach local ports.
    #[error(
        "the client speaks HTTP, which is refused so that no web page can reach the debugger; connect with a client of the Debug Adapter Protocol"
    )]
    Http,
}

impl From<io::Error> for FrameError {
    fn from(error: io::Error) -> Self {
        Self::Io { error }
    }
}

/// Splits bytes, in whatever pieces they arrive, into messages.
#[derive(Debug, Default)]
pub struct FrameDecoder {
    limits: FrameLimits,
    buffer: Vec<u8>,
    /// Bytes before this are done with.
    start: usize,
    /// Bytes before this (from `start`) hold no line feed and no forbidden byte.
    scanned: usize,
    /// Length of the header lines of this message so far.
    header_len: usize,
    length: Option<usize>,
    in_body: bool,
}

impl FrameDecoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new(limits: FrameLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes bytes of the stream. Call [`FrameDecoder::next_frame`] until it gives `None` before
    /// pushing more, so that the buffer stays bounded.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message, or `None` where more bytes are needed.
    ///
    /// # Errors
    /// [`FrameError`]; the stream cannot be read any further.
    pub fn next_frame(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        while !self.in_body {
            let Some(line) = self.take_line()? else {
                return Ok(None);
            };
            self.header_line(&line)?;
        }
        let length = self.length.unwrap_or_default();
        let Some(body) = self.buffer[self.start..].get(..length) else {
            return Ok(None);
        };
        let body = body.to_vec();
        self.start += length;
        self.length = None;
        self.in_body = false;
        self.header_len = 0;
        Ok(Some(body))
    }

    /// Checks that the stream may end here.
    ///
    /// # Errors
    /// [`FrameError::Truncated`] inside a message.
    pub fn finish(&self) -> Result<(), FrameError> {
        let rest = self.buffer.len() - self.start;
        let missing = match (self.in_body, self.length) {
            (true, Some(length)) => length - rest,
            _ if self.header_len > 0 || rest > 0 => 1,
            _ => return Ok(()),
        };
        Err(FrameError::Truncated { missing })
    }

    /// The next header line without its end, or `None` where it is not complete yet.
    fn take_line(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        let pending = &self.buffer[self.start..];
        let fresh = &pending[self.scanned..];
        let end = fresh.iter().position(|&b| b == b'\n').map(|i| self.scanned + i);
        let line = &pending[..end.unwrap_or(pending.len())];
        // A header is ASCII: binary data (a TLS greeting) is refused without waiting for a line's end.
        if line[self.scanned..]
            .iter()
            .any(|&b| !(b == b'\t' || b == b'\r' || (b' '..=b'~').contains(&b)))
        {
            return Err(FrameError::BadHeader { line: excerpt(line) });
        }
        if self.header_len + line.len() > self.limits.header {
            return Err(FrameError::HeaderTooLong { limit: self.limits.header });
        }
        let Some(end) = end else {
            self.scanned = pending.len();
            return Ok(None);
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line).to_vec();
        self.start += end + 1;
        self.scanned = 0;
        // Empty lines between messages are let pass; they do not begin a header.
        if self.header_len > 0 || !line.is_empty() {
            self.header_len += end + 1;
        }
        Ok(Some(line))
    }

    fn header_line(&mut self, line: &[u8]) -> Result<(), FrameError> {
        if line.is_empty() {
            if self.header_len > 0 {
                self.length.ok_or(FrameError::NoLength)?;
                self.in_body = true;
            }
            return Ok(());
        }
        let text = String::from_utf8_lossy(line);
        if is_http_request_line(&text) {
            return Err(FrameError::Http);
        }
        let Some((name, value)) = text.split_once(':') else {
            return Err(FrameError::BadHeader { line: excerpt(line) });
        };
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(FrameError::BadHeader { line: excerpt(line) });
        }
        if is_http_header(&name) {
            return Err(FrameError::Http);
        }
        if name == "content-length" {
            let length = self.parse_length(value)?;
            if self.length.replace(length).is_some_and(|earlier| earlier != length) {
                return Err(FrameError::BadLength { value: excerpt(value.as_bytes()) });
            }
        }
        Ok(())
    }

    fn parse_length(&self, value: &str) -> Result<usize, FrameError> {
        let bad = || FrameError::BadLength { value: excerpt(value.as_bytes()) };
        if !value.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let claimed: u64 = value.parse().map_err(|_| bad())?;
        usize::try_from(claimed)
            .ok()
            .filter(|&length| length <= self.limits.body)
            .ok_or(FrameError::TooLarge { claimed, limit: self.limits.body })
    }
}

fn is_http_request_line(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace().rev();
    words.next().is_some_and(|last| last.starts_with("HTTP/")) && words.next().is_some()
}

/// Headers that every browser sends and no client of this protocol does.
fn is_http_header(name: &str) -> bool {
    matches!(name, "host" | "origin" | "cookie" | "referer" | "user-agent" | "upgrade")
        || name.starts_with("sec-")
}

fn excerpt(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(60)];
    let dots = if shown.len() < bytes.len() { "…" } else { "" };
    format!("{}{dots}", shown.escape_ascii())
}

/// Reads messages from a stream.
pub struct FrameReader<R> {
    input: R,
    decoder: FrameDecoder,
    chunk: Vec<u8>,
}

impl<R: Read> FrameReader<R> {
    /// A reader at the start of a stream.
    pub fn new(input: R, limits: FrameLimits) -> Self {
        Self { input, decoder: FrameDecoder::new(limits), chunk: vec![0; 64 << 10] }
    }

    /// Waits for the next message; `None` at the end of the stream.
    ///
    /// # Errors
    /// [`FrameError`]; the stream cannot be read any further.
    pub fn read(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        loop {
            if let Some(frame) = self.decoder.next_frame()? {
                return Ok(Some(frame));
            }
            match self.input.read(&mut self.chunk) {
                Ok(0) => return self.decoder.finish().map(|()| None),
                Ok(n) => self.decoder.push(&self.chunk[..n]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Writes one message and flushes.
///
/// # Errors
/// What writing gives.
pub fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    // In one piece: each write may be one of the system's.
    output.write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes())?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], piece: usize) -> (Vec<Vec<u8>>, Result<(), FrameError>) {
        let mut decoder = FrameDecoder::new(FrameLimits { header: 200, body: 1000 });
        let mut frames = Vec::new();
        for piece in bytes.chunks(piece) {
            decoder.push(piece);
            loop {
                match decoder.next_frame() {
                    Ok(Some(frame)) => frames.push(frame),
                    Ok(None) => break,
                    Err(error) => return (frames, Err(error)),
                }
            }
        }
        (frames, decoder.finish())
    }

    /// Decodes in pieces of every size and asserts that the pieces make no difference.
    fn check(bytes: &[u8]) -> (Vec<Vec<u8>>, Result<(), String>) {
        let whole = decode(bytes, bytes.len().max(1));
        let whole = (whole.0, whole.1.map_err(|e| e.to_string()));
        for piece in 1..20 {
            let parts = decode(bytes, piece);
            assert_eq!((parts.0, parts.1.is_ok()), (whole.0.clone(), whole.1.is_ok()));
        }
        whole
    }

    fn error_of(bytes: &[u8]) -> String {
        check(bytes).1.unwrap_err()
    }

    #[test]
    fn messages_are_split_whatever_the_pieces() {
        let (frames, end) = check(b"Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\n[\r\n]");
        assert_eq!(frames, [b"{}".to_vec(), b"[\r\n]".to_vec()]);
        assert_eq!(end, Ok(()));
    }

    #[test]
    fn other_headers_in_any_order_and_case_are_accepted() {
        let (frames, end) = check(
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:3\r\nX: y\r\n\r\nabc\r\n",
        );
        assert_eq!((frames, end), (vec![b"abc".to_vec()], Ok(())));
        let (frames, end) = check(b"Content-Length: 3\n\nabc");
        assert_eq!((frames, end), (vec![b"abc".to_vec()], Ok(())));
    }

    #[test]
    fn the_end_may_only_come_between_messages() {
        assert_eq!(check(b"").1, Ok(()));
        assert!(error_of(b"Content-Le").contains("ended inside a message"));
        assert!(error_of(b"Content-Length: 3\r\n").contains("ended inside a message"));
        assert!(error_of(b"Content-Length: 3\r\n\r\na").contains("2 bytes short"));
    }

    #[test]
    fn lengths_beyond_the_limit_end_the_stream_at_the_header() {
        let error = error_of(b"Content-Length: 4294967296\r\n\r\n");
        assert_eq!(
            error,
            "a message of 4294967296 bytes is announced, and the limit is 1000 bytes"
        );
        assert!(error_of(b"Content-Length: 99999999999999999999999\r\n").contains("not a length"));
        assert!(error_of(b"Content-Length: -1\r\n").contains("not a length"));
        assert!(error_of(b"Content-Length: \r\n").contains("not a length"));
        assert!(error_of(b"Content-Length: 1\r\nContent-Length: 2\r\n").contains("not a length"));
    }

    #[test]
    fn what_is_no_header_ends_the_stream() {
        assert!(error_of(b"{\"seq\":1}\n").contains("`{\\\"seq\\\":1}` is not a header"));
        assert!(error_of(b"X: y\r\n\r\n").contains("no `Content-Length`"));
        assert!(error_of(b"\x16\x03\x01\x02\x00").contains("not a header"));
        assert!(error_of(&[b'a'; 300]).contains("longer than 200 bytes"));
        assert!(error_of(&b"a: b\r\n".repeat(100)).contains("longer than 200 bytes"));
    }

    #[test]
    fn http_is_recognised_by_its_first_line_and_its_headers() {
        for start in [
            "GET / HTTP/1.1\r\n",
            "POST http://127.0.0.1:4711/ HTTP/1.1\r\n",
            "OPTIONS * HTTP/1.0\r\n",
            "Host: localhost\r\n",
            "Content-Length: 2\r\nOrigin: https://example.com\r\n\r\n{}",
            "Sec-Fetch-Mode: cors\r\n",
        ] {
            assert!(error_of(start.as_bytes()).contains("speaks HTTP"), "{start}");
        }
    }

    #[test]
    fn a_written_message_reads_back() {
        let mut bytes = Vec::new();
        write_frame(&mut bytes, "{\"ä\":1}".as_bytes()).unwrap();
        let mut reader = FrameReader::new(bytes.as_slice(), FrameLimits::default());
        assert_eq!(reader.read().unwrap().unwrap(), "{\"ä\":1}".as_bytes());
        assert!(reader.read().unwrap().is_none());
    }
}
