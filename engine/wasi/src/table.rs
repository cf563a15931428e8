//! The descriptors of a program.
//!
//! A descriptor's rights only ever shrink, and a descriptor never has more than the directory it
//! was opened from hands down.

use cap_std::fs::Dir;

use crate::abi::flags::{FdFlags, FileType};
use crate::abi::{Errno, Rights};
use crate::fs::dir::Listing;
use crate::fs::host::HostFile;
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

    /// Whether it may be used in a way that needs `rights`.
    pub(crate) fn check(&self, rights: Rights) -> Result<(), Errno> {
        if self.base.contains(rights) { Ok(()) } else { Err(Errno::Notcapable) }
    }
}

/// The open descriptors by number.
pub(crate) struct Table {
    slots: Vec<Option<Descriptor>>,
    limit: usize,
}

impl Table {
    /// A table with room for `limit` descriptors.
    pub(crate) fn new(limit: usize) -> Self {
        Self { slots: Vec::new(), limit }
    }

    /// Whether another descriptor fits.
    pub(crate) fn has_room(&self) -> bool {
        self.slots.len() < self.limit || self.slots.iter().any(Option::is_none)
    }

    /// Gives a descriptor the lowest free number, as POSIX demands. A full table is `EMFILE`.
    pub(crate) fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let free = self.slots.iter().position(Option::is_none).unwrap_or(self.slots.len());
        let number = u32::try_from(free).map_err(|_| Errno::Mfile)?;
        match self.slots.get_mut(free) {
            Some(slot) => *slot = Some(descriptor),
            None if free < self.limit => self.slots.push(Some(descriptor)),
            None => return Err(Errno::Mfile),
        }
        Ok(number)
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

    /// Takes a descriptor out; its number is free then.
    pub(crate) fn remove(&mut self, fd: u32) -> Result<Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|index| self.slots.get_mut(index));
        slot.and_then(Option::take).ok_or(Errno::Badf)
    }

    /// Closes `to` and gives its number to `from`. Both must be open.
    pub(crate) fn renumber(&mut self, from: u32, to: u32) -> Result<(), Errno> {
        self.get(from)?;
        self.get(to)?;
        if from != to {
            let moved = self.remove(from)?;
            *self.get_mut(to)? = moved;
        }
        Ok(())
    }
}
