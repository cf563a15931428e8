//! Texts that live as long as the process, for [`wrtd_limits::Provenance`], which holds no other.
//!
//! Each text is kept once, and there is a most of them, so that a process that plans anew for ever does not grow.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Most texts that are kept: a process has a handful of configuration files and limits of its cgroups.
const MOST: usize = 1024;
/// Most bytes of one, which is the longest path that systems take.
const LONGEST: usize = 4096;
/// Stands for every text beyond.
const BEYOND: &str = "a source whose name is not kept";

static TEXTS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// The text for good: for the name of an option or an attribute, from which a limit comes.
#[must_use]
pub fn interned(text: &str) -> &'static str {
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = texts.get(text) {
        return text;
    }
    if texts.len() >= MOST || text.len() > LONGEST {
        return BEYOND;
    }
    let kept: &'static str = Box::leak(text.into());
    texts.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_kept_once_and_not_without_end() {
        let first = interned("memory.max of /pod");
        assert!(std::ptr::eq(first, interned(&String::from("memory.max of /pod"))));
        assert_eq!(interned(&"x".repeat(LONGEST + 1)), BEYOND);
        for i in 0..MOST {
            let _ = interned(&format!("text {i}"));
        }
        assert_eq!(interned("one more"), BEYOND);
        assert_eq!(interned("memory.max of /pod"), first);
    }
}
