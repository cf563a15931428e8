//! `wrtd platform`: what is found on recorded hosts, the budget, and which recordings are refused.

use crate::call::{Call, project, wrtd};
use expect_test::{Expect, expect};

/// `wrtd platform` on a recorded host, with no variables set.
pub(crate) fn on(host: &str, words: &[&str]) -> Call {
    let root = format!("engine/platform/tests/hosts/{host}");
    let mut all = vec!["platform", "--root", &root];
    all.extend(words);
    wrtd(&all).env("WRTD_MAX_MEM", "").env("WRTD_ASIL_LV", "")
}

pub(crate) fn check(call: Call, expected: &Expect) {
    expected.assert_eq(&call.done().to_string());
}

/// The lines of the output that begin with one of the words.
pub(crate) fn lines(call: Call, words: &[&str]) -> String {
    let text = call.done().to_string();
    let wanted = |line: &&str| words.iter().any(|word| line.starts_with(word));
    text.lines().filter(wanted).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_container_with_its_candidates_and_its_budget() {
    check(
        on("jdk-8322420-parent-limit-v2", &[]),
        &expect![[r#"
            platform  linux
            memory    500 MiB from memory.max of /jdktest4711
            profile   Linux container, made for 512 MiB and scaled
            level     ASIL A from the Linux container profile: a debugger may do everything

            candidates
                1000 MiB  memory.max of /jdktest4711/inner (hard limit)
                          at /sys/fs/cgroup/jdktest4711/inner/memory.max
                          lost: it is larger than the winner
                 500 MiB  memory.max of /jdktest4711 (hard limit)
                          at /sys/fs/cgroup/jdktest4711/memory.max
                          won: it is the smallest
                    none  RLIMIT_AS of the process (address space)
                          at getrlimit(RLIMIT_AS)
                          lost: it is no limit
                    none  RLIMIT_DATA of the process (hard limit)
                          at getrlimit(RLIMIT_DATA)
                          lost: it is no limit

            budget                         exactly  from
            memory_limit        500 MiB  524288000  memory.max of /jdktest4711
            wasm_linear       341.7 MiB  358400000  memory.max of /jdktest4711
            component_bytes    48.8 MiB   51200000  memory.max of /jdktest4711
            debug              48.8 MiB   51200000  memory.max of /jdktest4711
            runtime            39.0 MiB   40960000  memory.max of /jdktest4711
            reserve            21.4 MiB   22528000  memory.max of /jdktest4711
            components                         250  the Linux container profile
            instances                         1000  the Linux container profile
            imports                          16000  the Linux container profile
            exports                          16000  the Linux container profile
            resources                        64000  the Linux container profile
            call_depth                        9765  the Linux container profile
            stack_bytes         7.8 MiB    8192000  the Linux container profile
            breakpoints                       9765  the Linux container profile
            watchpoints                       1000  the Linux container profile
            symbols                        1024000  the Linux container profile
            source_files                     16000  the Linux container profile
            stack_frames                      9765  the Linux container profile

            warning: there is no /proc/meminfo; mount /proc, or give a limit with --max-memory
            --- exit code 0
        "#]],
    );
}

#[test]
fn a_throttle_is_told_apart() {
    check(
        on("lotus-11641-memory-high", &[]),
        &expect![[r#"
            platform  linux
            memory    10 GiB from memory.max of /system.slice/lotus-daemon.service
            profile   Linux container, made for 512 MiB and scaled
            level     ASIL A from the Linux container profile: a debugger may do everything

            candidates
                  10 GiB  memory.max of /system.slice/lotus-daemon.service (hard limit)
                          at /sys/fs/cgroup/system.slice/lotus-daemon.service/memory.max
                          won: it is the smallest
                   8 GiB  memory.high of /system.slice/lotus-daemon.service (throttle)
                          at /sys/fs/cgroup/system.slice/lotus-daemon.service/memory.high
                          lost: it slows down and limits nothing
                    none  RLIMIT_AS of the process (address space)
                          at getrlimit(RLIMIT_AS)
                          lost: it is no limit
                    none  RLIMIT_DATA of the process (hard limit)
                          at getrlimit(RLIMIT_DATA)
                          lost: it is no limit

            budget                           exactly  from
            memory_limit         10 GiB  10737418240  memory.max of /system.slice/lotus-daemon.service
            wasm_linear         6.8 GiB   7340032000  memory.max of /system.slice/lotus-daemon.service
            component_bytes    1000 MiB   1048576000  memory.max of /system.slice/lotus-daemon.service
            debug              1000 MiB   1048576000  memory.max of /system.slice/lotus-daemon.service
            runtime             800 MiB    838860800  memory.max of /system.slice/lotus-daemon.service
            reserve             440 MiB    461373440  memory.max of /system.slice/lotus-daemon.service
            components                          5120  the Linux container profile
            instances                          20480  the Linux container profile
            imports                           327680  the Linux container profile
            exports                           327680  the Linux container profile
            resources                        1310720  the Linux container profile
            call_depth                        200000  the Linux container profile
            stack_bytes         160 MiB    167772160  the Linux container profile
            breakpoints                       200000  the Linux container profile
            watchpoints                        20480  the Linux container profile
            symbols                         20971520  the Linux container profile
            source_files                      327680  the Linux container profile
            stack_frames                      200000  the Linux container profile

            warning: there is no /proc/meminfo; mount /proc, or give a limit with --max-memory
            warning: the process is slowed down from 8589934592 bytes on (memory.high of /system.slice/lotus-daemon.service), before its limit of 10737418240; raise memory.high of /system.slice/lotus-daemon.service, or give a lower limit with --max-memory
            --- exit code 0
        "#]],
    );
}

#[test]
fn a_workstation_has_no_level_and_all_its_memory() {
    let words = ["platform", "memory", "profile", "level", "wasm_linear", "breakpoints"];
    expect![[r#"
        platform  macos
        memory    16 GiB from physical memory
        profile   Linux container, made for 512 MiB and scaled
        level     QM from the default: a debugger may do everything
        memory_limit         16 GiB  17179869184  physical memory
        wasm_linear        10.9 GiB  11744051200  physical memory
        breakpoints                       320000  the Linux container profile
    "#]]
    .assert_eq(&lines(on("macos-16-gb", &[]), &words));
}

#[test]
fn a_board_has_the_level_of_its_profile() {
    let words = ["platform", "memory", "profile", "level", "debug", "breakpoints"];
    expect![[r#"
        platform  qnx
        memory    3.5 GiB from pages of the memory manager
        profile   QNX, made for 64 MiB and scaled
        level     ASIL C from the QNX profile: a debugger may look and change nothing
        memory_limit        3.5 GiB  3758096384  pages of the memory manager
        debug                 2 MiB     2097152  ASIL C
        breakpoints                        2800  the QNX profile
    "#]]
    .assert_eq(&lines(on("qnx-vm-stats", &[]), &words));
}

#[test]
fn a_device() {
    check(
        on("zephyr-nrf52832-build-folder", &[]),
        &expect![[r#"
            platform  zephyr
            memory    64 KiB from zephyr,sram of the device tree
            profile   embedded, made for 32 KiB and scaled
            level     ASIL B from the embedded profile: a debugger may do everything

            candidates
                  64 KiB  zephyr,sram of the device tree (physical memory)
                          at devicetree_generated.h
                          won: it is the smallest

            budget                       exactly  from
            memory_limit         64 KiB    65536  zephyr,sram of the device tree
            wasm_linear          40 KiB    40960  zephyr,sram of the device tree
            component_bytes       8 KiB     8192  zephyr,sram of the device tree
            debug                 2 KiB     2048  zephyr,sram of the device tree
            runtime               8 KiB     8192  zephyr,sram of the device tree
            reserve               6 KiB     6144  zephyr,sram of the device tree
            components                         8  the embedded profile
            instances                         16  the embedded profile
            imports                           64  the embedded profile
            exports                           64  the embedded profile
            resources                         32  the embedded profile
            call_depth                        64  the embedded profile
            stack_bytes           2 KiB     2048  the embedded profile
            breakpoints                       20  the embedded profile
            watchpoints                        4  the embedded profile
            symbols                          512  the embedded profile
            source_files                      16  the embedded profile
            stack_frames                      32  the embedded profile
            --- exit code 0
        "#]],
    );
}

#[test]
fn scripts_get_json_with_bytes() {
    check(
        on("windows-job-of-123-mib", &["--json"]),
        &expect![[r#"
        {
          "platform": "windows",
          "container": null,
          "detected": {
            "bytes": 128974848,
            "source": "JobMemoryLimit of the job object"
          },
          "candidates": [
            {
              "bytes": 128974848,
              "kind": "hard limit",
              "source": "JobMemoryLimit of the job object",
              "location": "QueryInformationJobObject(JobObjectExtendedLimitInformation)",
              "won": true,
              "reason": "won: it is the smallest"
            },
            {
              "bytes": 137323081728,
              "kind": "physical memory",
              "source": "physical memory",
              "location": "GlobalMemoryStatusEx",
              "won": false,
              "reason": "lost: it is larger than the winner"
            }
          ],
          "warnings": [],
          "planned_for": "windows",
          "profile": "Linux container",
          "asil_level": {
            "value": "A",
            "from": "the Linux container profile",
            "debugging": "full"
          },
          "limits": {
            "memory_limit": {
              "value": 128974848,
              "unit": "bytes",
              "from": "JobMemoryLimit of the job object"
            },
            "wasm_linear": {
              "value": 88166400,
              "unit": "bytes",
              "from": "JobMemoryLimit of the job object"
            },
            "component_bytes": {
              "value": 12595200,
              "unit": "bytes",
              "from": "JobMemoryLimit of the job object"
            },
            "debug": {
              "value": 12595200,
              "unit": "bytes",
              "from": "JobMemoryLimit of the job object"
            },
            "runtime": {
              "value": 10076160,
              "unit": "bytes",
              "from": "JobMemoryLimit of the job object"
            },
            "reserve": {
              "value": 5541888,
              "unit": "bytes",
              "from": "JobMemoryLimit of the job object"
            },
            "components": {
              "value": 61,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "instances": {
              "value": 246,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "imports": {
              "value": 3936,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "exports": {
              "value": 3936,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "resources": {
              "value": 15744,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "call_depth": {
              "value": 2402,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "stack_bytes": {
              "value": 2015232,
              "unit": "bytes",
              "from": "the Linux container profile"
            },
            "breakpoints": {
              "value": 2402,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "watchpoints": {
              "value": 246,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "symbols": {
              "value": 251904,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "source_files": {
              "value": 3936,
              "unit": "count",
              "from": "the Linux container profile"
            },
            "stack_frames": {
              "value": 2402,
              "unit": "count",
              "from": "the Linux container profile"
            }
          },
          "notices": []
        }
        --- exit code 0
    "#]],
    );
}

#[test]
fn the_json_of_every_host_is_json() {
    let hosts = project().join("engine/platform/tests/hosts");
    for host in hosts.read_dir().unwrap() {
        let name = host.unwrap().file_name().into_string().unwrap();
        let done = on(&name, &["--json"]).done();
        assert_eq!(done.code, Some(0), "{name}: {done}");
        let json: serde_json::Value = serde_json::from_str(&done.stdout).unwrap();
        let limit = |name: &str| json["limits"][name]["value"].as_u64().unwrap();
        let accounts = ["wasm_linear", "component_bytes", "debug", "runtime", "reserve"];
        assert_eq!(accounts.map(limit).iter().sum::<u64>(), limit("memory_limit"), "{name}");
    }
}

#[test]
fn a_host_is_recorded_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let copy = copy.to_str().unwrap();
    let done = on("lotus-11641-memory-high", &["--record", copy]).done();
    assert_eq!(done.stderr, format!("recorded into {copy}\n"));
    let again = wrtd(&["platform", "--root", copy]).done();
    assert_eq!(again.stdout, done.stdout);
    let refused = on("lotus-11641-memory-high", &["--record", copy]).done();
    assert_eq!(refused.stderr, format!("error: {copy} is not empty; give a new folder\n"));
    assert_eq!(refused.code, Some(1));
}

#[test]
fn a_folder_that_does_not_name_its_platform_needs_it_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_str().unwrap();
    let mut done = wrtd(&["platform", "--root", root]).done();
    done.stderr = done.stderr.replace(root, "FOLDER");
    expect![[r#"
        --- stderr
        error: FOLDER does not say which platform it is of (platform.txt); name it with --platform
        --- exit code 2
    "#]]
    .assert_eq(&done.to_string());
    let named = wrtd(&["platform", "--root", root, "--platform", "qnx"]).done();
    assert_eq!(named.code, Some(0), "{named}");
    let missing = wrtd(&["platform", "--root", "no/such/folder"]).done();
    expect![[r#"
        --- stderr
        error: no/such/folder is no folder; give one that `wrtd platform --record` has written
        --- exit code 1
    "#]]
    .assert_eq(&missing.to_string());
}

#[test]
fn this_machine_is_told_in_both_forms() {
    for words in [&["platform"][..], &["platform", "--json"]] {
        let done = wrtd(words).done();
        assert_eq!(done.code, Some(0), "{done}");
        assert!(done.stdout.contains("wasm_linear"), "{done}");
    }
}

#[test]
fn this_machine_is_recorded_as_it_is_detected() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let copy = copy.to_str().unwrap();
    let done = wrtd(&["platform", "--record", copy]).done();
    let again = wrtd(&["platform", "--root", copy]).done();
    assert_eq!(again.stdout, done.stdout);
}

#[test]
fn names_of_cgroups_do_not_reach_the_terminal_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let source = project().join("engine/platform/tests/hosts/kubernetes-124786-resized-pod");
    for name in ["proc/self", "sys/fs/cgroup/%1B%5B2J"] {
        std::fs::create_dir_all(copy.join(name)).unwrap();
    }
    for name in ["platform.txt", "proc/self/mountinfo"] {
        std::fs::copy(source.join(name), copy.join(name)).unwrap();
    }
    std::fs::write(copy.join("proc/self/cgroup"), "0::/\x1b[2J\n").unwrap();
    std::fs::write(copy.join("sys/fs/cgroup/%1B%5B2J/memory.max"), "1048576\n").unwrap();
    let done = wrtd(&["platform", "--root", copy.to_str().unwrap()]).done();
    assert!(done.stdout.contains(r"memory.max of /\u{1b}[2J"), "{done}");
    assert!(!done.stdout.contains('\x1b'), "{done}");
}
