//! What a user sets, and what the machine grants, as one plan of limits.
//!
//! Sources, the strongest first: the command line (or a launch request), the environment (`WRTD_MAX_MEM`,
//! `WRTD_ASIL_LV`), the file `wrtd.toml`, the container and the host ([`wrtd_platform`]), the profile of the platform.
//! Of several values the strongest source's is taken, and lowered to what the machine grants, unless
//! [`Configuration::allow_more_than_detected`] says otherwise. Of several safety levels the strictest is taken,
//! whichever source says it; only where none does it is the platform's own.
//!
//! ```
//! use wrtd_configuration::{Configuration, Environment, Layer};
//! use wrtd_limits::{LimitName, PlatformId, Provenance};
//! use wrtd_platform::{detect, live::LiveHost};
//!
//! let mut asked = Layer::default();
//! asked.set_limit(LimitName::Total, 64 << 20, Provenance::CommandLine("--max-memory"));
//! let mut configuration = Configuration::of(asked);
//! configuration.add(Layer::of_environment(&Environment::Of(&|_| None))?);
//! let configured = configuration.plan(&detect(&LiveHost, PlatformId::Linux))?;
//! assert!(configured.plan.limits().total <= 64 << 20);
//! # Ok::<(), wrtd_configuration::ConfigurationError>(())
//! ```

mod configuration;
mod environment;
mod error;
mod file;
mod formatter;
mod interned;
mod layer;
mod live;
mod notice;
mod size;
mod value;

pub use configuration::{Configuration, Configured};
pub use environment::{ASIL_VARIABLE, Environment, MEMORY_VARIABLE};
pub use error::ConfigurationError;
pub use file::{FILE_NAME, find_file, read_file};
pub use formatter::Formatter;
pub use interned::interned;
pub use layer::{Layer, Setting};
pub use live::{LivePlan, PlanWatch, Replanned};
pub use notice::Notice;
pub use size::{Size, SizeError, parse_size};
