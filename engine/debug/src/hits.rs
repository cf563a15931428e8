//! Which of the breakpoints that the program has reached stop it.

use wrtd_symbols::expr::Expression;

use crate::{
    BreakpointId, DebugSession, OutputCategory, SessionError,
    breakpoints::{Behaviour, Piece},
    stand::Stand,
};

impl DebugSession {
    /// The user's breakpoints at the instruction at which the program has arrived that stop it there. Counts the
    /// hits of all, and prints what they print; to be asked once for each arrival.
    pub(crate) fn hits_here(&mut self) -> Vec<BreakpointId> {
        let mut hits = self.breakpoints_here();
        hits.retain(|&id| self.stops(id));
        hits
    }

    fn stops(&mut self, id: BreakpointId) -> bool {
        let Some(behaviour) = self.breakpoints.behaviour(id) else { return false };
        if behaviour.condition.is_none() && behaviour.log_message.is_none() {
            return self.counts(id, &behaviour);
        }
        // What is looked at is the frame that a stop here would show.
        let stand = self.stand;
        self.stand = Stand { hidden: self.hidden_before(&[id]), after_call: false };
        self.forget_frames();
        let stops = self.acts(id, &behaviour);
        self.stand = stand;
        self.forget_frames();
        stops
    }

    fn acts(&mut self, id: BreakpointId, behaviour: &Behaviour) -> bool {
        if let Some(condition) = &behaviour.condition {
            match self.holds(condition) {
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

    fn holds(&mut self, condition: &Expression) -> Result<bool, SessionError> {
        self.may_look()?;
        self.condition_in(0, condition)
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
