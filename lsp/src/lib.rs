//! The WIT language server of wrtd.

pub mod facts;
pub mod syntax;
