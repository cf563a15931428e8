//! Of several safety levels the strictest counts, wherever it is said.

use wrtd_limits::{AsilLevel, LimitName, PlatformId, Provenance};

use crate::support::{MIB, Sources, machine, pod, workstation};

fn level(sources: &Sources) -> String {
    let configured = sources.plan(&workstation(512 * MIB));
    let plan = &configured.plan;
    let mut text = format!("{} from {}", plan.limits().asil, plan.asil_provenance());
    for notice in &configured.notices {
        text.push_str(&format!("\n{notice}"));
    }
    text
}

#[test]
fn a_weaker_source_may_tighten_and_a_stronger_one_may_not_loosen() {
    let option = Sources { level_option: Some(AsilLevel::A), ..Sources::default() };
    let variable = Sources { level_variable: Some("asil-b"), ..Sources::default() };
    let lower = "ASIL A from the command line (--asil-level) is not taken, as ASIL B from";
    let both = Sources { level_option: Some(AsilLevel::A), ..variable.clone() };
    assert_eq!(
        level(&both),
        format!(
            "ASIL B from the environment (WRTD_ASIL_LV)\n{lower} the environment (WRTD_ASIL_LV) is \
             stricter; change it there"
        )
    );
    let with_file = Sources { file: Some("asil_level = 'B'"), ..option };
    assert_eq!(
        level(&with_file),
        format!(
            "ASIL B from wrtd.toml, line 1\n{lower} wrtd.toml, line 1 is stricter; change it there"
        )
    );
    let stricter = Sources { file: Some("asil_level = 'C'"), ..variable };
    assert_eq!(
        level(&stricter),
        "ASIL C from wrtd.toml, line 1\nASIL B from the environment (WRTD_ASIL_LV) is not taken, as ASIL \
         C from wrtd.toml, line 1 is stricter; change it there"
    );
}

#[test]
fn equal_levels_come_from_the_strongest_source() {
    let sources = Sources {
        level_option: Some(AsilLevel::C),
        level_variable: Some("C"),
        file: Some("asil_level = 'C'"),
        ..Sources::default()
    };
    assert_eq!(level(&sources), "ASIL C from the command line (--asil-level)");
}

#[test]
fn where_no_source_says_one_it_is_the_platforms() {
    let of = |detection| {
        let plan = Sources::default().plan(&detection).plan;
        (plan.limits().asil, plan.asil_provenance())
    };
    let container = Provenance::Profile("Linux container");
    assert_eq!(of(workstation(1 << 34)), (AsilLevel::Qm, Provenance::Default));
    assert_eq!(of(pod(1 << 29)), (AsilLevel::A, container));
    let none = |platform| machine(platform, None);
    assert_eq!(of(none(PlatformId::MacOs)), (AsilLevel::Qm, Provenance::Default));
    assert_eq!(of(none(PlatformId::Qnx)), (AsilLevel::C, Provenance::Profile("QNX")));
    assert_eq!(of(none(PlatformId::Zephyr)), (AsilLevel::B, Provenance::Profile("embedded")));
}

#[test]
fn what_a_level_does_not_allow_is_cut_and_told() {
    let sources = Sources {
        level_option: Some(AsilLevel::B),
        file: Some("debug = '40MiB'"),
        ..Sources::default()
    };
    let configured = sources.plan(&pod(512 * MIB));
    assert_eq!(configured.plan.limits().debug, 16 * MIB);
    let provenance = configured.plan.provenance(LimitName::Debug);
    assert_eq!(provenance, Provenance::SafetyLevel(AsilLevel::B));
    assert_eq!(
        configured.notices.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "debug is 16 MiB and not 40 MiB from wrtd.toml, line 1, as ASIL B allows no more; set less"
        ]
    );
}
