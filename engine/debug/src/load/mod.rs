//! From a file to a decoded module, or to a message that says what the file is and what to do.

mod cores;
mod imports;
mod recognise;
mod text;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use wrtd_core::{DecodeError, InstantiateError, Module};

pub(crate) use self::imports::list as list_missing;
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

/// What every WebAssembly file begins with.
const MAGIC: &[u8] = b"\0asm";

/// Bytes of any other file that are looked at to say what it is.
const RECOGNISED: u64 = 64 * 1024;

/// Reads and decodes the file at `path`.
pub(crate) fn load(path: &Path) -> Result<LoadedFile, LaunchError> {
    let bytes = read(path)?;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    match Module::decode_with(Arc::clone(&bytes), &cores::Cores) {
        Ok(module) => Ok(LoadedFile { path: path.to_owned(), name, module }),
        Err(error) => Err(LaunchError::Refused(refusal(path, &bytes, &error))),
    }
}

fn read(path: &Path) -> Result<Arc<[u8]>, LaunchError> {
    let unreadable = |error| LaunchError::Read { path: path.to_owned(), error };
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?;
    if size.is_dir() {
        return Err(LaunchError::Refused(format!(
            "{} is a folder; name the .wasm file in it",
            path.display()
        )));
    }
    let mut bytes = Vec::new();
    let take = |file: &mut File, bytes: &mut Vec<u8>, most| file.take(most).read_to_end(bytes);
    take(&mut file, &mut bytes, MAGIC.len() as u64).map_err(unreadable)?;
    if bytes != MAGIC {
        // Whatever it is, its beginning tells; the rest may have no end.
        take(&mut file, &mut bytes, RECOGNISED).map_err(unreadable)?;
        if !recognise::is_module_text(&bytes) {
            return Ok(bytes.into());
        }
        take(&mut file, &mut bytes, text::LONGEST).map_err(unreadable)?;
        return text::assemble(path, &bytes).map_err(LaunchError::Refused);
    }
    let length = size.len().min(LARGEST_FILE + 1);
    if !size.is_file() || length <= MAGIC.len() as u64 {
        take(&mut file, &mut bytes, LARGEST_FILE).map_err(unreadable)?;
        return Ok(bytes.into());
    }
    // Read where it stays, as it may be large.
    let mut whole: Arc<[u8]> = std::iter::repeat_n(0, length as usize).collect();
    let read = Arc::get_mut(&mut whole).map_or(Ok(()), |whole| {
        let (magic, rest) = whole.split_at_mut(MAGIC.len());
        magic.copy_from_slice(&bytes);
        file.read_exact(rest)
    });
    read.map_err(unreadable)?;
    Ok(whole)
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
