//! What the references mean that front ends hold.
//!
//! Numbers are never given twice, so a reference of an earlier stop is known to be one.

use wrtd_symbols::render::Value;

use super::wasm::WasmGroup;
use crate::{ScopeKind, SessionError, VariablesRef};

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
    },
}

/// The references of the present stop.
#[derive(Debug, Default)]
pub(crate) struct References {
    nodes: Vec<Node>,
    /// References given out at earlier stops.
    earlier: u32,
}

impl References {
    /// A reference to `node`.
    pub(crate) fn give(&mut self, node: Node) -> VariablesRef {
        self.nodes.push(node);
        VariablesRef(self.earlier.wrapping_add(self.nodes.len() as u32))
    }

    /// What a reference of this stop means.
    pub(crate) fn get(&self, reference: VariablesRef) -> Result<&Node, SessionError> {
        let index = reference.0.wrapping_sub(self.earlier).wrapping_sub(1);
        self.nodes.get(index as usize).ok_or(SessionError::StaleReference(reference.0))
    }

    /// Ends the references of this stop.
    pub(crate) fn clear(&mut self) {
        // Another program's worth of numbers starts again from 1.
        self.earlier = self.earlier.checked_add(self.nodes.len() as u32).unwrap_or(0);
        self.nodes.clear();
    }
}
