//! The server: one thread that changes the workspace, others that answer from snapshots of it.
//!
//! Requests are answered in the order in which they are done, as the protocol allows. One that is cancelled before it is
//! answered gets the protocol's error for that. A panic in a request is answered as an error, and ends nothing.

mod documents;
mod pool;
mod router;

use std::{collections::HashSet, path::PathBuf, sync::Arc};

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use gen_lsp_types::{
    InitializeParams, InitializeResult, PublishDiagnosticsParams, ServerInfo, Uri,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};
use thiserror::Error;

pub use router::Router;

use crate::{
    analysis::FileId,
    features,
    protocol::{self, Context, Negotiated, path_of, uri_of},
    workspace::Workspace,
};
use pool::Pool;

/// Why a server has ended out of order.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The client does not keep to the protocol.
    #[error("the client does not keep to the protocol: {0}")]
    Protocol(#[from] lsp_server::ProtocolError),
    /// What it says of itself cannot be read.
    #[error("what the client says of itself cannot be read: {0}")]
    Initialize(#[from] serde_json::Error),
}

/// Serves a client until it says `exit`; whether it has said `shutdown` before, as the exit code tells.
///
/// # Errors
/// [`ServerError`].
pub fn serve(connection: &Connection) -> Result<bool, ServerError> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params)?;
    let negotiated = protocol::negotiate(&params);
    let result = InitializeResult {
        capabilities: protocol::capabilities(&negotiated),
        server_info: Some(ServerInfo {
            name: "wrtd".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    };
    connection.initialize_finish(id, serde_json::to_value(result)?)?;
    Ok(Server::new(connection, negotiated).run())
}

/// What has been done elsewhere.
enum Done {
    Response(Response),
}

struct Server<'a> {
    connection: &'a Connection,
    workspace: Workspace,
    negotiated: Negotiated,
    router: Arc<Router>,
    pool: Pool,
    done: (Sender<Done>, Receiver<Done>),
    /// Requests that are being answered.
    open: HashSet<RequestId>,
    /// Files whose diagnostics have been told and are not empty.
    told: HashSet<PathBuf>,
    shut_down: bool,
}

impl<'a> Server<'a> {
    fn new(connection: &'a Connection, negotiated: Negotiated) -> Self {
        Self {
            connection,
            workspace: Workspace::open(negotiated.folders.clone()),
            negotiated,
            router: Arc::new(protocol::router()),
            pool: Pool::default(),
            done: unbounded(),
            open: HashSet::new(),
            told: HashSet::new(),
            shut_down: false,
        }
    }

    /// `true` where the client has said `shutdown` before `exit`.
    fn run(mut self) -> bool {
        self.tell_diagnostics();
        loop {
            select! {
                recv(self.connection.receiver) -> message => match message {
                    Ok(Message::Request(request)) => self.request(request),
                    Ok(Message::Notification(notification)) => {
                        if notification.method == "exit" {
                            return self.shut_down;
                        }
                        self.notification(notification);
                    }
                    Ok(Message::Response(_)) => {}
                    // The client is gone without a word.
                    Err(_) => return self.shut_down,
                },
                recv(self.done.1) -> done => if let Ok(Done::Response(response)) = done {
                    // One that has been cancelled is answered already.
                    if self.open.remove(&response.id) {
                        self.send(Message::Response(response));
                    }
                },
            }
        }
    }

    fn send(&self, message: Message) {
        // A client that is gone needs no answer.
        let _ = self.connection.sender.send(message);
    }

    fn context(&self) -> Context {
        Context { snapshot: self.workspace.snapshot(), encoding: self.negotiated.encoding }
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.shut_down {
            let text = "the server has been shut down".to_owned();
            let code = ErrorCode::InvalidRequest as i32;
            return self.send(Message::Response(Response::new_err(id, code, text)));
        }
        if method == "shutdown" {
            self.shut_down = true;
            return self.send(Message::Response(Response::new_ok(id, Value::Null)));
        }
        let (context, router) = (self.context(), Arc::clone(&self.router));
        let done = self.done.0.clone();
        self.open.insert(id.clone());
        self.pool.run(Box::new(move || {
            let response = router.answer(&context, id, &method, params);
            // The server may have ended meanwhile.
            let _ = done.send(Done::Response(response));
        }));
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "$/cancelRequest" => self.cancel(&params),
            "textDocument/didOpen" => self.opened(&params),
            "textDocument/didChange" => self.changed(params),
            "textDocument/didClose" => {
                if let Some(path) = document(&params) {
                    self.workspace.close(&path);
                }
            }
            "workspace/didChangeWatchedFiles" => {
                let changes = params["changes"].as_array();
                let uris = changes.into_iter().flatten().filter_map(|it| it["uri"].as_str());
                let paths: Vec<_> = uris.filter_map(|uri| path_of(&Uri(uri.to_owned()))).collect();
                self.workspace.disk_changed(&paths);
            }
            // What begins with `$/`, and all else that is only told, may be passed over.
            _ => return,
        }
        self.tell_diagnostics();
    }

    fn cancel(&mut self, params: &Value) {
        let id = match &params["id"] {
            Value::String(id) => RequestId::from(id.clone()),
            Value::Number(id) => RequestId::from(id.as_i64().unwrap_or_default() as i32),
            _ => return,
        };
        if self.open.remove(&id) {
            let code = ErrorCode::RequestCanceled as i32;
            self.send(Message::Response(Response::new_err(id, code, "cancelled".to_owned())));
        }
    }

    fn opened(&mut self, params: &Value) {
        let document = &params["textDocument"];
        if let (Some(path), Some(text)) = (self::document(params), document["text"].as_str()) {
            let version = document["version"].as_i64().unwrap_or_default() as i32;
            self.workspace.set_text(&path, text, version);
        }
    }

    fn changed(&mut self, params: Value) {
        let Some(path) = document(&params) else { return };
        let version = params["textDocument"]["version"].as_i64().unwrap_or_default() as i32;
        let Some(file) = self.workspace.file(&path).cloned() else { return };
        let text = documents::apply(&file, &params["contentChanges"], self.negotiated.encoding);
        self.workspace.set_text(&path, &text, version);
    }

    /// Tells the diagnostics of all files that are open, and of others that have some.
    fn tell_diagnostics(&mut self) {
        let context = self.context();
        let mut told = HashSet::new();
        let files: Vec<FileId> = context.snapshot.files().map(|(id, _)| id).collect();
        for id in files {
            let Some(file) = context.snapshot.file(id) else { continue };
            let found = features::diagnostics(&context.snapshot, id);
            let was_told = self.told.contains(&file.path);
            if found.is_empty() && !was_told {
                continue;
            }
            let diagnostics =
                found.iter().filter_map(|it| protocol::diagnostic(&context, it)).collect();
            let params =
                PublishDiagnosticsParams::new(uri_of(&file.path), file.version, diagnostics);
            if !found.is_empty() {
                told.insert(file.path.clone());
            }
            let method = "textDocument/publishDiagnostics".to_owned();
            self.send(Message::Notification(Notification::new(method, json!(params))));
        }
        self.told = told;
    }
}

/// The file that a message is about.
fn document(params: &Value) -> Option<PathBuf> {
    path_of(&Uri(params["textDocument"]["uri"].as_str()?.to_owned()))
}
