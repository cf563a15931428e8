//! The thread that tells the words of sources apart, so that neither whoever draws nor the session does it.
//!
//! A text is read in chunks of lines. What a chunk begins in is kept, so that each is read once on the way to
//! what is behind it, and colours are right wherever one looks first. The chunk that was asked for last comes first.

use std::{
    io,
    sync::{
        Arc, Weak,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use super::{
    MessageSink,
    message::Message,
    query::{Answer, Query},
    source_text::SourceText,
};
use crate::syntax::{self, Carry, Language, Span, Token};

/// Lines of a chunk.
pub const CHUNK: usize = 128;
/// Bytes of a line that have colours; nobody reads on there.
const MOST_OF_A_LINE: usize = 4096;
/// Texts of which it is kept what their chunks begin in.
const MOST_TEXTS: usize = 4;

/// What the words of the lines of a chunk are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colours {
    spans: Vec<Span>,
    /// Where in them each line ends.
    ends: Vec<u32>,
}

impl Colours {
    /// Those of a line of the chunk, from 0.
    #[must_use]
    pub fn line(&self, index: usize) -> &[Span] {
        let end = |index: usize| self.ends.get(index).map(|&end| end as usize);
        let start = index.checked_sub(1).map_or(Some(0), end);
        match (start, end(index)) {
            (Some(start), Some(end)) => &self.spans[start..end],
            _ => &[],
        }
    }
}

/// A chunk to be read.
struct Job {
    epoch: u64,
    query: Query,
    text: Arc<SourceText>,
    language: Language,
    chunk: usize,
}

/// Where chunks are asked for.
#[derive(Debug, Default)]
pub(super) struct Painter {
    jobs: Option<Sender<Job>>,
}

impl Painter {
    /// Asks for the chunk that `query` names of its text. The first time this begins the thread, so that a program without
    /// sources has none; it ends with `self`.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(super) fn paint(
        &mut self,
        epoch: u64,
        query: Query,
        text: Arc<SourceText>,
        messages: &MessageSink,
    ) -> io::Result<()> {
        let Query::Colours { language, chunk, .. } = query else { return Ok(()) };
        let jobs = match &self.jobs {
            Some(jobs) => jobs,
            None => {
                let (jobs, receiver) = mpsc::channel();
                let messages = Arc::clone(messages);
                thread::Builder::new()
                    .name("painter".to_owned())
                    .spawn(move || serve(&receiver, &messages))?;
                self.jobs.insert(jobs)
            }
        };
        // The thread lives as long as this end of the channel.
        let _ = jobs.send(Job { epoch, query, text, language, chunk: chunk as usize });
        Ok(())
    }
}

fn serve(jobs: &Receiver<Job>, messages: &MessageSink) {
    let mut texts = Texts::default();
    let mut waiting: Vec<Job> = Vec::new();
    loop {
        waiting.extend(jobs.try_iter());
        let job = match waiting.pop() {
            Some(job) => job,
            None => match jobs.recv() {
                Ok(job) => job,
                Err(_) => return,
            },
        };
        let colours = texts.colours(&job.text, job.language, job.chunk);
        let answer = Ok(Answer::Colours(Arc::new(colours)));
        messages(Message::Answer { epoch: job.epoch, query: job.query, answer });
        messages(Message::Done);
    }
}

/// Texts of which chunks have been asked for, the last one at the end.
#[derive(Default)]
struct Texts(Vec<Read>);

struct Read {
    text: Weak<SourceText>,
    language: Language,
    /// What each chunk begins in, as far as it has been read.
    carries: Vec<Carry>,
}

impl Texts {
    fn colours(&mut self, text: &Arc<SourceText>, language: Language, chunk: usize) -> Colours {
        self.0.retain(|read| read.text.strong_count() > 0);
        let is_it = |read: &Read| {
            read.language == language && std::ptr::eq(read.text.as_ptr(), Arc::as_ptr(text))
        };
        let mut read = match self.0.iter().position(is_it) {
            Some(at) => self.0.remove(at),
            None => Read { text: Arc::downgrade(text), language, carries: vec![Carry::Code] },
        };
        let colours = read.colours(text, chunk);
        self.0.push(read);
        if self.0.len() > MOST_TEXTS {
            self.0.remove(0);
        }
        colours
    }
}

impl Read {
    fn colours(&mut self, text: &SourceText, chunk: usize) -> Colours {
        let chunk = chunk.min(text.len() / CHUNK);
        while self.carries.len() <= chunk {
            let mut carry = self.carries.last().copied().unwrap_or_default();
            let first = (self.carries.len() - 1) * CHUNK;
            for line in (first..first + CHUNK).filter_map(|line| text.line(line)) {
                syntax::scan(self.language, &mut carry, line, 0, &mut Vec::new());
            }
            self.carries.push(carry);
        }
        let mut carry = self.carries[chunk];
        let mut colours = Colours::default();
        for line in (chunk * CHUNK..(chunk + 1) * CHUNK).filter_map(|line| text.line(line)) {
            syntax::scan(self.language, &mut carry, line, MOST_OF_A_LINE, &mut colours.spans);
            // What has no colour at the end of a line needs no span.
            let start = colours.ends.last().map_or(0, |&end| end as usize);
            if colours.spans.len() > start
                && colours.spans.last().is_some_and(|span| span.token == Token::Plain)
            {
                colours.spans.pop();
            }
            colours.ends.push(u32::try_from(colours.spans.len()).unwrap_or(u32::MAX));
        }
        colours.spans.shrink_to_fit();
        colours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_the_same_whatever_was_asked_before() {
        let mut text = "int a; /* begins\n".to_owned();
        text.push_str(&"and goes on\n".repeat(3 * CHUNK));
        text.push_str("*/ return 1;\n");
        let text = Arc::new(SourceText::new(text));
        let mut texts = Texts::default();
        let last = texts.colours(&text, Language::C, 3);
        assert_eq!(last.line(0), [Span { length: 11, token: Token::Comment }]);
        let tokens: Vec<_> = last.line(1).iter().map(|span| span.token).collect();
        assert_eq!(
            tokens,
            [Token::Comment, Token::Plain, Token::Keyword, Token::Plain, Token::Number]
        );
        assert_eq!(last.line(2), []);
        let first = texts.colours(&text, Language::C, 0);
        assert_eq!(first.line(0)[0], Span { length: 3, token: Token::Type });
        assert_eq!(texts.colours(&text, Language::C, 3), last);
        assert_eq!(texts.colours(&text, Language::C, 1000), last);
    }
}
