//! The packages that the editor shows: files, open or on the disk, and what they mean together.
//!
//! One thread changes a [`Workspace`]; others ask a [`Snapshot`] of it, which costs next to nothing and does not
//! change any more.

mod discover;
mod file;
mod lines;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use file::File;
pub use lines::{Encoding, LineColumn, LineIndex};

use crate::{
    analysis::{FileId, PackageSource, Section, Universe},
    facts::NestedPackage,
    syntax::MOST_BYTES,
};
use discover::Root;

/// Files and what they mean, which change.
#[derive(Debug, Default)]
pub struct Workspace {
    folders: Vec<PathBuf>,
    ids: HashMap<PathBuf, FileId>,
    files: Vec<Arc<File>>,
    roots: BTreeMap<PathBuf, Root>,
    universes: BTreeMap<PathBuf, Arc<Universe>>,
    /// There are more files than are read.
    cut: bool,
}

/// Files and what they mean, at one time.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    ids: Arc<HashMap<PathBuf, FileId>>,
    files: Arc<Vec<Arc<File>>>,
    universes: Arc<BTreeMap<PathBuf, Arc<Universe>>>,
}

impl Workspace {
    /// The packages of some folders.
    #[must_use]
    pub fn open(folders: Vec<PathBuf>) -> Self {
        let mut workspace = Self { folders, ..Self::default() };
        workspace.discover();
        workspace
    }

    /// Other folders are open now.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.folders = folders;
        self.discover();
    }

    /// The folders that are open.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Whether there are more files than are read.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.cut
    }

    /// Looks for packages, and reads what is new.
    pub fn discover(&mut self) {
        let (mut roots, cut) = discover::roots(&self.folders);
        // Packages of files that are open though they are in none of the folders.
        let open: Vec<PathBuf> = self
            .files
            .iter()
            .filter(|file| file.version.is_some())
            .map(|file| root_of(&file.path))
            .collect();
        for folder in open {
            roots.entry(folder.clone()).or_insert_with(|| discover::root(&folder));
        }
        (self.roots, self.cut) = (roots, cut);
        self.read_new();
        self.universes.retain(|folder, _| self.roots.contains_key(folder));
        let folders: Vec<PathBuf> = self.roots.keys().cloned().collect();
        for folder in folders {
            self.analyse(&folder);
        }
    }

    /// Reads the files of all packages that have not been read, on all processors.
    fn read_new(&mut self) {
        let all = self
            .roots
            .values()
            .flat_map(|root| root.files.iter().chain(root.deps.iter().flatten()));
        let mut new: Vec<PathBuf> =
            all.filter(|path| !self.ids.contains_key(*path)).cloned().collect();
        new.sort();
        new.dedup();
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let share = new.len().div_ceil(threads).max(1);
        let read: Vec<File> = std::thread::scope(|scope| {
            let parts: Vec<_> = new
                .chunks(share)
                .map(|part| scope.spawn(|| part.iter().map(|path| read(path)).collect::<Vec<_>>()))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        });
        for file in read {
            self.put(file);
        }
    }

    fn put(&mut self, file: File) -> FileId {
        let next = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry(file.path.clone()).or_insert(next);
        match self.files.get_mut(id.0 as usize) {
            Some(slot) => *slot = Arc::new(file),
            None => self.files.push(Arc::new(file)),
        }
        id
    }

    /// The editor has a text of a file, which counts in place of the disk's.
    pub fn set_text(&mut self, path: &Path, text: &str, version: i32) {
        let is_new = !self.ids.contains_key(path);
        self.put(File::new(path.to_owned(), text, Some(version)));
        self.changed(path, is_new);
    }

    /// The editor has a text no more.
    pub fn close(&mut self, path: &Path) {
        if self.ids.contains_key(path) {
            self.put(read(path));
            self.changed(path, false);
        }
    }

    /// Files on the disk have come, changed or gone.
    pub fn disk_changed(&mut self, paths: &[PathBuf]) {
        for path in paths {
            let open = self.file(path).is_some_and(|file| file.version.is_some());
            if !open && self.ids.contains_key(path) {
                self.put(read(path));
            }
        }
        self.discover();
    }

    /// A file of the workspace.
    #[must_use]
    pub fn file(&self, path: &Path) -> Option<&Arc<File>> {
        self.files.get(self.ids.get(path)?.0 as usize)
    }

    fn changed(&mut self, path: &Path, is_new: bool) {
        let folder = root_of(path);
        if is_new || !self.roots.contains_key(&folder) {
            let mut root = discover::root(&folder);
            // A file that is not saved yet is of its folder's package all the same.
            if folder == path.parent().unwrap_or(Path::new(""))
                && !root.files.iter().any(|it| it == path)
            {
                root.files.push(path.to_owned());
            }
            self.roots.insert(folder.clone(), root);
            self.read_new();
        }
        // A package may be a dependency of several.
        let of: Vec<PathBuf> = self
            .roots
            .iter()
            .filter(|(_, root)| {
                root.files.iter().chain(root.deps.iter().flatten()).any(|file| file == path)
            })
            .map(|(folder, _)| folder.clone())
            .collect();
        for folder in of {
            self.analyse(&folder);
        }
    }

    fn analyse(&mut self, folder: &Path) {
        let Some(root) = self.roots.get(folder) else { return };
        let mut sources = Vec::new();
        self.packages_of(&root.files, true, &mut sources);
        for dep in &root.deps {
            self.packages_of(dep, false, &mut sources);
        }
        let before = self.universes.get(folder).map(|universe| &**universe);
        let universe = Universe::new(sources, before);
        self.universes.insert(folder.to_owned(), Arc::new(universe));
    }

    /// The packages of some files: those that say nothing else are of one, and each in braces is one of its own.
    fn packages_of(&self, paths: &[PathBuf], is_main: bool, sources: &mut Vec<PackageSource>) {
        let mut whole: Vec<Section> = Vec::new();
        let mut nested = Vec::new();
        for path in paths {
            let Some(&file) = self.ids.get(path) else { continue };
            let facts = &self.files[file.0 as usize].facts;
            let section = Section { file, facts: Arc::clone(facts), path: Vec::new() };
            // A file of nothing but packages in braces is of no package itself.
            if !section.items().is_empty() || section.name().is_some() || facts.nested.is_empty() {
                whole.push(section);
            }
            collect_nested(file, facts, &facts.nested, &[], &mut nested);
        }
        if !whole.is_empty() {
            sources.push(PackageSource { sections: whole, is_main });
        }
        let each = nested.into_iter();
        sources.extend(each.map(|section| PackageSource { sections: vec![section], is_main }));
    }

    /// What there is now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            ids: Arc::new(self.ids.clone()),
            files: Arc::new(self.files.clone()),
            universes: Arc::new(self.universes.clone()),
        }
    }
}

fn collect_nested(
    file: FileId,
    facts: &Arc<crate::facts::FileFacts>,
    packages: &[NestedPackage],
    outer: &[usize],
    found: &mut Vec<Section>,
) {
    for (index, package) in packages.iter().enumerate() {
        let path = [outer, &[index]].concat();
        collect_nested(file, facts, &package.nested, &path, found);
        found.push(Section { file, facts: Arc::clone(facts), path });
    }
}

/// The folder of the package that has a file, or depends on it.
fn root_of(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    let is_deps = |folder: &Path| folder.file_name().is_some_and(|name| name == "deps");
    for deps in [Some(folder), folder.parent()].into_iter().flatten() {
        if is_deps(deps)
            && let Some(root) = deps.parent()
        {
            return root.to_owned();
        }
    }
    folder.to_owned()
}

/// A file of the disk.
fn read(path: &Path) -> File {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    if size > MOST_BYTES as u64 {
        let why = format!("the file has {size} bytes, and no more than {MOST_BYTES} are read");
        return File::unreadable(path.to_owned(), why);
    }
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => File::new(path.to_owned(), &text, None),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            File::unreadable(path.to_owned(), format!("the file is no UTF-8 from byte {at} on"))
        }
        Err(error) => {
            File::unreadable(path.to_owned(), format!("the file cannot be read: {error}"))
        }
    }
}

impl Snapshot {
    /// A file by its number.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&Arc<File>> {
        self.files.get(id.0 as usize)
    }

    /// The number of a file.
    #[must_use]
    pub fn id(&self, path: &Path) -> Option<FileId> {
        self.ids.get(path).copied()
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &Arc<File>)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// Every package with all that it depends on, by its folder.
    pub fn universes(&self) -> impl Iterator<Item = (&Path, &Arc<Universe>)> {
        self.universes.iter().map(|(folder, universe)| (folder.as_path(), universe))
    }

    /// The package with all that it depends on in which a file is: its own folder's before others that have it as a
    /// dependency.
    #[must_use]
    pub fn universe_of(&self, file: FileId) -> Option<(&Arc<Universe>, usize)> {
        let path = &self.file(file)?.path;
        let own = self.universes.get(&root_of(path));
        own.into_iter()
            .chain(self.universes.values())
            .find_map(|universe| Some((universe, universe.package_of(file)?)))
    }
}
