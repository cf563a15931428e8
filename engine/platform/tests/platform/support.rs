//! Hosts in memory, for tests that make them.

use std::cell::Cell;
use std::collections::HashMap;

use wrtd_platform::{HostView, ReadError, Region, Resource};

/// A host whose answers are lists, and which counts its reads.
#[derive(Default)]
pub(crate) struct Host {
    pub(crate) files: HashMap<Vec<u8>, Vec<u8>>,
    pub(crate) denied: Vec<Vec<u8>>,
    pub(crate) keys: HashMap<&'static str, u64>,
    pub(crate) regions: Vec<(String, u64, u64)>,
    pub(crate) address_space: Option<u64>,
    pub(crate) reads: Cell<usize>,
}

impl Host {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let mut host = Self::default();
        for (path, text) in files {
            host.set(path, text);
        }
        host
    }

    pub(crate) fn set(&mut self, path: &str, text: &str) {
        self.files.insert(path.as_bytes().to_vec(), text.as_bytes().to_vec());
    }
}

impl HostView for Host {
    fn read(&self, path: &[u8], buffer: &mut [u8]) -> Result<usize, ReadError> {
        self.reads.set(self.reads.get() + 1);
        if self.denied.iter().any(|denied| denied == path) {
            return Err(ReadError::Denied);
        }
        let bytes = self.files.get(path).ok_or(ReadError::Missing)?;
        let length = bytes.len().min(buffer.len());
        buffer[..length].copy_from_slice(&bytes[..length]);
        Ok(length)
    }

    fn resource_limit(&self, resource: Resource) -> Option<u64> {
        self.address_space.filter(|_| resource == Resource::AddressSpace)
    }

    fn key(&self, name: &str) -> Option<u64> {
        self.keys.get(name).copied()
    }

    fn regions(&self, each: &mut dyn FnMut(Region<'_>)) {
        for (name, start, size) in &self.regions {
            each(Region { name, start: *start, size: *size });
        }
    }
}

pub(crate) const MOUNTS: &str = "/proc/self/mountinfo";
pub(crate) const MEMBERSHIP: &str = "/proc/self/cgroup";
/// Version 2 at its usual place.
pub(crate) const UNIFIED: &str = "28 21 0:25 / /sys/fs/cgroup rw - cgroup2 none rw,nsdelegate\n";
/// The memory hierarchy of version 1 at its usual place.
pub(crate) const MEMORY: &str = "35 30 0:31 / /sys/fs/cgroup/memory rw - cgroup none rw,memory\n";
