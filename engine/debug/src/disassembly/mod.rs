//! Sources that the session makes: functions as text, one instruction a line with its Wasm offset.
//!
//! A text depends on nothing but the module's bytes, so that its lines, and breakpoints on them,
//! mean the same in every run of the same file.

mod instructions;
mod listing;
mod module_code;
mod operator;
mod page;
mod texts;

use std::sync::Arc;

use wrtd_symbols::{SymbolBudget, SymbolCache, SymbolCharge};

use self::{instructions::Instructions, operator::Printer};
pub(crate) use self::{
    listing::Listing,
    module_code::ModuleCode,
    page::is_instruction,
    texts::{Text, Texts},
};
use crate::{SourceRef, program::Program, target::ModuleId};

/// The instruction at a Wasm offset of a function, as text and as what it is.
pub(crate) fn instruction_at<'a>(
    wasm: &'a [u8],
    code: &ModuleCode,
    function: u32,
    offset: u32,
) -> Option<(String, wasmparser::Operator<'a>)> {
    let mut instructions = Instructions::new(wasm, code, function);
    let found = instructions.find(|instruction| instruction.offset == offset)?;
    Some((Printer { code, function }.print(&found.operator), found.operator))
}

/// Hands out references of disassembled functions; they are valid for the life of the session.
pub(crate) struct Disassemblies {
    texts: Arc<Texts>,
    /// Their texts, as far as the budget has room.
    listings: SymbolCache<Listing>,
}

impl Disassemblies {
    /// No function yet.
    pub(crate) fn new(budget: &SymbolBudget) -> Self {
        Self { texts: Arc::default(), listings: SymbolCache::new(budget) }
    }

    /// The reference of a function.
    pub(crate) fn reference(&self, module: ModuleId, function: u32) -> u32 {
        self.texts.reference(Text::Function(module, function))
    }

    /// The function behind a reference that was handed out.
    pub(crate) fn function(&self, reference: u32) -> Option<(ModuleId, u32)> {
        match self.texts.text(reference)? {
            Text::Function(module, function) => Some((module, function)),
            Text::Embedded(..) => None,
        }
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

    /// All functions that were handed out as sources, from a reference on.
    pub(crate) fn shown(&self, program: &Program, first: u32) -> Vec<SourceRef> {
        (first..=self.texts.count())
            .filter_map(|reference| self.source_ref(program, reference))
            .collect()
    }

    /// Forgets the texts: the program's files may have changed.
    pub(crate) fn refresh(&mut self, budget: &SymbolBudget) {
        self.listings = SymbolCache::new(budget);
        self.texts.forget_embedded();
    }

    /// The references, which files whose text is in the debug information have as well.
    pub(crate) fn texts(&self) -> &Arc<Texts> {
        &self.texts
    }
}
