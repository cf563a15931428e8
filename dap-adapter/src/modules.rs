//! Modules as the protocol writes them.

use std::path::Path;

use wrtd_debug::ModuleView;

use crate::{
    client::Client,
    protocol::{IntegerOrString, generated::Module},
};

/// A module of which everything is known.
pub(crate) fn view(client: &Client, module: &ModuleView) -> Module {
    let status = match (&module.debug_file, module.has_debug_info) {
        (Some(file), _) => format!("debug information in {}", file.display()),
        (None, true) => "debug information in the module".to_owned(),
        (None, false) => "no debug information; build it with some (rustc -g, clang -g)".to_owned(),
    };
    Module {
        symbol_status: Some(status),
        symbol_file_path: module.debug_file.as_ref().map(|file| client.path(file)),
        address_range: (!module.code.is_empty()).then(|| {
            let base = u64::from(module.id) << 32;
            let (start, end) = (u64::from(module.code.start), u64::from(module.code.end));
            format!("{:#x}-{:#x}", base | start, base | end)
        }),
        ..named(client, module.id, &module.name, module.path.as_deref())
    }
}

/// A module whose debug information nobody has asked for yet.
pub(crate) fn named(client: &Client, id: u32, name: &str, path: Option<&Path>) -> Module {
    Module {
        id: IntegerOrString::Integer(i64::from(id)),
        name: name.to_owned(),
        path: path.map(|path| client.path(path)),
        address_range: None,
        date_time_stamp: None,
        is_optimized: None,
        is_user_code: None,
        symbol_file_path: None,
        symbol_status: None,
        version: None,
    }
}
