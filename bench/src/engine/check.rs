//! The check of a file as it comes: validation, all limits and the sizes of side tables in one pass.

use std::{any::Any, sync::Arc};

use anyhow::Result;
use wrtd_core::check::Checker;
use wrtd_limits::Plan;

use super::{CHECK, Loader};

/// Bytes that come at a time, as `wrtd check` reads them.
const CHUNK: usize = 64 * 1024;

pub(super) struct Check;

impl Loader for Check {
    fn name(&self) -> &str {
        CHECK
    }

    fn load(&self, bytes: &Arc<[u8]>) -> Result<Box<dyn Any>> {
        let mut checker = Checker::new(&Plan::unlimited());
        for chunk in bytes.chunks(CHUNK) {
            checker.feed(chunk)?;
        }
        Ok(Box::new(checker.finish()?))
    }
}
