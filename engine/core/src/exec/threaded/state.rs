//! What a store keeps of the threaded tier.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::WatchedPlaces;
use super::code::{Handler, Translation};
use super::handlers::{Enter, EnterVectors, Leave, RunInPlace, Untranslated};
use super::left::LeftPoints;

/// The translations of a store's functions.
pub(crate) struct Threaded {
    /// Whether functions are to be translated.
    pub(crate) enabled: bool,
    /// Address of each function's first instruction.
    entries: Vec<u64>,
    /// The instructions that stand for functions without a translation: one that translates the function
    /// and one that runs it in place.
    stand_ins: Box<[u64; 2]>,
    /// By function.
    pub(super) translations: BTreeMap<u32, Translation>,
    /// Translations that are no longer called, while a frame may still go on in one. All their instructions
    /// leave.
    pub(super) retired: Vec<(u32, Translation)>,
    /// Where frames have left translations that are not retired.
    pub(super) left: LeftPoints,
    /// What is watched, as translations that are made now look at it.
    pub(super) watched: WatchedPlaces,
    /// The first word of an instruction that leaves, and of one that asks whether to.
    pub(super) leave: u64,
    pub(super) judge: u64,
    /// The first word of a translation that counts events or, first, does not: of each without and with vectors
    /// among the function's declared locals.
    pub(super) enter: [[u64; 2]; 2],
}

impl Threaded {
    /// Without functions.
    pub(crate) fn new(jumping: bool) -> Self {
        Self {
            enabled: true,
            entries: Vec::new(),
            stand_ins: Box::new([
                Handler::of::<Untranslated>().operation(jumping),
                Handler::of::<RunInPlace>().operation(jumping),
            ]),
            translations: BTreeMap::new(),
            retired: Vec::new(),
            left: LeftPoints::default(),
            watched: WatchedPlaces::default(),
            leave: Handler::of::<Leave>().operation(jumping),
            judge: Handler::JUDGE.operation(jumping),
            enter: [
                [
                    Handler::of::<Enter<false>>().operation(jumping),
                    Handler::of::<EnterVectors<false>>().operation(jumping),
                ],
                [
                    Handler::of::<Enter<true>>().operation(jumping),
                    Handler::of::<EnterVectors<true>>().operation(jumping),
                ],
            ],
        }
    }

    fn stand_in(&self, index: usize) -> u64 {
        (&raw const self.stand_ins[index]).expose_provenance() as u64
    }

    /// [`Threaded::add_functions`] for all of an instance, with room for no others.
    pub(crate) fn add_instance(&mut self, count: usize) {
        self.entries.reserve_exact(count - self.entries.len());
        self.add_functions(count);
    }

    /// Makes room for the functions up to number `count`.
    pub(crate) fn add_functions(&mut self, count: usize) {
        let untranslated = self.stand_in(0);
        self.entries.resize(count, untranslated);
    }

    /// Bytes of all translations, those that are retired included.
    pub(crate) fn size(&self) -> u64 {
        let retired = self.retired.iter().map(|(_, translation)| translation);
        self.translations.values().chain(retired).map(Translation::size).sum()
    }

    /// The table of first instructions.
    pub(crate) fn entries(&self) -> *const u64 {
        self.entries.as_ptr()
    }

    /// Address of the first instruction of `func`.
    pub(super) fn entry(&self, func: u32) -> u64 {
        self.entries[func as usize]
    }

    /// Address of the instruction that runs a function in place.
    pub(super) fn in_place(&self) -> u64 {
        self.stand_in(1)
    }

    /// Whether `func` was found to have no translation.
    pub(super) fn runs_in_place(&self, func: u32) -> bool {
        self.entry(func) == self.in_place()
    }

    /// Lets `func` run in place from now on.
    pub(super) fn give_up(&mut self, func: u32) {
        self.entries[func as usize] = self.in_place();
    }

    /// Lets `func` run in its translation from now on.
    pub(super) fn install(&mut self, func: u32, translation: Translation) {
        self.entries[func as usize] = translation.address(0);
        self.translations.insert(func, translation);
    }

    /// Lets `func` be translated anew when it is next called, and gives its translation.
    pub(super) fn remove(&mut self, func: u32) -> Option<Translation> {
        self.entries[func as usize] = self.stand_in(0);
        self.left.forget();
        self.translations.remove(&func)
    }
}
