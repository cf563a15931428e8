//! Arguments and environment.

use crate::WasiError;
use crate::call::{Args, Fault};
use crate::context::Context;
use crate::guest::Guest;

/// Most bytes of all arguments or all variables, so that every offset fits 32 bits with room to
/// spare.
const MAX_BYTES: usize = 1 << 30;

/// Strings in the form the program gets them in: one after another, each ended by a NUL.
pub(crate) struct StringList {
    bytes: Vec<u8>,
    /// Offset of each string in `bytes`.
    starts: Vec<u32>,
}

impl StringList {
    /// The arguments of a program.
    pub(crate) fn arguments(args: Vec<Vec<u8>>) -> Result<Self, WasiError> {
        Self::new(args, "argument", "arguments")
    }

    /// The environment of a program, as `NAME=VALUE`.
    pub(crate) fn environment(variables: Vec<(String, String)>) -> Result<Self, WasiError> {
        let mut strings = Vec::with_capacity(variables.len());
        for (name, value) in variables {
            if name.is_empty() || name.contains('=') {
                return Err(WasiError::VariableName { name });
            }
            strings.push(format!("{name}={value}").into_bytes());
        }
        Self::new(strings, "environment variable", "environment variables")
    }

    fn new(
        strings: Vec<Vec<u8>>,
        what: &'static str,
        plural: &'static str,
    ) -> Result<Self, WasiError> {
        let total = strings.iter().fold(0_usize, |sum, s| sum.saturating_add(s.len() + 1));
        let too_long = || WasiError::TooLong { what: plural, bytes: total, limit: MAX_BYTES };
        if total > MAX_BYTES {
            return Err(too_long());
        }
        let starts = Vec::with_capacity(strings.len());
        let mut list = Self { bytes: Vec::with_capacity(total), starts };
        for string in strings {
            if string.contains(&0) {
                let text = String::from_utf8_lossy(&string).into_owned();
                return Err(WasiError::Nul { what, text });
            }
            list.starts.push(u32::try_from(list.bytes.len()).map_err(|_| too_long())?);
            list.bytes.extend_from_slice(&string);
            list.bytes.push(0);
        }
        Ok(list)
    }

    /// Bytes that it takes.
    pub(crate) fn size(&self) -> u64 {
        (self.bytes.capacity() + self.starts.capacity() * size_of::<u32>()) as u64
    }

    fn write_sizes(&self, guest: &mut Guest<'_>, args: Args<'_>) -> Result<(), Fault> {
        // Both fit: the constructor refuses more than `MAX_BYTES`, and every string takes a byte at
        // least.
        guest.write_u32(args.u32(0), self.starts.len() as u32)?;
        guest.write_u32(args.u32(1), self.bytes.len() as u32)?;
        Ok(())
    }

    fn write(&self, guest: &mut Guest<'_>, args: Args<'_>) -> Result<(), Fault> {
        let (pointers, buffer) = (args.u32(0), args.u32(1));
        let array = guest.array(pointers, self.starts.len() as u32, 4)?;
        guest.write(buffer, &self.bytes)?;
        for (slot, start) in guest.bytes_mut(array).chunks_exact_mut(4).zip(&self.starts) {
            slot.copy_from_slice(&buffer.wrapping_add(*start).to_le_bytes());
        }
        Ok(())
    }
}

/// `args_sizes_get(argc, argv_buf_size)`
pub(crate) fn args_sizes_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    context.arguments.write_sizes(guest, args)
}

/// `args_get(argv, argv_buf)`
pub(crate) fn args_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    context.arguments.write(guest, args)
}

/// `environ_sizes_get(environc, environ_buf_size)`
pub(crate) fn environ_sizes_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    context.environment.write_sizes(guest, args)
}

/// `environ_get(environ, environ_buf)`
pub(crate) fn environ_get(
    context: &mut Context,
    guest: &mut Guest<'_>,
    args: Args<'_>,
) -> Result<(), Fault> {
    context.environment.write(guest, args)
}
