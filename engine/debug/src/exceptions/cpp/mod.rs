//! Exceptions of C++: which type, what the object says, and whether anybody catches it.
//!
//! The runtime of C++ (libc++abi and libunwind) throws in one function, `_Unwind_RaiseException`, whether by `throw`,
//! by `throw;` or by `std::rethrow_exception`; its argument leads to the object and to the description of its type that the
//! program has anyway. WebAssembly knows one tag for all types, and calls for each function on the way out whatever that
//! wants to do. So who catches is not in the engine's handlers but behind them: see `landing`.
//!
//! Nothing of this runs code of the program, and all of it takes memory for what may be wrong.

mod action_table;
mod landing;
mod memory;
mod object;
mod runtime;
mod type_info;

use std::{collections::HashMap, fmt, ops::ControlFlow};

use wasmparser::Operator;
use wrtd_symbols::{
    cpp_type,
    render::{Format, Renderer, Value},
};

pub(crate) use self::runtime::Runtime;
use self::{
    landing::{Landing, Lands},
    memory::Memory,
    object::Thrown,
    type_info::TypeInfo,
};
use crate::{
    DebugSession,
    target::{CodeAddress, ModuleId, TargetHandler},
    variables::FrameAccess,
};

/// Longest text of an exception that is told, in bytes.
const TEXT_LIMIT: usize = 4096;

/// An object that a program has thrown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CppException {
    /// Its type as it is written in C++: `std::runtime_error`, `int`, `const char*`.
    pub type_name: String,
    /// What `what()` gives, where that is the text that it was made with: for `std::runtime_error`, `std::logic_error` and
    /// classes derived from them.
    pub text: Option<String>,
    /// The object as one line, where the debug information describes its type.
    pub value: Option<String>,
    /// Address of the object.
    pub address: u64,
    /// The module in whose memory it is.
    pub module: ModuleId,
}

/// What becomes of an exception that is thrown now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CppFate {
    /// A handler for its type catches it, in this physical frame (0 is the innermost).
    Caught {
        /// The frame.
        frame: u32,
    },
    /// It comes to a function that promises not to throw, which ends the program by `std::terminate`.
    Terminates {
        /// The physical frame of that function.
        frame: u32,
    },
    /// No frame catches it. The program traps, after the destructors of all frames.
    Uncaught,
}

/// An exception on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CppThrow {
    /// What is thrown.
    pub exception: CppException,
    /// It was caught before: `throw;` or `std::rethrow_exception`.
    pub again: bool,
    /// Who catches it.
    pub fate: CppFate,
}

impl fmt::Display for CppException {
    /// `std::runtime_error "no paper"`, `int 42`, `OwnError {code = 3}`, or the type alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.type_name)?;
        if let Some(text) = &self.text {
            write!(f, " {text:?}")?;
        }
        match &self.value {
            Some(value) => write!(f, " {value}"),
            None => Ok(()),
        }
    }
}

impl CppException {
    /// The same for a sentence: `std::runtime_error: no paper`, `int: 42`.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.text.as_ref().or(self.value.as_ref()) {
            Some(said) => format!("{}: {said}", self.type_name),
            None => self.type_name.clone(),
        }
    }
}

impl DebugSession {
    /// Where exceptions of C++ pass, each one once: the first instruction of the function that throws, in each module that
    /// has the runtime of C++ with WebAssembly's exceptions and names for its functions. Where the program stands there,
    /// [`DebugSession::cpp_throw`] says what is thrown.
    #[must_use]
    pub fn cpp_throw_points(&self) -> Vec<CodeAddress> {
        let point = |id| {
            let offset = self.program.cpp_runtime(id)?.throw_point()?;
            Some(CodeAddress { module: id, offset })
        };
        self.program.ids().filter_map(point).collect()
    }

    /// The exception of C++ that the program is about to throw, where it stands at one of
    /// [`DebugSession::cpp_throw_points`], at the beginning of `__cxa_throw` or at the runtime's `throw` instruction.
    #[must_use]
    pub fn cpp_throw(&self) -> Option<CppThrow> {
        let frame = self.target.frame(0)?;
        let module = frame.address.module;
        let runtime = self.program.cpp_runtime(module)?;
        let thrown = runtime.thrown(
            &*self.target,
            self.program.module(module),
            &self.program.code(module),
        )?;
        Some(CppThrow {
            exception: self.cpp_exception(module, thrown)?,
            again: runtime.is_thrown_again(&*self.target),
            fate: self.cpp_fate(module, runtime, thrown),
        })
    }

    /// The exception of C++ that the next instruction throws on: one that was thrown before, and comes from a handler that has
    /// called destructors or was for other types. Nobody who has seen it thrown wants to see that.
    #[must_use]
    pub fn cpp_thrown_on(&self) -> Option<CppException> {
        let (module, thrown) = self.object_thrown_on()?;
        self.cpp_exception(module, thrown)
    }

    /// Whether there is one, which is asked at each function that an exception leaves: the object is not read for that.
    pub(super) fn is_cpp_thrown_on(&self) -> bool {
        self.object_thrown_on().is_some_and(|(module, thrown)| {
            let memory = Memory { target: &*self.target, module, word: thrown.word };
            TypeInfo { memory, address: thrown.type_info }.name().is_some()
        })
    }

    fn object_thrown_on(&self) -> Option<(ModuleId, Thrown)> {
        let frame = self.target.frame(0)?;
        let module = frame.address.module;
        let code = self.program.code(module);
        let next = code.operator_at(&self.program.module(module).bytes, frame.address.offset)?;
        if !matches!(next, Operator::ThrowRef | Operator::Rethrow { .. }) {
            return None;
        }
        let value = self.target.pending_throw()?.exception.values.first()?.clone().number()?;
        let (memory, address) = Memory::behind(&*self.target, module, value)?;
        Some((module, object::behind(memory, address)?))
    }

    /// The exception of C++ for which the program has trapped, because nobody caught it.
    #[must_use]
    pub fn cpp_uncaught(&self) -> Option<CppException> {
        let [value] = self.target.uncaught_values()[..] else { return None };
        let module = self.target.frame(0)?.address.module;
        let (memory, address) = Memory::behind(&*self.target, module, value)?;
        self.cpp_exception(module, object::behind(memory, address)?)
    }

    /// The object as people read it.
    fn cpp_exception(&self, module: ModuleId, thrown: Thrown) -> Option<CppException> {
        let memory = Memory { target: &*self.target, module, word: thrown.word };
        let info = TypeInfo { memory, address: thrown.type_info };
        let symbols = self.program.symbols(module);
        let ty = cpp_type(&**symbols, &info.name()?);
        let access = FrameAccess { target: &*self.target, frame: 0, module };
        let renderer = Renderer::new(&**symbols, &access, Format::default())
            .with_formatters(self.program.formatters());
        let kind = ty.value(thrown.object, |address| memory.word_at(address));
        let value = kind.map(|kind| renderer.render(&Value { name: String::new(), kind }).text);
        let text = info.text(thrown.object, TEXT_LIMIT);
        Some(CppException { type_name: ty.name, text, value, address: thrown.object, module })
    }

    /// Who catches an exception that is thrown where the program stands.
    fn cpp_fate(&self, module: ModuleId, runtime: &Runtime, thrown: Thrown) -> CppFate {
        let mut fate = CppFate::Uncaught;
        let Some(tag) = runtime.tag else { return fate };
        let info = TypeInfo {
            memory: Memory { target: &*self.target, module, word: thrown.word },
            address: thrown.type_info,
        };
        // A recursion has the same handlers in all of its frames.
        let mut known: HashMap<CodeAddress, Lands> = HashMap::new();
        self.target.each_handler(tag, &mut |handler| {
            let lands =
                *known.entry(handler.address).or_insert_with(|| self.lands(&handler, &info));
            match lands {
                Lands::Caught => fate = CppFate::Caught { frame: handler.frame },
                Lands::Terminates => fate = CppFate::Terminates { frame: handler.frame },
                Lands::Passes(throws) => return Some(throws),
            }
            None
        });
        fate
    }

    /// What a handler does with an exception of that type.
    fn lands(&self, handler: &TargetHandler, info: &TypeInfo<'_>) -> Lands {
        let module = handler.address.module;
        let code = self.program.code(module);
        let wasm = &self.program.module(module).bytes;
        let landing = landing::at(wasm, &code, self.program.cpp_runtime(module), handler);
        match landing {
            Landing::Catches => Lands::Caught,
            Landing::Terminates => Lands::Terminates,
            Landing::Cleans { throws } => Lands::Passes(throws),
            Landing::Asks { table, index, throws } => {
                let memory = Memory { module, ..info.memory };
                let caught = action_table::types(memory, table, index, |caught| {
                    let catches =
                        caught == 0 || info.is_caught_by(&TypeInfo { memory, address: caught });
                    if catches { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
                if caught.is_break() { Lands::Caught } else { Lands::Passes(throws) }
            }
        }
    }
}
