//! `wrtd check`: whether programs are valid and fit the plan, and what they will take, without running them.

mod json;
mod table;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::check::{CheckError, Format, RefusalReason, Report, check};
use wrtd_limits::Plan;

use crate::arguments::CheckArguments;
use crate::report::{self, EXIT_FAILURE};

/// A file and what became of it.
struct Checked {
    /// As it was given.
    file: PathBuf,
    result: Result<Report, CheckError>,
}

impl Checked {
    /// The verdict for scripts, and for readers.
    fn verdict(&self) -> (&'static str, &'static str) {
        match &self.result {
            Ok(Report { format: Format::Component, .. }) => {
                ("component", "a valid component, and wrtd does not run components yet")
            }
            Ok(report) if report.warnings.is_empty() => ("fits", "fits"),
            Ok(_) => ("fits", "fits, with warnings"),
            Err(CheckError::Read(_)) => ("unreadable", "cannot be read"),
            Err(CheckError::Refused(refusal)) => match refusal.reason {
                RefusalReason::Fault(_) => ("invalid", "cannot be run"),
                RefusalReason::Device(_) => ("invalid", "cannot be run on a device"),
                RefusalReason::Limit(_) => ("too_large", "does not fit"),
            },
        }
    }
}

/// Checks all files, and shows what was found; the exit code says whether all of them fit.
pub(crate) fn run(arguments: CheckArguments) -> Result<ExitCode> {
    let CheckArguments { json, configuration, files } = arguments;
    let (plan, _) = configuration.plan()?;
    let mut all_fit = true;
    let mut shown = Vec::new();
    for (i, file) in files.iter().enumerate() {
        let checked = Checked { file: file.clone(), result: open_and_check(file, &plan) };
        all_fit &= checked.result.is_ok();
        if json {
            shown.push(checked);
        } else {
            // Each at once: what a pipe gives may take its time.
            let gap = if i == 0 { "" } else { "\n" };
            report::write_stdout(format!("{gap}{}", table::text(&checked, &plan)).as_bytes());
        }
    }
    if json {
        report::write_stdout(json::text(&shown, &plan)?.as_bytes());
    }
    Ok(if all_fit { ExitCode::SUCCESS } else { ExitCode::from(EXIT_FAILURE) })
}

/// Checks a file; `-` is standard input.
fn open_and_check(file: &Path, plan: &Plan) -> Result<Report, CheckError> {
    if file.as_os_str() == "-" {
        return check(io::stdin().lock(), plan);
    }
    check(File::open(file).map_err(CheckError::Read)?, plan)
}
