//! Files and directories, through cap-std: a path is resolved below the directory of its
//! descriptor, and `..`, absolute paths and symbolic links that lead out of it are refused
//! (`EPERM`) whatever else happens to the directory.

pub(crate) mod dir;
pub(crate) mod fd;
pub(crate) mod host;
pub(crate) mod open;
pub(crate) mod path;
pub(crate) mod prestat;
pub(crate) mod read;
pub(crate) mod stat;
pub(crate) mod transfer;
pub(crate) mod write;
