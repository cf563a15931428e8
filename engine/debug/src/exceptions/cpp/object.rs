//! From what the machine throws to the object of C++.
//!
//! The value of an exception is the address of an `_Unwind_Exception`, which lies behind a `__cxa_exception` and before the
//! object. Both are laid down by the ABI that all code of a program is compiled for, so that their places are the same in
//! every version of the runtime; the class in the `_Unwind_Exception` says whose they are.

use super::memory::Memory;

/// `CLNGC++` and a byte that says whether the object is here: the exceptions of libc++abi.
const CLASS: u64 = 0x434c_4e47_432b_2b00;
/// The object is another one's, which `std::rethrow_exception` throws again.
const DEPENDENT: u64 = 1;
/// Bytes of an `_Unwind_Exception`.
const HEADER: u64 = 32;

/// An object that is thrown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thrown {
    /// Its address.
    pub(super) object: u64,
    /// Address of its `std::type_info`.
    pub(super) type_info: u64,
    /// Bytes of an address: 4 or 8.
    pub(super) word: u64,
}

/// What is thrown by the `_Unwind_Exception` at an address; `None` where that is not one of libc++abi.
pub(super) fn behind(memory: Memory<'_>, address: u64) -> Option<Thrown> {
    let class = memory.number(address, 8)?;
    if class & !0xff != CLASS {
        return None;
    }
    // The fields `exceptionType` and `primaryException` of `__cxa_exception`, from its end.
    let (ty, primary) = if memory.word == 4 { (48, 4) } else { (80, 88) };
    let type_info = memory.word_at(address.checked_sub(ty)?)?;
    let object = match class & 0xff {
        DEPENDENT => memory.word_at(address.checked_sub(primary)?)?,
        _ => address.checked_add(HEADER)?,
    };
    Some(Thrown { object, type_info, word: memory.word })
}
