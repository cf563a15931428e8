//! What a file is that is not a core module, from its first bytes.

/// For a component, after the file's path.
pub(crate) const COMPONENT: &str = "is a WebAssembly component, and only core modules can be run so far; build the program for \
     the target wasm32-wasip1 in place of wasm32-wasip2, or take the core module out of the \
     component: wasm-tools component unbundle FILE --module-dir DIR";

/// First bytes and what to say of them, after the file's path.
const SIGNATURES: &[(&[u8], &str)] = &[
    (
        b"\x7fELF",
        "is an ELF file for a native machine; build the program for a WebAssembly target \
         (rustc --target wasm32-wasip1, clang --target=wasm32-wasi)",
    ),
    (
        b"MZ",
        "is a Windows program; build it for a WebAssembly target (rustc --target wasm32-wasip1, \
         clang --target=wasm32-wasi)",
    ),
    (
        b"\xcf\xfa\xed\xfe",
        "is a Mach-O file for a native machine; build the program for a WebAssembly target \
         (rustc --target wasm32-wasip1, clang --target=wasm32-wasi)",
    ),
    (b"\x1f\x8b", "is compressed with gzip; unpack it first (gunzip)"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it first (unzstd)"),
    (b"PK\x03\x04", "is a zip archive; unpack it and name the .wasm file in it"),
    (b"BC\xc0\xde", "is LLVM bitcode; link it into a program first (clang --target=wasm32-wasi)"),
    (
        b"!<arch>\n",
        "is a static library; link it into a program first (clang --target=wasm32-wasi)",
    ),
];

/// What `bytes` are, which do not begin as WebAssembly does; reads after the file's path.
pub(crate) fn not_wasm(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "is empty; build the program again".to_owned();
    }
    if let Some((_, text)) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return (*text).to_owned();
    }
    let head = &bytes[..bytes.len().min(4096)];
    if let Some(text) = text_file(head) {
        return text;
    }
    format!(
        "is not a WebAssembly file: it begins with {} and not with 00 61 73 6d; name the .wasm \
         file that the compiler wrote",
        hex(&bytes[..bytes.len().min(4)])
    )
}

/// Whether the first token after white space and comments opens a module or component in text form.
pub(crate) fn is_module_text(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(comment) = rest.strip_prefix(";;") {
        rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest.starts_with("(module") || rest.starts_with("(component") || rest.starts_with("(;")
}

fn text_file(head: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The cut may have hit the middle of a character.
        Err(error) if error.valid_up_to() + 4 > head.len() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let what = if text.starts_with("#!") {
        "is a script"
    } else if text.contains("fn main") {
        "is Rust source"
    } else if text.contains("#include") {
        "is C source"
    } else {
        "is a text file"
    };
    Some(format!("{what}, not a program; name the .wasm file that the compiler writes"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_in_text_form_is_known_by_its_first_token() {
        assert!(is_module_text(b";; a\n  ;; b\n(module)"));
        assert!(is_module_text(b"(component)"));
        assert!(!is_module_text(b"(func)"));
        assert!(!is_module_text(b""));
    }

    #[test]
    fn first_bytes_decide_what_is_said() {
        for (bytes, said) in [
            (&b"\x7fELF\x02\x01"[..], "is an ELF file"),
            (b"\x1f\x8b\x08\0", "is compressed with gzip"),
            (b"", "is empty"),
            (b"fn main() {}\n", "is Rust source"),
            ("gr\u{fc}\u{df}e".as_bytes(), "is a text file"),
            (b"\0\x01\x02\x03\x04", "begins with 00 01 02 03 and"),
            (b"\0asn", "begins with 00 61 73 6e"),
        ] {
            let text = not_wasm(bytes);
            assert!(text.contains(said), "{bytes:?}: {text}");
        }
    }
}
