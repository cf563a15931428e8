//! A limit that changes while the process runs.

use crate::support::{Host, MEMBERSHIP, MEMORY, MOUNTS, UNIFIED};
use wrtd_limits::PlatformId;
use wrtd_platform::{Bound, Watch, device};

fn bytes(bound: &Option<Bound>) -> Option<u64> {
    bound.as_ref().map(|bound| bound.bytes)
}

/// The sizes of a pod that is resized in place: https://github.com/kubernetes/kubernetes/issues/124786
#[test]
fn a_pod_that_is_resized() {
    let max = "/sys/fs/cgroup/memory.max";
    let mut host = Host::with(&[(MOUNTS, UNIFIED), (MEMBERSHIP, "0::/\n"), (max, "15728640\n")]);
    let mut watch = Watch::start(&host, PlatformId::Linux);
    assert_eq!(watch.poll(&host), None);
    host.set(max, "20971520\n");
    let change = watch.poll(&host).unwrap();
    assert_eq!((bytes(&change.before), bytes(&change.after)), (Some(15_728_640), Some(20_971_520)));
    assert!(!change.is_lower());
    host.set(max, "15728640\n");
    let change = watch.poll(&host).unwrap();
    assert!(change.is_lower());
    assert_eq!(
        change.to_string(),
        "the memory limit is lower: it was 20971520 bytes from memory.max of / and is 15728640 \
         bytes from memory.max of /"
    );
    host.set(max, "max\n");
    assert_eq!(bytes(&watch.poll(&host).unwrap().after), None);
    assert_eq!(watch.poll(&host), None);
}

#[test]
fn a_limit_that_appears_on_another_level() {
    let mut host = Host::with(&[
        (MOUNTS, UNIFIED),
        (MEMBERSHIP, "0::/slice/service\n"),
        ("/sys/fs/cgroup/slice/memory.max", "8192\n"),
    ]);
    let mut watch = Watch::start(&host, PlatformId::Linux);
    // The controller is enabled, and a limit set, where there was none.
    host.set("/sys/fs/cgroup/slice/service/memory.max", "4096\n");
    let change = watch.poll(&host).unwrap();
    assert_eq!(change.after.unwrap().source, "memory.max of /slice/service");
    // One that does not win changes nothing.
    host.set("/sys/fs/cgroup/slice/memory.max", "7000\n");
    assert_eq!(watch.poll(&host), None);
    assert_eq!(watch.detection().bound().unwrap().bytes, 4096);
}

#[test]
fn a_process_that_is_moved() {
    let mut host = Host::with(&[
        (MOUNTS, UNIFIED),
        (MEMBERSHIP, "0::/one\n"),
        ("/sys/fs/cgroup/one/memory.max", "8192\n"),
        ("/sys/fs/cgroup/two/memory.max", "4096\n"),
    ]);
    let mut watch = Watch::start(&host, PlatformId::Linux);
    host.set(MEMBERSHIP, "0::/two\n");
    assert_eq!(bytes(&watch.poll(&host).unwrap().after), Some(4096));
}

#[test]
fn a_limit_of_version_1_and_statistics_that_count_on() {
    let stat = "/sys/fs/cgroup/memory/a/memory.stat";
    let mut host = Host::with(&[
        (MOUNTS, MEMORY),
        (MEMBERSHIP, "2:memory:/a\n"),
        (stat, "cache 1\nhierarchical_memory_limit 8192\n"),
    ]);
    let mut watch = Watch::start(&host, PlatformId::Linux);
    host.set(stat, "cache 2\nhierarchical_memory_limit 8192\n");
    assert_eq!(watch.poll(&host), None);
    host.set(stat, "cache 2\nhierarchical_memory_limit 4096\n");
    assert_eq!(bytes(&watch.poll(&host).unwrap().after), Some(4096));
}

#[test]
fn a_limit_of_the_process() {
    let mut host = Host { address_space: Some(8192), ..Host::default() };
    let mut watch = Watch::start(&host, PlatformId::Linux);
    host.address_space = Some(4096);
    assert_eq!(bytes(&watch.poll(&host).unwrap().after), Some(4096));
}

#[test]
fn looking_again_reads_the_files_of_the_levels_only() {
    let host = Host::with(&[
        (MOUNTS, UNIFIED),
        (MEMBERSHIP, "0::/a/b\n"),
        ("/sys/fs/cgroup/a/memory.max", "8192\n"),
    ]);
    let mut watch = Watch::start(&host, PlatformId::Linux);
    host.reads.set(0);
    assert_eq!(watch.poll(&host), None);
    // Two files of each of three levels, and the process's cgroup.
    assert_eq!(host.reads.get(), 7);
}

#[test]
fn grants_that_grow_down() {
    let keys = [
        (device::MEMORY_BEGINS, 0x2000_4000),
        (device::MEMORY_ENDS, 0x2000_6000),
        (device::GRANT_BEGINS, 0x2000_5f00),
    ];
    let mut host = Host { keys: keys.into(), ..Host::default() };
    let mut watch = Watch::start(&host, PlatformId::Tock);
    assert_eq!(watch.poll(&host), None);
    host.keys.insert(device::GRANT_BEGINS, 0x2000_5e9c);
    assert_eq!(bytes(&watch.poll(&host).unwrap().after), Some(0x1e9c));
}

#[test]
fn only_where_something_may_change_is_it_worth_a_look() {
    let host = Host::with(&[]);
    let can_change = |platform: &PlatformId| Watch::start(&host, *platform).can_change();
    let platforms: Vec<PlatformId> = PlatformId::ALL.into_iter().filter(can_change).collect();
    assert_eq!(platforms, [PlatformId::Linux, PlatformId::Windows]);
}
