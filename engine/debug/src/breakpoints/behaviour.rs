//! What a breakpoint does where the program reaches it.

use wrtd_symbols::expr::Expression;

use super::{
    hit_condition::HitCondition,
    log_message::{self, Piece},
};

/// What a breakpoint does where the program reaches it, as a user writes it. Without any of it, it stops each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BreakpointOptions {
    /// An expression in the frame that is reached; where it does not hold, nothing happens.
    pub condition: Option<String>,
    /// At which of its hits: `5`, `>= 3`, `% 10`. A hit counts where the condition holds.
    pub hit_condition: Option<String>,
    /// What is printed instead of stopping, with expressions in braces.
    pub log_message: Option<String>,
}

impl BreakpointOptions {
    /// Bytes of the texts.
    pub(super) fn size(&self) -> usize {
        [&self.condition, &self.hit_condition, &self.log_message]
            .into_iter()
            .flatten()
            .map(String::len)
            .sum()
    }
}

/// The same, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behaviour {
    pub(crate) condition: Option<Expression>,
    pub(crate) hit_condition: Option<HitCondition>,
    pub(crate) log_message: Option<Vec<Piece>>,
}

impl Behaviour {
    /// Reads what the user has written; the error is a sentence. Empty texts are none.
    pub(super) fn read(options: &BreakpointOptions) -> Result<Self, String> {
        let condition = given(options.condition.as_deref())
            .map(Expression::parse)
            .transpose()
            .map_err(|error| format!("the condition cannot be read: {error}"))?;
        let hit_condition =
            given(options.hit_condition.as_deref()).map(HitCondition::parse).transpose()?;
        let log_message = given(options.log_message.as_deref())
            .map(log_message::parse)
            .transpose()
            .map_err(|error| format!("the log message cannot be read: {error}"))?;
        Ok(Self { condition, hit_condition, log_message })
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}
