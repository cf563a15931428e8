//! Throwing: an exception finds its handler first, and frames are dropped only where there is one, so that
//! at an exception that nobody catches the whole stack is there to look at.
//!
//! Everything works on the saved state of the program (its frames and slots), so that any tier can throw.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::frame::Frame;
use super::{Announced, Exit, Stop, TrapKind};
use crate::handlers::Clause;
use crate::leb::read_u32;
use crate::store::{Store, TagId};
use crate::value::{ExnId, ValType, Value};

/// The instructions that throw.
const THROW: u8 = 0x08;
const RETHROW: u8 = 0x09;
const THROW_REF: u8 = 0x0a;

/// Handlers and frames that are looked at between two looks at the interrupt flag.
const LOOKS: usize = 4096;

/// What is thrown.
#[derive(Clone, Copy)]
enum Thrown {
    /// A new exception of this tag, whose values are the topmost operands.
    New(TagId),
    /// One that was caught before.
    Again(ExnId),
}

/// What throwing came to.
pub(super) enum Raised {
    /// The program goes on in the handler, in the frame that is the innermost now.
    Caught,
    /// So it does, but stops there first: a frame that was dropped was to give control back.
    Stopped(Stop),
    /// Somebody asked for a stop before a handler was found; the instruction is still to be executed.
    Interrupted,
    /// Somebody wants to stop at every throw; the instruction is still to be executed.
    Before,
}

/// The exception that the next instruction throws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingThrow {
    /// Its tag.
    pub tag: TagId,
    /// Its values, of the tag's parameter types.
    pub values: Vec<Value>,
    /// The frame that catches it (0 is the innermost); `None` where nothing does.
    pub caught_by: Option<usize>,
}

/// A handler to which an exception would come: [`Store::each_handler`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachedHandler {
    /// Its frame; 0 is the innermost.
    pub frame: usize,
    /// Wasm offset of its first instruction.
    pub pc: u32,
    /// It catches everything, and not only exceptions of one tag.
    pub catches_all: bool,
}

/// The handler of an exception.
struct Handler {
    /// Place of its frame.
    frame: usize,
    clause: Clause,
}

/// A search was given up because somebody asked for a stop.
struct Interrupted;

impl Store {
    /// What the next instruction throws, where it is one that throws; `None` also after a trap.
    #[must_use]
    pub fn pending_throw(&self) -> Option<PendingThrow> {
        if self.trap.is_some() {
            return None;
        }
        let thrown = self.thrown()?.ok()?;
        let (tag, values) = (self.tag_thrown(thrown)?, self.values_thrown(thrown));
        let handler = self.handler(tag, || false).ok()?;
        let caught_by = handler.map(|handler| self.frames.len() - 1 - handler.frame);
        Some(PendingThrow { tag, values, caught_by })
    }

    /// Visits the handlers that an exception of `tag` would come to if it were thrown where the program stands, in this
    /// order. Compilers write what is to be done whenever a function is left as a handler that throws again, so that the
    /// first one need not be the last: `visit` gives the Wasm offset of the instruction that does so, or `None` where the
    /// search ends.
    pub fn each_handler(&self, tag: TagId, mut visit: impl FnMut(ReachedHandler) -> Option<u32>) {
        for (depth, frame) in self.frames.iter().rev().enumerate() {
            if let Some(handlers) = &self.prepared[frame.prepared as usize].handlers {
                let tags = &self.instances[frame.instance as usize].tags;
                let catches = |index: u32| tags[index as usize] == tag;
                let mut pc = frame.pc;
                // Handlers lie outside of what they protect, so that a search that takes longer goes in circles.
                for _ in 0..handlers.tries.len() {
                    let Some(clause) = handlers.find(pc, catches) else { break };
                    let catches_all = clause.tag.is_none();
                    match visit(ReachedHandler { frame: depth, pc: clause.pc, catches_all }) {
                        Some(throws) => pc = throws,
                        None => return,
                    }
                }
            }
            if frame.marks & Frame::BASE != 0 {
                return;
            }
        }
    }

    /// The values of the exception that nobody caught, where the program has trapped for that.
    #[must_use]
    pub fn uncaught_values(&self) -> Option<&[Value]> {
        match &self.trap.as_ref()?.kind {
            TrapKind::UncaughtException { values, .. } => Some(values),
            _ => None,
        }
    }

    /// Executes the instruction that throws at which the innermost frame stands. On an error nothing has
    /// changed.
    pub(super) fn raise(&mut self) -> Result<Raised, TrapKind> {
        let Some(thrown) = self.thrown() else { return Err(TrapKind::NullExceptionReference) };
        let thrown = thrown?;
        let Some(tag) = self.tag_thrown(thrown) else {
            return Err(TrapKind::NullExceptionReference);
        };
        let Ok(handler) = self.handler(tag, || self.interrupt.is_requested()) else {
            return Ok(Raised::Interrupted);
        };
        if self.announces.throws.includes(handler.is_some()) && self.announced != Announced::Throw {
            self.announced = Announced::Throw;
            return Ok(Raised::Before);
        }
        let Some(handler) = handler else {
            let name = self.tag_name(tag).unwrap_or_default();
            let values = self.values_thrown(thrown);
            return Err(TrapKind::UncaughtException { tag, name, values });
        };
        let marks = self.catch(thrown, tag, &handler)?;
        self.announced = Announced::Nothing;
        let watches_ended = marks & Frame::WATCHED != 0 && self.end_watchpoints(self.frames.len());
        Ok(if marks & Frame::STOP != 0 {
            Raised::Stopped(Stop::Exit(Exit::Caught))
        } else if marks & Frame::STEP != 0 {
            Raised::Stopped(Stop::StepCaught)
        } else if watches_ended {
            Raised::Stopped(Stop::Exit(Exit::WatchpointEnded))
        } else {
            Raised::Caught
        })
    }

    /// What the instruction throws at which the innermost frame stands; `None` where it throws nothing.
    fn thrown(&self) -> Option<Result<Thrown, TrapKind>> {
        let frame = self.frames.last()?;
        let instance = &self.instances[frame.instance as usize];
        let code = self.loaded[instance.loaded as usize].module.bytes();
        let mut pos = frame.pc as usize;
        let opcode = *code.get(pos)?;
        pos += 1;
        let slot = match opcode {
            THROW => {
                let tag = read_u32(code, &mut pos)?;
                return Some(Ok(Thrown::New(*instance.tags.get(tag as usize)?)));
            }
            THROW_REF => self.sp as usize - 1,
            RETHROW => {
                let handlers = self.prepared[frame.prepared as usize].handlers.as_ref()?;
                (frame.fp + handlers.rethrown(frame.pc)?) as usize
            }
            _ => return None,
        };
        let exception = ExnId::from_slot(self.stack.as_slice()[slot]);
        Some(exception.map(Thrown::Again).ok_or(TrapKind::NullExceptionReference))
    }

    fn tag_thrown(&self, thrown: Thrown) -> Option<TagId> {
        match thrown {
            Thrown::New(tag) => Some(tag),
            Thrown::Again(exception) => self.exceptions.get(exception).map(|(tag, _)| tag),
        }
    }

    fn tag_params(&self, tag: TagId) -> &[ValType] {
        self.tag_type(tag).map_or(&[], |ty| &ty.params)
    }

    fn values_thrown(&self, thrown: Thrown) -> Vec<Value> {
        match thrown {
            Thrown::Again(exception) => {
                self.exception(exception).map_or_else(Vec::new, |exception| exception.values)
            }
            Thrown::New(tag) => {
                let types = self.tag_params(tag);
                let from = self.sp as usize - types.len();
                types.iter().zip(from..).map(|(&ty, slot)| self.slot(ty, slot)).collect()
            }
        }
    }

    /// Looks for what catches exceptions of `tag`, from the innermost frame outwards. It changes nothing,
    /// so that it can be given up whenever `gives_up` says so.
    fn handler(
        &self,
        tag: TagId,
        gives_up: impl Fn() -> bool,
    ) -> Result<Option<Handler>, Interrupted> {
        let mut looks = 0;
        for (place, frame) in self.frames.iter().enumerate().rev() {
            looks += 1;
            if let Some(handlers) = &self.prepared[frame.prepared as usize].handlers {
                looks += handlers.tries.len();
                let tags = &self.instances[frame.instance as usize].tags;
                let catches = |index: u32| tags[index as usize] == tag;
                if let Some(&clause) = handlers.find(frame.pc, catches) {
                    return Ok(Some(Handler { frame: place, clause }));
                }
            }
            if frame.marks & Frame::BASE != 0 {
                break;
            }
            if looks > LOOKS {
                looks = 0;
                if gives_up() {
                    return Err(Interrupted);
                }
            }
        }
        Ok(None)
    }

    /// Lets a handler catch what is thrown, and gives the marks of all frames that were dropped. The frame
    /// of the handler is the innermost then, and has the operands with which its code goes on.
    fn catch(&mut self, thrown: Thrown, tag: TagId, handler: &Handler) -> Result<u32, TrapKind> {
        let Handler { frame, clause } = handler;
        let exception = match thrown {
            Thrown::Again(exception) => Some(exception),
            Thrown::New(tag) if clause.reference || clause.keep.is_some() => {
                let payload = self.operands_as_payload(tag);
                Some(self.add_exception(tag, payload)?)
            }
            Thrown::New(_) => None,
        };
        let fp = self.frames[*frame].fp as usize;
        let mut sp = fp + clause.height as usize;
        if clause.tag.is_some() {
            sp += self.move_values(thrown, tag, sp);
        }
        let slot = exception.map_or(0, ExnId::to_slot);
        if clause.reference {
            self.stack.as_mut_slice()[sp] = slot;
            sp += 1;
        }
        if let Some(keep) = clause.keep {
            self.stack.as_mut_slice()[fp + keep as usize] = slot;
        }
        self.sp = sp as u32;
        let marks = self.frames[frame + 1..].iter().fold(0, |marks, frame| marks | frame.marks);
        self.frames.truncate(frame + 1);
        // A function with handlers runs in place.
        self.frames[*frame].pc = clause.pc;
        self.frames[*frame].resume = Frame::position(clause.pc, clause.entry);
        Ok(marks)
    }

    /// The topmost operands as the values of a new exception of `tag`.
    fn operands_as_payload(&self, tag: TagId) -> Box<[u128]> {
        let count = self.tag_params(tag).len();
        let from = self.sp as usize - count;
        let high = |slot| self.high.as_slice().get(slot).copied().unwrap_or_default();
        let value = |(slot, &low): (usize, &u64)| u128::from(low) | u128::from(high(slot)) << 64;
        let slots = &self.stack.as_slice()[from..from + count];
        (from..).zip(slots).map(value).collect()
    }

    /// Puts the values of what is thrown at slot `to`, and gives how many they are.
    fn move_values(&mut self, thrown: Thrown, tag: TagId, to: usize) -> usize {
        let count = self.tag_params(tag).len();
        match thrown {
            Thrown::New(_) => {
                let from = self.sp as usize - count;
                self.stack.as_mut_slice().copy_within(from..from + count, to);
                if self.high.len() > 0 {
                    self.high.as_mut_slice().copy_within(from..from + count, to);
                }
            }
            Thrown::Again(exception) => {
                let Some((_, payload)) = self.exceptions.get(exception) else { return count };
                let (stack, high) = (self.stack.as_mut_slice(), self.high.as_mut_slice());
                for (slot, &bits) in (to..).zip(payload) {
                    stack[slot] = bits as u64;
                    if let Some(high) = high.get_mut(slot) {
                        *high = (bits >> 64) as u64;
                    }
                }
            }
        }
        count
    }
}
