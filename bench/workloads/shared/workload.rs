//! What every workload in Rust has: the export that nobody calls, a checksum, and text to work on.

/// Nobody calls this: a breakpoint in it must cost nothing elsewhere.
#[unsafe(no_mangle)]
pub extern "C" fn never_called(n: i32) -> i32 {
    (0..n).fold(0, |sum: i32, i| sum.wrapping_mul(31).wrapping_add(i))
}

/// A checksum of some bytes (FNV-1a).
#[allow(dead_code, reason = "not every workload calls it")]
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A sequence of pseudo-random numbers (xorshift).
pub struct Random(pub u32);

impl Random {
    /// The next number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % end
    }
}

const WORDS: [&str; 40] = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "program",
    "memory",
    "table",
    "stack",
    "frame",
    "value",
    "module",
    "instance",
    "breakpoint",
    "source",
    "line",
    "column",
    "type",
    "function",
    "call",
    "return",
    "branch",
    "loop",
    "engine",
    "session",
    "target",
    "symbol",
    "variable",
    "register",
    "budget",
    "runs",
    "stops",
    "waits",
    "reads",
    "writes",
    "counts",
    "slowly",
    "exactly",
    "never",
    "always",
];

/// About `bytes` of sentences, the same for the same `random`.
#[allow(dead_code, reason = "not every workload calls it")]
pub fn prose(bytes: usize, random: &mut Random) -> String {
    let mut text = String::with_capacity(bytes + 32);
    while text.len() < bytes {
        for word in 0..4 + random.below(10) {
            if word > 0 {
                text.push(' ');
            }
            // Some words are much more frequent than others.
            let place = random.below(40).min(random.below(40));
            text.push_str(WORDS[place as usize]);
        }
        text.push_str(if random.below(6) == 0 { ".\n\n" } else { ". " });
    }
    text
}
