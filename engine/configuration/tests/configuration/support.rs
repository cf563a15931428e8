//! Machines and sources to plan from.

use std::ffi::OsString;
use std::path::Path;

use wrtd_configuration::{Configuration, ConfigurationError, Configured, Environment, Layer};
use wrtd_limits::{AsilLevel, LimitName, PlatformId, Provenance};
use wrtd_platform::{Candidate, Detection, LimitKind, Verdict};

pub(crate) const MIB: u64 = 1 << 20;

/// A machine that one number bounds.
pub(crate) fn machine(platform: PlatformId, bound: Option<(u64, LimitKind, &str)>) -> Detection {
    let candidates = bound.map(|(bytes, kind, source)| Candidate {
        bytes: Some(bytes),
        kind,
        source: source.to_owned(),
        location: String::new(),
        verdict: Verdict::Won,
    });
    Detection {
        platform,
        container: None,
        candidates: candidates.into_iter().collect(),
        warnings: Vec::new(),
    }
}

/// A pod that may have some memory.
pub(crate) fn pod(bytes: u64) -> Detection {
    let source = "memory.max of /kubepods/pod1";
    machine(PlatformId::Linux, Some((bytes, LimitKind::Hard, source)))
}

/// A workstation with some memory.
pub(crate) fn workstation(bytes: u64) -> Detection {
    machine(PlatformId::Linux, Some((bytes, LimitKind::Physical, "MemTotal")))
}

/// What the sources say, each as a text.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    pub(crate) memory_option: Option<u64>,
    pub(crate) level_option: Option<AsilLevel>,
    pub(crate) memory_variable: Option<&'static str>,
    pub(crate) level_variable: Option<&'static str>,
    pub(crate) file: Option<&'static str>,
    pub(crate) allow_more: bool,
}

impl Sources {
    pub(crate) fn read(&self) -> Result<Configuration, ConfigurationError> {
        let folder = tempfile::tempdir().unwrap();
        if let Some(text) = self.file {
            std::fs::write(folder.path().join("wrtd.toml"), text).unwrap();
        }
        let mut options = Layer::default();
        if let Some(bytes) = self.memory_option {
            let provenance = Provenance::CommandLine("--max-memory");
            options.set_limit(LimitName::Total, bytes, provenance);
        }
        options.asil = self.level_option.map(|value| wrtd_configuration::Setting {
            value,
            provenance: Provenance::CommandLine("--asil-level"),
        });
        let variable = |name: &str| {
            let text = match name {
                "WRTD_MAX_MEM" => self.memory_variable,
                "WRTD_ASIL_LV" => self.level_variable,
                other => panic!("{other} is asked for"),
            };
            text.map(OsString::from)
        };
        let file = self.file.map(|_| Path::new("wrtd.toml"));
        let environment = Environment::Of(&variable);
        let mut configuration = Configuration::read(options, &environment, file, folder.path())?;
        configuration.allow_more_than_detected = self.allow_more;
        Ok(configuration)
    }

    pub(crate) fn plan(&self, detection: &Detection) -> Configured {
        self.read().unwrap().plan(detection).unwrap()
    }

    /// The total and where it comes from, and what is said of it.
    pub(crate) fn total(&self, detection: &Detection) -> String {
        let configured = self.plan(detection);
        let total = configured.plan.limits().total / MIB;
        let mut text = format!("{total} from {}", configured.plan.provenance(LimitName::Total));
        for notice in configured.notices {
            text.push_str(&format!("\n{notice}"));
        }
        text
    }
}
