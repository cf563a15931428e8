//! `launch`: loads a program. It starts when `configurationDone` has come as well.

mod attributes;
mod limits;
mod nearest;

use std::{fs, path::Path};

use serde_json::{Map, Value};
use wrtd_configuration::LivePlan;

use crate::{
    adapter::{Adapter, Launch},
    error::RequestError,
    text::shortened,
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
    let (launch, limits) = read(adapter, &attributes)?;
    adapter.load(launch, limits)?;
    adapter.start_if_configured()?;
    Ok(Value::Null)
}

/// Reads launch attributes; what they hold that means nothing is noted in the debug console. Begins the
/// trace that they ask for. The limits are also given as they may change.
pub(super) fn read(
    adapter: &Adapter,
    attributes: &Map<String, Value>,
) -> Result<(Launch, LivePlan), RequestError> {
    let read = attributes::read(attributes)?;
    if let Some(cwd) = &read.launch.spec.cwd {
        check_folder(cwd)?;
    }
    for note in &read.notes {
        adapter.shared.note(note);
    }
    if let Some(path) = &read.trace {
        adapter
            .trace
            .start(path)
            .map_err(|error| RequestError::Trace { path: path.display().to_string(), error })?;
    }
    let mut launch = read.launch;
    let (limits, configured) = read.settings.plan(launch.spec.cwd.as_deref())?;
    for notice in configured.notices {
        adapter.shared.note(&format!("Limits: {notice}."));
    }
    launch.spec.plan = configured.plan;
    launch.spec.skip.files.extend(limits.configuration().skip_files());
    launch.spec.skip.functions.extend(limits.configuration().skip_functions());
    Ok((launch, limits))
}

/// Checks the folder from which relative paths count: none of them would be found otherwise, and what
/// is not found would be named where the folder is what is wrong.
fn check_folder(cwd: &Path) -> Result<(), RequestError> {
    let problem = match fs::metadata(cwd) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => "it is not a folder".to_owned(),
        Err(_) if cwd.as_os_str().is_empty() => "it is empty".to_owned(),
        Err(error) => error.to_string(),
    };
    let text = cwd.display().to_string();
    Err(attributes::wrong(
        "cwd",
        format!("cannot use `{}`: {problem}; set it to a folder that exists", shortened(&text)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cwd_that_is_no_folder_is_refused_by_its_name() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(check_folder(here).is_ok());
        let error = |path: &Path| check_folder(path).unwrap_err().to_string();
        let missing = error(&here.join("nowhere"));
        assert!(missing.starts_with("launch attribute `cwd`: cannot use `"), "{missing}");
        assert!(missing.contains("nowhere`: "), "{missing}");
        assert!(error(&here.join("Cargo.toml")).contains("it is not a folder"));
    }
}
