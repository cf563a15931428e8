//! From the options that set limits, and what else sets them, to one configuration.

use anyhow::{Context, Result};
use wrtd_configuration::{Configuration, Environment, Layer, Setting};
use wrtd_limits::{LimitName, Provenance};

use crate::arguments::ConfigurationArguments;

impl ConfigurationArguments {
    /// What the options, the environment and the configuration file say.
    pub(crate) fn read(self) -> Result<Configuration> {
        let mut options = Layer::default();
        if let Some(bytes) = self.max_memory {
            let provenance = Provenance::CommandLine("--max-memory");
            options.set_limit(LimitName::Total, bytes, provenance);
        }
        options.asil = self
            .asil_level
            .map(|value| Setting { value, provenance: Provenance::CommandLine("--asil-level") });
        options.platform = self
            .platform
            .map(|value| Setting { value, provenance: Provenance::CommandLine("--platform") });
        let folder =
            std::env::current_dir().context("the working directory is gone; go to another one")?;
        let file = self.config.as_deref();
        let mut configuration = Configuration::read(options, &Environment::Process, file, &folder)?;
        configuration.allow_more_than_detected = self.allow_more_than_detected;
        Ok(configuration)
    }
}
