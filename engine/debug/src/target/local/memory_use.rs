//! What a store holds in memory, as a session tells it.

use std::{collections::BTreeSet, sync::Arc};

use wrtd_core::{FootprintPart, Store};

use crate::target::{TargetMemory, budgets};

pub(super) fn of(store: &Store) -> TargetMemory {
    let footprint = store.footprint();
    let engine = FootprintPart::ALL.map(|part| (part.name(), footprint.of(part)));
    let is_loading = |part: &FootprintPart| match part {
        FootprintPart::Interface
        | FootprintPart::Functions
        | FootprintPart::Segments
        | FootprintPart::Names
        | FootprintPart::Validation
        | FootprintPart::Instances
        | FootprintPart::Tables => true,
        FootprintPart::File
        | FootprintPart::Stack
        | FootprintPart::SideTables
        | FootprintPart::TranslatedCode
        | FootprintPart::CodeCopies
        | FootprintPart::Exceptions
        | FootprintPart::HostFunctions
        | FootprintPart::Breakpoints => false,
    };
    let loading = FootprintPart::ALL.into_iter().filter(is_loading).map(|part| footprint.of(part));
    TargetMemory {
        code: code_size(store),
        budgets: budgets::of(store.ledger()),
        engine: engine.into_iter().filter(|&(_, bytes)| bytes > 0).collect(),
        loading: loading.sum(),
        flash: None,
    }
}

/// The code of each module once, however many instances there are of it.
fn code_size(store: &Store) -> u64 {
    let mut seen = BTreeSet::new();
    let modules = store.instances().map(|instance| store.module(instance));
    let modules = modules.filter(|module| seen.insert(Arc::as_ptr(module)));
    modules.map(|module| module.code_section().len() as u64).sum()
}
