//! Listing directories.
//!
//! A cookie is the position of an entry in the listing that began when the program last asked with
//! cookie 0. The listing is kept, so that a program that removes what it lists, or asks again for
//! an entry that did not fit its buffer, sees every entry once.

use cap_fs_ext::MetadataExt;
use cap_std::fs::{Dir, ReadDir};

use crate::abi::flags::FileType;
use crate::abi::layout::dirent;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::fs::host;
use crate::fs::stat::file_type;
use crate::guest::Guest;
use crate::table::Node;

/// Most entries of a directory that a program can list.
const MAX_ENTRIES: usize = 1 << 20;

/// Entries read between two looks at the interrupt.
const INTERRUPT_INTERVAL: usize = 64;

struct Entry {
    inode: u64,
    file_type: FileType,
    name: Vec<u8>,
}

/// What has been read of a directory, and where to go on.
#[derive(Default)]
pub(crate) struct Listing {
    entries: Vec<Entry>,
    rest: Rest,
}

#[derive(Default)]
enum Rest {
    #[default]
    NotBegun,
    Reading(Box<ReadDir>),
    Ended,
}

impl Listing {
    /// Entry `index`, if the directory has so many. Reads a stretch of the directory where it has
    /// to.
    fn entry(
        &mut self,
        dir: &Dir,
        index: usize,
        guest: &Guest<'_>,
    ) -> Result<Option<&Entry>, Fault> {
        if let Rest::NotBegun = self.rest {
            self.begin(dir)?;
        }
        while self.entries.len() <= index {
            if self.entries.len().is_multiple_of(INTERRUPT_INTERVAL) {
                guest.give_way()?;
            }
            if !self.read_one()? {
                break;
            }
        }
        Ok(self.entries.get(index))
    }

    fn begin(&mut self, dir: &Dir) -> Result<(), Errno> {
        let inode = dir.dir_metadata()?.ino();
        self.rest = Rest::Reading(Box::new(dir.entries()?));
        // The inode of the directory above is nothing that the program can reach: it gets this
        // one's.
        self.entries = [b".".as_slice(), b".."]
            .map(|name| Entry { inode, file_type: FileType::Directory, name: name.to_vec() })
            .into();
        Ok(())
    }

    /// Reads the next entry; whether there was one.
    fn read_one(&mut self) -> Result<bool, Errno> {
        let Rest::Reading(entries) = &mut self.rest else {
            return Ok(false);
        };
        let Some(entry) = entries.next().transpose()? else {
            self.rest = Rest::Ended;
            return Ok(false);
        };
        if self.entries.len() == MAX_ENTRIES {
            return Err(Errno::Nomem);
        }
        // An entry that vanishes in between is listed all the same, as a system's own listing would
        // have it.
        let inode = host::inode(&entry);
        let file_type = entry.file_type().map_or(FileType::Unknown, file_type);
        let name = host::name_bytes(&entry.file_name());
        self.entries.push(Entry { inode, file_type, name });
        Ok(true)
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
    let Node::Directory(directory) = &mut descriptor.node else {
        return Err(Errno::Notdir.into());
    };
    if !descriptor.base.contains(Rights::FD_READDIR) {
        return Err(Errno::Notcapable.into());
    }
    let cookie = args.u64(3);
    if cookie == 0 {
        directory.listing = Listing::default();
    }
    let mut index = usize::try_from(cookie).map_err(|_| Errno::Inval)?;
    let mut used = 0;
    while used < buffer.len() {
        let Some(entry) = directory.listing.entry(&directory.dir, index, guest)? else {
            break;
        };
        let name_len = u32::try_from(entry.name.len()).map_err(|_| Errno::Overflow)?;
        let head = dirent(index as u64 + 1, entry.inode, name_len, entry.file_type);
        for bytes in [head.as_slice(), &entry.name] {
            let room = buffer.part(used as u64, bytes.len());
            guest.bytes_mut(room).copy_from_slice(&bytes[..room.len()]);
            used += room.len();
        }
        index += 1;
    }
    let used = u32::try_from(used).map_err(|_| Errno::Overflow)?;
    Ok(guest.write_u32(args.u32(4), used)?)
}
