//! Breakpoints in translated code: the instruction that stands for the Wasm instruction leaves, and the
//! in-place tier stops at the exact one.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

use wrtd_limits::Account;

use super::code::{Operation, Translation};
use super::translate::{Observer, Point, translate};
use crate::store::{InstanceId, Store};

/// Which instructions stand for which Wasm instructions.
#[derive(Default)]
struct Coverage {
    /// Wasm offset at which each window begins, and the word of its first instruction.
    windows: Vec<(u32, u32)>,
    /// Number of the last window's point.
    last: Option<u32>,
    /// Words of further instructions that may leave.
    heads: Vec<u32>,
    uncovered: Vec<Range<u32>>,
    /// A breakpoint there needs nothing: to let the instruction before it leave would cost much for nothing.
    unreachable: Vec<Range<u32>>,
}

impl Observer for Coverage {
    fn instruction(&mut self, offset: u32, point: &Point) {
        if self.last == Some(point.number) {
            return self.heads.push(offset);
        }
        self.last = Some(point.number);
        self.windows.push((point.pc, offset));
    }

    fn head(&mut self, offset: u32, _: &Point) {
        self.heads.push(offset);
    }

    fn returned(&mut self, _: u32, _: &Point) {}

    fn uncovered(&mut self, pcs: Range<u32>) {
        self.uncovered.push(pcs);
    }

    fn unreachable(&mut self, pcs: Range<u32>) {
        self.unreachable.push(pcs);
    }
}

impl Coverage {
    fn covers(&self, pc: u32) -> bool {
        !self.uncovered.iter().any(|range| range.contains(&pc))
    }

    /// The word of the instruction that stands for the Wasm instruction at `pc`; `None` where that is never
    /// executed.
    fn word(&self, pc: u32) -> Option<u32> {
        if self.unreachable.iter().any(|range| range.contains(&pc)) {
            return None;
        }
        self.windows
            .iter()
            .filter(|window| window.0 <= pc)
            .max_by_key(|window| *window)
            .map(|w| w.1)
    }
}

impl Store {
    /// Translates `func`, so that it leaves where breakpoints are; `None` where it has no translation.
    pub(super) fn translate_with_breakpoints(
        &mut self,
        func: u32,
        prepared: u32,
    ) -> Option<Translation> {
        let instrumentation = self.instrumentation(func);
        let breakpoints = self.breakpoints_of(func, prepared);
        if breakpoints.is_empty() {
            return translate(self.site(func, prepared, &[], &instrumentation), None).ok();
        }
        let mut coverage = Coverage::default();
        let site = self.site(func, prepared, &[], &instrumentation);
        let mut translation = translate(site, Some(&mut coverage)).ok()?;
        let explicit: Vec<u32> =
            breakpoints.iter().copied().filter(|&pc| !coverage.covers(pc)).collect();
        if !explicit.is_empty() {
            coverage = Coverage::default();
            let site = self.site(func, prepared, &explicit, &instrumentation);
            translation = translate(site, Some(&mut coverage)).ok()?;
        }
        self.patch_breakpoints(func, &mut translation, &coverage, &breakpoints);
        Some(translation)
    }

    /// Wasm offsets of the breakpoints in `func`.
    fn breakpoints_of(&self, func: u32, prepared: u32) -> Vec<u32> {
        let instance = InstanceId(self.funcs[func as usize].instance);
        let loaded = self.instances[instance.index()].loaded as usize;
        let code = self.prepared[prepared as usize].code.clone();
        self.loaded[loaded].breakpoints.range(code).copied().collect()
    }

    /// The breakpoints in function `index` of the module `loaded` have changed.
    pub(in crate::exec) fn breakpoints_changed(&mut self, loaded: usize, index: u32) {
        let Some(&prepared) = self.loaded[loaded].prepared.get(&index) else { return };
        for instance in 0..self.instances.len() {
            if self.instances[instance].loaded as usize == loaded {
                self.patch_function(self.instances[instance].funcs[index as usize].0, prepared);
            }
        }
    }

    /// Makes the translation of `func`, where there is one, leave exactly where breakpoints are.
    fn patch_function(&mut self, func: u32, prepared: u32) {
        let Some(translation) = self.threaded.translations.get(&func) else { return };
        let breakpoints = self.breakpoints_of(func, prepared);
        let Some(coverage) = self.coverage(func, prepared, translation) else { return };
        let all_covered = breakpoints.iter().all(|&pc| coverage.covers(pc));
        let all_wanted = translation.explicit.iter().all(|pc| breakpoints.contains(pc));
        if !all_covered || !all_wanted {
            return self.retire(func, &coverage);
        }
        let Some(mut translation) = self.threaded.translations.remove(&func) else { return };
        translation.restore();
        self.patch_breakpoints(func, &mut translation, &coverage, &breakpoints);
        self.threaded.translations.insert(func, translation);
    }

    /// Makes the instructions leave that stand for breakpoints, or ask whether to, where all of these are judged.
    fn patch_breakpoints(
        &self,
        func: u32,
        translation: &mut Translation,
        coverage: &Coverage,
        breakpoints: &[u32],
    ) {
        let instance = self.funcs[func as usize].instance;
        let loaded = self.instances[instance as usize].loaded as usize;
        let mut words: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for &pc in breakpoints {
            if let Some(word) = coverage.word(pc) {
                words.entry(word).or_default().push(pc);
            }
        }
        for (word, pcs) in words {
            if pcs.iter().all(|pc| self.loaded[loaded].judges.contains_key(pc)) {
                self.threaded.patch(translation, word, self.threaded.judge);
                translation.judged.insert(word, pcs.into());
            } else {
                self.threaded.patch(translation, word, self.threaded.leave);
            }
        }
    }

    /// Which instructions of the translation of `func` stand for which Wasm instructions.
    fn coverage(&self, func: u32, prepared: u32, translation: &Translation) -> Option<Coverage> {
        let mut coverage = Coverage::default();
        let site = self.site(func, prepared, &translation.explicit, &translation.instrumentation);
        translate(site, Some(&mut coverage)).ok()?;
        Some(coverage)
    }

    /// Lets `func` be translated anew when it is next called. Frames that go on in its translation leave at
    /// once.
    fn retire(&mut self, func: u32, coverage: &Coverage) {
        let Some(mut translation) = self.threaded.remove(func) else { return };
        let windows = coverage.windows.iter().map(|window| window.1);
        for word in windows.chain(coverage.heads.iter().copied()) {
            self.threaded.patch(&mut translation, word, self.threaded.leave);
        }
        translation.judged.clear();
        self.threaded.retired.push((func, translation));
    }

    /// Lets all functions be translated anew when they are next called.
    pub(in crate::exec) fn renew_translations(&mut self) {
        let mut active = BTreeMap::new();
        for frame in self.frames_of_threads().filter(|frame| frame.is_threaded()) {
            active.insert(frame.func, frame.prepared);
        }
        let funcs: Vec<u32> = self.threaded.translations.keys().copied().collect();
        for func in funcs {
            let translation = self.threaded.translations.get(&func);
            match translation.zip(active.get(&func)) {
                Some((translation, &prepared)) => {
                    let coverage = self.coverage(func, prepared, translation);
                    self.retire(func, &coverage.unwrap_or_default());
                }
                None => self.free(func),
            }
        }
    }

    /// Lets `func` be translated anew when it is next called. No frame goes on in its translation.
    fn free(&mut self, func: u32) {
        if let Some(translation) = self.threaded.remove(func) {
            self.ledger.release(Account::Runtime, translation.size());
        }
    }
}

impl super::Threaded {
    /// Gives the instruction at `word` another operation.
    fn patch(&self, translation: &mut Translation, word: u32, by: Operation) {
        let operation = core::mem::replace(&mut translation.code[word as usize], by);
        translation.patched.entry(word).or_insert(operation);
    }
}

impl Translation {
    /// Takes all patches back.
    fn restore(&mut self) {
        while let Some((word, operation)) = self.patched.pop_first() {
            self.code[word as usize] = operation;
        }
        self.judged.clear();
    }
}
