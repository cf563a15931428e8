//! What a store holds in memory, as a session tells it.

use std::{collections::BTreeSet, sync::Arc};

use wrtd_core::{FootprintPart, ImportType, InstanceId, Store};

use crate::target::{
    LinearMemory, MemoryResidency, TableUse, TargetMemory, accounts, residency::Survey,
};

/// `own` are the instances that were loaded; others are those of threads, which have the memories of these.
pub(super) fn of(store: &Store, own: &[InstanceId]) -> TargetMemory {
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
        accounts: accounts(store.ledger()),
        instances: store.instance_count() as u64,
        linear: own.iter().flat_map(|&instance| linear_memories(store, instance)).collect(),
        tables: TableUse::of(store.table_sizes()),
        engine: engine.into_iter().filter(|&(_, bytes)| bytes > 0).collect(),
        loading: loading.sum(),
        flash: None,
    }
}

/// How much of the memories of these instances the machine holds.
pub(super) fn residency(store: &Store, own: &[InstanceId], cells: usize) -> Vec<MemoryResidency> {
    let memories: Vec<_> = own
        .iter()
        .flat_map(|&instance| (0..store.memory_count(instance)).map(move |index| (instance, index)))
        .collect();
    let survey = Survey::new(memories.len(), cells);
    let told = memories.into_iter().map(|(instance, index)| MemoryResidency {
        instance: store.instance_name(instance).to_owned(),
        index,
        residency: survey.of(store.memory(instance, index).unwrap_or_default()),
    });
    told.collect()
}

/// The code of each module once, however many instances there are of it.
fn code_size(store: &Store) -> u64 {
    let mut seen = BTreeSet::new();
    let modules = store.instances().map(|instance| store.module(instance));
    let modules = modules.filter(|module| seen.insert(Arc::as_ptr(module)));
    modules.map(|module| module.code_section().len() as u64).sum()
}

fn linear_memories(
    store: &Store,
    instance: InstanceId,
) -> impl Iterator<Item = LinearMemory> + use<'_> {
    let imports = store.module(instance).imports();
    let imported = imports.iter().filter(|import| matches!(import.ty, ImportType::Memory(_)));
    let imported = imported.count() as u32;
    (0..store.memory_count(instance)).filter_map(move |index| {
        let ty = store.memory_type(instance, index)?;
        Some(LinearMemory {
            instance: store.instance_name(instance).to_owned(),
            index,
            pages: ty.limits.min,
            page_size: ty.page_size,
            maximum: ty.limits.max,
            imported: index < imported,
        })
    })
}
