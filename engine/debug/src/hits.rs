//! Which of the breakpoints that the program has reached stop it.

use wrtd_symbols::expr::Expression;

use crate::{
    BreakpointId, DebugSession, OutputCategory, SessionError,
    breakpoints::{Behaviour, Piece},
    stand::Stand,
};

/// Frames in which the condition of a breakpoint at data is tried: that of the access, and those around it, as who
/// has set it may have looked at one of these.
const ACCESSORS: u32 = 16;

impl DebugSession {
    /// The user's breakpoints at the instruction at which the program has arrived that stop it there. Counts the
    /// hits of all, and prints what they print; to be asked once for each arrival.
    pub(crate) fn hits_here(&mut self) -> Vec<BreakpointId> {
        let mut hits = self.breakpoints_here();
        hits.retain(|&id| self.stops(id));
        hits
    }

    pub(crate) fn stops(&mut self, id: BreakpointId) -> bool {
        let Some(behaviour) = self.breakpoints.behaviour(id) else { return false };
        if behaviour.condition.is_none() && behaviour.log_message.is_none() {
            return self.counts(id, &behaviour);
        }
        // What is looked at is the frame that a stop here would show: after an access, on the line that made it.
        let stand = match self.breakpoints.is_at_data(id) {
            true => Stand { hidden: 0, after_call: true },
            false => Stand { hidden: self.hidden_before(&[id]), after_call: false },
        };
        self.stands_as(stand, |session| session.acts(id, &behaviour))
    }

    /// Looks at the program as a stop would that reads its innermost frame in this way.
    fn stands_as<R>(&mut self, stand: Stand, look: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.stand, stand);
        self.forget_frames();
        let seen = look(self);
        self.stand = before;
        self.forget_frames();
        seen
    }

    fn acts(&mut self, id: BreakpointId, behaviour: &Behaviour) -> bool {
        if let Some(condition) = &behaviour.condition {
            let frames = if self.breakpoints.is_at_data(id) { ACCESSORS } else { 1 };
            match self.holds(condition, frames) {
                Ok(true) => {}
                Ok(false) => return false,
                Err(error) => {
                    let text = format!(
                        "The condition of breakpoint {} has no value here, so it stops: {error}.",
                        id.0
                    );
                    self.outlet.notice(OutputCategory::Important, &text);
                }
            }
        }
        if !self.counts(id, behaviour) {
            return false;
        }
        let Some(message) = &behaviour.log_message else { return true };
        let text = message.iter().map(|piece| self.printed(piece)).collect::<String>();
        self.outlet.notice(OutputCategory::Console, &text);
        false
    }

    /// Counts a hit; whether it is one of those that the breakpoint acts on.
    fn counts(&mut self, id: BreakpointId, behaviour: &Behaviour) -> bool {
        let count = self.breakpoints.count_hit(id);
        behaviour.hit_condition.is_none_or(|rule| rule.holds(count))
    }

    /// Whether a condition holds, in the first of so many frames in which it has a value.
    fn holds(&mut self, condition: &Expression, frames: u32) -> Result<bool, SessionError> {
        self.may_look()?;
        let innermost = self.condition_in(0, condition);
        if innermost.is_ok() {
            return innermost;
        }
        let outer = (1..frames).find_map(|frame| self.condition_in(frame, condition).ok());
        outer.map_or(innermost, Ok)
    }

    fn printed(&mut self, piece: &Piece) -> String {
        match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(expression) => {
                let looked = self.may_look();
                let value = looked.and_then(|()| self.line_of(0, expression));
                value.unwrap_or_else(|error| format!("<{error}>"))
            }
        }
    }
}
