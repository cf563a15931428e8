//! Texts as an editor changes them.

use serde_json::Value;

use crate::workspace::{Encoding, File, LineColumn, LineIndex};

/// The text of a file after some changes, one after another. What cannot be read of them is passed over.
pub(super) fn apply(file: &File, changes: &Value, encoding: Encoding) -> String {
    let mut text = file.text.to_string();
    for change in changes.as_array().into_iter().flatten() {
        let Some(new) = change["text"].as_str() else { continue };
        let range = &change["range"];
        if range.is_null() {
            new.clone_into(&mut text);
            continue;
        }
        let lines = LineIndex::new(&text);
        let offset = |at: &Value| {
            let number = |name: &str| at[name].as_u64().unwrap_or_default() as u32;
            let place = LineColumn { line: number("line"), column: number("character") };
            usize::from(lines.offset(&text, place, encoding))
        };
        let (start, end) = (offset(&range["start"]), offset(&range["end"]));
        text.replace_range(start.min(end)..end.max(start), new);
    }
    text
}
