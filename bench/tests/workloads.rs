//! What every workload promises beside its result: features that every engine has, one shape of
//! exports, hardly an import, a place for each breakpoint.

use wasmparser::{Validator, WasmFeatures};
use wrtd_bench::Workload;
use wrtd_core::{FuncType, Module, ValType};

/// WebAssembly 1.0 with what compilers have long taken for granted. Rust's own library writes the table
/// of `call_indirect` as a number of several bytes.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::FLOATS)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG);

/// What wasi-libc's `snprintf` refers to and Lua never calls.
const LUA_IMPORTS: [&str; 3] = ["fd_close", "fd_seek", "fd_write"];

#[test]
fn only_basic_features() {
    for workload in Workload::all().unwrap() {
        let simd = if workload.name == "simd" { WasmFeatures::SIMD } else { WasmFeatures::empty() };
        Validator::new_with_features(FEATURES | simd)
            .validate_all(&workload.bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", workload.name));
    }
}

#[test]
fn one_shape() {
    let workloads = Workload::all().unwrap();
    assert!(workloads.len() >= 14, "{}", workloads.len());
    for workload in workloads {
        let module = Module::decode(workload.bytes.clone()).unwrap();
        let run = module.export("run").unwrap();
        let ty = FuncType::new([ValType::I32], [ValType::I64]);
        assert_eq!(module.func_type(run.index), Some(&ty), "{}", workload.name);
        assert!(workload.never_called(&module).is_ok(), "{}", workload.name);
        assert!(workload.hot_function(&module).is_ok(), "{}", workload.name);
        let imports: Vec<&str> = module.imports().iter().map(|it| it.name.as_str()).collect();
        let allowed: &[&str] = if workload.name == "lua" { &LUA_IMPORTS } else { &[] };
        assert_eq!(imports, allowed, "{}", workload.name);
    }
}
