//! `poll_oneoff`: waiting for time to pass and for descriptors to become ready.
//!
//! The call waits in slices and gives way to the debugger between them. A repeated call remembers
//! when it first began to wait, so a pause makes no sleep longer.

use std::time::Duration;

use crate::abi::layout::{
    EVENT_SIZE, Event, Interest, Subscription, decode_subscription, subscription_size,
};
use crate::abi::{Errno, Rights};
use crate::call::{Args, Fault, Progress};
use crate::clock::Clock;
use crate::context::Context;
use crate::fs::host::Polled;
use crate::fs::transfer::SLICE;
use crate::guest::Guest;
use crate::stdin::{Readiness, StdinPipe};
use crate::table::{Descriptor, Node};

/// Most subscriptions of a call: far more than there are descriptors to wait for.
const MAX_SUBSCRIPTIONS: u32 = 16 * 1024;

/// What a look at a subscription finds.
enum Found {
    /// It is ready: bytes that can be moved without waiting, and whether the other end is closed.
    Ready { bytes: u64, hangup: bool },
    /// Nothing yet; it is certain that nothing comes for so many nanoseconds, if known.
    Nothing { for_at_least: Option<u64> },
}

/// `poll_oneoff(in, out, nsubscriptions, result.size)`
pub(crate) fn poll_oneoff(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    let (output, count) = (args.u32(1), args.u32(2));
    if count == 0 || count > MAX_SUBSCRIPTIONS {
        return Err(Errno::Inval.into());
    }
    let size = subscription_size(context.snapshot);
    let input = guest.array(args.u32(0), count, size)?;
    guest.array(output, count, EVENT_SIZE)?;
    guest.range(args.u32(3), 4)?;
    let each = size_of::<Subscription>() + size_of::<Event>();
    guest.charged(u64::from(count) * each as u64, |guest| {
        // The two arrays of the program's may overlap: events are written when all has been read.
        let mut subscriptions = Vec::with_capacity(count as usize);
        let snapshot = context.snapshot;
        let read = guest.bytes(input).chunks_exact(size as usize);
        subscriptions.extend(read.filter_map(|bytes| decode_subscription(bytes, snapshot)));
        let events = wait(context, guest, &subscriptions)?;
        for (at, event) in (0..).zip(&events) {
            guest.write(output + at * EVENT_SIZE, &event.encode())?;
        }
        // No more events than subscriptions.
        Ok(guest.write_u32(args.u32(3), events.len() as u32)?)
    })
}

/// Waits until there is an event at least.
fn wait(
    context: &mut Context,
    guest: &Guest<'_>,
    subscriptions: &[Subscription],
) -> Result<Vec<Event>, Fault> {
    let since = match context.restart.waiting_since() {
        Some(since) => since,
        None => context.clocks.now(Clock::Monotonic).ok_or(Errno::Notsup)?,
    };
    let mut events = Vec::with_capacity(subscriptions.len());
    loop {
        let mut idle = Some(u64::MAX);
        for subscription in subscriptions {
            let found = subscription.interest.and_then(|it| look(context, it, since));
            let (error, ready, hangup) = match found {
                Ok(Found::Ready { bytes, hangup }) => (None, bytes, hangup),
                Ok(Found::Nothing { for_at_least }) => {
                    idle = idle.zip(for_at_least).map(|(all, one)| all.min(one));
                    continue;
                }
                Err(errno) => (Some(errno), 0, false),
            };
            let (userdata, tag) = (subscription.userdata, subscription.tag);
            events.push(Event { userdata, error, tag, ready, hangup });
        }
        if !events.is_empty() {
            return Ok(events);
        }
        let slice = idle.map_or(SLICE, |time| SLICE.min(Duration::from_nanos(time)));
        let Some(slice) = guest.may_wait(slice) else {
            return Err(context.restart.interrupt(Progress::WaitingSince(since)));
        };
        pass(context, subscriptions, slice);
    }
}

/// Lets time pass: on standard input where that is waited for, so that a line wakes the program at
/// once.
fn pass(context: &mut Context, subscriptions: &[Subscription], slice: Duration) {
    let pipe = subscriptions.iter().find_map(|subscription| match subscription.interest {
        Ok(Interest::Read { fd }) => input_pipe(context.table.get(fd).ok()?),
        _ => None,
    });
    match pipe {
        Some(pipe) => pipe.wait(slice),
        None => context.clocks.pass(slice),
    }
}

fn input_pipe(descriptor: &Descriptor) -> Option<&StdinPipe> {
    match &descriptor.node {
        Node::Input(pipe) => Some(pipe),
        _ => None,
    }
}

fn look(context: &mut Context, interest: Interest, since: u64) -> Result<Found, Errno> {
    match interest {
        Interest::Clock { id, timeout, absolute } => {
            look_at_clock(context, id, timeout, absolute, since)
        }
        Interest::Read { fd } => look_at_descriptor(context, fd, false),
        Interest::Write { fd } => look_at_descriptor(context, fd, true),
    }
}

/// A relative time counts from `since` on the monotonic clock, whichever clock is asked for: nobody
/// wants a second to last longer because somebody sets the date.
fn look_at_clock(
    context: &mut Context,
    id: u32,
    timeout: u64,
    absolute: bool,
    since: u64,
) -> Result<Found, Errno> {
    let clock = match Clock::from_raw(id)? {
        clock @ (Clock::Realtime | Clock::Monotonic) => clock,
        Clock::ProcessCpu | Clock::ThreadCpu => return Err(Errno::Notsup),
    };
    let (clock, until) = match absolute {
        true => (clock, timeout),
        false => (Clock::Monotonic, since.saturating_add(timeout)),
    };
    let now = context.clocks.now(clock).ok_or(Errno::Notsup)?;
    Ok(match until.checked_sub(now) {
        None | Some(0) => Found::Ready { bytes: 0, hangup: false },
        left => Found::Nothing { for_at_least: left },
    })
}

fn look_at_descriptor(context: &Context, fd: u32, write: bool) -> Result<Found, Errno> {
    let descriptor = context.table.get(fd)?;
    descriptor.check(Rights::POLL_FD_READWRITE)?;
    match (&descriptor.node, write) {
        (Node::Input(pipe), false) => Ok(match pipe.readiness() {
            Readiness::Bytes(bytes) => Found::Ready { bytes: bytes as u64, hangup: false },
            Readiness::End => Found::Ready { bytes: 0, hangup: true },
            Readiness::Nothing => Found::Nothing { for_at_least: None },
        }),
        (Node::Output(_), true) => Ok(Found::Ready { bytes: u64::from(u16::MAX), hangup: false }),
        (Node::Input(_), true) | (Node::Output(_), false) => Err(Errno::Badf),
        (Node::Directory(_), _) => Ok(Found::Ready { bytes: 0, hangup: false }),
        (Node::File(file), _) => match file.poll(write, Duration::ZERO)? {
            Polled::NotYet => Ok(Found::Nothing { for_at_least: None }),
            Polled::Ready { hangup } => Ok(Found::Ready { bytes: file.bytes_left(), hangup }),
        },
    }
}
