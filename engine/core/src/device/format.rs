//! The layout of an image: a header, then sections of records of fixed sizes, all numbers little-endian.
//!
//! Writer and reader are made from the one list of fields below. Positions within an image count from its
//! first byte.

/// First bytes of every image.
pub(super) const MAGIC: u32 = u32::from_le_bytes(*b"wrtI");

/// The layout described here.
pub(super) const VERSION: u32 = 1;

/// Bytes in front of what the checksum covers: the magic number, the version, the length, the checksum.
pub(super) const UNCHECKED: usize = 16;

/// In place of a function that is not there.
pub(super) const NONE: u32 = u32::MAX;

/// A record of fixed size.
pub(super) trait Record: Sized {
    /// Bytes.
    const SIZE: usize;

    /// Reads the record that `bytes` begin with.
    fn read(bytes: &[u8]) -> Option<Self>;

    /// Appends the record.
    #[cfg(feature = "decode")]
    fn write(&self, out: &mut alloc::vec::Vec<u8>);
}

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) struct $name {
            $($(#[$field_doc])* pub(super) $field: $ty,)*
        }

        impl Record for $name {
            const SIZE: usize = 0 $(+ <$ty as Record>::SIZE)*;

            fn read(bytes: &[u8]) -> Option<Self> {
                let mut at = 0;
                $(
                    let $field = <$ty>::read(bytes.get(at..)?)?;
                    at += <$ty as Record>::SIZE;
                )*
                let _ = at;
                Some(Self { $($field),* })
            }

            #[cfg(feature = "decode")]
            fn write(&self, out: &mut alloc::vec::Vec<u8>) {
                $(self.$field.write(out);)*
            }
        }
    )*};
}

macro_rules! numbers {
    ($($ty:ty)*) => {$(
        impl Record for $ty {
            const SIZE: usize = size_of::<$ty>();

            #[inline]
            fn read(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
            }

            #[cfg(feature = "decode")]
            fn write(&self, out: &mut alloc::vec::Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

numbers!(u16 u32 u64);

records! {
    /// What an image begins with.
    Header {
        magic: u32,
        version: u32,
        /// Bytes of the image.
        length: u32,
        /// See [`super::checksum`].
        checksum: u32,
        /// What the code needs: `NEEDS_…` bits.
        features: u32,
        /// Pages of memory at the start, and at most; pages of 0 bytes where there is no memory.
        pages: u32,
        max_pages: u32,
        page_size: u32,
        /// Function to run first, or [`NONE`].
        start: u32,
        /// Most slots that a frame takes, and elements that all tables have at the start.
        frame_slots: u32,
        table_slots: u32,
        /// Says which file the image was made of.
        module_hash: u64,
        /// The file's bytes up to the end of its last section that is executed or copied from.
        module: Section,
        types: Section,
        functions: Section,
        branches: Section,
        globals: Section,
        tables: Section,
        elements: Section,
        items: Section,
        data: Section,
        imports: Section,
        exports: Section,
        names: Section,
    }

    /// Records of one kind, one behind the other.
    Section {
        /// Position of the first.
        start: u32,
        /// How many they are; of bytes, how many bytes.
        count: u32,
    }

    /// A function type.
    TypeRecord {
        params: u16,
        results: u16,
        /// The first of the types that are equal to it.
        same: u32,
    }

    /// A function; without code, an import.
    FunctionRecord {
        ty: u32,
        /// Wasm offsets of its first instruction and behind its last one, both 0 of an import.
        code: u32,
        end: u32,
        /// Its first branch.
        branch: u32,
        /// Slots of parameters and declared locals, and most operands at any time.
        locals: u16,
        operands: u16,
    }

    /// A branch; see [`Branch`].
    BranchRecord {
        packed: u64,
    }

    /// A global, by the slot it starts with and the high half of a vector.
    GlobalRecord {
        slot: u64,
        high: u64,
    }

    /// A table: elements at the start, and at most.
    TableRecord {
        size: u32,
        max: u32,
    }

    /// An element segment: some of the items.
    ElementRecord {
        /// The table that it is copied to at the start, or [`NONE`], and where.
        table: u32,
        offset: u32,
        first: u32,
        /// Number of items; 0 of one that only declares references.
        count: u32,
    }

    /// What an element segment has: a slot.
    ItemRecord {
        slot: u32,
    }

    /// A data segment: some of the module's bytes.
    DataRecord {
        /// Whether it is copied at the start (1 or 0), and where.
        active: u32,
        offset: u32,
        /// Wasm offset.
        first: u32,
        count: u32,
    }

    /// Two of the names of an imported function.
    ImportRecord {
        module: Section,
        name: Section,
    }

    /// An exported function.
    ExportRecord {
        name: Section,
        func: u32,
    }
}

/// The code computes with floats.
pub(super) const NEEDS_FLOATS: u32 = 1;
/// The code has vectors.
pub(super) const NEEDS_VECTORS: u32 = 2;

/// Where a branch goes, relative to it; in a [`BranchRecord`] from the lowest bits on with the widths that
/// [`Branch::pack`] states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    /// Bytes from the branching instruction to the one to go on at (24 bits, signed).
    pub(super) code: i32,
    /// Entries from this one to the first at or after the target (16 bits, signed).
    pub(super) entries: i32,
    /// Slot of the frame where the carried operands go (16 bits).
    pub(super) height: u32,
    /// Number of operands that it carries (8 bits).
    pub(super) arity: u32,
}

impl Branch {
    /// `None` where it does not fit.
    #[cfg(feature = "decode")]
    pub(super) fn pack(self) -> Option<BranchRecord> {
        let fits = |value: i32, bits: u32| value << (32 - bits) >> (32 - bits) == value;
        if !fits(self.code, 24)
            || !fits(self.entries, 16)
            || self.height > u16::MAX.into()
            || self.arity > u8::MAX.into()
        {
            return None;
        }
        let packed = u64::from(self.code.cast_unsigned() & 0xff_ffff)
            | u64::from(self.entries.cast_unsigned() & 0xffff) << 24
            | u64::from(self.height) << 40
            | u64::from(self.arity) << 56;
        Some(BranchRecord { packed })
    }

    pub(super) fn unpack(BranchRecord { packed }: BranchRecord) -> Self {
        Self {
            code: (packed as u32).cast_signed() << 8 >> 8,
            entries: i32::from((packed >> 24) as u16 as i16),
            height: u32::from((packed >> 40) as u16),
            arity: u32::from((packed >> 56) as u8),
        }
    }
}

#[cfg(all(test, feature = "decode"))]
mod tests {
    use super::Branch;

    #[test]
    fn a_branch_at_each_bound_is_what_it_was_after_packing() {
        for code in [-1 << 23, -1, 0, 1, (1 << 23) - 1] {
            for entries in [-1 << 15, -1, 0, 1, (1 << 15) - 1] {
                for (height, arity) in [(0, 0), (1, 255), (65535, 1)] {
                    let branch = Branch { code, entries, height, arity };
                    assert_eq!(branch.pack().map(Branch::unpack), Some(branch));
                }
            }
        }
    }

    #[test]
    fn a_branch_beyond_any_bound_is_refused() {
        let fits = Branch { code: 0, entries: 0, height: 0, arity: 0 };
        let beyond = [
            Branch { code: 1 << 23, ..fits },
            Branch { code: (-1 << 23) - 1, ..fits },
            Branch { entries: 1 << 15, ..fits },
            Branch { entries: (-1 << 15) - 1, ..fits },
            Branch { height: 1 << 16, ..fits },
            Branch { arity: 256, ..fits },
        ];
        for branch in beyond {
            assert_eq!(branch.pack(), None, "{branch:?}");
        }
    }
}
