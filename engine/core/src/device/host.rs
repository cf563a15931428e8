//! What a device gives its programs: the functions that they import.

/// A call of an imported function.
#[derive(Debug)]
pub struct HostCall<'c> {
    /// Index of the function, as in [`Image::imports`](super::Image::imports).
    pub import: u32,
    /// The arguments, to be replaced by the results; as many slots as the greater number of them. Integers
    /// and floats of 32 bits have zeros above them.
    pub slots: &'c mut [u64],
    /// The linear memory, at its present size.
    pub memory: &'c mut [u8],
}

/// Why an imported function did not give results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostStop {
    /// The program traps.
    Trap,
    /// Not yet: [`Machine::run`](super::Machine::run) returns, and makes the same call when it runs again.
    Wait,
}

/// The functions that a program imports. Closures that take a [`HostCall`] are some.
pub trait Host {
    /// Carries out a call.
    ///
    /// # Errors
    /// [`HostStop`]; the slots are the arguments still when the call is made again.
    fn call(&mut self, call: HostCall<'_>) -> Result<(), HostStop>;
}

impl<F: FnMut(HostCall<'_>) -> Result<(), HostStop>> Host for F {
    fn call(&mut self, call: HostCall<'_>) -> Result<(), HostStop> {
        self(call)
    }
}
