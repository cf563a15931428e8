//! Exceptions of the engine as a session sees them.

use wrtd_symbols::WasmValue;

use super::LocalTarget;
use crate::target::{CodeAddress, TargetHandler};

impl LocalTarget {
    /// The numbers of the exception that nobody caught; references among its values are left out.
    pub(super) fn values_uncaught(&self) -> Vec<WasmValue> {
        let values = self.store.uncaught_values().unwrap_or_default();
        values.iter().filter_map(|&value| self.value(value).number()).collect()
    }

    pub(super) fn visit_handlers(
        &self,
        tag: u32,
        visit: &mut dyn FnMut(TargetHandler) -> Option<u32>,
    ) {
        let Some(tag) = self.instance(0).and_then(|instance| self.store.tag(instance, tag)) else {
            return;
        };
        self.store.each_handler(tag, |handler| {
            let info = self.store.frame(handler.frame)?;
            visit(TargetHandler {
                frame: handler.frame as u32,
                function: info.func,
                address: CodeAddress { module: self.module_of(info.instance)?, offset: handler.pc },
                catches_all: handler.catches_all,
            })
        });
    }
}
