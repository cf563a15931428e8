//! Attributes of files: `filestat`, sizes and times.

use std::fs::FileTimes;
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cap_fs_ext::{DirExt, FileTypeExt, MetadataExt, SystemTimeSpec};
use cap_std::fs::{Dir, Metadata};

use crate::abi::flags::{FileType, NewTime, follows_symlinks, new_times};
use crate::abi::layout::FileStat;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault};
use crate::clock::nanoseconds;
use crate::context::Context;
use crate::fs::host;
use crate::fs::path::as_directory;
use crate::guest::Guest;
use crate::table::{Descriptor, Node};

/// The type of a file as preview 1 names it; it has none for a pipe.
pub(crate) fn file_type(host: cap_std::fs::FileType) -> FileType {
    if host.is_file() {
        FileType::RegularFile
    } else if host.is_dir() {
        FileType::Directory
    } else if host.is_symlink() {
        FileType::SymbolicLink
    } else if host.is_char_device() {
        FileType::CharacterDevice
    } else if host.is_block_device() {
        FileType::BlockDevice
    } else if host.is_socket() {
        FileType::SocketStream
    } else {
        FileType::Unknown
    }
}

/// The attributes of a file from those of the host.
fn file_stat(metadata: &Metadata) -> FileStat {
    let time = |time: io::Result<cap_std::time::SystemTime>| {
        time.map_or(0, |time| since_epoch(time.into_std()))
    };
    FileStat {
        device: metadata.dev(),
        inode: metadata.ino(),
        file_type: file_type(metadata.file_type()),
        links: metadata.nlink(),
        size: metadata.len(),
        accessed: time(metadata.accessed()),
        modified: time(metadata.modified()),
        changed: host::change_time(metadata),
    }
}

/// Nanoseconds since 1970-01-01 UTC; what is earlier counts as then, for preview 1 has no earlier
/// time.
fn since_epoch(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, nanoseconds)
}

fn descriptor_stat(descriptor: &Descriptor) -> Result<FileStat, Errno> {
    match &descriptor.node {
        Node::File(file) => Ok(file_stat(&file.metadata()?)),
        Node::Directory(directory) => Ok(file_stat(&directory.dir.dir_metadata()?)),
        Node::Input(_) | Node::Output(_) => Ok(FileStat {
            device: 0,
            inode: 0,
            file_type: descriptor.file_type,
            links: 1,
            size: 0,
            accessed: 0,
            modified: 0,
            changed: 0,
        }),
    }
}

/// `fd_filestat_get(fd, buf)`
pub(crate) fn fd_filestat_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_FILESTAT_GET)?;
    let stat = descriptor_stat(descriptor)?;
    Ok(guest.write(args.u32(1), &stat.encode(context.snapshot))?)
}

/// `fd_filestat_set_size(fd, size)`
pub(crate) fn fd_filestat_set_size(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_FILESTAT_SET_SIZE)?;
    match &descriptor.node {
        Node::File(file) => Ok(file.set_size(args.u64(1))?),
        _ => Err(Errno::Inval.into()),
    }
}

/// `fd_filestat_set_times(fd, atim, mtim, fst_flags)`
pub(crate) fn fd_filestat_set_times(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let (accessed, modified) = new_times(args.u64(1), args.u64(2), args.u32(3))?;
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_FILESTAT_SET_TIMES)?;
    match &descriptor.node {
        Node::File(file) => {
            let mut times = FileTimes::new();
            if let Some(time) = system_time(accessed)? {
                times = times.set_accessed(time);
            }
            if let Some(time) = system_time(modified)? {
                times = times.set_modified(time);
            }
            Ok(file.set_times(times)?)
        }
        Node::Directory(directory) => set_path_times(&directory.dir, ".", true, accessed, modified),
        Node::Input(_) | Node::Output(_) => Err(Errno::Inval.into()),
    }
}

/// `path_filestat_get(fd, flags, path, path_len, buf)`
pub(crate) fn path_filestat_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(0), Rights::PATH_FILESTAT_GET)?;
    let follow = follows_symlinks(args.u32(1))?;
    let path = as_directory(guest.path(args.u32(2), args.u32(3))?);
    let metadata = if follow {
        directory.dir.metadata(path)?
    } else {
        directory.dir.symlink_metadata(path)?
    };
    Ok(guest.write(args.u32(4), &file_stat(&metadata).encode(context.snapshot))?)
}

/// `path_filestat_set_times(fd, flags, path, path_len, atim, mtim, fst_flags)`
pub(crate) fn path_filestat_set_times(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(0), Rights::PATH_FILESTAT_SET_TIMES)?;
    let follow = follows_symlinks(args.u32(1))?;
    let path = as_directory(guest.path(args.u32(2), args.u32(3))?);
    let (accessed, modified) = new_times(args.u64(4), args.u64(5), args.u32(6))?;
    set_path_times(&directory.dir, &path, follow, accessed, modified)
}

fn set_path_times(
    dir: &Dir,
    path: &str,
    follow: bool,
    accessed: NewTime,
    modified: NewTime,
) -> Result<(), Fault> {
    let spec = |time: NewTime| -> Result<Option<SystemTimeSpec>, Errno> {
        Ok(match time {
            NewTime::Now => Some(SystemTimeSpec::SymbolicNow),
            other => system_time(other)?
                .map(|time| SystemTimeSpec::Absolute(cap_std::time::SystemTime::from_std(time))),
        })
    };
    let (accessed, modified) = (spec(accessed)?, spec(modified)?);
    if follow {
        Ok(dir.set_times(path, accessed, modified)?)
    } else {
        Ok(dir.set_symlink_times(path, accessed, modified)?)
    }
}

/// The host's form of a new time; `None` to keep the old one.
fn system_time(time: NewTime) -> Result<Option<SystemTime>, Errno> {
    match time {
        NewTime::Keep => Ok(None),
        NewTime::Now => Ok(Some(SystemTime::now())),
        NewTime::At(nanoseconds) => {
            let since = Duration::from_nanos(nanoseconds);
            UNIX_EPOCH.checked_add(since).map(Some).ok_or(Errno::Overflow)
        }
    }
}
