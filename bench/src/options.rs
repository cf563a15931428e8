//! What both benchmarks are told on their command line.

use clap::Args;
use regex::Regex;

/// Options of both benchmarks.
#[derive(Args, Debug)]
pub struct Options {
    /// How often each engine is measured
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Only workloads whose name matches this regular expression
    #[arg(long, value_name = "REGEX")]
    pub workload: Option<Regex>,
    /// Only engines whose name matches this regular expression
    #[arg(long, value_name = "REGEX")]
    pub engine: Option<Regex>,
    /// The core to run on; the last one by default
    #[arg(long)]
    pub core: Option<usize>,
    /// Print tables of Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Cargo says so to every benchmark.
    #[arg(long = "bench", hide = true)]
    pub called_by_cargo: bool,
}

impl Options {
    /// Whether the workload called `name` is wanted.
    #[must_use]
    pub fn wants_workload(&self, name: &str) -> bool {
        self.workload.as_ref().is_none_or(|pattern| pattern.is_match(name))
    }

    /// Whether the engine called `name` is wanted.
    #[must_use]
    pub fn wants_engine(&self, name: &str) -> bool {
        self.engine.as_ref().is_none_or(|pattern| pattern.is_match(name))
    }
}
