//! Values as plain constants, for comparing and calculating.

use std::cmp::Ordering;

use crate::{
    Encoding, TypeId, TypeKind,
    render::{Renderer, ValueKind, View},
};

/// Wrappers that are looked through.
const WRAPPER_DEPTH: u8 = 16;

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Char(char),
    Text(Vec<u8>),
}

impl Constant {
    /// What it is, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Boolean(_) => "a boolean",
            Self::Char(_) => "a character",
            Self::Text(_) => "text",
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Float(_))
    }

    /// As C reads a condition; `None` for text.
    pub(super) fn truth(&self) -> Option<bool> {
        Some(match self {
            Self::Boolean(value) => *value,
            Self::Integer(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Char(value) => *value != '\0',
            Self::Text(_) => return None,
        })
    }

    /// A number as a float.
    pub(super) fn to_float(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as the language's own conversion")]
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// How two constants compare; `None` where they do not.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(left), Self::Integer(right)) => Some(left.cmp(right)),
            (Self::Boolean(left), Self::Boolean(right)) => Some(left.cmp(right)),
            (Self::Char(left), Self::Char(right)) => Some(left.cmp(right)),
            // C's characters are integers.
            (Self::Char(left), Self::Integer(right)) => {
                Some(i128::from(u32::from(*left)).cmp(right))
            }
            (Self::Integer(left), Self::Char(right)) => {
                Some(left.cmp(&i128::from(u32::from(*right))))
            }
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            _ => self.to_float()?.partial_cmp(&other.to_float()?),
        }
    }

    /// As a value that stands alone.
    pub(super) fn into_kind(self, hex: bool) -> ValueKind {
        ValueKind::Text(match self {
            Self::Integer(value) if hex && value >= 0 => format!("{value:#x}"),
            Self::Integer(value) => value.to_string(),
            Self::Float(value) => format!("{value:?}"),
            Self::Boolean(value) => value.to_string(),
            Self::Char(value) => format!("{value:?}"),
            Self::Text(bytes) => format!("{:?}", String::from_utf8_lossy(&bytes)),
        })
    }
}

/// The constant that a value is: a scalar, an enum's number, an address, text; through wrappers.
pub(super) fn constant(renderer: &Renderer<'_>, kind: &ValueKind) -> Option<Constant> {
    let mut kind = kind.clone();
    for _ in 0..WRAPPER_DEPTH {
        match renderer.view(&kind) {
            View::Wrapper(wrapper) => kind = wrapper.target,
            View::Record(record) if record.reads_as_first.is_some() => {
                kind = record.fields.into_iter().next()?.kind;
            }
            View::Text(text) => return renderer.whole_text(&text).map(Constant::Text),
            View::Address(view) => return Some(Constant::Integer(i128::from(view.address))),
            View::Leaf(text) => return leaf(renderer, &kind, &text),
            View::Broken(_) | View::Record(_) | View::Sequence(_) | View::Map(_) => return None,
        }
    }
    None
}

fn leaf(renderer: &Renderer<'_>, kind: &ValueKind, text: &str) -> Option<Constant> {
    let ValueKind::Typed { ty, place } = kind else {
        // A bit-field, or what an expression gave.
        return if text == "true" || text == "false" {
            Some(Constant::Boolean(text == "true"))
        } else if let Some(digits) = text.strip_prefix("0x") {
            i128::from_str_radix(digits, 16).ok().map(Constant::Integer)
        } else {
            text.parse().ok().map(Constant::Integer)
        };
    };
    let object = renderer.object(*ty, place.clone());
    match &object.ty.kind {
        TypeKind::Base(Encoding::Float) => float(renderer, &object).map(Constant::Float),
        TypeKind::Base(Encoding::Boolean) => {
            Some(Constant::Boolean(renderer.unsigned(&object).ok()? != 0))
        }
        TypeKind::Base(Encoding::Utf) => {
            let code = u32::try_from(renderer.unsigned(&object).ok()?).ok()?;
            char::from_u32(code).map(Constant::Char)
        }
        TypeKind::Base(_) | TypeKind::Enum(_) | TypeKind::Pointer { .. } => {
            renderer.integer(&object).ok()?.value().map(Constant::Integer)
        }
        _ => match text {
            "true" => Some(Constant::Boolean(true)),
            "false" => Some(Constant::Boolean(false)),
            _ => None,
        },
    }
}

fn float(renderer: &Renderer<'_>, object: &crate::render::Object) -> Option<f64> {
    let size = object.ty.size?;
    let bytes = renderer.read(&object.place, size).ok()?;
    match size {
        4 => Some(f64::from(f32::from_le_bytes(bytes.try_into().ok()?))),
        8 => Some(f64::from_le_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}

impl Renderer<'_> {
    /// Type and address of the elements that a pointer, or something that holds one, leads to.
    pub(crate) fn pointed(&self, kind: &ValueKind) -> Option<(TypeId, u64)> {
        let mut kind = kind.clone();
        for _ in 0..WRAPPER_DEPTH {
            if let Some(pointer) =
                self.object_of(&kind).and_then(|object| self.inner_pointer(&object))
            {
                let pointer = self.pointer(&pointer).ok()?;
                return Some((pointer.target?, pointer.address));
            }
            match self.view(&kind) {
                View::Address(view) => return Some((view.target?, view.address)),
                View::Sequence(sequence) => return Some((sequence.element, sequence.memory()?)),
                View::Wrapper(wrapper) => kind = wrapper.target,
                _ => return None,
            }
        }
        None
    }

    /// A number of things.
    pub(crate) fn count(&self, kind: &ValueKind) -> Option<u64> {
        match constant(self, kind)? {
            Constant::Integer(count) => u64::try_from(count).ok(),
            _ => None,
        }
    }
}
