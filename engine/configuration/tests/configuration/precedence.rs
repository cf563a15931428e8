//! Of two sources of the memory, which counts: every pair, each way round.

use expect_test::expect;
use wrtd_limits::{LimitName, PlatformId, Provenance};
use wrtd_platform::LimitKind;

use crate::support::{MIB, Sources, machine, pod, workstation};

const PROFILE: &str = "512 from the Linux container profile";

#[test]
fn a_stronger_source_of_the_user_counts_whether_it_says_more_or_less() {
    let nothing = machine(PlatformId::Linux, None);
    for (strong, weak) in [(100, "200MiB"), (200, "100MiB")] {
        let file =
            if weak == "100MiB" { "memory_limit = '100MiB'" } else { "memory_limit = '200MiB'" };
        let option = Sources { memory_option: Some(strong * MIB), ..Sources::default() };
        let expected = format!("{strong} from the command line (--max-memory)");
        let against_variable = Sources { memory_variable: Some(weak), ..option.clone() };
        assert_eq!(against_variable.total(&nothing), expected);
        let against_file = Sources { file: Some(file), ..option };
        assert_eq!(against_file.total(&nothing), expected);
        let variable = if strong == 100 { "100m" } else { "200m" };
        let variable =
            Sources { memory_variable: Some(variable), file: Some(file), ..Sources::default() };
        let expected = format!("{strong} from the environment (WRTD_MAX_MEM)");
        assert_eq!(variable.total(&nothing), expected);
    }
}

/// Each source of the user, saying 256 MiB.
fn each_source() -> [(Sources, &'static str); 3] {
    let option = Sources { memory_option: Some(256 * MIB), ..Sources::default() };
    let variable = Sources { memory_variable: Some("256MiB"), ..Sources::default() };
    let file = Sources { file: Some("\n\nmemory_limit = \"256 MiB\""), ..Sources::default() };
    [
        (option, "the command line (--max-memory)"),
        (variable, "the environment (WRTD_MAX_MEM)"),
        (file, "wrtd.toml, line 3"),
    ]
}

#[test]
fn every_source_of_the_user_may_lower_what_the_machine_grants() {
    for (sources, name) in each_source() {
        for granted in [pod(512 * MIB), workstation(512 * MIB), pod(256 * MIB)] {
            assert_eq!(sources.total(&granted), format!("256 from {name}"));
        }
    }
}

#[test]
fn none_may_raise_it_unless_that_is_allowed() {
    for (sources, name) in each_source() {
        for (granted, place) in
            [(pod(128 * MIB), "memory.max of /kubepods/pod1"), (workstation(128 * MIB), "MemTotal")]
        {
            assert_eq!(
                sources.total(&granted),
                format!(
                    "128 from {place}\n256 MiB from {name} is more than the 128 MiB from {place}, which \
                     counts; set less, or give --allow-more-than-detected to have it all the same"
                )
            );
            let allowed = Sources { allow_more: true, ..sources.clone() };
            assert_eq!(
                allowed.total(&granted),
                format!(
                    "256 from {name}\n256 MiB from {name} is more than the 128 MiB from {place}, past \
                     which the system may end the process; leave --allow-more-than-detected away to stay \
                     below"
                )
            );
        }
    }
}

#[test]
fn the_profile_counts_where_nobody_says_anything() {
    let nobody = Sources::default();
    assert_eq!(nobody.total(&machine(PlatformId::Linux, None)), PROFILE);
    assert_eq!(nobody.total(&pod(64 * MIB)), "64 from memory.max of /kubepods/pod1");
    assert_eq!(nobody.total(&workstation(65_536 * MIB)), "65536 from MemTotal");
    for (sources, name) in each_source() {
        let total = sources.total(&machine(PlatformId::Linux, None));
        assert_eq!(total, format!("256 from {name}"));
    }
}

#[test]
fn another_platform_has_its_own_total_as_far_as_the_machine_grants_it() {
    let qnx = Sources { file: Some("platform = 'qnx'"), ..Sources::default() };
    assert_eq!(qnx.total(&workstation(1 << 34)), "64 from the QNX profile");
    assert_eq!(qnx.total(&pod(32 * MIB)), "32 from memory.max of /kubepods/pod1");
    let more = Sources { memory_option: Some(128 * MIB), ..qnx };
    assert_eq!(more.total(&workstation(1 << 34)), "128 from the command line (--max-memory)");
    let board = machine(PlatformId::Qnx, Some((1 << 30, LimitKind::Physical, "RAM")));
    assert_eq!(more.total(&board), "128 from the command line (--max-memory)");
}

#[test]
fn every_limit_is_set_by_its_name() {
    for name in LimitName::ALL {
        if name == LimitName::Reserve {
            continue;
        }
        let text: &'static str = Box::leak(format!("# one\n{name} = 1_000\n").into_boxed_str());
        let sources = Sources { file: Some(text), ..Sources::default() };
        let plan = sources.plan(&machine(PlatformId::Linux, None)).plan;
        assert_eq!(plan.limits().get(name), 1000);
        assert_eq!(plan.provenance(name), Provenance::ConfigFile { path: "wrtd.toml", line: 2 });
    }
}

#[test]
fn accounts_that_have_more_than_there_is_are_refused() {
    let file = "wasm_linear = '500MiB'\ndebug = '50MiB'";
    let sources = Sources { file: Some(file), ..Sources::default() };
    let error = sources.read().unwrap().plan(&pod(512 * MIB)).unwrap_err();
    expect![[r#"wasm_linear, component_bytes, debug and runtime add up to 671088640 bytes of 536870912 (from memory.max of /kubepods/pod1); lower one of them or raise the total"#]]
        .assert_eq(&error.to_string());
}

#[test]
fn too_little_for_any_program_is_told() {
    let total = Sources::default().total(&pod(0));
    expect![[r#"
        0 from memory.max of /kubepods/pod1
        0 bytes from memory.max of /kubepods/pod1 is less than the 16 KiB that a program needs; give the container or the machine more memory"#]]
    .assert_eq(&total);
}

#[test]
fn the_nearest_file_is_found_upward() {
    let root = tempfile::tempdir().unwrap();
    let inner = root.path().join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    let outer = root.path().join("wrtd.toml");
    std::fs::write(&outer, "breakpoints = 7").unwrap();
    assert_eq!(wrtd_configuration::find_file(&inner), Some(outer));
    // A folder of that name is none.
    std::fs::create_dir(inner.join("wrtd.toml")).unwrap();
    let nearer = root.path().join("a/wrtd.toml");
    std::fs::write(&nearer, "breakpoints = 8").unwrap();
    assert_eq!(wrtd_configuration::find_file(&inner), Some(nearer));
}
