//! An open file of the host.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::Duration;

use cap_std::fs::{File, Metadata};

use super::system;
use crate::abi::Rights;
use crate::abi::flags::{Advice, FileType};
use crate::fs::stat::file_type;

/// Whether a file can be read or written without waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(windows, expect(dead_code, reason = "files are always ready there"))]
pub(crate) enum Polled {
    Ready { hangup: bool },
    NotYet,
}

/// A file, pipe or device that is open without blocking: where a read or write would have to wait
/// it answers `WouldBlock`, so that the debugger can pause the program in the meantime.
pub(crate) struct HostFile {
    file: File,
    file_type: FileType,
    terminal: bool,
    append: bool,
}

impl HostFile {
    pub(crate) fn new(file: fs::File) -> io::Result<Self> {
        Self::from_cap(File::from_std(file))
    }

    pub(crate) fn from_cap(file: File) -> io::Result<Self> {
        let file_type = file_type(file.metadata()?.file_type());
        let terminal = file_type == FileType::CharacterDevice && system::is_terminal(&file);
        if !matches!(file_type, FileType::RegularFile | FileType::Directory) {
            system::set_nonblocking(&file)?;
        }
        Ok(Self { file, file_type, terminal, append: false })
    }

    pub(crate) fn file_type(&self) -> FileType {
        self.file_type
    }

    /// Whether reads and writes can have to wait: everything but regular files and disks.
    pub(crate) fn can_wait(&self) -> bool {
        !matches!(self.file_type, FileType::RegularFile | FileType::BlockDevice)
    }

    /// Which of `rights` mean something on this file.
    pub(crate) fn usable(&self, rights: Rights) -> Rights {
        if self.terminal {
            rights & Rights::STREAM
        } else {
            rights & !Rights::FD_READDIR & !Rights::SOCK_ACCEPT & !Rights::SOCK_SHUTDOWN
        }
    }

    pub(crate) fn metadata(&self) -> io::Result<Metadata> {
        self.file.metadata()
    }

    /// Reads at the file's position, or at `offset` without moving it.
    pub(crate) fn read(&self, buffer: &mut [u8], offset: Option<u64>) -> io::Result<usize> {
        match offset {
            None => (&self.file).read(buffer),
            Some(offset) => system::read_at(&self.file, buffer, offset),
        }
    }

    /// Writes at the file's position (its end in append mode), or at `offset` without moving it.
    pub(crate) fn write(&self, bytes: &[u8], offset: Option<u64>) -> io::Result<usize> {
        match offset {
            None => {
                if self.append && !system::HAS_APPEND_MODE {
                    self.seek(SeekFrom::End(0))?;
                }
                (&self.file).write(bytes)
            }
            Some(offset) => system::write_at(&self.file, bytes, offset),
        }
    }

    pub(crate) fn seek(&self, to: SeekFrom) -> io::Result<u64> {
        (&self.file).seek(to)
    }

    pub(crate) fn set_size(&self, bytes: u64) -> io::Result<()> {
        self.file.set_len(bytes)
    }

    /// Waits until the file is on its medium, its attributes included unless `data_only`.
    pub(crate) fn sync(&self, data_only: bool) -> io::Result<()> {
        if data_only { self.file.sync_data() } else { self.file.sync_all() }
    }

    pub(crate) fn set_append(&mut self, append: bool) -> io::Result<()> {
        system::set_append(&self.file, append)?;
        self.append = append;
        Ok(())
    }

    pub(crate) fn advise(&self, offset: u64, len: u64, advice: Advice) -> io::Result<()> {
        system::advise(&self.file, offset, len, advice)
    }

    pub(crate) fn allocate(&self, offset: u64, len: u64) -> io::Result<()> {
        system::allocate(&self.file, offset, len)
    }

    pub(crate) fn set_times(&self, times: fs::FileTimes) -> io::Result<()> {
        let file = self.file.try_clone()?.into_std();
        file.set_times(times)
    }

    /// Bytes between the position and the end of a file that has both; 1 otherwise, for something
    /// can be moved.
    pub(crate) fn bytes_left(&self) -> u64 {
        let position = if self.can_wait() { None } else { self.seek(SeekFrom::Current(0)).ok() };
        match (position, self.metadata()) {
            (Some(position), Ok(metadata)) => metadata.len().saturating_sub(position),
            _ => 1,
        }
    }

    /// Waits until the file can be read (or written), for `time` at most.
    pub(crate) fn poll(&self, write: bool, time: Duration) -> io::Result<Polled> {
        if !self.can_wait() {
            return Ok(Polled::Ready { hangup: false });
        }
        system::poll(&self.file, write, time)
    }
}
