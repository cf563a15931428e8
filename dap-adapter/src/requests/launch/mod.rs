//! `launch`: loads a program. It starts when `configurationDone` has come as well.

mod attributes;
mod nearest;

use serde_json::{Map, Value};

use crate::{
    adapter::{Adapter, Launch},
    error::RequestError,
};

/// Answers the request. Its arguments are wrtd's own, so they are read by hand.
pub(super) fn run(adapter: &mut Adapter, arguments: Value) -> Result<Value, RequestError> {
    let attributes = match arguments {
        Value::Object(attributes) => attributes,
        Value::Null => Map::new(),
        _ => {
            return Err(RequestError::Arguments {
                command: "launch",
                field: "arguments".to_owned(),
                problem: "an object with launch attributes was expected".to_owned(),
            });
        }
    };
    let launch = read(adapter, &attributes)?;
    adapter.load(launch)?;
    adapter.start_if_configured()?;
    Ok(Value::Null)
}

/// Reads launch attributes; what they hold that means nothing is noted in the debug console. Begins the
/// trace that they ask for.
pub(super) fn read(
    adapter: &Adapter,
    attributes: &Map<String, Value>,
) -> Result<Launch, RequestError> {
    let read = attributes::read(attributes)?;
    for note in &read.notes {
        adapter.shared.note(note);
    }
    if let Some(path) = &read.trace {
        adapter
            .trace
            .start(path)
            .map_err(|error| RequestError::Trace { path: path.display().to_string(), error })?;
    }
    Ok(read.launch)
}
