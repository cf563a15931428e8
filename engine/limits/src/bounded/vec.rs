//! A sequence in memory that is given.
//!
//! Invariant: the first `length` slots of the storage are the elements, in order, and
//! `length <= capacity`. The slots behind them hold what was there before: they are overwritten
//! before they are seen.

use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::{fmt, slice};

use super::{Full, Storage};

/// A sequence of at most as many elements as its storage has slots.
///
/// Reading is that of a slice, to which it dereferences.
///
/// ```
/// use wrtd_limits::bounded::{BoundedVec, Full};
///
/// let mut frames = BoundedVec::new([0u32; 3]);
/// frames.push(10)?;
/// frames.push(30)?;
/// frames.insert(1, 20)?;
/// assert_eq!(*frames, [10, 20, 30]);
/// assert_eq!(frames.last(), Some(&30));
///
/// let full = frames.push(40).unwrap_err();
/// assert_eq!(full, Full { asked: 1, left: 0, capacity: 3, element_bytes: 4 });
/// assert_eq!(frames.remove(0), Some(10));
/// assert_eq!(frames.iter().sum::<u32>(), 50);
/// # Ok::<(), Full>(())
/// ```
#[derive(Clone)]
pub struct BoundedVec<T, S> {
    storage: S,
    length: usize,
    element: PhantomData<T>,
}

impl<T: Copy, S: Storage<T>> BoundedVec<T, S> {
    /// An empty sequence in `storage`; what that holds is ignored.
    #[must_use]
    pub const fn new(storage: S) -> Self {
        Self { storage, length: 0, element: PhantomData }
    }

    /// Elements that it holds at most.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.storage.slots().len()
    }

    /// Elements that there is still room for.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.capacity().saturating_sub(self.length)
    }

    /// Whether there is no room for another element.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.remaining() == 0
    }

    /// The elements.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        let slots = self.storage.slots();
        // The minimum is the length, unless a storage has lost slots.
        &slots[..self.length.min(slots.len())]
    }

    /// The elements, to write to.
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        let slots = self.storage.slots_mut();
        let length = self.length.min(slots.len());
        &mut slots[..length]
    }

    /// Adds `value` behind the last element.
    ///
    /// # Errors
    /// [`Full`] where there is no room.
    pub fn push(&mut self, value: T) -> Result<(), Full> {
        match self.storage.slots_mut().get_mut(self.length) {
            Some(slot) => *slot = value,
            None => return Err(self.full(1)),
        }
        self.length += 1;
        Ok(())
    }

    /// Adds all of `values` behind the last element, or none.
    ///
    /// # Errors
    /// [`Full`] where there is no room for all.
    pub fn extend_from_slice(&mut self, values: &[T]) -> Result<(), Full> {
        let free = self.storage.slots_mut().get_mut(self.length..).unwrap_or_default();
        match free.get_mut(..values.len()) {
            Some(slots) => slots.copy_from_slice(values),
            None => return Err(self.full(values.len())),
        }
        self.length += values.len();
        Ok(())
    }

    /// Puts `value` at `index` and moves what stands there and behind it by one; an index past the
    /// end is the end.
    ///
    /// # Errors
    /// [`Full`] where there is no room.
    pub fn insert(&mut self, index: usize, value: T) -> Result<(), Full> {
        self.push(value)?;
        let elements = self.as_mut_slice();
        let index = index.min(elements.len().saturating_sub(1));
        if let Some(moved) = elements.get_mut(index..)
            && let Some(end) = moved.len().checked_sub(1)
        {
            moved.copy_within(..end, 1);
            moved[0] = value;
        }
        Ok(())
    }

    /// Takes the last element.
    pub fn pop(&mut self) -> Option<T> {
        let (value, rest) = self.as_slice().split_last()?;
        let (value, length) = (*value, rest.len());
        self.length = length;
        Some(value)
    }

    /// Takes the element at `index` and moves those behind it, so that the order stays; `None`
    /// where there is none.
    pub fn remove(&mut self, index: usize) -> Option<T> {
        let elements = self.as_mut_slice();
        let value = *elements.get(index)?;
        elements.copy_within(index + 1.., index);
        self.pop();
        Some(value)
    }

    /// Takes the element at `index` and puts the last one there, in constant time; `None` where
    /// there is none.
    pub fn swap_remove(&mut self, index: usize) -> Option<T> {
        let last = *self.as_slice().last()?;
        let value = core::mem::replace(self.as_mut_slice().get_mut(index)?, last);
        self.pop();
        Some(value)
    }

    /// Drops all but the first `length` elements; more than there are changes nothing.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Drops all elements.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Gives the storage back: the elements, then what was left in the slots behind them.
    #[must_use]
    pub fn into_storage(self) -> S {
        self.storage
    }

    /// The error of an operation that asked for room for `asked` elements.
    fn full(&self, asked: usize) -> Full {
        Full {
            asked,
            left: self.remaining(),
            capacity: self.capacity(),
            element_bytes: size_of::<T>(),
        }
    }
}

impl<T: Copy, S: Storage<T>> Deref for BoundedVec<T, S> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Copy, S: Storage<T>> DerefMut for BoundedVec<T, S> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.as_mut_slice()
    }
}

impl<'a, T: Copy, S: Storage<T>> IntoIterator for &'a BoundedVec<T, S> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_slice().iter()
    }
}

impl<'a, T: Copy, S: Storage<T>> IntoIterator for &'a mut BoundedVec<T, S> {
    type Item = &'a mut T;
    type IntoIter = slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.as_mut_slice().iter_mut()
    }
}

impl<T: Copy + fmt::Debug, S: Storage<T>> fmt::Debug for BoundedVec<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

/// Equal elements; neither capacity nor storage matters.
impl<T: Copy + PartialEq, S: Storage<T>, R: Storage<T>> PartialEq<BoundedVec<T, R>>
    for BoundedVec<T, S>
{
    fn eq(&self, other: &BoundedVec<T, R>) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Copy + Eq, S: Storage<T>> Eq for BoundedVec<T, S> {}
