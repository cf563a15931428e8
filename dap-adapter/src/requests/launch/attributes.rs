//! The launch attributes: what each may be, and what to say where it is something else.

use std::path::PathBuf;

use serde_json::{Map, Value};
use wrtd_debug::{
    BoardFunctions, Entry, HostFunctions, LaunchSpec, LimitsHandle, SkipRules, StdinFeed,
    StdinSource,
};
use wrtd_limits::Plan;

use super::limits::{self, Settings};
use crate::{
    adapter::Launch,
    error::RequestError,
    requests::attributes::{Attribute, expected, unknown, wrong},
    terminal::Console,
    text::shortened,
};

/// All attributes of wrtd.
const KNOWN: &[&str] = &[
    "program",
    "args",
    "env",
    "cwd",
    "dirs",
    "stopOnEntry",
    "initialize",
    "invoke",
    "sourceMap",
    "limits",
    "asilLevel",
    "platform",
    "config",
    "allowMoreThanDetected",
    "stdin",
    "preload",
    "stubMissing",
    "rustSource",
    "randomSeed",
    "hostCallsInExpressions",
    "stepIntoLibrary",
    "skipFiles",
    "skipFunctions",
    "noDebug",
    "trace",
    "console",
];

/// What a launch request says.
#[derive(Debug)]
pub(super) struct Attributes {
    /// The program, without its limits.
    pub(super) launch: Launch,
    /// Its limits.
    pub(super) settings: Settings,
    pub(super) trace: Option<PathBuf>,
    pub(super) console: Console,
    /// Lines for the debug console.
    pub(super) notes: Vec<String>,
}

/// Reads the attributes of a launch request.
///
/// # Errors
/// [`RequestError::Attribute`] that names the attribute and what it should be.
pub(super) fn read(attributes: &Map<String, Value>) -> Result<Attributes, RequestError> {
    let of = |name| Attribute::of(attributes, name);
    let program = of("program")
        .string()?
        .ok_or_else(|| wrong("program", "it is missing; set it to the path of a `.wasm` file"))?;
    if program.is_empty() {
        return Err(wrong("program", "it is empty; set it to the path of a `.wasm` file"));
    }
    let args = of("args").strings()?;
    let no_debug = of("noDebug").flag()?;
    let spec = LaunchSpec {
        program: PathBuf::from(program),
        env: of("env").pairs()?,
        cwd: of("cwd").string()?.map(PathBuf::from),
        dirs: of("dirs").strings()?.iter().map(|text| directory(text)).collect::<Result<_, _>>()?,
        stdin: stdin(of("stdin"))?,
        preloads: preloads(of("preload"))?,
        stub_missing: of("stubMissing").flag()?,
        initialize: of("initialize").strings()?,
        entry: entry(of("invoke"), &args)?,
        stop_on_entry: of("stopOnEntry").flag()?,
        source_map: of("sourceMap").source_map()?,
        plan: Plan::unlimited(),
        limits: LimitsHandle::default(),
        undebugged: no_debug,
        rust_source: of("rustSource").string()?.map(PathBuf::from),
        host_calls: of("hostCallsInExpressions").flag()?,
        step_into_library: of("stepIntoLibrary").flag()?,
        skip: SkipRules {
            files: of("skipFiles").strings()?,
            functions: of("skipFunctions").strings()?,
        },
        host: HostFunctions::default(),
        board: BoardFunctions::default(),
        formatters: Vec::new(),
        random_seed: of("randomSeed").number()?,
        args,
    };
    let mut settings = Settings {
        file: of("config").string()?.map(PathBuf::from),
        allow_more_than_detected: of("allowMoreThanDetected").flag()?,
        ..Settings::default()
    };
    limits::limits(&mut settings.layer, of("limits"))?;
    limits::asil_level(&mut settings.layer, of("asilLevel").string()?)?;
    limits::platform(&mut settings.layer, of("platform").string()?)?;
    Ok(Attributes {
        launch: Launch { spec, no_debug, attached: false },
        settings,
        trace: of("trace").string()?.map(PathBuf::from),
        console: console(of("console"))?,
        notes: unknown(attributes, KNOWN),
    })
}

/// `HOST` or `HOST::GUEST`.
fn directory(text: &str) -> Result<(PathBuf, String), RequestError> {
    let (host, guest) = text.split_once("::").unwrap_or((text, text));
    if host.is_empty() || guest.is_empty() {
        return Err(wrong("dirs", format!("`{}` is not `HOST` or `HOST::GUEST`", shortened(text))));
    }
    Ok((PathBuf::from(host), guest.to_owned()))
}

/// Which terminal the program gets, by the names that editors know.
fn console(attribute: Attribute<'_>) -> Result<Console, RequestError> {
    match attribute.string()?.as_deref() {
        None | Some("internalConsole") => Ok(Console::Internal),
        Some("integratedTerminal") => Ok(Console::Integrated),
        Some("externalTerminal") => Ok(Console::External),
        Some(other) => Err(wrong(
            attribute.name,
            format!(
                "`{}` is none of `internalConsole`, `integratedTerminal` and `externalTerminal`",
                shortened(other)
            ),
        )),
    }
}

/// A path, or an object with `file`, `text` or `console`; nothing is an input that has ended.
fn stdin(attribute: Attribute<'_>) -> Result<StdinSource, RequestError> {
    const FORMS: &str =
        "a file's path, `{\"file\": PATH}`, `{\"text\": TEXT}` or `{\"console\": true}`";
    let value = match attribute.value {
        None => return Ok(StdinSource::None),
        Some(Value::String(path)) => return Ok(StdinSource::File(PathBuf::from(path))),
        Some(value) => value,
    };
    let single = value.as_object().filter(|object| object.len() == 1);
    match single.and_then(|object| object.iter().next()) {
        Some((key, Value::String(path))) if key == "file" => {
            Ok(StdinSource::File(PathBuf::from(path)))
        }
        Some((key, Value::String(text))) if key == "text" => Ok(StdinSource::Text(text.clone())),
        Some((key, Value::Bool(true))) if key == "console" => {
            Ok(StdinSource::Fed(StdinFeed::default()))
        }
        Some(_) => Err(wrong(attribute.name, format!("{FORMS} was expected"))),
        None => Err(expected(attribute.name, FORMS, value)),
    }
}

/// An object `{NAME: FILE}` or an array of `NAME=FILE`.
fn preloads(attribute: Attribute<'_>) -> Result<Vec<(String, PathBuf)>, RequestError> {
    if let Some(Value::Object(_)) = attribute.value {
        let pairs = attribute.pairs()?;
        return Ok(pairs.into_iter().map(|(name, file)| (name, PathBuf::from(file))).collect());
    }
    let split = |text: &String| match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(file)))
        }
        _ => Err(wrong(attribute.name, format!("`{}` is not `NAME=FILE`", shortened(text)))),
    };
    attribute.strings()?.iter().map(split).collect()
}

/// A function's name, whose arguments are `args`; or an array of the name and its arguments, which may
/// be numbers.
fn entry(attribute: Attribute<'_>, args: &[String]) -> Result<Entry, RequestError> {
    let items = match attribute.value {
        None => return Ok(Entry::Default),
        Some(Value::String(function)) => {
            return Ok(Entry::Invoke { function: function.clone(), args: args.to_vec() });
        }
        Some(Value::Array(items)) => items,
        Some(other) => {
            return Err(expected(
                attribute.name,
                "a function's name, or an array of it and its arguments,",
                other,
            ));
        }
    };
    let mut texts = items.iter().enumerate().map(|(i, item)| match item {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(expected(&format!("invoke[{i}]"), "a string or number", other)),
    });
    let function = texts.next().ok_or_else(|| {
        wrong(attribute.name, "the array is empty; it begins with a function's name")
    })??;
    Ok(Entry::Invoke { function, args: texts.collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wrtd_limits::{AsilLevel, LimitName, PlatformId};

    use super::*;

    fn check(attributes: Value) -> Result<Attributes, String> {
        let Value::Object(attributes) = attributes else { panic!("attributes are an object") };
        read(&attributes).map_err(|error| error.to_string())
    }

    fn refused(name: &str, value: Value) -> String {
        check(json!({ "program": "a.wasm", name: value })).unwrap_err()
    }

    #[test]
    fn all_attributes_are_read() {
        let read = check(json!({
            "program": "a.wasm", "args": ["x"], "env": {"A": "1", "B": null}, "cwd": "/tmp",
            "dirs": ["data::/", "."], "stopOnEntry": true, "initialize": ["ready"],
            "invoke": ["add", 1, "-2"],
            "sourceMap": {"/a": "/b", "/a/c": "/d"},
            "limits": {"wasm_linear": "64 MiB", "call_depth": 100, "breakpoints": 5},
            "asilLevel": "B", "platform": "qnx", "config": "board.toml", "allowMoreThanDetected": true,
            "stdin": {"text": "hello"}, "preload": {"env": "env.wasm"}, "stubMissing": true,
            "noDebug": true, "trace": "trace.log", "rustSource": "/rust", "randomSeed": 7,
            "stepIntoLibrary": true,
            "hostCallsInExpressions": true,
        }))
        .unwrap();
        let spec = read.launch.spec;
        assert_eq!(spec.env, [("A".to_owned(), "1".to_owned())]);
        assert_eq!(spec.dirs[0], (PathBuf::from("data"), "/".to_owned()));
        assert_eq!(spec.dirs[1], (PathBuf::from("."), ".".to_owned()));
        assert_eq!(
            spec.entry,
            Entry::Invoke {
                function: "add".to_owned(),
                args: vec!["1".to_owned(), "-2".to_owned()]
            }
        );
        assert_eq!(spec.initialize, ["ready"]);
        assert_eq!(spec.source_map[0].0, "/a/c");
        let set = |name| read.settings.layer.limit(name).map(|setting| setting.value);
        assert_eq!(set(LimitName::WasmLinear), Some(64 << 20));
        assert_eq!((set(LimitName::CallDepth), set(LimitName::Breakpoints)), (Some(100), Some(5)));
        assert_eq!(read.settings.layer.asil.map(|level| level.value), Some(AsilLevel::B));
        assert_eq!(read.settings.layer.platform.map(|of| of.value), Some(PlatformId::Qnx));
        assert_eq!(read.settings.file, Some(PathBuf::from("board.toml")));
        assert!(read.settings.allow_more_than_detected);
        assert_eq!(spec.random_seed, Some(7));
        assert_eq!(spec.stdin, StdinSource::Text("hello".to_owned()));
        assert!(
            spec.step_into_library
                && spec.host_calls
                && spec.stop_on_entry
                && spec.stub_missing
                && read.launch.no_debug
        );
        assert_eq!(read.trace, Some(PathBuf::from("trace.log")));
        assert!(read.notes.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(
            check(json!({})).unwrap_err(),
            "launch attribute `program`: it is missing; set it to the path of a `.wasm` file"
        );
        assert_eq!(
            refused("args", json!(["a", 2])),
            "launch attribute `args[1]`: a string was expected, and it is a number"
        );
        assert_eq!(
            refused("env", json!({"A": 1})),
            "launch attribute `env.A`: a string was expected, and it is a number"
        );
        assert_eq!(
            refused("stopOnEntry", json!("yes")),
            "launch attribute `stopOnEntry`: `true` or `false` was expected, and it is a string"
        );
        assert_eq!(
            refused("program", json!("")),
            "launch attribute `program`: it is empty; set it to the path of a `.wasm` file"
        );
        let memory = |value| refused("limits", json!({ "wasm_linear": value }));
        assert_eq!(
            memory(json!("5 parsecs")),
            "the launch attribute `limits.wasm_linear`: `5 parsecs` cannot be wasm_linear; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"
        );
        assert_eq!(
            memory(json!(-1)),
            "launch attribute `limits.wasm_linear`: a whole number, or for a size a text such as \"64 MiB\" was expected, and it is -1"
        );
        assert!(memory(json!("99999999999 GiB")).contains("cannot be wasm_linear"));
        assert!(memory(json!("MiB")).contains("cannot be wasm_linear"));
        assert!(memory(json!("x".repeat(1 << 20))).len() < 400);
        assert_eq!(
            refused("limits", json!({"callDepth": 100})),
            "launch attribute `limits.callDepth`: there is no such limit; there are memory_limit, wasm_linear, component_bytes, debug, runtime, reserve, components, instances, imports, exports, resources, call_depth, stack_bytes, breakpoints, watchpoints, symbols, source_files, stack_frames"
        );
        assert_eq!(
            refused("limits", json!({"reserve": 100})),
            "the launch attribute `limits.reserve`: reserve is what the other accounts leave; lower one of them instead"
        );
        assert_eq!(
            refused("asilLevel", json!("E")),
            "the launch attribute `asilLevel`: `E` cannot be asil_level; there is no such level; write one of QM, A, B, C, D"
        );
        assert!(refused("platform", json!("amiga")).contains("`amiga` cannot be platform"));
        assert_eq!(
            refused("randomSeed", json!(1.5)),
            "launch attribute `randomSeed`: a whole number from 0 was expected, and it is 1.5"
        );
        for (name, value) in [
            ("program", json!(3)),
            ("args", json!("a b")),
            ("dirs", json!(["::/"])),
            ("stdin", json!({"text": "a", "file": "b"})),
            ("stdin", json!(3)),
            ("stdin", json!({"console": false})),
            ("console", json!("terminal")),
            ("preload", json!(["env"])),
            ("invoke", json!([])),
            ("invoke", json!([["f"]])),
            ("sourceMap", json!([["/a"]])),
            ("sourceMap", json!("/a")),
            ("limits", json!({"wasm_linear": "much"})),
            ("limits", json!({"call_depth": -1})),
            ("limits", json!(5)),
            ("asilLevel", json!(5)),
            ("config", json!(5)),
            ("limits", json!({"depth": 1})),
            ("randomSeed", json!(-1)),
            ("trace", json!(true)),
        ] {
            assert!(refused(name, value.clone()).contains(name), "{name}: {value}");
        }
    }

    #[test]
    fn unknown_attributes_get_a_note_with_the_nearest_name() {
        let read = check(json!({
            "program": "a.wasm", "stoponentry": true, "colour": "red", "__sessionId": 1, "name": "x",
        }))
        .unwrap();
        assert_eq!(
            read.notes[1],
            "Launch attribute `stoponentry` is not known and has no effect; did you mean `stopOnEntry`?"
        );
        assert!(read.notes[0].contains("`colour`") && read.notes[0].contains("wrtd knows program"));
        assert_eq!(read.notes.len(), 2);
    }
}
