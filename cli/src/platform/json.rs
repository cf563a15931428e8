//! The findings for scripts: one JSON object. README.md documents the keys.

use serde::{Serialize, Serializer};
use wrtd_limits::{LimitName, Plan, Unit};
use wrtd_platform::{Candidate, Verdict};

use super::Findings;

#[derive(Serialize)]
struct Root<'a> {
    platform: &'a str,
    container: Option<&'a str>,
    detected: Option<Number<'a>>,
    candidates: Vec<CandidateObject<'a>>,
    warnings: Vec<String>,
    planned_for: &'a str,
    profile: &'a str,
    asil_level: Level<'a>,
    limits: Limits<'a>,
    notices: Vec<String>,
}

#[derive(Serialize)]
struct Number<'a> {
    bytes: u64,
    source: &'a str,
}

#[derive(Serialize)]
struct CandidateObject<'a> {
    bytes: Option<u64>,
    kind: &'a str,
    source: &'a str,
    location: &'a str,
    won: bool,
    reason: &'a str,
}

#[derive(Serialize)]
struct Level<'a> {
    value: &'a str,
    from: String,
    debugging: &'a str,
}

#[derive(Serialize)]
struct Limit {
    value: u64,
    unit: &'static str,
    from: String,
}

/// An object with a key for each limit.
struct Limits<'a>(&'a Plan);

impl Serialize for Limits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let limit = |name: LimitName| Limit {
            value: self.0.limits().get(name),
            unit: match name.unit() {
                Unit::Bytes => "bytes",
                Unit::Count => "count",
            },
            from: self.0.provenance(name).to_string(),
        };
        serializer.collect_map(LimitName::ALL.map(|name| (name.name(), limit(name))))
    }
}

/// The object as a text.
pub(super) fn text(findings: &Findings) -> serde_json::Result<String> {
    let Findings { detection, configured } = findings;
    let plan = &configured.plan;
    let limits = plan.limits();
    let detected = detection
        .winner()
        .and_then(|winner| Some(Number { bytes: winner.bytes?, source: &winner.source }));
    let root = Root {
        platform: detection.platform.name(),
        container: detection.container.map(|container| container.name()),
        detected,
        candidates: detection.candidates.iter().map(candidate).collect(),
        warnings: detection.warnings.iter().map(ToString::to_string).collect(),
        planned_for: limits.platform.name(),
        profile: limits.profile.name,
        asil_level: Level {
            value: limits.asil.name(),
            from: plan.asil_provenance().to_string(),
            debugging: limits.asil.debug_rights().name(),
        },
        limits: Limits(plan),
        notices: configured.notices.iter().map(ToString::to_string).collect(),
    };
    Ok(serde_json::to_string_pretty(&root)? + "\n")
}

fn candidate(candidate: &Candidate) -> CandidateObject<'_> {
    CandidateObject {
        bytes: candidate.bytes,
        kind: candidate.kind.name(),
        source: &candidate.source,
        location: &candidate.location,
        won: candidate.verdict == Verdict::Won,
        reason: candidate.verdict.reason(),
    }
}
