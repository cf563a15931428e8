//! Writing: `fd_write` and `fd_pwrite`.

use std::io;

use crate::abi::flags::FdFlags;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault, Restart};
use crate::context::Context;
use crate::fs::host::HostFile;
use crate::fs::transfer::{Extent, PIECE, SLICE, transfer};
use crate::guest::{Guest, Range};
use crate::output::OutputSink;
use crate::table::Node;

/// `fd_write(fd, iovs, iovs_len, result.size)`
pub(crate) fn fd_write(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_WRITE)?;
    let buffers = guest.iovecs(args.u32(1), args.u32(2))?;
    guest.range(args.u32(3), 4)?;
    let blocking = !descriptor.flags.contains(FdFlags::NONBLOCK);
    let restart = &mut context.restart;
    let count = match &descriptor.node {
        Node::Output(stream) => {
            write_sink(restart, guest, context.outputs.sink(*stream), &buffers)?
        }
        Node::File(file) => write_file(restart, guest, file, &buffers, None, blocking)?,
        Node::Directory(_) => return Err(Errno::Isdir.into()),
        Node::Input(_) => return Err(Errno::Badf.into()),
    };
    Ok(guest.write_u32(args.u32(3), count)?)
}

/// `fd_pwrite(fd, iovs, iovs_len, offset, result.size)`
pub(crate) fn fd_pwrite(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    let file = match &descriptor.node {
        Node::File(file) => file,
        Node::Directory(_) => return Err(Errno::Isdir.into()),
        Node::Input(_) | Node::Output(_) => return Err(Errno::Spipe.into()),
    };
    descriptor.check(Rights::FD_WRITE | Rights::FD_SEEK)?;
    let buffers = guest.iovecs(args.u32(1), args.u32(2))?;
    guest.range(args.u32(4), 4)?;
    let blocking = !descriptor.flags.contains(FdFlags::NONBLOCK);
    let offset = Some(args.u64(3));
    let count = write_file(&mut context.restart, guest, file, &buffers, offset, blocking)?;
    Ok(guest.write_u32(args.u32(4), count)?)
}

fn write_file(
    restart: &mut Restart,
    guest: &mut Guest<'_>,
    file: &HostFile,
    buffers: &[Range],
    offset: Option<u64>,
    blocking: bool,
) -> Result<u32, Fault> {
    let mut wait = || file.poll(true, SLICE).map(drop);
    let wait = if blocking { Some(&mut wait as &mut dyn FnMut() -> io::Result<()>) } else { None };
    transfer(restart, guest, buffers, Extent::All, wait, |guest, chunk, done| {
        file.write(guest.bytes(chunk), offset.map(|offset| offset.saturating_add(done)))
    })
}

/// Gathers small buffers, so that a line written in parts reaches the front end whole.
fn write_sink(
    restart: &mut Restart,
    guest: &mut Guest<'_>,
    sink: &mut dyn OutputSink,
    buffers: &[Range],
) -> Result<u32, Fault> {
    let mut step = |bytes: &[u8]| match sink.write(bytes) {
        Ok(0) => Err(io::ErrorKind::WriteZero.into()),
        Ok(count) => Ok(count.min(bytes.len())),
        Err(error) => Err(error),
    };
    let filled = buffers.iter().filter(|buffer| buffer.len() > 0).count();
    let total = buffers.iter().map(|buffer| buffer.len()).sum::<usize>();
    if filled > 1 && total <= PIECE && restart.before.is_none() && !guest.interrupted() {
        let mut bytes = Vec::with_capacity(total);
        for buffer in buffers {
            bytes.extend_from_slice(guest.bytes(*buffer));
        }
        let count = step(&bytes)?;
        return Ok(u32::try_from(count).map_err(|_| Errno::Overflow)?);
    }
    let step = |guest: &mut Guest<'_>, chunk, _| step(guest.bytes(chunk));
    transfer(restart, guest, buffers, Extent::Pieces, None, step)
}
