//! Any bytes as a client's stream: split into messages, read as requests, and their arguments as the
//! types of the request that they name.
//!
//! Promised: no panic, no hang, and no more memory than a small multiple of the bytes that arrived,
//! whatever lengths they claim; and that messages do not depend on the pieces in which they arrive.
//! Nothing is launched.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use wrtd_dap::{
    framing::{FrameDecoder, FrameLimits, FrameReader},
    protocol::{
        Request,
        generated::{
            ConfigurationDoneRequest, ContinueRequest, DisconnectRequest, EvaluateRequest,
            ExceptionInfoRequest, InitializeRequest, NextRequest, PauseRequest, RestartRequest,
            ScopesRequest, SetBreakpointsRequest, SetExceptionBreakpointsRequest, SourceRequest,
            StackTraceRequest, StepInRequest, StepOutRequest, TerminateRequest, ThreadsRequest,
            VariablesRequest,
        },
        message::IncomingRequest,
    },
};

fuzz_target!(|input: &[u8]| {
    let Some((&piece, stream)) = input.split_first() else { return };
    let (whole, ended_well) = read_at_once(stream);
    assert_eq!(read_in_pieces(stream, usize::from(piece).max(1)), (whole.clone(), ended_well));
    for message in whole {
        if let Ok(Some(request)) = IncomingRequest::read(&message) {
            arguments(request);
        }
    }
});

/// All messages, and whether the stream ended between two of them.
fn read_at_once(stream: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let mut reader = FrameReader::new(stream, FrameLimits::default());
    let mut messages = Vec::new();
    loop {
        match reader.read() {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return (messages, true),
            Err(_) => return (messages, false),
        }
    }
}

/// The same, as they come through a slow connection.
fn read_in_pieces(stream: &[u8], piece: usize) -> (Vec<Vec<u8>>, bool) {
    let mut decoder = FrameDecoder::new(FrameLimits::default());
    let mut messages = Vec::new();
    for piece in stream.chunks(piece) {
        decoder.push(piece);
        loop {
            match decoder.next_frame() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(_) => return (messages, false),
            }
        }
    }
    let ended_well = decoder.finish().is_ok();
    (messages, ended_well)
}

/// Reads a request's arguments by the types of its command; those of `launch` are wrtd's own.
fn arguments(request: IncomingRequest) {
    let value = match request.arguments {
        Value::Null => Value::Object(Map::new()),
        other => other,
    };
    let read = [
        typed::<InitializeRequest>,
        typed::<ConfigurationDoneRequest>,
        typed::<SetBreakpointsRequest>,
        typed::<SetExceptionBreakpointsRequest>,
        typed::<ThreadsRequest>,
        typed::<StackTraceRequest>,
        typed::<ScopesRequest>,
        typed::<VariablesRequest>,
        typed::<EvaluateRequest>,
        typed::<SourceRequest>,
        typed::<ExceptionInfoRequest>,
        typed::<ContinueRequest>,
        typed::<NextRequest>,
        typed::<StepInRequest>,
        typed::<StepOutRequest>,
        typed::<PauseRequest>,
        typed::<RestartRequest>,
        typed::<TerminateRequest>,
        typed::<DisconnectRequest>,
    ];
    for read in read {
        read(&request.command, &value);
    }
}

/// What has been read can be written, and reads as the same again.
fn typed<R: Request>(command: &str, value: &Value) {
    if command != R::COMMAND {
        return;
    }
    let Ok(arguments) = serde_json::from_value::<R::Arguments>(value.clone()) else { return };
    let written = serde_json::to_value(&arguments);
    let written = written.unwrap_or_else(|error| panic!("{command} cannot be written: {error}"));
    let again = serde_json::from_value::<R::Arguments>(written.clone());
    let again = again.unwrap_or_else(|error| panic!("{command} cannot be read again: {error}"));
    assert_eq!(serde_json::to_value(&again).ok(), Some(written));
}
