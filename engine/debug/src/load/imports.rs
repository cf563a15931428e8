//! What missing imports say about where a module comes from.

use std::fmt::Write;

use wrtd_core::MissingImport;

/// Imports named in a message; the rest are counted.
const NAMED: usize = 20;

/// A host that modules are made for and that is not there.
struct Host {
    /// Whether an import belongs to it.
    imports: fn(&MissingImport) -> bool,
    /// What the module is, after the file's path.
    what: &'static str,
    /// What to do.
    remedy: &'static str,
}

const HOSTS: &[Host] = &[
    Host {
        imports: |import| import.module.starts_with("__wbindgen"),
        what: "was built for wasm-bindgen and wants a JavaScript host",
        remedy: "build the program for wasm32-wasip1 without wasm-bindgen",
    },
    Host {
        imports: |import| {
            import.module == "wbg"
                || import.name.starts_with("__wbg_")
                || import.name.starts_with("__wbindgen_")
                || import.module.ends_with("_bg.js")
        },
        what: "was made by wasm-bindgen and wants the JavaScript beside it",
        remedy: "build the program for wasm32-wasip1 without wasm-bindgen",
    },
    Host {
        imports: |import| {
            import.module == "env"
                && (import.name.starts_with("emscripten_")
                    || import.name.starts_with("_emscripten_")
                    || import.name.starts_with("invoke_")
                    || import.name.starts_with("__syscall_")
                    || import.name.starts_with("_embind_"))
        },
        what: "was made by Emscripten and wants its JavaScript runtime",
        remedy: "link it with emcc -sSTANDALONE_WASM, or build it with clang --target=wasm32-wasi",
    },
    Host {
        imports: |import| import.module == "a" && import.name.len() <= 2,
        what: "has the minified imports of an optimised Emscripten program and wants its JavaScript \
               runtime",
        remedy: "link it with emcc -sSTANDALONE_WASM, or build it with clang --target=wasm32-wasi",
    },
    Host {
        imports: |import| import.module == "gojs" || import.module == "go",
        what: "was made by Go for JavaScript hosts",
        remedy: "build it with GOOS=wasip1 GOARCH=wasm",
    },
    Host {
        imports: |import| import.module.starts_with("cm32p2") || import.module.contains(":"),
        what: "is the core module of a component and wants the component's interfaces",
        remedy: "build the program for the target wasm32-wasip1",
    },
    Host {
        imports: |import| import.module == "wasi_unstable",
        what: "was built for a WASI older than preview 1",
        remedy: "build it again with a toolchain for wasm32-wasip1 (wasm32-wasi in older ones)",
    },
    Host {
        imports: |import| {
            import.module == "env"
                && import.name == "abort"
                && import.ty.matches("i32").count() == 4
        },
        what: "was made by AssemblyScript and wants its loader's functions",
        remedy: "build it with @assemblyscript/wasi-shim",
    },
];

/// The imports that nothing provides, as lines.
pub(crate) fn list(missing: &[MissingImport]) -> String {
    let (these, are) = if missing.len() == 1 { ("This", "is") } else { ("These", "are") };
    let noun = if missing.len() == 1 { "import" } else { "imports" };
    let mut text = format!("{these} {} {noun} {are} missing:\n", missing.len());
    for import in missing.iter().take(NAMED) {
        let MissingImport { module, name, kind, ty } = import;
        let _ = writeln!(text, "  {module}.{name}: {kind} {ty}");
    }
    if missing.len() > NAMED {
        let _ = writeln!(text, "  and {} more", missing.len() - NAMED);
    }
    text
}

/// The message for imports that nothing provides; reads after the file's path.
pub(crate) fn missing(missing: &[MissingImport]) -> String {
    let host = HOSTS.iter().find(|host| missing.iter().any(host.imports));
    let mut text = match host {
        Some(host) => format!("{}. ", host.what),
        None => String::from("cannot be linked. "),
    };
    text += &list(missing);
    match host {
        Some(host) => {
            let _ = write!(
                text,
                "Remedy: {}. What needs none of these imports can be run with --stub-missing (in a \
                 launch request: `stubMissing`).",
                host.remedy
            );
        }
        None => {
            let first = missing.first().map_or("NAME", |import| import.module.as_str());
            let _ = write!(
                text,
                "Give the file that provides them with --preload {first}=FILE (in a launch request: \
                 `preload`), or let calls of missing functions trap with --stub-missing \
                 (`stubMissing`)."
            );
        }
    }
    text
}
