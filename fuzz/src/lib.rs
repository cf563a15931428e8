//! What the fuzz targets are made of: a mutator for Wasm files, and the comparison of the tiers.

mod mutator;
mod section;
pub mod tiers;

pub use mutator::mutate;
