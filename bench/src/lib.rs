//! Measures wrtd's engine against others: what `cargo bench` runs. See README.md.

mod affinity;
pub mod clock;
pub mod engine;
mod fresh_memory;
mod options;
pub mod report;
pub mod rounds;
pub mod statistics;
mod table;
mod workload;

pub use affinity::{on_all_cores, pin};
pub use fresh_memory::keep_memory_fresh;
pub use options::Options;
pub use table::Table;
pub use workload::Workload;
