//! A checked image, and the records in it.
//!
//! Invariant: the image's bytes are those that were written, and every section lies within them. Nothing
//! else is taken for granted: records name what may not be there.

use super::ImageError;
use super::checksum::checksum;
use super::format::{
    BranchRecord, DataRecord, ElementRecord, ExportRecord, FunctionRecord, GlobalRecord, Header,
    ImportRecord, ItemRecord, MAGIC, NEEDS_FLOATS, NEEDS_VECTORS, NONE, Record, Section,
    TableRecord, TypeRecord, UNCHECKED, VERSION,
};

/// A program as a device runs it, where it lies.
#[derive(Clone, Copy, Debug)]
pub struct Image<'i> {
    bytes: &'i [u8],
    pub(super) header: Header,
    /// The module's bytes: a Wasm offset is an index.
    pub(super) code: &'i [u8],
}

/// What a program needs of a [`Space`](super::Space), in elements of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Bytes of memory at the start.
    pub memory: u64,
    /// Bytes of memory at most.
    pub max_memory: u64,
    /// Slots of the largest frame.
    pub frame_slots: u32,
    /// Globals.
    pub globals: u32,
    /// Elements and sizes of tables.
    pub tables: u32,
    /// Segments.
    pub dropped: u32,
    /// Whether the program computes with floats.
    pub floats: bool,
    /// Whether there are vectors.
    pub vectors: bool,
}

/// An imported function. Its number is its place among the imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import<'i> {
    /// Name of the module that is asked.
    pub module: &'i str,
    /// Name of the function.
    pub name: &'i str,
    /// Slots of its parameters.
    pub params: u32,
    /// Slots of its results.
    pub results: u32,
}

impl<'i> Image<'i> {
    /// Checks that `bytes` begin with an undamaged image that this build can run.
    ///
    /// # Errors
    /// [`ImageError`]
    pub fn check(bytes: &'i [u8]) -> Result<Self, ImageError> {
        let header = Header::read(bytes).ok_or(ImageError::NotAnImage)?;
        if header.magic != MAGIC {
            return Err(ImageError::NotAnImage);
        }
        if header.version != VERSION {
            return Err(ImageError::Version { found: header.version, supported: VERSION });
        }
        let truncated = ImageError::Truncated { length: header.length, found: bytes.len() };
        let bytes = bytes.get(..header.length as usize).ok_or(truncated)?;
        let found = checksum(bytes.get(UNCHECKED..).ok_or(truncated)?);
        if found != header.checksum {
            return Err(ImageError::Checksum { expected: header.checksum, found });
        }
        Self::check_sections(bytes, &header).ok_or(ImageError::Section)?;
        if header.features & NEEDS_FLOATS != 0 && !cfg!(feature = "float") {
            return Err(ImageError::NeedsFloats);
        }
        if header.features & NEEDS_VECTORS != 0 && !cfg!(feature = "vector") {
            return Err(ImageError::NeedsVectors);
        }
        let code = slice(bytes, header.module).ok_or(ImageError::Section)?;
        Ok(Self { bytes, header, code })
    }

    fn check_sections(bytes: &[u8], header: &Header) -> Option<()> {
        check::<TypeRecord>(bytes, header.types)?;
        check::<FunctionRecord>(bytes, header.functions)?;
        check::<BranchRecord>(bytes, header.branches)?;
        check::<GlobalRecord>(bytes, header.globals)?;
        check::<TableRecord>(bytes, header.tables)?;
        check::<ElementRecord>(bytes, header.elements)?;
        check::<ItemRecord>(bytes, header.items)?;
        check::<DataRecord>(bytes, header.data)?;
        check::<ImportRecord>(bytes, header.imports)?;
        check::<ExportRecord>(bytes, header.exports)?;
        slice(bytes, header.names).map(|_| ())
    }

    /// Bytes of the image.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Says which module the image was made of: the FNV-1a hash, of 64 bits, of the module's file.
    #[must_use]
    pub fn module_hash(&self) -> u64 {
        self.header.module_hash
    }

    /// What the program needs.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let header = &self.header;
        let bytes = |pages: u32| u64::from(pages) * u64::from(header.page_size);
        Needs {
            memory: bytes(header.pages),
            max_memory: bytes(header.max_pages),
            frame_slots: header.frame_slots,
            globals: header.globals.count,
            tables: header.table_slots.saturating_add(header.tables.count),
            dropped: header.elements.count.saturating_add(header.data.count),
            floats: header.features & NEEDS_FLOATS != 0,
            vectors: header.features & NEEDS_VECTORS != 0,
        }
    }

    /// The imported functions, in the order of their indices.
    pub fn imports(&self) -> impl Iterator<Item = Import<'i>> + use<'i> {
        let image = *self;
        (0..image.header.imports.count).map_while(move |index| {
            let record: ImportRecord = image.record(image.header.imports, index)?;
            let ty = image.function_type(index)?;
            Some(Import {
                module: image.name(record.module)?,
                name: image.name(record.name)?,
                params: ty.params.into(),
                results: ty.results.into(),
            })
        })
    }

    /// Index of the exported function `name`.
    #[must_use]
    pub fn export_func(&self, name: &str) -> Option<u32> {
        (0..self.header.exports.count).find_map(|index| {
            let record: ExportRecord = self.record(self.header.exports, index)?;
            (self.name(record.name)? == name).then_some(record.func)
        })
    }

    /// Index of the function to run before any other, where there is one.
    #[must_use]
    pub fn start(&self) -> Option<u32> {
        (self.header.start != NONE).then_some(self.header.start)
    }

    pub(super) fn function(&self, index: u32) -> Option<FunctionRecord> {
        self.record(self.header.functions, index)
    }

    /// A function with its type.
    pub(super) fn callee(&self, index: u32) -> Option<(FunctionRecord, TypeRecord)> {
        let function = self.function(index)?;
        Some((function, self.record(self.header.types, function.ty)?))
    }

    pub(super) fn function_type(&self, index: u32) -> Option<TypeRecord> {
        self.record(self.header.types, self.function(index)?.ty)
    }

    /// A record of a section, where there is one with this index.
    #[inline]
    pub(super) fn record<R: Record>(&self, section: Section, index: u32) -> Option<R> {
        if index >= section.count {
            return None;
        }
        // The section lies within the image.
        R::read(self.bytes.get(section.start as usize + index as usize * R::SIZE..)?)
    }

    fn name(&self, place: Section) -> Option<&'i str> {
        let names = slice(self.bytes, self.header.names)?;
        core::str::from_utf8(slice(names, place)?).ok()
    }
}

/// Checks that all records of a section lie within `bytes`.
fn check<R: Record>(bytes: &[u8], section: Section) -> Option<()> {
    let size = section.count.checked_mul(R::SIZE as u32)?;
    slice(bytes, Section { start: section.start, count: size }).map(|_| ())
}

/// A section of bytes.
fn slice(bytes: &[u8], section: Section) -> Option<&[u8]> {
    bytes.get(section.start as usize..)?.get(..section.count as usize)
}
