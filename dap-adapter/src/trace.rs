//! The trace of both directions, for bug reports.
//!
//! One line a message: seconds since the trace began, the direction (`-->` from the client, `<--` from
//! wrtd), and the JSON. It holds what the client sends, the program's environment included.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    FromClient,
    ToClient,
}

/// A trace that several threads write, or none.
#[derive(Clone, Default)]
pub(crate) struct Trace(Arc<Mutex<Option<Log>>>);

struct Log {
    began: Instant,
    output: Box<dyn Write + Send>,
}

impl Trace {
    /// Starts to write to `path`, which is replaced.
    pub(crate) fn to_file(path: &Path) -> io::Result<Self> {
        let trace = Self::default();
        trace.start(path)?;
        Ok(trace)
    }

    /// Starts to write to `path` from now on, in place of what was written to before.
    pub(crate) fn start(&self, path: &Path) -> io::Result<()> {
        self.start_with(Box::new(BufWriter::new(File::create(path)?)))
    }

    fn start_with(&self, mut output: Box<dyn Write + Send>) -> io::Result<()> {
        let since_epoch =
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        writeln!(
            output,
            "wrtd {} trace, begun {since_epoch} seconds after 1970-01-01T00:00:00Z",
            env!("CARGO_PKG_VERSION")
        )?;
        output.flush()?;
        let log = Log { began: Instant::now(), output };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(log);
        Ok(())
    }

    /// Writes one message. A trace that cannot be written ends; the session goes on.
    pub(crate) fn message(&self, direction: Direction, json: &[u8]) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Log { began, output }) = log.as_mut() else {
            return;
        };
        let arrow = match direction {
            Direction::FromClient => "-->",
            Direction::ToClient => "<--",
        };
        // Line ends inside the JSON of a client that indents it would break the one-line rule.
        let text = String::from_utf8_lossy(json).replace(['\r', '\n'], " ");
        let seconds = began.elapsed().as_secs_f64();
        if writeln!(output, "{seconds:11.6} {arrow} {text}").and_then(|()| output.flush()).is_err()
        {
            *log = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_message_is_one_line_with_time_and_direction() {
        let folder = std::env::temp_dir().join(format!("wrtd-trace-{}", std::process::id()));
        let trace = Trace::to_file(&folder).unwrap();
        trace.message(Direction::FromClient, b"{\n\"seq\": 1\r\n}");
        trace.message(Direction::ToClient, b"{}");
        let text = std::fs::read_to_string(&folder).unwrap();
        std::fs::remove_file(&folder).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("wrtd "));
        assert!(lines[1].ends_with(" --> { \"seq\": 1  }"), "{}", lines[1]);
        assert!(lines[2].ends_with(" <-- {}"));
        assert!(lines[1].trim_start().split(' ').next().unwrap().parse::<f64>().is_ok());
    }

    #[test]
    fn without_a_file_nothing_happens() {
        Trace::default().message(Direction::ToClient, b"{}");
    }
}
