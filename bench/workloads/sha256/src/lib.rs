//! SHA-256 by the crate `sha2`: rotations and additions of 32-bit integers, few memory accesses.

use sha2::{Digest, Sha256};

#[path = "../../shared/workload.rs"]
mod workload;

use workload::{Random, prose};

/// The digest of a text, taken `n` times, each time of the one before as well.
#[unsafe(no_mangle)]
pub extern "C" fn run(n: i32) -> i64 {
    let text = prose(16_000, &mut Random(2_463_534_242));
    let mut digest = [0u8; 32];
    for _ in 0..n {
        let mut hash = Sha256::new();
        hash.update(digest);
        hash.update(text.as_bytes());
        digest = hash.finalize().into();
    }
    i64::from_le_bytes([
        digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
    ])
}
