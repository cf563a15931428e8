//! Instructions that move lanes (core specification, section 4.4.3).
//!
//! A scalar slot holds the bits of a number, with zeros above those of an `i32` or `f32`.

use super::Shape;
use super::lanes::{Lane, Vector, array};

operations! {
    Splat splat(slot: u64) -> Vector {
        0x0f "i8x16.splat" => spread(slot as u8);
        0x10 "i16x8.splat" => spread(slot as u16);
        0x11 "i32x4.splat" => spread(slot as u32);
        0x12 "i64x2.splat" => spread(slot);
        0x13 "f32x4.splat" => spread(slot as u32);
        0x14 "f64x2.splat" => spread(slot);
    }

    Extract extract(vector: u128, lane: u8) -> u64 {
        0x15 "i8x16.extract_lane_s" => i32_slot(lane_bytes(vector, lane, 1) as i8);
        0x16 "i8x16.extract_lane_u" => lane_bytes(vector, lane, 1);
        0x18 "i16x8.extract_lane_s" => i32_slot(lane_bytes(vector, lane, 2) as i16);
        0x19 "i16x8.extract_lane_u" => lane_bytes(vector, lane, 2);
        0x1b "i32x4.extract_lane" => lane_bytes(vector, lane, 4);
        0x1d "i64x2.extract_lane" => lane_bytes(vector, lane, 8);
        0x1f "f32x4.extract_lane" => lane_bytes(vector, lane, 4);
        0x21 "f64x2.extract_lane" => lane_bytes(vector, lane, 8);
    }

    Replace replace(vector: u128, lane: u8, slot: u64) -> u128 {
        0x17 "i8x16.replace_lane" => insert(vector, lane, 1, slot);
        0x1a "i16x8.replace_lane" => insert(vector, lane, 2, slot);
        0x1c "i32x4.replace_lane" => insert(vector, lane, 4, slot);
        0x1e "i64x2.replace_lane" => insert(vector, lane, 8, slot);
        0x20 "f32x4.replace_lane" => insert(vector, lane, 4, slot);
        0x22 "f64x2.replace_lane" => insert(vector, lane, 8, slot);
    }

    Binary binary(a: &Vector, b: &Vector) -> Vector {
        0x0e "i8x16.swizzle" => swizzle(a, b);
    }
}

/// A vector of the same lane over and over.
#[inline(always)]
pub(super) fn spread<A: Lane<N>, const N: usize>(lane: A) -> Vector {
    A::pack([lane; N])
}

#[inline(always)]
fn i32_slot(value: impl Into<i32>) -> u64 {
    u64::from(value.into().cast_unsigned())
}

/// Where in the vector a lane of `bytes` bytes begins, and what its bits are there.
#[inline(always)]
fn place(lane: u8, bytes: u8) -> (u32, u64) {
    let width = 8 * u32::from(bytes);
    // Validation lets no lane beyond the vector through.
    (u32::from(lane) * width % u128::BITS, u64::MAX >> (u64::BITS - width))
}

/// The vector with its lane of `bytes` bytes (1, 2, 4 or 8) replaced by the low ones of `value` (core
/// specification, section 4.4.3, `replace_lane` and `v128.loadN_lane`).
#[inline]
pub(crate) fn insert(vector: u128, lane: u8, bytes: u8, value: u64) -> u128 {
    let (start, bits) = place(lane, bytes);
    vector & !(u128::from(bits) << start) | u128::from(value & bits) << start
}

/// The lane of `bytes` bytes (1, 2, 4 or 8), with zeros above (core specification, section 4.4.3,
/// `extract_lane` and `v128.storeN_lane`).
#[inline]
pub(crate) fn lane_bytes(vector: u128, lane: u8, bytes: u8) -> u64 {
    let (start, bits) = place(lane, bytes);
    (vector >> start) as u64 & bits
}

/// The bytes of `a` and after them those of `b`, picked by index (core specification, section 4.4.3,
/// `i8x16.shuffle`).
#[inline]
pub(crate) fn shuffle(a: u128, b: u128, lanes: [u8; 16]) -> u128 {
    let bytes = [a.to_le_bytes(), b.to_le_bytes()];
    let bytes = bytes.as_flattened();
    // Validation lets no greater index through.
    u128::from_le_bytes(array(|i| bytes[usize::from(lanes[i] % 32)]))
}

/// [`shuffle`] where the vectors are in registers.
#[cfg(threaded_tier)]
#[inline(always)]
pub(crate) fn shuffle_bytes(a: &Vector, b: &Vector, lanes: &Vector) -> Vector {
    let bytes = [*a, *b];
    let bytes = bytes.as_flattened();
    array(|i| bytes[usize::from(lanes[i] % 32)])
}

/// [`shuffle`] that keeps lanes of so many bytes (2, 4 or 8) together: the bytes of `lanes` are their indices.
#[cfg(threaded_tier)]
#[inline(always)]
pub(crate) fn shuffle_lanes<const BYTES: usize>(a: &Vector, b: &Vector, lanes: u64) -> Vector {
    match BYTES {
        2 => pick::<u16, 8>(a, b, lanes),
        4 => pick::<u32, 4>(a, b, lanes),
        _ => pick::<u64, 2>(a, b, lanes),
    }
}

#[cfg(threaded_tier)]
#[inline(always)]
fn pick<A: Lane<N>, const N: usize>(a: &Vector, b: &Vector, lanes: u64) -> Vector {
    let both = [A::unpack(a), A::unpack(b)];
    let both = both.as_flattened();
    A::pack(array(|i| both[(lanes >> (8 * i)) as usize % (2 * N)]))
}

/// The bytes of `a`, picked by index; zero for an index too great.
#[inline(always)]
pub(super) fn swizzle(a: &Vector, indices: &Vector) -> Vector {
    array(|i| a.get(usize::from(indices[i])).copied().unwrap_or_default())
}
