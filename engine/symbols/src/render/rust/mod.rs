//! Rust's types: standard ones by what they mean, all others as `Debug` would write them.
//!
//! A standard type is recognised by its crate and its own name, never by its module; inside it,
//! members are found by name and wrappers are looked through, so that layouts may differ from one
//! compiler version to the next. Where a type does not have the members that its meaning needs, it
//! is shown as the plain record it is.

pub(crate) mod btree;
mod cell;
mod enums;
mod fat;
pub(crate) mod hash;
pub(crate) mod list;
mod number;
mod owner;
mod sequence;
mod text;
mod thread_local;

use super::{
    Object, Problem, Renderer, ValueKind, View,
    names::{pointee_name, standard_name},
    view::Wrapper,
};
use crate::{Composite, Member};

/// What a formatter says of an object: its view, or that its type has not the expected members.
type Formatted = Result<Option<View>, Problem>;

/// Cells within cells that are looked through.
const CELL_DEPTH: u8 = 4;

impl Renderer<'_> {
    /// A composite of a Rust unit.
    pub(crate) fn rust_view(
        &self,
        object: &Object,
        composite: &Composite,
    ) -> Result<View, Problem> {
        if let Some(fat) = self.fat_pointer(object) {
            return self.fat_view(pointee_name(&object.ty.name), &fat?);
        }
        if let Some(name) = standard_name(&object.ty)
            && let Some(view) = self.standard_view(name, object)?
        {
            return Ok(view);
        }
        match &composite.variant_part {
            Some(part) => self.variant_view(object, composite, part),
            None => Ok(self.composite_view(object, composite)),
        }
    }

    fn standard_view(&self, name: &str, object: &Object) -> Formatted {
        match name {
            "String" | "OsString" | "PathBuf" | "CString" => self.owned_text(name, object),
            "Vec" => self.vec(object),
            "VecDeque" => self.vec_deque(object),
            "LinkedList" => self.linked_list(object),
            "BinaryHeap" => self.wrapped_member(object, "data"),
            "HashMap" => self.hash_map(object),
            "HashSet" => self.hash_set(object),
            "BTreeMap" => self.btree_map(object),
            "BTreeSet" => self.btree_set(object),
            "Rc" | "Arc" => self.counted(object),
            "Weak" => self.weak(object),
            "Cell" => self.cell(object),
            "RefCell" => self.ref_cell(object),
            "Mutex" | "RwLock" | "ReentrantLock" => self.lock(name, object),
            "OnceLock" => self.once_lock(name, object, "value"),
            "LazyLock" => self.once_lock(name, object, "data"),
            "Ref" | "RefMut" | "RwLockReadGuard" | "RwLockWriteGuard" | "MutexGuard" => {
                self.guard(object)
            }
            "Duration" => self.duration(object),
            "SystemTime" => self.system_time(object),
            "Instant" => self.instant(object),
            "Ipv4Addr" | "Ipv6Addr" => self.ip_address(object),
            "RangeFull" => Ok(Some(View::Leaf("..".to_owned()))),
            "AtomicBool" => self.atomic_bool(object),
            "Box" => self.boxed(object),
            "Storage" | "EagerStorage" | "LazyStorage" => self.thread_local(object),
            "Path" | "OsStr" | "CStr" => self.borrowed_text(name, object),
            "NonZero" => Ok(self.scalar_inside(object)),
            "Wrapping" | "Saturating" | "Pin" | "NonNull" | "Unique" | "ManuallyDrop"
            | "MaybeUninit" | "MaybeDangling" | "UnsafeCell" | "SyncUnsafeCell" | "OnceCell"
            | "LazyCell" => Ok(self.transparent(object)),
            _ if name.starts_with("Atomic") => Ok(self.transparent(object)),
            _ => Ok(self.range(name, object)),
        }
    }

    /// A wrapper that reads as its only member that holds anything.
    fn transparent(&self, object: &Object) -> Option<View> {
        let composite = object.composite()?;
        let mut sized = composite.members.iter().filter(|member| {
            self.size_of(member.ty).is_none_or(|size| size > 0) || object.ends_in(member)
        });
        let (only, None) = (sized.next()?, sized.next()) else { return None };
        let target = self.member_kind(object, only);
        Some(View::Wrapper(Wrapper { target, memory: None, concrete: None }))
    }

    /// A wrapper around wrappers of a scalar.
    fn scalar_inside(&self, object: &Object) -> Option<View> {
        let inner = self.unwrapped(object);
        (inner.ty.id != object.ty.id).then(|| Wrapper::inside(&inner))
    }

    /// A wrapper that reads as the named member.
    fn wrapped_member(&self, object: &Object, name: &str) -> Formatted {
        Ok(self.member(object, name).map(|member| Wrapper::inside(&member)))
    }

    /// What a member holds, inside the `UnsafeCell`s around it.
    fn contents(&self, object: &Object, member: &Member) -> ValueKind {
        let mut kind = self.member_kind(object, member);
        for _ in 0..CELL_DEPTH {
            let Some(cell) = self.object_of(&kind) else { break };
            let is_cell = matches!(standard_name(&cell.ty), Some("UnsafeCell" | "SyncUnsafeCell"));
            let Some(value) = cell.named("value").filter(|_| is_cell) else { break };
            kind = self.member_kind(&cell, value);
        }
        kind
    }
}
