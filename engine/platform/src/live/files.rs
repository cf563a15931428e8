//! Bounded reads of files, for the live host and for recorded ones.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::ReadError;

/// Reads the beginning of a file that may be of any kind, as those of `/proc` are; never waits for a pipe's writer.
pub(crate) fn read(path: &Path, buffer: &mut [u8]) -> Result<usize, ReadError> {
    fill(open(path).map_err(reason)?, buffer)
}

/// Reads the beginning of a regular file; another kind, a link included, is none.
pub(crate) fn read_regular(path: &Path, buffer: &mut [u8]) -> Result<usize, ReadError> {
    let metadata = path.symlink_metadata().map_err(reason)?;
    if !metadata.is_file() {
        return Err(ReadError::Missing);
    }
    let file = open(path).map_err(reason)?;
    // It may have been replaced meanwhile.
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Err(ReadError::Missing);
    }
    fill(file, buffer)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use std::os::unix::fs::OpenOptionsExt;

        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

fn fill(mut file: File, buffer: &mut [u8]) -> Result<usize, ReadError> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(reason(error)),
        }
    }
    Ok(filled)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn reason(error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::InvalidFilename => ReadError::Missing,
        io::ErrorKind::PermissionDenied => ReadError::Denied,
        _ => ReadError::Failed,
    }
}
