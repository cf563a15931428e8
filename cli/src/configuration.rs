//! From the options that set limits, and what else sets them, to one configuration and its plan.

use anyhow::{Context, Result};
use wrtd_configuration::{
    Configuration, Environment, Formatter, Layer, LivePlan, PlanWatch, Setting, interned,
};
use wrtd_debug::{FormatterSpec, LimitsHandle};
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

    /// The plan for this machine, and what keeps it true while that changes. What was not taken as it was asked for
    /// is told as warnings.
    pub(crate) fn plan(self) -> Result<(Plan, LivePlan)> {
        let (live, configured) = LivePlan::start(self.read()?)?;
        for notice in &configured.notices {
            report::warning(&notice.to_string());
        }
        Ok((configured.plan, live))
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

/// How values of some types read, as the configuration says.
pub(crate) fn formatters(configuration: &Configuration) -> Vec<FormatterSpec> {
    let spec = |found: &Formatter| {
        let Formatter { origin, pattern, summary, children, array, map, hide } = found.clone();
        FormatterSpec { origin, pattern, summary, children, array, map, hide }
    };
    configuration.formatters().map(spec).collect()
}

/// Hands each new plan to the session of `limits`, as long as the result is held.
pub(crate) fn follow(live: LivePlan, limits: LimitsHandle) -> Option<PlanWatch> {
    let watch = live.watch(move |found| match found {
        Ok(replanned) => limits.change(replanned.configured.plan, &replanned.to_string()),
        Err(error) => report::warning(&format!(
            "the memory limit has changed, and the limits that were set do not go together with it: {error}"
        )),
    });
    watch.unwrap_or_else(|error| {
        report::warning(&format!("a memory limit that changes will not be noticed: {error}"));
        None
    })
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
