//! From loaded files to instances with everything that they import.

use std::{collections::VecDeque, io::IsTerminal, thread, time::Instant};

use wrtd_core::{InstanceId, InstantiateOptions, Notice, Store, StoreLimits};
use wrtd_limits::Ledger;
use wrtd_wasi::{SeededRandom, Stdin, Terminals, WasiConfig};

use super::threads;
use crate::{
    Event, LaunchError, LaunchSpec, OutputCategory, StdinSource,
    load::{self, LoadedFile},
    outlet::Outlet,
    target::calls::{self, Call},
};

/// Instances in order of loading, the program last, and what is to be called.
pub(super) struct Linked {
    pub(super) store: Store,
    pub(super) instances: Vec<(InstanceId, LoadedFile)>,
    pub(super) calls: VecDeque<(InstanceId, Call)>,
}

/// Loads the program and its preloaded modules and links them.
pub(super) fn link(spec: &LaunchSpec, outlet: &Outlet) -> Result<Linked, LaunchError> {
    let refused = |error: &dyn std::fmt::Display| LaunchError::Refused(error.to_string());
    let program = load::load(&spec.host_path(&spec.program))?;
    let mut store = Store::new(StoreLimits::of(&spec.plan), Ledger::of(&spec.plan))
        .map_err(|error| refused(&error))?;
    let notices = outlet.clone();
    store.set_notice_handler(Box::new(move |notice| match notice {
        Notice::ThreadStarted { thread } => {
            notices.send(Event::ThreadStarted { thread: thread.number() });
        }
        Notice::ThreadEnded { thread } => {
            notices.send(Event::ThreadEnded { thread: thread.number() });
        }
        notice => notices.notice(OutputCategory::Console, &notice.to_string()),
    }));
    let begin = Instant::now();
    store.set_clock(Box::new(move || begin.elapsed()));
    store.set_sleep(Box::new(|time| {
        let start = Instant::now();
        thread::sleep(time);
        start.elapsed()
    }));
    let wasi = wasi_config(spec, &program.name, outlet);
    wrtd_wasi::define(&mut store, wasi).map_err(|error| refused(&error))?;
    spec.host.define(&mut store);

    threads::define_shared_memories(&mut store, &program.module)
        .map_err(|error| refused(&error))?;

    let mut instances = Vec::new();
    let mut calls = VecDeque::new();
    for (name, path) in &spec.preloads {
        let file = load::load(&spec.host_path(path))?;
        let instance = instantiate(&mut store, &file, spec.stub_missing)?;
        store.define_instance_exports(name, instance);
        calls.extend(calls::of_preload(&file.module).map(|call| (instance, call)));
        instances.push((instance, file));
    }
    let instance = instantiate(&mut store, &program, spec.stub_missing)?;
    let own = calls::of_program(&program.module, spec)?;
    calls.extend(own.into_iter().map(|call| (instance, call)));
    instances.push((instance, program));
    Ok(Linked { store, instances, calls })
}

fn instantiate(
    store: &mut Store,
    file: &LoadedFile,
    stub_missing: bool,
) -> Result<InstanceId, LaunchError> {
    let options = InstantiateOptions { stub_missing, name: file.name.clone() };
    store
        .instantiate(file.module.clone(), options)
        .map_err(|error| load::link_refusal(file, &error))
}

fn wasi_config(spec: &LaunchSpec, program: &str, outlet: &Outlet) -> WasiConfig {
    let (stdout, stderr) = (outlet.clone(), outlet.clone());
    let mut wasi = WasiConfig::new()
        .arg(program)
        .stdin(match &spec.stdin {
            StdinSource::None => Stdin::None,
            StdinSource::Inherit => Stdin::Inherit,
            StdinSource::File(path) => Stdin::File(spec.host_path(path)),
            StdinSource::Text(text) => Stdin::Bytes(text.clone().into_bytes()),
            StdinSource::Fed(feed) => Stdin::Pipe(feed.begin()),
        })
        .on_stdout(move |bytes| stdout.write(OutputCategory::Stdout, bytes))
        .on_stderr(move |bytes| stderr.write(OutputCategory::Stderr, bytes));
    wasi.terminals = terminals(&spec.stdin);
    if let Some(seed) = spec.random_seed {
        wasi.random = Box::new(SeededRandom::new(seed));
    }
    for arg in &spec.args {
        wasi = wasi.arg(arg.as_str());
    }
    for (name, value) in &spec.env {
        wasi = wasi.var(name, value);
    }
    for (host, guest) in &spec.dirs {
        wasi = wasi.dir(spec.host_path(host), guest);
    }
    wasi
}

/// A program that shares the debugger's streams sees what they are. Under a front end its output
/// goes line by line, as to a terminal: a full buffer would show it long after it was written.
fn terminals(stdin: &StdinSource) -> Terminals {
    match stdin {
        StdinSource::Inherit => Terminals {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
        },
        _ => Terminals { stdin: false, stdout: true, stderr: true },
    }
}
