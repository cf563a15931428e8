//! Expressions over memory: the place to which one's value leads, and the bytes that it has there.

use super::{
    ExprError, Expression, Names, convert, error, load,
    scalar::{FloatType, Scalar},
};
use crate::{
    Place,
    render::{Extent, Renderer, ValueKind, View},
};

/// A place in linear memory that an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// The address.
    pub address: u64,
    /// Size in bytes of one of the values there, where the expression's type says it.
    pub size: Option<u64>,
    /// How many bytes a text has that no zero ends.
    pub text: Option<u64>,
}

impl Expression {
    /// The place in memory that its value leads to: what a pointer, a reference, text or a collection of consecutive
    /// elements has its bytes at, or the address that a number is.
    ///
    /// # Errors
    /// As [`Expression::evaluate`], and for a value that leads nowhere.
    pub fn pointed(
        &self,
        names: &dyn Names,
        renderer: &Renderer<'_>,
    ) -> Result<Pointed, ExprError> {
        let kind = self.evaluate(names, renderer)?.kind;
        // What a pointer has before its value, such as counters of references, is not what is meant.
        let inner = load::settled(renderer, &kind);
        let size_of = |ty| renderer.size_of(ty);
        let meant = match &renderer.settle(&inner).view {
            View::Text(text) => match text.place {
                Place::Memory(address) => {
                    let length = match text.extent {
                        Extent::Terminated(_) => None,
                        Extent::Bytes(length) => Some(length),
                    };
                    Some(Pointed { address, size: Some(1), text: length })
                }
                _ => None,
            },
            View::Sequence(sequence) => sequence.memory().map(|address| Pointed {
                address,
                size: size_of(sequence.element),
                text: None,
            }),
            _ => None,
        };
        let pointed = || {
            let (target, address) = renderer.pointed(&kind)?;
            Some(match &inner {
                ValueKind::Typed { ty, place: Place::Memory(address) } if inner != kind => {
                    Pointed { address: *address, size: size_of(*ty), text: None }
                }
                _ => Pointed { address, size: size_of(target), text: None },
            })
        };
        if let Some(found) = meant.or_else(pointed) {
            return Ok(found);
        }
        let rules = super::types::rules(names.language());
        let address = match load::scalar(renderer, rules, &kind) {
            Some(Scalar::Pointer { address, .. }) => Some(address),
            // An integer of the machine that is negative has the bits of a high address.
            Some(number) => number.to_integer().and_then(|integer| integer.bits.try_into().ok()),
            None => None,
        };
        address.map(|address| Pointed { address, size: None, text: None }).ok_or_else(|| {
            let text = self.text().trim();
            let message = format!(
                "`{text}` is neither a pointer nor a number; `&` before a variable is its address"
            );
            error(self.text(), (message, 0))
        })
    }

    /// The bytes that its value has in memory, for whoever looks for them there: those of a text, without a zero behind
    /// it, or those of a number, of which there are `size`, or as many as its type has.
    ///
    /// # Errors
    /// As [`Expression::evaluate`], and for values that are neither, or need more bytes.
    pub fn bytes(
        &self,
        names: &dyn Names,
        renderer: &Renderer<'_>,
        size: Option<usize>,
    ) -> Result<Vec<u8>, ExprError> {
        let root = self.root(names);
        let evaluator = self.evaluator(names, renderer, None);
        let scalar = evaluator.scalar(root).map_err(|failure| error(self.text(), failure))?;
        let own = match &scalar {
            Scalar::Text(bytes) => return Ok(bytes.clone()),
            Scalar::Integer(integer) => integer.settled(evaluator.rules).ty.bits / 8,
            Scalar::Float(_, FloatType::Single) => 4,
            Scalar::Float(..) => 8,
            Scalar::Boolean(_) => 1,
            Scalar::Char(c) if c.is_ascii() => 1,
            Scalar::Char(_) => 4,
            Scalar::Pointer { size, .. } => *size as u32,
        };
        let size = size.unwrap_or(own as usize);
        let bytes = match &scalar {
            Scalar::Integer(integer) => integer_bytes(integer.extended(), size),
            other => convert::bytes(other, size),
        };
        bytes.ok_or_else(|| {
            let plural = if size == 1 { "byte" } else { "bytes" };
            let message = format!("`{}` does not fit {size} {plural}", self.text().trim());
            error(self.text(), (message, 0))
        })
    }
}

/// A number in so many bytes, as a signed or an unsigned one of them.
fn integer_bytes(value: i128, size: usize) -> Option<Vec<u8>> {
    let bytes = value.to_le_bytes();
    let (own, rest) = bytes.split_at_checked(size)?;
    let negative = own.last().is_some_and(|byte| byte & 0x80 != 0);
    let fits =
        rest.iter().all(|&byte| byte == 0) || negative && rest.iter().all(|&byte| byte == 0xff);
    fits.then(|| own.to_vec())
}
