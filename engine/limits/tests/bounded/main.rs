//! Bounded collections against the standard library's: every sequence of operations up to a stated
//! length, each step compared with a model.

mod map;
mod sequences;
mod storage;
mod string;
mod vec;
