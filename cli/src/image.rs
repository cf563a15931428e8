//! `wrtd image`: a program prepared for a device.

use std::process::ExitCode;

use anyhow::{Context, Result};
use wrtd_debug::DeviceImage;

use crate::arguments::ImageArguments;
use crate::report;

/// Writes the image, and says what a device must have to run it.
pub(crate) fn write(arguments: ImageArguments) -> Result<ExitCode> {
    let image = DeviceImage::of_file(&arguments.module)?;
    let output = arguments.output.unwrap_or_else(|| arguments.module.with_extension("image"));
    std::fs::write(&output, &image.bytes).with_context(|| {
        format!("cannot write {}; name another file with --output", output.display())
    })?;
    report::write_stdout(format!("{}\n{image}", output.display()).as_bytes());
    Ok(ExitCode::SUCCESS)
}
