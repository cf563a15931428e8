//! Where the program's standard output and standard error go.

use std::io;

/// Takes what the program writes to a standard stream.
///
/// Every [`Write`](io::Write) that is `Send` is one, such as [`io::stdout`], and so is
/// [`OutputFn`].
pub trait OutputSink: Send {
    /// Takes some of `bytes`, which are not empty, and answers how many, at least one.
    ///
    /// It must not block for long: the debugger cannot pause the program in the meantime.
    ///
    /// # Errors
    /// An error is answered to the program as its error number; `BrokenPipe` becomes `EPIPE`.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;
}

impl<W: io::Write + Send> OutputSink for W {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = io::Write::write(self, bytes)?;
        self.flush()?;
        Ok(written)
    }
}

/// A sink that gives everything to a function, such as one that sends an output event.
pub struct OutputFn<F>(pub F);

impl<F: FnMut(&[u8]) + Send> OutputSink for OutputFn<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes);
        Ok(bytes.len())
    }
}
