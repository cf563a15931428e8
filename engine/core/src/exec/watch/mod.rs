//! Watchpoints: stops where the program reads or writes bytes of a memory, or a global.
//!
//! An access is seen at the instruction that makes it, whatever that is: a plain load or store, one of a vector or of a
//! lane, an atomic one, a fill, a copy, an initialisation, or the call of a host function. The program stops after it.
//!
//! Without watchpoints nothing of this is executed. With them the in-place tier looks at each instruction before it
//! executes it ([`super::inplace::touch`]), and translated code has an instruction before each load or store of a memory
//! that is watched for that (`threaded/handlers/watch.rs`), which leaves to the in-place tier where the access may be one of
//! those that are wanted.
//!
//! Invariant: `bytes` of each watchpoint that waits for writes are what its place held when it was set, when the program
//! was last seen to write it, or when somebody else said that they did ([`Store::refresh_watchpoints`]), so that whatever
//! is found there otherwise was written by the program since.

mod host;
mod hull;
mod place;
mod set;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use wrtd_limits::LimitExceeded;

pub(crate) use hull::Hull;

use super::{Exit, Stop, ThreadId};
use crate::store::{InstanceId, Store};

/// Most bytes that one watchpoint can watch: each is kept a second time, to say what it was before.
pub const MOST_WATCHED: u64 = 1 << 20;

/// Names a watchpoint of a store; numbers are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WatchId(u32);

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watched {
    /// Bytes of a linear memory, through whichever instance they are reached.
    Memory {
        /// An instance that has the memory.
        instance: InstanceId,
        /// Its index there.
        memory: u32,
        /// Addresses, in bytes; at least one, at most [`MOST_WATCHED`].
        range: Range<u64>,
    },
    /// A global, through whichever instance it is reached.
    Global {
        /// An instance that has the global.
        instance: InstanceId,
        /// Its index there.
        index: u32,
    },
    /// A local of one frame of the thread that is shown, with which the watchpoint ends. Only writes of it can be
    /// watched.
    Local {
        /// The frame, by its depth counted from the outermost, 0.
        frame: usize,
        /// Its index there, parameters first.
        index: u32,
    },
}

/// Which accesses stop the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchFor {
    /// Reads.
    Reads,
    /// Writes, also of what is there already.
    Writes,
    /// Reads and writes.
    Accesses,
    /// Writes that change what is there.
    Changes,
}

impl WatchFor {
    fn reads(self) -> bool {
        matches!(self, Self::Reads | Self::Accesses)
    }

    fn writes(self) -> bool {
        !matches!(self, Self::Reads)
    }
}

/// An access that a watchpoint waited for. It has been made; the program stands after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchHit {
    /// The watchpoint.
    pub watch: WatchId,
    /// Whether it was written; else it was read.
    pub written: bool,
    /// The name of the host function that did it, which the instruction calls.
    pub host: Option<String>,
    /// Instance whose instruction it was.
    pub instance: InstanceId,
    /// Index of the function in its module.
    pub func: u32,
    /// Wasm offset of the instruction.
    pub pc: u32,
    /// All bytes of the watched place before, and now; of a global the bytes of its value, little-endian.
    pub old: Box<[u8]>,
    /// See `old`.
    pub new: Box<[u8]>,
}

/// A watchpoint cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchError {
    /// There is no such instance, memory or global.
    NoSuchPlace,
    /// The range is empty.
    Empty,
    /// It has more bytes than one watchpoint can watch.
    TooLong {
        /// Bytes asked for.
        asked: u64,
    },
    /// Some of it lies outside memory, which has this many bytes.
    OutsideMemory {
        /// Size of the memory in bytes.
        size: u64,
    },
    /// There is no such frame.
    NoFrame,
    /// Reads of a local: translated code takes locals from where they are.
    LocalRead,
    /// The debug budget is used up.
    Limit(LimitExceeded),
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPlace => f.write_str("there is no such memory or global"),
            Self::Empty => f.write_str("there is nothing to watch in a range without bytes"),
            Self::TooLong { asked } => write!(
                f,
                "{asked} bytes are more than one watchpoint can watch; it can watch {MOST_WATCHED}"
            ),
            Self::OutsideMemory { size } => {
                write!(f, "the range lies outside memory, which has {size} bytes")
            }
            Self::NoFrame => f.write_str("there is no such frame now"),
            Self::LocalRead => f.write_str(
                "only writes of a Wasm local can be watched, as no instruction of its own reads it",
            ),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl core::error::Error for WatchError {}

/// A place of the store, by its numbers there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Memory {
        memory: usize,
        range: Range<u64>,
    },
    Global {
        global: u32,
    },
    /// Of the function of this number.
    Local {
        thread: ThreadId,
        frame: usize,
        func: u32,
        index: u32,
    },
}

struct Watch {
    id: WatchId,
    place: Place,
    wants: WatchFor,
    bytes: Box<[u8]>,
    /// The frame with which it ends: its thread, and its depth counted from the outermost, 0.
    frame: Option<(ThreadId, usize)>,
}

/// An access that an instruction is about to make, or a host function has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    /// Bytes of the store's memory of this number.
    Memory { memory: usize, start: u64, len: u64, reads: bool, writes: bool },
    /// The store's global of this number.
    Global { global: u32, writes: bool },
    /// The local of this index of the thread's frame at this depth, which is written.
    Local { thread: ThreadId, frame: usize, index: u32 },
}

impl Touch {
    fn reads(&self) -> bool {
        match self {
            Self::Memory { reads, .. } => *reads,
            Self::Global { writes, .. } => !writes,
            Self::Local { .. } => false,
        }
    }

    fn writes(&self) -> bool {
        match self {
            Self::Memory { writes, .. } | Self::Global { writes, .. } => *writes,
            Self::Local { .. } => true,
        }
    }
}

/// The instruction that makes an access.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::exec) struct Accessor {
    instance: InstanceId,
    func: u32,
    pc: u32,
    /// Depth of its frame.
    depth: usize,
}

/// What an instruction has begun to access that was interrupted, and goes on with the next resume.
#[derive(Default)]
pub(in crate::exec) struct Unfinished(Option<(Accessor, Vec<(WatchId, bool)>)>);

/// The watchpoints of a store.
#[derive(Default)]
pub(crate) struct Watches {
    all: Vec<Watch>,
    next: u32,
    /// Around all bytes that are watched for reads, and for writes.
    pub(in crate::exec) reads: Hull,
    pub(in crate::exec) writes: Hull,
    /// Of the present thread.
    unfinished: Unfinished,
    /// The host function that the present instruction has called, and what that says it has accessed.
    host: Option<u32>,
    by_host: Vec<Touch>,
    /// Watchpoints that have ended with their frames since somebody asked.
    ended: Vec<WatchId>,
}

impl Watches {
    /// Whether nothing is watched.
    pub(in crate::exec) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What goes with a thread.
    pub(in crate::exec) fn unfinished_mut(&mut self) -> &mut Unfinished {
        &mut self.unfinished
    }

    /// A host function begins.
    pub(in crate::exec) fn host_begins(&mut self, func: u32) {
        self.host = Some(func);
        self.by_host.clear();
    }

    /// Whether an access is one that somebody waits for.
    pub(in crate::exec) fn wants(&self, touch: &Touch) -> bool {
        self.all.iter().any(|watch| watch.wanted(touch).is_some())
    }

    /// The watchpoints that wait for one of these accesses, each with whether it is written.
    fn wanted<'a>(&self, touches: impl Iterator<Item = &'a Touch>) -> Vec<(WatchId, bool)> {
        let mut wanted: Vec<(WatchId, bool)> = Vec::new();
        for touch in touches {
            for watch in &self.all {
                let Some(written) = watch.wanted(touch) else { continue };
                match wanted.iter_mut().find(|(id, _)| *id == watch.id) {
                    Some(known) => known.1 |= written,
                    None => wanted.push((watch.id, written)),
                }
            }
        }
        wanted
    }
}

impl Watch {
    /// Whether the watchpoint waits for the access, and if so, whether as a write.
    fn wanted(&self, touch: &Touch) -> Option<bool> {
        let touches = match (&self.place, touch) {
            (Place::Memory { memory, range }, Touch::Memory { memory: of, start, len, .. }) => {
                memory == of && *start < range.end && range.start < start.saturating_add(*len)
            }
            (Place::Global { global }, Touch::Global { global: of, .. }) => global == of,
            (Place::Local { thread, frame, index, .. }, Touch::Local { .. }) => {
                *touch == Touch::Local { thread: *thread, frame: *frame, index: *index }
            }
            _ => false,
        };
        let written = touch.writes() && self.wants.writes();
        (touches && (written || touch.reads() && self.wants.reads())).then_some(written)
    }
}

impl Store {
    /// Executes an instruction by `execute`, whose accesses are `touches`. Gives whether it completed and the program goes on.
    pub(in crate::exec) fn watch_instruction(
        &mut self,
        by: Accessor,
        touches: &[Option<Touch>; 2],
        execute: impl FnOnce(&mut Self) -> bool,
    ) -> bool {
        let mut wanted = self.watches.wanted(touches.iter().flatten());
        if let Some((begun_by, begun)) = self.watches.unfinished.0.take()
            && begun_by == by
        {
            wanted.retain(|(id, _)| begun.iter().all(|(known, _)| known != id));
            wanted.extend(begun);
        }
        self.watches.host = None;
        if !execute(self) {
            if matches!(self.stop, Some(Stop::Exit(Exit::Interrupted))) && !wanted.is_empty() {
                self.watches.unfinished.0 = Some((by, wanted));
            }
            return false;
        }
        let mut hits = Vec::new();
        for (id, written) in wanted {
            hits.extend(self.hit(id, written, by));
        }
        if let Some(host) = self.watches.host.take() {
            self.hits_by_host(host, by, &mut hits);
        }
        if hits.is_empty() {
            return true;
        }
        self.stop = Some(Stop::Exit(Exit::Watchpoint(hits)));
        false
    }

    /// What a watchpoint says of an access that was made to its place; `None` where it waits for another one.
    fn hit(&mut self, id: WatchId, written: bool, by: Accessor) -> Option<WatchHit> {
        let index = self.watches.all.iter().position(|watch| watch.id == id)?;
        let new = self.bytes_at(&self.watches.all[index].place)?;
        let watch = &mut self.watches.all[index];
        let mut old = core::mem::replace(&mut watch.bytes, new.clone());
        if !written {
            // Writes of before were for nobody to see.
            old.clone_from(&new);
        }
        if watch.wants == WatchFor::Changes && old == new {
            return None;
        }
        let Accessor { instance, func, pc, .. } = by;
        Some(WatchHit { watch: id, written, host: None, instance, func, pc, old, new })
    }

    /// The instruction at Wasm offset `pc` of the innermost frame.
    pub(in crate::exec) fn accessor(&self, pc: u32) -> Option<Accessor> {
        let frame = self.frames.last()?;
        let func = self.guest_index(frame.func);
        Some(Accessor { instance: InstanceId(frame.instance), func, pc, depth: self.frames.len() })
    }
}
