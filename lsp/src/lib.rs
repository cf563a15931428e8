//! The WIT language server of wrtd.

pub mod analysis;
pub mod facts;
pub mod syntax;
