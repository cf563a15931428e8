//! Functions on paths that open nothing: making, linking, renaming and removing.

use cap_fs_ext::DirExt;

use crate::abi::flags::follows_symlinks;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::fs::host;
use crate::guest::Guest;

/// A path that means a directory where it ends with a slash. cap-std ignores the slash after a
/// single name in some functions; it heeds a `.` there if the path does not begin with the name.
pub(crate) fn as_directory(path: String) -> String {
    match (path.ends_with('/'), path.starts_with('/')) {
        (false, _) => path,
        (true, false) => format!("./{path}."),
        (true, true) => format!("{path}."),
    }
}

/// A path without the slashes at its end, unless it is nothing else.
fn without_slash(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => path,
        trimmed => trimmed,
    }
}

/// `path_create_directory(fd, path, path_len)`
pub(crate) fn path_create_directory(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(0), Rights::PATH_CREATE_DIRECTORY)?;
    let path = guest.path(args.u32(1), args.u32(2))?;
    Ok(directory.dir.create_dir(path)?)
}

/// `path_link(old_fd, old_flags, old_path, old_path_len, new_fd, new_path, new_path_len)`. A link
/// to what a symbolic link means cannot be made safely: following is `EINVAL`.
pub(crate) fn path_link(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let from = context.table.directory(args.u32(0), Rights::PATH_LINK_SOURCE)?;
    let to = context.table.directory(args.u32(4), Rights::PATH_LINK_TARGET)?;
    if follows_symlinks(args.u32(1))? {
        return Err(Errno::Inval.into());
    }
    let old_path = guest.path(args.u32(2), args.u32(3))?;
    let new_path = guest.path(args.u32(5), args.u32(6))?;
    Ok(from.dir.hard_link(old_path, &to.dir, new_path)?)
}

/// `path_readlink(fd, path, path_len, buf, buf_len, result.size)`. What does not fit the buffer is
/// cut off.
pub(crate) fn path_readlink(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(0), Rights::PATH_READLINK)?;
    let path = as_directory(guest.path(args.u32(1), args.u32(2))?);
    let buffer = guest.range(args.u32(3), args.u32(4))?;
    let target = host::name_bytes(directory.dir.read_link(path)?.as_os_str());
    let len = target.len().min(buffer.len());
    guest.bytes_mut(buffer.part(0, len)).copy_from_slice(&target[..len]);
    let len = u32::try_from(len).map_err(|_| Errno::Overflow)?;
    Ok(guest.write_u32(args.u32(5), len)?)
}

/// `path_remove_directory(fd, path, path_len)`
pub(crate) fn path_remove_directory(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(0), Rights::PATH_REMOVE_DIRECTORY)?;
    let path = guest.path(args.u32(1), args.u32(2))?;
    // cap-std takes a slash at the end for "the directory itself", which cannot be removed.
    Ok(directory.dir.remove_dir(without_slash(&path))?)
}

/// `path_rename(fd, old_path, old_path_len, new_fd, new_path, new_path_len)`
pub(crate) fn path_rename(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let from = context.table.directory(args.u32(0), Rights::PATH_RENAME_SOURCE)?;
    let to = context.table.directory(args.u32(3), Rights::PATH_RENAME_TARGET)?;
    let old_path = guest.path(args.u32(1), args.u32(2))?;
    let new_path = guest.path(args.u32(4), args.u32(5))?;
    // A slash at the end, which cap-std ignores here, means that the path names a directory.
    if (old_path.ends_with('/') || new_path.ends_with('/'))
        && !from.dir.symlink_metadata(without_slash(&old_path))?.is_dir()
    {
        return Err(Errno::Notdir.into());
    }
    Ok(from.dir.rename(old_path, &to.dir, new_path)?)
}

/// `path_symlink(old_path, old_path_len, fd, new_path, new_path_len)`. An absolute target is
/// `EPERM`; a relative one may lead anywhere, and is refused when it is followed out of the
/// directory.
pub(crate) fn path_symlink(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(2), Rights::PATH_SYMLINK)?;
    let target = guest.path(args.u32(0), args.u32(1))?;
    let path = guest.path(args.u32(3), args.u32(4))?;
    Ok(DirExt::symlink(&directory.dir, target, path)?)
}

/// `path_unlink_file(fd, path, path_len)`
pub(crate) fn path_unlink_file(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let directory = context.table.directory(args.u32(0), Rights::PATH_UNLINK_FILE)?;
    let path = guest.path(args.u32(1), args.u32(2))?;
    Ok(directory.dir.remove_file_or_symlink(path)?)
}
