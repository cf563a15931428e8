//! From a request's name to what answers it.

use std::{
    any::Any,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use lsp_server::{ErrorCode, RequestId, Response};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::protocol::Context;

/// Answers a request from its parameters; an error is an answer as well.
type Handler = Box<dyn Fn(&Context, Value) -> Result<Value, (ErrorCode, String)> + Send + Sync>;

/// The requests that are answered from a snapshot.
#[derive(Default)]
pub struct Router {
    handlers: HashMap<String, Handler>,
}

impl Router {
    /// Lets a function answer a request.
    pub fn on<R>(&mut self, answer: fn(&Context, R::Params) -> R::Result)
    where
        R: gen_lsp_types::Request,
        R::Params: DeserializeOwned + 'static,
        R::Result: Serialize + 'static,
    {
        let handler: Handler = Box::new(move |context, params| {
            let params = serde_json::from_value(params)
                .map_err(|error| (ErrorCode::InvalidParams, error.to_string()))?;
            serde_json::to_value(answer(context, params))
                .map_err(|error| (ErrorCode::InternalError, error.to_string()))
        });
        self.handlers.insert(R::METHOD.to_string(), handler);
    }

    /// Answers a request, whatever happens in it.
    #[must_use]
    pub fn answer(
        &self,
        context: &Context,
        id: RequestId,
        method: &str,
        params: Value,
    ) -> Response {
        let Some(handler) = self.handlers.get(method) else {
            let text = format!("there is no request `{method}` here");
            return Response::new_err(id, ErrorCode::MethodNotFound as i32, text);
        };
        match catch_unwind(AssertUnwindSafe(|| handler(context, params))) {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err((code, text))) => Response::new_err(id, code as i32, text),
            Err(panic) => {
                let text = format!("`{method}` failed inside: {}", reason(&*panic));
                Response::new_err(id, ErrorCode::InternalError as i32, text)
            }
        }
    }
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic")
}
