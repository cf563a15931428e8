//! Text compressed and decompressed by the crate `miniz_oxide`: hash chains, bit buffers, tables.

use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec};

#[path = "../../shared/workload.rs"]
mod workload;

use workload::{Random, checksum, prose};

/// Compresses a text at different levels and decompresses it again, `n` times.
#[unsafe(no_mangle)]
pub extern "C" fn run(n: i32) -> i64 {
    let mut random = Random(123_456_789);
    let mut sum = 0u64;
    for turn in 0..n {
        let text = prose(24_000, &mut random);
        let compressed = compress_to_vec(text.as_bytes(), 1 + (turn % 9) as u8);
        let Ok(again) = decompress_to_vec(&compressed) else { return -1 };
        if again != text.as_bytes() {
            return -2;
        }
        sum = sum.rotate_left(5) ^ checksum(&compressed);
    }
    sum as i64
}
