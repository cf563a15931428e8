//! Folders that are no recorded hosts, and what a recording holds.

use std::path::Path;

use crate::support::{Host, MEMBERSHIP, MOUNTS, UNIFIED};
use wrtd_limits::PlatformId;
use wrtd_platform::{HostView, OpenError, RecordedHost, Resource, device, record};

fn error(file: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(file), text).unwrap();
    let text = RecordedHost::open(folder.path()).unwrap_err().to_string();
    text.replace(&folder.path().display().to_string(), "HOST")
}

#[test]
fn a_wrong_line_is_named_with_its_form() {
    for (file, text, expected) in [
        (
            "platform.txt",
            "Linx\n",
            "HOST/platform.txt:1 is not understood; write a platform's name, such as linux",
        ),
        (
            "environment.txt",
            "a=b\nc\n",
            "HOST/environment.txt:2 is not understood; write NAME=value",
        ),
        (
            "rlimits.txt",
            "RLIMIT_AS many\n",
            "HOST/rlimits.txt:1 is not understood; write RLIMIT_AS or RLIMIT_DATA, and bytes",
        ),
        (
            "rlimits.txt",
            "RLIMIT_CPU 1\n",
            "HOST/rlimits.txt:1 is not understood; write RLIMIT_AS or RLIMIT_DATA, and bytes",
        ),
        ("keys.txt", "\n\na 0xg\n", "HOST/keys.txt:3 is not understood; write a name and a number"),
        (
            "regions.txt",
            "ram 1\n",
            "HOST/regions.txt:1 is not understood; write a name, the first address and bytes",
        ),
    ] {
        assert_eq!(error(file, text), expected);
    }
    let missing = RecordedHost::open(Path::new("/no/such/folder")).unwrap_err();
    assert!(matches!(missing, OpenError::NoFolder { .. }));
    assert!(missing.to_string().ends_with("give one that `wrtd platform --record` has written"));
}

#[test]
fn the_text_files_give_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
    write("environment.txt", "container=lxc\n");
    write("rlimits.txt", "RLIMIT_AS 0x1000\n");
    write("keys.txt", "hw.memsize 17179869184\na name with blanks 3\n");
    write("regions.txt", "sysram 0x1000 4096\n");
    let host = RecordedHost::open(folder.path()).unwrap();
    assert_eq!(host.platform(), None);
    let mut buffer = [0; 2];
    assert_eq!(host.variable("container", &mut buffer), Some(2));
    assert_eq!(&buffer, b"lx");
    assert_eq!(host.resource_limit(Resource::AddressSpace), Some(4096));
    assert_eq!(host.resource_limit(Resource::Data), None);
    assert_eq!(host.key(device::MEMORY_SIZE), Some(17_179_869_184));
    assert_eq!(host.key("a name with blanks"), Some(3));
    let mut regions = Vec::new();
    host.regions(&mut |region| regions.push((region.name.to_owned(), region.start, region.size)));
    assert_eq!(regions, [("sysram".to_owned(), 0x1000, 4096)]);
}

#[test]
fn a_recording_holds_only_what_is_read() {
    let mut host = Host::with(&[
        (MEMBERSHIP, "5:devices:/secret\n0::/a:b\n"),
        (
            MOUNTS,
            &format!("31 21 0:23 / /home/me rw - cifs //10.1.30.10/me username=me\n{UNIFIED}"),
        ),
        ("/proc/meminfo", "MemTotal: 4 kB\nMemFree: 2 kB\n"),
        ("/sys/fs/cgroup/a:b/memory.max", "4096\n"),
        ("/run/.containerenv", "name=\"secret\"\n"),
    ]);
    host.denied.push(b"/sys/fs/cgroup/memory.max".to_vec());
    let folder = tempfile::tempdir().unwrap();
    record(&host, PlatformId::Linux, folder.path()).unwrap();
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!(read("proc/self/cgroup"), "0::/a:b\n");
    assert_eq!(read("proc/self/mountinfo"), UNIFIED);
    assert_eq!(read("proc/meminfo"), "MemTotal: 4 kB\n");
    assert_eq!(read("run/.containerenv"), "");
    assert_eq!(read("sys/fs/cgroup/a%3Ab/memory.max"), "4096\n");
    assert_eq!(read("unreadable.txt"), "/sys/fs/cgroup/memory.max\n");
    assert_eq!(read("platform.txt"), "linux\n");
}
