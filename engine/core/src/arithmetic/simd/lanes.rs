//! Vectors as arrays of lanes (core specification, section 4.3.1), and the ways in which instructions
//! go over them. Everything is inlined into constant-length loops, over memory or over a host's vector that is
//! read as bytes; these become vector instructions of the host. Loops over the bytes of a `u128` do not.

use core::ops::{Add, Mul};

/// The bytes of a vector.
pub(crate) type Vector = [u8; 16];

/// An array of what `f` makes of the indices. Unlike `core::array::from_fn`, and `map` of arrays, it is
/// sure to be inlined.
#[inline(always)]
pub(super) fn array<T: Copy + Default, const N: usize>(f: impl Fn(usize) -> T) -> [T; N] {
    let mut array = [T::default(); N];
    for (i, element) in array.iter_mut().enumerate() {
        *element = f(i);
    }
    array
}

/// The type of a lane, of which a vector has `N`.
pub(super) trait Lane<const N: usize>: Copy + Default {
    /// An integer as wide.
    type Mask: Lane<N>;
    /// All ones or all zeros, as comparisons give.
    fn mask(of: bool) -> Self::Mask;
    fn unpack(vector: &Vector) -> [Self; N];
    fn pack(lanes: [Self; N]) -> Vector;
}

macro_rules! lanes {
    ($($ty:ident, $mask:ident: $count:literal;)*) => {
        $(impl Lane<$count> for $ty {
            type Mask = $mask;

            #[inline(always)]
            fn mask(of: bool) -> $mask {
                if of { $mask::MAX } else { 0 }
            }

            #[inline(always)]
            fn unpack(vector: &Vector) -> [Self; $count] {
                let (chunks, _) = vector.as_chunks();
                array(|i| $ty::from_le_bytes(chunks[i]))
            }

            #[inline(always)]
            fn pack(lanes: [Self; $count]) -> Vector {
                let mut bytes = [0; 16];
                let (chunks, _) = bytes.as_chunks_mut();
                for (chunk, lane) in chunks.iter_mut().zip(lanes) {
                    *chunk = lane.to_le_bytes();
                }
                bytes
            }
        })*
    };
}

lanes! {
    u8, u8: 16;
    i8, u8: 16;
    u16, u16: 8;
    i16, u16: 8;
    u32, u32: 4;
    i32, u32: 4;
    f32, u32: 4;
    u64, u64: 2;
    i64, u64: 2;
    f64, u64: 2;
}

/// A function of lanes on its way to the loop over them. A host has every instruction's loop, all inlined; a
/// device, whose flash that would fill, has one for each type of lanes, which calls the function.
macro_rules! function_of_lanes {
    ($f:ident: $ty:ty) => {
        #[cfg(not(feature = "decode"))]
        let $f: &$ty = &$f;
        #[cfg(feature = "decode")]
        let $f = &$f;
    };
}

#[inline(always)]
pub(super) fn each<A, R, const N: usize>(a: &Vector, f: impl Fn(A) -> R) -> Vector
where
    A: Lane<N>,
    R: Lane<N>,
{
    function_of_lanes!(f: dyn Fn(A) -> R);
    over_one(a, f)
}

#[inline(always)]
pub(super) fn zip<A, R, const N: usize>(a: &Vector, b: &Vector, f: impl Fn(A, A) -> R) -> Vector
where
    A: Lane<N>,
    R: Lane<N>,
{
    function_of_lanes!(f: dyn Fn(A, A) -> R);
    over_two(a, b, f)
}

#[inline(always)]
pub(super) fn zip3<A, const N: usize>(
    a: &Vector,
    b: &Vector,
    c: &Vector,
    f: impl Fn(A, A, A) -> A,
) -> Vector
where
    A: Lane<N>,
{
    function_of_lanes!(f: dyn Fn(A, A, A) -> A);
    over_three(a, b, c, f)
}

#[cfg_attr(feature = "decode", inline(always))]
#[cfg_attr(not(feature = "decode"), inline(never))]
fn over_one<A, R, F, const N: usize>(a: &Vector, f: &F) -> Vector
where
    A: Lane<N>,
    R: Lane<N>,
    F: Fn(A) -> R + ?Sized,
{
    let a = A::unpack(a);
    R::pack(array(|i| f(a[i])))
}

#[cfg_attr(feature = "decode", inline(always))]
#[cfg_attr(not(feature = "decode"), inline(never))]
fn over_two<A, R, F, const N: usize>(a: &Vector, b: &Vector, f: &F) -> Vector
where
    A: Lane<N>,
    R: Lane<N>,
    F: Fn(A, A) -> R + ?Sized,
{
    let (a, b) = (A::unpack(a), A::unpack(b));
    R::pack(array(|i| f(a[i], b[i])))
}

#[cfg_attr(feature = "decode", inline(always))]
#[cfg_attr(not(feature = "decode"), inline(never))]
fn over_three<A, F, const N: usize>(a: &Vector, b: &Vector, c: &Vector, f: &F) -> Vector
where
    A: Lane<N>,
    F: Fn(A, A, A) -> A + ?Sized,
{
    let (a, b, c) = (A::unpack(a), A::unpack(b), A::unpack(c));
    A::pack(array(|i| f(a[i], b[i], c[i])))
}

#[inline(always)]
pub(super) fn compare<A, const N: usize>(
    a: &Vector,
    b: &Vector,
    holds: impl Fn(&A, &A) -> bool,
) -> Vector
where
    A: Lane<N>,
{
    zip(a, b, |a: A, b| A::mask(holds(&a, &b)))
}

/// Which half of a vector's lanes an instruction widens.
#[derive(Clone, Copy)]
pub(super) enum Half {
    Low,
    High,
}

impl Half {
    #[inline(always)]
    fn of<A: Copy + Default, const N: usize, const M: usize>(self, lanes: [A; N]) -> [A; M] {
        let start = match self {
            Self::Low => 0,
            Self::High => M,
        };
        array(|i| lanes[start + i])
    }
}

/// `extend`: the half's lanes from `A` to `R`, `M` of which fill a vector.
#[inline(always)]
pub(super) fn extend<A, R, const N: usize, const M: usize>(a: &Vector, half: Half) -> Vector
where
    A: Lane<N>,
    R: Lane<M> + From<A>,
{
    let a = half.of::<A, N, M>(A::unpack(a));
    R::pack(array(|i| R::from(a[i])))
}

/// `extmul`: the products of the half's lanes, which a lane twice as wide always holds.
#[inline(always)]
pub(super) fn extmul<A, R, const N: usize, const M: usize>(
    a: &Vector,
    b: &Vector,
    half: Half,
) -> Vector
where
    A: Lane<N>,
    R: Lane<M> + From<A> + Mul<Output = R>,
{
    let (a, b) = (half.of::<A, N, M>(A::unpack(a)), half.of::<A, N, M>(A::unpack(b)));
    R::pack(array(|i| R::from(a[i]) * R::from(b[i])))
}

/// `extadd_pairwise`: the sums of neighbours, which a lane twice as wide always holds.
#[inline(always)]
pub(super) fn extadd_pairwise<A, R, const N: usize, const M: usize>(a: &Vector) -> Vector
where
    A: Lane<N>,
    R: Lane<M> + From<A> + Add<Output = R>,
{
    let a = A::unpack(a);
    R::pack(array(|i| R::from(a[2 * i]) + R::from(a[2 * i + 1])))
}

/// `dot`: the products of lanes, which a lane twice as wide always holds, with neighbours added.
#[inline(always)]
pub(super) fn dot<A, R, const N: usize, const M: usize>(
    a: &Vector,
    b: &Vector,
    add: impl Fn(R, R) -> R,
) -> Vector
where
    A: Lane<N>,
    R: Lane<M> + From<A> + Mul<Output = R>,
{
    let (a, b) = (A::unpack(a), A::unpack(b));
    let product = |i| R::from(a[i]) * R::from(b[i]);
    R::pack(array(|i| add(product(2 * i), product(2 * i + 1))))
}

/// `narrow`: the lanes of `a`, then those of `b`, each made half as wide.
#[inline(always)]
pub(super) fn narrow<A, R, const N: usize, const M: usize>(
    a: &Vector,
    b: &Vector,
    f: impl Fn(A) -> R,
) -> Vector
where
    A: Lane<M>,
    R: Lane<N>,
{
    let (a, b) = (A::unpack(a), A::unpack(b));
    R::pack(array(|i| f(if i < M { a[i] } else { b[i - M] })))
}

#[inline(always)]
pub(super) fn all_true<A, const N: usize>(a: &Vector) -> u32
where
    A: Lane<N> + PartialEq,
{
    // To stop at the first zero would be a branch for every lane.
    u32::from(A::unpack(a).into_iter().fold(true, |all, lane| all & (lane != A::default())))
}

/// The signs of the lanes.
#[inline(always)]
pub(super) fn bitmask<A, const N: usize>(a: &Vector) -> u32
where
    A: Lane<N> + PartialOrd,
{
    let a = A::unpack(a);
    array::<_, N>(|i| u32::from(a[i] < A::default()) << i)
        .into_iter()
        .fold(0, |mask, bit| mask | bit)
}
