//! Functions that the embedder gives to the program, and what they may do while they run.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::time::Duration;

use crate::exec::{InterruptHandle, Notice, Position};
use crate::host_budget::{HostBudget, HostRefusal};
use crate::store::{InstanceId, Store};
use crate::value::Value;

/// A host function: it gets its arguments and fills in its results, which start as zeros of the
/// declared types. A result of another type than declared becomes a trap.
pub type HostFunc =
    Box<dyn FnMut(&mut Caller<'_>, &[Value], &mut [Value]) -> Result<(), HostError> + Send>;

/// Sleeps for about the given time, which is a few milliseconds at most, and gives how much time has passed;
/// see [`Store::set_sleep`].
pub type SleepFunc = Box<dyn FnMut(Duration) -> Duration + Send>;

/// How much time has passed since any moment; see [`Store::set_clock`].
pub type ClockFunc = Box<dyn FnMut() -> Duration + Send>;

/// Why a host function did not return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostError {
    /// The program traps with this message.
    Trap(String),
    /// The program asked to end with this exit code.
    Exit(i32),
    /// The function noticed [`Caller::interrupt_requested`], or has waited as long as it may ([`Caller::patience`]), and gave way. Its call is *not* done: the engine stops
    /// on the call instruction, and the next resume calls the function again with the same arguments and
    /// [`Caller::is_repeated`] set. What it did before must not be done again then.
    Interrupted,
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trap(message) => f.write_str(message),
            Self::Exit(code) => write!(f, "the program ended with exit code {code}"),
            Self::Interrupted => f.write_str("the host call was interrupted"),
        }
    }
}

impl core::error::Error for HostError {}

/// An access of guest memory that does not lie within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// First byte of the access.
    pub address: u64,
    /// Bytes of the access.
    pub len: u64,
    /// Size of the memory in bytes; 0 where the caller has none.
    pub memory_size: u64,
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} bytes at address {:#x} are outside the memory of {} bytes",
            self.len, self.address, self.memory_size
        )
    }
}

impl core::error::Error for OutOfBounds {}

impl From<OutOfBounds> for HostError {
    fn from(error: OutOfBounds) -> Self {
        Self::Trap(alloc::format!("{error}"))
    }
}

/// The program as a host function sees it during its call.
pub struct Caller<'a> {
    pub(crate) store: &'a mut Store,
    /// The function, by its number in the store.
    pub(crate) func: u32,
    pub(crate) instance: Option<InstanceId>,
    pub(crate) repeated: bool,
}

impl Caller<'_> {
    /// The instance that called; `None` where the embedder calls the function directly.
    #[must_use]
    pub fn instance(&self) -> Option<InstanceId> {
        self.instance
    }

    /// The position of the call, as [`Store::position`] gives it: where the program stands before the call's
    /// instruction.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.store.position()
    }

    /// Whether this repeats a call that the same function ended with [`HostError::Interrupted`]. Its
    /// arguments are the same unless the debugger changed them in between.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// The caller's memory (its export `memory`, else its first); empty where it has none.
    #[must_use]
    pub fn memory(&self) -> &[u8] {
        self.instance.and_then(|id| self.store.default_memory(id)).unwrap_or_default()
    }

    /// [`Caller::memory`], for writing.
    pub fn memory_mut(&mut self) -> &mut [u8] {
        self.instance.and_then(|id| self.store.default_memory_mut(id)).unwrap_or_default()
    }

    /// The budget for what the function keeps.
    pub fn budget(&mut self) -> HostBudget<'_> {
        self.store.host_budget()
    }

    /// [`Caller::memory_mut`] and [`Caller::budget`] at once.
    pub fn memory_and_budget(&mut self) -> (&mut [u8], HostBudget<'_>) {
        self.store.default_memory_and_budget(self.instance)
    }

    /// Tells the user why the function refuses what the program asks for; the program itself gets no more than
    /// an error number. See [`Store::set_notice_handler`].
    pub fn notify_refused(&mut self, reason: HostRefusal) {
        let (module, name) = self.store.host_name(self.func);
        self.store.notify(Notice::HostCallRefused { module, name, reason });
    }

    /// The `len` bytes at `address`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where they do not lie within the memory.
    pub fn slice(&self, address: u32, len: u32) -> Result<&[u8], OutOfBounds> {
        let memory = self.memory();
        let (start, end) = (address as usize, address as usize + len as usize);
        let error = OutOfBounds {
            address: address.into(),
            len: len.into(),
            memory_size: memory.len() as u64,
        };
        memory.get(start..end).ok_or(error)
    }

    /// The `len` bytes at `address`, for writing.
    ///
    /// # Errors
    /// [`OutOfBounds`] where they do not lie within the memory.
    pub fn slice_mut(&mut self, address: u32, len: u32) -> Result<&mut [u8], OutOfBounds> {
        let memory = self.memory_mut();
        let (start, end) = (address as usize, address as usize + len as usize);
        let error = OutOfBounds {
            address: address.into(),
            len: len.into(),
            memory_size: memory.len() as u64,
        };
        memory.get_mut(start..end).ok_or(error)
    }

    /// Fills `buffer` from `address`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where the bytes do not lie within the memory.
    pub fn read(&self, address: u32, buffer: &mut [u8]) -> Result<(), OutOfBounds> {
        let len = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        buffer.copy_from_slice(self.slice(address, len)?);
        Ok(())
    }

    /// Writes `bytes` at `address`; writes nothing on an error.
    ///
    /// # Errors
    /// [`OutOfBounds`] where the bytes do not lie within the memory.
    pub fn write(&mut self, address: u32, bytes: &[u8]) -> Result<(), OutOfBounds> {
        let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.slice_mut(address, len)?.copy_from_slice(bytes);
        Ok(())
    }

    /// The little-endian 32-bit number at `address`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where its bytes do not lie within the memory.
    pub fn read_u32(&self, address: u32) -> Result<u32, OutOfBounds> {
        let mut bytes = [0; 4];
        self.read(address, &mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// Writes a little-endian 32-bit number at `address`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where its bytes do not lie within the memory.
    pub fn write_u32(&mut self, address: u32, value: u32) -> Result<(), OutOfBounds> {
        self.write(address, &value.to_le_bytes())
    }

    /// Writes a little-endian 64-bit number at `address`.
    ///
    /// # Errors
    /// [`OutOfBounds`] where its bytes do not lie within the memory.
    pub fn write_u64(&mut self, address: u32, value: u64) -> Result<(), OutOfBounds> {
        self.write(address, &value.to_le_bytes())
    }

    /// Whether somebody asked for a pause: a blocking function polls this at least every few
    /// milliseconds and then answers [`HostError::Interrupted`].
    #[must_use]
    pub fn interrupt_requested(&self) -> bool {
        self.store.interrupt().is_requested()
    }

    /// The handle behind [`Caller::interrupt_requested`], for a function that waits elsewhere.
    #[must_use]
    pub fn interrupt(&self) -> InterruptHandle {
        self.store.interrupt()
    }
}
