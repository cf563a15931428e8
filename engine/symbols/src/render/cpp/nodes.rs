//! Lists, ordered and hashed collections of C++: how their nodes are laid out.

use super::Formatted;
use crate::{
    Place, TypeId, TypeKind,
    render::{
        Object, Problem, Renderer, View,
        layout::Style,
        nodes::{Links, Nodes, Slot},
        sequence::{Map, MapStorage, Sequence, Storage},
    },
};

/// Nodes of a list without a length that are counted.
const COUNT_LIMIT: u64 = 65_536;
/// What libraries call the value in a node.
const VALUES: [&str; 3] = ["__value_", "_M_storage", "_M_value"];
/// What they call an allocator of nodes.
const ALLOCATORS: [&str; 5] =
    ["__node_alloc_", "__alloc_", "__size_alloc_", "__pair1_", "__before_begin_"];
/// Templates inside an allocator's arguments that are searched for the type of nodes.
const ALLOCATOR_DEPTH: u8 = 2;
/// What they call the pointer to the next node.
const NEXT: [&str; 3] = ["__next_", "_M_next", "_M_nxt"];

/// Where the value and links of a node type are.
struct Layout {
    value: Slot,
    node: Object,
}

impl Renderer<'_> {
    /// `std::list`.
    pub(super) fn cpp_list(&self, object: &Object) -> Formatted {
        let (Some(element), Some(length), Some(head)) = (
            object.type_argument(0),
            self.any_of(object, &["__size_", "_M_size"]),
            self.any_of(object, &["__end_", "_M_node"]),
        ) else {
            return Ok(None);
        };
        let Some(layout) = self.node_type(object, Some(element), "_List_node") else {
            return Ok(None);
        };
        let Some(next) = self.any_of(&head, &NEXT) else { return Ok(None) };
        let length = self.unsigned(&length)?;
        self.chain("list", &layout, &next, length)
            .map(|nodes| nodes.map(|nodes| sequence(nodes, element, Style::C.sequence())))
    }

    /// `std::forward_list`, which does not know its length.
    pub(super) fn cpp_forward_list(&self, object: &Object) -> Formatted {
        let (Some(element), Some(head)) =
            (object.type_argument(0), self.any_of(object, &["__before_begin_", "_M_head"]))
        else {
            return Ok(None);
        };
        let (Some(layout), Some(next)) =
            (self.node_type(object, Some(element), "_Fwd_list_node"), self.any_of(&head, &NEXT))
        else {
            return Ok(None);
        };
        let Some(nodes) = self.chain("forward_list", &layout, &next, 0)? else {
            return Ok(None);
        };
        let Links::Next(link) = nodes.links else { return Ok(None) };
        // Memory has room for no more, so that what goes on goes in a circle.
        let most = COUNT_LIMIT.min(self.program.memory_size() / nodes.pointer);
        let (mut length, mut node) = (0, nodes.first);
        while node != 0 {
            length += 1;
            if length > most {
                let message = format!("forward_list: more than {most} nodes");
                return Err(Problem::invalid(message));
            }
            node = self.word(node.saturating_add(link), nodes.pointer)?;
        }
        let nodes = Nodes { length, ..nodes };
        Ok(Some(sequence(nodes, element, Style::C.sequence())))
    }

    /// `std::map` and `std::set`: a balanced tree.
    pub(super) fn cpp_tree(&self, object: &Object, is_map: bool) -> Formatted {
        let Some(tree) = self.any_of(object, &["__tree_", "_M_t"]) else { return Ok(None) };
        let Some(length) = self.any_of(&tree, &["__size_", "_M_node_count"]) else {
            return Ok(None);
        };
        let root = match self.any_of(&tree, &["__end_node_", "__pair1_"]) {
            Some(end) => self.any_of(&end, &["__left_"]),
            None => {
                self.search(&tree, "_M_header").and_then(|head| self.member(&head, "_M_parent"))
            }
        };
        let (Some(root), Some(layout)) =
            (root, self.node_type(&tree, tree.type_argument(1), "_Rb_tree_node"))
        else {
            return Ok(None);
        };
        let (Some(left), Some(right)) = (
            self.any_of(&layout.node, &["__left_", "_M_left"]),
            self.any_of(&layout.node, &["__right_", "_M_right"]),
        ) else {
            return Ok(None);
        };
        let (Place::Memory(left), Place::Memory(right)) = (&left.place, &right.place) else {
            return Ok(None);
        };
        let length = self.unsigned(&length)?;
        let what = if is_map { "map" } else { "set" };
        let links = Links::Tree { left: *left, right: *right };
        let nodes = self.nodes(what, &layout, &root, length, links)?;
        Ok(Some(collection(nodes, is_map)))
    }

    /// `std::unordered_map` and `std::unordered_set`: a table whose nodes are one chain.
    pub(super) fn cpp_hash_table(&self, object: &Object, is_map: bool) -> Formatted {
        let Some(table) = self.any_of(object, &["__table_", "_M_h"]) else { return Ok(None) };
        let (Some(length), Some(head)) = (
            self.any_of(&table, &["__size_", "_M_element_count"]),
            self.any_of(&table, &["__first_node_", "_M_before_begin"]),
        ) else {
            return Ok(None);
        };
        let (Some(layout), Some(next)) =
            (self.hash_node_type(&table, &head), self.any_of(&head, &NEXT))
        else {
            return Ok(None);
        };
        let length = self.unsigned(&length)?;
        let what = if is_map { "unordered_map" } else { "unordered_set" };
        let nodes = self.chain(what, &layout, &next, length)?;
        Ok(nodes.map(|nodes| collection(nodes, is_map)))
    }

    /// The nodes of a chain whose first one `next` leads to.
    fn chain(
        &self,
        what: &'static str,
        layout: &Layout,
        next: &Object,
        length: u64,
    ) -> Result<Option<Nodes>, Problem> {
        let Some(link) = self.any_of(&layout.node, &NEXT) else { return Ok(None) };
        let Place::Memory(link) = link.place else { return Ok(None) };
        self.nodes(what, layout, next, length, Links::Next(link)).map(Some)
    }

    fn nodes(
        &self,
        what: &'static str,
        layout: &Layout,
        first: &Object,
        length: u64,
        links: Links,
    ) -> Result<Nodes, Problem> {
        let first = self.inner_pointer(first).unwrap_or_else(|| first.clone());
        let pointer = self.size(&first.ty).unwrap_or(4).clamp(1, 8);
        let size = self.size(&layout.node.ty).unwrap_or(0).max(2 * pointer);
        if length.checked_mul(size).is_none_or(|bytes| bytes > self.program.memory_size()) {
            return Err(Problem::invalid(format!(
                "{what}: length {length}, more than memory holds"
            )));
        }
        let first = self.pointer(&first)?.address;
        Ok(Nodes { what, first, length, value: layout.value, links, pointer })
    }

    /// The nodes of a collection: what its allocator of nodes is for, or libstdc++'s name for a node
    /// that holds the value.
    fn node_type(&self, object: &Object, value: Option<TypeId>, name: &str) -> Option<Layout> {
        let allocators = ALLOCATORS.iter().filter_map(|name| self.search(object, name));
        let by_allocator = allocators
            .map(|allocator| self.allocated(&allocator, ALLOCATOR_DEPTH))
            .find_map(|node| node);
        let by_name = || {
            let value = &self.types.get(value?).name;
            let ends = [">", " >", ", true>", ", false>"];
            ends.iter().find_map(|end| self.types.find(&format!("std::{name}<{value}{end}")))
        };
        self.layout(by_allocator.or_else(by_name)?, value)
    }

    /// What an allocator allocates, where that is a node: the argument of its template, perhaps
    /// inside a pair of the allocator and something else.
    fn allocated(&self, allocator: &Object, depth: u8) -> Option<TypeId> {
        let arguments = &allocator.composite()?.template_parameters;
        arguments.iter().find_map(|argument| {
            let argument = self.object(argument.ty, Place::Memory(0));
            if VALUES.iter().any(|name| self.search(&argument, name).is_some()) {
                return Some(argument.ty.id);
            }
            self.allocated(&argument, depth.checked_sub(1)?)
        })
    }

    /// The nodes of a hash table: what its first pointer to one is for.
    fn hash_node_type(&self, table: &Object, head: &Object) -> Option<Layout> {
        let pointer = head.type_argument(0).map(|ty| self.bare(ty));
        if let Some(TypeKind::Pointer { target: Some(target), .. }) =
            pointer.map(|ty| ty.kind.clone())
            && let Some(layout) = self.layout(target, None)
        {
            return Some(layout);
        }
        self.node_type(table, table.type_argument(1), "__detail::_Hash_node")
    }

    fn layout(&self, node: TypeId, value: Option<TypeId>) -> Option<Layout> {
        // Layouts need no bytes.
        let node = self.object(node, Place::Memory(0));
        let found = self.any_of(&node, &VALUES)?;
        // libc++ may wrap the pair of a map; libstdc++ has room of the size of a value.
        let found = self.any_of(&found, &["__cc_", "__cc"]).unwrap_or(found);
        let Place::Memory(offset) = found.place else { return None };
        let is_room = self.search(&node, "_M_storage").is_some();
        let ty = if is_room { value? } else { found.ty.id };
        Some(Layout { value: Slot { ty, offset }, node })
    }
}

fn sequence(nodes: Nodes, element: TypeId, brackets: (&'static str, &'static str)) -> View {
    View::Sequence(Sequence {
        element,
        inner: Vec::new(),
        stride: 0,
        length: Some(nodes.length),
        storage: Storage::Nodes(nodes),
        brackets,
    })
}

fn collection(nodes: Nodes, is_map: bool) -> View {
    if is_map {
        View::Map(Map { length: nodes.length, storage: MapStorage::Nodes(nodes) })
    } else {
        let element = nodes.value.ty;
        sequence(nodes, element, ("{", "}"))
    }
}
