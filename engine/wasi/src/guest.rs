//! The calling program as a host function sees it: its memory, and whether somebody wants it to
//! pause.
//!
//! Every address and length comes from the program and is checked here, in 64 bits; what lies
//! outside memory is `EFAULT`. Nothing here allocates by a length of the program's without a bound.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use wrtd_core::{HostBudget, HostRefusal, InterruptHandle};
use wrtd_limits::CountLimit;

use crate::abi::Errno;
use crate::abi::layout::IOVEC_SIZE;
use crate::call::Fault;

/// Longest path in bytes, as `PATH_MAX` of Linux without its NUL.
const MAX_PATH: u32 = 4095;

/// Most buffers of one `readv` or `writev`, as `IOV_MAX` of Linux.
const MAX_IOVECS: u32 = 1024;

/// Most accesses that are noted of one call: a buffer each, and some.
const MOST_NOTED: usize = 2 * MAX_IOVECS as usize;

/// A range of guest memory that was inside the memory when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    start: usize,
    len: usize,
}

impl Range {
    pub(crate) const fn len(self) -> usize {
        self.len
    }

    /// The part from byte `from` on, at most `max` bytes long.
    pub(crate) fn part(self, from: u64, max: usize) -> Self {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.len);
        Self { start: self.start + from, len: (self.len - from).min(max) }
    }
}

/// Memory, interrupt and budget of the caller, for the time of one call.
pub(crate) struct Guest<'a> {
    memory: &'a mut [u8],
    interrupt: &'a InterruptHandle,
    budget: HostBudget<'a>,
    /// How long the call may wait before other threads are to run; without limit where nobody waits for that.
    patience: Cell<Option<Duration>>,
    /// The thread's turn ends with the call.
    yields: bool,
    /// Why the call cannot do what it was asked for, where a limit forbids it.
    refusal: Option<HostRefusal>,
    /// What of the memory was read, and, where the flag is set, written; where somebody wants to know.
    accesses: Option<RefCell<Vec<(Range, bool)>>>,
}

impl<'a> Guest<'a> {
    pub(crate) fn new(
        memory: &'a mut [u8],
        interrupt: &'a InterruptHandle,
        budget: HostBudget<'a>,
        patience: Option<Duration>,
    ) -> Self {
        let patience = Cell::new(patience);
        Self { memory, interrupt, budget, patience, yields: false, refusal: None, accesses: None }
    }

    /// Takes note of what of the memory is accessed from here on, up to [`MOST_NOTED`] accesses.
    pub(crate) fn note_accesses(&mut self) {
        self.accesses = Some(RefCell::default());
    }

    /// The accesses noted: the address of each, its length in bytes, and whether it was written.
    pub(crate) fn take_accesses(&mut self) -> Vec<(u64, u64, bool)> {
        let noted = self.accesses.take().map(RefCell::into_inner).unwrap_or_default();
        let bytes =
            |(range, written): (Range, bool)| (range.start as u64, range.len as u64, written);
        noted.into_iter().map(bytes).collect()
    }

    fn note(&self, range: Range, written: bool) {
        if let Some(accesses) = &self.accesses {
            let mut accesses = accesses.borrow_mut();
            if accesses.len() < MOST_NOTED {
                accesses.push((range, written));
            }
        }
    }

    /// Charges `bytes` for what is kept beyond the call. What the budget does not hold is `ENOMEM`.
    pub(crate) fn charge(&mut self, bytes: u64) -> Result<(), Errno> {
        self.budget.charge(bytes).map_err(|exceeded| self.refuse(exceeded, Errno::Nomem))
    }

    /// Gives back what was charged.
    pub(crate) fn release(&mut self, bytes: u64) {
        self.budget.release(bytes);
    }

    /// Charges `bytes` for the time that `work` takes.
    pub(crate) fn charged<R>(
        &mut self,
        bytes: u64,
        work: impl FnOnce(&mut Self) -> Result<R, Fault>,
    ) -> Result<R, Fault> {
        self.charge(bytes)?;
        let result = work(self);
        self.release(bytes);
        result
    }

    /// How many descriptors can be open at once.
    pub(crate) fn descriptors(&self) -> CountLimit {
        self.budget.resources()
    }

    /// Remembers a reason that the user is to be told; gives the error number for the program.
    pub(crate) fn refuse(&mut self, reason: impl Into<HostRefusal>, errno: Errno) -> Errno {
        self.refusal = Some(reason.into());
        errno
    }

    /// Gives `reason` for a refusal that is of no limit of the user's.
    pub(crate) fn blame_host(&mut self, reason: HostRefusal) {
        self.refusal.get_or_insert(reason);
    }

    /// What the user is to be told about the call.
    pub(crate) fn refusal(&self) -> Option<HostRefusal> {
        self.refusal
    }

    /// Whether the call has to give way to the debugger.
    pub(crate) fn interrupted(&self) -> bool {
        self.interrupt.is_requested()
    }

    /// Ends a call that has had no effect yet if it has to give way.
    pub(crate) fn give_way(&self) -> Result<(), Fault> {
        if self.interrupted() { Err(Fault::Interrupted) } else { Ok(()) }
    }

    /// How much of `time` the call may wait now; `None` where it has to give way, to the debugger or to other threads.
    pub(crate) fn may_wait(&self, time: Duration) -> Option<Duration> {
        if self.interrupted() {
            return None;
        }
        let Some(left) = self.patience.get() else { return Some(time) };
        let time = time.min(left);
        self.patience.set(Some(left - time));
        (!left.is_zero()).then_some(time)
    }

    /// [`Guest::may_wait`] of a call that has had no effect yet.
    pub(crate) fn wait(&self, time: Duration) -> Result<Duration, Fault> {
        self.may_wait(time).ok_or(Fault::Interrupted)
    }

    /// Lets other threads run after the call.
    pub(crate) fn yield_turn(&mut self) {
        self.yields = true;
    }

    /// Whether other threads are to run after the call.
    pub(crate) fn is_yielding(&self) -> bool {
        self.yields
    }

    /// The `len` bytes at `address`, if they lie in memory. No bytes lie anywhere up to the end of
    /// memory.
    pub(crate) fn range(&self, address: u32, len: u32) -> Result<Range, Errno> {
        let start = usize::try_from(address).map_err(|_| Errno::Fault)?;
        let len = usize::try_from(len).map_err(|_| Errno::Fault)?;
        match start.checked_add(len) {
            Some(end) if end <= self.memory.len() => Ok(Range { start, len }),
            _ => Err(Errno::Fault),
        }
    }

    /// `count` structures of `size` bytes at `address`.
    pub(crate) fn array(&self, address: u32, count: u32, size: u32) -> Result<Range, Errno> {
        let len = count.checked_mul(size).ok_or(Errno::Fault)?;
        self.range(address, len)
    }

    pub(crate) fn bytes(&self, range: Range) -> &[u8] {
        self.note(range, false);
        &self.memory[range.start..range.start + range.len]
    }

    pub(crate) fn bytes_mut(&mut self, range: Range) -> &mut [u8] {
        self.note(range, true);
        &mut self.memory[range.start..range.start + range.len]
    }

    pub(crate) fn write(&mut self, address: u32, bytes: &[u8]) -> Result<(), Errno> {
        let len = u32::try_from(bytes.len()).map_err(|_| Errno::Fault)?;
        let range = self.range(address, len)?;
        self.bytes_mut(range).copy_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn write_u32(&mut self, address: u32, value: u32) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    pub(crate) fn write_u64(&mut self, address: u32, value: u64) -> Result<(), Errno> {
        self.write(address, &value.to_le_bytes())
    }

    /// A path argument. Preview 1 wants UTF-8 (`EILSEQ`); a NUL or nothing at all names no file.
    pub(crate) fn path(&self, address: u32, len: u32) -> Result<String, Errno> {
        let range = self.range(address, len)?;
        if len > MAX_PATH {
            return Err(Errno::Nametoolong);
        }
        let path = std::str::from_utf8(self.bytes(range)).map_err(|_| Errno::Ilseq)?;
        if path.contains('\0') {
            return Err(Errno::Inval);
        }
        if path.is_empty() {
            return Err(Errno::Noent);
        }
        Ok(path.to_owned())
    }

    /// The buffers of a `readv` or `writev`: each lies in memory, and together they have less than
    /// 4 GiB, so that their sum fits the result. They may overlap.
    pub(crate) fn iovecs(&self, address: u32, count: u32) -> Result<Vec<Range>, Errno> {
        if count > MAX_IOVECS {
            return Err(Errno::Inval);
        }
        let array = self.array(address, count, IOVEC_SIZE)?;
        let mut ranges = Vec::new();
        let mut total = 0_u32;
        for iovec in self.bytes(array).chunks_exact(IOVEC_SIZE as usize) {
            let (buffer, len) = iovec.split_at(4);
            let number = |bytes: &[u8]| bytes.try_into().map(u32::from_le_bytes);
            let buffer = number(buffer).map_err(|_| Errno::Fault)?;
            let len = number(len).map_err(|_| Errno::Fault)?;
            ranges.push(self.range(buffer, len)?);
            total = total.checked_add(len).ok_or(Errno::Inval)?;
        }
        Ok(ranges)
    }
}
