//! From the options that set limits, and what else sets them, to one configuration and its plan.

use anyhow::{Context, Result};
use wrtd_configuration::{Configuration, Environment, Layer, LivePlan, Setting, interned};
use wrtd_limits::{LimitName, Plan, Provenance};

use crate::arguments::ConfigurationArguments;
use crate::report;

impl ConfigurationArguments {
    /// What the options, the environment and the configuration file say.
    pub(crate) fn read(self) -> Result<Configuration> {
        let folder =
            std::env::current_dir().context("the working directory is gone; go to another one")?;
        let (file, allow_more) = (self.config.clone(), self.allow_more_than_detected);
        let options = self.layer()?;
        let file = file.as_deref();
        let mut configuration = Configuration::read(options, &Environment::Process, file, &folder)?;
        configuration.allow_more_than_detected = allow_more;
        Ok(configuration)
    }

    /// The plan for this machine. What was not taken as it was asked for is told as warnings.
    pub(crate) fn plan(self) -> Result<Plan> {
        let (_, configured) = LivePlan::start(self.read()?)?;
        for notice in &configured.notices {
            report::warning(&notice.to_string());
        }
        Ok(configured.plan)
    }

    /// What the options say.
    fn layer(self) -> Result<Layer> {
        let mut options = Layer::default();
        if let Some(bytes) = self.max_memory {
            let provenance = Provenance::CommandLine("--max-memory");
            options.set_limit(LimitName::Total, bytes, provenance);
        }
        for (name, text) in self.limits {
            let option = interned(&format!("--limit {name}"));
            options.set_limit_text(name, &text, Provenance::CommandLine(option))?;
        }
        options.asil = self
            .asil_level
            .map(|value| Setting { value, provenance: Provenance::CommandLine("--asil-level") });
        options.platform = self
            .platform
            .map(|value| Setting { value, provenance: Provenance::CommandLine("--platform") });
        Ok(options)
    }
}

/// `NAME=VALUE`.
pub(crate) fn parse_limit(text: &str) -> Result<(LimitName, String), String> {
    let (name, value) =
        text.split_once('=').ok_or("write NAME=VALUE, as in `wasm_linear=16MiB`")?;
    let name = name.trim().parse().map_err(|_| {
        let names: Vec<_> = LimitName::ALL.into_iter().map(LimitName::name).collect();
        format!("there is no limit `{name}`; there are {}", names.join(", "))
    })?;
    Ok((name, value.trim().to_owned()))
}
