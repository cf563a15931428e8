//! A document of JSON read, changed and written by the crate `serde_json`: a parser's branches,
//! numbers to and from text, maps, small allocations.

use serde_json::{Value, json};

#[path = "../../shared/workload.rs"]
mod workload;

use workload::{Random, checksum, prose};

fn document(records: u32, random: &mut Random) -> String {
    let records: Vec<Value> = (0..records)
        .map(|id| {
            json!({
                "id": id,
                "name": prose(40, random),
                "position": [f64::from(random.below(1_000_000)) / 997.0, random.below(5000), -1.5e-7],
                "active": random.below(2) == 1,
                "parent": if id == 0 { Value::Null } else { json!(random.below(id)) },
                "escaped": "tab\t quote\" line\n ü €",
            })
        })
        .collect();
    json!({ "version": 3, "records": records }).to_string()
}

/// Reads, changes and writes a document `n` times.
#[unsafe(no_mangle)]
pub extern "C" fn run(n: i32) -> i64 {
    let mut text = document(120, &mut Random(521_288_629));
    for turn in 0..n {
        let Ok(mut document) = serde_json::from_str::<Value>(&text) else { return -1 };
        let Some(records) = document["records"].as_array_mut() else { return -1 };
        records.rotate_left(1);
        for record in records {
            let sum = record["position"][0].as_f64().unwrap_or_default() + f64::from(turn) / 8.0;
            record["position"][0] = json!(sum);
        }
        text = if turn % 2 == 0 {
            serde_json::to_string_pretty(&document).unwrap_or_default()
        } else {
            document.to_string()
        };
    }
    checksum(text.as_bytes()) as i64
}
