//! What is known of the program: where it stands, and the answers to what was asked of it.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Instant,
};

use wrtd_debug::{Breakpoint, BudgetReport, StackPage, StopEvent, StopReason};

use super::symbols::Symbols;
use crate::connection::{
    Answer, Lifetime, Query, Request, Scrollback, Selection, SourceKey, SourceText, Standing,
};

/// What the program does.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// It is being loaded.
    Loading,
    /// It stands.
    Stopped(StopEvent),
    /// It runs.
    Running {
        /// Since when.
        since: Instant,
    },
    /// It has ended.
    Ended {
        /// Its exit code.
        code: i32,
        /// What the function that was called gave.
        results: Vec<String>,
    },
}

/// Frames of a stack that are asked for at first.
pub(crate) const FRAMES: u32 = 64;
/// Answers that are kept at most: far more than any screen shows, and few enough to be nothing beside a program.
const MOST_ANSWERS: usize = 4096;
/// Bytes of sources that are kept.
const MOST_SOURCE_BYTES: usize = 12 << 20;
/// Chunks of colours that are kept.
const MOST_COLOURS: usize = 64;

/// What is known of the program.
#[derive(Debug)]
pub struct Known {
    /// The file that is debugged.
    pub program: std::path::PathBuf,
    /// What it does.
    pub status: Status,
    /// Names the present stop.
    pub epoch: u64,
    /// Names the stop itself, which stays the same when the program is written to.
    pub stop: u64,
    /// Grows whenever something of this is another.
    pub revision: u64,
    /// The frame that is looked at.
    pub selection: Selection,
    /// All breakpoints.
    pub breakpoints: Vec<Breakpoint>,
    /// What is held and may be.
    pub budget: Option<Box<BudgetReport>>,
    /// What the program has written.
    pub output: Scrollback,
    /// How arrows and dots are drawn.
    pub symbols: &'static Symbols,
    answers: HashMap<Query, (u64, Result<Answer, String>)>,
    asked: HashSet<Query>,
    /// Sources that were asked for, the last one at the end.
    sources: VecDeque<SourceKey>,
    /// Colours that were asked for, the last ones at the end.
    colours: VecDeque<Query>,
}

impl Known {
    pub(crate) fn new(program: std::path::PathBuf, output: Scrollback) -> Self {
        Self {
            program,
            status: Status::Loading,
            epoch: 0,
            stop: 0,
            revision: 0,
            selection: Selection::default(),
            breakpoints: Vec::new(),
            budget: None,
            output,
            symbols: &super::symbols::UNICODE,
            answers: HashMap::new(),
            asked: HashSet::new(),
            sources: VecDeque::new(),
            colours: VecDeque::new(),
        }
    }

    /// Whether it stands and can be looked at.
    #[must_use]
    pub const fn stands(&self) -> bool {
        matches!(self.status, Status::Stopped(_))
    }

    /// Whether it stands before its first instruction.
    #[must_use]
    pub fn at_entry(&self) -> bool {
        matches!(&self.status, Status::Stopped(stop) if stop.reason == StopReason::Entry)
    }

    /// Whether it runs.
    #[must_use]
    pub const fn runs(&self) -> bool {
        matches!(self.status, Status::Running { .. })
    }

    /// The answer to a query, if it has come and still holds.
    #[must_use]
    pub fn answer(&self, query: &Query) -> Option<Result<&Answer, &str>> {
        let (epoch, answer) = self.answers.get(query)?;
        let holds = query.lifetime() == Lifetime::Program || *epoch == self.epoch;
        holds.then(|| answer.as_ref().map_err(String::as_str))
    }

    /// Whether the session can be asked it now.
    fn can_ask(&self, query: &Query) -> bool {
        match self.status {
            Status::Stopped(_) => true,
            Status::Running { .. } => query.while_running(),
            // Its memory is there until it is loaded again.
            Status::Ended { .. } => query.lifetime() == Lifetime::Program || query.is_residency(),
            Status::Loading => false,
        }
    }

    /// Takes note that it is asked; `false` if the answer is known or on its way, or none can come.
    pub(crate) fn begin(&mut self, query: &Query) -> bool {
        self.can_ask(query) && self.answer(query).is_none() && self.asked.insert(query.clone())
    }

    /// Takes back what was asked and is not wanted any more, but for the budget, which is asked by the clock.
    pub(crate) fn forget_asked(&mut self, wanted: impl Fn(&Query) -> bool) -> Vec<Query> {
        self.asked.extract_if(|query| *query != Query::Budget && !wanted(query)).collect()
    }

    /// Forgets answers that may be others by now.
    pub(crate) fn forget(&mut self, which: &dyn Fn(&Query) -> bool) {
        self.answers.retain(|query, _| !which(query));
    }

    /// The request that brings the answer to a query, if one can be made.
    pub(crate) fn request(&self, query: &Query) -> Option<Request> {
        let (epoch, query) = (self.epoch, query.clone());
        let Query::Colours { source, .. } = &query else {
            return Some(Request::Ask { epoch, query });
        };
        match self.answer(&Query::Text(source.clone()))? {
            Ok(Answer::Text(text)) => {
                let text = Arc::clone(text);
                Some(Request::Paint { epoch, query, text })
            }
            _ => None,
        }
    }

    /// Whether answers are on their way.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.asked.is_empty()
    }

    /// An answer has come.
    pub(crate) fn learn(&mut self, epoch: u64, query: Query, answer: Result<Answer, String>) {
        self.asked.remove(&query);
        self.revision += 1;
        if query.lifetime() == Lifetime::Stop && epoch != self.epoch {
            return;
        }
        if let (Query::Budget, Ok(Answer::Budget(report))) = (&query, &answer) {
            self.budget = Some(report.clone());
            return;
        }
        if let Query::Text(key) = &query {
            self.sources.retain(|other| other != key);
            self.sources.push_back(key.clone());
        }
        if matches!(query, Query::Colours { .. }) {
            self.colours.retain(|other| *other != query);
            self.colours.push_back(query.clone());
            if self.colours.len() > MOST_COLOURS {
                self.colours.pop_front().map(|oldest| self.answers.remove(&oldest));
            }
        }
        if self.answers.len() >= MOST_ANSWERS {
            self.answers.retain(|query, _| matches!(query, Query::Text(_)));
        }
        self.answers.insert(query, (epoch, answer));
        self.spare_sources();
    }

    /// Files may say something else now.
    pub(crate) fn forget_sources(&mut self) {
        let is_file = |query: &Query| matches!(query, Query::Text(SourceKey::File(_)));
        self.answers.retain(|query, _| !is_file(query));
        self.sources.retain(|key| !matches!(key, SourceKey::File(_)));
    }

    /// Drops the sources that were asked for longest ago, while they are too many bytes; never the last one.
    fn spare_sources(&mut self) {
        let size = |known: &Self| {
            let sizes = known.sources.iter().filter_map(|key| known.source(key)?.ok());
            sizes.map(SourceText::size).sum::<usize>()
        };
        while self.sources.len() > 1 && size(self) > MOST_SOURCE_BYTES {
            if let Some(oldest) = self.sources.pop_front() {
                self.answers.remove(&Query::Text(oldest));
            }
        }
    }

    /// The program stands elsewhere, or runs: what was asked of the stop before holds no more.
    pub(crate) fn begin_epoch(&mut self, epoch: u64) {
        self.epoch = epoch;
        self.revision += 1;
        self.asked.retain(|query| query.lifetime() == Lifetime::Program);
        self.answers.retain(|query, _| query.lifetime() == Lifetime::Program);
    }

    /// The stack of the selected thread, as far as it has been asked for.
    #[must_use]
    pub fn stack(&self) -> Option<&Arc<StackPage>> {
        let thread = self.selection.thread;
        let stacks = self.answers.iter().filter_map(|(query, (_, answer))| match (query, answer) {
            (Query::Stack { thread: of, count }, Ok(Answer::Stack(page))) if *of == thread => {
                Some((count, page))
            }
            _ => None,
        });
        stacks.max_by_key(|(count, _)| **count).map(|(_, page)| page)
    }

    /// The frame that is looked at.
    #[must_use]
    pub fn frame(&self) -> Option<&wrtd_debug::FrameView> {
        self.stack()?.frames.get(self.selection.frame as usize)
    }

    /// The threads, if they have been asked for.
    #[must_use]
    pub fn threads(&self) -> Option<&[Standing]> {
        match self.answer(&Query::Threads)? {
            Ok(Answer::Threads(threads)) => Some(threads),
            _ => None,
        }
    }

    /// The text of a source, or why there is none.
    #[must_use]
    pub fn source(&self, key: &SourceKey) -> Option<Result<&SourceText, &str>> {
        match self.answer(&Query::Text(key.clone()))? {
            Ok(Answer::Text(text)) => Some(Ok(text)),
            Ok(_) => None,
            Err(why) => Some(Err(why)),
        }
    }
}
