//! Elements by position and values by key, wherever they are stored.

use super::{
    Problem, Renderer, Value, ValueKind,
    cpp::Blocks,
    formatter::Pairs,
    layout::Style,
    nodes::Nodes,
    read::part,
    rust::{btree::Tree, hash::Table, list::List},
    zig::Slots,
};
use crate::{Place, TypeId};

/// Most children that are made at once.
pub(crate) const CHILD_LIMIT: u64 = 65_536;

/// Elements by position.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    /// Type of an element (of the innermost dimension).
    pub(crate) element: TypeId,
    /// Dimensions inside an element, where it is itself a row.
    pub(crate) inner: Vec<u64>,
    /// Distance of elements in bytes.
    pub(crate) stride: u64,
    /// Number of elements; `None` where only the program knows (a flexible array).
    pub(crate) length: Option<u64>,
    /// Where the elements are.
    pub(crate) storage: Storage,
    /// What is written around them.
    pub(crate) brackets: (&'static str, &'static str),
}

/// Where the elements of a sequence are.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// One after the other.
    Linear(Place),
    /// In a ring of `capacity` elements at `address`, beginning with element `head`.
    Ring {
        /// Address of the ring.
        address: u64,
        /// Position of the first element.
        head: u64,
        /// Positions in the ring; at least the number of elements.
        capacity: u64,
    },
    /// Keys of a hash table.
    Table(Table),
    /// Keys of a B-tree.
    Tree(Tree),
    /// Nodes of a linked list.
    List(List),
    /// Nodes of another collection.
    Nodes(Nodes),
    /// In blocks that a row of pointers leads to.
    Blocks(Blocks),
    /// Single bits, the least significant one of a byte first.
    Bits(Place),
}

/// Values by key.
#[derive(Clone, Debug)]
pub(crate) struct Map {
    /// Number of entries.
    pub(crate) length: u64,
    /// Where they are.
    pub(crate) storage: MapStorage,
}

/// Where the entries of a map are.
#[derive(Clone, Debug)]
pub(crate) enum MapStorage {
    /// In a hash table.
    Table(Table),
    /// In a B-tree.
    Tree(Tree),
    /// In nodes of their own.
    Nodes(Nodes),
    /// In slots of which some are used.
    Slots(Slots),
    /// In elements, as a formatter of the user's says.
    Pairs(Pairs),
}

/// A key and its value.
pub(crate) type Entry = (ValueKind, ValueKind);

impl Sequence {
    /// Address of the first element, where they are in one run.
    pub(crate) fn memory(&self) -> Option<u64> {
        match &self.storage {
            Storage::Linear(Place::Memory(address)) | Storage::Ring { address, .. } => {
                Some(*address)
            }
            _ => None,
        }
    }

    /// The element at `index` of elements that need no walk; not checked against the length.
    pub(crate) fn at(&self, index: u64) -> Option<ValueKind> {
        let place = match &self.storage {
            Storage::Linear(place) => part(place, index.checked_mul(self.stride)?, self.stride),
            Storage::Ring { address, head, capacity } => {
                let position = head.checked_add(index)?.checked_rem(*capacity).unwrap_or(0);
                let offset = position.checked_mul(self.stride)?;
                Place::Memory(address.checked_add(offset)?)
            }
            Storage::Bits(place) => {
                let (ty, place) = (self.element, place.clone());
                return Some(ValueKind::Bits { ty, place, offset: index, size: 1 });
            }
            Storage::Table(_)
            | Storage::Tree(_)
            | Storage::List(_)
            | Storage::Nodes(_)
            | Storage::Blocks(_) => return None,
        };
        Some(if self.inner.is_empty() {
            ValueKind::Typed { ty: self.element, place }
        } else {
            ValueKind::Row { element: self.element, counts: self.inner.clone(), place }
        })
    }

    /// Where `count` elements from `from` on are, where all are in one run.
    pub(crate) fn place_of_run(&self, from: u64, count: u64) -> Option<Place> {
        let Storage::Linear(place) = &self.storage else { return None };
        let (offset, size) = (from.checked_mul(self.stride)?, count.checked_mul(self.stride)?);
        Some(part(place, offset, size))
    }
}

impl Renderer<'_> {
    /// Rows of `counts` elements at `place`.
    pub(crate) fn rows(&self, element: TypeId, counts: &[u64], place: Place) -> Sequence {
        let ty = self.types.get(element);
        let (length, inner) = counts.split_first().map_or((0, &[][..]), |(n, rest)| (*n, rest));
        let size = self.size(&ty).unwrap_or(0);
        Sequence {
            element,
            inner: inner.to_vec(),
            stride: inner.iter().fold(size, |size, count| size.saturating_mul(*count)),
            length: Some(length),
            storage: Storage::Linear(place),
            brackets: Style::of(ty.language).sequence(),
        }
    }

    /// Elements `start .. start + count`, fewer where the sequence or its storage ends.
    pub(crate) fn elements(&self, sequence: &Sequence, start: u64, count: u64) -> Vec<ValueKind> {
        let length = sequence.length.unwrap_or(0);
        let count = count.min(length.saturating_sub(start)).min(CHILD_LIMIT);
        let keys = |entries: Vec<Entry>| entries.into_iter().map(|(key, _)| key).collect();
        match &sequence.storage {
            Storage::Table(table) => keys(self.table_entries(table, start, count)),
            Storage::Tree(tree) => keys(self.tree_entries(tree, start, count)),
            Storage::List(list) => self.list_elements(list, start, count),
            Storage::Nodes(nodes) => self.node_elements(nodes, start, count),
            Storage::Blocks(blocks) => (start..start + count)
                .map_while(|index| {
                    let address = self.block_element(blocks, sequence.stride, index)?;
                    Some(ValueKind::Typed { ty: sequence.element, place: Place::Memory(address) })
                })
                .collect(),
            Storage::Linear(_) | Storage::Ring { .. } | Storage::Bits(_) => {
                (start..start + count).map_while(|index| sequence.at(index)).collect()
            }
        }
    }

    /// Entries `start .. start + count` of a map.
    pub(crate) fn entries(&self, map: &Map, start: u64, count: u64) -> Vec<Entry> {
        let count = count.min(map.length.saturating_sub(start)).min(CHILD_LIMIT);
        match &map.storage {
            MapStorage::Table(table) => self.table_entries(table, start, count),
            MapStorage::Tree(tree) => self.tree_entries(tree, start, count),
            MapStorage::Nodes(nodes) => self.node_entries(nodes, start, count),
            MapStorage::Slots(slots) => self.slot_entries(slots, start, count),
            MapStorage::Pairs(pairs) => self.pair_entries(pairs, start, count),
        }
    }

    /// An entry as a child: the value under its key.
    pub(crate) fn entry_child(&self, (key, value): Entry) -> Value {
        Value { name: format!("[{}]", self.key_text(&key)), kind: value }
    }

    /// Checks that a collection's elements are inside linear memory.
    pub(crate) fn check_extent(
        &self,
        what: &str,
        address: u64,
        length: u64,
        stride: u64,
    ) -> Result<(), Problem> {
        let inside = length.checked_mul(stride).is_some_and(|size| self.in_memory(address, size));
        if inside || length == 0 || stride == 0 {
            return Ok(());
        }
        Err(Problem::invalid(format!("{what}: length {length} at {address:#x} is outside memory")))
    }
}
