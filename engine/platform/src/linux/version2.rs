//! Version 2: `memory.max` limits, `memory.high` slows down, each level above included.
//!
//! `max` means no limit, and `0` is a limit. A level without the files has the memory controller disabled, and the
//! limits of the levels above hold.

use super::levels::{Format, Level, read_number};
use crate::detection::Gathering;
use crate::text::Number;
use crate::{HostView, LimitKind};

/// Reads the levels, the lowest first; whether there was a limit to read in any.
pub(super) fn find(view: &dyn HostView, levels: &[Level], gathering: &mut Gathering) -> bool {
    let mut any = false;
    for level in levels {
        for (name, kind) in [("memory.max", LimitKind::Hard), ("memory.high", LimitKind::Throttle)]
        {
            let path = level.file(name);
            let Some(number) = read_number(view, &path, Format::Number, gathering) else {
                continue;
            };
            any = true;
            let bytes = match number {
                Number::Value(bytes) => Some(bytes),
                Number::Max | Number::Nonsense => None,
            };
            // That a level is not slowed down is of no interest to anybody.
            if bytes.is_some() || kind == LimitKind::Hard {
                gathering.limit_in_file(bytes, kind, name, &level.name, &path);
            }
        }
    }
    any
}
