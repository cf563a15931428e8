//! Paths of a host as paths of files in a folder.

use std::path::{Path, PathBuf};

/// The file in a folder that stands for a path; `None` where the path is not absolute or leads upwards.
pub(super) fn file(folder: &Path, path: &[u8]) -> Option<PathBuf> {
    let mut file = folder.to_owned();
    for name in path.strip_prefix(b"/")?.split(|&byte| byte == b'/') {
        match name {
            b"" | b"." => {}
            b".." => return None,
            name => file.push(encode(name)),
        }
    }
    Some(file)
}

/// A name, or a whole path, with every byte escaped that some system does not allow in names. Blanks are escaped, so
/// that a name may stand in a line.
pub(super) fn encode(name: &[u8]) -> String {
    let mut encoded = String::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            b'.' | b'_' | b'-' | b'+' | b',' | b'=' | b'@' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
