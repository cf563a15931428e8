//! `attach`: takes over a program that runs already, or waits for somebody who does.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};
use wrtd_remote::Token;

use super::launch::{
    self,
    attributes::{Attribute, unknown, wrong},
};
use crate::{adapter::Adapter, connect::connect, error::RequestError, seat::Seat};

/// All attributes of an attach request.
const KNOWN: &[&str] = &["address", "tokenFile", "stopOnEntry", "redirectOutput", "trace"];

/// What an attach request says.
struct Attributes {
    address: Option<String>,
    token_file: Option<PathBuf>,
    stop_on_entry: bool,
    output: bool,
    trace: Option<PathBuf>,
}

/// Answers the request. Its arguments are wrtd's own, so they are read by hand.
pub(super) fn run(adapter: &mut Adapter, arguments: Value) -> Result<Value, RequestError> {
    let attributes = match arguments {
        Value::Object(attributes) => attributes,
        Value::Null => Map::new(),
        _ => {
            return Err(RequestError::Arguments {
                command: "attach",
                field: "arguments".to_owned(),
                problem: "an object with attributes was expected".to_owned(),
            });
        }
    };
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
            adapter.attach(&program, read.output, read.stop_on_entry)?;
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
    let of =
        |name| Attribute { name, value: attributes.get(name).filter(|value| !value.is_null()) };
    Ok(Attributes {
        address: of("address").string()?,
        token_file: of("tokenFile").string()?.map(PathBuf::from),
        stop_on_entry: of("stopOnEntry").flag()?,
        output: attributes.get("redirectOutput") != Some(&Value::Bool(false)),
        trace: of("trace").string()?.map(PathBuf::from),
    })
}
