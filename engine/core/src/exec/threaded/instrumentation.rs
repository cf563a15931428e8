//! What translated code does beside executing its function, for whoever watches.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::store::{InstanceId, Store};

/// What the code of a function does beside. Nothing of it changes what the function does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Instrumentation {
    /// It counts events.
    pub(super) counting: bool,
    /// It looks before each load of memory 0, and before each store, whether somebody watches these bytes.
    pub(super) loads: bool,
    pub(super) stores: bool,
    /// The store's numbers of the globals that it accesses in place.
    pub(super) globals: Arc<[u32]>,
    /// The store's numbers of functions, and the locals of each that it writes in place.
    pub(super) locals: Arc<[(u32, u32)]>,
}

/// The store's numbers of the memories that are watched for loads, those that are watched for stores, of the globals
/// that are watched, and of the locals with their functions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WatchedPlaces {
    pub(in crate::exec) loads: Vec<usize>,
    pub(in crate::exec) stores: Vec<usize>,
    pub(in crate::exec) globals: Arc<[u32]>,
    pub(in crate::exec) locals: Arc<[(u32, u32)]>,
}

impl Store {
    /// What a translation of `func` made now is to do beside.
    pub(super) fn instrumentation(&self, func: u32) -> Instrumentation {
        let instance = InstanceId(self.funcs[func as usize].instance);
        let memory =
            self.instances[instance.index()].memories.first().map(|&memory| memory as usize);
        let watched = &self.threaded.watched;
        let among = |memories: &[usize]| memory.is_some_and(|memory| memories.contains(&memory));
        Instrumentation {
            counting: self.is_counting(),
            loads: among(&watched.loads),
            stores: among(&watched.stores),
            globals: Arc::clone(&watched.globals),
            locals: Arc::clone(&watched.locals),
        }
    }

    /// Lets translated code look at accesses of these places.
    pub(in crate::exec) fn instrument_translations(&mut self, watched: WatchedPlaces) {
        if watched != self.threaded.watched {
            self.threaded.watched = watched;
            self.renew_translations();
        }
    }
}
