//! What an embedder gives to programs that run on a device: the functions of its board.

use std::{collections::HashMap, fmt, sync::Arc};

use wrtd_core::{FuncType, HostError, device::HostCall};

/// A function of a board, as its firmware has it: the call's slots hold the arguments, which the results replace.
/// With [`HostError::Interrupted`] the same call is made again.
pub type BoardFunction = Box<dyn FnMut(HostCall<'_>) -> Result<(), HostError> + Send>;

/// The functions of a board, by the names of the imports that they are for.
#[derive(Default)]
pub struct Board(HashMap<(String, String), (FuncType, BoardFunction)>);

impl Board {
    /// Gives a function to programs that import `name` from `module`; one of the same names before is gone.
    pub fn define(&mut self, module: &str, name: &str, ty: FuncType, function: BoardFunction) {
        self.0.insert((module.to_owned(), name.to_owned()), (ty, function));
    }

    /// Takes the function for an import, with its type.
    pub(crate) fn take(&mut self, module: &str, name: &str) -> Option<(FuncType, BoardFunction)> {
        self.0.remove(&(module.to_owned(), name.to_owned()))
    }
}

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Functions that an embedder gives to the programs it debugs on a device; by default none.
///
/// ```
/// use wrtd_core::{FuncType, ValType};
/// use wrtd_debug::{BoardFunctions, DebugSession, Entry, LaunchSpec, Motion};
/// use wrtd_limits::{AsilLevel, ComprehensivePlatformLimits, Plan, PlatformId, Provenance};
///
/// # let folder = tempfile::tempdir()?;
/// # let program = folder.path().join("program.wasm");
/// # std::fs::write(&program, wat::parse_str(r#"(module
/// #     (import "sensor" "read" (func $read (param i32) (result i32)))
/// #     (func (export "twice") (param i32) (result i32)
/// #         (i32.mul (call $read (local.get 0)) (i32.const 2))))"#)?)?;
/// let limits = ComprehensivePlatformLimits::new(PlatformId::Zephyr, 32 << 10, AsilLevel::B);
/// let plan = Plan::new(limits, Provenance::Profile("embedded"), Provenance::Profile("embedded"));
/// let board = BoardFunctions::new(|board| {
///     let ty = FuncType::new([ValType::I32], [ValType::I32]);
///     board.define("sensor", "read", ty, Box::new(|call| {
///         call.slots[0] += 100;
///         Ok(())
///     }));
/// });
/// let entry = Entry::Invoke { function: "twice".into(), args: vec!["3".into()] };
/// let spec = LaunchSpec { program, plan, board, entry, ..LaunchSpec::default() };
/// let mut session = DebugSession::launch(spec, Box::new(|_event| ()))?;
/// assert!(session.resume(Motion::Continue)?.is_none());
/// assert_eq!(session.results(), ["206"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct BoardFunctions(Option<Define>);

type Define = Arc<dyn Fn(&mut Board) + Send + Sync>;

impl BoardFunctions {
    /// `define` is called with the board of each start of the program, before anything is linked, and calls
    /// [`Board::define`]. What a workstation gives is defined already; what has the same names replaces it.
    pub fn new(define: impl Fn(&mut Board) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(define)))
    }

    /// Defines the functions of a board.
    pub(crate) fn define(&self, board: &mut Board) {
        if let Some(define) = &self.0 {
            define(board);
        }
    }
}

impl fmt::Debug for BoardFunctions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "BoardFunctions(..)" } else { "BoardFunctions(none)" })
    }
}
