//! `wrtd debug` on a real terminal: what users type, what they see, and what is left of it afterwards.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

mod budget;
mod endings;
mod jobs;
mod scenarios;
mod tmux;
