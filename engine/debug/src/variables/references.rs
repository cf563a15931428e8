//! What the references mean that front ends hold.
//!
//! Numbers are never given twice, so a reference of an earlier stop is known to be one. What they hold is charged
//! to the debug account until the program goes on.

use wrtd_symbols::render::{Notation, Value};

use wrtd_limits::LimitExceeded;

use super::wasm::WasmGroup;
use crate::{ScopeKind, SessionError, VariablesRef, target::Target};

/// Something with children.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// A scope of a frame.
    Scope {
        /// Index of the frame.
        frame: u32,
        /// Which scope.
        kind: ScopeKind,
    },
    /// A part of the Wasm scope.
    Wasm {
        /// Index of the frame.
        frame: u32,
        /// Which part.
        group: WasmGroup,
    },
    /// A value.
    Value {
        /// Index of the frame in which it was found.
        frame: u32,
        /// The value.
        value: Value,
        /// The expression that reaches it.
        expression: Option<String>,
        /// How its numbers are shown, where the expression said that.
        notation: Notation,
    },
}

impl Node {
    /// Index of the frame that it belongs to.
    pub(crate) fn frame(&self) -> u32 {
        match *self {
            Self::Scope { frame, .. } | Self::Wasm { frame, .. } | Self::Value { frame, .. } => {
                frame
            }
        }
    }

    /// Bytes that it takes.
    fn size(&self) -> u64 {
        let texts = match self {
            Self::Scope { .. } | Self::Wasm { .. } => 0,
            Self::Value { value, expression, .. } => {
                value.name.len() + expression.as_ref().map_or(0, String::len)
            }
        };
        (size_of::<Self>() + texts) as u64
    }
}

/// The references of the present stop.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// Each with the thread whose frame it is about.
    nodes: Vec<(u32, Node)>,
    /// References given out at earlier stops.
    earlier: u32,
    /// Bytes that are charged for them.
    held: u64,
}

impl References {
    /// A reference to `node`.
    pub(crate) fn give(
        &mut self,
        target: &mut dyn Target,
        node: Node,
    ) -> Result<VariablesRef, LimitExceeded> {
        let size = node.size();
        target.hold(size)?;
        self.held += size;
        self.nodes.push((target.thread(), node));
        Ok(VariablesRef(self.earlier.wrapping_add(self.nodes.len() as u32)))
    }

    /// What a reference of this stop means.
    pub(crate) fn get(&self, reference: VariablesRef) -> Result<&Node, SessionError> {
        self.entry(reference).map(|(_, node)| node)
    }

    /// The thread in whose frame it was given out.
    pub(crate) fn thread_of(&self, reference: VariablesRef) -> Result<u32, SessionError> {
        self.entry(reference).map(|&(thread, _)| thread)
    }

    fn entry(&self, reference: VariablesRef) -> Result<&(u32, Node), SessionError> {
        let index = reference.0.wrapping_sub(self.earlier).wrapping_sub(1);
        self.nodes.get(index as usize).ok_or(SessionError::StaleReference(reference.0))
    }

    /// Ends the references of this stop.
    pub(crate) fn clear(&mut self, target: &mut dyn Target) {
        // Another program's worth of numbers starts again from 1.
        self.earlier = self.earlier.checked_add(self.nodes.len() as u32).unwrap_or(0);
        self.nodes.clear();
        target.let_go(std::mem::take(&mut self.held));
    }
}
