//! What a client of the protocol is told that is served by nobody.

use std::io::{Read, Write};

use crate::{
    error::RequestError,
    framing::{FrameLimits, FrameReader, write_frame},
    protocol::message::{IncomingRequest, Numbered, Outgoing},
};

/// Bounds of the one message that is read.
const LIMITS: FrameLimits = FrameLimits { header: 1 << 10, body: 64 << 10 };

/// Refuses the first request of a client with `reason`, so that an editor shows it. What is no request gets no answer.
pub(crate) fn refuse_first(input: impl Read, mut output: impl Write, reason: String) {
    let Ok(Some(json)) = FrameReader::new(input, LIMITS).read() else { return };
    let Ok(Some(IncomingRequest { seq, command, .. })) = IncomingRequest::read(&json) else {
        return;
    };
    let error = RequestError::Unserved(reason);
    let message = Outgoing::Response {
        request_seq: seq,
        success: false,
        command,
        message: Some(error.message()),
        body: error.body(),
    };
    if let Ok(json) = serde_json::to_vec(&Numbered { seq: 1, message: &message }) {
        // Who does not wait for the answer does not want it.
        let _ = write_frame(&mut output, &json);
    }
}

/// Whether this is how a client of the protocol begins, or a web page that must not be answered.
pub(crate) fn speaks_protocol(line: &[u8]) -> bool {
    line.get(..15).is_some_and(|start| start.eq_ignore_ascii_case(b"content-length:"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_first_request_is_refused_with_a_text_to_show() {
        let request = br#"{"seq":7,"type":"request","command":"initialize","arguments":{}}"#;
        let mut input = Vec::new();
        write_frame(&mut input, request).unwrap();
        let mut output = Vec::new();
        refuse_first(&*input, &mut output, "not here".to_owned());
        let json = FrameReader::new(&*output, LIMITS).read().unwrap().unwrap();
        let answer: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!((&answer["request_seq"], &answer["success"]), (&7.into(), &false.into()));
        assert_eq!(answer["body"]["error"]["format"], "not here");
        assert_eq!(answer["body"]["error"]["showUser"], true);
    }

    #[test]
    fn what_is_no_request_gets_no_answer() {
        for bytes in [&b""[..], b"Content-Length: 99999999\r\n\r\n", b"Content-Length: 2\r\n\r\n{}"]
        {
            let mut output = Vec::new();
            refuse_first(bytes, &mut output, "not here".to_owned());
            assert!(output.is_empty());
        }
        assert!(speaks_protocol(b"Content-Length: 2\r"));
        assert!(!speaks_protocol(b"GET / HTTP/1.1\r") && !speaks_protocol(b""));
    }
}
