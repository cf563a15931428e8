//! Exceptions of languages: what is thrown, and who catches it.

mod cpp;

pub(crate) use cpp::Runtime as CppRuntime;
pub use cpp::{CppException, CppFate, CppThrow};
