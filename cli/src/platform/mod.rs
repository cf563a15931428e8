//! `wrtd platform`: the memory that was found, who says so, and the budget that results.

mod json;
mod table;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use wrtd_configuration::Configured;
use wrtd_limits::PlatformId;
use wrtd_platform::live::LiveHost;
use wrtd_platform::{Detection, HostView, RecordedHost, detect, record};

use crate::arguments::PlatformArguments;
use crate::report::{self, UsageError};

/// What is shown.
struct Findings {
    detection: Detection,
    configured: Configured,
}

/// Shows it, and records the host where that is asked for.
pub(crate) fn show(arguments: PlatformArguments) -> Result<ExitCode> {
    let PlatformArguments { json, root, record: folder, configuration } = arguments;
    let configuration = configuration.read()?;
    let asked = configuration.platform().map(|setting| setting.value);
    let detection = match root {
        None => look(&LiveHost, PlatformId::current(), folder.as_deref())?,
        Some(root) => {
            let host = RecordedHost::open(&root)?;
            let platform = host.platform().or(asked).ok_or_else(|| {
                let root = root.display();
                UsageError(format!(
                    "{root} does not say which platform it is of (platform.txt); name it with --platform"
                ))
            })?;
            look(&host, platform, folder.as_deref())?
        }
    };
    let configured = configuration.plan(&detection)?;
    let findings = Findings { detection, configured };
    let text = if json { json::text(&findings)? } else { table::text(&findings) };
    report::write_stdout(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

fn look(host: &dyn HostView, platform: PlatformId, folder: Option<&Path>) -> Result<Detection> {
    let Some(folder) = folder else { return Ok(detect(host, platform)) };
    let detection = record(host, platform, folder)?;
    report::line(&format!("recorded into {}", folder.display()));
    Ok(detection)
}
