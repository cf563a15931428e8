//! Host functions, linking, start functions, and the messages of what is missing.

use std::sync::{Arc, Mutex};

use crate::common::{begin, call, module, store};
use wrtd_core::{
    DecodeError, Exit, FuncType, HostError, InstantiateError, InstantiateOptions, Module, Resume,
    TrapKind, ValType, Value,
};

const USES_HOST: &str = r#"(module
    (import "host" "f" (func $f (param i32 i64) (result i32)))
    (memory (export "memory") 1)
    (func (export "go") (result i32)
        (call $f (i32.const 16) (i64.const 5))
        (i32.const 1000)
        i32.add))"#;

fn host_type() -> FuncType {
    FuncType::new([ValType::I32, ValType::I64], [ValType::I32])
}

fn options() -> InstantiateOptions {
    InstantiateOptions::default()
}

#[test]
fn a_host_function_reads_and_writes_its_callers_memory() {
    let mut store = store();
    store.define_host(
        "host",
        "f",
        host_type(),
        Box::new(|caller, args, results| {
            assert_eq!(args, [Value::I32(16), Value::I64(5)]);
            let old = caller.read_u32(16)?;
            caller.write_u32(16, old + 1)?;
            results[0] = Value::I32(caller.instance().unwrap().index() as i32 + 7);
            Ok(())
        }),
    );
    let id = store.instantiate(module(USES_HOST), options()).unwrap();
    store.memory_mut(id, 0).unwrap()[16] = 41;
    assert_eq!(call(&mut store, id, "go", &[]), Exit::Finished(vec![Value::I32(1007)]));
    assert_eq!(store.memory(id, 0).unwrap()[16], 42);
}

#[test]
fn errors_of_host_functions_trap_or_end_the_program() {
    let mut store = store();
    let outcome = Arc::new(Mutex::new(None));
    let answer = outcome.clone();
    store.define_host(
        "host",
        "f",
        host_type(),
        Box::new(move |caller, _, results| {
            results[0] = Value::I64(1);
            match answer.lock().unwrap().clone() {
                Some(error) => Err(error),
                None => Ok(caller.write(65530, &[1; 7])?),
            }
        }),
    );
    let id = store.instantiate(module(USES_HOST), options()).unwrap();
    let mut run = |error| {
        *outcome.lock().unwrap() = error;
        begin(&mut store, id, "go", &[]);
        let exit = store.resume(Resume::Run);
        let depth = store.depth();
        store.abort_call();
        (exit, depth)
    };
    assert_eq!(run(Some(HostError::Exit(3))), (Exit::HostExit(3), 0));
    let (exit, depth) = run(Some(HostError::Trap("no such file".into())));
    let Exit::Trap(trap) = exit else { panic!("{exit:?}") };
    assert_eq!((trap.kind, depth), (TrapKind::Host("no such file".into()), 1));
    let (Exit::Trap(trap), _) = run(None) else { panic!() };
    let message = "7 bytes at address 0xfffa are outside the memory of 65536 bytes";
    assert_eq!(trap.kind, TrapKind::Host(message.into()));
}

#[test]
fn a_result_of_the_wrong_type_is_a_trap() {
    let mut store = store();
    let host = |_: &mut wrtd_core::Caller<'_>, _: &[Value], results: &mut [Value]| {
        results[0] = Value::F32(0);
        Ok(())
    };
    store.define_host("host", "f", host_type(), Box::new(host));
    let id = store.instantiate(module(USES_HOST), options()).unwrap();
    let Exit::Trap(trap) = call(&mut store, id, "go", &[]) else { panic!() };
    let message = "the host function host.f gave f32 for a result of type i32";
    assert_eq!(trap.kind, TrapKind::Host(message.into()));
}

#[test]
fn an_interrupted_host_call_is_made_again_with_the_same_arguments() {
    let mut store = store();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    store.define_host(
        "host",
        "f",
        host_type(),
        Box::new(move |caller, args, _| {
            log.lock().unwrap().push(args.to_vec());
            if caller.interrupt_requested() { Err(HostError::Interrupted) } else { Ok(()) }
        }),
    );
    let id = store.instantiate(module(USES_HOST), options()).unwrap();
    begin(&mut store, id, "go", &[]);
    store.interrupt().request();
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    let call_pc = store.module(id).instruction_offsets(1).unwrap()[2];
    assert_eq!(store.frame(0).unwrap().pc, call_pc);
    assert_eq!(store.operand(0, 1).unwrap(), Value::I64(5));
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(1000)]));
    let seen = seen.lock().unwrap();
    assert_eq!((seen.len(), &seen[0]), (2, &seen[1]));
}

#[test]
fn a_host_function_can_be_called_without_a_guest() {
    let mut store = store();
    let host = |_: &mut wrtd_core::Caller<'_>, args: &[Value], results: &mut [Value]| {
        results[0] = args[0];
        Ok(())
    };
    let func = store.define_host("host", "f", host_type(), Box::new(host));
    store.begin_call(func, &[Value::I32(4), Value::I64(0)]).unwrap();
    assert!(store.is_call_active());
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(4)]));
    assert!(!store.is_call_active());
}

#[test]
fn instances_share_what_they_export_and_calls_cross_between_them() {
    let mut store = store();
    let library = module(
        r#"(module
            (memory (export "memory") 1 4)
            (global (export "count") (mut i32) (i32.const 0))
            (func (export "bump") (param i32) (result i32)
                (global.set 0 (i32.add (global.get 0) (local.get 0)))
                (i32.store8 (i32.const 0) (global.get 0))
                (drop (memory.grow (i32.const 1)))
                global.get 0))"#,
    );
    let library = store.instantiate(library, options()).unwrap();
    store.define_instance_exports("lib", library);
    let program = module(
        r#"(module
            (import "lib" "bump" (func $bump (param i32) (result i32)))
            (import "lib" "memory" (memory 1))
            (import "lib" "count" (global $count (mut i32)))
            (func (export "go") (result i32 i32 i32 i32)
                (call $bump (i32.const 5))
                (i32.load8_u (i32.const 0))
                (global.get $count)
                (memory.size)))"#,
    );
    let program = store.instantiate(program, options()).unwrap();
    let values = [5, 5, 5, 2].map(Value::I32).to_vec();
    assert_eq!(call(&mut store, program, "go", &[]), Exit::Finished(values));
    begin(&mut store, program, "go", &[]);
    let entry = store.module(library).code_range(0).unwrap().start;
    store.set_breakpoint(library, entry).unwrap();
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    assert_eq!(store.frame(0).unwrap().instance, library);
    assert_eq!(store.frame(1).unwrap().instance, program);
}

#[test]
fn the_start_function_is_given_and_not_run() {
    let mut store = store();
    let id = store
        .instantiate(
            module(
                r#"(module (global (export "g") (mut i32) (i32.const 1))
                    (func $s (global.set 0 (i32.const 2))) (start $s))"#,
            ),
            options(),
        )
        .unwrap();
    assert_eq!(store.global(id, 0).unwrap(), Value::I32(1));
    let start = store.start_function(id).unwrap();
    store.begin_call(start, &[]).unwrap();
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![]));
    assert_eq!(store.global(id, 0).unwrap(), Value::I32(2));
}

#[test]
fn missing_imports_are_all_named_with_their_types_and_a_remedy() {
    let text = r#"(module
        (import "env" "f" (func (param i32 f64) (result i64)))
        (import "env" "g" (global (mut i32)))
        (import "env" "m" (memory 2 5))
        (import "env" "t" (table 1 externref))
        (func (export "go") (result i64) (call 0 (i32.const 1) (f64.const 2))))"#;
    let mut store = store();
    let error = store.instantiate(module(text), options()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "4 imports are missing:\n  \
           env.f: function (i32, f64) -> (i64)\n  \
           env.g: global (mut i32)\n  \
           env.m: memory 2..5 pages\n  \
           env.t: table 1.. externref\n\
         provide each module with --preload NAME=FILE, or let calls of missing functions trap with \
         --stub-missing"
    );
}

#[test]
fn a_stub_traps_with_the_name_of_its_import() {
    let mut store = store();
    let stubs = InstantiateOptions { stub_missing: true, ..options() };
    let id = store.instantiate(module(USES_HOST), stubs).unwrap();
    let Exit::Trap(trap) = call(&mut store, id, "go", &[]) else { panic!() };
    assert_eq!(
        trap.kind.to_string(),
        "the missing import host.f was called; provide the module host with --preload host=FILE"
    );
}

#[test]
fn an_import_of_another_type_is_named_with_what_was_found() {
    let mut store = store();
    store.define_host("host", "f", FuncType::default(), Box::new(|_, _, _| Ok(())));
    let error = store.instantiate(module(USES_HOST), options()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the import host.f must be a function of type (i32, i64) -> (i32), and a function () -> () \
         is provided; preload a module that fits"
    );
}

#[test]
fn modules_for_javascript_hosts_are_recognised() {
    for (import, words) in [
        (r#"(import "wbg" "__wbg_log" (func))"#, "wasm-bindgen"),
        (r#"(import "__wbindgen_placeholder__" "f" (func))"#, "wasm-bindgen"),
        (r#"(import "env" "emscripten_memcpy_js" (func))"#, "Emscripten"),
    ] {
        let module = module(&format!("(module {import})"));
        let error = store().instantiate(module, options()).unwrap_err();
        assert!(matches!(error, InstantiateError::MissingImports(_)));
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn files_that_are_no_core_module_are_named() {
    let decode = |bytes: &[u8]| Module::decode(bytes.into()).unwrap_err();
    assert_eq!(decode(b""), DecodeError::NotWasm);
    assert_eq!(decode(b"(module)"), DecodeError::NotWasm);
    assert_eq!(decode(b"\0asm\x0d\0\x01\0"), DecodeError::Component);
    assert!(matches!(decode(b"\0asm\x01\0\0"), DecodeError::Invalid { .. }));
    let wide = wat::parse_str(
        "(module (func (param i64 i64 i64 i64) (result i64 i64)
            (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3))))",
    );
    let error = decode(&wide.unwrap());
    assert!(matches!(error, DecodeError::Unsupported { .. }), "{error:?}");
    assert!(error.to_string().contains("wide arithmetic"), "{error}");
}

#[test]
fn names_come_from_the_name_section_or_the_exports() {
    let module = module(
        r#"(module $prog (import "a" "b" (func)) (global $top (mut i32) (i32.const 0))
            (func $named (param $x i32) (local $y i64)) (func (export "out")))"#,
    );
    let name = |func| module.function_name(func);
    assert_eq!(name(0).as_deref(), Some("a.b"));
    assert_eq!(name(1).as_deref(), Some("named"));
    assert_eq!(name(2).as_deref(), Some("out"));
    assert_eq!(name(3), None);
    assert_eq!(module.local_name(1, 0).as_deref(), Some("x"));
    assert_eq!(module.local_name(1, 1).as_deref(), Some("y"));
    assert_eq!(module.local_types(1).unwrap(), [ValType::I32, ValType::I64]);
    assert_eq!(module.global_name(0).as_deref(), Some("top"));
    assert_eq!(module.module_name(), Some("prog"));
    let code = module.code_range(1).unwrap();
    assert_eq!(module.function_containing(code.start), Some(1));
    assert_eq!(module.function_containing(0), None);
}

#[test]
fn memories_tables_and_globals_get_stubs_too() {
    let text = r#"(module
        (import "env" "memory" (memory 2 5)) (import "env" "table" (table 3 funcref))
        (import "GOT" "base" (global $base (mut i32)))
        (func (export "size") (result i32 i32 i32)
            memory.size table.size (global.get $base)))"#;
    let mut store = store();
    let stubs = InstantiateOptions { stub_missing: true, ..options() };
    let id = store.instantiate(module(text), stubs).unwrap();
    let sizes = [2, 3, 0].map(Value::I32).to_vec();
    assert_eq!(call(&mut store, id, "size", &[]), Exit::Finished(sizes));
    let never_null = r#"(module (import "env" "entry" (global (ref func))))"#;
    let stubs = InstantiateOptions { stub_missing: true, ..options() };
    let error = store.instantiate(module(never_null), stubs).unwrap_err();
    assert!(error.to_string().contains("env.entry"), "{error}");
}
