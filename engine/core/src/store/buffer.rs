//! Zeroed storage whose pages the host commits when they are first touched.
#![allow(
    unsafe_code,
    reason = "the guest's stack and linear memories need fallible zeroed allocation and addresses \
              that guest code uses while the store is borrowed; `ptr` always points to `len` \
              initialised elements that this buffer alone owns, or is dangling while `len` is 0"
)]

use alloc::alloc::{alloc_zeroed, dealloc, realloc};
use core::alloc::Layout;
use core::ptr::NonNull;
use core::slice;

/// Plain numbers: every bit pattern, zero included, is a value.
pub(crate) trait Plain: Copy + Send + Sync {}
impl Plain for u8 {}
impl Plain for u64 {}

/// A zero-initialised array on the heap.
#[derive(Debug)]
pub(crate) struct Buffer<T: Plain> {
    ptr: NonNull<T>,
    len: usize,
}

// SAFETY: the buffer owns its elements, which are plain numbers, as a `Box<[T]>` would.
unsafe impl<T: Plain> Send for Buffer<T> {}
// SAFETY: as above; shared access only reads.
unsafe impl<T: Plain> Sync for Buffer<T> {}

impl<T: Plain> Buffer<T> {
    /// Without elements.
    pub(crate) const fn empty() -> Self {
        Self { ptr: NonNull::dangling(), len: 0 }
    }

    /// `len` zeros; `None` where the host has no memory for them.
    pub(crate) fn zeroed(len: usize) -> Option<Self> {
        if len == 0 {
            return Some(Self::empty());
        }
        let layout = Layout::array::<T>(len).ok()?;
        // SAFETY: the layout has a size, as `len` is not 0 and no `Plain` type is empty.
        let ptr = unsafe { alloc_zeroed(layout) };
        Some(Self { ptr: NonNull::new(ptr.cast())?, len })
    }

    /// Grows to `len` elements, the new ones zero. `false` where the host has no memory, and
    /// nothing has changed then.
    ///
    /// Growing by less than the size extends the allocation in place where the host can; growing by more takes
    /// fresh zero pages and copies the smaller old part.
    pub(crate) fn grow(&mut self, len: usize) -> bool {
        let old = self.len;
        if len <= old {
            return true;
        }
        if len - old >= old {
            let Some(mut grown) = Self::zeroed(len) else { return false };
            grown.as_mut_slice()[..old].copy_from_slice(self.as_slice());
            *self = grown;
            return true;
        }
        let (Ok(layout), Ok(new_layout)) = (Layout::array::<T>(old), Layout::array::<T>(len))
        else {
            return false;
        };
        // SAFETY: `ptr` was allocated with `layout` (`old` is not 0: it is more than `len - old`),
        // and the new size is not 0 and fits `isize` as `new_layout` exists.
        let ptr = unsafe { realloc(self.ptr.as_ptr().cast(), layout, new_layout.size()) };
        let Some(ptr) = NonNull::new(ptr.cast::<T>()) else { return false };
        // SAFETY: the allocation now has room for `len` elements; those from `old` on are not
        // initialised and become zeros, which are values of a `Plain` type.
        unsafe { ptr.as_ptr().add(old).write_bytes(0, len - old) };
        self.ptr = ptr;
        self.len = len;
        true
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
        if self.len == 0 {
            return;
        }
        if let Ok(layout) = Layout::array::<T>(self.len) {
            // SAFETY: `ptr` was allocated with this layout, by `zeroed` or by `grow`.
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
    fn an_impossible_size_is_refused() {
        assert!(Buffer::<u64>::zeroed(usize::MAX).is_none());
        let mut buffer = Buffer::<u8>::zeroed(10).unwrap();
        assert!(!buffer.grow(usize::MAX));
        assert_eq!(buffer.len(), 10);
    }
}
