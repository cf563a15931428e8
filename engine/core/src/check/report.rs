//! What the check of a file has found out.

use wrtd_limits::{DebugRights, LimitName, Plan};

use alloc::string::String;
use alloc::vec::Vec;

use super::calls::Depth;
use super::prediction::{AccountUse, predict};
use super::program::Program;
use super::refusal::{Excess, Subject};
use super::tally::Tally;
use crate::module::{MemoryType, TableType};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A core module, which can be run.
    Module,
    /// A component, which is validated and cannot be run so far.
    Component,
}

/// How many there are of everything. What is counted of a component is what its own sections and those in it say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Types.
    pub types: u64,
    /// Imports of all kinds.
    pub imports: u64,
    /// Exports of all kinds.
    pub exports: u64,
    /// Functions that are defined.
    pub functions: u64,
    /// Tables that are defined.
    pub tables: u64,
    /// Memories that are defined.
    pub memories: u64,
    /// Globals that are defined.
    pub globals: u64,
    /// Tags of exceptions that are defined.
    pub tags: u64,
    /// Element segments.
    pub element_segments: u64,
    /// Data segments.
    pub data_segments: u64,
    /// Components, that of the file among them.
    pub components: u64,
    /// Modules.
    pub modules: u64,
    /// Instances: one of a module, and as many as the components of the file make.
    pub instances: u64,
    /// How deep modules and components lie in each other.
    pub nesting: u64,
}

/// Bytes of a file by what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// In all.
    pub file: u64,
    /// Of the code section.
    pub code: u64,
    /// Of the contents of data segments.
    pub data: u64,
}

/// A memory or a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sized<T> {
    /// Its declared type.
    pub ty: T,
    /// Another module or the host makes it.
    pub is_imported: bool,
    /// The module's code grows it.
    pub is_grown: bool,
}

/// A function, as a report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Index in the module.
    pub index: u32,
    /// A name that it is exported under.
    pub export: Option<String>,
}

/// The most that the program's calls need of the guest's stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StackNeed {
    /// No entry leads to more.
    Bounded {
        /// Bytes of locals and operands on the deepest path.
        bytes: u64,
        /// Functions on it, from an entry on.
        path: Vec<Named>,
        /// Most calls that are active at once.
        calls: u64,
    },
    /// There is no bound, for one of these reasons, or both.
    Unbounded {
        /// Functions that call each other in a circle: each the next one, and the last the first.
        recursion: Option<Vec<Named>>,
        /// A function that calls what a table or a reference holds, and the byte of the call.
        indirect: Option<(Named, u64)>,
    },
}

/// What each thread that the program starts adds, for as long as it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadNeed {
    /// Bytes of the account `Components`: an instance, which later threads use again.
    pub components: u64,
    /// Bytes of the account `Runtime`: its stack.
    pub runtime: u64,
}

/// What the check of a file has found out. Sizes are in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the file is.
    pub format: Format,
    /// Its bytes by what they are.
    pub sizes: Sizes,
    /// How many there are of everything.
    pub counts: Counts,
    /// Imports by the module that is asked.
    pub imports: Vec<(String, u64)>,
    /// Memories, imported ones first.
    pub memories: Vec<Sized<MemoryType>>,
    /// Tables, imported ones first.
    pub tables: Vec<Sized<TableType>>,
    /// What each account will hold.
    pub accounts: [AccountUse; 5],
    /// Index of the first function that is defined; those before it are imported.
    pub first_function: u32,
    /// Bytes of the frame of each function that is defined: its locals and most operands.
    pub frames: Vec<u64>,
    /// What calls need together. `None` for a component.
    pub stack: Option<StackNeed>,
    /// What threads need, where the program starts any.
    pub threads: Option<ThreadNeed>,
    /// Bytes of the account `Debug` that the first breakpoint takes: a copy of the code. 0 on devices.
    pub breakpoint_bytes: u64,
    /// Sizes of the custom sections, debug information among them, by name in the order of the file.
    pub customs: Vec<(String, u64)>,
    /// Size of those beyond the first 64 names, and of those with names of more than 100 bytes.
    pub other_customs: u64,
    /// Limits that do not keep the program from running: those that a path of calls passes, if the program ever takes
    /// it and then traps, and those that keep a debugger from what it would do.
    pub warnings: Vec<Excess>,
}

impl Report {
    pub(super) fn new(plan: &Plan, size: u64, program: Option<&Program>, tally: Tally) -> Self {
        let mut report = Self {
            format: if program.is_some() { Format::Module } else { Format::Component },
            sizes: Sizes { file: size, ..Sizes::default() },
            counts: Counts {
                components: tally.components,
                modules: tally.modules,
                instances: tally.instances,
                nesting: tally.nesting,
                ..Counts::default()
            },
            imports: Vec::new(),
            memories: Vec::new(),
            tables: Vec::new(),
            accounts: predict(plan, program),
            first_function: 0,
            frames: Vec::new(),
            stack: None,
            threads: None,
            breakpoint_bytes: 0,
            customs: tally.customs,
            other_customs: tally.other_customs,
            warnings: Vec::new(),
        };
        if let Some(program) = program {
            report.describe(plan, program);
        }
        report
    }

    fn describe(&mut self, plan: &Plan, program: &Program) {
        let (extent, conduct) = (&program.extent, &program.code.scanner.conduct);
        (self.sizes.code, self.sizes.data) = (program.code.bytes, program.data_bytes);
        self.counts = Counts {
            types: extent.types,
            imports: extent.imports,
            exports: extent.exports,
            functions: extent.functions,
            tables: extent.tables,
            memories: extent.memories,
            globals: extent.globals,
            tags: extent.tags,
            element_segments: extent.element_segments,
            data_segments: extent.data_segments,
            modules: 1,
            instances: 1,
            ..self.counts
        };
        self.imports = program.imports.iter().map(|(name, &count)| (name.clone(), count)).collect();
        let sized = |index: u32, imported: u64, is_grown| (u64::from(index) < imported, is_grown);
        self.memories = (0..)
            .zip(&program.memories)
            .map(|(index, &ty)| {
                let grown = conduct.grown_memories.contains(&index);
                let (is_imported, is_grown) = sized(index, extent.imported_memories, grown);
                Sized { ty, is_imported, is_grown }
            })
            .collect();
        self.tables = (0..)
            .zip(&program.tables)
            .map(|(index, &ty)| {
                let grown = conduct.grown_tables.contains(&index);
                let (is_imported, is_grown) = sized(index, extent.imported_tables, grown);
                Sized { ty, is_imported, is_grown }
            })
            .collect();
        self.first_function = extent.imported_functions as u32;
        let (slot, most_slots, most_calls) = program.stack();
        self.frames = program.code.graph.frames().map(|slots| slots * slot).collect();
        let depth = program.code.graph.deepest(&program.entries());
        if let Depth::Bounded { slots, calls, .. } = &depth {
            if *slots > most_slots {
                self.warn(plan, Subject::DeepestPath, LimitName::StackBytes, slots * slot);
            }
            if *calls > most_calls {
                self.warn(plan, Subject::PathLength, LimitName::CallDepth, *calls);
            }
        }
        // Devices look breakpoints up.
        if !program.is_for_device() {
            self.breakpoint_bytes = program.code.end;
            if plan.limits().asil.debug_rights() != DebugRights::None {
                self.warn(plan, Subject::Breakpoints, LimitName::Debug, program.code.end);
            }
        }
        self.stack = Some(named(depth, program, slot));
        let threads = program.thread_bytes(extent).filter(|_| !program.is_for_device());
        self.threads = threads.map(|(components, runtime)| ThreadNeed { components, runtime });
    }
}

impl Report {
    /// Warns where so much is more than a limit allows.
    fn warn(&mut self, plan: &Plan, subject: Subject, name: LimitName, asked: u64) {
        self.warnings.extend(Excess::of(plan, subject, name, asked));
    }
}

fn named(depth: Depth, program: &Program, slot: u64) -> StackNeed {
    let name = |index: u32| Named { index, export: program.export_of(index).map(String::from) };
    match depth {
        Depth::Bounded { slots, path, calls } => StackNeed::Bounded {
            bytes: slots * slot,
            path: path.into_iter().map(name).collect(),
            calls,
        },
        Depth::Unbounded { cycle, indirect } => StackNeed::Unbounded {
            recursion: cycle.map(|cycle| cycle.into_iter().map(name).collect()),
            indirect: indirect.map(|(func, at)| (name(func), at)),
        },
    }
}
