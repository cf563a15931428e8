//! What is known of a stopped program, as lines of text.
//!
//! Nothing here changes the session. Text that comes from outside (sources, names) is made safe for
//! a terminal: control characters other than line ends never pass.

pub(crate) mod breakpoint;
pub(crate) mod budget;
pub(crate) mod code;
pub(crate) mod frame;
pub(crate) mod instructions;
pub(crate) mod limits;
pub(crate) mod listing;
pub(crate) mod memory;
pub(crate) mod place;
pub(crate) mod residency;
pub(crate) mod stop;
pub(crate) mod threads;
pub(crate) mod units;
pub(crate) mod value;

/// `text` on one line: control characters become `·`, tabs four blanks.
pub(crate) fn clean(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => line.push_str("    "),
            c if c.is_control() => line.push('·'),
            c => line.push(c),
        }
    }
    line
}

/// `text` with at most `limit` characters, the last of which says so.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
    }
}
