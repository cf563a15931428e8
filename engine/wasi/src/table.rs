//! The descriptors of a program.
//!
//! The table is charged for its slots, and each descriptor for what it keeps ([`Descriptor::size`]). Slots
//! after the highest open descriptor are given back, so that the charge depends on what is open alone.
//!
//! A descriptor's rights only ever shrink, and a descriptor never has more than the directory it
//! was opened from hands down.

use cap_std::fs::Dir;
use wrtd_core::HostRefusal;

use crate::abi::flags::{FdFlags, FileType};
use crate::abi::{Errno, Rights};
use crate::call::Fault;
use crate::fs::dir::Listing;
use crate::fs::host::HostFile;
use crate::guest::Guest;
use crate::stdin::StdinPipe;

/// What a descriptor stands for.
pub(crate) enum Node {
    /// Standard input that is not a file.
    Input(StdinPipe),
    /// Standard output or standard error.
    Output(Stream),
    /// A file, pipe or device of the host.
    File(HostFile),
    /// A directory of the host.
    Directory(Directory),
}

/// The streams a program writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// An open directory: nothing outside it can be reached through it.
pub(crate) struct Directory {
    pub(crate) dir: Dir,
    /// The name under which the program finds it, if it was given to the program.
    pub(crate) preopened_as: Option<String>,
    pub(crate) listing: Listing,
}

impl Directory {
    pub(crate) fn new(dir: Dir, preopened_as: Option<String>) -> Self {
        Self { dir, preopened_as, listing: Listing::default() }
    }
}

/// An open descriptor.
pub(crate) struct Descriptor {
    pub(crate) node: Node,
    pub(crate) file_type: FileType,
    pub(crate) flags: FdFlags,
    /// What may be done with it.
    pub(crate) base: Rights,
    /// What may be done with what is opened through it.
    pub(crate) inheriting: Rights,
}

impl Descriptor {
    /// The directory, which needs `rights`.
    pub(crate) fn directory(&self, rights: Rights) -> Result<&Directory, Errno> {
        match &self.node {
            Node::Directory(directory) => self.check(rights).map(|()| directory),
            _ => Err(Errno::Notdir),
        }
    }

    /// Bytes that it has charged beside its slot.
    pub(crate) fn size(&self) -> u64 {
        match &self.node {
            Node::Input(pipe) => pipe.size(),
            Node::Directory(directory) => {
                let name = directory.preopened_as.as_ref().map_or(0, String::capacity);
                name as u64 + directory.listing.size()
            }
            Node::Output(_) | Node::File(_) => 0,
        }
    }

    /// Whether it may be used in a way that needs `rights`.
    pub(crate) fn check(&self, rights: Rights) -> Result<(), Errno> {
        if self.base.contains(rights) { Ok(()) } else { Err(Errno::Notcapable) }
    }
}

/// Slots that a table has at the least.
const LEAST_ROOM: usize = 8;

/// The open descriptors by number.
pub(crate) struct Table {
    /// The last slot is taken.
    slots: Vec<Option<Descriptor>>,
    /// Slots that are allocated.
    room: usize,
}

impl Table {
    /// A table that holds `descriptors` from number 0 on.
    pub(crate) fn new(descriptors: Vec<Descriptor>) -> Self {
        let mut table = Self { slots: Vec::new(), room: 0 };
        table.set_room(room_for(descriptors.len()));
        table.slots.extend(descriptors.into_iter().map(Some));
        table
    }

    /// Bytes that are charged for it.
    pub(crate) fn size(&self) -> u64 {
        let descriptors = self.slots.iter().flatten().map(Descriptor::size);
        slots_size(self.room) + descriptors.sum::<u64>()
    }

    fn set_room(&mut self, room: usize) {
        self.slots.reserve_exact(room.saturating_sub(self.slots.len()));
        self.slots.shrink_to(room);
        self.room = room;
    }

    /// Gives what `open` opens the lowest free number, as POSIX demands. Room for it is made first, so that
    /// nothing is opened that has none: a full table is `EMFILE`.
    pub(crate) fn insert(
        &mut self,
        guest: &mut Guest<'_>,
        open: impl FnOnce(&Self, &mut Guest<'_>) -> Result<Descriptor, Fault>,
    ) -> Result<u32, Fault> {
        let free = self.slots.iter().position(Option::is_none).unwrap_or(self.slots.len());
        self.make_room(free, guest)?;
        let number = u32::try_from(free).map_err(|_| Errno::Mfile)?;
        let descriptor = open(self, guest).inspect_err(|_| self.trim(guest))?;
        match self.slots.get_mut(free) {
            Some(slot) => *slot = Some(descriptor),
            None => self.slots.push(Some(descriptor)),
        }
        Ok(number)
    }

    /// Makes slot `number` one of those that are allocated.
    fn make_room(&mut self, number: usize, guest: &mut Guest<'_>) -> Result<(), Errno> {
        let limit = guest.descriptors();
        if number as u64 >= limit.most {
            let reason = HostRefusal::Count { what: "open descriptors", limit };
            return Err(guest.refuse(reason, Errno::Mfile));
        }
        if number >= self.room {
            let room = room_for(number + 1);
            guest.charge(slots_size(room) - slots_size(self.room))?;
            self.set_room(room);
        }
        Ok(())
    }

    /// Gives back the slots behind the last that is taken.
    fn trim(&mut self, guest: &mut Guest<'_>) {
        let taken = self.slots.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        self.slots.truncate(taken);
        let room = room_for(taken);
        if room < self.room {
            guest.release(slots_size(self.room) - slots_size(room));
            self.set_room(room);
        }
    }

    pub(crate) fn get(&self, fd: u32) -> Result<&Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|index| self.slots.get(index));
        slot.and_then(Option::as_ref).ok_or(Errno::Badf)
    }

    pub(crate) fn get_mut(&mut self, fd: u32) -> Result<&mut Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|index| self.slots.get_mut(index));
        slot.and_then(Option::as_mut).ok_or(Errno::Badf)
    }

    /// The directory of a path function that needs `rights`.
    pub(crate) fn directory(&self, fd: u32, rights: Rights) -> Result<&Directory, Errno> {
        self.get(fd)?.directory(rights)
    }

    fn take(&mut self, fd: u32) -> Result<Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|index| self.slots.get_mut(index));
        slot.and_then(Option::take).ok_or(Errno::Badf)
    }

    /// Closes a descriptor; its number is free then.
    pub(crate) fn close(&mut self, fd: u32, guest: &mut Guest<'_>) -> Result<(), Errno> {
        guest.release(self.take(fd)?.size());
        self.trim(guest);
        Ok(())
    }

    /// Closes `to` and gives its number to `from`. Both must be open.
    pub(crate) fn renumber(
        &mut self,
        from: u32,
        to: u32,
        guest: &mut Guest<'_>,
    ) -> Result<(), Errno> {
        self.get(from)?;
        self.get(to)?;
        if from != to {
            let moved = self.take(from)?;
            let closed = std::mem::replace(self.get_mut(to)?, moved);
            guest.release(closed.size());
            self.trim(guest);
        }
        Ok(())
    }
}

/// How many slots a table has whose highest descriptor is number `len - 1`.
fn room_for(len: usize) -> usize {
    len.next_power_of_two().max(LEAST_ROOM)
}

fn slots_size(count: usize) -> u64 {
    (count * size_of::<Option<Descriptor>>()) as u64
}
