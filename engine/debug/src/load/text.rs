//! Programs in text form (`.wat`): assembled when they are loaded, with debug information by which they
//! stop and step by their own lines.

use std::{path::Path, sync::Arc};

use wat::GenerateDwarf;

/// Longest text that is assembled, in bytes.
pub(super) const LONGEST: u64 = 16 << 20;

/// The module that a text stands for; a message that says what is wrong with it, and where.
pub(super) fn assemble(path: &Path, text: &[u8]) -> Result<Arc<[u8]>, String> {
    if text.len() as u64 >= LONGEST {
        return Err(format!(
            "{} has more than {LONGEST} bytes of text; assemble it first (wat2wasm FILE -o OUT.wasm)",
            path.display()
        ));
    }
    let text = std::str::from_utf8(text)
        .map_err(|error| format!("{} is no text: {error}", path.display()))?;
    let place = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut parser = wat::Parser::new();
    parser.generate_dwarf(GenerateDwarf::Full);
    match parser.parse_str(Some(&place), text) {
        Ok(bytes) => Ok(bytes.into()),
        Err(error) => Err(error.to_string()),
    }
}
