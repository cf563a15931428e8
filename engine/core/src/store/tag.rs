//! Tags: what tells exceptions apart, and the types of their values.

use alloc::string::String;

use super::{InstanceId, Store};
use crate::value::FuncType;

/// A tag of a [`Store`]: an index into all tags of all instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagId(pub(crate) u32);

/// A tag of the store.
#[derive(Debug)]
pub(crate) struct Tag {
    /// Store-wide number of its type.
    pub(crate) ty: u32,
    pub(crate) origin: TagOrigin,
}

/// Where a tag comes from.
#[derive(Debug)]
pub(crate) enum TagOrigin {
    /// It is the one of this index in the instance that defines it.
    Guest { instance: u32, index: u32 },
    /// It was made in place of an import, `module.name`, that nobody provides.
    Stub(String),
}

impl Store {
    pub(super) fn add_tag(&mut self, tag: Tag) -> TagId {
        let id = TagId(self.tags.len() as u32);
        self.tags.push(tag);
        id
    }

    /// The tag of index `index` in the module of `instance`, imports included.
    #[must_use]
    pub fn tag(&self, instance: InstanceId, index: u32) -> Option<TagId> {
        self.instances.get(instance.index())?.tags.get(index as usize).copied()
    }

    /// Type of a tag: its parameters are the types of the values of its exceptions.
    #[must_use]
    pub fn tag_type(&self, tag: TagId) -> Option<&FuncType> {
        self.numbered_type(self.tags.get(tag.0 as usize)?.ty)
    }

    /// Name of a tag for people: see [`Module::tag_name`](crate::Module::tag_name) for where it comes from;
    /// a tag without any is called by its number.
    #[must_use]
    pub fn tag_name(&self, tag: TagId) -> Option<String> {
        Some(match &self.tags.get(tag.0 as usize)?.origin {
            TagOrigin::Stub(name) => name.clone(),
            TagOrigin::Guest { instance, index } => {
                let id = InstanceId(*instance);
                self.module(id).tag_name(*index).unwrap_or_else(|| match self.instance_name(id) {
                    "" => alloc::format!("tag {index}"),
                    name => alloc::format!("tag {index} of {name}"),
                })
            }
        })
    }
}
