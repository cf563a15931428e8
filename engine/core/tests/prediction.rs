//! The prediction of what an instance takes, compared with what the allocator gave.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod measure;

use measure::{check, fixtures, generated, measure, plan, without_custom_sections};

/// Most that a prediction may be off, in percent.
const MOST: f64 = 5.0;

// One test: a second one beside it would allocate as well.
#[test]
fn an_instance_takes_what_was_predicted() {
    let mut compared = [0, 0];
    let mut wrong = Vec::new();
    let sources = [fixtures(), generated()];
    for (source, (name, bytes)) in
        (0..).zip(sources).flat_map(|(source, files)| files.into_iter().map(move |f| (source, f)))
    {
        let stripped = without_custom_sections(&bytes);
        let Some((report, measured)) = check(&bytes, &plan()).zip(measure(&stripped)) else {
            continue;
        };
        let predicted = &report.accounts;
        let of_stripped = check(&stripped, &plan()).unwrap().accounts;
        assert_eq!(predicted[3], of_stripped[3], "{name}: custom sections cost nothing");
        assert_eq!(predicted[0].instantiated, measured.linear, "{name}");
        assert_eq!(predicted[3].instantiated, measured.charged, "{name}: what is charged");
        let off = predicted[3].instantiated as f64 / measured.runtime as f64 * 100.0 - 100.0;
        if off.abs() > MOST {
            wrong.push(format!("{name}: {off:+.2} % of {}", measured.runtime));
        }
        compared[source] += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(compared[0] > 60 && compared[1] > 45, "only {compared:?} modules were compared");
}
