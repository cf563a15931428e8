//! Owned text: `String`, `OsString`, `PathBuf`, `CString`.

use super::{Formatted, fat::FatPointer};
use crate::{
    Place,
    render::{
        Metadata, Object, Problem, Renderer, View,
        layout::Style,
        sequence::{Sequence, Storage},
        text::{Extent, Text},
    },
};

impl Renderer<'_> {
    /// Text that is kept in a `Vec<u8>`, or, a `CString`, in a `Box<[u8]>` with its zero byte.
    pub(super) fn owned_text(&self, name: &str, object: &Object) -> Formatted {
        let inner = self.unwrapped(object);
        if inner.ty.id == object.ty.id {
            return Ok(None);
        }
        if name == "CString" {
            return match self.fat_pointer(&inner) {
                Some(Ok(FatPointer { address, metadata: Metadata::Length(length), .. })) => {
                    self.checked_utf8(address, length.saturating_sub(1)).map(Some)
                }
                Some(Err(problem)) => Err(problem),
                _ => Ok(None),
            };
        }
        match self.vec(&inner)? {
            Some(View::Sequence(Sequence {
                length: Some(length),
                storage: Storage::Linear(Place::Memory(address)),
                ..
            })) => Ok(Some(utf8(address, length))),
            _ => Ok(None),
        }
    }

    /// Text behind a fat pointer: `Path`, `OsStr`, and `CStr`, whose last byte is a zero.
    pub(super) fn borrowed_text(&self, name: &str, object: &Object) -> Formatted {
        let (Some(Metadata::Length(length)), Place::Memory(address)) =
            (object.metadata, &object.place)
        else {
            return Ok(None);
        };
        let zero = u64::from(name == "CStr");
        self.checked_utf8(*address, length.saturating_sub(zero)).map(Some)
    }

    /// Text at an address, checked against linear memory.
    pub(super) fn checked_utf8(&self, address: u64, length: u64) -> Result<View, Problem> {
        self.check_extent("str", address, length, 1)?;
        Ok(utf8(address, length))
    }
}

/// Text at an address.
fn utf8(address: u64, length: u64) -> View {
    View::Text(Text {
        place: Place::Memory(address),
        extent: Extent::Bytes(length),
        style: Style::Rust,
        prefix: None,
    })
}
