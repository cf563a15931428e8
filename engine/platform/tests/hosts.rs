//! Recorded hosts: what is detected on each, word by word, and that each says where its data comes from.
//!
//! A host is a folder of `tests/hosts` in the form that `record` writes. `SOURCE` cites the document or the report
//! that the data comes from and says by hand which limit is right (`LIMIT`, in bytes, or `none`); `EXPECT` is the
//! whole detection, which `UPDATE_EXPECT=1` writes.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use wrtd_platform::{Detection, LimitKind, RecordedHost, detect, record};

fn hosts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts");
    let mut hosts: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    hosts.sort();
    hosts
}

fn detected(folder: &Path) -> Detection {
    let host = RecordedHost::open(folder).unwrap();
    detect(&host, host.platform().expect("platform.txt names the platform"))
}

/// The detection as a text.
fn rendered(detection: &Detection) -> String {
    let mut text = format!("platform: {}\n", detection.platform);
    if let Some(container) = detection.container {
        writeln!(text, "container: {container}").unwrap();
    }
    let bound = detection.bound().map_or("none".to_owned(), |bound| bound.to_string());
    writeln!(text, "limit: {bound}").unwrap();
    for candidate in &detection.candidates {
        let bytes = candidate.bytes.map_or("none".to_owned(), |bytes| bytes.to_string());
        let (kind, source, verdict) = (candidate.kind, &candidate.source, candidate.verdict);
        writeln!(text, "{bytes}: {source} ({kind})\n    at {}", candidate.location).unwrap();
        writeln!(text, "    {verdict}").unwrap();
    }
    for warning in &detection.warnings {
        writeln!(text, "warning: {warning}").unwrap();
    }
    text
}

/// The value of a line of `SOURCE`.
fn line<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    source.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn every_host_gives_what_is_expected() {
    for folder in hosts() {
        expect_file![folder.join("EXPECT")].assert_eq(&rendered(&detected(&folder)));
    }
}

#[test]
fn every_host_gives_the_limit_that_its_source_says() {
    for folder in hosts() {
        let source = std::fs::read_to_string(folder.join("SOURCE")).unwrap();
        let right = line(&source, "LIMIT").expect("SOURCE says the limit");
        let bound = detected(&folder).bound().map(|bound| bound.bytes.to_string());
        assert_eq!(bound.as_deref().unwrap_or("none"), right, "{}", folder.display());
    }
}

#[test]
fn every_host_cites_its_source() {
    let hosts = hosts();
    assert!(hosts.len() >= 40, "{} hosts", hosts.len());
    for folder in hosts {
        let source = std::fs::read_to_string(folder.join("SOURCE")).unwrap();
        assert!(line(&source, "SHOWS").is_some(), "{}", folder.display());
        let cited = line(&source, "SOURCE").unwrap_or_default();
        assert!(!cited.is_empty(), "{}", folder.display());
    }
}

#[test]
fn the_winner_is_the_smallest_that_bounds() {
    for folder in hosts() {
        let detection = detected(&folder);
        let Some(winner) = detection.winner() else { continue };
        assert_ne!(winner.kind, LimitKind::Throttle);
        let smaller = detection
            .candidates
            .iter()
            .filter(|candidate| candidate.bytes < winner.bytes && candidate.bytes.is_some());
        for candidate in smaller {
            let reason = candidate.verdict.reason();
            assert!(!reason.contains("larger"), "{}: {candidate:?}", folder.display());
        }
    }
}

#[test]
fn a_recording_of_a_recorded_host_detects_the_same() {
    for folder in hosts() {
        let host = RecordedHost::open(&folder).unwrap();
        let copy = tempfile::tempdir().unwrap();
        let platform = host.platform().unwrap();
        let detection = record(&host, platform, copy.path()).unwrap();
        let again = RecordedHost::open(copy.path()).unwrap();
        assert_eq!(again.platform(), Some(platform));
        assert_eq!(detect(&again, platform), detection, "{}", folder.display());
        assert_eq!(detect(&host, platform), detection, "{}", folder.display());
    }
}
