//! Sources that the session makes: functions as text, one instruction a line with its Wasm offset.
//!
//! A text depends on nothing but the module's bytes, so that its lines, and breakpoints on them,
//! mean the same in every run of the same file.

mod instructions;
mod listing;
mod module_code;
mod operator;
mod page;

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use wrtd_symbols::{SymbolBudget, SymbolCache, SymbolCharge};

pub(crate) use self::{listing::Listing, module_code::ModuleCode, page::is_instruction};
use crate::{SourceRef, program::Program, target::ModuleId};

/// Hands out references of disassembled functions; they are valid for the life of the session.
pub(crate) struct Disassemblies {
    /// The function behind each reference, from reference 1 on.
    functions: RefCell<Vec<(ModuleId, u32)>>,
    references: RefCell<HashMap<(ModuleId, u32), u32>>,
    /// Their texts, as far as the budget has room.
    listings: SymbolCache<Listing>,
}

impl Disassemblies {
    /// No function yet.
    pub(crate) fn new(budget: &SymbolBudget) -> Self {
        Self {
            functions: RefCell::default(),
            references: RefCell::default(),
            listings: SymbolCache::new(budget),
        }
    }

    /// The reference of a function.
    pub(crate) fn reference(&self, module: ModuleId, function: u32) -> u32 {
        *self.references.borrow_mut().entry((module, function)).or_insert_with(|| {
            let mut functions = self.functions.borrow_mut();
            functions.push((module, function));
            functions.len() as u32
        })
    }

    /// The function behind a reference that was handed out.
    pub(crate) fn function(&self, reference: u32) -> Option<(ModuleId, u32)> {
        let index = reference.checked_sub(1)?;
        self.functions.borrow().get(index as usize).copied()
    }

    /// The text behind a reference.
    pub(crate) fn listing(&self, program: &Program, reference: u32) -> Option<Arc<Listing>> {
        let (module, function) = self.function(reference)?;
        Some(self.listings.get_or_make(u64::from(reference), || {
            let bytes = &program.module(module).bytes;
            let listing = Listing::new(bytes, &program.code(module), function);
            let charge = SymbolCharge::bytes(listing.size());
            (listing, charge)
        }))
    }

    /// The source behind a reference, as front ends show it.
    pub(crate) fn source_ref(&self, program: &Program, reference: u32) -> Option<SourceRef> {
        let (module, function) = self.function(reference)?;
        Some(SourceRef {
            name: program.function_name(module, function),
            path: None,
            recorded: None,
            reference: Some(reference),
            origin: Some(format!("disassembly of {}", program.module(module).name)),
        })
    }

    /// Forgets the texts: the program's files may have changed.
    pub(crate) fn refresh(&mut self, budget: &SymbolBudget) {
        self.listings = SymbolCache::new(budget);
    }
}
