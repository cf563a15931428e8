//! Validation by `wasmparser` alone: what any engine that validates does at the least.

use std::{any::Any, sync::Arc};

use anyhow::Result;
use wasmparser::Validator;

use super::Loader;

pub(super) struct Validation {
    name: String,
}

impl Validation {
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl Loader for Validation {
    fn name(&self) -> &str {
        &self.name
    }

    fn load(&self, bytes: &Arc<[u8]>) -> Result<Box<dyn Any>> {
        Ok(Box::new(Validator::new().validate_all(bytes)?))
    }
}
