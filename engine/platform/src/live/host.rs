//! The live host of systems with files.

use std::path::Path;

use super::files;
use crate::{HostView, ReadError, Region, Resource};

/// The host that this process runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct LiveHost;

impl HostView for LiveHost {
    fn read(&self, path: &[u8], buffer: &mut [u8]) -> Result<usize, ReadError> {
        #[cfg(unix)]
        let path = {
            use std::os::unix::ffi::OsStrExt;

            Path::new(std::ffi::OsStr::from_bytes(path))
        };
        #[cfg(not(unix))]
        let path = Path::new(core::str::from_utf8(path).map_err(|_| ReadError::Missing)?);
        files::read(path, buffer)
    }

    fn variable(&self, name: &str, buffer: &mut [u8]) -> Option<usize> {
        let value = std::env::var_os(name)?;
        let value = value.as_encoded_bytes();
        let length = value.len().min(buffer.len());
        buffer.get_mut(..length)?.copy_from_slice(value.get(..length)?);
        Some(length)
    }

    fn resource_limit(&self, resource: Resource) -> Option<u64> {
        system::resource_limit(resource)
    }

    fn key(&self, name: &str) -> Option<u64> {
        system::key(name)
    }

    fn regions(&self, each: &mut dyn FnMut(Region<'_>)) {
        system::regions(each);
    }
}

/// What each system has besides files and variables.
mod system {
    #[cfg(target_vendor = "apple")]
    pub(super) use super::super::apple::key;
    #[cfg(target_os = "nto")]
    pub(super) use super::super::nto::{key, regions, resource_limit};
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    pub(super) use super::super::unix::resource_limit;
    #[cfg(windows)]
    pub(super) use super::super::windows::key;

    #[cfg(not(any(target_vendor = "apple", target_os = "nto", windows)))]
    pub(super) fn key(_name: &str) -> Option<u64> {
        None
    }

    #[cfg(not(target_os = "nto"))]
    pub(super) fn regions(_each: &mut dyn FnMut(crate::Region<'_>)) {}

    #[cfg(not(any(
        target_os = "linux",
        target_os = "android",
        target_vendor = "apple",
        target_os = "nto"
    )))]
    pub(super) fn resource_limit(_resource: crate::Resource) -> Option<u64> {
        None
    }
}
