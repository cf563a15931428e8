//! Writes a host into a folder, by watching what its detector asks.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use wrtd_limits::PlatformId;

use super::tables::{FILES, Tables};
use super::{kept, names};
use crate::{Detection, HostView, ReadError, Region, Resource, detect};

/// Why a host was not recorded.
#[derive(Debug)]
pub enum RecordError {
    /// The folder has files already, which would be taken for the host's.
    NotEmpty {
        /// Its path.
        path: PathBuf,
    },
    /// Writing failed.
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl core::fmt::Display for RecordError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NotEmpty { path } => {
                write!(f, "{} is not empty; give a new folder", path.display())
            }
            Self::Write { path, error } => write!(
                f,
                "{} cannot be written ({error}); give a folder that may be written to",
                path.display()
            ),
        }
    }
}

impl core::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Write { error, .. } => Some(error),
            Self::NotEmpty { .. } => None,
        }
    }
}

/// Records into a new or empty folder what the detector of a platform reads; gives what it detects.
///
/// Only files and variables that a detector reads are recorded, and of tables only the lines that it looks at: no
/// other mounts, no values of variables but the kind of container. Names of cgroups are, which hold the identifiers
/// of containers.
///
/// Files lie in the folder below their own path. Beside them are `platform.txt`, `environment.txt` (`NAME=value`),
/// `rlimits.txt` (`RLIMIT_AS bytes`), `keys.txt` (`name number`), `regions.txt` (`name first-address bytes`) and
/// `unreadable.txt` (a path), each with a line for each entry. In paths every byte but letters, digits and
/// `._-+,=@~` is written `%XX`.
///
/// # Errors
///
/// Where the folder is not empty, or a file cannot be written.
pub fn record(
    view: &dyn HostView,
    platform: PlatformId,
    folder: &Path,
) -> Result<Detection, RecordError> {
    let failed = |path: &Path, error| RecordError::Write { path: path.to_owned(), error };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut entries = fs::read_dir(folder).map_err(|error| failed(folder, error))?;
    if entries.next().is_some() {
        return Err(RecordError::NotEmpty { path: folder.to_owned() });
    }
    let recorder = Recorder { view, seen: RefCell::default() };
    let detection = detect(&recorder, platform);
    let Seen { files, mut tables } = recorder.seen.into_inner();
    tables.platform = Some(platform);
    for (path, bytes) in files {
        // A path that leads upwards was never read.
        let Some(file) = names::file(folder, &path) else { continue };
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
        }
        fs::write(&file, bytes).map_err(|error| failed(&file, error))?;
    }
    for name in FILES {
        let text = tables.text(name);
        if !text.is_empty() {
            let file = folder.join(name);
            fs::write(&file, text).map_err(|error| failed(&file, error))?;
        }
    }
    Ok(detection)
}

/// Hands every question on, and remembers the answers.
struct Recorder<'a> {
    view: &'a dyn HostView,
    seen: RefCell<Seen>,
}

#[derive(Default)]
struct Seen {
    files: BTreeMap<Vec<u8>, Vec<u8>>,
    tables: Tables,
}

impl HostView for Recorder<'_> {
    fn read(&self, path: &[u8], buffer: &mut [u8]) -> Result<usize, ReadError> {
        let read = self.view.read(path, buffer);
        let mut seen = self.seen.borrow_mut();
        match read {
            Ok(length) => {
                let bytes = buffer.get(..length).unwrap_or_default();
                if let Some(bytes) = kept::of_file(path, bytes) {
                    seen.files.insert(path.to_vec(), bytes);
                }
            }
            Err(ReadError::Denied | ReadError::Failed) => {
                seen.tables.unreadable.insert(names::encode(path));
            }
            Err(ReadError::Missing) => {}
        }
        read
    }

    fn variable(&self, name: &str, buffer: &mut [u8]) -> Option<usize> {
        let length = self.view.variable(name, buffer)?;
        let value = buffer.get(..length).unwrap_or_default();
        if let Some(value) = kept::of_variable(name, value) {
            self.seen.borrow_mut().tables.environment.insert(name.to_owned(), value);
        }
        Some(length)
    }

    fn resource_limit(&self, resource: Resource) -> Option<u64> {
        let bytes = self.view.resource_limit(resource)?;
        self.seen.borrow_mut().tables.resource_limits.insert(resource.name(), bytes);
        Some(bytes)
    }

    fn key(&self, name: &str) -> Option<u64> {
        let value = self.view.key(name)?;
        self.seen.borrow_mut().tables.keys.insert(name.to_owned(), value);
        Some(value)
    }

    fn regions(&self, each: &mut dyn FnMut(Region<'_>)) {
        self.view.regions(&mut |region| {
            let entry = (region.name.to_owned(), region.start, region.size);
            self.seen.borrow_mut().tables.regions.push(entry);
            each(region);
        });
    }
}
