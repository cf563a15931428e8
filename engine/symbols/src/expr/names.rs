//! The names that an expression may begin with.

use crate::{Language, TypeId, WasmPlace, WasmValue, render::Value};

/// Names that an expression may begin with.
pub trait Names {
    /// The variable of that name that the innermost scope shows.
    ///
    /// # Errors
    /// A sentence where the name stands for several.
    fn lookup(&self, name: &str) -> Result<Option<Value>, String>;
    /// Names near `name`, for the error message.
    fn similar(&self, name: &str) -> Vec<String>;
    /// The language whose rules hold in the frame.
    fn language(&self) -> Language;
    /// The value of the WebAssembly machine that a name such as `$local0` stands for, with its `$`.
    ///
    /// # Errors
    /// A sentence where the frame has none.
    fn machine(&self, name: &str) -> Result<MachineValue, String>;
    /// Functions of the program that may be meant by a name.
    fn functions(&self, name: &str) -> Vec<Callable> {
        let _ = name;
        Vec::new()
    }
    /// The function that a pointer to functions leads to, by its element of table 0.
    fn function_at(&self, element: u32) -> Option<Callable> {
        let _ = element;
        None
    }
}

/// A value of the WebAssembly machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineValue {
    /// A number in one of its places.
    Number(WasmPlace, WasmValue),
    /// The Wasm offset at which the frame stands.
    Offset(u32),
}

/// A function of the program that an expression may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callable {
    /// Its index in the module of the frame.
    pub function: u32,
    /// Its readable name.
    pub name: String,
    /// The types of its parameters as the source has them.
    pub parameters: Vec<TypeId>,
    /// The type of its result; `None` for none.
    pub result: Option<TypeId>,
}
