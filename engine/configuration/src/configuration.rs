//! From what the sources say to a plan.

use std::path::Path;

use wrtd_limits::{
    AsilLevel, ComprehensivePlatformLimits, LEAST_TOTAL, LimitName, Plan, PlatformId, Profile,
    Provenance,
};
use wrtd_platform::{Detection, LimitKind};

use crate::interned::interned;
use crate::layer::Setting;
use crate::{ConfigurationError, Environment, Formatter, Layer, Notice, find_file, read_file};

/// The option that lets a setting go past what the machine grants.
pub(crate) const ALLOW_MORE: &str = "--allow-more-than-detected";

/// What all sources but the machine say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// A setting may go past what the machine grants.
    pub allow_more_than_detected: bool,
    /// The strongest first.
    layers: Vec<Layer>,
}

/// A plan, and what a user should know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configured {
    /// The plan.
    pub plan: Plan,
    /// What is not as it was asked for.
    pub notices: Vec<Notice>,
}

impl Configuration {
    /// The strongest source's.
    #[must_use]
    pub fn of(layer: Layer) -> Self {
        Self { allow_more_than_detected: false, layers: vec![layer] }
    }

    /// Adds a source that is weaker than those before.
    pub fn add(&mut self, layer: Layer) {
        self.layers.push(layer);
    }

    /// The strongest source's settings, then those of the environment, then those of a file: the one named, or the
    /// nearest in the folder or above it.
    ///
    /// # Errors
    /// [`ConfigurationError`] for a value that cannot be, and where the named file cannot be read.
    pub fn read(
        strongest: Layer,
        environment: &Environment<'_>,
        file: Option<&Path>,
        folder: &Path,
    ) -> Result<Self, ConfigurationError> {
        let mut configuration = Self::of(strongest);
        configuration.add(Layer::of_environment(environment)?);
        if let Some(file) = file {
            configuration.add(read_file(&folder.join(file), file)?);
        } else if let Some(file) = find_file(folder) {
            configuration.add(read_file(&file, file.strip_prefix(folder).unwrap_or(&file))?);
        }
        Ok(configuration)
    }

    /// The platform that the strongest source names.
    #[must_use]
    pub fn platform(&self) -> Option<Setting<PlatformId>> {
        self.layers.iter().find_map(|layer| layer.platform)
    }

    /// How values of some types read, those of the strongest source first.
    pub fn formatters(&self) -> impl Iterator<Item = &Formatter> {
        self.layers.iter().flat_map(|layer| &layer.formatters)
    }

    /// The limits on a machine. Another platform than the machine's is planned for with the total of its profile, as
    /// far as the machine grants it.
    ///
    /// # Errors
    /// [`ConfigurationError`] where the limits that were set do not go together.
    pub fn plan(&self, detection: &Detection) -> Result<Configured, ConfigurationError> {
        let platform = self.platform().map_or(detection.platform, |setting| setting.value);
        let mut notices: Vec<Notice> =
            self.layers.iter().flat_map(|layer| layer.formatter_notices.clone()).collect();
        let total = self.total(detection, platform, &mut notices);
        let level = self.level(detection, platform, &mut notices);
        let limits = ComprehensivePlatformLimits::new(platform, total.value, level.value);
        let mut plan = Plan::new(limits, total.provenance, level.provenance);
        let set: Vec<_> = LimitName::ALL
            .into_iter()
            .filter(|&name| name != LimitName::Total)
            .filter_map(|name| Some((name, self.limit(name)?)))
            .collect();
        plan.set(set.iter().map(|(name, setting)| (*name, setting.value, setting.provenance)))?;
        for (name, asked) in set {
            let value = plan.limits().get(name);
            if value < asked.value {
                notices.push(Notice::CutByLevel { name, asked, value, level: level.value });
            }
        }
        Ok(Configured { plan, notices })
    }

    fn limit(&self, name: LimitName) -> Option<Setting<u64>> {
        self.layers.iter().find_map(|layer| layer.limit(name))
    }

    fn total(
        &self,
        detection: &Detection,
        platform: PlatformId,
        notices: &mut Vec<Notice>,
    ) -> Setting<u64> {
        let profile = Profile::of(platform);
        let of_profile =
            Setting { value: profile.total, provenance: Provenance::Profile(profile.name) };
        let granted = detection.bound().map(|bound| Setting {
            value: bound.bytes,
            provenance: Provenance::Detected(interned(&bound.source)),
        });
        let total = match (self.limit(LimitName::Total), granted) {
            (Some(asked), Some(granted)) if asked.value > granted.value => {
                if self.allow_more_than_detected {
                    notices.push(Notice::MoreThanDetected { asked, granted });
                    asked
                } else {
                    notices.push(Notice::Lowered { asked, granted });
                    granted
                }
            }
            (Some(asked), _) => asked,
            (None, Some(granted)) => {
                let is_own = platform == detection.platform;
                if is_own || granted.value < of_profile.value { granted } else { of_profile }
            }
            (None, None) => of_profile,
        };
        if total.value < LEAST_TOTAL {
            notices.push(Notice::TooLittle { total });
        }
        total
    }

    fn level(
        &self,
        detection: &Detection,
        platform: PlatformId,
        notices: &mut Vec<Notice>,
    ) -> Setting<AsilLevel> {
        let asked = || self.layers.iter().filter_map(|layer| layer.asil);
        let Some(strictest) = asked().map(|setting| setting.value).max() else {
            return own_level(detection, platform);
        };
        let mut taken = asked().filter(|setting| setting.value == strictest);
        let Some(taken) = taken.next() else { return own_level(detection, platform) };
        let lower = asked().filter(|setting| setting.value < strictest);
        notices.extend(lower.map(|asked| Notice::StricterLevel { asked, taken }));
        taken
    }
}

/// The level where no source says one: that of the profile, but none for a person at a workstation, whose memory
/// nothing but the machine bounds.
fn own_level(detection: &Detection, platform: PlatformId) -> Setting<AsilLevel> {
    let profile = Profile::of(platform);
    let is_desktop =
        matches!(platform, PlatformId::Linux | PlatformId::MacOs | PlatformId::Windows);
    let is_limited = detection.winner().is_some_and(|winner| winner.kind == LimitKind::Hard);
    if is_desktop && !is_limited {
        Setting { value: AsilLevel::Qm, provenance: Provenance::Default }
    } else {
        Setting { value: profile.asil, provenance: Provenance::Profile(profile.name) }
    }
}
