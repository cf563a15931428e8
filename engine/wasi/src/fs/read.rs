//! Reading: `fd_read` and `fd_pread`.

use std::io;

use crate::abi::flags::FdFlags;
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault, Restart};
use crate::context::Context;
use crate::fs::host::HostFile;
use crate::fs::transfer::{Extent, SLICE, transfer};
use crate::guest::{Guest, Range};
use crate::stdin::{Readiness, StdinPipe};
use crate::table::Node;

/// `fd_read(fd, iovs, iovs_len, result.size)`
pub(crate) fn fd_read(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let descriptor = context.table.get(args.u32(0))?;
    descriptor.check(Rights::FD_READ)?;
    let buffers = guest.iovecs(args.u32(1), args.u32(2))?;
    guest.range(args.u32(3), 4)?;
    let blocking = !descriptor.flags.contains(FdFlags::NONBLOCK);
    let count = match &descriptor.node {
        Node::Input(pipe) => read_pipe(pipe, guest, &buffers, blocking)?,
        Node::File(file) => read_file(&mut context.restart, guest, file, &buffers, None, blocking)?,
        Node::Directory(_) => return Err(Errno::Isdir.into()),
        Node::Output(_) => return Err(Errno::Badf.into()),
    };
    Ok(guest.write_u32(args.u32(3), count)?)
}

/// `fd_pread(fd, iovs, iovs_len, offset, result.size)`
pub(crate) fn fd_pread(
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
    descriptor.check(Rights::FD_READ | Rights::FD_SEEK)?;
    let buffers = guest.iovecs(args.u32(1), args.u32(2))?;
    guest.range(args.u32(4), 4)?;
    let blocking = !descriptor.flags.contains(FdFlags::NONBLOCK);
    let offset = Some(args.u64(3));
    let count = read_file(&mut context.restart, guest, file, &buffers, offset, blocking)?;
    Ok(guest.write_u32(args.u32(4), count)?)
}

fn read_file(
    restart: &mut Restart,
    guest: &mut Guest<'_>,
    file: &HostFile,
    buffers: &[Range],
    offset: Option<u64>,
    blocking: bool,
) -> Result<u32, Fault> {
    let extent = if file.can_wait() { Extent::One } else { Extent::All };
    let mut wait = || file.poll(false, SLICE).map(drop);
    let wait = if blocking { Some(&mut wait as &mut dyn FnMut() -> io::Result<()>) } else { None };
    transfer(restart, guest, buffers, extent, wait, |guest, chunk, done| {
        file.read(guest.bytes_mut(chunk), offset.map(|offset| offset.saturating_add(done)))
    })
}

/// Copies what the pipe holds. Nothing is taken out of it before it can be copied, so a call that
/// has to give way has had no effect.
fn read_pipe(
    pipe: &StdinPipe,
    guest: &mut Guest<'_>,
    buffers: &[Range],
    blocking: bool,
) -> Result<u32, Fault> {
    if buffers.iter().all(|buffer| buffer.len() == 0) {
        return Ok(0);
    }
    loop {
        match pipe.readiness() {
            Readiness::Bytes(_) => break,
            Readiness::End => return Ok(0),
            Readiness::Nothing if !blocking => return Err(Errno::Again.into()),
            Readiness::Nothing => {
                pipe.wait(guest.wait(SLICE)?);
            }
        }
    }
    let charged = pipe.size();
    let mut count = 0;
    for buffer in buffers {
        let taken = pipe.take(guest.bytes_mut(*buffer));
        count += taken;
        if taken < buffer.len() {
            break;
        }
    }
    guest.release(charged - pipe.size());
    Ok(u32::try_from(count).map_err(|_| Errno::Overflow)?)
}
