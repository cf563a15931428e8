//! Any bytes as what a host answers: detected on every platform, watched, and recorded.
//!
//! Promised: no panic, no hang, a bounded number of reads, and a winner that is the smallest that bounds.
//!
//! The input is cut at zero bytes: the mounts, the membership, the memory of the machine, the statistics of QNX, the
//! header of Zephyr, and then the contents of all other files, of which each path has one.

#![no_main]

use std::cell::Cell;
use std::hash::{DefaultHasher, Hash, Hasher};

use libfuzzer_sys::fuzz_target;
use wrtd_limits::PlatformId;
use wrtd_platform::{
    Detection, HostView, LimitKind, ReadError, Region, Resource, Verdict, Watch, detect, device,
};

/// Most reads of one detection: 8 mounts with 64 levels of 4 files, and what every host has.
const READS: usize = 8 * 64 * 4 + 20;

const NAMED: [&[u8]; 5] = [
    b"/proc/self/mountinfo",
    b"/proc/self/cgroup",
    b"/proc/meminfo",
    b"/proc/vm/stats",
    b"/zephyr/include/generated/zephyr/devicetree_generated.h",
];

struct Host<'a> {
    parts: Vec<&'a [u8]>,
    /// Added to every choice, so that the host answers otherwise.
    change: u64,
    reads: Cell<usize>,
}

impl Host<'_> {
    fn choose(&self, what: impl Hash, choices: usize) -> usize {
        let mut hasher = DefaultHasher::new();
        (what, self.change).hash(&mut hasher);
        (hasher.finish() % choices as u64) as usize
    }

    /// A number that the input holds, or a near one.
    fn number(&self, name: &str) -> Option<u64> {
        let part = self.parts.get(self.choose(name, self.parts.len() + 1))?;
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(*part).for_each(|(byte, from)| *byte = *from);
        Some(u64::from_le_bytes(bytes))
    }
}

impl HostView for Host<'_> {
    fn read(&self, path: &[u8], buffer: &mut [u8]) -> Result<usize, ReadError> {
        self.reads.set(self.reads.get() + 1);
        let named = NAMED.iter().position(|name| *name == path);
        let others = self.parts.len().saturating_sub(NAMED.len());
        let index = named.unwrap_or_else(|| NAMED.len() + self.choose(path, others + 1));
        let Some(part) = self.parts.get(index) else {
            return Err(if self.choose(path, 2) == 0 {
                ReadError::Missing
            } else {
                ReadError::Denied
            });
        };
        let length = part.len().min(buffer.len());
        buffer[..length].copy_from_slice(&part[..length]);
        Ok(length)
    }

    fn variable(&self, name: &str, buffer: &mut [u8]) -> Option<usize> {
        let part = self.parts.get(self.choose(name, self.parts.len() * 2 + 1))?;
        let length = part.len().min(buffer.len());
        buffer[..length].copy_from_slice(&part[..length]);
        Some(length)
    }

    fn resource_limit(&self, resource: Resource) -> Option<u64> {
        self.number(resource.name())
    }

    fn key(&self, name: &str) -> Option<u64> {
        self.number(name)
    }

    fn regions(&self, each: &mut dyn FnMut(Region<'_>)) {
        for name in ["ram", "/memory/ram/sysram", "sysram"] {
            if let Some(size) = self.number(name) {
                each(Region { name, start: 0, size });
            }
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let parts: Vec<&[u8]> = bytes.split(|&byte| byte == 0).collect();
    let mut host = Host { parts, change: 0, reads: Cell::new(0) };
    for platform in PlatformId::ALL {
        host.change = 0;
        host.reads.set(0);
        let detection = detect(&host, platform);
        assert!(host.reads.get() <= READS, "{} reads", host.reads.get());
        check(&detection);
        if platform != PlatformId::Linux {
            let smallest = device::smallest(&host, platform).is_some();
            assert_eq!(smallest, detection.winner().is_some());
        }
        let mut watch = Watch::start(&host, platform);
        assert_eq!(watch.detection(), &detection);
        assert_eq!(watch.poll(&host), None);
        host.change = 1;
        if let Some(change) = watch.poll(&host) {
            assert_ne!(change.before, change.after);
            assert_ne!(change.to_string(), "");
        }
        check(watch.detection());
    }
});

fn check(detection: &Detection) {
    let winners = detection.candidates.iter().filter(|one| one.verdict == Verdict::Won).count();
    assert!(winners <= 1);
    let bounds = |verdict| matches!(verdict, Verdict::Won | Verdict::Larger | Verdict::Same);
    let mut bounding = detection.candidates.iter().filter(|one| bounds(one.verdict));
    assert!(winners == 1 || bounding.next().is_none());
    if let Some(winner) = detection.winner() {
        assert_ne!(winner.kind, LimitKind::Throttle);
        assert!(bounding.all(|one| one.bytes >= winner.bytes));
    }
    for warning in &detection.warnings {
        assert!(warning.to_string().contains(';'), "{warning}: no remedy");
    }
}
