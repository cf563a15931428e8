//! The one number that a device asks for, without an allocator.

use crate::support::Host;
use wrtd_limits::PlatformId;
use wrtd_platform::device::{self, smallest};
use wrtd_platform::{Finding, LimitKind, detect};

fn host(keys: &[(&'static str, u64)]) -> Host {
    Host { keys: keys.iter().copied().collect(), ..Host::default() }
}

fn bytes(host: &Host, platform: PlatformId) -> Option<u64> {
    match smallest(host, platform)? {
        Finding::Limit { bytes, .. } => bytes,
        Finding::Problem(_) => None,
    }
}

#[test]
fn each_platform_gives_its_smallest() {
    let cases = [
        (PlatformId::MacOs, host(&[(device::MEMORY_SIZE, 16 << 30)]), Some(16 << 30)),
        (
            PlatformId::Windows,
            host(&[
                (device::TOTAL_PHYSICAL, 8192),
                (device::JOB_WORKING_SET, 1),
                (device::JOB_MEMORY, 0),
            ]),
            Some(0),
        ),
        (
            PlatformId::VxWorks,
            host(&[(device::PHYSICAL_BASE, 0x1000), (device::PHYSICAL_TOP, 0x3000)]),
            Some(0x2000),
        ),
        (
            PlatformId::Zephyr,
            host(&[
                (device::KERNEL_RAM_START, 0x1000),
                (device::KERNEL_RAM_END, 0x9000),
                (device::UNUSED_RAM_START, 0x5000),
            ]),
            Some(0x4000),
        ),
        (
            PlatformId::BareMetal,
            host(&[
                (device::RAM_START, 0),
                (device::RAM_END, 0x1_0000),
                (device::HEAP_START, 0x100),
            ]),
            Some(0xff00),
        ),
        (PlatformId::Linux, host(&[]), None),
    ];
    for (platform, host, expected) in cases {
        assert_eq!(bytes(&host, platform), expected, "{platform}");
        if platform != PlatformId::Linux {
            let winner = detect(&host, platform).bound().map(|bound| bound.bytes);
            assert_eq!(winner, expected, "{platform}");
        }
    }
}

#[test]
fn what_is_upside_down_is_a_problem_with_a_remedy() {
    let keys = [(device::MEMORY_BEGINS, 2), (device::MEMORY_ENDS, 1), (device::GRANT_BEGINS, 0)];
    let host = host(&keys);
    assert_eq!(bytes(&host, PlatformId::Tock), None);
    let warnings = detect(&host, PlatformId::Tock).warnings;
    assert_eq!(
        warnings[0].to_string(),
        "the kernel gives a memory that ends before it begins; use a kernel with the memop system calls of Tock 2"
    );
}

#[test]
fn regions_of_qnx_add_up_without_overflow() {
    let mut host = host(&[]);
    host.regions = vec![
        ("sysram".into(), 0, u64::MAX),
        ("/memory/ram/sysram".into(), 0, 4096),
        ("sysrama".into(), 0, 1),
    ];
    assert_eq!(bytes(&host, PlatformId::Qnx), Some(u64::MAX));
    let kind = smallest(&host, PlatformId::Qnx);
    assert!(matches!(kind, Some(Finding::Limit { kind: LimitKind::Physical, .. })));
    host.set("/proc/vm/stats", "page_count=0xffffffffffffffff (many)\n");
    assert!(detect(&host, PlatformId::Qnx).warnings[0].to_string().contains("page_count"));
}
