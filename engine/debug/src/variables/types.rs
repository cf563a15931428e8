//! What type something is of, and what such a type has.

use wrtd_symbols::{
    expr::{Expression, type_named},
    render::Declaration,
};

use super::FrameSymbols;
use crate::{DebugSession, Format, SessionError};

/// A type, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeView {
    /// Its readable name.
    pub name: String,
    /// Size in bytes, where it is known.
    pub size: Option<u64>,
    /// Its members, or those of what it points to or is an array of; none where neither has any.
    pub declaration: Option<Declaration>,
}

impl DebugSession {
    /// The type of an expression in a frame, or, where a text is none, the type of that name. Nothing is run.
    ///
    /// # Errors
    /// [`SessionError::Expression`], [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn type_of(&mut self, frame: u32, text: &str) -> Result<TypeView, SessionError> {
        self.alive()?;
        let frame = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let renderer = of.renderer(Format::default());
        let value = Expression::parse(text.trim())
            .and_then(|expression| expression.evaluate(&of, &renderer));
        let found = match value {
            Ok(value) => Ok(renderer.type_of(&value.kind)),
            Err(error) => type_named(text, &of, &renderer)
                .map(|ty| renderer.type_itself(ty))
                .ok_or_else(|| SessionError::Expression(error.to_string())),
        };
        self.program.flush_warnings();
        self.check_cancelled()?;
        let (name, size, declaration) = found?;
        Ok(TypeView { name, size, declaration })
    }
}
