//! Arrays, of one dimension and of several.

use super::zig::is_sentinel_bytes;
use super::{
    Object, Renderer, View,
    layout::Style,
    text::{Extent, Text},
};
use crate::TypeId;

impl Renderer<'_> {
    /// An array; C's arrays of `char` are text.
    pub(crate) fn array_view(
        &self,
        object: &Object,
        element: TypeId,
        counts: &[Option<u64>],
    ) -> View {
        let style = Style::of(object.ty.language);
        if let ([Some(length), ..], true) = (counts, counts.len() == 1)
            && style == Style::C
            && self.is_text_unit(element)
        {
            return View::Text(Text {
                place: object.place.clone(),
                extent: Extent::Terminated(*length),
                style,
                prefix: None,
            });
        }
        if style == Style::Zig
            && let ([Some(length)], true) = (counts, is_sentinel_bytes(&object.ty.name))
        {
            return View::Text(Text {
                place: object.place.clone(),
                extent: Extent::Bytes(*length),
                style,
                prefix: None,
            });
        }
        let known: Vec<u64> = counts.iter().map(|count| count.unwrap_or(0)).collect();
        let mut sequence = self.rows(element, &known, object.place.clone());
        if let [None, ..] = counts {
            sequence.length = None;
        }
        sequence.brackets = style.sequence();
        View::Sequence(sequence)
    }
}
