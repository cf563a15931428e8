//! The findings for readers.

use std::fmt::Write;

use wrtd_configuration::Size;
use wrtd_limits::{LimitName, Unit};

use super::Findings;
use crate::report::printable;

/// The text: what was found, the candidates, the budget, and what to know of them.
pub(super) fn text(findings: &Findings) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = head(findings, &mut text)
        .and_then(|()| candidates(findings, &mut text))
        .and_then(|()| budget(findings, &mut text))
        .and_then(|()| warnings(findings, &mut text));
    printable(&text)
}

fn head(findings: &Findings, text: &mut String) -> std::fmt::Result {
    let Findings { detection, configured } = findings;
    let limits = configured.plan.limits();
    write!(text, "platform  {}", detection.platform)?;
    match detection.container {
        Some(container) => writeln!(text, ", in a container ({container})")?,
        None => writeln!(text)?,
    }
    match detection.bound() {
        Some(bound) => writeln!(text, "memory    {} from {}", Size(bound.bytes), bound.source)?,
        None => writeln!(text, "memory    not known")?,
    }
    let made_for = Size(limits.profile.total);
    write!(text, "profile   {}, made for {made_for} and scaled", limits.profile.name)?;
    if limits.platform == detection.platform {
        writeln!(text)?;
    } else {
        writeln!(text, ", as on {}", limits.platform)?;
    }
    let rights = limits.asil.debug_rights();
    let from = configured.plan.asil_provenance();
    writeln!(text, "level     {} from {from}: {rights}", limits.asil)
}

fn candidates(findings: &Findings, text: &mut String) -> std::fmt::Result {
    writeln!(text, "\ncandidates")?;
    for candidate in &findings.detection.candidates {
        let size = candidate.bytes.map_or("none".to_owned(), |bytes| Size(bytes).to_string());
        writeln!(text, "  {size:>10}  {} ({})", candidate.source, candidate.kind)?;
        writeln!(text, "              at {}", candidate.location)?;
        writeln!(text, "              {}", candidate.verdict)?;
    }
    if findings.detection.candidates.is_empty() {
        writeln!(text, "  none")?;
    }
    Ok(())
}

fn budget(findings: &Findings, text: &mut String) -> std::fmt::Result {
    let plan = &findings.configured.plan;
    let width =
        |width: usize, name: LimitName| width.max(plan.limits().get(name).to_string().len());
    let width = LimitName::ALL.into_iter().fold("exactly".len(), width);
    writeln!(text, "\n{:<15}  {:>10}  {:>width$}  from", "budget", "", "exactly")?;
    for name in LimitName::ALL {
        let value = plan.limits().get(name);
        let size = match name.unit() {
            Unit::Bytes => Size(value).to_string(),
            Unit::Count => String::new(),
        };
        let from = plan.provenance(name);
        writeln!(text, "{name:<15}  {size:>10}  {value:>width$}  {from}", name = name.name())?;
    }
    Ok(())
}

fn warnings(findings: &Findings, text: &mut String) -> std::fmt::Result {
    let host = findings.detection.warnings.iter().map(ToString::to_string);
    let settings = findings.configured.notices.iter().map(ToString::to_string);
    for (i, warning) in host.chain(settings).enumerate() {
        let gap = if i == 0 { "\n" } else { "" };
        writeln!(text, "{gap}warning: {warning}")?;
    }
    Ok(())
}
