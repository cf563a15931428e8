//! The path of a cgroup, seen from the cgroup namespace of this process.
//!
//! A namespace may begin anywhere: what lies above or beside its beginning is written `/..`, so that the names
//! between it and the root of the hierarchy are not known.

/// Most bytes of a path, as for every path of the kernel.
const LENGTH: usize = 4096;

/// A path in normal form: so many steps up, then names down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CgroupPath {
    steps_up: usize,
    names: Vec<Vec<u8>>,
}

/// How a process's path lies to the root of a mount.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// This many of the path's names, the last ones, lead from the mount's root to it.
    Below(usize),
    /// The mount's root is above it, and the names between them are not known.
    SomewhereBelow,
    /// It is not below the mount's root.
    Outside,
}

impl CgroupPath {
    /// An absolute path; `None` where it is none, or too long for one.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        if text.len() > LENGTH {
            return None;
        }
        let mut path = Self { steps_up: 0, names: Vec::new() };
        for name in text.strip_prefix(b"/")?.split(|&byte| byte == b'/') {
            match name {
                b"" | b"." => {}
                b".." if path.names.pop().is_none() => path.steps_up += 1,
                b".." => {}
                _ => path.names.push(name.to_vec()),
            }
        }
        Some(path)
    }

    /// Where this path of a process lies to the root of a mount.
    pub(crate) fn place(&self, root: &Self) -> Place {
        if self.steps_up == root.steps_up && self.names.starts_with(&root.names) {
            return Place::Below(self.names.len() - root.names.len());
        }
        if root.steps_up > self.steps_up && root.names.is_empty() {
            return Place::SomewhereBelow;
        }
        Place::Outside
    }

    /// The names, from the beginning of the namespace downwards.
    pub(crate) fn names(&self) -> &[Vec<u8>] {
        &self.names
    }

    /// The path with so many of its names.
    pub(crate) fn ancestor(&self, names: usize) -> Self {
        Self { steps_up: self.steps_up, names: self.names.iter().take(names).cloned().collect() }
    }

    /// The text for users.
    pub(crate) fn display(&self) -> String {
        let ups = core::iter::repeat_n("..".into(), self.steps_up);
        let names = self.names.iter().map(|name| String::from_utf8_lossy(name));
        let all: Vec<_> = ups.chain(names).collect();
        format!("/{}", all.join("/"))
    }
}
