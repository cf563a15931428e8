//! What instructions compute, apart from how a tier finds their operands: one source for all that execute
//! code. Nothing here allocates, and nothing can fail but by saying so.

pub(crate) mod access;
pub(crate) mod float;
pub(crate) mod numeric;
#[cfg(feature = "vector")]
pub(crate) mod simd;
