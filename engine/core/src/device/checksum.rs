//! The checksum of an image: CRC-32 as of IEEE 802.3, which every accidental change of up to 32 bits in a
//! row alters. Without a table: it runs once, and flash is dear.

/// The checksum of `bytes`.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut sum, &byte| {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = sum >> 1 ^ (sum & 1).wrapping_neg() & 0xedb8_8320;
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn it_is_the_standard_one() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }
}
