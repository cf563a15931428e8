//! What waits to be written to the client, in order.
//!
//! Three threads meet here: the one that answers requests, the one that runs the program and tells
//! what happens, and the one that writes. Three rules hold:
//! - An event that a request causes comes after the response to it: while a request is answered, later
//!   messages wait behind a barrier, and the response takes the place at the barrier.
//! - Output of one category that waits is one message, not thousands, and order is kept.
//! - All of it is bounded. A program that writes faster than the client reads is held up, as by a pipe;
//!   while a request is answered it is let go, so that a pause always gets through. It is interrupted
//!   then, mostly before it has written more; what it writes past the bound all the same is dropped, and
//!   the client is told how much. A client that asks faster than it reads is held up as well: no further
//!   request is answered before it has read. Once the client leaves, nothing is held up any more, so that
//!   nothing can keep the session from its end.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::{Map, Value, json};

use crate::{
    output::{Category, Utf8Pieces},
    protocol::message::Outgoing,
};

/// Bytes of output that may wait before the program is held up.
const HIGH_WATER: usize = 4 << 20;
/// Bytes of output after which a message is not lengthened any more.
const LARGEST_OUTPUT: usize = 32 << 10;
/// Bytes of all messages that may wait before no further request is answered, and bytes of output that may
/// wait before more is dropped. So far above [`HIGH_WATER`] that requests get through where a program is held
/// up, and that nothing is dropped before a hundred of them have let it go.
const MOST_UNREAD: usize = 32 << 20;

#[derive(Debug, PartialEq)]
enum Item {
    Message { message: Outgoing, size: usize },
    Output { category: Category, text: String },
}

impl Item {
    fn message(message: Outgoing) -> Self {
        let size = size(&message);
        Self::Message { message, size }
    }

    fn output_len(&self) -> usize {
        match self {
            Self::Output { text, .. } => text.len(),
            Self::Message { .. } => 0,
        }
    }

    fn message_len(&self) -> usize {
        match self {
            Self::Output { .. } => 0,
            Self::Message { size, .. } => *size,
        }
    }

    fn into_message(self) -> Outgoing {
        match self {
            Self::Message { message, .. } => message,
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
    /// Bytes of the other messages in `items`.
    messages: usize,
    /// Pieces that have been written so far, of whatever size.
    written: u64,
    pieces: Utf8Pieces,
    /// Bytes of output that were dropped since the last that was not.
    dropped: usize,
    /// The client is leaving: nobody waits for it any more.
    leaving: bool,
    closed: bool,
}

/// Whether a further request may be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Free,
    /// The client has read nothing for as long as it was given; so many bytes wait for it.
    Stalled(usize),
    /// There is no client any more that would read.
    Closed,
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

    /// Waits until the client has read enough for a further request to be answered; gives up when it
    /// reads nothing at all for as long as `patience`.
    pub(crate) fn wait_for_room(&self, patience: Duration) -> Room {
        let mut queue = self.lock();
        loop {
            let unread = queue.waiting + queue.messages;
            if queue.closed {
                return Room::Closed;
            }
            if queue.leaving || unread < MOST_UNREAD {
                return Room::Free;
            }
            let before = queue.written;
            let held_up = |queue: &mut Queue| {
                queue.written == before
                    && !queue.closed
                    && !queue.leaving
                    && queue.waiting + queue.messages >= MOST_UNREAD
            };
            let (after, waited) = self
                .changed
                .wait_timeout_while(queue, patience, held_up)
                .unwrap_or_else(PoisonError::into_inner);
            if waited.timed_out() {
                return Room::Stalled(unread);
            }
            queue = after;
        }
    }

    /// A piece of a message has been written: the client reads.
    pub(crate) fn progress(&self) {
        self.lock().written += 1;
        self.changed.notify_all();
    }

    /// The client is leaving: from here on nothing waits until it has read.
    pub(crate) fn leave(&self) {
        self.lock().leaving = true;
        self.changed.notify_all();
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
        if !queue.closed {
            let item = Item::message(response);
            queue.messages += item.message_len();
            queue.items.insert(place, item);
        }
        self.changed.notify_all();
    }

    /// The request that was begun last is answered later, or by somebody else: nothing waits for it.
    pub(crate) fn defer(&self) {
        self.lock().barrier = None;
        self.changed.notify_all();
    }

    /// A request to the client; dropped once the outbox is closed.
    pub(crate) fn ask(&self, command: &'static str, arguments: Value) {
        self.push(Outgoing::Request { command, arguments });
    }

    /// A message of another session's, without its number.
    pub(crate) fn relay(&self, message: Map<String, Value>) {
        self.push(Outgoing::Relayed(message));
    }

    fn push(&self, message: Outgoing) {
        let item = Item::message(message);
        let mut queue = self.lock();
        if !queue.closed {
            queue.messages += item.message_len();
            queue.items.push_back(item);
            self.changed.notify_all();
        }
    }

    /// An event; dropped once the outbox is closed.
    pub(crate) fn event(&self, event: &'static str, body: Value) {
        self.push(Outgoing::Event { event, body });
    }

    /// An event about the request that is being answered, which comes before its response.
    pub(crate) fn event_now(&self, event: &'static str, body: Value) {
        let item = Item::message(Outgoing::Event { event, body });
        let mut queue = self.lock();
        if queue.closed {
            return;
        }
        queue.messages += item.message_len();
        match queue.barrier {
            Some(place) => {
                queue.items.insert(place, item);
                queue.barrier = Some(place + 1);
            }
            None => queue.items.push_back(item),
        }
        self.changed.notify_all();
    }

    /// An event that says all that the last one of its name said: where that still waits, it is never written. So a
    /// client that does not read finds one of them.
    pub(crate) fn latest(&self, event: &'static str, body: Value) {
        self.lock().withdraw(event);
        self.event(event, body);
    }

    /// A line of the debugger's own, for the thread that answers requests, which must not wait here: it
    /// is the one that could end the waiting.
    pub(crate) fn note(&self, line: &str) {
        self.lock().push_output(Category::Console, format!("{line}\n"));
        self.changed.notify_all();
    }

    /// Output of the program or the debugger. May wait until the client has read enough; where the
    /// client is leaving and will not, it is lost.
    pub(crate) fn output(&self, category: Category, bytes: &[u8]) {
        let mut queue = self.lock();
        while queue.waiting >= HIGH_WATER && queue.barrier.is_none() && !queue.closed {
            if queue.leaving {
                return;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        if queue.waiting >= MOST_UNREAD {
            queue.dropped = queue.dropped.saturating_add(bytes.len());
            return;
        }
        queue.tell_dropped();
        let text = queue.pieces.push(category, bytes);
        queue.push_output(category, text);
        self.changed.notify_all();
    }

    /// Gives out incomplete characters at the end of the program's output.
    pub(crate) fn finish_output(&self) {
        let mut queue = self.lock();
        queue.tell_dropped();
        for (category, text) in queue.pieces.finish() {
            queue.push_output(category, text);
        }
        self.changed.notify_all();
    }

    /// Whether a program that goes on writing waits.
    #[cfg(test)]
    pub(crate) fn holds_up(&self) -> bool {
        self.lock().waiting >= HIGH_WATER
    }

    /// Nothing more will come; what waits is still written.
    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.closed = true;
        queue.barrier = None;
        self.changed.notify_all();
    }

    /// The client cannot be written to any more: nothing that waits will be read.
    pub(crate) fn abandon(&self) {
        {
            let mut queue = self.lock();
            queue.items.clear();
            queue.waiting = 0;
            queue.messages = 0;
        }
        self.close();
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
                queue.messages -= item.message_len();
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
    /// Takes an event back that waits.
    fn withdraw(&mut self, name: &str) {
        let is_meant = |item: &Item| match item {
            Item::Message { message: Outgoing::Event { event, .. }, .. } => *event == name,
            _ => false,
        };
        let Some(place) = self.items.iter().position(is_meant) else { return };
        if let Some(item) = self.items.remove(place) {
            self.messages -= item.message_len();
        }
        self.barrier = self.barrier.map(|ahead| ahead - usize::from(place < ahead));
    }

    /// Says where output is missing.
    fn tell_dropped(&mut self) {
        if self.dropped > 0 {
            let line = format!(
                "{} bytes of output are missing here: {MOST_UNREAD} bytes before them had not been read.\n",
                std::mem::take(&mut self.dropped)
            );
            self.push_output(Category::Important, line);
        }
    }

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

/// Bytes that a message takes while it waits, about.
fn size(message: &Outgoing) -> usize {
    /// A message's envelope.
    const ENVELOPE: usize = 128;
    ENVELOPE
        + match message {
            Outgoing::Response { command, message, body, .. } => {
                command.len() + message.as_ref().map_or(0, String::len) + value_size(body)
            }
            Outgoing::Event { body, .. } => value_size(body),
            Outgoing::Request { arguments, .. } => value_size(arguments),
            Outgoing::Relayed(message) => fields_size(message),
        }
}

/// Bytes that a value takes, about. Values are only a few levels deep: our own, and those that were read with a bound.
fn value_size(value: &Value) -> usize {
    let inside: usize = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(value_size).sum(),
        Value::Object(fields) => fields_size(fields),
    };
    size_of::<Value>() + inside
}

fn fields_size(fields: &Map<String, Value>) -> usize {
    let sizes =
        fields.iter().map(|(name, value)| size_of::<String>() + name.len() + value_size(value));
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

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
                Outgoing::Request { command, .. } => format!("request {command}"),
                Outgoing::Relayed(message) => format!("relayed {}", Value::Object(message)),
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
    fn of_events_that_replace_each_other_one_waits_and_after_the_response() {
        let outbox = Outbox::default();
        outbox.latest("budget", json!(1));
        outbox.event("stopped", Value::Null);
        outbox.latest("budget", json!(2));
        outbox.begin_request();
        outbox.latest("budget", json!(3));
        outbox.event("other", Value::Null);
        outbox.respond(response("next"));
        let counted = {
            let queue = outbox.lock();
            (queue.messages, queue.items.iter().map(Item::message_len).sum::<usize>())
        };
        assert_eq!(counted.0, counted.1);
        assert_eq!(drain(&outbox), ["stopped", "response next", "budget", "other"]);
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

    #[test]
    fn a_program_that_floods_during_a_request_loses_what_is_past_the_bound_and_says_so() {
        let outbox = Outbox::default();
        let piece = vec![0xff; 64 << 10];
        outbox.begin_request();
        let pieces = MOST_UNREAD / piece.len();
        for _ in 0..pieces {
            outbox.output(Category::Stdout, &piece);
        }
        // Each byte that is no UTF-8 becomes three.
        let most = MOST_UNREAD + 3 * piece.len();
        let waiting = outbox.lock().waiting;
        assert!((MOST_UNREAD..most).contains(&waiting), "{waiting} bytes wait");
        outbox.respond(response("threads"));
        while outbox.lock().waiting >= HIGH_WATER {
            outbox.next();
        }
        outbox.output(Category::Stdout, b"after");
        let rest = drain(&outbox);
        let dropped = (pieces - waiting / (3 * piece.len())) * piece.len();
        assert_eq!(
            rest[rest.len() - 2..],
            [
                format!(
                    "\"important\" \"{dropped} bytes of output are missing here: 33554432 bytes before them \
                     had not been read.\\n\""
                ),
                "\"stdout\" \"after\"".to_owned()
            ]
        );
    }

    /// Runs `work` on a thread, and says whether it waits and, after `release`, what it gives.
    fn waits_until<R: Send + 'static>(
        outbox: &Arc<Outbox>,
        work: impl FnOnce(&Outbox) -> R + Send + 'static,
        release: impl FnOnce(&Outbox),
    ) -> R {
        let working = {
            let outbox = Arc::clone(outbox);
            thread::spawn(move || work(&outbox))
        };
        thread::sleep(Duration::from_millis(50));
        assert!(!working.is_finished());
        release(outbox);
        working.join().unwrap()
    }

    fn flooded() -> Arc<Outbox> {
        let outbox = Arc::new(Outbox::default());
        outbox.output(Category::Stdout, &vec![b'x'; HIGH_WATER]);
        outbox
    }

    #[test]
    fn a_client_that_leaves_lets_a_program_go_that_was_held_up() {
        let outbox = flooded();
        let output = |outbox: &Outbox| outbox.output(Category::Stdout, b"more");
        waits_until(&outbox, output, Outbox::leave);
        // What nobody will read is not kept.
        assert_eq!(outbox.lock().waiting, HIGH_WATER);
        outbox.output(Category::Stdout, b"more");
        assert_eq!(outbox.lock().waiting, HIGH_WATER);
    }

    #[test]
    fn notes_never_wait() {
        let outbox = flooded();
        outbox.note("The session ends.");
        assert_eq!(drain(&outbox).last().unwrap(), "\"console\" \"The session ends.\\n\"");
    }

    /// An outbox with more responses than may wait.
    fn unread() -> Arc<Outbox> {
        let outbox = Arc::new(Outbox::default());
        let long = "x".repeat(1 << 20);
        for _ in 0..MOST_UNREAD >> 20 {
            assert_eq!(outbox.wait_for_room(Duration::ZERO), Room::Free);
            outbox.begin_request();
            outbox.respond(response(&long));
        }
        outbox
    }

    #[test]
    fn a_client_that_asks_and_does_not_read_is_held_up() {
        let wait = |outbox: &Outbox| outbox.wait_for_room(Duration::from_secs(60));
        let read = |outbox: &Outbox| assert!(outbox.next().is_some());
        assert_eq!(waits_until(&unread(), wait, read), Room::Free);
        assert_eq!(waits_until(&unread(), wait, Outbox::leave), Room::Free);
        assert_eq!(waits_until(&unread(), wait, Outbox::abandon), Room::Closed);
        assert_eq!(unread().wait_for_room(Duration::ZERO), Room::Stalled(unread().lock().messages));
    }

    #[test]
    fn a_client_that_reads_slowly_keeps_its_session() {
        let outbox = unread();
        let waiting = {
            let outbox = Arc::clone(&outbox);
            thread::spawn(move || outbox.wait_for_room(Duration::from_millis(400)))
        };
        // One long message takes longer than a client may read nothing.
        for _ in 0..8 {
            thread::sleep(Duration::from_millis(100));
            outbox.progress();
        }
        assert!(!waiting.is_finished());
        outbox.next();
        assert_eq!(waiting.join().unwrap(), Room::Free);
    }

    #[test]
    fn requests_get_through_where_a_program_is_held_up() {
        let outbox = flooded();
        assert_eq!(outbox.wait_for_room(Duration::ZERO), Room::Free);
    }

    #[test]
    fn nothing_is_kept_for_a_client_that_is_gone() {
        let outbox = unread();
        outbox.abandon();
        outbox.begin_request();
        outbox.respond(response("threads"));
        outbox.event("stopped", Value::Null);
        outbox.output(Category::Stdout, b"x");
        assert_eq!(outbox.next(), None);
    }
}
