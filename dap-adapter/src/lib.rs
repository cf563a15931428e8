//! The Debug Adapter Protocol server of wrtd.
pub mod protocol;
