//! `HashMap` and `HashSet`: a table of control bytes, one a bucket, with the buckets before them.

use super::Formatted;
use crate::{
    Place, TypeId,
    render::{
        Object, Problem, Renderer, ValueKind, View,
        sequence::{Entry, Map, MapStorage, Sequence, Storage},
    },
};

/// Control bytes that one call looks at: a larger table of nothing is not worth the wait.
const SCAN_LIMIT: u64 = 64 * 1024 * 1024;
/// Control bytes read at once.
const PORTION: u64 = 16 * 1024;
/// Tables within tables that are searched for the type of their pairs.
const TABLE_DEPTH: u8 = 4;
/// Set in the control byte of a bucket without an entry.
const EMPTY: u8 = 0x80;

/// A hash table in linear memory.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Address of the control bytes.
    control: u64,
    /// Number of buckets.
    buckets: u64,
    /// Number of entries.
    entries: u64,
    /// Size of a bucket in bytes; bucket `i` ends `i` buckets before the control bytes.
    stride: u64,
    /// Type of a bucket: a pair of key and value.
    pair: TypeId,
}

impl Renderer<'_> {
    /// `HashMap<K, V>`.
    pub(super) fn hash_map(&self, object: &Object) -> Formatted {
        Ok(self.table(object)?.map(|table| {
            View::Map(Map { length: table.entries, storage: MapStorage::Table(table) })
        }))
    }

    /// `HashSet<T>`: a map to `()`.
    pub(super) fn hash_set(&self, object: &Object) -> Formatted {
        let Some(table) = self.table(object)? else { return Ok(None) };
        let Some(element) = object.argument("T") else { return Ok(None) };
        Ok(Some(View::Sequence(Sequence {
            element,
            inner: Vec::new(),
            stride: table.stride,
            length: Some(table.entries),
            storage: Storage::Table(table),
            brackets: ("{", "}"),
        })))
    }

    /// The table inside: a member called `table` whose argument `T` is the pair, and inside it
    /// whatever has control bytes, a mask and a count.
    fn table(&self, object: &Object) -> Result<Option<Table>, Problem> {
        let Some((outer, pair)) = self.table_with_pair(object) else { return Ok(None) };
        let (Some(control), Some(mask), Some(items)) = (
            self.search(&outer, "ctrl"),
            self.search(&outer, "bucket_mask"),
            self.search(&outer, "items"),
        ) else {
            return Ok(None);
        };
        let Some(pointer) = self.inner_pointer(&control) else { return Ok(None) };
        let control = self.pointer(&pointer)?.address;
        let entries = self.unsigned(&items)?;
        let buckets = self.unsigned(&mask)?.saturating_add(1);
        let stride = self.size_of(pair).unwrap_or(0);
        let table = Table { control, buckets, entries, stride, pair };
        self.check_table(&table)?;
        Ok(Some(table))
    }

    /// The nearest member called `table` that says what its pairs are.
    fn table_with_pair(&self, object: &Object) -> Option<(Object, TypeId)> {
        let mut outer = object.clone();
        for _ in 0..TABLE_DEPTH {
            outer = self.search(&outer, "table")?;
            if let Some(pair) = outer.argument("T") {
                return Some((outer, pair));
            }
        }
        None
    }

    fn check_table(&self, table: &Table) -> Result<(), Problem> {
        let Table { control, buckets, entries, stride, .. } = *table;
        let before = buckets.checked_mul(stride).is_some_and(|size| size <= control);
        // The control bytes of an empty table are shared and need no buckets before them.
        let inside = self.in_memory(control, buckets) && (before || entries == 0);
        if inside && entries <= buckets && buckets.is_power_of_two() {
            return Ok(());
        }
        Err(Problem::invalid(format!(
            "hash table: {entries} entries in {buckets} buckets at {control:#x}"
        )))
    }

    /// Entries `start .. start + count` in the order of the buckets.
    pub(crate) fn table_entries(&self, table: &Table, start: u64, count: u64) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut full = 0;
        let mut bucket = 0;
        let end = table.buckets.min(SCAN_LIMIT);
        let stop = start.saturating_add(count).min(table.entries);
        while bucket < end && full < stop {
            let step = (end - bucket).min(PORTION);
            let place = Place::Memory(table.control.saturating_add(bucket));
            let Ok(control) = self.read(&place, step) else { break };
            for (position, byte) in (bucket..).zip(control) {
                if full >= stop {
                    break;
                }
                if byte & EMPTY == 0 {
                    if full >= start {
                        entries.extend(self.bucket_entry(table, position));
                    }
                    full += 1;
                }
            }
            bucket += step;
        }
        entries
    }

    fn bucket_entry(&self, table: &Table, bucket: u64) -> Option<Entry> {
        let distance = bucket.checked_add(1)?.checked_mul(table.stride)?;
        let address = table.control.checked_sub(distance)?;
        let pair = self.object(table.pair, Place::Memory(address));
        let half = |name| {
            let half = self.composite_member(&pair, name)?;
            Some(ValueKind::Typed { ty: half.0, place: half.1 })
        };
        Some((half("__0")?, half("__1")?))
    }

    /// Declared type (with its alias) and place of a direct member.
    fn composite_member(&self, object: &Object, name: &str) -> Option<(TypeId, Place)> {
        let members = &object.composite()?.members;
        let member = members.iter().find(|member| member.name.as_deref() == Some(name))?;
        match self.member_kind(object, member) {
            ValueKind::Typed { ty, place } => Some((ty, place)),
            _ => None,
        }
    }
}
