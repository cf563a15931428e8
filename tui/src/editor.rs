//! The user's editor: which it is, and how it is told a line.

use std::{ffi::OsString, io, path::Path, process::Command};

/// The editor of a user who has named none.
const USUAL: &str = "vi";

/// What `VISUAL` or `EDITOR` say, the first that says anything.
#[must_use]
pub fn wanted(variable: impl Fn(&str) -> Option<String>) -> String {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(variable);
    named.into_iter().find(|value| !value.trim().is_empty()).unwrap_or_else(|| USUAL.to_owned())
}

/// The command that opens a file at a line, from 1.
///
/// # Errors
/// In a sentence for the user, where `editor` is no command.
pub fn command_line(
    editor: &str,
    path: &Path,
    line: u32,
) -> Result<(String, Vec<OsString>), String> {
    let mut words = words(editor)?.into_iter();
    let program = words.next().ok_or("EDITOR names no command")?;
    let mut arguments: Vec<OsString> = words.map(OsString::from).collect();
    let name = Path::new(&program).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let with_line = || {
        let mut place = path.as_os_str().to_owned();
        place.push(format!(":{line}"));
        place
    };
    match name.as_str() {
        "hx" | "helix" | "zed" | "zeditor" | "subl" | "sublime_text" | "lapce" => {
            arguments.push(with_line());
        }
        // These go to the background, where nobody tells when they are done, unless they are to wait.
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" => {
            if !arguments.iter().any(|word| word == "-g" || word == "--goto") {
                arguments.push("-g".into());
            }
            arguments.push(with_line());
        }
        "notepad" | "ed" => arguments.push(path.into()),
        // vi, vim, nvim, nano, emacs, emacsclient, micro, kak, joe, ne, mg, gedit and most others.
        _ => {
            arguments.push(format!("+{line}").into());
            arguments.push(path.into());
        }
    }
    Ok((program, arguments))
}

/// The words of a command, as a shell splits them: quotes hold a word together.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') if cfg!(unix) => {
                word.get_or_insert_default().extend(letters.next());
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    match quote {
        Some(open) => Err(format!("`{text}` has a {open} that is never closed; mend EDITOR")),
        None => Ok(words),
    }
}

/// Opens a file at a line, and waits until its user is done.
///
/// # Errors
/// In a sentence for the user.
pub(crate) fn run(editor: &str, path: &Path, line: u32) -> Result<(), String> {
    let (program, arguments) = command_line(editor, path, line)?;
    let ended = Command::new(&program).args(arguments).status();
    let status = ended.map_err(|error: io::Error| {
        format!("{program} cannot be started: {error}; set EDITOR to an editor that is here")
    })?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(editor: &str) -> String {
        let (program, arguments) = command_line(editor, Path::new("a b.rs"), 12).expect(editor);
        let words = arguments.iter().map(|word| word.to_string_lossy().into_owned());
        std::iter::once(program).chain(words).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn each_editor_is_told_the_line_in_its_own_way() {
        for editor in ["vi", "nvim", "nano", "emacs", "micro", "kak"] {
            assert_eq!(line(editor), format!("{editor}|+12|a b.rs"));
        }
        assert_eq!(line("emacsclient -t -a ''"), "emacsclient|-t|-a||+12|a b.rs");
        assert_eq!(line("/usr/bin/hx"), "/usr/bin/hx|a b.rs:12");
        assert_eq!(line("code --wait"), "code|--wait|-g|a b.rs:12");
        assert_eq!(line("code -g -w"), "code|-g|-w|a b.rs:12");
        assert_eq!(line("zed --wait"), "zed|--wait|a b.rs:12");
        assert_eq!(line("'my editor' \"x y\""), "my editor|x y|+12|a b.rs");
    }

    #[test]
    fn what_is_no_command_is_refused() {
        assert!(command_line("'open", Path::new("a"), 1).is_err());
        assert!(command_line("", Path::new("a"), 1).is_err());
        let of = |visual: &'static str| {
            wanted(move |name| (name == "VISUAL").then(|| visual.to_owned()))
        };
        assert_eq!((of("hx"), of(" ")), ("hx".to_owned(), "vi".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn an_editor_is_waited_for_and_its_failure_told() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("my editor");
        let written = folder.path().join("written");
        let text = format!("#!/bin/sh\nprintf '%s|' \"$@\" > '{}'\n", written.display());
        std::fs::write(&script, text).expect("a script");
        std::fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).expect("permissions");
        run(&format!("'{}' -x", script.display()), Path::new("a.c"), 7).expect("it runs");
        assert_eq!(std::fs::read_to_string(&written).expect("it has run"), "-x|+7|a.c|");
        let why = run("false", Path::new("a.c"), 7).expect_err("it fails");
        assert!(why.contains("false ended with"), "{why}");
        let why = run("/nonexistent/editor", Path::new("a.c"), 7).expect_err("it is not there");
        assert!(why.contains("set EDITOR"), "{why}");
    }
}
