//! A package with all that it depends on.

use std::{collections::HashMap, fmt, sync::Arc};

use semver::Version;

use super::{FileId, Outline, Resolved, Section, outline};
use crate::facts::PackageName;

/// Names a package.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageKey {
    /// `wasi` of `wasi:http@0.2.0`; empty for a package that has not said its name.
    pub namespace: String,
    /// `http`
    pub name: String,
    /// `0.2.0`
    pub version: Option<Version>,
}

impl From<&PackageName> for PackageKey {
    fn from(name: &PackageName) -> Self {
        Self {
            namespace: name.namespace.name.to_string(),
            name: name.name.name.to_string(),
            version: name.version.as_ref().map(|(version, _)| version.clone()),
        }
    }
}

impl fmt::Display for PackageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.name)?;
        match &self.version {
            Some(version) => write!(f, "@{version}"),
            None => Ok(()),
        }
    }
}

/// A package before it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageSource {
    /// What is in it: files, or packages in braces of files.
    pub sections: Vec<Section>,
    /// It was asked for, and not only depended on.
    pub is_main: bool,
}

/// Packages that see each other.
#[derive(Clone, Debug, Default)]
pub struct Universe {
    packages: Vec<Package>,
    by_key: HashMap<PackageKey, usize>,
}

#[derive(Clone, Debug)]
struct Package {
    source: PackageSource,
    outline: Arc<Outline>,
    resolved: Option<Arc<Resolved>>,
}

impl Universe {
    /// The packages of `sources`, where those of `before` that have not changed are taken over.
    #[must_use]
    pub fn new(sources: Vec<PackageSource>, before: Option<&Self>) -> Self {
        let mut universe = Self::default();
        for source in sources {
            let kept = before
                .and_then(|before| before.packages.iter().find(|package| package.source == source));
            let package = match kept {
                Some(kept) => kept.clone(),
                None => {
                    let outline = Arc::new(outline::of(&source));
                    Package { source, outline, resolved: None }
                }
            };
            let index = universe.packages.len();
            // The first of two packages of one name is meant; the second one is told.
            universe.by_key.entry(package.outline.key.clone()).or_insert(index);
            universe.packages.push(package);
        }
        universe.resolve();
        universe
    }

    fn resolve(&mut self) {
        for index in 0..self.packages.len() {
            let holds = self.packages[index]
                .resolved
                .as_ref()
                .is_some_and(|resolved| resolved.holds_in(self));
            if !holds {
                let resolved = super::resolve::of(self, index);
                self.packages[index].resolved = Some(Arc::new(resolved));
            }
        }
    }

    /// Number of packages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.packages.len()
    }

    /// Whether there is no package.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The outline of a package.
    #[must_use]
    pub fn outline(&self, index: usize) -> &Arc<Outline> {
        &self.packages[index].outline
    }

    /// What is known of a package.
    #[must_use]
    pub fn resolved(&self, index: usize) -> Option<&Arc<Resolved>> {
        self.packages[index].resolved.as_ref()
    }

    /// What a package was made of.
    #[must_use]
    pub fn source(&self, index: usize) -> &PackageSource {
        &self.packages[index].source
    }

    /// The package of a name.
    #[must_use]
    pub fn find(&self, key: &PackageKey) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// The package that has a file; of one with packages in braces the first.
    #[must_use]
    pub fn package_of(&self, file: FileId) -> Option<usize> {
        self.packages
            .iter()
            .position(|package| package.source.sections.iter().any(|it| it.file == file))
    }

    /// Every package that has something in a file.
    pub fn packages_in(&self, file: FileId) -> impl Iterator<Item = usize> {
        let has = move |package: &Package| package.source.sections.iter().any(|it| it.file == file);
        self.packages.iter().enumerate().filter(move |(_, it)| has(it)).map(|(index, _)| index)
    }

    /// The names of all packages.
    pub fn keys(&self) -> impl Iterator<Item = &PackageKey> {
        self.packages.iter().map(|package| &package.outline.key)
    }
}
