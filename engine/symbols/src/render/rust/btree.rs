//! `BTreeMap` and `BTreeSet`: nodes of sorted keys and values, inner ones with edges between them.

use std::sync::Arc;

use super::Formatted;
use crate::{
    Place, Type, TypeId, TypeKind,
    render::{
        Object, Problem, Renderer, ValueKind, View,
        read::part,
        sequence::{Entry, Map, MapStorage, Sequence, Storage},
    },
};

/// Levels of a tree: with two edges a node, as few as a B-tree has, more than memory holds.
const HEIGHT_LIMIT: u64 = 40;

/// A B-tree in linear memory.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// Address of the root.
    root: u64,
    /// Levels above the leaves.
    height: u64,
    /// Number of entries.
    length: u64,
    /// Layout of its nodes; `None` for an empty tree.
    nodes: Option<Nodes>,
}

/// Where the parts of a node are, relative to its address.
#[derive(Clone, Debug)]
struct Nodes {
    leaf: Arc<Type>,
    keys: Slots,
    values: Slots,
    /// Edges of an inner node; `None` where the debug information has no inner nodes.
    edges: Option<Slots>,
}

/// An array of maybe uninitialised slots.
#[derive(Clone, Copy, Debug)]
struct Slots {
    /// Type of what a slot holds.
    ty: TypeId,
    /// Offset of the first slot in the node.
    offset: u64,
    /// Distance of slots.
    stride: u64,
    /// Number of slots.
    count: u64,
}

impl Slots {
    fn value(&self, node: u64, index: u64) -> ValueKind {
        let address = node.saturating_add(self.offset).saturating_add(index * self.stride);
        ValueKind::Typed { ty: self.ty, place: Place::Memory(address) }
    }
}

/// One visit of a tree in order.
struct Walk {
    /// Entries to leave out.
    skip: u64,
    /// Entries still wanted.
    wanted: u64,
    /// Nodes still allowed.
    nodes: u64,
    found: Vec<Entry>,
}

impl Renderer<'_> {
    /// `BTreeMap<K, V>`.
    pub(super) fn btree_map(&self, object: &Object) -> Formatted {
        Ok(self
            .tree(object)?
            .map(|tree| View::Map(Map { length: tree.length, storage: MapStorage::Tree(tree) })))
    }

    /// `BTreeSet<T>`: a map to nothing.
    pub(super) fn btree_set(&self, object: &Object) -> Formatted {
        let (Some(map), Some(element)) = (self.member(object, "map"), object.argument("T")) else {
            return Ok(None);
        };
        Ok(self.tree(&map)?.map(|tree| {
            View::Sequence(Sequence {
                element,
                inner: Vec::new(),
                stride: 0,
                length: Some(tree.length),
                storage: Storage::Tree(tree),
                brackets: ("{", "}"),
            })
        }))
    }

    fn tree(&self, object: &Object) -> Result<Option<Tree>, Problem> {
        let (Some(key), Some(value)) = (object.argument("K"), object.argument("V")) else {
            return Ok(None);
        };
        let (Some(length), Some(root)) =
            (self.member(object, "length"), self.member(object, "root"))
        else {
            return Ok(None);
        };
        let length = self.unsigned(&length)?;
        if length == 0 {
            return Ok(Some(Tree { root: 0, height: 0, length, nodes: None }));
        }
        let Some(root) = self.some(&root)? else {
            return Err(Problem::invalid(format!("BTreeMap: {length} entries without a root")));
        };
        let (Some(height), Some(node)) = (self.member(&root, "height"), self.member(&root, "node"))
        else {
            return Ok(None);
        };
        let Some(pointer) = self.inner_pointer(&node) else { return Ok(None) };
        let pointer = self.pointer(&pointer)?;
        let height = self.unsigned(&height)?;
        let Some(leaf) = pointer.target.map(|target| self.bare(target)) else { return Ok(None) };
        let Some(nodes) = self.node_layout(leaf, key, value) else { return Ok(None) };
        if height > HEIGHT_LIMIT || length > self.program.memory_size() {
            return Err(Problem::invalid(format!("BTreeMap: {length} entries in {height} levels")));
        }
        Ok(Some(Tree { root: pointer.address, height, length, nodes: Some(nodes) }))
    }

    fn node_layout(&self, leaf: Arc<Type>, key: TypeId, value: TypeId) -> Option<Nodes> {
        // Layouts need no bytes.
        let object = Object::new(leaf.clone(), Place::Memory(0));
        let keys = self.slots(&object, "keys", key)?;
        let values = self.slots(&object, "vals", value)?;
        let edges = self.inner_node(&object).and_then(|inner| {
            let ty = self.edge_type(&inner)?;
            self.slots(&inner, "edges", ty)
        });
        Some(Nodes { leaf, keys, values, edges })
    }

    /// The slots of a node's member; for a place of address 0 addresses are offsets.
    fn slots(&self, node: &Object, name: &str, ty: TypeId) -> Option<Slots> {
        let array = self.member(node, name)?;
        let TypeKind::Array { element, counts } = &array.ty.kind else { return None };
        let (Place::Memory(offset), [Some(count)]) = (&array.place, &counts[..]) else {
            return None;
        };
        Some(Slots { ty, offset: *offset, stride: self.size_of(*element)?, count: *count })
    }

    /// The type of inner nodes: what the parent pointer of a leaf points to.
    fn inner_node(&self, leaf: &Object) -> Option<Object> {
        let parent = self.member(leaf, "parent")?;
        let part = parent.composite()?.variant_part.as_ref()?;
        part.variants.iter().flat_map(|variant| &variant.members).find_map(|member| {
            let pointer = self.inner_pointer(&self.field(&parent, member))?;
            let TypeKind::Pointer { target: Some(target), .. } = pointer.ty.kind else {
                return None;
            };
            Some(self.object(target, Place::Memory(0)))
        })
    }

    /// The pointer type inside the slots of an inner node's edges.
    fn edge_type(&self, inner: &Object) -> Option<TypeId> {
        let array = self.member(inner, "edges")?;
        let TypeKind::Array { element, .. } = &array.ty.kind else { return None };
        let pointer = self.inner_pointer(&self.object(*element, Place::Memory(0)))?;
        Some(pointer.ty.id)
    }

    /// Entries `start .. start + count` in order.
    pub(crate) fn tree_entries(&self, tree: &Tree, start: u64, count: u64) -> Vec<Entry> {
        let wanted = count.min(tree.length.saturating_sub(start));
        // Every node but those on the way to the first entry adds an entry: a walk that meets more
        // nodes than that goes in circles.
        let nodes = start.saturating_add(wanted).saturating_add(HEIGHT_LIMIT);
        let mut walk = Walk { skip: start, wanted, nodes, found: Vec::new() };
        if let Some(nodes) = &tree.nodes {
            self.walk(nodes, tree.root, tree.height, &mut walk);
        }
        walk.found
    }

    /// Visits a subtree; `None` ends the walk: all was found, or the tree is broken.
    fn walk(&self, nodes: &Nodes, node: u64, height: u64, walk: &mut Walk) -> Option<()> {
        walk.nodes = walk.nodes.checked_sub(1)?;
        if walk.wanted == 0 {
            return None;
        }
        let leaf = Object::new(nodes.leaf.clone(), Place::Memory(node));
        let length = self.unsigned(&self.member(&leaf, "len")?).ok()?;
        if length > nodes.keys.count {
            return None;
        }
        for index in 0..length {
            self.descend(nodes, node, height, index, walk)?;
            if walk.skip > 0 {
                walk.skip -= 1;
                continue;
            }
            walk.wanted = walk.wanted.checked_sub(1)?;
            walk.found.push((nodes.keys.value(node, index), nodes.values.value(node, index)));
        }
        self.descend(nodes, node, height, length, walk)
    }

    fn descend(
        &self,
        nodes: &Nodes,
        node: u64,
        height: u64,
        edge: u64,
        walk: &mut Walk,
    ) -> Option<()> {
        if height == 0 {
            return Some(());
        }
        let edges = nodes.edges.filter(|edges| edge < edges.count)?;
        let place = part(&Place::Memory(node), edges.offset + edge * edges.stride, edges.stride);
        let child = self.pointer(&self.object(edges.ty, place)).ok()?.address;
        self.walk(nodes, child, height - 1, walk)
    }
}
