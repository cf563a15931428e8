//! Files of sessions: what a user has set up for a program, and the commands of all sessions.
//!
//! Invariants: a file that cannot be read is never written over, unless the user asks for that. Files are written whole or
//! not at all, and for nobody else to read.

mod document;
mod keeper;
mod private;

use std::{
    fs,
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use thiserror::Error;

pub(crate) use keeper::Keeper;

use crate::state::Setup;

/// Bytes of a file that is read; wrtd writes far fewer.
const LARGEST: u64 = 1 << 20;
/// Commands that are kept.
const MOST_COMMANDS: usize = 1000;

/// Why nothing was restored or kept.
#[derive(Debug, Error)]
pub enum SessionFileError {
    /// The system refuses.
    #[error("{path}: {error}; :session off writes nothing there")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It says nothing that can be used.
    #[error("{path}: {why}; it stays as it is, :session save writes it anew")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the place.
        why: String,
    },
}

/// The files of one program's sessions.
#[derive(Clone, Debug)]
pub struct Sessions {
    folder: PathBuf,
    program: PathBuf,
    file: PathBuf,
}

impl Sessions {
    /// Those of a program in a folder, which need not be there.
    #[must_use]
    pub fn of(folder: &Path, program: &Path) -> Self {
        let program = fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
            .take(64)
            .collect();
        let hash = hash(program.as_os_str().as_encoded_bytes());
        let file = folder.join("sessions").join(format!("{name}-{hash:016x}.toml"));
        Self { folder: folder.to_owned(), program, file }
    }

    /// What was set up the last time.
    ///
    /// # Errors
    /// [`SessionFileError`], where there is a file and it cannot be used.
    pub fn read(&self) -> Result<Option<Setup>, SessionFileError> {
        let Some(text) = self.read_file(&self.file)? else { return Ok(None) };
        let invalid = |why| SessionFileError::Invalid { path: self.file.clone(), why };
        let setup = document::read(&text, &self.program, &self.build()).map_err(invalid)?;
        Ok(Some(setup))
    }

    /// Writes what is set up. An empty setup needs no file.
    ///
    /// # Errors
    /// [`SessionFileError`].
    pub fn write(&self, setup: &Setup) -> Result<(), SessionFileError> {
        if setup.is_empty() && !self.file.exists() {
            return Ok(());
        }
        let text = document::write(setup, &self.program, &self.build())
            .map_err(|why| SessionFileError::Invalid { path: self.file.clone(), why })?;
        self.write_file(&self.file, &text)
    }

    /// Removes what was written.
    ///
    /// # Errors
    /// [`SessionFileError`].
    pub fn forget(&self) -> Result<(), SessionFileError> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(SessionFileError::Io { path: self.file.clone(), error })
            }
            _ => Ok(()),
        }
    }

    fn history_file(&self) -> PathBuf {
        self.folder.join("history")
    }

    /// The commands of all sessions, the oldest first.
    ///
    /// # Errors
    /// [`SessionFileError`].
    pub fn read_history(&self) -> Result<Vec<String>, SessionFileError> {
        let text = self.read_file(&self.history_file())?.unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        lines.drain(..lines.len().saturating_sub(MOST_COMMANDS));
        Ok(lines)
    }

    /// Adds commands to those that are there by now, also of other sessions meanwhile.
    ///
    /// # Errors
    /// [`SessionFileError`].
    pub fn add_history(&self, commands: &[String]) -> Result<(), SessionFileError> {
        if commands.is_empty() {
            return Ok(());
        }
        let mut lines = self.read_history()?;
        lines.extend(commands.iter().map(|line| line.replace(['\n', '\r'], " ")));
        lines.drain(..lines.len().saturating_sub(MOST_COMMANDS));
        // Not more than is read again.
        let mut bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
        let mut first = 0;
        while bytes > LARGEST as usize / 2 {
            bytes -= lines[first].len() + 1;
            first += 1;
        }
        let text: String = lines[first..].iter().map(|line| format!("{line}\n")).collect();
        self.write_file(&self.history_file(), &text)
    }

    /// Names the build of the program: another file at the same place has other instructions.
    fn build(&self) -> String {
        let Ok(metadata) = fs::metadata(&self.program) else { return String::new() };
        let modified = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let modified = modified.map_or(0, |since| since.as_nanos());
        format!("{}-{modified}", metadata.len())
    }

    fn read_file(&self, path: &Path) -> Result<Option<String>, SessionFileError> {
        let failed = |error| SessionFileError::Io { path: path.to_owned(), error };
        let invalid =
            |why: &str| SessionFileError::Invalid { path: path.to_owned(), why: why.to_owned() };
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        // What is no file might never end.
        if !metadata.is_file() {
            return Err(invalid("it is no file"));
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(path).map_err(failed)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(invalid("it is larger than 1 MiB, which wrtd never writes"));
        }
        String::from_utf8(bytes).map(Some).map_err(|_| invalid("it is no UTF-8"))
    }

    fn write_file(&self, path: &Path, text: &str) -> Result<(), SessionFileError> {
        private::write(path, text.as_bytes())
            .map_err(|error| SessionFileError::Io { path: path.to_owned(), error })
    }
}

/// FNV-1a, which is the same in every build.
fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
