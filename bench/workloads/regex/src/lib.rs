//! Regular expressions compiled and searched for by the crate `regex`: automata built and run,
//! tables, byte by byte loops.

use std::fmt::Write;

use regex::Regex;

#[path = "../../shared/workload.rs"]
mod workload;

use workload::{Random, prose};

const PATTERNS: [&str; 6] = [
    r"(?m)^\d{4}-(\d\d)-\d\d .*(stack|frame|budget)",
    r"\b[a-z]+(?:tion|ry|le)\b",
    r"(?i)level=(WARN|error) code=0x([0-9a-f]{2,8})",
    r"(\w+) (\w+) never (\w+)",
    r"breakpoint|register|variable|instance",
    r"[^,.]{30,60}\.",
];

fn log(lines: u32, random: &mut Random) -> String {
    let mut log = String::new();
    for line in 0..lines {
        let level = ["info", "warn", "ERROR", "debug"][random.below(4) as usize];
        let (month, day, code) =
            (1 + random.below(12), 1 + random.below(28), random.below(1 << 20));
        let text = prose(50, random).replace('\n', " ");
        let _ = writeln!(
            log,
            "20{:02}-{month:02}-{day:02} level={level} code=0x{code:x} {text}",
            line % 100
        );
    }
    log
}

/// Compiles all patterns and counts what they find in a log of `n` hundred lines.
#[unsafe(no_mangle)]
pub extern "C" fn run(n: i32) -> i64 {
    let log = log(n as u32 * 100, &mut Random(362_436_069));
    let mut sum = 0u64;
    for pattern in PATTERNS {
        let Ok(regex) = Regex::new(pattern) else { return -1 };
        for found in regex.captures_iter(&log) {
            let last = found.iter().flatten().last().map_or(0, |part| part.start());
            sum = sum.wrapping_mul(31).wrapping_add((found[0].len() + last) as u64);
        }
    }
    sum as i64
}
