//! Elements in nodes of their own that lead to each other: linked lists, binary trees, and the chains
//! of hash tables.
//!
//! Nodes lie anywhere in the program's memory and may lead anywhere. A walk ends at the number of
//! elements that the collection claims, and at a node that it has met before.

use std::collections::HashSet;

use super::{Problem, Renderer, ValueKind, sequence::Entry};
use crate::{Place, TypeId};

/// Levels of a tree that are gone down: those of a balanced one with more nodes than memory holds.
const HEIGHT_LIMIT: usize = 128;

/// Where the nodes of a collection are, and how they are read.
#[derive(Clone, Debug)]
pub(crate) struct Nodes {
    /// What it is, for messages.
    pub(crate) what: &'static str,
    /// Address of the first node, or of the root; 0 where there is none.
    pub(crate) first: u64,
    /// Number of elements.
    pub(crate) length: u64,
    /// Where the value is in a node.
    pub(crate) value: Slot,
    /// How nodes lead to each other.
    pub(crate) links: Links,
    /// Size of a pointer in bytes.
    pub(crate) pointer: u64,
}

/// A value of a type at a distance from the start of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// The type.
    pub(crate) ty: TypeId,
    /// Bytes from the start.
    pub(crate) offset: u64,
}

/// How nodes lead to each other: distances of pointers from the start of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Links {
    /// To the next one.
    Next(u64),
    /// To the smaller and to the larger ones.
    Tree {
        /// The smaller ones.
        left: u64,
        /// The larger ones.
        right: u64,
    },
}

/// The values of a part of the nodes.
struct Walk {
    /// Elements to leave out.
    skip: u64,
    /// Elements still wanted.
    wanted: u64,
    /// Nodes that were met.
    met: HashSet<u64>,
    found: Vec<ValueKind>,
}

impl Walk {
    /// Takes the value of a node; `None` where no more are wanted.
    fn take(&mut self, value: Slot, node: u64) -> Option<()> {
        if self.skip > 0 {
            self.skip -= 1;
            return Some(());
        }
        let place = Place::Memory(node.saturating_add(value.offset));
        self.wanted = self.wanted.checked_sub(1)?;
        self.found.push(ValueKind::Typed { ty: value.ty, place });
        (self.wanted > 0).then_some(())
    }
}

impl Renderer<'_> {
    /// Elements `start .. start + count`. Where the nodes end too early the last one is the reason.
    pub(crate) fn node_elements(&self, nodes: &Nodes, start: u64, count: u64) -> Vec<ValueKind> {
        let wanted = count.min(nodes.length.saturating_sub(start));
        let mut walk = Walk { skip: start, wanted, met: HashSet::new(), found: Vec::new() };
        if wanted == 0 {
            return walk.found;
        }
        let walked = match nodes.links {
            Links::Next(next) => self.walk_chain(nodes, next, &mut walk),
            Links::Tree { left, right } => self.walk_tree(nodes, left, right, &mut walk),
        };
        if let Err(problem) = walked {
            walk.found.push(ValueKind::Text(problem.to_string()));
        }
        walk.found
    }

    /// Entries of a map, whose values are pairs.
    pub(crate) fn node_entries(&self, nodes: &Nodes, start: u64, count: u64) -> Vec<Entry> {
        let entries = self.node_elements(nodes, start, count).into_iter();
        let text = |text: &str| ValueKind::Text(text.to_owned());
        entries.map(|value| self.pair(&value).unwrap_or_else(|| (text("…"), value))).collect()
    }

    /// The two halves of a pair.
    fn pair(&self, value: &ValueKind) -> Option<Entry> {
        let pair = self.object_of(value)?;
        let half = |name| {
            let half = self.search(&pair, name)?;
            Some(half.kind())
        };
        Some((half("first")?, half("second")?))
    }

    fn walk_chain(&self, nodes: &Nodes, next: u64, walk: &mut Walk) -> Result<(), Problem> {
        let mut node = nodes.first;
        loop {
            self.meet(nodes, node, walk)?;
            if walk.take(nodes.value, node).is_none() {
                return Ok(());
            }
            node = self.follow(nodes, node, next)?;
        }
    }

    /// From the smallest one on, without recursion.
    fn walk_tree(
        &self,
        nodes: &Nodes,
        left: u64,
        right: u64,
        walk: &mut Walk,
    ) -> Result<(), Problem> {
        let mut above = Vec::new();
        let mut node = nodes.first;
        loop {
            while node != 0 {
                self.meet(nodes, node, walk)?;
                above.push(node);
                if above.len() > HEIGHT_LIMIT {
                    let what = nodes.what;
                    return Err(Problem::invalid(format!(
                        "{what}: more than {HEIGHT_LIMIT} levels"
                    )));
                }
                node = self.follow(nodes, node, left)?;
            }
            let Some(smallest) = above.pop() else {
                let what = nodes.what;
                let message = format!("{what}: fewer elements than its length, {}", nodes.length);
                return Err(Problem::invalid(message));
            };
            if walk.take(nodes.value, smallest).is_none() {
                return Ok(());
            }
            node = self.follow(nodes, smallest, right)?;
        }
    }

    fn meet(&self, nodes: &Nodes, node: u64, walk: &mut Walk) -> Result<(), Problem> {
        let what = nodes.what;
        if node == 0 {
            let message = format!("{what}: fewer elements than its length, {}", nodes.length);
            return Err(Problem::invalid(message));
        }
        if !self.in_memory(node, nodes.pointer) {
            return Err(Problem::invalid(format!("{what}: a node at {node:#x}, outside memory")));
        }
        if !walk.met.insert(node) {
            return Err(Problem::invalid(format!("{what}: the node at {node:#x} leads to itself")));
        }
        Ok(())
    }

    fn follow(&self, nodes: &Nodes, node: u64, link: u64) -> Result<u64, Problem> {
        self.word(node.saturating_add(link), nodes.pointer)
    }
}
