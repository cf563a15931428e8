//! Text with Rust's standard library: words counted in a map, lines formatted, strings joined and
//! sorted; allocation, hashing, UTF-8.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

#[path = "../../shared/workload.rs"]
mod workload;

use workload::{Random, checksum, prose};

#[inline(never)]
fn word_counts(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_uppercase()).or_insert(0) += 1;
    }
    counts
}

#[inline(never)]
fn report(counts: &HashMap<String, u32>) -> String {
    let mut by_count: Vec<_> = counts.iter().collect();
    by_count.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let mut report = String::new();
    for (place, (word, count)) in by_count.iter().enumerate() {
        let share = f64::from(**count) * 100.0 / counts.len() as f64;
        let _ = writeln!(report, "{place:>4} {word:<16}|{count:08x}| {share:.3} %");
    }
    report
}

#[inline(never)]
fn initials(text: &str) -> String {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sentence in text.split(". ") {
        let initials: String =
            sentence.split_whitespace().filter_map(|word| word.chars().next()).collect();
        let reversed: Vec<&str> = sentence.split(' ').rev().collect();
        lines.entry(initials).or_default().push(reversed.join("–"));
    }
    lines.into_iter().map(|(key, values)| format!("{key}: {}\n", values.join(", "))).collect()
}

/// Works on `n` texts and gives a checksum of what came out.
#[unsafe(no_mangle)]
pub extern "C" fn run(n: i32) -> i64 {
    let mut random = Random(88_172_645);
    let mut sum = 0u64;
    for _ in 0..n {
        let text = prose(12_000, &mut random);
        let report = report(&word_counts(&text));
        sum =
            sum.rotate_left(7) ^ checksum(report.as_bytes()) ^ checksum(initials(&text).as_bytes());
    }
    sum as i64
}
