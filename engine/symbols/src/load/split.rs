//! Split DWARF: units whose bulk is in `.dwo` files, or in one `.dwp` package beside the program.
//! Each file is read when one of its units is looked at, and goes when none of them is kept; a package
//! stays.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use gimli::{DwarfPackage, UnitType};

use super::WasmFile;
use crate::{
    SymbolBudget, Warning,
    sources::Sources,
    units::{
        Dwarf, Reader, Unit,
        root::{self, Root, Split},
    },
};

/// What could not be found is told so often: a broken file may name a million units in other files.
const MAX_WARNINGS: usize = 1000;

/// Finds the files of split units.
pub(crate) struct SplitFiles {
    program: Option<PathBuf>,
    sources: Sources,
    package: OnceLock<Option<DwarfPackage<Reader>>>,
    /// Sections of the `.dwo` files that some unit holds, by path, and how long the file is.
    files: Mutex<HashMap<PathBuf, (Weak<Dwarf>, u64)>>,
    used: AtomicBool,
    warnings: Mutex<Warnings>,
}

#[derive(Default)]
struct Warnings {
    new: Vec<Warning>,
    given: HashSet<String>,
}

impl SplitFiles {
    pub(crate) fn new(program: Option<PathBuf>, sources: Sources) -> Self {
        Self {
            program,
            sources,
            package: OnceLock::new(),
            files: Mutex::default(),
            used: AtomicBool::new(false),
            warnings: Mutex::default(),
        }
    }

    /// What could not be found since the last call.
    pub(crate) fn take_warnings(&self) -> Vec<Warning> {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut warnings.new)
    }

    /// Whether the debug information of any unit is in a file of its own.
    pub(crate) fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }

    /// The full unit of a skeleton. `None` for units that are not split, and where the file with the
    /// rest is missing. Room for the file is made in the budget before it is read.
    pub(crate) fn resolve(
        &self,
        skeleton: &Unit,
        parent: &Dwarf,
        budget: &SymbolBudget,
    ) -> Option<Unit> {
        let split = skeleton.root.split.as_ref()?;
        self.used.store(true, Ordering::Relaxed);
        let packaged = self.package().and_then(|package| package.find_cu(split.id, parent).ok()?);
        if let Some(dwarf) = packaged
            && let Some(unit) = full_unit(skeleton, split, Arc::new(dwarf))
        {
            return Some(unit);
        }
        let found = self.candidates(split).into_iter().find_map(|path| {
            let length = fs::metadata(&path).ok()?.len();
            let _room = budget.reserve(length);
            let (dwarf, file_bytes) = self.file(path, parent)?;
            Some(Unit { file_bytes, ..full_unit(skeleton, split, dwarf)? })
        });
        if found.is_none() {
            self.warn(format!(
                "The debug information of {} is missing: {} was not found, nor a .dwp package \
                 beside the program. Types, variables and inlined calls of that source are unknown.",
                unit_name(skeleton),
                split.file,
            ));
        }
        found
    }

    fn warn(&self, text: String) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if warnings.given.len() < MAX_WARNINGS && warnings.given.insert(text.clone()) {
            warnings.new.push(Warning(text));
        }
    }

    /// `NAME.wasm.dwp` or `NAME.dwp` beside the program.
    fn package(&self) -> Option<&DwarfPackage<Reader>> {
        let load = || {
            let program = self.program.as_ref()?;
            let mut long = program.as_os_str().to_owned();
            long.push(".dwp");
            let paths = [PathBuf::from(long), program.with_extension("dwp")];
            let path = paths.into_iter().find(|path| path.exists())?;
            match load_package(&path) {
                Ok(package) => Some(package),
                Err(error) => {
                    self.warn(format!(
                        "The package {} cannot be read: {error}. Make it again from the .dwo files.",
                        path.display()
                    ));
                    None
                }
            }
        };
        self.package.get_or_init(load).as_ref()
    }

    /// Where a `.dwo` file may be: where the compiler wrote it, and beside the program.
    fn candidates(&self, split: &Split) -> Vec<PathBuf> {
        let recorded = crate::sources::join(&split.compilation_folder, &split.file);
        let mut paths = vec![self.sources.file(&recorded, None).local];
        if let Some(folder) = self.program.as_deref().and_then(Path::parent) {
            paths.push(folder.join(&split.file));
            paths.extend(Path::new(&split.file).file_name().map(|name| folder.join(name)));
        }
        paths
    }

    /// The sections of a `.dwo` file, and its length.
    fn file(&self, path: PathBuf, parent: &Dwarf) -> Option<(Arc<Dwarf>, u64)> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, length)) = files.get(&path)
            && let Some(dwarf) = known.upgrade()
        {
            return Some((dwarf, *length));
        }
        let file = WasmFile::open(&path).ok()?;
        let empty = || file.section("");
        let section = |id: gimli::SectionId| {
            Ok::<_, std::convert::Infallible>(
                id.dwo_name().map_or_else(empty, |name| file.section(name)),
            )
        };
        let Ok(mut dwarf) = Dwarf::load(section);
        dwarf.make_dwo(parent);
        let (dwarf, length) = (Arc::new(dwarf), file.bytes.len() as u64);
        files.retain(|_, (known, _)| known.strong_count() > 0);
        files.insert(path, (Arc::downgrade(&dwarf), length));
        Some((dwarf, length))
    }
}

fn load_package(path: &Path) -> Result<DwarfPackage<Reader>, String> {
    let file = WasmFile::open(path).map_err(|error| error.to_string())?;
    let empty = file.section("");
    let section = |id: gimli::SectionId| {
        let name = id.dwo_name();
        Ok::<_, gimli::Error>(name.map_or_else(|| empty.clone(), |name| file.section(name)))
    };
    DwarfPackage::load(section, empty.clone()).map_err(|error| error.to_string())
}

/// The unit of a split file that a skeleton stands for.
fn full_unit(skeleton: &Unit, split: &Split, dwarf: Arc<Dwarf>) -> Option<Unit> {
    let mut headers = dwarf.units();
    while let Ok(Some(header)) = headers.next() {
        let is_other = matches!(header.type_(), UnitType::SplitCompilation(id) if id != split.id);
        if is_other || matches!(header.type_(), UnitType::SplitType { .. }) {
            continue;
        }
        let Some(abbreviations) = dwarf.abbreviations(&header).ok() else { continue };
        let Some(mut opened) = root::open(&dwarf, header, abbreviations) else { continue };
        if opened.unit.dwo_id != Some(split.id) {
            continue;
        }
        opened.unit.copy_relocated_attributes(&skeleton.unit);
        // The line table stays with the program.
        let root = Root { language: opened.root.language, ..skeleton.root.clone() };
        return Some(Unit {
            id: skeleton.id,
            dwarf,
            unit: opened.unit,
            root,
            split: true,
            file_bytes: 0,
        });
    }
    None
}

fn unit_name(unit: &Unit) -> String {
    let name =
        unit.root.name.as_ref().map(|name| String::from_utf8_lossy(name.bytes()).into_owned());
    let folder = || unit.root.split.as_ref().map(|split| split.compilation_folder.clone());
    name.or_else(folder).unwrap_or_else(|| "a unit".to_owned())
}
