//! From the options that describe a program to the session's launch specification.

use std::path::{Path, PathBuf};

use anyhow::Result;
use wrtd_configuration::PlanWatch;
use wrtd_debug::{BoardFunctions, Entry, HostFunctions, LaunchSpec, LimitsHandle, StdinSource};

use crate::arguments::ProgramArguments;
use crate::configuration::{follow, formatters};
use crate::report::UsageError;

impl ProgramArguments {
    /// The launch that the options ask for, and what changes its limits with those of the machine as long as it is
    /// held. `inherit_stdin`: without `--stdin` the program reads
    /// wrtd's own standard input; otherwise it reads nothing.
    ///
    /// # Errors
    /// [`UsageError`] for an argument that is not Unicode; what is wrong with the configuration.
    pub(crate) fn into_launch(
        self,
        inherit_stdin: bool,
    ) -> Result<(LaunchSpec, Option<PlanWatch>)> {
        let mut command = self.command.into_iter();
        let program = PathBuf::from(command.next().unwrap_or_default());
        let arguments = command.map(|text| {
            text.into_string()
                .map_err(|text| UsageError(format!("the argument {text:?} is not valid Unicode")))
        });
        let arguments = arguments.collect::<Result<Vec<String>, _>>()?;
        let stdin = match self.stdin {
            Some(file) => StdinSource::File(file),
            None if inherit_stdin => StdinSource::Inherit,
            None => StdinSource::None,
        };
        let (entry, args) = match self.invoke {
            Some(function) => (Entry::Invoke { function, args: arguments }, Vec::new()),
            None => (Entry::Default, arguments),
        };
        let (plan, live) = self.configuration.plan()?;
        let limits = LimitsHandle::default();
        let formatters = formatters(live.configuration());
        let watch = follow(live, limits.clone());
        let spec = LaunchSpec {
            program,
            args,
            env: self.env,
            cwd: None,
            dirs: self.dirs,
            stdin,
            preloads: self.preloads,
            stub_missing: self.stub_missing,
            initialize: self.initialize,
            entry,
            stop_on_entry: false,
            source_map: self.source_map,
            plan,
            limits,
            undebugged: false,
            rust_source: None,
            step_into_library: false,
            host: HostFunctions::default(),
            board: BoardFunctions::default(),
            formatters,
            random_seed: self.random_seed,
        };
        Ok((spec, watch))
    }
}

/// `HOST` or `HOST::GUEST`.
pub(crate) fn parse_dir(text: &str) -> Result<(PathBuf, String), String> {
    let (host, guest) = text.split_once("::").unwrap_or((text, text));
    if host.is_empty() || guest.is_empty() {
        return Err("write HOST or HOST::GUEST, as in `data::/data`".into());
    }
    if !Path::new(host).is_dir() {
        return Err(format!("`{host}` is not a folder"));
    }
    Ok((host.into(), guest.into()))
}

/// `KEY=VALUE`.
pub(crate) fn parse_env(text: &str) -> Result<(String, String), String> {
    let (key, value) = pair(text).ok_or("write KEY=VALUE, as in `LANG=C`")?;
    Ok((key.into(), value.into()))
}

/// `NAME=FILE`.
pub(crate) fn parse_preload(text: &str) -> Result<(String, PathBuf), String> {
    let (name, file) = pair(text)
        .filter(|(_, file)| !file.is_empty())
        .ok_or("write NAME=FILE, as in `env=library.wasm`")?;
    Ok((name.into(), file.into()))
}

/// `PREFIX=LOCAL`.
pub(crate) fn parse_source_map(text: &str) -> Result<(String, String), String> {
    let (prefix, local) = pair(text)
        .filter(|(_, local)| !local.is_empty())
        .ok_or("write PREFIX=LOCAL, as in `/build/app=/home/me/app`")?;
    Ok((prefix.into(), local.into()))
}

fn pair(text: &str) -> Option<(&str, &str)> {
    text.split_once('=').filter(|(key, _)| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_checked_and_named() {
        assert_eq!(parse_dir("."), Ok((".".into(), ".".into())));
        assert_eq!(parse_dir(".::/work"), Ok((".".into(), "/work".into())));
        for wrong in ["", "::/x", ".::", "/no/such/folder"] {
            parse_dir(wrong).expect_err(wrong);
        }
    }

    #[test]
    fn pairs_need_a_key() {
        assert_eq!(parse_env("A=b=c"), Ok(("A".into(), "b=c".into())));
        assert_eq!(parse_env("A="), Ok(("A".into(), String::new())));
        parse_env("A").expect_err("no value");
        parse_env("=b").expect_err("no key");
        parse_preload("env=").expect_err("no file");
        parse_source_map("/build=").expect_err("no local folder");
    }
}
