//! What a state asks for that it cannot do itself.

use std::path::PathBuf;

use super::{
    pane::PaneId,
    prompt::Prompt,
    row::{Role, Row},
};
use crate::connection::{Place, Query, Request, SourceKey};

/// Something that is to happen because of a key, a click or a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask or tell the session.
    Request(Request),
    /// Do not ask any more what has been asked and is not answered: it is shown no longer.
    Withdraw(Vec<Query>),
    /// Let the running program stop.
    Pause,
    /// Give up what is being asked.
    Cancel,
    /// Give the program something to read.
    Feed(String),
    /// End the program's input.
    CloseInput,
    /// Put a text on the clipboard of the terminal.
    Copy(String),
    /// Open a file in the user's editor.
    Edit {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u32,
    },
    /// Give the terminal back for a while, as Ctrl-Z does.
    Suspend,
    /// Draw all of the screen anew.
    Redraw,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Keep what the user has set up for the next time, or no more.
    Session(SessionRequest),
    /// End everything.
    Quit,
    /// Show a pane, and give it the keys.
    Show(PaneId),
    /// Show a place in a source.
    Open {
        /// The source.
        source: SourceKey,
        /// What it is called.
        name: String,
        /// The line, from 1.
        line: u32,
    },
    /// Show a place in memory, as users write it.
    Examine(String),
    /// Show all of what a row has no room for.
    Detail {
        /// What it is about.
        title: String,
        /// The rows, which are wrapped.
        rows: Vec<Row>,
    },
    /// Look at another frame.
    Select(crate::connection::Selection),
    /// Ask for a line of text.
    Prompt(Prompt),
    /// Say something in the last line of the screen.
    Say(Role, String),
}

/// What is to be done with the file of this program's sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionRequest {
    /// Write it now.
    Save,
    /// Remove it.
    Forget,
    /// Write it no more.
    Off,
}

impl Effect {
    /// Finds a place, and shows it.
    #[must_use]
    pub fn locate(place: Place) -> Self {
        Self::Request(Request::Locate(place))
    }

    /// Carries out a line of the command language.
    #[must_use]
    pub fn command(line: impl Into<String>) -> Self {
        Self::Request(Request::Command(line.into()))
    }
}
