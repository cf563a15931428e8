//! How a program finds the directories it was given: `fd_prestat_get` and `fd_prestat_dir_name`.

use crate::abi::Errno;
use crate::abi::layout::prestat_dir;
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::guest::Guest;
use crate::table::{Node, Table};

/// The guest's name of a preopened directory. `EBADF` for every other descriptor: programs take it
/// for the end of the list.
fn preopened_name(table: &Table, fd: u32) -> Result<&str, Errno> {
    match &table.get(fd)?.node {
        Node::Directory(directory) => directory.preopened_as.as_deref().ok_or(Errno::Badf),
        _ => Err(Errno::Badf),
    }
}

/// `fd_prestat_get(fd, buf)`
pub(crate) fn fd_prestat_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let name = preopened_name(&context.table, args.u32(0))?;
    let len = u32::try_from(name.len()).map_err(|_| Errno::Nametoolong)?;
    Ok(guest.write(args.u32(1), &prestat_dir(len))?)
}

/// `fd_prestat_dir_name(fd, path, path_len)`
pub(crate) fn fd_prestat_dir_name(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let name = preopened_name(&context.table, args.u32(0))?;
    if (args.u32(2) as usize) < name.len() {
        return Err(Errno::Nametoolong.into());
    }
    Ok(guest.write(args.u32(1), name.as_bytes())?)
}
