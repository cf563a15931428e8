//! The binary interface of `wasi_snapshot_preview1` (the preview 1 witx files): error numbers,
//! rights, flags and the layout of every structure that crosses into guest memory, little-endian.
//! No other module encodes a structure.

pub(crate) mod errno;
pub(crate) mod flags;
pub(crate) mod layout;
pub(crate) mod rights;

pub(crate) use errno::Errno;
pub(crate) use rights::Rights;

/// Which generation of the interface a module imports.
///
/// The functions are the same; the order of `whence`, the width of a link count and the layout of a
/// clock subscription differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Snapshot {
    /// `wasi_unstable`, of 2019.
    Preview0,
    /// `wasi_snapshot_preview1`.
    Preview1,
}

impl Snapshot {
    /// The name of the module that programs import.
    pub(crate) const fn module_name(self) -> &'static str {
        match self {
            Self::Preview0 => "wasi_unstable",
            Self::Preview1 => "wasi_snapshot_preview1",
        }
    }
}
