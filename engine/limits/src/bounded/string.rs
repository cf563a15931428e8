//! A text in memory that is given.
//!
//! Invariant: the bytes are UTF-8. They come from whole `str`s and `char`s only, and are cut only
//! where a character begins. Without unsafe code this cannot be told to the compiler, so that
//! [`BoundedString::as_str`] checks them again: a few cycles a byte, for texts of a line. Only a
//! storage that changes its bytes by itself can fail that check; its text is then read as empty.

use core::fmt::{self, Write as _};
use core::ops::Deref;

use super::{BoundedVec, Full, Storage};

/// A text of at most as many bytes as its storage has.
///
/// Reading is that of a `str`, to which it dereferences. Three ways to write differ in what they do
/// with what does not fit:
///
/// - [`push_str`](Self::push_str) and [`push`](Self::push) write nothing and say why;
/// - `write!` writes nothing of the whole statement and gives [`fmt::Error`];
/// - [`truncating`](Self::truncating) and [`push_str_truncated`](Self::push_str_truncated) write as
///   much as fits and mark the cut.
///
/// ```
/// use core::fmt::Write as _;
/// use wrtd_limits::bounded::{BoundedString, Full};
///
/// let mut message = BoundedString::new([0; 12]);
/// message.push_str("in ")?;
/// let full = message.push_str("some_module").unwrap_err();
/// assert_eq!((full.asked, full.left, full.capacity), (11, 9, 12));
/// assert!(write!(message, "{}::{}", "some", "module").is_err());
/// assert_eq!(message, "in ");
///
/// assert!(message.push_str_truncated("some_module", ".."));
/// assert_eq!(message, "in some_mo..");
/// message.truncate(7);
/// assert_eq!(message.split(' ').next_back(), Some("some"));
/// # Ok::<(), Full>(())
/// ```
#[derive(Clone)]
pub struct BoundedString<S> {
    bytes: BoundedVec<u8, S>,
}

impl<S: Storage<u8>> BoundedString<S> {
    /// An empty text in `storage`; what that holds is ignored.
    #[must_use]
    pub const fn new(storage: S) -> Self {
        Self { bytes: BoundedVec::new(storage) }
    }

    /// Bytes that it holds at most.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Bytes that there is still room for.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    /// Whether there is no room for another byte.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.bytes.is_full()
    }

    /// Bytes that it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The text. Takes time for each byte, so keep what it gives where it is needed twice.
    #[must_use]
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// Adds all of `text`, or nothing.
    ///
    /// # Errors
    /// [`Full`] where there is no room for all of it.
    pub fn push_str(&mut self, text: &str) -> Result<(), Full> {
        self.bytes.extend_from_slice(text.as_bytes())
    }

    /// Adds `character`.
    ///
    /// # Errors
    /// [`Full`] where there is no room for all of its bytes.
    pub fn push(&mut self, character: char) -> Result<(), Full> {
        self.push_str(character.encode_utf8(&mut [0; 4]))
    }

    /// Adds `text`, or as much of it as fits in front of `mark`, and says whether it was cut; the
    /// rules are those of [`truncating`](Self::truncating).
    pub fn push_str_truncated(&mut self, text: &str, mark: &str) -> bool {
        let mut writer = self.truncating(mark);
        // What does not fit is cut, which is no error.
        let _ = writer.write_str(text);
        writer.is_truncated()
    }

    /// A writer that adds as much as fits and ends with `mark` where something did not.
    ///
    /// It cuts between characters and removes only what was written through it. Once something was
    /// cut, nothing more is written. Where there was no room even for `mark`, the text is cut
    /// without one.
    ///
    /// ```
    /// use core::fmt::Write as _;
    /// use wrtd_limits::bounded::BoundedString;
    ///
    /// let mut message = BoundedString::new([0; 16]);
    /// let mut writer = message.truncating("…");
    /// write!(writer, "grüße({}, {})", 12345, 67890)?;
    /// assert!(writer.is_truncated());
    /// assert_eq!(message, "grüße(12345…");
    /// # Ok::<(), core::fmt::Error>(())
    /// ```
    #[must_use]
    pub fn truncating<'a>(&'a mut self, mark: &'a str) -> Truncating<'a, S> {
        let start = self.len();
        Truncating { text: self, mark, start, truncated: false }
    }

    /// Takes the last character.
    pub fn pop(&mut self) -> Option<char> {
        let mut rest = self.as_str().chars();
        let character = rest.next_back()?;
        let length = rest.as_str().len();
        self.bytes.truncate(length);
        Some(character)
    }

    /// Keeps as many whole characters as `length` bytes hold; more than there are changes nothing.
    pub fn truncate(&mut self, length: usize) {
        let end = self.as_str().floor_char_boundary(length);
        self.bytes.truncate(end);
    }

    /// Drops the text.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Gives the storage back: the text, then what was left in the bytes behind it.
    #[must_use]
    pub fn into_storage(self) -> S {
        self.bytes.into_storage()
    }
}

/// Writes all of a `write!`, or nothing.
impl<S: Storage<u8>> fmt::Write for BoundedString<S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text).map_err(|_| fmt::Error)
    }

    fn write_char(&mut self, character: char) -> fmt::Result {
        self.push(character).map_err(|_| fmt::Error)
    }

    fn write_fmt(&mut self, arguments: fmt::Arguments<'_>) -> fmt::Result {
        let before = self.len();
        fmt::write(self, arguments).inspect_err(|_| self.bytes.truncate(before))
    }
}

impl<S: Storage<u8>> Deref for BoundedString<S> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl<S: Storage<u8>> AsRef<str> for BoundedString<S> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<S: Storage<u8>> fmt::Display for BoundedString<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl<S: Storage<u8>> fmt::Debug for BoundedString<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Equal text; neither capacity nor storage matters.
impl<S: Storage<u8>, R: Storage<u8>> PartialEq<BoundedString<R>> for BoundedString<S> {
    fn eq(&self, other: &BoundedString<R>) -> bool {
        self.bytes == other.bytes
    }
}

impl<S: Storage<u8>> Eq for BoundedString<S> {}

impl<S: Storage<u8>> PartialEq<str> for BoundedString<S> {
    fn eq(&self, other: &str) -> bool {
        *self.bytes == *other.as_bytes()
    }
}

impl<S: Storage<u8>> PartialEq<&str> for BoundedString<S> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// Writes as much as fits into a [`BoundedString`]; see [`BoundedString::truncating`].
pub struct Truncating<'a, S> {
    text: &'a mut BoundedString<S>,
    mark: &'a str,
    /// Length of the text before anything was written through this; never cut below.
    start: usize,
    truncated: bool,
}

impl<S> Truncating<'_, S> {
    /// Whether something that was written did not fit.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }
}

impl<S: Storage<u8>> fmt::Write for Truncating<'_, S> {
    /// Gives no error: what does not fit is cut.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.truncated || self.text.push_str(text).is_ok() {
            return Ok(());
        }
        self.truncated = true;
        let capacity = self.text.capacity();
        let limit = match capacity.checked_sub(self.mark.len()) {
            Some(limit) if limit >= self.start => limit,
            _ => {
                self.mark = "";
                capacity
            }
        };
        // Either the mark goes over what was written before, or there is room in front of it for
        // the beginning of what comes now; both at once would leave a gap where a character was.
        let result = match limit.checked_sub(self.text.len()) {
            Some(room) => {
                // Not indexed: a panic that cannot come would still take its message's bytes.
                let fits = text.get(..text.floor_char_boundary(room)).unwrap_or_default();
                self.text.push_str(fits)
            }
            None => {
                self.text.truncate(limit);
                Ok(())
            }
        };
        // Both fit, unless a storage has lost slots meanwhile.
        result.and_then(|()| self.text.push_str(self.mark)).map_err(|_| fmt::Error)
    }
}
