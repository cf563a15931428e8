//! Places in the code of a program, as front ends hold and users write them.

use std::fmt;

use crate::{
    DebugSession, SessionError, number,
    target::{CodeAddress, ModuleId},
};

/// A place in the code, as one number: the byte offset in the file of the program itself; of another module it
/// has the module's number in the order of loading, from 1, in its upper 32 bits. It stays the same while the
/// program runs and in every run of the same files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeRef(u64);

impl CodeRef {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The byte offset in the file of its module.
    #[must_use]
    pub const fn offset(self) -> u32 {
        self.0 as u32
    }

    /// Names a place in a program of so many modules, of which the last one is the program itself.
    pub(crate) fn new(address: CodeAddress, modules: usize) -> Self {
        let module = u64::from(address.module.0);
        let upper = if module + 1 == modules as u64 { 0 } else { module + 1 };
        Self(upper << 32 | u64::from(address.offset))
    }

    /// The place; `None` where a program of so many modules has no such module.
    pub(crate) fn address(self, modules: usize) -> Option<CodeAddress> {
        let last = u32::try_from(modules.checked_sub(1)?).ok()?;
        let module = match (self.0 >> 32) as u32 {
            0 => last,
            upper => Some(upper - 1).filter(|&module| module < last)?,
        };
        Some(CodeAddress { module: ModuleId(module), offset: self.offset() })
    }
}

/// As [`DebugSession::code_ref`] reads it.
impl fmt::Display for CodeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code:{:#x}", self.0)
    }
}

impl DebugSession {
    /// The place in the code that a text names, `offset` bytes further on: as a [`CodeRef`] is written, its number
    /// alone, or `MODULE:OFFSET` with the module's number in the order of [`DebugSession::modules`], from 0.
    ///
    /// # Errors
    /// [`SessionError::Expression`].
    pub fn code_ref(&self, text: &str, offset: i64) -> Result<CodeRef, SessionError> {
        let modules = self.program.module_count();
        let address = parse(text, offset, modules).map_err(SessionError::Expression)?;
        Ok(CodeRef::new(address, modules))
    }
}

/// See [`DebugSession::code_ref`]; the error is a sentence.
pub(crate) fn parse(text: &str, offset: i64, modules: usize) -> Result<CodeAddress, String> {
    let read = || {
        let plain = text.strip_prefix("code:").unwrap_or(text);
        let base = match plain.split_once(':') {
            Some((module, offset)) => {
                let module = ModuleId(module.parse().ok()?);
                let offset = u32::try_from(number::address(offset)?).ok()?;
                CodeAddress { module, offset }
            }
            None => CodeRef(number::address(plain)?).address(modules)?,
        };
        // An offset leads to no other module.
        let moved = i64::from(base.offset).checked_add(offset)?.clamp(0, u32::MAX.into());
        let moved = CodeAddress { offset: u32::try_from(moved).ok()?, ..base };
        ((base.module.0 as usize) < modules).then_some(moved)
    };
    read().ok_or_else(|| {
        format!(
            "`{}` is no place in the code; write a byte offset in the program's file such as 0x1f4, or \
             MODULE:OFFSET",
            number::shown(text)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_itself_has_small_numbers() {
        let at = |module, offset| CodeAddress { module: ModuleId(module), offset };
        for (address, modules, number) in [
            (at(0, 7), 1, 7),
            (at(2, 7), 3, 7),
            (at(0, 7), 3, 1 << 32 | 7),
            (at(1, 7), 3, 2 << 32 | 7),
        ] {
            let code = CodeRef::new(address, modules);
            assert_eq!(code.number(), number);
            assert_eq!(code.address(modules), Some(address));
        }
        assert_eq!(CodeRef(3 << 32).address(3), None);
        assert_eq!(CodeRef(u64::MAX).address(3), None);
        assert_eq!(CodeRef(7).address(0), None);
    }

    #[test]
    fn places_are_read_as_they_are_written() {
        let at = |module, offset| Ok(CodeAddress { module: ModuleId(module), offset });
        for text in ["code:0x1f4", "0x1f4", "500", "1:0x1f4", "code:1:500"] {
            assert_eq!(parse(text, 0, 2), at(1, 500), "{text}");
        }
        assert_eq!(parse("code:0x1000001f4", 0, 2), at(0, 500));
        assert_eq!(parse("0x1f4", -4, 1), at(0, 496));
        assert_eq!(parse("0x1f4", -4000, 1), at(0, 0));
        assert_eq!(parse("0x1f4", i64::MAX, 1).unwrap_err().split(';').count(), 2);
        for text in ["", "code:", "x", "2:0", "-1", "0x2000001f4", "0:0x100000000", "0:"] {
            assert!(parse(text, 0, 2).is_err(), "{text}");
        }
    }
}
