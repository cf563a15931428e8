//! Instructions with memory arguments, and the two whose immediate is as large as a vector (core
//! specification, section 4.4.3).

use super::Shape;
use super::access::spread;
use super::lanes::Half::Low;
use super::lanes::{Lane, Vector, extend};

shapes! {
    0x00 "v128.load" => Shape::Load { bytes: 16 };
    0x01 "v128.load8x8_s" => Shape::Load { bytes: 8 };
    0x02 "v128.load8x8_u" => Shape::Load { bytes: 8 };
    0x03 "v128.load16x4_s" => Shape::Load { bytes: 8 };
    0x04 "v128.load16x4_u" => Shape::Load { bytes: 8 };
    0x05 "v128.load32x2_s" => Shape::Load { bytes: 8 };
    0x06 "v128.load32x2_u" => Shape::Load { bytes: 8 };
    0x07 "v128.load8_splat" => Shape::Load { bytes: 1 };
    0x08 "v128.load16_splat" => Shape::Load { bytes: 2 };
    0x09 "v128.load32_splat" => Shape::Load { bytes: 4 };
    0x0a "v128.load64_splat" => Shape::Load { bytes: 8 };
    0x5c "v128.load32_zero" => Shape::Load { bytes: 4 };
    0x5d "v128.load64_zero" => Shape::Load { bytes: 8 };
    0x0b "v128.store" => Shape::Store;

    0x54 "v128.load8_lane" => Shape::LoadLane { bytes: 1 };
    0x55 "v128.load16_lane" => Shape::LoadLane { bytes: 2 };
    0x56 "v128.load32_lane" => Shape::LoadLane { bytes: 4 };
    0x57 "v128.load64_lane" => Shape::LoadLane { bytes: 8 };
    0x58 "v128.store8_lane" => Shape::StoreLane { bytes: 1 };
    0x59 "v128.store16_lane" => Shape::StoreLane { bytes: 2 };
    0x5a "v128.store32_lane" => Shape::StoreLane { bytes: 4 };
    0x5b "v128.store64_lane" => Shape::StoreLane { bytes: 8 };

    0x0c "v128.const" => Shape::Const;
    0x0d "i8x16.shuffle" => Shape::Shuffle;
}

/// What a load makes of the bytes it loaded, followed by zeros.
#[inline(always)]
pub(super) fn loaded(op: u32, bytes: &Vector, out: &mut Vector) -> bool {
    match op {
        0x00 | 0x5c | 0x5d => *out = *bytes,
        0x01 => *out = extend::<i8, i16, _, _>(bytes, Low),
        0x02 => *out = extend::<u8, u16, _, _>(bytes, Low),
        0x03 => *out = extend::<i16, i32, _, _>(bytes, Low),
        0x04 => *out = extend::<u16, u32, _, _>(bytes, Low),
        0x05 => *out = extend::<i32, i64, _, _>(bytes, Low),
        0x06 => *out = extend::<u32, u64, _, _>(bytes, Low),
        0x07 => *out = spread(first::<u8, _>(bytes)),
        0x08 => *out = spread(first::<u16, _>(bytes)),
        0x09 => *out = spread(first::<u32, _>(bytes)),
        0x0a => *out = spread(first::<u64, _>(bytes)),
        _ => return false,
    }
    true
}

#[inline(always)]
fn first<A: Lane<N>, const N: usize>(bytes: &Vector) -> A {
    A::unpack(bytes)[0]
}
