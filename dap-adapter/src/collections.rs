//! Large collections: how many children a reference leads to, to say what is left out of a response.

use std::collections::HashMap;

use wrtd_debug::{VariableFilter, VariablesRef};

/// Children that are always given at once, so that most references need not be remembered.
const SMALL: u64 = 1000;

/// The references of one stop that lead to many children.
#[derive(Debug, Default)]
pub(crate) struct Collections {
    /// Stop that the references belong to, as counted by the session's events.
    stop: u64,
    /// Named and indexed children.
    children: HashMap<VariablesRef, (u64, u64)>,
}

impl Collections {
    /// Remembers a reference that is given out.
    pub(crate) fn learn(
        &mut self,
        stop: u64,
        reference: Option<VariablesRef>,
        named: u64,
        indexed: u64,
    ) {
        if self.stop != stop {
            self.stop = stop;
            self.children.clear();
        }
        if let Some(reference) = reference.filter(|_| named.saturating_add(indexed) > SMALL) {
            self.children.insert(reference, (named, indexed));
        }
    }

    /// Children of a reference, where there are many.
    pub(crate) fn count(
        &self,
        stop: u64,
        reference: VariablesRef,
        filter: VariableFilter,
    ) -> Option<u64> {
        let (named, indexed) = self.children.get(&reference).filter(|_| stop == self.stop)?;
        Some(match filter {
            VariableFilter::All => named.saturating_add(*indexed),
            VariableFilter::Named => *named,
            VariableFilter::Indexed => *indexed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_end_with_their_stop() {
        let mut collections = Collections::default();
        let (large, small) = (VariablesRef(1), VariablesRef(2));
        collections.learn(1, Some(large), 2, 5000);
        collections.learn(1, Some(small), 3, 0);
        assert_eq!(collections.count(1, large, VariableFilter::All), Some(5002));
        assert_eq!(collections.count(1, large, VariableFilter::Indexed), Some(5000));
        assert_eq!(collections.count(1, small, VariableFilter::All), None);
        assert_eq!(collections.count(2, large, VariableFilter::All), None);
        collections.learn(2, Some(small), 0, 1001);
        assert_eq!(collections.count(2, large, VariableFilter::All), None);
        assert_eq!(collections.count(2, small, VariableFilter::Named), Some(0));
    }
}
