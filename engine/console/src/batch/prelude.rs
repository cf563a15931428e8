//! The `set` lines at the beginning of a script: how to start the program.

use std::path::{Path, PathBuf};

use thiserror::Error;
use wrtd_debug::{LaunchSpec, StdinSource};

/// A `set` line that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("set: {problem}; usage: {usage}")]
pub struct PreludeError {
    /// What is wrong.
    pub problem: String,
    /// What would be right.
    pub usage: &'static str,
}

/// Reads the beginning of a script.
#[derive(Clone, Debug)]
pub struct Prelude {
    folder: PathBuf,
}

const USAGE: &str = "set args ARG.. | set env KEY=VALUE | set stdin FILE | set dir HOST[::GUEST] | set source-map PREFIX LOCAL | set random-seed NUMBER";

impl Prelude {
    /// For a script in `folder`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Carries out `line` if it is a `set` line. What `spec` has already wins: it comes from the
    /// command line.
    ///
    /// # Errors
    /// [`PreludeError`] for an unknown setting or wrong arguments.
    pub fn take(&mut self, line: &str, spec: &mut LaunchSpec) -> Result<bool, PreludeError> {
        let Some(setting) = line
            .strip_prefix("set")
            .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        else {
            return Ok(false);
        };
        let setting = setting.trim();
        let (name, value) = setting.split_once(char::is_whitespace).unwrap_or((setting, ""));
        // These write into the program, which is loaded for them.
        if matches!(name, "var" | "variable" | "memory" | "host-calls" | "listsize") {
            return Ok(false);
        }
        self.set(name, value.trim(), spec)?;
        Ok(true)
    }

    fn set(&self, name: &str, value: &str, spec: &mut LaunchSpec) -> Result<(), PreludeError> {
        match name {
            "args" => {
                if spec.args.is_empty() {
                    spec.args = value.split_whitespace().map(str::to_owned).collect();
                }
            }
            "env" => {
                let (key, value) = value
                    .split_once('=')
                    .filter(|(key, _)| !key.is_empty())
                    .ok_or_else(|| wrong(format!("`{value}` is not KEY=VALUE")))?;
                if !spec.env.iter().any(|(known, _)| known == key) {
                    spec.env.push((key.to_owned(), value.to_owned()));
                }
            }
            "stdin" => {
                if spec.stdin == StdinSource::None {
                    spec.stdin = StdinSource::File(self.path(required(value, "FILE")?));
                }
            }
            "dir" => {
                let value = required(value, "HOST")?;
                let (host, guest) = value.split_once("::").unwrap_or((value, value));
                spec.dirs.push((self.path(host), guest.to_owned()));
            }
            "source-map" => {
                let (prefix, local) = value
                    .rsplit_once(char::is_whitespace)
                    .ok_or_else(|| wrong("PREFIX or LOCAL is missing"))?;
                let local = self.path(local).display().to_string();
                spec.source_map.push((prefix.trim().to_owned(), local));
            }
            "random-seed" => {
                let seed = value.parse().map_err(|_| wrong(format!("`{value}` is no NUMBER")))?;
                spec.random_seed = spec.random_seed.or(Some(seed));
            }
            other => return Err(wrong(format!("there is no setting `{other}`"))),
        }
        Ok(())
    }

    /// A path of the script, which counts from the script's folder.
    fn path(&self, text: &str) -> PathBuf {
        let path = self.folder.join(text);
        std::fs::canonicalize(&path).unwrap_or(path)
    }
}

fn required<'a>(value: &'a str, what: &str) -> Result<&'a str, PreludeError> {
    if value.is_empty() { Err(wrong(format!("{what} is missing"))) } else { Ok(value) }
}

fn wrong(problem: impl Into<String>) -> PreludeError {
    PreludeError { problem: problem.into(), usage: USAGE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(lines: &[&str], mut spec: LaunchSpec) -> LaunchSpec {
        let mut prelude = Prelude::new(Path::new("/scripts"));
        for line in lines {
            assert_eq!(prelude.take(line, &mut spec), Ok(true), "{line}");
        }
        spec
    }

    #[test]
    fn settings_complete_the_launch() {
        let spec = after(
            &[
                "set args fail divide",
                "set env LANG=a=b",
                "set stdin input.txt",
                "set dir data::/data",
                "set source-map /build/my app  sources",
                "set random-seed 7",
            ],
            LaunchSpec::default(),
        );
        assert_eq!(spec.args, ["fail", "divide"]);
        assert_eq!(spec.env, [("LANG".to_owned(), "a=b".to_owned())]);
        assert_eq!(spec.stdin, StdinSource::File("/scripts/input.txt".into()));
        assert_eq!(spec.dirs, [(PathBuf::from("/scripts/data"), "/data".to_owned())]);
        let mapped = ("/build/my app".to_owned(), "/scripts/sources".to_owned());
        assert_eq!(spec.source_map, [mapped]);
        assert_eq!(spec.random_seed, Some(7));
    }

    #[test]
    fn the_command_line_wins() {
        let given = LaunchSpec {
            args: vec!["mine".into()],
            env: vec![("LANG".into(), "C".into())],
            stdin: StdinSource::Text("mine".into()),
            ..LaunchSpec::default()
        };
        let spec = after(&["set args theirs", "set env LANG=D", "set stdin theirs"], given.clone());
        assert_eq!(spec.args, given.args);
        assert_eq!(spec.env, given.env);
        assert_eq!(spec.stdin, given.stdin);
    }

    #[test]
    fn other_lines_are_left_and_wrong_ones_refused() {
        let mut prelude = Prelude::new(Path::new("."));
        let mut spec = LaunchSpec::default();
        for line in ["run", "settle", "# set args x", "", "set var $local0 = 1", "set memory 0 = 1"]
        {
            assert_eq!(prelude.take(line, &mut spec), Ok(false), "{line}");
        }
        for line in [
            "set",
            "set colour on",
            "set env X",
            "set stdin",
            "set source-map /a",
            "set random-seed x",
        ] {
            let error = prelude.take(line, &mut spec).expect_err(line);
            assert!(error.to_string().contains("usage: set args"), "{error}");
        }
    }
}
