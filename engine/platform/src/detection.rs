//! Every number that bounds the memory of a process, and which of them it is that does.
//!
//! The smallest one wins; a throttle never does, as it refuses nothing. Of equal ones the first wins, which is the one
//! nearest to the process.

use core::fmt;

use wrtd_limits::PlatformId;

use crate::linux::{Format, Reading};
use crate::{Container, Finding, HostView, LimitKind, Warning, detector, linux};

/// What is known of the memory that a process may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// Whose detector was asked.
    pub platform: PlatformId,
    /// The kind of container that the process is in, where it can be told.
    pub container: Option<Container>,
    /// Every number that was found, those nearest to the process first.
    pub candidates: Vec<Candidate>,
    /// What a user should know besides.
    pub warnings: Vec<Warning>,
}

/// A number that may bound the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Bytes; `None` where the system says that there is no limit.
    pub bytes: Option<u64>,
    /// How it bounds.
    pub kind: LimitKind,
    /// What it is, for users: `memory.max of /kubepods/pod1`.
    pub source: String,
    /// Where exactly it was read: a file's path, a call.
    pub location: String,
    /// Whether it won, and if not, why.
    pub verdict: Verdict,
}

/// Why a candidate won or lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the smallest.
    Won,
    /// It is larger than the winner.
    Larger,
    /// The winner, nearer to the process, says the same.
    Same,
    /// It says that there is no limit.
    Unlimited,
    /// It slows the process down and limits nothing.
    Throttle,
    /// It is of a level that does not limit the ones below (`memory.use_hierarchy` is 0).
    NotInherited,
}

impl Verdict {
    /// A clause for users.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Won => "won: it is the smallest",
            Self::Larger => "lost: it is larger than the winner",
            Self::Same => "lost: the winner says the same and is nearer to the process",
            Self::Unlimited => "lost: it is no limit",
            Self::Throttle => "lost: it slows down and limits nothing",
            Self::NotInherited => "lost: its level does not limit the ones below",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

/// A number of bytes and what says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Bytes.
    pub bytes: u64,
    /// What says it, for users.
    pub source: String,
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes from {}", self.bytes, self.source)
    }
}

impl Detection {
    /// The candidate that won; `None` where nothing bounds the memory.
    #[must_use]
    pub fn winner(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.verdict == Verdict::Won)
    }

    /// What the winner says.
    #[must_use]
    pub fn bound(&self) -> Option<Bound> {
        let winner = self.winner()?;
        Some(Bound { bytes: winner.bytes?, source: winner.source.clone() })
    }
}

/// Asks a host, as the detector of a platform does, how much memory this process may use.
///
/// It takes less than a millisecond. It cannot fail: what is missing or makes no sense is among the warnings.
#[must_use]
pub fn detect(view: &dyn HostView, platform: PlatformId) -> Detection {
    Gathering::run(view, platform).finish().0
}

/// A file whose content may change the detection, and what it held.
pub(crate) type Watched = (Vec<u8>, Format, Reading);

/// A detection in the making.
pub(crate) struct Gathering {
    detection: Detection,
    watched: Vec<Watched>,
}

impl Gathering {
    /// Runs the detector of a platform.
    pub(crate) fn run(view: &dyn HostView, platform: PlatformId) -> Self {
        let detection =
            Detection { platform, container: None, candidates: Vec::new(), warnings: Vec::new() };
        let mut gathering = Self { detection, watched: Vec::new() };
        if platform == PlatformId::Linux {
            gathering.detection.container = Container::of_host(view);
            linux::find(view, &mut gathering);
        }
        detector::find(view, platform, &mut |finding| match finding {
            Finding::Limit { bytes, kind, source, location } => {
                gathering.limit(bytes, kind, source.to_owned(), location.to_owned());
            }
            Finding::Problem(problem) => gathering.warn(Warning::Problem(problem)),
        });
        gathering
    }

    pub(crate) fn limit(
        &mut self,
        bytes: Option<u64>,
        kind: LimitKind,
        source: String,
        location: String,
    ) {
        let verdict = match (bytes, kind) {
            (None, _) => Verdict::Unlimited,
            (_, LimitKind::Throttle) => Verdict::Throttle,
            // Until the winner is known.
            _ => Verdict::Larger,
        };
        self.detection.candidates.push(Candidate { bytes, kind, source, location, verdict });
    }

    /// A number in a file of a cgroup.
    pub(crate) fn limit_in_file(
        &mut self,
        bytes: Option<u64>,
        kind: LimitKind,
        name: &str,
        cgroup: &str,
        path: &[u8],
    ) {
        let location = String::from_utf8_lossy(path).into_owned();
        self.limit(bytes, kind, format!("{name} of {cgroup}"), location);
    }

    /// The last number does not bound this process.
    pub(crate) fn not_inherited(&mut self) {
        if let Some(last) = self.detection.candidates.last_mut()
            && last.verdict != Verdict::Unlimited
        {
            last.verdict = Verdict::NotInherited;
        }
    }

    /// Adds a warning, once.
    pub(crate) fn warn(&mut self, warning: Warning) {
        if !self.detection.warnings.contains(&warning) {
            self.detection.warnings.push(warning);
        }
    }

    pub(crate) fn watch(&mut self, path: &[u8], format: Format, reading: Reading) {
        self.watched.push((path.to_vec(), format, reading));
    }

    /// Takes the kind of container from the paths of cgroups, where nothing clearer has told it.
    pub(crate) fn container_of_paths<'a>(&mut self, names: impl Iterator<Item = &'a [u8]>) {
        if self.detection.container.is_none() {
            self.detection.container = Container::of_names(names);
        }
    }

    /// Gives the verdicts.
    pub(crate) fn finish(self) -> (Detection, Vec<Watched>) {
        let Self { mut detection, watched } = self;
        let in_question = |candidate: &&mut Candidate| candidate.verdict == Verdict::Larger;
        let least = detection
            .candidates
            .iter()
            .filter(|candidate| candidate.verdict == Verdict::Larger)
            .filter_map(|candidate| candidate.bytes)
            .min();
        let mut equal = detection
            .candidates
            .iter_mut()
            .filter(in_question)
            .filter(|candidate| candidate.bytes == least);
        if let Some(first) = equal.next() {
            first.verdict = Verdict::Won;
        }
        equal.for_each(|candidate| candidate.verdict = Verdict::Same);
        match detection.bound() {
            None => detection.warnings.push(Warning::NothingFound),
            Some(Bound { bytes: 0, source }) => {
                detection.warnings.push(Warning::NoMemory { source });
            }
            Some(bound) => {
                let throttles = detection.candidates.iter().filter_map(|candidate| {
                    let throttle = candidate.bytes.filter(|&bytes| bytes < bound.bytes)?;
                    (candidate.verdict == Verdict::Throttle).then(|| Warning::ThrottleBelowLimit {
                        source: candidate.source.clone(),
                        throttle,
                        limit: bound.bytes,
                    })
                });
                let throttles: Vec<_> = throttles.collect();
                detection.warnings.extend(throttles);
            }
        }
        (detection, watched)
    }
}
