//! Scenarios over fixtures: a session whose events and stops read as a transcript.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use wrtd_debug::{
    Breakpoint, DebugSession, Event, Format, LaunchSpec, LineBreakpoint, Motion, OutputCategory,
    ScopeKind, StopEvent, VariableFilter, VariableView,
};
use wrtd_limits::{
    AsilLevel, ComprehensivePlatformLimits, LimitName, Plan, PlatformId, Provenance,
};

/// The folder of the fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").canonicalize().unwrap()
}

/// A launch of a fixture, without Rust's library sources, wherever the test runs.
pub(crate) fn spec(program: &str) -> LaunchSpec {
    LaunchSpec {
        program: fixtures().join(program),
        source_map: vec![("/wrtd/fixtures".to_owned(), fixtures().display().to_string())],
        rust_source: Some(PathBuf::from("/nonexistent")),
        // The order of a `HashMap` is random.
        random_seed: Some(1),
        ..LaunchSpec::default()
    }
}

/// A plan with no limits but these.
pub(crate) fn plan(limits: &[(LimitName, u64)]) -> Plan {
    let mut plan = Plan::unlimited();
    let from = Provenance::LaunchAttribute("limits");
    plan.set(limits.iter().map(|&(name, value)| (name, value, from))).unwrap();
    plan
}

/// The plan of a device with 32 KiB, as its profile has it.
pub(crate) fn device() -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Zephyr, 32 << 10, AsilLevel::B);
    Plan::new(limits, Provenance::CommandLine("--max-memory"), Provenance::Profile("embedded"))
}

/// The same with other values of some limits.
pub(crate) fn device_with(limits: &[(LimitName, u64)]) -> Plan {
    let mut plan = device();
    let from = Provenance::LaunchAttribute("limits");
    plan.set(limits.iter().map(|&(name, value)| (name, value, from))).unwrap();
    plan
}

/// The source file and line of a `BREAK: name` marker below a fixture's folder.
pub(crate) fn marker(folder: &str, name: &str) -> (PathBuf, u32) {
    let mut found = Vec::new();
    search(&fixtures().join(folder), &format!("BREAK: {name}"), &mut found);
    assert_eq!(found.len(), 1, "markers {name:?} in {folder}");
    found.remove(0)
}

fn search(folder: &Path, text: &str, found: &mut Vec<(PathBuf, u32)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, text, found);
        } else if let Ok(source) = std::fs::read_to_string(&path) {
            let lines = source.lines().zip(1..).filter(|(line, _)| line.trim_end().ends_with(text));
            found.extend(lines.map(|(_, number)| (path.clone(), number)));
        }
    }
}

/// Events as a front end got them.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Event>>>);

impl Log {
    pub(crate) fn sink(&self) -> wrtd_debug::EventSink {
        let log = Arc::clone(&self.0);
        Box::new(move |event| log.lock().unwrap().push(event))
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// All that was written, in order, each line with where it came from.
    pub(crate) fn output(&self) -> String {
        let mut parts: Vec<(OutputCategory, Vec<u8>)> = Vec::new();
        for event in self.events() {
            let Event::Output { category, bytes } = event else { continue };
            match parts.last_mut().filter(|(last, _)| *last == category) {
                Some((_, text)) => text.extend(bytes),
                None => parts.push((category, bytes)),
            }
        }
        let mut text = String::new();
        for (category, bytes) in parts {
            for line in portable(&String::from_utf8_lossy(&bytes)).lines() {
                writeln!(text, "{category:?}: {line}").unwrap();
            }
        }
        text
    }

    /// Everything of one category, and no longer in the log.
    pub(crate) fn take(&self, category: OutputCategory) -> String {
        let mut text = Vec::new();
        self.0.lock().unwrap().retain(|event| match event {
            Event::Output { category: found, bytes } if *found == category => {
                text.extend_from_slice(bytes);
                false
            }
            _ => true,
        });
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// A program under test.
pub(crate) struct Scene {
    pub(crate) session: DebugSession,
    pub(crate) log: Log,
    folder: String,
}

/// Launches a fixture; markers are looked for in `folder`.
pub(crate) fn launch(folder: &str, spec: LaunchSpec) -> Scene {
    let log = Log::default();
    let mut session =
        DebugSession::launch(spec, log.sink()).unwrap_or_else(|error| panic!("{error}"));
    if let Some((symbols, source_files)) = symbol_limits() {
        let limits = [(LimitName::Symbols, symbols), (LimitName::SourceFiles, source_files)];
        let mut plan = *session.plan();
        plan.set(limits.map(|(name, value)| (name, value, Provenance::RunTime))).unwrap();
        session.update_limits(plan).unwrap();
    }
    Scene { session, log, folder: folder.to_owned() }
}

/// Whether the scenarios of this test program have next to nothing of the debug information in memory.
pub(crate) fn keeps_little_debug_info() -> bool {
    symbol_limits().is_some()
}

/// The same scenarios are part of several test programs, two of which keep next to nothing of the debug
/// information in memory: that many symbols and source files.
fn symbol_limits() -> Option<(u64, u64)> {
    match env!("CARGO_CRATE_NAME") {
        // What a device of 32 KiB has.
        "in_256_symbols" => Some((256, 8)),
        "in_one_symbol" => Some((1, 1)),
        _ => None,
    }
}

/// A breakpoint that stops each time.
pub(crate) fn at_line(line: u32, column: Option<u32>) -> LineBreakpoint {
    LineBreakpoint { line, column, ..LineBreakpoint::default() }
}

/// A text without the folder in which the project lies.
pub(crate) fn portable(text: &str) -> String {
    text.replace(&fixtures().display().to_string(), "FIXTURES")
}

/// The inventory program in one of its builds (`o0`, `o2`), with arguments.
pub(crate) fn inventory(build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("rust/inventory/inventory-{build}.wasm"));
    spec.args = args.iter().map(ToString::to_string).collect();
    launch("rust/inventory/src", spec)
}

/// The C types program in one of its builds, with arguments.
pub(crate) fn types(build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("c/types/types-{build}.wasm"));
    spec.args = args.iter().map(ToString::to_string).collect();
    launch("c/types/src", spec)
}

/// The programs that are there to be stepped through, `rust` or `c`, in one of their builds, with arguments.
pub(crate) fn stepped(language: &str, build: &str, args: &[&str]) -> Scene {
    let mut spec = spec(&format!("{language}/steps/steps-{build}.wasm"));
    spec.args = args.iter().map(ToString::to_string).collect();
    launch(&format!("{language}/steps/src"), spec)
}

impl Scene {
    /// Runs to a marker, where nothing stops the program again.
    pub(crate) fn only_at(mut self, marker: &str) -> Self {
        let breakpoint = self.break_at(marker);
        let stop = self.go(Motion::Continue);
        assert!(stop.starts_with("Breakpoint"), "{stop}");
        self.session.remove_breakpoint(breakpoint.id);
        self
    }

    /// Runs to a marker.
    pub(crate) fn stopped_at(mut self, marker: &str) -> Self {
        self.break_at(marker);
        let stop = self.go(Motion::Continue);
        assert!(stop.starts_with("Breakpoint"), "{stop}");
        self
    }

    /// Sets a breakpoint at a marker.
    pub(crate) fn break_at(&mut self, name: &str) -> Breakpoint {
        let (path, line) = marker(&self.folder, name);
        self.session.add_line_breakpoint(path.to_str().unwrap(), line)
    }

    /// Goes on and says where the program then stands.
    pub(crate) fn go(&mut self, motion: Motion) -> String {
        let stop = self.session.resume(motion).unwrap();
        self.at(stop.as_ref())
    }

    /// Goes on so often in the same way; one line for each stop.
    pub(crate) fn walk(&mut self, motion: Motion, times: usize) -> String {
        (0..times).map(|_| self.go(motion) + "\n").collect()
    }

    /// Goes from breakpoint to breakpoint until the program ends; an expression's value at each.
    pub(crate) fn hits(&mut self, expression: &str) -> String {
        let mut text = String::new();
        loop {
            let stop = self.go(Motion::Continue);
            if stop.starts_with("exited") {
                return text + &stop;
            }
            let value = self.value(expression);
            let (place, _) = stop.split_once(" | ").unwrap_or((&stop, ""));
            writeln!(text, "{place}: {expression} = {value}").unwrap();
        }
    }

    /// `reason file:line function` of a stop, with the source text of the line.
    pub(crate) fn at(&mut self, stop: Option<&StopEvent>) -> String {
        let Some(stop) = stop else {
            return format!("exited {}", self.session.exit_code().unwrap());
        };
        let reason = format!("{:?}", stop.reason);
        let reason = reason.split_once('(').map_or(reason.as_str(), |(name, _)| name).to_owned();
        format!("{reason} {}", self.frame(0))
    }

    /// `function file:line | text` of a frame.
    pub(crate) fn frame(&mut self, index: u32) -> String {
        let page = self.session.stack(index, 1).unwrap();
        page.frames.first().map_or_else(|| "no frame".to_owned(), describe)
    }

    /// All frames down to the program's own outermost one.
    pub(crate) fn stack(&mut self) -> String {
        let mut text = String::new();
        let frames = self.session.stack(0, 0).unwrap().frames;
        for frame in frames.iter().filter(|frame| !frame.subtle) {
            writeln!(text, "{}", describe(frame)).unwrap();
        }
        text
    }

    /// Bytes of an account that are used.
    pub(crate) fn used(&self, account: &str) -> u64 {
        let budgets = self.session.budget().accounts;
        budgets.into_iter().find(|budget| budget.account.name() == account).unwrap().used
    }

    /// The variables of one scope of a frame, `name: type = value` a line.
    pub(crate) fn scope(&mut self, frame: u32, kind: ScopeKind) -> String {
        let scopes = self.session.scopes(frame).unwrap();
        let Some(scope) = scopes.iter().find(|scope| scope.kind == kind) else {
            return "no such scope".to_owned();
        };
        let all = self.children(scope.variables);
        lines(&all)
    }

    pub(crate) fn children(&mut self, of: wrtd_debug::VariablesRef) -> Vec<VariableView> {
        self.session.variables(of, VariableFilter::All, 0, 0, Format::default()).unwrap()
    }

    /// The value of an expression in the innermost frame.
    pub(crate) fn value(&mut self, expression: &str) -> String {
        match self.session.evaluate(0, expression, Format::default()) {
            Ok(view) => view.value,
            Err(error) => format!("error: {error}"),
        }
    }
}

/// `id file:line` of a breakpoint, with the number of its places and what is said of it.
pub(crate) fn show(breakpoint: &Breakpoint) -> String {
    let id = breakpoint.id.0;
    let mut text = match (&breakpoint.source, breakpoint.line) {
        (Some(source), Some(line)) => format!("{id} {}:{line}", source.name),
        _ => format!("{id} nowhere"),
    };
    match breakpoint.offsets.len() {
        0 | 1 => {}
        places => write!(text, " in {places} places").unwrap(),
    }
    if !breakpoint.verified {
        text += " unverified";
    }
    if let Some(message) = &breakpoint.message {
        write!(text, ": {message}").unwrap();
    }
    text + "\n"
}

/// An expression and what is inside it, to some depth.
pub(crate) fn tree(scene: &mut Scene, expression: &str, depth: usize) -> String {
    let mut out = String::new();
    match scene.session.evaluate(0, expression, Format::default()) {
        Ok(view) => branch(scene, &view, depth, 0, &mut out),
        Err(error) => out = format!("error: {error}\n"),
    }
    out
}

fn branch(scene: &mut Scene, view: &VariableView, depth: usize, indent: usize, out: &mut String) {
    let space = "  ".repeat(indent);
    writeln!(out, "{space}{}: {} = {}", view.name, view.type_name, view.value).unwrap();
    if let (Some(reference), 1..) = (view.children, depth) {
        for child in scene.children(reference) {
            branch(scene, &child, depth - 1, indent + 1, out);
        }
    }
}

/// Checks that what each child offers as its expression gives the child again.
pub(crate) fn round_trip(scene: &mut Scene, view: &VariableView, depth: usize) -> usize {
    let mut checked = 0;
    if let Some(expression) = &view.evaluate_name {
        let again = scene.session.evaluate(0, expression, Format::default()).unwrap();
        assert_eq!(
            (&again.value, &again.type_name),
            (&view.value, &view.type_name),
            "{expression}"
        );
        checked += 1;
    }
    if let (Some(reference), 1..) = (view.children, depth) {
        for child in scene.children(reference) {
            checked += round_trip(scene, &child, depth - 1);
        }
    }
    checked
}

/// `name: type = value` a line.
pub(crate) fn lines(views: &[VariableView]) -> String {
    let mut text = String::new();
    for view in views {
        writeln!(text, "{}: {} = {}", view.name, view.type_name, view.value).unwrap();
    }
    text
}

fn describe(frame: &wrtd_debug::FrameView) -> String {
    let inlined = if frame.inlined { " (inlined)" } else { "" };
    let Some(source) = &frame.source else {
        return format!("{}{inlined} without source", frame.function);
    };
    let text = source.path.as_ref().map(|path| {
        let source = std::fs::read_to_string(path).unwrap();
        let line = source.lines().nth(frame.line.saturating_sub(1) as usize).unwrap_or("");
        format!(" | {}", line.trim())
    });
    format!(
        "{}{inlined} {}:{}{}",
        frame.function,
        source.name,
        frame.line,
        text.unwrap_or_default()
    )
}
