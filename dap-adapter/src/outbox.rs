//! What waits to be written to the client, in order.
//!
//! Three threads meet here: the one that answers requests, the one that runs the program and tells
//! what happens, and the one that writes. Three rules hold:
//! - An event that a request causes comes after the response to it: while a request is answered, later
//!   messages wait behind a barrier, and the response takes the place at the barrier.
//! - Output of one category that waits is one message, not thousands, and order is kept.
//! - Output is bounded: a program that writes faster than the client reads is held up, as a pipe would.
//!   While a request is answered it is let go, so that a pause always gets through.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use serde_json::json;

use crate::{
    output::{Category, Utf8Pieces},
    protocol::message::Outgoing,
};

/// Bytes of output that may wait before the program is held up.
const HIGH_WATER: usize = 4 << 20;
/// Bytes of output after which a message is not lengthened any more.
const LARGEST_OUTPUT: usize = 32 << 10;

#[derive(Debug, PartialEq)]
enum Item {
    Message(Outgoing),
    Output { category: Category, text: String },
}

impl Item {
    fn output_len(&self) -> usize {
        match self {
            Self::Output { text, .. } => text.len(),
            Self::Message(_) => 0,
        }
    }

    fn into_message(self) -> Outgoing {
        match self {
            Self::Message(message) => message,
            Self::Output { category, text } => Outgoing::Event {
                event: "output",
                body: json!({ "category": category.name(), "output": text }),
            },
        }
    }
}

#[derive(Default)]
struct Queue {
    items: VecDeque<Item>,
    /// Items that may be written now; those after them wait for the response. All where `None`.
    barrier: Option<usize>,
    /// Bytes of output in `items`.
    waiting: usize,
    pieces: Utf8Pieces,
    closed: bool,
}

/// The queue; shared by reference counting.
#[derive(Default)]
pub(crate) struct Outbox {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request begins to be answered: what comes from here on waits for its response.
    pub(crate) fn begin_request(&self) {
        let mut queue = self.lock();
        queue.barrier = Some(queue.items.len());
        self.changed.notify_all();
    }

    /// The response to the request that was begun last.
    pub(crate) fn respond(&self, response: Outgoing) {
        let mut queue = self.lock();
        let place = queue.barrier.take().unwrap_or(queue.items.len());
        queue.items.insert(place, Item::Message(response));
        self.changed.notify_all();
    }

    /// An event; dropped once the outbox is closed.
    pub(crate) fn event(&self, event: &'static str, body: serde_json::Value) {
        let mut queue = self.lock();
        if !queue.closed {
            queue.items.push_back(Item::Message(Outgoing::Event { event, body }));
            self.changed.notify_all();
        }
    }

    /// Output of the program or the debugger. May wait until the client has read enough.
    pub(crate) fn output(&self, category: Category, bytes: &[u8]) {
        let mut queue = self.lock();
        while queue.waiting >= HIGH_WATER && queue.barrier.is_none() && !queue.closed {
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        let text = queue.pieces.push(category, bytes);
        queue.push_output(category, text);
        self.changed.notify_all();
    }

    /// Gives out incomplete characters at the end of the program's output.
    pub(crate) fn finish_output(&self) {
        let mut queue = self.lock();
        for (category, text) in queue.pieces.finish() {
            queue.push_output(category, text);
        }
        self.changed.notify_all();
    }

    /// Nothing more will come; what waits is still written.
    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.barrier = None;
        self.changed.notify_all();
    }

    /// The next message to write; waits for it. `None` once all is written and the outbox is closed.
    pub(crate) fn next(&self) -> Option<Outgoing> {
        let mut queue = self.lock();
        loop {
            if queue.barrier != Some(0)
                && let Some(item) = queue.items.pop_front()
            {
                queue.barrier = queue.barrier.map(|ahead| ahead - 1);
                queue.waiting -= item.output_len();
                self.changed.notify_all();
                return Some(item.into_message());
            }
            if queue.closed {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Queue {
    fn push_output(&mut self, category: Category, text: String) {
        if text.is_empty() || self.closed {
            return;
        }
        self.waiting += text.len();
        // A message before the barrier may not grow: what it got would overtake the response.
        let open = self.barrier != Some(self.items.len());
        match self.items.back_mut() {
            Some(Item::Output { category: last, text: before })
                if open && *last == category && before.len() < LARGEST_OUTPUT =>
            {
                before.push_str(&text);
            }
            _ => self.items.push_back(Item::Output { category, text }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread, time::Duration};

    use serde_json::Value;

    use super::*;

    fn response(command: &str) -> Outgoing {
        Outgoing::Response {
            request_seq: 1,
            success: true,
            command: command.to_owned(),
            message: None,
            body: Value::Null,
        }
    }

    fn drain(outbox: &Outbox) -> Vec<String> {
        outbox.close();
        std::iter::from_fn(|| outbox.next())
            .map(|message| match message {
                Outgoing::Response { command, .. } => format!("response {command}"),
                Outgoing::Event { event: "output", body } => {
                    format!("{} {}", body["category"], body["output"])
                }
                Outgoing::Event { event, .. } => event.to_owned(),
            })
            .collect()
    }

    #[test]
    fn events_of_a_request_come_after_its_response() {
        let outbox = Outbox::default();
        outbox.output(Category::Stdout, b"before");
        outbox.begin_request();
        outbox.output(Category::Stdout, b"during");
        outbox.event("stopped", Value::Null);
        outbox.respond(response("continue"));
        outbox.event("exited", Value::Null);
        assert_eq!(
            drain(&outbox),
            [
                r#""stdout" "before""#,
                "response continue",
                r#""stdout" "during""#,
                "stopped",
                "exited"
            ]
        );
    }

    #[test]
    fn the_writer_waits_at_the_barrier() {
        let outbox = Arc::new(Outbox::default());
        outbox.begin_request();
        outbox.event("stopped", Value::Null);
        let writer = {
            let outbox = Arc::clone(&outbox);
            thread::spawn(move || outbox.next())
        };
        thread::sleep(Duration::from_millis(20));
        assert!(!writer.is_finished());
        outbox.respond(response("next"));
        assert_eq!(writer.join().unwrap(), Some(response("next")));
    }

    #[test]
    fn floods_become_few_messages_in_order() {
        let outbox = Outbox::default();
        for _ in 0..1000 {
            outbox.output(Category::Stdout, b"x");
        }
        outbox.output(Category::Stderr, b"e");
        outbox.output(Category::Stdout, b"y");
        let messages = drain(&outbox);
        assert_eq!(messages.len(), 3);
        assert_eq!(messages[1..], [r#""stderr" "e""#, r#""stdout" "y""#]);
    }

    #[test]
    fn a_program_that_floods_is_held_up_until_a_request_comes() {
        let outbox = Arc::new(Outbox::default());
        let program = {
            let outbox = Arc::clone(&outbox);
            thread::spawn(move || {
                let chunk = vec![b'x'; 64 << 10];
                for _ in 0..=HIGH_WATER / chunk.len() {
                    outbox.output(Category::Stdout, &chunk);
                }
            })
        };
        thread::sleep(Duration::from_millis(50));
        assert!(!program.is_finished());
        outbox.begin_request();
        program.join().unwrap();
        outbox.respond(response("pause"));
    }
}
