//! Rust panics: where they pass, and what they say.
//!
//! Every panic of Rust's standard library goes through the function `rust_panic` after the panic hook has
//! printed the message, whatever the optimisation. It is found by its name in the name section; a
//! program stripped of names shows its panics as the trap that ends them.

use std::ops::Range;

use crate::{
    disassembly::ModuleCode,
    target::{CodeAddress, TargetModule},
};

/// Where a panic has printed its message and has not begun to end the program.
pub(crate) fn entry(module: &TargetModule, code: &ModuleCode) -> Option<CodeAddress> {
    let (function, _) = code.function_names().find(|(_, name)| is_rust_panic(name))?;
    let Range { start, .. } = code.instructions(&module.bytes, function)?;
    Some(CodeAddress { module: module.id, offset: start })
}

/// Whether the name, mangled in either way or not at all, is that of `rust_panic`.
fn is_rust_panic(name: &str) -> bool {
    if !name.contains("rust_panic") {
        return false;
    }
    let demangled = format!("{:#}", rustc_demangle::demangle(name));
    let path = match demangled.rsplit_once("::") {
        // A linker that demangles keeps the hash of the legacy mangling.
        Some((path, hash)) if is_hash(hash) => path,
        _ => &demangled,
    };
    path == "rust_panic" || path.ends_with("::rust_panic")
}

fn is_hash(part: &str) -> bool {
    part.len() == 17
        && part.starts_with('h')
        && part[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a panic said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// Its first line, without the place.
    pub(crate) summary: String,
    /// The whole text, as the hook printed it.
    pub(crate) text: String,
}

/// The last panic message in what the program wrote to standard error, in the form of the default
/// hook: `thread 'main' (1) panicked at src/main.rs:3:5:` and the message.
pub(crate) fn message(stderr: &str) -> Option<Message> {
    let at = stderr.rfind(" panicked at ")?;
    let start = stderr[..at].rfind('\n').map_or(0, |end| end + 1);
    let text: Vec<&str> = stderr[start..]
        .lines()
        .take_while(|line| {
            !line.starts_with("note: run with `RUST_BACKTRACE=") && *line != "stack backtrace:"
        })
        .collect();
    let text = text.join("\n").trim_end().to_owned();
    let summary = text.lines().nth(1).unwrap_or(&text).to_owned();
    Some(Message { summary, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_known_in_every_mangling() {
        for name in [
            "rust_panic",
            "_RNvCsfLfy6EI15iL_7___rustc10rust_panic",
            "__rustc[a1b2c3]::rust_panic",
            "_ZN3std9panicking10rust_panic17h0123456789abcdefE",
            "std::panicking::rust_panic::h0123456789abcdef",
        ] {
            assert!(is_rust_panic(name), "{name}");
        }
        for name in [
            "rust_panic_with_hook",
            "std::panicking::rust_panic_with_hook::h0123456789abcdef",
            "_RNvCsfLfy6EI15iL_7___rustc20___rust_panic_cleanup",
            "my_rust_panic",
        ] {
            assert!(!is_rust_panic(name), "{name}");
        }
    }

    #[test]
    fn the_last_message_is_taken_without_the_note() {
        let stderr = "log\n\nthread 'main' (1) panicked at src/a.rs:1:2:\nfirst\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\
                      \nthread 'main' (1) panicked at src/b.rs:3:4:\nindex out of bounds\nmore\n\
                      note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        let message = message(stderr).unwrap();
        assert_eq!(message.summary, "index out of bounds");
        assert_eq!(
            message.text,
            "thread 'main' (1) panicked at src/b.rs:3:4:\nindex out of bounds\nmore"
        );
    }
}
