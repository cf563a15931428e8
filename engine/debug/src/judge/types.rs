//! The types that a condition looks at, kept beside the budget of symbols: that looks for each of them anew, and notes
//! when it was used, at each hit.

use std::{cell::RefCell, sync::Arc};

use wrtd_symbols::{ModuleSymbols, Type, TypeId, TypeSource};

/// Types kept for one breakpoint at one instruction: a condition names a few variables, and each leads through a pointer, a
/// structure and its members.
const MOST_KEPT: usize = 16;

/// The types of a module, of which the first that are asked for are kept.
pub(super) struct KeptTypes {
    symbols: Arc<ModuleSymbols>,
    kept: RefCell<Vec<(TypeId, Arc<Type>)>>,
}

impl KeptTypes {
    pub(super) fn new(symbols: Arc<ModuleSymbols>) -> Self {
        Self { symbols, kept: RefCell::new(Vec::new()) }
    }
}

impl TypeSource for KeptTypes {
    fn get(&self, id: TypeId) -> Arc<Type> {
        let kept = self.kept.borrow().iter().find(|(kept, _)| *kept == id).map(|it| it.1.clone());
        kept.unwrap_or_else(|| {
            let found = self.symbols.get(id);
            let mut kept = self.kept.borrow_mut();
            if kept.len() < MOST_KEPT {
                kept.push((id, Arc::clone(&found)));
            }
            found
        })
    }

    fn find(&self, name: &str) -> Option<TypeId> {
        self.symbols.find(name)
    }

    fn find_by_tail(&self, name: &str) -> Option<TypeId> {
        self.symbols.find_by_tail(name)
    }

    fn enumerator(&self, name: &str) -> Option<(TypeId, i128)> {
        self.symbols.enumerator(name)
    }

    fn has_wide_addresses(&self) -> bool {
        self.symbols.has_wide_addresses()
    }

    fn concrete_type_of_vtable(&self, address: u64) -> Option<TypeId> {
        self.symbols.concrete_type_of_vtable(address)
    }

    fn class_of_vtable(&self, address: u64) -> Option<TypeId> {
        self.symbols.class_of_vtable(address)
    }

    fn function_argument(&self, index: u32, argument: usize) -> Option<TypeId> {
        self.symbols.function_argument(index, argument)
    }

    fn function_name(&self, index: u32) -> Option<String> {
        self.symbols.function_name(index)
    }

    fn static_at(&self, address: u64) -> Option<(String, u64)> {
        TypeSource::static_at(&*self.symbols, address)
    }
}
