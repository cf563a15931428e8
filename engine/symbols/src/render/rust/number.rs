//! Numbers with a meaning: `Duration`, `AtomicBool`.

use std::time::Duration;

use super::Formatted;
use crate::render::{Object, Problem, Renderer, View};

/// Nanoseconds of a second.
const SECOND: u32 = 1_000_000_000;

impl Renderer<'_> {
    /// `Duration`, as `1.5s` or `20ms`.
    pub(super) fn duration(&self, object: &Object) -> Formatted {
        let (Some(seconds), Some(nanoseconds)) =
            (self.member(object, "secs"), self.member(object, "nanos"))
        else {
            return Ok(None);
        };
        let (seconds, nanoseconds) = (self.unsigned(&seconds)?, self.unsigned(&nanoseconds)?);
        match u32::try_from(nanoseconds) {
            Ok(nanoseconds) if nanoseconds < SECOND => {
                Ok(Some(View::Leaf(format!("{:?}", Duration::new(seconds, nanoseconds)))))
            }
            _ => Err(Problem::invalid(format!("Duration: {nanoseconds} nanoseconds"))),
        }
    }

    /// `AtomicBool`, which holds a byte.
    pub(super) fn atomic_bool(&self, object: &Object) -> Formatted {
        match self.unsigned(object)? {
            0 => Ok(Some(View::Leaf("false".to_owned()))),
            1 => Ok(Some(View::Leaf("true".to_owned()))),
            other => Err(Problem::invalid(format!("bool {other:#x}"))),
        }
    }
}
