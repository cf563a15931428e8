//! The bound that the check of a program states is never exceeded, whatever the program does and however it is debugged.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use wrtd_core::Module;
use wrtd_debug::check::{Report, check};
use wrtd_debug::{DebugSession, Entry, LaunchSpec, Motion, StdinSource};
use wrtd_limits::{Account, AsilLevel, ComprehensivePlatformLimits, Plan, PlatformId, Provenance};

/// Most functions of a program that get a breakpoint, spread over all.
const BREAKPOINTS: usize = 300;

/// The same where the file is larger than this: each function takes a look at all names.
const LARGE: u64 = 1 << 20;
const OF_LARGE: usize = 5;

/// Stops after which the breakpoints are taken away.
const STOPS: usize = 100;

/// Frames that are looked at.
const FRAMES: u32 = 20;

/// A container, as its profile has it.
fn container() -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 512 << 20, AsilLevel::A);
    let detected = Provenance::Detected("memory.max of /test");
    Plan::new(limits, detected, detected)
}

fn texts(run: &Table, key: &str) -> Vec<String> {
    let list = run.get(key).and_then(Value::as_array);
    list.into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Each run of `fixtures/runs.toml` whose program is here, with its name.
fn runs() -> Vec<(String, LaunchSpec)> {
    let root = common::fixtures();
    let manifest: Table = fs::read_to_string(root.join("runs.toml")).unwrap().parse().unwrap();
    let mut specs = Vec::new();
    for run in manifest["run"].as_array().unwrap() {
        let run = run.as_table().unwrap();
        let text = |key: &str| run.get(key).and_then(Value::as_str);
        let mut files = texts(run, "files");
        files.extend(text("file").map(str::to_owned));
        for file in files.iter().filter(|file| root.join(file).exists()) {
            let pair = |text: &str, sign| {
                let (a, b): (&str, &str) = text.split_once(sign).unwrap();
                (a.to_owned(), b.to_owned())
            };
            let dirs = texts(run, "dirs").iter().map(|dir| pair(dir, "::")).collect::<Vec<_>>();
            let preloads = texts(run, "preload").iter().map(|it| pair(it, "=")).collect::<Vec<_>>();
            let env = run.get("env").and_then(Value::as_table).into_iter().flatten();
            let stdin = match (text("stdin"), text("stdin_file")) {
                (Some(stdin), _) => StdinSource::Text(stdin.to_owned()),
                (None, Some(file)) => StdinSource::File(root.join(file)),
                (None, None) => StdinSource::None,
            };
            let (args, entry) = match text("invoke") {
                None => (texts(run, "args"), Entry::Default),
                Some(function) => (
                    Vec::new(),
                    Entry::Invoke { function: function.into(), args: texts(run, "args") },
                ),
            };
            let spec = LaunchSpec {
                args,
                entry,
                stdin,
                env: env.map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect(),
                dirs: dirs.into_iter().map(|(host, guest)| (root.join(host), guest)).collect(),
                preloads: preloads.into_iter().map(|(name, at)| (name, root.join(at))).collect(),
                plan: container(),
                ..common::spec(file)
            };
            specs.push((format!("{} ({file})", text("name").unwrap()), spec));
        }
    }
    specs
}

/// Runs the program with breakpoints in its functions to its end.
fn debug(spec: LaunchSpec) -> DebugSession {
    let program = spec.program.clone();
    let module = Module::decode(fs::read(&program).unwrap().into()).unwrap();
    let mut session = DebugSession::launch(spec, Box::new(|_| ())).unwrap();
    let defined = module.imported_func_count()..module.func_count();
    let is_large = fs::metadata(&program).unwrap().len() > LARGE;
    let most = if is_large { OF_LARGE } else { BREAKPOINTS };
    let step = defined.len().div_ceil(most).max(1);
    let functions = defined.step_by(step).filter_map(|func| module.function_name(func));
    let ids: Vec<_> = functions.map(|name| session.add_function_breakpoint(&name).id).collect();
    let mut stops = 0;
    while session.resume(Motion::Continue).unwrap().is_some() {
        if session.exit_code().is_some() {
            break;
        }
        session.stack(0, FRAMES).unwrap();
        stops += 1;
        if stops == STOPS {
            for &id in &ids {
                session.remove_breakpoint(id);
            }
        }
    }
    session
}

fn report(path: &Path) -> Report {
    check(File::open(path).unwrap(), &container()).unwrap()
}

#[test]
fn no_account_holds_more_than_was_stated_in_any_run_of_the_fixtures() {
    let mut compared = 0;
    for (name, spec) in runs() {
        let preloads = spec.preloads.iter().map(|(_, path)| path.clone());
        let files: Vec<_> = preloads.chain([spec.program.clone()]).collect();
        let reports: Vec<Report> = files.iter().map(|file| report(file)).collect();
        let session = debug(spec);
        let budget = session.budget();
        let parts = &budget.engine.parts;
        let part = |name: &str| parts.iter().find(|it| it.0 == name).map_or(0, |it| it.1);
        for (place, account) in Account::ALL.into_iter().enumerate() {
            let high_water = budget.accounts[place].high_water;
            let most: u64 = reports.iter().map(|report| report.accounts[place].most).sum();
            // What host functions keep there is not the program's.
            let held = match account {
                Account::Components => part("instances") + part("tables"),
                _ => high_water,
            };
            assert!(
                held <= most,
                "{name}: {account} held {held} bytes, at most {most} were stated"
            );
            let first: u64 = reports.iter().map(|it| it.accounts[place].instantiated).sum();
            if account == Account::WasmLinear {
                assert!(held >= first, "{name}: {account} held {held} bytes, not {first}");
            }
        }
        compared += 1;
    }
    println!("{compared} runs");
    assert!(compared > 50, "only {compared} runs");
}

/// Nothing but the accounts bounds how many threads there are; what each adds is stated.
#[test]
fn each_thread_adds_what_was_stated() {
    for (program, folder, marker) in [
        ("c/threads/threads-o0.wasm", "c/threads/src", "in the mutex"),
        ("rust/workers/workers-o2.wasm", "rust/workers/src", "in the mutex"),
    ] {
        let spec = LaunchSpec { plan: container(), ..common::spec(program) };
        let each = report(&spec.program).threads.unwrap();
        let mut scene = common::launch(folder, spec);
        let held = |scene: &common::Scene, names: &[&str]| {
            let parts = scene.session.budget().engine.parts;
            let wanted = parts.iter().filter(|part| names.contains(&part.0));
            wanted.map(|part| part.1).sum::<u64>()
        };
        let parts = [["instances", "tables"].as_slice(), &["stack (reserved)"]];
        let before = parts.map(|names| held(&scene, names));
        scene = scene.only_at(marker);
        let threads = scene.session.threads().len() as u64 - 1;
        assert!(threads >= 3, "{program}: {threads}");
        let added = [0, 1].map(|place| held(&scene, parts[place]) - before[place]);
        assert_eq!(added, [threads * each.components, threads * each.runtime], "{program}");
    }
    assert_eq!(report(&common::spec("c/types/types-o0.wasm").program).threads, None);
}

/// The committed programs.
fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|it| it == "wasm") {
            found.push(path);
        }
    }
}

// Of imports the check says nothing: they are the firmware's.
#[test]
fn a_device_runs_what_the_check_passes_and_holds_what_it_says() {
    let plan = common::device();
    let mut found = Vec::new();
    for language in ["c", "rust", "wat"] {
        programs(&common::fixtures().join(language), &mut found);
    }
    let (mut fit, mut refused) = (0, 0);
    for program in found {
        let spec = LaunchSpec {
            program: program.clone(),
            stub_missing: true,
            plan,
            ..LaunchSpec::default()
        };
        let launched = DebugSession::launch(spec, Box::new(|_| ()));
        match (check(File::open(&program).unwrap(), &plan), launched) {
            (Ok(report), Ok(session)) => {
                fit += 1;
                for (stated, held) in report.accounts.iter().zip(session.budget().accounts) {
                    let name = program.display();
                    assert_eq!(stated.instantiated, held.used, "{name}: {}", held.account);
                }
            }
            (Err(_), Err(_)) => refused += 1,
            // A library: the check does not ask what is to run.
            (Ok(_), Err(error)) if error.to_string().starts_with("the module has neither") => {}
            (Ok(_), Err(error)) => panic!("{} passes, but {error}", program.display()),
            (Err(error), Ok(_)) => panic!("{} runs, but {error}", program.display()),
        }
    }
    println!("{fit} fit, {refused} do not");
    assert!(fit > 3 && refused > 10, "{fit} fit, {refused} do not");
}
