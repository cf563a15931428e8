//! Whether a program fits a plan of limits, found out from its file as it is read and without running it.

use std::io::{ErrorKind, Read};
use std::{fmt, io};

use wrtd_core::check::Checker;
use wrtd_limits::Plan;

pub use wrtd_core::check::{
    AccountUse, Counts, Excess, Format, Named, Refusal, RefusalReason, Report, Sized, Sizes,
    StackNeed, Subject, ThreadNeed,
};
pub use wrtd_core::{AddressType, MemoryType, TableType};

/// Bytes that are read at a time: a pipe of Linux holds so many.
const CHUNK: usize = 64 * 1024;

/// A file does not fit, or could not be read.
#[derive(Debug)]
pub enum CheckError {
    /// Reading it failed.
    Read(io::Error),
    /// It was refused; what follows the place was not read, but for the rest of 64 KiB.
    Refused(Refusal),
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => {
                write!(f, "{error}; check the name of the file, and whether you may read it")
            }
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl std::error::Error for CheckError {}

/// Checks the file that `reader` gives, holding no more of it than its largest section without long contents, or
/// function, and 64 KiB.
///
/// # Errors
/// [`CheckError`]; nothing more is read then.
pub fn check(mut reader: impl Read, plan: &Plan) -> Result<Report, CheckError> {
    let mut checker = Checker::new(plan);
    let mut chunk = vec![0; CHUNK];
    loop {
        match reader.read(&mut chunk) {
            Ok(0) => return checker.finish().map_err(CheckError::Refused),
            Ok(count) => checker.feed(&chunk[..count]).map_err(CheckError::Refused)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(CheckError::Read(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wrtd_limits::{AsilLevel, ComprehensivePlatformLimits, PlatformId, Provenance};

    /// Gives a module's bytes, then endless zeros, up to a most that nobody may read past.
    struct Endless {
        begin: Vec<u8>,
        given: usize,
        most: usize,
    }

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(self.given < self.most, "{} bytes were read", self.given);
            let rest = self.begin.get(self.given..).unwrap_or_default();
            let count = rest.len().min(buffer.len()).min(1000);
            buffer[..count].copy_from_slice(&rest[..count]);
            let count = if count == 0 { buffer.len().min(1000) } else { count };
            self.given += count;
            Ok(count)
        }
    }

    fn board() -> Plan {
        let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 << 20, AsilLevel::B);
        Plan::new(limits, Provenance::Profile("board"), Provenance::Profile("board"))
    }

    /// A module of the text, cut off behind its last section, with a section of `size` bytes behind.
    fn with_section(text: &str, id: u8, size: u32) -> Vec<u8> {
        let mut bytes = wat::parse_str(text).unwrap();
        bytes.push(id);
        let mut rest = size;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
        bytes
    }

    #[test]
    fn reading_ends_at_the_first_section_that_cannot_fit() {
        for (begin, limit) in [
            (wat::parse_str("(module (memory 600) (func))").unwrap(), "wasm_linear"),
            (wat::parse_str("(module (table 9000000 funcref))").unwrap(), "component_bytes"),
            (with_section("(module)", 1, 100 << 20), "runtime"),
            (with_section("(module (memory 1))", 11, 100 << 20), "runtime"),
            ([&with_section("(module)", 2, 1 << 20)[..], &[0xff, 0xff, 3]].concat(), "imports"),
            ([&with_section("(module)", 7, 1 << 20)[..], &[0xff, 0xff, 3]].concat(), "exports"),
        ] {
            let most = begin.len() + 1000;
            let Err(CheckError::Refused(refusal)) =
                check(Endless { begin, given: 0, most }, &board())
            else {
                panic!("{limit} was not held against the plan")
            };
            let RefusalReason::Limit(excess) = &refusal.reason else { panic!("{refusal}") };
            assert_eq!(excess.name.name(), limit, "{refusal}");
            assert!(refusal.offset < most as u64 && excess.asked > excess.limit, "{refusal}");
        }
    }

    #[test]
    fn reading_goes_on_where_the_contents_are_only_passed_over() {
        const LENGTH: u32 = 3 << 20;
        let begin = with_section("(module)", 0, LENGTH);
        let whole = begin.len() + LENGTH as usize;
        // The name has no bytes.
        let reader = Endless { begin, given: 0, most: whole }.take(whole as u64);
        let report = check(reader, &board()).unwrap();
        assert_eq!(report.customs, [(String::new(), u64::from(LENGTH))]);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let error = check(Broken, &board()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the disk is gone; check the name of the file, and whether you may read it"
        );
    }
}
