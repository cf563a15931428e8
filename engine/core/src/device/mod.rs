//! Running validated modules on devices, in memory that the caller gives: no allocator, no threads, no
//! operating system.
//!
//! A host validates the module and makes an [`Image`] of it (feature `decode`, `write_image`): the
//! module's bytes with what their execution needs to know beside them. The device checks the image's
//! checksum and runs it from where it lies, flash included; a code position is the Wasm offset in the
//! module's file, as everywhere.
//!
//! The checksum guards against accidents, not against an attacker: who can write an image can write any
//! program. But no image harms anything outside its own [`Space`]: this module has no unsafe code, and
//! every access is checked where it is made. Code that asks for what cannot be ends with
//! [`Trap::BadImage`].
//!
//! # Running an image
//!
//! ```
//! # #[cfg(feature = "decode")] {
//! use wrtd_core::Module;
//! use wrtd_core::device::{Exit, Frame, HostCall, HostStop, Image, Machine, Space, write_image};
//!
//! // On the host:
//! let module = Module::decode(wat::parse_str(r#"(module
//!     (import "board" "read" (func $read (param i32) (result i32)))
//!     (func (export "sum") (param i32) (result i32)
//!         (i32.add (call $read (local.get 0)) (call $read (i32.const 1)))))"#)?.into())?;
//! let bytes = write_image(&module)?;
//!
//! // On the device, with memory that lives as long as the program:
//! let image = Image::check(&bytes)?;
//! let (mut stack, mut frames) = ([0u64; 64], [Frame::default(); 8]);
//! let space = Space { stack: &mut stack, frames: &mut frames, ..Space::default() };
//! let mut machine = Machine::new(image, space)?;
//! let sum = image.export_func("sum").ok_or("no such export")?;
//! machine.begin_call(sum, &[20])?;
//! let mut read = |call: HostCall<'_>| -> Result<(), HostStop> {
//!     call.slots[0] += 1;
//!     Ok(())
//! };
//! assert_eq!(machine.run(&mut read, 1000), Exit::Finished);
//! assert_eq!(machine.results(), [23]);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod breakpoint;
mod checksum;
mod error;
mod format;
mod handlers;
mod host;
mod image;
mod inspect;
#[cfg(feature = "decode")]
mod layout;
mod machine;
mod registers;
mod reposition;
mod run;
mod space;
mod start;
#[cfg(feature = "decode")]
mod write;

pub use error::{CallError, ImageError, StartError, Trap};
pub use host::{Host, HostCall, HostStop};
pub use image::{Image, Import, Needs};
pub use inspect::FrameInfo;
#[cfg(feature = "decode")]
pub use layout::Layout;
#[cfg(feature = "decode")]
pub(crate) use layout::slot_bytes;
pub use machine::Machine;
pub use run::Exit;
pub use space::{Frame, INTERPRETER_RAM, INTERPRETER_RAM_WITH_VECTORS, Space};
#[cfg(feature = "decode")]
pub(crate) use write::refuse;
#[cfg(feature = "decode")]
pub use write::{WriteError, write_image};
