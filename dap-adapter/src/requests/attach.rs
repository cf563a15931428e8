//! `attach`: takes over a program that runs already, or waits for somebody who does.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};
use wrtd_remote::Token;

use super::{
    attributes::{Attribute, object, unknown, wrong},
    launch,
};
use crate::{adapter::Adapter, connect::connect, error::RequestError, seat::Seat};

/// All attributes of an attach request.
const KNOWN: &[&str] =
    &["address", "tokenFile", "stopOnEntry", "redirectOutput", "sourceMap", "trace"];

/// What an attach request says.
pub(crate) struct Attributes {
    address: Option<String>,
    token_file: Option<PathBuf>,
    pub(crate) stop_on_entry: bool,
    /// The client is told what the program prints, too.
    pub(crate) output: bool,
    /// Where the client has the sources.
    pub(crate) source_map: Vec<(String, String)>,
    trace: Option<PathBuf>,
}

/// Answers the request. Its arguments are wrtd's own, so they are read by hand.
pub(super) fn run(adapter: &mut Adapter, arguments: Value) -> Result<Value, RequestError> {
    let attributes = object("attach", arguments)?;
    let read = read(&attributes)?;
    if let Some(path) = &read.trace {
        launch::start_trace(adapter, path)?;
    }
    match &adapter.seat {
        Seat::Program(program) => {
            let program = Arc::clone(program);
            for note in unknown(&attributes, KNOWN) {
                adapter.shared.note(&note);
            }
            adapter.attach(&program, read)?;
            adapter.start_if_configured()?;
        }
        Seat::Launcher => {
            let address = read.address.ok_or_else(|| {
                wrong("address", "it is missing; set it to the `HOST:PORT` that `wrtd run --debug-listen` has told")
            })?;
            let token = read.token_file.as_deref().map(Token::read).transpose();
            let token = token.map_err(|error| wrong("tokenFile", error.to_string()))?;
            adapter.go_elsewhere(None, move |_| {
                connect(&address, token.as_ref()).map_err(|error| error.to_string())
            })?;
        }
        Seat::Terminal(_) => {
            return Err(RequestError::Seat("a terminal is lent to programs that are launched"));
        }
    }
    Ok(Value::Null)
}

fn read(attributes: &Map<String, Value>) -> Result<Attributes, RequestError> {
    let of = |name| Attribute::of(attributes, name);
    Ok(Attributes {
        address: of("address").string()?,
        token_file: of("tokenFile").string()?.map(PathBuf::from),
        stop_on_entry: of("stopOnEntry").flag()?,
        output: attributes.get("redirectOutput") != Some(&Value::Bool(false)),
        source_map: of("sourceMap").source_map()?,
        trace: of("trace").string()?.map(PathBuf::from),
    })
}
