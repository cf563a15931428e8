//! Steps that are asked for faster than they can be done.
//!
//! A key that is held down asks for more of them every moment. So that the program does not go on stepping long after the
//! key was released, only a few may be ahead: enough for somebody who types quickly.

use std::collections::VecDeque;

use wrtd_debug::StopReason;

/// Steps that wait for the one under way.
const MOST_AHEAD: usize = 3;

/// The motion that is under way because of a key, and those that were asked for meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Motions {
    under_way: bool,
    ahead: VecDeque<String>,
}

impl Motions {
    /// A command that sets the program in motion is asked for; `true` if it is to be given now.
    pub(crate) fn ask(&mut self, command: &str) -> bool {
        if self.under_way {
            if self.ahead.len() < MOST_AHEAD {
                self.ahead.push_back(command.to_owned());
            }
            return false;
        }
        self.under_way = true;
        true
    }

    /// The program stands; the command to give next. Where it does not stand because a step has ended, its user will
    /// look first.
    pub(crate) fn stopped(&mut self, reason: &StopReason) -> Option<String> {
        if *reason != StopReason::Step {
            self.ahead.clear();
        }
        let next = self.ahead.pop_front();
        self.under_way = next.is_some();
        next
    }

    /// Nothing is under way any more, and nothing is to follow.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Nothing is to follow what is under way.
    pub(crate) fn forget_ahead(&mut self) {
        self.ahead.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_key_is_ahead_by_a_few_steps() {
        let mut motions = Motions::default();
        assert!(motions.ask("next"));
        assert!((0..200).all(|_| !motions.ask("next")));
        for _ in 0..MOST_AHEAD {
            assert_eq!(motions.stopped(&StopReason::Step), Some("next".to_owned()));
        }
        assert_eq!(motions.stopped(&StopReason::Step), None);
        assert!(motions.ask("step"));
    }

    #[test]
    fn what_is_typed_ahead_ends_at_a_breakpoint_and_when_it_is_taken_back() {
        let mut motions = Motions::default();
        assert!(motions.ask("next") && !motions.ask("step"));
        assert_eq!(motions.stopped(&StopReason::Breakpoint(Vec::new())), None);
        assert!(motions.ask("continue") && !motions.ask("next"));
        motions.forget_ahead();
        assert_eq!(motions.stopped(&StopReason::Step), None);
    }
}
