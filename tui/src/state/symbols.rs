//! The signs that rows are drawn with.

/// The signs that rows are drawn with, each one column wide.
#[derive(Debug, PartialEq, Eq)]
pub struct Symbols {
    /// Where the program stands.
    pub here: &'static str,
    /// Where an outer frame stands.
    pub outer: &'static str,
    /// A breakpoint.
    pub breakpoint: &'static str,
    /// One with a condition.
    pub conditional: &'static str,
    /// One that prints and does not stop.
    pub log: &'static str,
    /// One that is disabled.
    pub disabled: &'static str,
    /// One that is bound to no code.
    pub unverified: &'static str,
    /// Something that can be opened.
    pub closed: &'static str,
    /// Something that is open.
    pub open: &'static str,
    /// Something more that is not shown.
    pub more: &'static str,
    /// Between things on a line.
    pub dot: &'static str,
    /// A row between columns.
    pub vertical: &'static str,
    /// A row between rows.
    pub horizontal: &'static str,
    /// Eighths of a cell from below, for sparklines; the first is empty.
    pub eighths: [&'static str; 9],
    /// Of a gauge: full, half full and empty, and the mark of what once was.
    pub gauge: [&'static str; 4],
    /// Shades from nothing to all.
    pub shades: [&'static str; 5],
    /// Leads somewhere.
    pub to: &'static str,
    /// Wants to be looked at.
    pub alert: &'static str,
    /// In the timeline: a step.
    pub step: &'static str,
    /// A pause.
    pub pause: &'static str,
    /// A trap or a panic.
    pub failure: &'static str,
    /// An exception.
    pub thrown: &'static str,
    /// The end.
    pub exit: &'static str,
    /// What something was before.
    pub from: &'static str,
    /// Shown one after the other while something is waited for.
    pub spinner: &'static [&'static str],
}

/// With box drawing and arrows.
pub static UNICODE: Symbols = Symbols {
    here: "▶",
    outer: "▷",
    breakpoint: "●",
    conditional: "◆",
    log: "◇",
    disabled: "○",
    unverified: "◌",
    closed: "▸",
    open: "▾",
    more: "…",
    dot: "·",
    vertical: "│",
    horizontal: "─",
    eighths: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    gauge: ["━", "╸", "─", "╂"],
    shades: ["·", "░", "▒", "▓", "█"],
    to: "→",
    alert: "▲",
    step: "·",
    pause: "‖",
    failure: "×",
    thrown: "!",
    exit: "■",
    from: "←",
    spinner: &["⠋", "⠙", "⠸", "⠴", "⠦", "⠇"],
};

/// With nothing but ASCII.
pub static ASCII: Symbols = Symbols {
    here: ">",
    outer: ")",
    breakpoint: "*",
    conditional: "?",
    log: "!",
    disabled: "o",
    unverified: "x",
    closed: "+",
    open: "-",
    more: "~",
    dot: "-",
    vertical: "|",
    horizontal: "-",
    eighths: [" ", ".", ".", ":", ":", "=", "=", "#", "#"],
    gauge: ["#", "#", ".", "|"],
    shades: [".", "-", "+", "x", "#"],
    to: ">",
    alert: "!",
    step: ".",
    pause: "=",
    failure: "X",
    thrown: "!",
    exit: "#",
    from: "<",
    spinner: &["|", "/", "-", "\\"],
};
