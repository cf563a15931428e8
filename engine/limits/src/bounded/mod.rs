//! Collections that never grow past the memory they were given.
//!
//! A device with 32 KiB has no allocator to ask, and a debugger's stores must say that they are
//! full rather than grow. So [`BoundedVec`], [`BoundedMap`] and [`BoundedString`] lie in a
//! [`Storage`] that whoever makes them provides: an array, a borrowed part of a static buffer, a
//! boxed slice. What does not fit is a [`Full`], never a panic and never silence.
//!
//! Invariants of all three; those of one stand at the top of its file:
//!
//! - the length is never more than the capacity, and the capacity is that of the storage;
//! - an operation that fails changes nothing;
//! - no operation allocates, and none panics whatever its arguments, but for indexing the slice or
//!   the `str` that a collection is read as;
//! - what lies in the storage past the length is never seen.
//!
//! ```
//! use core::fmt::Write as _;
//! use wrtd_limits::bounded::{BoundedMap, BoundedString, BoundedVec};
//!
//! // On a device these may be static buffers.
//! let mut buffer = [0u8; 16];
//! let mut message = BoundedString::new(&mut buffer[..]);
//! let mut frames = BoundedVec::new([0u32; 4]);
//! let mut breakpoints = BoundedMap::new([(0u32, 0u8); 2]);
//!
//! frames.push(0x1f)?;
//! breakpoints.insert(0x20, 0x41)?;
//! breakpoints.insert(0x2a, 0x10)?;
//! if let Err(full) = breakpoints.insert(0x31, 0x0b) {
//!     assert_eq!(full.capacity, 2);
//! }
//! write!(message, "stopped at {:#x}", frames[0])?;
//! assert_eq!(&*message, "stopped at 0x1f");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod full;
mod map;
mod storage;
mod string;
mod vec;

pub use full::Full;
pub use map::BoundedMap;
pub use storage::Storage;
pub use string::{BoundedString, Truncating};
pub use vec::BoundedVec;
