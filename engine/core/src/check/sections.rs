//! The sections of a module, or of a component with all that lies in it, in the order of the file.
//!
//! What `wasmparser`'s own parser checks is checked here, as that one wants each section as a whole: where sections
//! are, their order, and that the numbers of functions, bodies and segments agree. Contents go to its validator: each
//! section that has no long contents, each body, and of each data segment what precedes its bytes.
//!
//! Invariant: of a section that the plan has no room for nothing but its head and its count is read.

use wasmparser::{
    BinaryReader, BinaryReaderError, Chunk, ConstExpr, CustomSectionReader, DataSectionReader,
    Encoding, FuncValidatorAllocations, FunctionBody, Parser, Payload, Validator, WasmFeatures,
};
use wrtd_limits::{LimitName, Plan};

use alloc::format;
use alloc::vec::Vec;

use super::framing::{Pieces, Wanted};
use super::level::{CODE, CUSTOM, DATA, DATA_COUNT, FUNCTIONS, Level, START, Section, place};
use super::program::Program;
use super::refusal::{Excess, Refusal, Subject};
use super::tally::Tally;
use crate::module::{DecodeError, FEATURES};

/// The features with which components are validated.
pub(super) const COMPONENT_FEATURES: WasmFeatures = FEATURES.union(WasmFeatures::COMPONENT_MODEL);

/// Sections of a component that hold a module or a component, and those that make instances.
const CORE_MODULE: u8 = 1;
const CORE_INSTANCES: u8 = 2;
const COMPONENT: u8 = 4;
const INSTANCES: u8 = 5;
/// The last kind of section that a component has.
const LAST_OF_COMPONENT: u8 = 11;

/// What `wasmparser` allows of the data segments of a module, and for a module in a component in bytes.
const MOST_SEGMENTS: u32 = 100_000;
const LARGEST_NESTED: u64 = 1 << 30;

/// Most bytes of a section or function for a device that are held: more than devices' flash has.
const MOST_FOR_DEVICE: u64 = 16 << 20;

/// How `wasmparser` says that bytes are missing.
const MISSING: &str = "unexpected end-of-file";

/// Most bytes of a number of 32 bits.
const LONGEST_NUMBER: usize = 5;

/// So many bytes of a data segment are looked at first for what precedes its contents.
const SEGMENT_HEAD: usize = 16;

/// What is to be read next. `want` is how many bytes of it.
#[derive(Clone, Copy, Debug)]
enum State {
    Preamble,
    /// A section's identifier and size.
    Head {
        want: usize,
    },
    /// A custom section's name.
    Name {
        section: Section,
        want: usize,
    },
    /// The number of items of a section.
    Count {
        section: Section,
        want: usize,
    },
    /// A section's whole contents.
    Contents {
        section: Section,
    },
    /// The size of a body.
    BodySize {
        section: Section,
        left: u32,
    },
    /// A body.
    Body {
        section: Section,
        left: u32,
        size: usize,
    },
    /// What precedes the bytes of a data segment.
    Segment {
        section: Section,
        left: u32,
        want: usize,
    },
    /// Bytes of a section that nobody looks at, up to this offset; so many data segments follow.
    Pass {
        section: Section,
        to: u64,
        left: u32,
    },
}

/// Reads sections; see the module's documentation.
pub(super) struct Sections {
    plan: Plan,
    /// Offset of the next byte.
    offset: u64,
    state: State,
    /// The innermost one last; the file's own first.
    levels: Vec<Level>,
    validator: Validator,
    allocations: FuncValidatorAllocations,
    /// What is known of the file's module; `None` for a component.
    program: Option<Program>,
    tally: Tally,
}

impl Pieces for Sections {
    fn wanted(&self) -> Wanted {
        let want = match self.state {
            State::Preamble => PREAMBLE,
            State::Head { want }
            | State::Name { want, .. }
            | State::Count { want, .. }
            | State::Segment { want, .. } => want,
            State::Contents { section } => (section.end - section.start) as usize,
            State::BodySize { .. } => LONGEST_NUMBER,
            State::Body { size, .. } => size,
            State::Pass { to, .. } => return Wanted::Pass(to - self.offset),
        };
        Wanted::Bytes(usize::try_from(self.available()).map_or(want, |most| want.min(most)))
    }

    fn take(&mut self, piece: &[u8]) -> Result<usize, Refusal> {
        self.read(piece)
    }

    fn pass(&mut self, count: u64) -> Result<(), Refusal> {
        self.offset += count;
        if let State::Pass { section, to, left } = self.state
            && self.offset == to
        {
            match section.id {
                DATA => self.next_segment(section, left)?,
                _ => self.next_section()?,
            }
        }
        Ok(())
    }
}

/// Bytes of the preamble of a module or a component.
const PREAMBLE: usize = 8;

impl Sections {
    pub(super) fn new(plan: &Plan) -> Self {
        Self {
            plan: *plan,
            offset: 0,
            state: State::Preamble,
            levels: Vec::from([Level::new(None)]),
            validator: Validator::new_with_features(FEATURES),
            allocations: FuncValidatorAllocations::default(),
            program: None,
            tally: Tally::default(),
        }
    }

    /// What was found, once the file is over; `held` are bytes that were not read.
    pub(super) fn finish(mut self, held: &[u8]) -> Result<(u64, Option<Program>, Tally), Refusal> {
        let is_over = matches!(self.state, State::Head { .. }) && held.is_empty();
        if !is_over || self.levels.len() > 1 {
            return Err(self.cut_short(held));
        }
        self.end_level()?;
        if let Some(program) = &mut self.program {
            program.end(self.offset)?;
        }
        Ok((self.offset, self.program, self.tally))
    }

    /// The fault of a file that ends before it should, behind the bytes `held`.
    fn cut_short(&self, held: &[u8]) -> Refusal {
        let fault = match self.state {
            State::Preamble if self.levels.len() == 1 && !held.starts_with(MAGIC) => {
                return Refusal::fault(0, DecodeError::NotWasm);
            }
            State::Preamble => {
                return match self.parser().parse(held, true) {
                    Err(error) => error.into(),
                    Ok(_) => Refusal::invalid(self.offset, MISSING),
                };
            }
            State::Head { .. } => {
                let mut reader = self.reader(held);
                let head = reader.read_u8().and_then(|_| reader.read_var_u32());
                head.err().map_or(self.offset + held.len() as u64, |error| error.offset())
            }
            State::BodySize { .. } => {
                let size = self.reader(held).read_var_u32();
                size.err().map_or(self.offset, |error| error.offset())
            }
            State::Body { .. } => self.offset,
            State::Name { section, .. }
            | State::Count { section, .. }
            | State::Contents { section }
            | State::Segment { section, .. }
            | State::Pass { section, .. } => section.start,
        };
        Refusal::invalid(fault, MISSING)
    }

    fn parser(&self) -> Parser {
        let mut parser = Parser::new(self.offset);
        parser.set_features(*self.validator.features());
        parser
    }

    fn reader<'a>(&self, piece: &'a [u8]) -> BinaryReader<'a> {
        BinaryReader::new_features(piece, self.offset, *self.validator.features())
    }

    /// The module or component that is being read. The last is taken off at the end of the file only.
    fn level(&mut self) -> &mut Level {
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// Bytes up to the end of what the next bytes belong to.
    fn available(&self) -> u64 {
        let end = match self.state {
            State::Preamble | State::Head { .. } => {
                self.levels.last().and_then(|level| level.end).unwrap_or(u64::MAX)
            }
            State::Name { section, .. }
            | State::Count { section, .. }
            | State::Contents { section }
            | State::BodySize { section, .. }
            | State::Body { section, .. }
            | State::Segment { section, .. }
            | State::Pass { section, .. } => section.end,
        };
        end - self.offset
    }

    /// Reads the piece that was wanted; gives how much of it was used.
    fn read(&mut self, piece: &[u8]) -> Result<usize, Refusal> {
        let used = match self.state {
            State::Preamble => self.preamble(piece)?,
            State::Head { .. } => return self.head(piece),
            State::Name { section, .. } => return self.name(section, piece),
            State::Count { section, .. } => return self.count(section, piece),
            State::Contents { section } => {
                self.contents(section, piece)?;
                self.offset = section.end;
                self.next_section()?;
                return Ok(piece.len());
            }
            State::BodySize { section, left, .. } => return self.body_size(section, left, piece),
            State::Body { section, left, .. } => {
                self.body(piece)?;
                self.offset += piece.len() as u64;
                self.next_body(section, left - 1)?;
                return Ok(piece.len());
            }
            State::Segment { section, left, .. } => return self.segment(section, left, piece),
            State::Pass { .. } => 0,
        };
        self.offset += used as u64;
        Ok(used)
    }

    fn preamble(&mut self, piece: &[u8]) -> Result<usize, Refusal> {
        let is_file = self.levels.len() == 1;
        if is_file && !piece.starts_with(MAGIC) {
            return Err(Refusal::fault(0, DecodeError::NotWasm));
        }
        let Chunk::Parsed { payload: Payload::Version { num, encoding, range }, consumed } =
            self.parser().parse(piece, true)?
        else {
            return Err(Refusal::invalid(self.offset, MISSING));
        };
        if is_file && encoding == Encoding::Component {
            self.validator = Validator::new_with_features(COMPONENT_FEATURES);
        } else if is_file {
            self.program = Some(Program::new(&self.plan)?);
        }
        self.validator.version(num, encoding, &range)?;
        self.level().encoding = encoding;
        if encoding == Encoding::Component {
            self.tally.components += 1;
            self.check_count(Subject::Components, LimitName::Components, self.tally.components)?;
        }
        self.state = HEAD;
        Ok(consumed)
    }

    fn check_count(&self, subject: Subject, name: LimitName, count: u64) -> Result<(), Refusal> {
        match Excess::of(&self.plan, subject, name, count) {
            Some(excess) => Err(Refusal::limit(self.offset, excess)),
            None => Ok(()),
        }
    }

    /// A section's identifier and size.
    fn head(&mut self, piece: &[u8]) -> Result<usize, Refusal> {
        let available = self.available();
        // The preamble of another module, which would be a custom section of 97 bytes.
        if piece.starts_with(b"\0a") && (piece.len() as u64) < available.min(4) {
            self.state = State::Head { want: piece.len() + 1 };
            return Ok(0);
        }
        if piece.starts_with(MAGIC) {
            return Err(Refusal::invalid(self.offset, "expected section, got wasm magic number"));
        }
        let mut reader = self.reader(piece);
        let id = reader.read_u8()?;
        if id & 0x80 != 0 {
            return Err(Refusal::invalid(self.offset, "malformed section id"));
        }
        let Some(size) = number(&mut reader, piece, available)? else {
            self.state = State::Head { want: piece.len() + 1 };
            return Ok(0);
        };
        let head = reader.current_position();
        let start = self.offset + head as u64;
        let end = start + u64::from(size);
        if let Some(most) = self.levels.last().and_then(|level| level.end)
            && end > most
        {
            let message = format!("section too large, {size} goes past 0x{most:x}");
            return Err(Refusal::invalid(self.offset + 1, message));
        }
        self.begin(Section { id, start, end })?;
        self.offset = start;
        if let State::Pass { to, .. } = self.state
            && to == start
        {
            self.pass(0)?;
        }
        Ok(head)
    }

    /// Looks at what can be said of a section before it is read. The present offset is that of its head.
    fn begin(&mut self, section: Section) -> Result<(), Refusal> {
        let Section { id, start, end } = section;
        let range = start..end;
        if id == CUSTOM {
            self.state = State::Name { section, want: 1 };
            return Ok(());
        }
        if self.level().encoding == Encoding::Component {
            return self.begin_of_component(section);
        }
        let place = place(id);
        if place == 0 {
            self.validator.unknown_section(id, &range)?;
        }
        if self.level().place >= place {
            return Err(Refusal::invalid(start, "section out of order"));
        }
        self.level().place = place;
        match &mut self.program {
            Some(_) if u32::try_from(end).is_err() => {
                return Err(Refusal::fault(self.offset, DecodeError::TooLarge { size: end }));
            }
            Some(program) => program.section(self.offset, section)?,
            None => {}
        }
        if !matches!(id, CODE | DATA) {
            self.check_held(end - start)?;
        }
        self.state = match id {
            START | DATA_COUNT => State::Contents { section },
            _ => State::Count { section, want: 1 },
        };
        Ok(())
    }

    fn begin_of_component(&mut self, section: Section) -> Result<(), Refusal> {
        let Section { id, start, end } = section;
        match id {
            CORE_MODULE | COMPONENT => {
                if end - start > LARGEST_NESTED {
                    let what = if id == COMPONENT { "component" } else { "module" };
                    let message = format!("{what} section is too large");
                    return Err(Refusal::invalid(self.offset + 1, message));
                }
                if id == COMPONENT {
                    self.validator.component_section(&(start..end))?;
                } else {
                    self.validator.module_section(&(start..end))?;
                    self.tally.modules += 1;
                }
                self.levels.push(Level::new(Some(end)));
                self.tally.nesting = self.tally.nesting.max(self.levels.len() as u64 - 1);
                self.state = State::Preamble;
            }
            1..=LAST_OF_COMPONENT => {
                self.check_held(end - start)?;
                let counted = matches!(id, CORE_INSTANCES | INSTANCES);
                self.state = match counted {
                    true => State::Count { section, want: 1 },
                    false => State::Contents { section },
                };
            }
            _ => self.validator.unknown_section(id, &(start..end))?,
        }
        Ok(())
    }

    /// Whether so many bytes may be held at once, which for the program of a host the account of all its bytes has
    /// answered. On a device they are in flash, of which no account says anything.
    fn check_held(&self, size: u64) -> Result<(), Refusal> {
        match &self.program {
            None => self.check_count(Subject::Section, LimitName::Runtime, size),
            Some(program) if program.is_for_device() && size > MOST_FOR_DEVICE => {
                let what = "bytes in a section or function";
                Err(Refusal::too_large(self.offset, what, None))
            }
            Some(_) => Ok(()),
        }
    }

    /// After a section.
    fn next_section(&mut self) -> Result<(), Refusal> {
        while self.levels.len() > 1 && self.levels.last().and_then(|it| it.end) == Some(self.offset)
        {
            self.end_level()?;
            self.levels.pop();
        }
        self.state = HEAD;
        Ok(())
    }

    /// The innermost module or component ends here.
    fn end_level(&mut self) -> Result<(), Refusal> {
        let at = self.offset;
        self.level().check_bodies(at)?;
        self.level().check_segments(at)?;
        self.validator.end(at)?;
        Ok(())
    }

    fn name(&mut self, section: Section, piece: &[u8]) -> Result<usize, Refusal> {
        let mut reader = self.reader(piece);
        let Some(length) = number(&mut reader, piece, self.available())? else {
            self.state = State::Name { section, want: piece.len() + 1 };
            return Ok(0);
        };
        let whole = reader.current_position() as u64 + u64::from(length);
        match CustomSectionReader::new(self.reader(piece)) {
            Ok(custom) => self.tally.custom(custom.name(), section.end - section.start),
            Err(error) if is_missing(&error) && (piece.len() as u64) < self.available() => {
                let want = whole.min(self.available()) as usize;
                self.state = State::Name { section, want };
                return Ok(0);
            }
            Err(error) => return Err(error.into()),
        }
        self.offset += piece.len() as u64;
        self.state = State::Pass { section, to: section.end, left: 0 };
        if self.offset == section.end {
            self.next_section()?;
        }
        Ok(piece.len())
    }

    /// The number of a section's items; the section itself follows as a whole, but for bodies and segments.
    fn count(&mut self, section: Section, piece: &[u8]) -> Result<usize, Refusal> {
        let mut reader = self.reader(piece);
        let count = match number(&mut reader, piece, self.available()) {
            Ok(Some(count)) => count,
            Ok(None) => {
                self.state = State::Count { section, want: piece.len() + 1 };
                return Ok(0);
            }
            // A number that does not end in the section.
            Err(error) if section.id == CODE && error.offset == section.end => {
                return Err(Refusal::invalid(section.start, MISSING));
            }
            Err(error) => return Err(error),
        };
        let used = reader.current_position();
        if self.level().encoding == Encoding::Component {
            self.tally.instances += u64::from(count);
            self.check_count(Subject::Instances, LimitName::Instances, self.tally.instances)?;
            self.state = State::Contents { section };
            return Ok(0);
        }
        match section.id {
            CODE => {
                self.level().bodies = Some(count);
                self.level().check_bodies(section.start)?;
                self.validator.code_section_start(&(section.start..section.end))?;
                if let Some(program) = &mut self.program {
                    program.begin_code(section, count);
                }
                self.offset += used as u64;
                self.next_body(section, count)?;
                return Ok(used);
            }
            DATA => {
                self.level().segments = Some(count);
                self.level().check_segments(section.end)?;
                if count > MOST_SEGMENTS {
                    let message = format!("data segments count exceeds limit of {MOST_SEGMENTS}");
                    return Err(Refusal::invalid(section.start, message));
                }
                if let Some(program) = &mut self.program {
                    program.announce(section, count)?;
                }
                self.offset += used as u64;
                self.next_segment(section, count)?;
                return Ok(used);
            }
            FUNCTIONS => self.level().functions = Some(count),
            _ => {}
        }
        if let Some(program) = &mut self.program {
            program.announce(section, count)?;
        }
        self.state = State::Contents { section };
        Ok(0)
    }

    /// A section that is there as a whole.
    fn contents(&mut self, section: Section, piece: &[u8]) -> Result<(), Refusal> {
        let reader = self.reader(piece);
        if self.level().encoding == Encoding::Component {
            if section.id == START_OF_COMPONENT
                && core::mem::replace(&mut self.level().has_start, true)
            {
                let message = "component cannot have more than one start function";
                return Err(Refusal::invalid(section.start, message));
            }
            return super::component::validate(&mut self.validator, section, reader);
        }
        if section.id == DATA_COUNT {
            self.level().data_count = reader.clone().read_var_u32().ok();
        }
        super::module::validate(&mut self.validator, section, reader.clone())?;
        match &mut self.program {
            Some(program) => program.contents(section, reader),
            None => Ok(()),
        }
    }

    /// `left` bodies follow.
    fn next_body(&mut self, section: Section, left: u32) -> Result<(), Refusal> {
        self.state = State::BodySize { section, left };
        match left {
            0 if self.offset == section.end => self.next_section(),
            0 => Err(Refusal::invalid(self.offset, "trailing bytes at end of section")),
            _ => Ok(()),
        }
    }

    fn body_size(&mut self, section: Section, left: u32, piece: &[u8]) -> Result<usize, Refusal> {
        let mut reader = self.reader(piece);
        let size = match reader.read_var_u32() {
            Ok(size) => size,
            // It does not end in the section.
            Err(error) if is_missing(&error) => {
                return Err(Refusal::invalid(self.offset, MISSING));
            }
            Err(error) => return Err(error.into()),
        };
        let used = reader.current_position();
        let start = self.offset + used as u64;
        if start + u64::from(size) > section.end {
            return Err(Refusal::invalid(self.offset, MISSING));
        }
        self.check_held(size.into())?;
        self.offset = start;
        self.state = State::Body { section, left, size: size as usize };
        Ok(used)
    }

    fn body(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        let body = FunctionBody::new(self.reader(piece));
        let function = self.validator.code_section_entry(&body)?;
        let mut validator = function.into_validator(core::mem::take(&mut self.allocations));
        match &mut self.program {
            Some(program) => program.body(&mut validator, &body)?,
            None => validator.validate(&body)?,
        }
        self.allocations = validator.into_allocations();
        Ok(())
    }

    /// `left` data segments follow.
    fn next_segment(&mut self, section: Section, left: u32) -> Result<(), Refusal> {
        self.state = State::Segment { section, left, want: SEGMENT_HEAD };
        match left {
            0 if self.offset == section.end => self.next_section(),
            0 => {
                let message = "section size mismatch: unexpected data at the end of the section";
                Err(Refusal::invalid(self.offset, message))
            }
            _ => Ok(()),
        }
    }

    /// What precedes the contents of a data segment goes to the validator as a section with one empty segment.
    fn segment(&mut self, section: Section, left: u32, piece: &[u8]) -> Result<usize, Refusal> {
        let mut reader = self.reader(piece);
        let (head, size) = match segment_head(&mut reader) {
            Ok(head) => head,
            Err(error) if is_missing(&error) && (piece.len() as u64) < self.available() => {
                let want = piece.len() * 2;
                self.check_held(want as u64)?;
                self.state = State::Segment { section, left, want };
                return Ok(0);
            }
            Err(error) => return Err(error.into()),
        };
        let used = reader.current_position();
        let to = self.offset + used as u64 + u64::from(size);
        if to > section.end {
            return Err(Refusal::invalid(self.offset + used as u64, MISSING));
        }
        let mut emptied = Vec::with_capacity(head + 2);
        emptied.push(1);
        emptied.extend_from_slice(&piece[..head]);
        emptied.push(0);
        let before = self.offset - 1;
        let features = *self.validator.features();
        let one = DataSectionReader::new(BinaryReader::new_features(&emptied, before, features))?;
        self.validator.data_section(&one)?;
        if let Some(program) = &mut self.program {
            program.segment(size);
        }
        self.offset += used as u64;
        self.state = State::Pass { section, to, left: left - 1 };
        if self.offset == to {
            self.next_segment(section, left - 1)?;
        }
        Ok(used)
    }
}

/// Identifier of a component's start section.
const START_OF_COMPONENT: u8 = 9;

/// How modules and components begin.
const MAGIC: &[u8] = b"\0asm";

/// After a section, at whose place the shortest head of another may be.
const HEAD: State = State::Head { want: 2 };

/// Whether reading has come to the end of its bytes.
fn is_missing(error: &BinaryReaderError) -> bool {
    error.message() == MISSING
}

/// Reads a number; `None` where `piece`, of `available` bytes, ends before it does.
fn number(
    reader: &mut BinaryReader<'_>,
    piece: &[u8],
    available: u64,
) -> Result<Option<u32>, Refusal> {
    match reader.read_var_u32() {
        Ok(number) => Ok(Some(number)),
        Err(error) if is_missing(&error) && (piece.len() as u64) < available => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Reads what precedes the contents of a data segment: gives how many bytes that is without the size of the contents,
/// and that size (core specification, section 5.5.14).
fn segment_head(reader: &mut BinaryReader<'_>) -> Result<(usize, u32), BinaryReaderError> {
    let flags = reader.read_var_u32()?;
    if flags == 2 {
        reader.read_var_u32()?;
    }
    // With other flags than 1, which the validator refuses, what follows does not matter.
    if matches!(flags, 0 | 2) {
        reader.read::<ConstExpr<'_>>()?;
    }
    let head = reader.current_position();
    let size = if flags <= 2 { reader.read_var_u32()? } else { 0 };
    Ok((head, size))
}
