//! How far one step goes: what the three stepping requests have in common.

use wrtd_debug::Motion;

use crate::protocol::generated::SteppingGranularity;

/// The motion of a granularity. One that is absent means lines, which is how editors show where a program stands;
/// the protocol lets a statement be a line.
pub(super) fn motion(
    granularity: Option<&SteppingGranularity>,
    line: Motion,
    statement: Motion,
    instruction: Motion,
) -> Motion {
    match granularity {
        Some(SteppingGranularity::Statement) => statement,
        Some(SteppingGranularity::Instruction) => instruction,
        Some(_) | None => line,
    }
}
