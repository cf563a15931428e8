//! Zeroed storage whose pages the host commits when they are first touched.
#![allow(
    unsafe_code,
    reason = "the guest's stack and linear memories need fallible zeroed allocation and addresses \
              that guest code uses while the store is borrowed; `ptr` always points to `capacity` \
              initialised elements that this buffer alone owns, or is dangling while that is 0"
)]

use alloc::alloc::{alloc_zeroed, dealloc};
use core::alloc::Layout;
use core::ptr::NonNull;
use core::slice;

/// Plain numbers: every bit pattern, zero included, is a value.
pub(crate) trait Plain: Copy + Default + Send + Sync {}
impl Plain for u8 {}
impl Plain for u64 {}

/// A zero-initialised array on the heap, with room to grow in place.
#[derive(Debug)]
pub(crate) struct Buffer<T: Plain> {
    ptr: NonNull<T>,
    len: usize,
    /// Elements allocated; those from `len` on are zero.
    capacity: usize,
}

// SAFETY: the buffer owns its elements, which are plain numbers, as a `Box<[T]>` would.
unsafe impl<T: Plain> Send for Buffer<T> {}
// SAFETY: as above; shared access only reads.
unsafe impl<T: Plain> Sync for Buffer<T> {}

impl<T: Plain> Buffer<T> {
    /// Without elements.
    pub(crate) const fn empty() -> Self {
        Self { ptr: NonNull::dangling(), len: 0, capacity: 0 }
    }

    /// `len` zeros; `None` where the host has no memory for them.
    pub(crate) fn zeroed(len: usize) -> Option<Self> {
        if len == 0 {
            return Some(Self::empty());
        }
        let layout = Layout::array::<T>(len).ok()?;
        // SAFETY: the layout has a size, as `len` is not 0 and no `Plain` type is empty.
        let ptr = unsafe { alloc_zeroed(layout) };
        Some(Self { ptr: NonNull::new(ptr.cast())?, len, capacity: len })
    }

    /// [`Buffer::reserved`] where room costs address space only, as pages are committed when they are
    /// first touched; elsewhere without room.
    pub(crate) fn with_room(len: usize, most: usize) -> Option<Self> {
        Self::reserved(len, if cfg!(windows) { len } else { most })
    }

    /// `len` zeros with room for up to `most` elements, as much of it as the host grants.
    pub(crate) fn reserved(len: usize, most: usize) -> Option<Self> {
        let mut capacity = most;
        while capacity > len {
            if let Some(buffer) = Self::zeroed(capacity) {
                return Some(buffer.cut(len));
            }
            capacity /= 2;
        }
        Self::zeroed(len)
    }

    /// With the first `len` elements only; the others, still zero, are room.
    fn cut(mut self, len: usize) -> Self {
        self.len = len;
        self
    }

    /// Grows to `len` elements, the new ones zero. `false` where the host has no memory, and
    /// nothing has changed then.
    ///
    /// Within the room that there is this takes no time; beyond it, elements are copied.
    pub(crate) fn grow(&mut self, len: usize) -> bool {
        if len > self.capacity {
            let doubled = self.capacity.saturating_mul(2).max(len);
            let Some(mut grown) = Self::with_room(len, doubled) else { return false };
            grown.as_mut_slice()[..self.len].copy_from_slice(self.as_slice());
            *self = grown;
        }
        self.len = self.len.max(len);
        true
    }

    /// Shortens it to `len` elements, where it has more. The others are zero again, as room is.
    pub(crate) fn shrink(&mut self, len: usize) {
        if let Some(rest) = self.as_mut_slice().get_mut(len..) {
            rest.fill(T::default());
            self.len = len;
        }
    }

    /// Number of elements that it can grow to without moving.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Number of elements.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Address of the first element, for guest code; valid until the buffer grows or is dropped.
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.ptr.as_ptr()
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        // SAFETY: `ptr` points to `len` initialised elements.
        unsafe { slice::from_raw_parts(self.ptr.as_ptr(), self.len) }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        // SAFETY: as above, and `&mut self` makes it the only access.
        unsafe { slice::from_raw_parts_mut(self.ptr.as_ptr(), self.len) }
    }
}

impl<T: Plain> Drop for Buffer<T> {
    fn drop(&mut self) {
        if self.capacity == 0 {
            return;
        }
        if let Ok(layout) = Layout::array::<T>(self.capacity) {
            // SAFETY: `ptr` was allocated with this layout by `zeroed`.
            unsafe { dealloc(self.ptr.as_ptr().cast(), layout) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;

    #[test]
    fn growing_keeps_the_old_elements_and_zeroes_the_new() {
        let mut buffer = Buffer::<u64>::zeroed(0).unwrap();
        for len in [1, 2, 3, 100, 150, 160, 1000, 1500] {
            let old = buffer.len();
            assert!(buffer.grow(len));
            assert!(buffer.as_slice()[..old].iter().all(|&element| element == 7));
            assert!(buffer.as_slice()[old..].iter().all(|&element| element == 0));
            buffer.as_mut_slice().fill(7);
        }
    }

    #[test]
    fn room_is_used_in_place() {
        let mut buffer = Buffer::<u64>::with_room(1, 1000).unwrap();
        let place = buffer.as_ptr();
        buffer.as_mut_slice().fill(7);
        assert!(buffer.grow(1000));
        assert_eq!((buffer.as_ptr(), buffer.len()), (place, 1000));
        assert!(buffer.as_slice()[1..].iter().all(|&element| element == 0));
        assert!(Buffer::<u8>::with_room(10, usize::MAX).unwrap().len() == 10);
    }

    #[test]
    fn an_impossible_size_is_refused() {
        assert!(Buffer::<u64>::zeroed(usize::MAX).is_none());
        let mut buffer = Buffer::<u8>::zeroed(10).unwrap();
        assert!(!buffer.grow(usize::MAX));
        assert_eq!(buffer.len(), 10);
    }
}
