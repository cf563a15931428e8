//! Sockets. Preview 1 has no way to make one, and no descriptor that wrtd gives a program is one:
//! every function answers `ENOTSOCK` for an open descriptor and `EBADF` for one that is not open,
//! after looking at its arguments.

use crate::abi::Errno;
use crate::abi::flags::FdFlags;
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::guest::Guest;

/// `sock_accept(fd, flags, result.fd)`
pub(crate) fn sock_accept(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    FdFlags::from_raw(args.u32(1))?;
    not_a_socket(context, args)
}

/// `sock_recv(fd, ri_data, ri_data_len, ri_flags, result.size, result.flags)`
pub(crate) fn sock_recv(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    guest.iovecs(args.u32(1), args.u32(2))?;
    not_a_socket(context, args)
}

/// `sock_send(fd, si_data, si_data_len, si_flags, result.size)`
pub(crate) fn sock_send(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    guest.iovecs(args.u32(1), args.u32(2))?;
    not_a_socket(context, args)
}

/// `sock_shutdown(fd, how)`
pub(crate) fn sock_shutdown(
    context: &mut Context,
    _guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    not_a_socket(context, args)
}

fn not_a_socket(context: &Context, args: Args<'_>) -> Result<(), Fault> {
    context.table.get(args.u32(0))?;
    Err(Errno::Notsock.into())
}
