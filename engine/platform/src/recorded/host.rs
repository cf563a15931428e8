//! A recorded host as detectors see it.
//!
//! Invariant: nothing outside the folder is read, and nothing but regular files: no link is followed, and no pipe
//! makes a read wait.

use std::io;
use std::path::{Path, PathBuf};

use wrtd_limits::PlatformId;

use super::names;
use super::tables::{FILES, Tables};
use crate::live::files;
use crate::{HostView, ReadError, Region, Resource};

/// A host in a folder. The form is described where [`record`](crate::record) is.
#[derive(Clone, Debug)]
pub struct RecordedHost {
    folder: PathBuf,
    tables: Tables,
}

/// Why a folder is no recorded host.
#[derive(Debug)]
pub enum OpenError {
    /// It is no folder.
    NoFolder {
        /// Its path.
        path: PathBuf,
    },
    /// A text file cannot be read.
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line of a text file has another form.
    Line {
        /// The file's path.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What was expected.
        expected: &'static str,
    },
}

impl core::fmt::Display for OpenError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::NoFolder { path } => write!(
                f,
                "{} is no folder; give one that `wrtd platform --record` has written",
                path.display()
            ),
            Self::Unreadable { path, error } => {
                write!(f, "{} cannot be read ({error}); mend it or remove it", path.display())
            }
            Self::Line { path, line, expected } => {
                write!(f, "{}:{line} is not understood; write {expected}", path.display())
            }
        }
    }
}

impl core::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Unreadable { error, .. } => Some(error),
            Self::NoFolder { .. } | Self::Line { .. } => None,
        }
    }
}

impl RecordedHost {
    /// Most bytes of a text file.
    const TEXT_LENGTH: usize = 64 << 10;

    /// Opens a folder and reads its text files.
    ///
    /// # Errors
    ///
    /// Where it is no folder, or a text file is not of the form described.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        if !folder.is_dir() {
            return Err(OpenError::NoFolder { path: folder.to_owned() });
        }
        let mut tables = Tables::default();
        for file in FILES {
            let path = folder.join(file);
            let mut buffer = vec![0; Self::TEXT_LENGTH];
            let unreadable =
                |kind| OpenError::Unreadable { path: path.clone(), error: io::Error::from(kind) };
            let length = match files::read_regular(&path, &mut buffer) {
                Ok(length) => length,
                Err(ReadError::Missing) if path.symlink_metadata().is_err() => continue,
                Err(ReadError::Missing) => return Err(unreadable(io::ErrorKind::InvalidInput)),
                Err(ReadError::Denied) => return Err(unreadable(io::ErrorKind::PermissionDenied)),
                Err(ReadError::Failed) => return Err(unreadable(io::ErrorKind::Other)),
            };
            if length == buffer.len() {
                return Err(unreadable(io::ErrorKind::FileTooLarge));
            }
            buffer.truncate(length);
            let text =
                String::from_utf8(buffer).map_err(|_| unreadable(io::ErrorKind::InvalidData))?;
            tables.parse(file, &text).map_err(|(line, expected)| OpenError::Line {
                path: path.clone(),
                line,
                expected,
            })?;
        }
        Ok(Self { folder: folder.to_owned(), tables })
    }

    /// The platform that was recorded, where the folder says it.
    #[must_use]
    pub fn platform(&self) -> Option<PlatformId> {
        self.tables.platform
    }
}

impl HostView for RecordedHost {
    fn read(&self, path: &[u8], buffer: &mut [u8]) -> Result<usize, ReadError> {
        if self.tables.unreadable.contains(&names::encode(path)) {
            return Err(ReadError::Denied);
        }
        let file = names::file(&self.folder, path).ok_or(ReadError::Missing)?;
        // Every folder on the way is looked at, as each may be a link.
        let mut folders: Vec<&Path> = file.ancestors().skip(1).collect();
        folders.retain(|folder| folder.starts_with(&self.folder) && *folder != self.folder);
        for folder in folders {
            if !folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
                return Err(ReadError::Missing);
            }
        }
        files::read_regular(&file, buffer)
    }

    fn variable(&self, name: &str, buffer: &mut [u8]) -> Option<usize> {
        let value = self.tables.environment.get(name)?.as_bytes();
        let length = value.len().min(buffer.len());
        buffer.get_mut(..length)?.copy_from_slice(value.get(..length)?);
        Some(length)
    }

    fn resource_limit(&self, resource: Resource) -> Option<u64> {
        self.tables.resource_limits.get(resource.name()).copied()
    }

    fn key(&self, name: &str) -> Option<u64> {
        self.tables.keys.get(name).copied()
    }

    fn regions(&self, each: &mut dyn FnMut(Region<'_>)) {
        for (name, start, size) in &self.tables.regions {
            each(Region { name, start: *start, size: *size });
        }
    }
}
