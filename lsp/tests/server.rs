//! The server as an editor meets it: messages in, messages out.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path, thread, time::Duration};

use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use wrtd_lsp::{protocol::uri_of, server};

const PATIENCE: Duration = Duration::from_secs(20);

/// An editor with a folder, and a server that it talks to.
struct Editor {
    folder: TempDir,
    connection: Connection,
    server: Option<thread::JoinHandle<bool>>,
    number: i32,
    /// What was told and not looked at.
    told: Vec<Notification>,
}

impl Editor {
    /// Opens a folder with some files.
    fn open(files: &[(&str, &str)], capabilities: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (ours, theirs) = Connection::memory();
        let server = thread::spawn(move || server::serve(&theirs).unwrap());
        let mut editor =
            Self { folder, connection: ours, server: Some(server), number: 0, told: Vec::new() };
        let uri = uri_of(editor.folder.path()).0;
        let params = json!({
            "processId": null, "rootUri": uri, "capabilities": capabilities,
            "workspaceFolders": [{"uri": uri, "name": "folder"}],
        });
        editor.request("initialize", params).unwrap();
        editor.notify("initialized", json!({}));
        editor
    }

    fn uri(&self, file: &str) -> String {
        uri_of(&self.folder.path().join(file)).0
    }

    fn notify(&self, method: &str, params: Value) {
        let message = Notification::new(method.to_owned(), params);
        self.connection.sender.send(Message::Notification(message)).unwrap();
    }

    /// Asks, and waits for the answer.
    fn request(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.number += 1;
        let id = self.number.into();
        let request = Request::new(id, method.to_owned(), params);
        self.connection.sender.send(Message::Request(request)).unwrap();
        loop {
            match self.connection.receiver.recv_timeout(PATIENCE).unwrap() {
                Message::Response(Response { response_result, .. }) => {
                    return response_result.map_err(|error| error.message);
                }
                Message::Notification(told) => self.told.push(told),
                Message::Request(_) => {}
            }
        }
    }

    /// Diagnostics of a file that come next: their places and texts.
    fn diagnostics(&mut self, file: &str) -> Vec<String> {
        let uri = self.uri(file);
        let is_it = |told: &Notification| {
            told.method == "textDocument/publishDiagnostics" && told.params["uri"] == uri
        };
        loop {
            if let Some(at) = self.told.iter().position(is_it) {
                let params = self.told.remove(at).params;
                let all = params["diagnostics"].as_array().unwrap().clone();
                return all.iter().map(one).collect();
            }
            match self.connection.receiver.recv_timeout(PATIENCE).unwrap() {
                Message::Notification(told) => self.told.push(told),
                other => panic!("{other:?}"),
            }
        }
    }

    fn did_open(&self, file: &str, text: &str) {
        let document = json!({
            "uri": self.uri(file), "languageId": "wit", "version": 1, "text": text,
        });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// A place by the text at it: the first occurrence behind `after`.
    fn place(&self, file: &str, after: &str, text: &str) -> Value {
        let whole = fs::read_to_string(self.folder.path().join(file)).unwrap();
        let start = whole.find(after).unwrap() + after.len();
        let at = start + whole[start..].find(text).unwrap();
        let line = whole[..at].matches('\n').count();
        let column = at - whole[..at].rfind('\n').map_or(0, |at| at + 1);
        json!({
            "textDocument": {"uri": self.uri(file)},
            "position": {"line": line, "character": column},
        })
    }

    /// Locations as `file:line:column`.
    fn places(&self, locations: &Value) -> Vec<String> {
        let place = |location: &Value| {
            let uri = location["uri"].as_str().unwrap();
            let file = uri.strip_prefix(&uri_of(self.folder.path()).0).unwrap();
            let start = &location["range"]["start"];
            format!("{file}:{}:{}", start["line"], start["character"])
        };
        locations.as_array().unwrap().iter().map(place).collect()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        self.request("shutdown", Value::Null).unwrap();
        self.notify("exit", Value::Null);
        assert!(self.server.take().unwrap().join().unwrap(), "it ends in order");
    }
}

fn one(diagnostic: &Value) -> String {
    let start = &diagnostic["range"]["start"];
    let (line, column) = (&start["line"], &start["character"]);
    format!("{line}:{column} {}", diagnostic["message"].as_str().unwrap())
}

const TYPES: &str = "package o:ther@1.0.0;

interface types {
  /// A place.
  record point { x: u32, y: u32 }
  resource blob { size: func() -> u64; }
}
";

const MAIN: &str = "package a:b;

interface i {
  use o:ther/types@1.0.0.{point, blob as thing};
  add: func(a: point, b: point) -> thing;
}

world w { import i; export run: func(x: list<u8>); }
";

fn editor() -> Editor {
    Editor::open(&[("a.wit", MAIN), ("deps/other/o.wit", TYPES)], &json!({}))
}

#[test]
fn names_lead_to_their_definitions_and_uses_over_packages() {
    let mut editor = editor();
    let at = editor.place("a.wit", "func(a: ", "point");
    let found = editor.request("textDocument/definition", at.clone()).unwrap();
    assert_eq!(editor.places(&found), ["/deps/other/o.wit:4:9"]);
    let mut at = at;
    at["context"] = json!({"includeDeclaration": true});
    let found = editor.request("textDocument/references", at).unwrap();
    let places = ["/a.wit:3:26", "/a.wit:4:15", "/a.wit:4:25", "/deps/other/o.wit:4:9"];
    assert_eq!(editor.places(&found), places);
    // Another name is a name of its own.
    let at = editor.place("a.wit", "-> ", "thing");
    let found = editor.request("textDocument/definition", at).unwrap();
    assert_eq!(editor.places(&found), ["/a.wit:3:41"]);
}

#[test]
fn a_hover_shows_the_definition() {
    let mut editor = editor();
    let at = editor.place("a.wit", "func(a: ", "point");
    let hover = editor.request("textDocument/hover", at).unwrap();
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("record point { x: u32, y: u32 }"), "{text}");
}

#[test]
fn the_outline_of_a_file_is_a_tree() {
    let mut editor = editor();
    let document = json!({"textDocument": {"uri": editor.uri("deps/other/o.wit")}});
    let symbols = editor.request("textDocument/documentSymbol", document).unwrap();
    let types = &symbols[0];
    assert_eq!(types["name"], "types");
    let names: Vec<_> =
        types["children"].as_array().unwrap().iter().map(|it| it["name"].clone()).collect();
    assert_eq!(names, ["point", "blob"]);
    assert_eq!(types["children"][1]["children"][0]["name"], "size");
}

#[test]
fn diagnostics_follow_each_edit_and_those_of_others_too() {
    let mut editor = editor();
    let broken = MAIN.replace("b: point", "b: pont");
    editor.did_open("a.wit", &broken);
    assert_eq!(editor.diagnostics("a.wit"), ["4:25 there is no type `pont` here; write `point`"]);
    let change = |start: (u32, u32), end: (u32, u32), text: &str| {
        json!({
            "range": {
                "start": {"line": start.0, "character": start.1},
                "end": {"line": end.0, "character": end.1},
            },
            "text": text,
        })
    };
    let document = json!({"uri": editor.uri("a.wit"), "version": 2});
    let changes = json!([change((4, 25), (4, 29), "point")]);
    editor.notify(
        "textDocument/didChange",
        json!({"textDocument": document, "contentChanges": changes}),
    );
    assert_eq!(editor.diagnostics("a.wit"), [""; 0]);
    // What a package depends on is edited, and the package learns of it.
    editor.did_open("deps/other/o.wit", &TYPES.replace("record point", "record place"));
    assert_eq!(editor.diagnostics("a.wit"), ["3:26 `types` has no type `point`"]);
}

#[test]
fn columns_are_counted_as_the_client_wants() {
    let text = "package a:b;\ninterface i { /* 𝄞 */ f: func(x: nope); }\n";
    for (capabilities, column) in
        [(json!({}), 34), (json!({"general": {"positionEncodings": ["utf-8", "utf-16"]}}), 36)]
    {
        let mut editor = Editor::open(&[("a.wit", text)], &capabilities);
        let expected = format!("1:{column} there is no type `nope` here");
        assert_eq!(editor.diagnostics("a.wit"), [expected]);
    }
}

#[test]
fn what_is_not_known_and_what_cannot_be_read_is_an_error_and_ends_nothing() {
    let mut editor = editor();
    let error = editor.request("textDocument/nonsense", json!({})).unwrap_err();
    assert!(error.contains("there is no request"), "{error}");
    let error = editor.request("textDocument/hover", json!({"a": 1})).unwrap_err();
    assert!(error.contains("missing field"), "{error}");
    let nowhere = json!({
        "textDocument": {"uri": "untitled:1"}, "position": {"line": 0, "character": 0},
    });
    assert_eq!(editor.request("textDocument/hover", nowhere).unwrap(), Value::Null);
    let far = json!({
        "textDocument": {"uri": editor.uri("a.wit")},
        "position": {"line": 4_000_000_000_u32, "character": 4_000_000_000_u32},
    });
    assert_eq!(editor.request("textDocument/hover", far).unwrap(), Value::Null);
}

#[test]
fn hostile_files_are_told_of_and_hold_nobody_up() {
    let deep = format!("package a:b;\ninterface i {{ type t = {};\n", "list<".repeat(10_000));
    let braces = "{".repeat(10_000);
    let cycle = "package a:b;\ninterface x { use y.{t}; }\ninterface y { use x.{t}; }\n";
    let mut editor = Editor::open(
        &[("deep/a.wit", &deep), ("braces/a.wit", &braces), ("cycle/a.wit", cycle)],
        &json!({}),
    );
    let no_text = editor.folder.path().join("no-text/a.wit");
    fs::create_dir_all(no_text.parent().unwrap()).unwrap();
    fs::write(&no_text, b"package a:b;\xff").unwrap();
    editor.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [{"uri": uri_of(Path::new(&no_text)).0, "type": 1}]}),
    );
    assert!(editor.diagnostics("deep/a.wit")[0].contains("deep in one another"));
    assert!(!editor.diagnostics("braces/a.wit").is_empty());
    assert!(editor.diagnostics("cycle/a.wit").iter().any(|it| it.contains("uses itself")));
    assert_eq!(editor.diagnostics("no-text/a.wit"), ["0:0 the file is no UTF-8 from byte 12 on"]);
}
