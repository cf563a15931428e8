//! The WIT language server of wrtd.

pub mod syntax;
