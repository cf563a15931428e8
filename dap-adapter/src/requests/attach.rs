//! `attach`: takes over a program that runs already, or waits for somebody who does.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::launch::{
    self,
    attributes::{Attribute, unknown},
};
use crate::{adapter::Adapter, error::RequestError, seat::Seat};

/// All attributes of an attach request.
const KNOWN: &[&str] = &["stopOnEntry", "redirectOutput", "trace"];

/// What an attach request says.
struct Attributes {
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
    for note in unknown(&attributes, KNOWN) {
        adapter.shared.note(&note);
    }
    if let Some(path) = &read.trace {
        launch::start_trace(adapter, path)?;
    }
    let Seat::Program(program) = &adapter.seat else {
        return Err(RequestError::Seat(
            "this connection launches programs; connect to the address of `wrtd run --debug-listen` to attach to its program",
        ));
    };
    let program = Arc::clone(program);
    adapter.attach(&program, read.output, read.stop_on_entry)?;
    adapter.start_if_configured()?;
    Ok(Value::Null)
}

fn read(attributes: &Map<String, Value>) -> Result<Attributes, RequestError> {
    let of =
        |name| Attribute { name, value: attributes.get(name).filter(|value| !value.is_null()) };
    Ok(Attributes {
        stop_on_entry: of("stopOnEntry").flag()?,
        output: attributes.get("redirectOutput") != Some(&Value::Bool(false)),
        trace: of("trace").string()?.map(PathBuf::from),
    })
}
