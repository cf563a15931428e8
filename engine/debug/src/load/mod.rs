//! From a file to a decoded module, or to a message that says what the file is and what to do.

mod imports;
mod recognise;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use wrtd_core::{DecodeError, InstantiateError, Module};

use crate::LaunchError;

/// A module and where it was found.
pub(crate) struct LoadedFile {
    /// The file.
    pub(crate) path: PathBuf,
    /// Its name without folders.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) module: Arc<Module>,
}

/// Offsets in a module have 32 bits.
const LARGEST_FILE: u64 = u32::MAX as u64;

/// Reads and decodes the file at `path`.
pub(crate) fn load(path: &Path) -> Result<LoadedFile, LaunchError> {
    let bytes = read(path)?;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    match Module::decode(Arc::from(bytes.as_slice())) {
        Ok(module) => Ok(LoadedFile { path: path.to_owned(), name, module }),
        Err(error) => Err(LaunchError::Refused(refusal(path, &bytes, &error))),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LaunchError> {
    let unreadable = |error| LaunchError::Read { path: path.to_owned(), error };
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?;
    if size.is_dir() {
        return Err(LaunchError::Refused(format!(
            "{} is a folder; name the .wasm file in it",
            path.display()
        )));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn refusal(path: &Path, bytes: &[u8], error: &DecodeError) -> String {
    let path = path.display();
    match error {
        DecodeError::NotWasm => format!("{path} {}", recognise::not_wasm(bytes)),
        DecodeError::Component => format!("{path} {}", recognise::COMPONENT),
        other => format!("{path}: {other}"),
    }
}

/// Why `file` cannot be instantiated, in a user's words.
pub(crate) fn link_refusal(file: &LoadedFile, error: &InstantiateError) -> LaunchError {
    LaunchError::Refused(match error {
        InstantiateError::MissingImports(missing) => {
            format!("{} {}", file.path.display(), imports::missing(missing))
        }
        other => format!("{}: {other}", file.path.display()),
    })
}
