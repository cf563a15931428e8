//! The memory that a bounded collection lies in.
//!
//! Invariant that an implementation keeps: both methods give the same slots, always as many, and a
//! slot holds what was last written to it. A collection in a storage that breaks this loses
//! elements or refuses more, but does not panic.

/// Gives a fixed number of initialised slots.
///
/// Whatever can be seen as a slice both ways is a storage: `[T; N]`, `&mut [T]`, `Box<[T]>`, and
/// `Vec<T>` with as many slots as it has elements. A type of one's own implements either
/// [`AsRef`] and [`AsMut`], or this.
///
/// The slots are initialised because the crate has no unsafe code to say otherwise; elements are
/// [`Copy`], so that what is left in a slot past the end needs no drop.
///
/// ```
/// use wrtd_limits::bounded::{BoundedVec, Storage};
///
/// fn slots_of(storage: &impl Storage<u16>) -> usize {
///     storage.slots().len()
/// }
/// assert_eq!(slots_of(&[0; 3]), 3);
/// assert_eq!(slots_of(&&mut [0; 8][..5]), 5);
/// assert_eq!(slots_of(&vec![0; 7].into_boxed_slice()), 7);
///
/// // One buffer for two collections.
/// let mut buffer = [0u16; 8];
/// let (left, right) = buffer.split_at_mut(6);
/// let operands = BoundedVec::new(left);
/// let labels = BoundedVec::new(right);
/// assert_eq!((operands.capacity(), labels.capacity()), (6, 2));
/// ```
pub trait Storage<T> {
    /// Every slot.
    fn slots(&self) -> &[T];

    /// Every slot, to write to.
    fn slots_mut(&mut self) -> &mut [T];
}

impl<T, S: AsRef<[T]> + AsMut<[T]> + ?Sized> Storage<T> for S {
    fn slots(&self) -> &[T] {
        self.as_ref()
    }

    fn slots_mut(&mut self) -> &mut [T] {
        self.as_mut()
    }
}
