//! Sources that the session makes: functions as text, one instruction a line with its Wasm offset.
//!
//! A text depends on nothing but the module's bytes, so that its lines, and breakpoints on them,
//! mean the same in every run of the same file.

mod listing;
mod module_code;
mod operator;

use std::{cell::RefCell, collections::HashMap, sync::Arc};

pub(crate) use self::{listing::Listing, module_code::ModuleCode};
use crate::{SourceRef, program::Program, target::ModuleId};

/// Texts that are kept; beyond it they are made anew when they are asked for.
const CACHED_LISTINGS: usize = 64;

/// Hands out references of disassembled functions; they are valid for the life of the session.
#[derive(Default)]
pub(crate) struct Disassemblies {
    /// The function behind each reference, from reference 1 on.
    functions: RefCell<Vec<(ModuleId, u32)>>,
    references: RefCell<HashMap<(ModuleId, u32), u32>>,
    listings: RefCell<HashMap<u32, Arc<Listing>>>,
}

impl Disassemblies {
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
        if let Some(listing) = self.listings.borrow().get(&reference) {
            return Some(listing.clone());
        }
        let info = program.module(module);
        let listing = Arc::new(Listing::new(&info.bytes, program.code(module), function));
        let mut listings = self.listings.borrow_mut();
        if listings.len() >= CACHED_LISTINGS {
            listings.clear();
        }
        listings.insert(reference, listing.clone());
        Some(listing)
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
    pub(crate) fn refresh(&self) {
        self.listings.borrow_mut().clear();
    }
}
