//! Listing directories.
//!
//! A cookie is the position of an entry in the listing that began when the program last asked with
//! cookie 0. Of a listing only the entry that was read last is kept, as programs go on with it where it
//! did not fit their buffer, so that a program that removes what it lists sees every entry once. One
//! that goes further back makes the directory be read anew up to there.

use cap_fs_ext::MetadataExt;
use cap_std::fs::{Dir, ReadDir};

use crate::abi::flags::FileType;
use crate::abi::layout::dirent;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault, Listed, Progress};
use crate::context::Context;
use crate::fs::host;
use crate::fs::stat::file_type;
use crate::guest::Guest;
use crate::table::{Directory, Node};

/// Entries read between two looks at the interrupt.
const INTERRUPT_INTERVAL: u64 = 64;

/// Bytes that are charged while a directory is read: the buffer of the standard libraries and of rustix,
/// which grows with the directory to 48 KiB, and one entry with its name.
pub(crate) const READER_SIZE: u64 = 50 * 1024;

struct Entry {
    inode: u64,
    file_type: FileType,
    name: Vec<u8>,
}

/// What has been read of a directory, and where to go on.
#[derive(Default)]
pub(crate) struct Listing {
    rest: Rest,
    /// Entries that have been read.
    position: u64,
    /// The last of them, until the directory has been read to its end.
    last: Option<Entry>,
    /// The inode of the directory itself.
    inode: u64,
}

#[derive(Default)]
enum Rest {
    #[default]
    NotBegun,
    Reading(Box<ReadDir>),
    Ended,
}

impl Listing {
    /// Bytes that it has charged.
    pub(crate) fn size(&self) -> u64 {
        if matches!(self.rest, Rest::Reading(_)) { READER_SIZE } else { 0 }
    }

    /// Begins anew with the next entry that is asked for.
    fn reset(&mut self, guest: &mut Guest<'_>) {
        guest.release(self.size());
        *self = Self::default();
    }

    /// Entry `index`, if the directory has so many. Reads a stretch of the directory where it has
    /// to.
    fn entry(
        &mut self,
        dir: &Dir,
        index: u64,
        guest: &mut Guest<'_>,
    ) -> Result<Option<&Entry>, Fault> {
        let is_last = self.last.is_some() && self.position.checked_sub(1) == Some(index);
        if index < self.position && !is_last {
            self.reset(guest);
        }
        if let Rest::NotBegun = self.rest {
            self.begin(dir, guest)?;
        }
        while self.position <= index {
            if self.position.is_multiple_of(INTERRUPT_INTERVAL) {
                guest.give_way()?;
            }
            if !self.read_one(guest)? {
                return Ok(None);
            }
        }
        Ok(self.last.as_ref())
    }

    fn begin(&mut self, dir: &Dir, guest: &mut Guest<'_>) -> Result<(), Errno> {
        guest.charge(READER_SIZE)?;
        let reader = dir.dir_metadata().and_then(|own| Ok((own.ino(), dir.entries()?)));
        let (inode, reader) = reader.inspect_err(|_| guest.release(READER_SIZE))?;
        self.inode = inode;
        self.rest = Rest::Reading(Box::new(reader));
        Ok(())
    }

    /// Reads the next entry; whether there was one.
    fn read_one(&mut self, guest: &mut Guest<'_>) -> Result<bool, Errno> {
        let Rest::Reading(reader) = &mut self.rest else {
            return Ok(false);
        };
        let entry = match self.position {
            0 => Some(self.itself(b".")),
            // The inode of the directory above is nothing that the program can reach: it gets this
            // one's.
            1 => Some(self.itself(b"..")),
            // An entry that vanishes in between is listed all the same, as a system's own listing would
            // have it.
            _ => reader.next().transpose()?.map(|entry| Entry {
                inode: host::inode(&entry),
                file_type: entry.file_type().map_or(FileType::Unknown, file_type),
                name: host::name_bytes(&entry.file_name()),
            }),
        };
        let found = entry.is_some();
        if found {
            self.position += 1;
        } else {
            guest.release(READER_SIZE);
            self.rest = Rest::Ended;
        }
        self.last = entry;
        Ok(found)
    }

    fn itself(&self, name: &[u8]) -> Entry {
        Entry { inode: self.inode, file_type: FileType::Directory, name: name.to_vec() }
    }
}

/// `fd_readdir(fd, buf, buf_len, cookie, result.size)`. A buffer that is not filled means the end;
/// the last entry is cut off where it does not fit.
pub(crate) fn fd_readdir(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let buffer = guest.range(args.u32(1), args.u32(2))?;
    guest.range(args.u32(4), 4)?;
    let descriptor = context.table.get_mut(args.u32(0))?;
    let Node::Directory(Directory { dir, listing, .. }) = &mut descriptor.node else {
        return Err(Errno::Notdir.into());
    };
    if !descriptor.base.contains(Rights::FD_READDIR) {
        return Err(Errno::Notcapable.into());
    }
    let before = context.restart.listed_before();
    let cookie = args.u64(3);
    if cookie == 0 && before.is_none() {
        listing.reset(guest);
    }
    let Listed { mut next, mut used } = before.unwrap_or(Listed { next: cookie, used: 0 });
    while used < buffer.len() {
        let entry = match listing.entry(dir, next, guest) {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(Fault::Interrupted) => {
                return Err(context.restart.interrupt(Progress::Listed(Listed { next, used })));
            }
            Err(fault) => return Err(fault),
        };
        let name_len = u32::try_from(entry.name.len()).map_err(|_| Errno::Overflow)?;
        let head = dirent(next + 1, entry.inode, name_len, entry.file_type);
        for bytes in [head.as_slice(), &entry.name] {
            let room = buffer.part(used as u64, bytes.len());
            guest.bytes_mut(room).copy_from_slice(&bytes[..room.len()]);
            used += room.len();
        }
        next += 1;
    }
    let used = u32::try_from(used).map_err(|_| Errno::Overflow)?;
    Ok(guest.write_u32(args.u32(4), used)?)
}
