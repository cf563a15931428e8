//! The prediction of what an instance takes, compared with what the allocator gave.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod measure;

use measure::{check, fixtures, generated, measure, off, plan, without_custom_sections};

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
        let predicted = report.accounts.map(|account| account.instantiated);
        let of_stripped = check(&stripped, &plan()).unwrap().accounts;
        let of_stripped = of_stripped.map(|account| account.instantiated);
        assert_eq!(predicted, of_stripped, "{name}: custom sections cost nothing");
        let [linear, components, debug, runtime, reserve] = predicted;
        assert_eq!((linear, debug, reserve), (measured.linear, 0, 0), "{name}");
        assert_eq!([components, runtime], measured.charged, "{name}: what is charged");
        let counted = [(components, measured.components), (runtime, measured.runtime)];
        for (predicted, counted) in counted {
            if off(predicted, counted).abs() > MOST {
                wrong.push(format!("{name}: {predicted} bytes predicted, {counted} counted"));
            }
        }
        compared[source] += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(compared[0] > 60 && compared[1] > 45, "only {compared:?} modules were compared");
}
