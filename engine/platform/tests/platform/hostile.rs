//! Hosts that lie: bytes that are no text, numbers that are none, tables without end, trees without bottom.

use std::time::{Duration, Instant};

use crate::support::{Host, MEMBERSHIP, MEMORY, MOUNTS, UNIFIED};
use wrtd_limits::PlatformId;
use wrtd_platform::{Detection, HostView, RecordedHost, Verdict, Warning, detect};

/// Longer than any detection takes on the slowest machine that builds this.
const LONG: Duration = Duration::from_secs(2);

fn quickly(host: &dyn HostView) -> Detection {
    let begun = Instant::now();
    let detection = detect(host, PlatformId::Linux);
    assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
    detection
}

fn limit(max: &str) -> Detection {
    let files = [(MOUNTS, UNIFIED), (MEMBERSHIP, "0::/a\n"), ("/sys/fs/cgroup/a/memory.max", max)];
    quickly(&Host::with(&files))
}

#[test]
fn only_plain_numbers_are_limits() {
    for (text, bytes) in [
        ("0\n", Some(0)),
        ("4096", Some(4096)),
        (" 4096 \n", Some(4096)),
        ("18446744073709551615\n", Some(u64::MAX)),
        ("18446744073709551616\n", None),
        ("99999999999999999999999999999999\n", None),
        ("-1\n", None),
        ("+1\n", None),
        ("0x1000\n", None),
        ("4096 8192\n", None),
        ("4096k\n", None),
        ("١٢٣\n", None),
        ("", None),
        ("maximum\n", None),
    ] {
        let detection = limit(text);
        assert_eq!(detection.bound().map(|bound| bound.bytes), bytes, "{text:?}");
        let nonsense = |warning: &Warning| matches!(warning, Warning::Nonsense { .. });
        assert_eq!(detection.warnings.iter().any(nonsense), bytes.is_none(), "{text:?}");
    }
    assert_eq!(limit("max\n").candidates[0].verdict, Verdict::Unlimited);
}

#[test]
fn paths_that_are_no_text_are_read_by_their_bytes() {
    let mut host = Host::with(&[(MOUNTS, UNIFIED)]);
    host.files.insert(MEMBERSHIP.into(), b"0::/\xff\xfe/\x01\n".to_vec());
    host.files.insert(b"/sys/fs/cgroup/\xff\xfe/\x01/memory.max".to_vec(), b"4096\n".to_vec());
    assert_eq!(quickly(&host).bound().unwrap().bytes, 4096);
}

#[test]
fn a_path_leads_nowhere_but_down() {
    let files = [
        (MOUNTS, UNIFIED),
        (MEMBERSHIP, "0::/a/../../../etc\n"),
        ("/etc/memory.max", "1\n"),
        ("/sys/fs/cgroup/etc/memory.max", "2\n"),
    ];
    let detection = quickly(&Host::with(&files));
    assert_eq!(detection.bound(), None);
}

#[test]
fn thousands_of_mounts_are_bounded() {
    let overlay = "262 31 0:72 / /merged rw,relatime shared:729 - overlay overlay rw,lowerdir=/a\n";
    let mut host = Host::with(&[(MEMBERSHIP, "0::/\n"), ("/sys/fs/cgroup/memory.max", "4096\n")]);
    host.set(MOUNTS, &(overlay.repeat(5000) + UNIFIED));
    assert_eq!(quickly(&host).bound().unwrap().bytes, 4096);

    // Behind the first MiB nothing is seen, and the user is told.
    host.set(MOUNTS, &(overlay.repeat(50_000) + UNIFIED));
    let detection = quickly(&host);
    assert!(detection.warnings.iter().any(|warning| matches!(warning, Warning::Truncated { .. })));

    let mounts: String = (0..10_000)
        .map(|index| format!("28 21 0:25 / /mounts/{index} rw - cgroup2 none rw\n"))
        .collect();
    host.set(MOUNTS, &mounts);
    let detection = quickly(&host);
    assert!(
        detection.warnings.iter().any(|warning| matches!(warning, Warning::TooManyMounts { .. }))
    );
    assert!(host.reads.get() < 1000, "{} reads", host.reads.get());
}

#[test]
fn a_tree_without_bottom_is_bounded() {
    let deep = "/a".repeat(2000);
    let mut host = Host::with(&[(MOUNTS, UNIFIED)]);
    host.set(MEMBERSHIP, &format!("0::{deep}\n"));
    host.set("/sys/fs/cgroup/a/memory.max", "4096\n");
    let detection = quickly(&host);
    // The levels near the root are those whose limits are set.
    assert_eq!(detection.bound().unwrap().bytes, 4096);
    assert!(detection.warnings.iter().any(|warning| matches!(warning, Warning::TooDeep { .. })));
    assert!(host.reads.get() < 1000, "{} reads", host.reads.get());

    host.set(MEMBERSHIP, &format!("0::{}\n", "/a".repeat(400_000)));
    quickly(&host);
}

#[test]
fn garbage_in_every_file_is_survived() {
    let garbage: Vec<u8> =
        (0..2_000_000u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let paths =
        [MOUNTS, MEMBERSHIP, "/proc/meminfo", "/proc/vm/stats", "/sys/fs/cgroup/memory.max"];
    let mut host = Host::default();
    for path in paths {
        host.files.insert(path.into(), garbage.clone());
    }
    quickly(&host);
    for platform in PlatformId::ALL {
        let _ = detect(&host, platform);
    }
}

#[test]
fn a_file_that_may_not_be_read_is_told() {
    let mut host = Host::with(&[
        (MOUNTS, MEMORY),
        (MEMBERSHIP, "2:memory:/a\n"),
        ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "8192\n"),
    ]);
    host.denied.push(b"/sys/fs/cgroup/memory/a/memory.limit_in_bytes".to_vec());
    let detection = quickly(&host);
    assert_eq!(detection.bound().unwrap().bytes, 8192);
    let told = detection.warnings.iter().any(|warning| {
        matches!(warning, Warning::Unreadable { path, .. } if path.ends_with("a/memory.limit_in_bytes"))
    });
    assert!(told, "{:?}", detection.warnings);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_of_a_recorded_host_are_not_followed() {
    use std::os::unix::fs::symlink;

    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("memory.max"), "1\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("proc/self")).unwrap();
    std::fs::create_dir_all(root.join("sys/fs/cgroup/inside")).unwrap();
    std::fs::write(root.join("platform.txt"), "linux\n").unwrap();
    std::fs::write(root.join("proc/self/mountinfo"), UNIFIED).unwrap();
    symlink(outside.path(), root.join("sys/fs/cgroup/out")).unwrap();
    symlink(outside.path().join("memory.max"), root.join("sys/fs/cgroup/inside/memory.max"))
        .unwrap();
    symlink("loop", root.join("sys/fs/cgroup/loop")).unwrap();
    let pipe = root.join("proc/meminfo");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for cgroup in ["out", "inside", "loop", "loop/loop"] {
        std::fs::write(root.join("proc/self/cgroup"), format!("0::/{cgroup}\n")).unwrap();
        let detection = quickly(&RecordedHost::open(root).unwrap());
        assert_eq!(detection.bound(), None, "{cgroup}");
    }
    // Text files are read as bounded.
    std::fs::write(root.join("keys.txt"), "a 1\n".repeat(100_000)).unwrap();
    assert!(RecordedHost::open(root).is_err());
}
