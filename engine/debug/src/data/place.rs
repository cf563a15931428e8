//! What a breakpoint at data watches.

use wrtd_symbols::{
    Place, VariableKind, WasmPlace,
    expr::{self, Expression},
    render::{Storage, Value},
};

use crate::{
    BreakpointOptions, DebugSession, Format, MemoryRef, SessionError,
    stack::Frame,
    target::{DataAccess, ModuleId, TargetWatched},
    variables::{FrameSymbols, StaticNames, WasmGroup},
};

/// Source-level frames among which the owner of some bytes of the stack is looked for.
const OWNER_REACH: u32 = 64;

/// What is to be watched, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DataSource {
    /// What an expression means in a frame of the present stop. What it lies in stays watched, whatever the expression
    /// means later.
    Expression {
        /// The frame's index.
        frame: u32,
        /// The expression.
        text: String,
    },
    /// What [`DebugSession::data_info`] has found; of a frame, as long as the program stands still.
    Found {
        /// Its number.
        number: u64,
        /// The expression.
        text: String,
    },
    /// A variable that lives as long as the program, by its name or a path into it. It is found again when the program
    /// is started anew.
    Static(String),
    /// Bytes of memory.
    Memory {
        /// The first.
        memory: MemoryRef,
        /// How many.
        length: u64,
    },
}

impl DataSource {
    /// What is said where it was in a frame that is gone.
    pub(crate) fn ended(&self) -> String {
        format!("{} has ended with its frame", self.text())
    }

    /// As a user writes it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Expression { text, .. } | Self::Found { text, .. } | Self::Static(text) => {
                text.clone()
            }
            Self::Memory { memory, length: 1 } => format!("the byte at {:#x}", memory.address),
            Self::Memory { memory, length } => {
                format!("{length} bytes at {:#x}", memory.address)
            }
        }
    }
}

/// A breakpoint that is wanted at data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataBreakpoint {
    /// What is watched.
    pub source: DataSource,
    /// For which accesses.
    pub access: DataAccess,
    /// What it does at these.
    pub options: BreakpointOptions,
}

/// Something that can be watched, found at a stop.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DataPlace {
    pub(crate) watched: TargetWatched,
    /// The thread whose frame it is found in.
    pub(crate) thread: u32,
    /// The frame with which it ends, 1 the outermost.
    pub(crate) depth: Option<u32>,
    /// How its bytes are shown.
    pub(crate) shown: Option<(ModuleId, Value)>,
    /// Where the value begins in what is watched, and its size, in bytes.
    pub(crate) within: (usize, usize),
}

/// A place that is asked for, and what was found; kept with the breakpoint.
#[derive(Clone, Debug)]
pub(crate) struct DataRequest {
    pub(crate) source: DataSource,
    pub(crate) access: DataAccess,
    /// Or why there is none.
    pub(crate) place: Result<DataPlace, String>,
}

/// Two are the same where they ask for the same.
impl PartialEq for DataRequest {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.access == other.access
    }
}

impl Eq for DataRequest {}

impl std::hash::Hash for DataRequest {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (&self.source, self.access).hash(state);
    }
}

impl DebugSession {
    /// Finds what is asked for; the reason where it is not there.
    pub(crate) fn find_data(&mut self, source: &DataSource) -> Result<DataPlace, String> {
        let found = match source {
            DataSource::Expression { frame, text } => self.data_place_of(*frame, text),
            DataSource::Found { number, .. } => {
                let found = self.data_found.get(*number);
                return found.ok_or_else(|| source.ended());
            }
            DataSource::Static(text) => self.static_place(text),
            DataSource::Memory { memory, length } => {
                let (module, address, length) = (memory.module, memory.address, *length);
                let watched = TargetWatched::Memory { module, address, length };
                let within = (0, usize::try_from(length).unwrap_or(usize::MAX));
                let thread = self.target.thread();
                return Ok(DataPlace { watched, thread, depth: None, shown: None, within });
            }
        };
        found.map_err(|error| error.to_string())
    }

    /// What an expression means that no frame is needed for.
    pub(super) fn static_place(&mut self, text: &str) -> Result<DataPlace, SessionError> {
        let expression = |error: expr::ExprError| SessionError::Expression(error.to_string());
        if let Some((WasmGroup::Globals, _)) = WasmGroup::parse(text.trim()) {
            return self.data_place_of(0, text);
        }
        let frame = self.frame(0)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let names = StaticNames(&of);
        let value = Expression::parse(text.trim())
            .and_then(|parsed| parsed.evaluate(&names, &of.renderer(Format::default())))
            .map_err(expression)?;
        let place = place_of(&of, &frame, value, text)?;
        Ok(place)
    }

    pub(super) fn data_place_of(
        &mut self,
        index: u32,
        text: &str,
    ) -> Result<DataPlace, SessionError> {
        let text = text.trim();
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let mut place = match WasmGroup::parse(text) {
            Some((group, number)) => machine_place(&of, &frame, group, number, text)?,
            None => {
                let value = expr::evaluate(text, &of, &of.renderer(Format::default()))
                    .map_err(|error| SessionError::Expression(error.to_string()))?;
                place_of(&of, &frame, value, text)?
            }
        };
        if let TargetWatched::Memory { module, address, .. } = place.watched {
            place.depth = self.owner(module, address);
        }
        self.program.flush_warnings();
        Ok(place)
    }

    /// The frame, 1 the outermost, one of whose variables lies at an address.
    fn owner(&mut self, module: ModuleId, address: u64) -> Option<u32> {
        for index in 0..OWNER_REACH {
            let frame = self.frame(index).ok()?;
            let of = FrameSymbols::new(&self.program, &*self.target, &frame);
            if of.access.module == module && owns(&of, address) {
                return Some(self.target.depth() - frame.physical);
            }
        }
        None
    }
}

/// Whether a variable of the frame lies at an address.
fn owns(of: &FrameSymbols<'_>, address: u64) -> bool {
    let renderer = of.renderer(Format::default());
    [VariableKind::Parameter, VariableKind::Local].into_iter().flat_map(|kind| of.listed(kind)).any(
        |listed| {
            let variable = &listed.variable;
            let value = of.value(&variable.name, variable.ty, &variable.location);
            match renderer.storage(&value) {
                Ok(Storage { place: Place::Memory(start), size }) => {
                    // A static inside a function is a variable of it, and outlives it.
                    !of.is_static(start) && (start..start.saturating_add(size)).contains(&address)
                }
                _ => false,
            }
        },
    )
}

/// Where a value is kept, as something to be watched.
fn place_of(
    of: &FrameSymbols<'_>,
    frame: &Frame,
    value: Value,
    text: &str,
) -> Result<DataPlace, SessionError> {
    let refused =
        |why: String| SessionError::Expression(format!("`{text}` cannot be watched: {why}"));
    let Storage { place, size } =
        of.renderer(Format::default()).storage(&value).map_err(refused)?;
    if size == 0 {
        return Err(refused("it has no bytes".to_owned()));
    }
    let module = of.access.module;
    let depth = of.access.target.depth() - frame.physical;
    let length = usize::try_from(size).unwrap_or(usize::MAX);
    let (watched, depth, offset) = match place {
        Place::Memory(address) => {
            (TargetWatched::Memory { module, address, length: size }, None, 0)
        }
        Place::Wasm { place: WasmPlace::Global(index), offset } => {
            (TargetWatched::Global { module, index }, None, offset)
        }
        Place::Wasm { place: WasmPlace::Local(index), offset } => {
            (TargetWatched::Local { depth, index }, Some(depth), offset)
        }
        Place::Wasm { place: WasmPlace::Operand(_), .. } => {
            return Err(refused("it is on the operand stack now, where nothing stays".to_owned()));
        }
        Place::Bytes(_) => {
            return Err(refused("it is computed, and kept nowhere".to_owned()));
        }
        Place::Pieces(_) => {
            return Err(refused(
                "it is scattered over several places; watch one of its members".to_owned(),
            ));
        }
        Place::OptimizedOut => {
            return Err(refused("the compiler has dropped it here".to_owned()));
        }
        Place::Unknown(why) => return Err(refused(why)),
    };
    let within = (usize::from(offset), length);
    let thread = of.access.target.thread();
    Ok(DataPlace { watched, thread, depth, shown: Some((module, value)), within })
}

/// A value of the WebAssembly machine as something to be watched.
fn machine_place(
    of: &FrameSymbols<'_>,
    frame: &Frame,
    group: WasmGroup,
    index: u32,
    text: &str,
) -> Result<DataPlace, SessionError> {
    group.check(of, index).map_err(SessionError::Expression)?;
    let module = of.access.module;
    let depth = of.access.target.depth() - frame.physical;
    let (watched, depth) = match group {
        WasmGroup::Locals => (TargetWatched::Local { depth, index }, Some(depth)),
        WasmGroup::Globals => (TargetWatched::Global { module, index }, None),
        WasmGroup::Operands => {
            return Err(SessionError::Expression(format!(
                "`{text}` cannot be watched: nothing stays on the operand stack"
            )));
        }
    };
    let thread = of.access.target.thread();
    Ok(DataPlace { watched, thread, depth, shown: None, within: (0, usize::MAX) })
}
