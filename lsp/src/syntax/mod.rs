//! WIT as a tree that has every byte of its text, whatever is broken in it.
//!
//! Invariant: the texts of the tokens of a tree, one after another, are the text it was made of. What `wit-parser`
//! accepts has no errors here, and what is syntactically wrong for it has at least one.

mod error;
mod kind;
mod lexer;
mod parser;

pub use error::{Code, SyntaxError};
pub use kind::{KEYWORDS, SyntaxKind, Wit};
pub use rowan::{TextRange, TextSize};

/// A node of a tree.
pub type SyntaxNode = rowan::SyntaxNode<Wit>;
/// A token of a tree.
pub type SyntaxToken = rowan::SyntaxToken<Wit>;
/// One of both.
pub type SyntaxElement = rowan::SyntaxElement<Wit>;

/// Bytes of a file that is read at most; more is no interface that somebody has written.
pub const MOST_BYTES: usize = 16 << 20;

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    green: rowan::GreenNode,
    errors: Vec<SyntaxError>,
}

impl Parse {
    /// The root of its tree: a [`SyntaxKind::SourceFile`].
    #[must_use]
    pub fn root(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    /// What is wrong with it, in the order of the text.
    #[must_use]
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }
}

/// Reads a text. Of one that is longer than [`MOST_BYTES`] callers read a part.
#[must_use]
pub fn parse(text: &str) -> Parse {
    parser::parse(text)
}
