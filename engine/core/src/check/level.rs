//! A module or a component that is being read: the order of its sections, and numbers that must agree.

use wasmparser::Encoding;

use super::refusal::Refusal;

pub(super) const CUSTOM: u8 = 0;
pub(super) const TYPES: u8 = 1;
pub(super) const IMPORTS: u8 = 2;
pub(super) const FUNCTIONS: u8 = 3;
pub(super) const TABLES: u8 = 4;
pub(super) const MEMORIES: u8 = 5;
pub(super) const GLOBALS: u8 = 6;
pub(super) const EXPORTS: u8 = 7;
pub(super) const START: u8 = 8;
pub(super) const ELEMENTS: u8 = 9;
pub(super) const CODE: u8 = 10;
pub(super) const DATA: u8 = 11;
pub(super) const DATA_COUNT: u8 = 12;
pub(super) const TAGS: u8 = 13;

/// The place of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    pub(super) id: u8,
    /// Offset of its contents and of what follows them.
    pub(super) start: u64,
    pub(super) end: u64,
}

/// A module or a component that is not over.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) encoding: Encoding,
    /// Where it ends, if it lies in another.
    pub(super) end: Option<u64>,
    /// Place in the order of sections of the last one.
    pub(super) place: u8,
    pub(super) functions: Option<u32>,
    pub(super) bodies: Option<u32>,
    pub(super) data_count: Option<u32>,
    pub(super) segments: Option<u32>,
    /// A component has a start section.
    pub(super) has_start: bool,
}

impl Level {
    pub(super) fn new(end: Option<u64>) -> Self {
        Self {
            encoding: Encoding::Module,
            end,
            place: 0,
            functions: None,
            bodies: None,
            data_count: None,
            segments: None,
            has_start: false,
        }
    }

    /// Whether as many bodies are there as functions were declared; `at` is where that is found out.
    pub(super) fn check_bodies(&self, at: u64) -> Result<(), Refusal> {
        Err(Refusal::invalid(
            at,
            match (self.functions, self.bodies) {
                (Some(functions), Some(bodies)) if functions != bodies => {
                    "function and code section have inconsistent lengths"
                }
                (Some(1..), None) => {
                    "function section has non-zero count but code section is absent"
                }
                (None, Some(1..)) => {
                    "function section is absent but code section has non-zero count"
                }
                _ => return Ok(()),
            },
        ))
    }

    /// Whether as many data segments are there as were declared.
    pub(super) fn check_segments(&self, at: u64) -> Result<(), Refusal> {
        Err(Refusal::invalid(
            at,
            match (self.data_count, self.segments) {
                (Some(declared), Some(segments)) if declared != segments => {
                    "data count and data section have inconsistent lengths"
                }
                (Some(1..), None) => "data count is non-zero but data section is absent",
                _ => return Ok(()),
            },
        ))
    }
}

/// The place of a module's section in the order that sections have.
pub(super) fn place(id: u8) -> u8 {
    const ORDER: [u8; 13] = [
        TYPES, IMPORTS, FUNCTIONS, TABLES, MEMORIES, TAGS, GLOBALS, EXPORTS, START, ELEMENTS,
        DATA_COUNT, CODE, DATA,
    ];
    ORDER.iter().position(|&other| other == id).map_or(0, |place| place as u8 + 1)
}
