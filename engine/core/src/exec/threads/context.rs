//! What belongs to one thread: its stack, and how far it has come with what it executes.

use alloc::vec::Vec;
use core::mem::swap;

use wrtd_limits::Account;

use super::{SpawnError, Threads};
use crate::exec::watch::Unfinished;
use crate::exec::{Announced, Frame, Passed, TrapKind};
use crate::store::{Buffer, Store};

/// A stack is that of the main thread divided by this: systems give threads less, as there may be many of them.
pub(crate) const STACK_SHARE: usize = 4;

/// The fields of the [`Store`] of the same names, of a thread that is not shown.
pub(super) struct Context {
    stack: Buffer<u64>,
    high: Buffer<u64>,
    pub(super) frames: Vec<Frame>,
    sp: u32,
    interrupted_host: Option<u32>,
    announced: Announced,
    passed: Passed,
    unfinished: Unfinished,
}

impl Context {
    /// That of a thread whose context the store has.
    pub(super) fn empty() -> Self {
        Self {
            stack: Buffer::empty(),
            high: Buffer::empty(),
            frames: Vec::new(),
            sp: 0,
            interrupted_host: None,
            announced: Announced::Nothing,
            passed: Passed::default(),
            unfinished: Unfinished::default(),
        }
    }

    /// Bytes of the stack.
    fn size(&self) -> u64 {
        (size_of_val(self.stack.as_slice()) + size_of_val(self.high.as_slice())) as u64
    }

    /// The slots in use.
    fn used(&self) -> &[u64] {
        &self.stack.as_slice()[..self.sp as usize]
    }
}

impl Store {
    /// A stack for another thread, charged.
    pub(super) fn new_context(&mut self) -> Result<Context, SpawnError> {
        let slots = self.limits.stack_slots as usize / STACK_SHARE;
        let halves = if self.high.len() > 0 { 2 } else { 1 };
        let bytes = (slots * halves) as u64 * 8;
        self.ledger.charge(Account::Runtime, bytes).map_err(SpawnError::Budget)?;
        let (stack, high) = (Buffer::zeroed(slots), Buffer::zeroed(slots * (halves - 1)));
        let Some((stack, high)) = stack.zip(high) else {
            self.ledger.release(Account::Runtime, bytes);
            return Err(SpawnError::HostMemory { bytes });
        };
        Ok(Context { stack, high, ..Context::empty() })
    }

    /// Gives back what [`Store::new_context`] has charged.
    pub(super) fn free_context(&mut self, context: Context) {
        self.ledger.release(Account::Runtime, context.size());
    }

    /// Shows the thread at this place of the list.
    pub(super) fn show(&mut self, place: usize) {
        if place != self.threads.shown {
            self.swap_context(self.threads.shown);
            self.swap_context(place);
            self.threads.shown = place;
            self.locate_high_halves();
        }
    }

    fn swap_context(&mut self, place: usize) {
        let context = &mut self.threads.list[place].context;
        swap(&mut self.stack, &mut context.stack);
        swap(&mut self.high, &mut context.high);
        swap(&mut self.frames, &mut context.frames);
        swap(&mut self.sp, &mut context.sp);
        swap(&mut self.interrupted_host, &mut context.interrupted_host);
        swap(&mut self.announced, &mut context.announced);
        swap(&mut self.passed, &mut context.passed);
        swap(self.watches.unfinished_mut(), &mut context.unfinished);
    }

    /// Makes room for the high halves of the slots of all threads that are not shown, where there is none yet.
    pub(in crate::exec) fn reserve_parked_high_halves(&mut self) -> Result<(), TrapKind> {
        for place in 0..self.threads.list.len() {
            let context = &mut self.threads.list[place].context;
            if context.high.len() < context.stack.len() {
                context.high = Self::high_halves(&mut self.ledger, context.stack.len())?;
            }
        }
        Ok(())
    }
}

impl Threads {
    /// The slots in use of all threads that are not shown.
    pub(crate) fn parked_slots(&self) -> impl Iterator<Item = &u64> {
        self.list.iter().flat_map(|thread| thread.context.used())
    }

    /// Bytes of the stacks of all threads that are not shown.
    pub(crate) fn parked_stacks_size(&self) -> u64 {
        self.list.iter().map(|thread| thread.context.size()).sum()
    }
}
