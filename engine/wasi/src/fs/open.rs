//! `path_open`.

use std::io;

use cap_fs_ext::{
    DirExt, FollowSymlinks, OpenOptionsFollowExt, OpenOptionsMaybeDirExt, OpenOptionsSyncExt,
};
use cap_std::fs::{Dir, File, OpenOptions};

use crate::abi::flags::{FdFlags, FileType, OpenFlags, follows_symlinks};
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::fs::host::HostFile;
use crate::fs::transfer::SLICE;
use crate::guest::Guest;
use crate::table::{Descriptor, Directory, Node};

/// Rights that need a file to be open for writing.
const WRITING: Rights =
    Rights::FD_WRITE.union(Rights::FD_ALLOCATE).union(Rights::FD_FILESTAT_SET_SIZE);

/// What is to be opened and how.
struct Request {
    path: String,
    follow: bool,
    open: OpenFlags,
    flags: FdFlags,
    base: Rights,
    inheriting: Rights,
}

/// `path_open(fd, dirflags, path, path_len, oflags, fs_rights_base, fs_rights_inheriting, fdflags,
/// result.fd)`
///
/// The rights asked for must be among those that the directory hands down; of these the new
/// descriptor gets what means something for its type.
pub(crate) fn path_open(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let request = Request {
        follow: follows_symlinks(args.u32(1))?,
        path: guest.path(args.u32(2), args.u32(3))?,
        open: OpenFlags::from_raw(args.u32(4))?,
        base: Rights::from_bits(args.u64(5)),
        inheriting: Rights::from_bits(args.u64(6)),
        flags: FdFlags::from_raw(args.u32(7))?,
    };
    guest.range(args.u32(8), 4)?;
    let parent = context.table.get(args.u32(0))?;
    parent.directory(request.needed())?;
    if !parent.inheriting.contains(request.base | request.inheriting) {
        return Err(Errno::Notcapable.into());
    }
    let number = context.table.insert(guest, |table, guest| {
        let parent = &table.directory(args.u32(0), request.needed())?.dir;
        if request.open.directory() {
            request.open_directory(parent)
        } else {
            request.open_any(parent, guest)
        }
    })?;
    Ok(guest.write_u32(args.u32(8), number)?)
}

impl Request {
    /// What the directory must allow.
    fn needed(&self) -> Rights {
        let mut rights = Rights::PATH_OPEN;
        if self.open.create() {
            rights = rights | Rights::PATH_CREATE_FILE;
        }
        if self.open.truncate() {
            rights = rights | Rights::PATH_FILESTAT_SET_SIZE;
        }
        rights
    }

    fn open_directory(&self, parent: &Dir) -> Result<Descriptor, Fault> {
        if self.open.create() || self.open.exclusive() || self.open.truncate() {
            return Err(Errno::Inval.into());
        }
        let dir = if self.follow {
            parent.open_dir(&self.path)?
        } else {
            parent.open_dir_nofollow(&self.path)?
        };
        if self.base.intersects(WRITING) {
            return Err(Errno::Isdir.into());
        }
        Ok(self.directory(dir))
    }

    fn directory(&self, dir: Dir) -> Descriptor {
        Descriptor {
            node: Node::Directory(Directory::new(dir, None)),
            file_type: FileType::Directory,
            flags: self.flags,
            base: self.base & Rights::DIRECTORY,
            inheriting: self.inheriting,
        }
    }

    fn open_any(&self, parent: &Dir, guest: &Guest<'_>) -> Result<Descriptor, Fault> {
        let file = loop {
            match self.open_host(parent) {
                // A named pipe that nobody reads yet: opening it for writing waits for a reader.
                Err(error) if self.waits_for_reader(parent, &error) => {
                    std::thread::sleep(guest.wait(SLICE)?);
                }
                opened => break opened?,
            }
        };
        if file.metadata()?.is_dir() {
            return Ok(self.directory(Dir::from_std_file(file.into_std())));
        }
        let mut file = HostFile::from_cap(file)?;
        if self.flags.contains(FdFlags::APPEND) {
            file.set_append(true)?;
        }
        Ok(Descriptor {
            file_type: file.file_type(),
            flags: self.flags,
            base: file.usable(self.base),
            inheriting: self.inheriting,
            node: Node::File(file),
        })
    }

    fn waits_for_reader(&self, parent: &Dir, error: &io::Error) -> bool {
        let is_pipe = || {
            let metadata = parent.metadata(&self.path);
            metadata.is_ok_and(|it| cap_fs_ext::FileTypeExt::is_fifo(&it.file_type()))
        };
        Errno::from(error) == Errno::Nxio && !self.flags.contains(FdFlags::NONBLOCK) && is_pipe()
    }

    /// Opens the file. The host creates files only for who writes them, so a file that is to be
    /// made and only read is first looked for, and opened for writing where it is missing; the
    /// rights keep the program from writing.
    fn open_host(&self, parent: &Dir) -> io::Result<File> {
        let write = self.base.intersects(WRITING) || self.open.truncate();
        let mut options = self.options(write);
        if !self.open.create() {
            return parent.open_with(&self.path, &options);
        }
        if self.open.exclusive() {
            return parent.open_with(&self.path, options.write(true).create_new(true));
        }
        if !write {
            match parent.open_with(&self.path, &options) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                opened => return opened,
            }
        }
        parent.open_with(&self.path, options.write(true).create(true))
    }

    fn options(&self, write: bool) -> OpenOptions {
        let mut options = OpenOptions::new();
        let read = self.base.intersects(Rights::FD_READ | Rights::FD_READDIR) || !write;
        let follow = if self.follow { FollowSymlinks::Yes } else { FollowSymlinks::No };
        options.read(read).write(write).truncate(self.open.truncate());
        options.follow(follow).maybe_dir(true);
        options.nonblock(true);
        options.sync(self.flags.contains(FdFlags::SYNC));
        options.dsync(self.flags.contains(FdFlags::DSYNC));
        options.rsync(self.flags.contains(FdFlags::RSYNC));
        options
    }
}
