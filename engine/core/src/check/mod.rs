//! Checks a module as it comes, in pieces of any size: whether it is valid, and whether it fits a plan of limits.
//!
//! One pass does all. A section is refused by its size or its number of items before it is read, and what was refused
//! is not read any further. Custom sections and the contents of data segments are passed over.
//!
//! ```
//! use wrtd_core::check::Checker;
//! use wrtd_limits::{Account, AsilLevel, ComprehensivePlatformLimits, Plan, PlatformId, Provenance};
//!
//! let board = Provenance::Profile("board");
//! let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 << 20, AsilLevel::B);
//! let plan = Plan::new(limits, board, board);
//!
//! let module = wat::parse_str(r#"(module
//!     (memory 2 5)
//!     (func (export "grow") (result i32) (memory.grow (i32.const 1))))"#)?;
//! let mut checker = Checker::new(&plan);
//! for piece in module.chunks(10) {
//!     checker.feed(piece)?;
//! }
//! let report = checker.finish()?;
//! let linear = report.accounts[0];
//! assert_eq!(linear.account, Account::WasmLinear);
//! assert_eq!((linear.instantiated, linear.most), (2 << 16, 5 << 16));
//!
//! let large = wat::parse_str("(module (memory 5000))")?;
//! let refusal = Checker::new(&plan).feed(&large).expect_err("more than the board has");
//! assert_eq!(
//!     refusal.to_string(),
//!     "at offset 0xb: the linear memories: 327680000 bytes, and wasm_linear allows 33554432 (from \
//!      the board profile); configure a higher limit"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod body;
mod calls;
mod component;
mod framing;
mod level;
mod module;
mod prediction;
mod program;
mod refusal;
mod report;
mod sections;
mod tally;
#[cfg(test)]
mod tests;

use wrtd_limits::Plan;

use self::framing::Intake;
use self::sections::Sections;

pub use self::prediction::AccountUse;
pub use self::refusal::{Excess, Refusal, RefusalReason, Subject};
pub use self::report::{Counts, Format, Named, Report, Sized, Sizes, StackNeed, ThreadNeed};

/// Checks one file; see the module's documentation.
pub struct Checker {
    plan: Plan,
    intake: Intake,
    sections: Sections,
    /// Why the file was refused.
    refusal: Option<Refusal>,
}

impl Checker {
    /// Nothing of a file has come, which is to fit `plan`.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            plan: *plan,
            intake: Intake::default(),
            sections: Sections::new(plan),
            refusal: None,
        }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// [`Refusal`]: then what follows does not matter, and each further call gives the same.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        if self.refusal.is_none() {
            self.refusal = self.intake.feed(&mut self.sections, chunk).err();
        }
        self.refusal.clone().map_or(Ok(()), Err)
    }

    /// The file is over.
    ///
    /// # Errors
    /// [`Refusal`] where it ends too soon, or was refused before.
    pub fn finish(self) -> Result<Report, Refusal> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        let (size, program, tally) = self.sections.finish(self.intake.held())?;
        Ok(Report::new(&self.plan, size, program.as_ref(), tally))
    }
}
