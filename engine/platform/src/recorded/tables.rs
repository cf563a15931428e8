//! The text files beside a recorded tree.
//!
//! Invariant: a file that cannot be understood is an error with its line, never a host with other values.

use std::collections::{BTreeMap, BTreeSet};

use wrtd_limits::PlatformId;

use crate::Resource;
use crate::text::prefixed;

/// What lies beside the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tables {
    pub(super) platform: Option<PlatformId>,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) resource_limits: BTreeMap<&'static str, u64>,
    pub(super) keys: BTreeMap<String, u64>,
    /// Names, first addresses and sizes.
    pub(super) regions: Vec<(String, u64, u64)>,
    /// Paths in their escaped form.
    pub(super) unreadable: BTreeSet<String>,
}

/// The files, in the order in which they are read and written.
pub(super) const FILES: [&str; 6] =
    ["platform.txt", "environment.txt", "rlimits.txt", "keys.txt", "regions.txt", "unreadable.txt"];

/// Most lines of one file: a system page of QNX has some 30 regions, and everything else is shorter.
const LINES: usize = 1000;

impl Tables {
    /// Adds what one of `FILES` says. On failure it gives the line, from 1, and the form that a line has.
    pub(super) fn parse(&mut self, file: &str, text: &str) -> Result<(), (usize, &'static str)> {
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            if index >= LINES {
                return Err((index + 1, "the end of the file: it may have 1000 lines"));
            }
            self.parse_line(file, line).map_err(|form| (index + 1, form))?;
        }
        Ok(())
    }

    fn parse_line(&mut self, file: &str, line: &str) -> Result<(), &'static str> {
        match file {
            "platform.txt" => {
                self.platform = Some(line.parse().map_err(|_| "a platform's name, such as linux")?);
            }
            "environment.txt" => {
                let (name, value) = line.split_once('=').ok_or("NAME=value")?;
                self.environment.insert(name.to_owned(), value.to_owned());
            }
            "rlimits.txt" => {
                const FORM: &str = "RLIMIT_AS or RLIMIT_DATA, and bytes";
                let (name, bytes) = named_number(line).ok_or(FORM)?;
                let resource = Resource::ALL.into_iter().find(|resource| resource.name() == name);
                self.resource_limits.insert(resource.ok_or(FORM)?.name(), bytes);
            }
            "keys.txt" => {
                let (name, value) = named_number(line).ok_or("a name and a number")?;
                self.keys.insert(name.to_owned(), value);
            }
            "regions.txt" => {
                const FORM: &str = "a name, the first address and bytes";
                let (rest, size) = named_number(line).ok_or(FORM)?;
                let (name, start) = named_number(rest).ok_or(FORM)?;
                self.regions.push((name.to_owned(), start, size));
            }
            _ => {
                self.unreadable.insert(line.to_owned());
            }
        }
        Ok(())
    }

    /// The text of one of `FILES`; nothing where there is nothing to say.
    pub(super) fn text(&self, file: &str) -> String {
        let lines: Vec<String> = match file {
            "platform.txt" => self.platform.iter().map(ToString::to_string).collect(),
            "environment.txt" => {
                self.environment.iter().map(|(name, value)| format!("{name}={value}")).collect()
            }
            "rlimits.txt" => {
                self.resource_limits.iter().map(|(name, bytes)| format!("{name} {bytes}")).collect()
            }
            "keys.txt" => self.keys.iter().map(|(name, value)| format!("{name} {value}")).collect(),
            "regions.txt" => {
                let line = |(name, start, size): &(String, u64, u64)| {
                    format!("{name} {start:#x} {size:#x}")
                };
                self.regions.iter().map(line).collect()
            }
            _ => self.unreadable.iter().cloned().collect(),
        };
        lines.into_iter().map(|line| line + "\n").collect()
    }
}

/// A name, which may hold blanks, and a number behind it.
fn named_number(line: &str) -> Option<(&str, u64)> {
    let (name, number) = line.rsplit_once([' ', '\t'])?;
    Some((name.trim_end(), prefixed(number.as_bytes())?))
}
