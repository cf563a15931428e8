//! Functions on an open descriptor that move no data: positions, flags, rights, syncing, closing.

use std::io::SeekFrom;

use crate::abi::flags::{Advice, FdFlags, Whence};
use crate::abi::layout::FdStat;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::fs::host::HostFile;
use crate::guest::Guest;
use crate::table::{Descriptor, Node};

/// `fd_advise(fd, offset, len, advice)`
pub(crate) fn fd_advise(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let advice = Advice::from_raw(args.u32(3))?;
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_ADVISE)?;
    match &descriptor.node {
        Node::File(file) => Ok(file.advise(args.u64(1), args.u64(2), advice)?),
        Node::Directory(_) => Err(Errno::Isdir.into()),
        Node::Input(_) | Node::Output(_) => Err(Errno::Spipe.into()),
    }
}

/// `fd_allocate(fd, offset, len)`
pub(crate) fn fd_allocate(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_ALLOCATE)?;
    let (offset, len) = (args.u64(1), args.u64(2));
    let end = offset.checked_add(len).ok_or(Errno::Fbig)?;
    if len == 0 {
        return Err(Errno::Inval.into());
    }
    if i64::try_from(end).is_err() {
        return Err(Errno::Fbig.into());
    }
    match &descriptor.node {
        Node::File(file) => Ok(file.allocate(offset, len)?),
        Node::Directory(_) => Err(Errno::Isdir.into()),
        Node::Input(_) | Node::Output(_) => Err(Errno::Spipe.into()),
    }
}

/// `fd_close(fd)`
pub(crate) fn fd_close(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    Ok(context.table.close(args.u32(0), guest)?)
}

/// `fd_datasync(fd)`
pub(crate) fn fd_datasync(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    sync(context.table.get(args.u32(0))?, Rights::FD_DATASYNC, true)
}

/// `fd_sync(fd)`
pub(crate) fn fd_sync(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    sync(context.table.get(args.u32(0))?, Rights::FD_SYNC, false)
}

fn sync(descriptor: &Descriptor, right: Rights, data_only: bool) -> Result<(), Fault> {
    descriptor.check(right)?;
    match &descriptor.node {
        Node::File(file) => Ok(file.sync(data_only)?),
        // The descriptor of a directory need not be open for reading: syncing wants one that is.
        Node::Directory(directory) => {
            let opened = directory.dir.open(".")?;
            Ok(if data_only { opened.sync_data() } else { opened.sync_all() }?)
        }
        Node::Input(_) | Node::Output(_) => Err(Errno::Inval.into()),
    }
}

/// `fd_fdstat_get(fd, buf)`
pub(crate) fn fd_fdstat_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    let stat = FdStat {
        file_type: descriptor.file_type,
        flags: descriptor.flags,
        base: descriptor.base,
        inheriting: descriptor.inheriting,
    };
    Ok(guest.write(args.u32(1), &stat.encode())?)
}

/// `fd_fdstat_set_flags(fd, flags)`. How writes are synced is decided when a file is opened:
/// changing it is `ENOTSUP`.
pub(crate) fn fd_fdstat_set_flags(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let flags = FdFlags::from_raw(args.u32(1))?;
    let descriptor = context.table.get_mut(args.u32(0))?;
    descriptor.check(Rights::FD_FDSTAT_SET_FLAGS)?;
    if !flags.same_sync(descriptor.flags) {
        return Err(Errno::Notsup.into());
    }
    if let Node::File(file) = &mut descriptor.node {
        file.set_append(flags.contains(FdFlags::APPEND))?;
    }
    descriptor.flags = flags;
    Ok(())
}

/// `fd_fdstat_set_rights(fd, fs_rights_base, fs_rights_inheriting)`. Rights can only be given up.
pub(crate) fn fd_fdstat_set_rights(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let (base, inheriting) = (Rights::from_bits(args.u64(1)), Rights::from_bits(args.u64(2)));
    let descriptor = context.table.get_mut(args.u32(0))?;
    if !descriptor.base.contains(base) || !descriptor.inheriting.contains(inheriting) {
        return Err(Errno::Notcapable.into());
    }
    descriptor.base = base;
    descriptor.inheriting = inheriting;
    Ok(())
}

/// `fd_renumber(fd, to)`
pub(crate) fn fd_renumber(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    Ok(context.table.renumber(args.u32(0), args.u32(1), guest)?)
}

/// `fd_seek(fd, offset, whence, result.offset)`
pub(crate) fn fd_seek(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let offset = args.u64(1).cast_signed();
    let to = match Whence::from_raw(args.u32(2), context.snapshot)? {
        Whence::Start => SeekFrom::Start(u64::try_from(offset).map_err(|_| Errno::Inval)?),
        Whence::Current => SeekFrom::Current(offset),
        Whence::End => SeekFrom::End(offset),
    };
    let only_asks = to == SeekFrom::Current(0);
    seek(context.table.get(args.u32(0))?, only_asks, to, guest, args.u32(3))
}

/// `fd_tell(fd, result.offset)`
pub(crate) fn fd_tell(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    seek(descriptor, true, SeekFrom::Current(0), guest, args.u32(1))
}

/// Moves the position and writes the new one to `result`. `FD_SEEK` implies `FD_TELL`.
fn seek(
    descriptor: &Descriptor,
    only_asks: bool,
    to: SeekFrom,
    guest: &mut Guest<'_>,
    result: u32,
) -> Result<(), Fault> {
    let file: &HostFile = match &descriptor.node {
        Node::File(file) => file,
        Node::Directory(_) => return Err(Errno::Notcapable.into()),
        Node::Input(_) | Node::Output(_) => return Err(Errno::Spipe.into()),
    };
    if !(only_asks && descriptor.base.contains(Rights::FD_TELL)) {
        descriptor.check(Rights::FD_SEEK)?;
    }
    guest.range(result, 8)?;
    let position = file.seek(to)?;
    Ok(guest.write_u64(result, position)?)
}
