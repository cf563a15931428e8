//! Numbers with a meaning: `atomic`, `complex`, `chrono::duration`.

use super::Formatted;
use crate::{
    Encoding, TypeKind,
    render::{
        Object, Renderer, Value, View,
        layout::Brackets,
        view::{Record, Wrapper},
    },
};

/// Units of a `duration` by the fraction of a second that they are.
const UNITS: [(i128, i128, &str); 8] = [
    (1, 1_000_000_000, "ns"),
    (1, 1_000_000, "µs"),
    (1, 1000, "ms"),
    (1, 1, "s"),
    (60, 1, "min"),
    (3600, 1, "h"),
    (86_400, 1, "d"),
    (604_800, 1, "w"),
];

impl Renderer<'_> {
    /// `std::atomic` reads as the value inside.
    pub(super) fn cpp_atomic(&self, object: &Object) -> Option<View> {
        let inner = self.unwrapped(object);
        (inner.ty.id != object.ty.id).then(|| Wrapper::inside(&inner))
    }

    /// `std::complex`, as C's complex numbers.
    pub(super) fn cpp_complex(&self, object: &Object) -> Formatted {
        let (Some(real), Some(imaginary)) = (
            self.any_of(object, &["__re_", "_M_real"]),
            self.any_of(object, &["__im_", "_M_imag"]),
        ) else {
            return Ok(None);
        };
        let (TypeKind::Base(Encoding::Float), TypeKind::Base(Encoding::Float)) =
            (&real.ty.kind, &imaginary.ty.kind)
        else {
            return Ok(None);
        };
        let real = self.scalar(&real, Encoding::Float)?;
        let imaginary = self.scalar(&imaginary, Encoding::Float)?;
        Ok(Some(View::Leaf(match imaginary.strip_prefix('-') {
            Some(magnitude) => format!("{real} - {magnitude}i"),
            None => format!("{real} + {imaginary}i"),
        })))
    }

    /// `std::chrono::duration`, a number and its unit.
    pub(super) fn cpp_duration(&self, object: &Object) -> Option<View> {
        let count = self.any_of(object, &["__rep_", "__r"])?;
        let period = self.bare(object.type_argument(1)?);
        let TypeKind::Composite(period) = &period.kind else { return None };
        let [numerator, denominator] = period.template_values[..] else { return None };
        let unit = UNITS.iter().find(|(n, d, _)| (*n, *d) == (numerator, denominator));
        let (_, _, unit) = unit?;
        Some(View::Record(Record {
            head: String::new(),
            brackets: Brackets::Suffix(unit),
            fields: vec![Value { name: "count".to_owned(), kind: count.kind() }],
            reads_as_first: None,
        }))
    }
}
