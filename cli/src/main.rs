//! `wrtd`, the command: what the user typed becomes a call of one front end, and what became of it
//! an exit code.
//!
//! Exit codes: the program's own; 1 where wrtd could not do its work; 2 for a wrong command line;
//! 130 for a script that Ctrl-C has ended; 134 after a trap; 141 where nobody reads standard output any more.

mod arguments;
mod batch;
mod check;
mod configuration;
mod dap;
mod hosted;
mod image;
mod lsp;
mod platform;
mod program;
mod report;
mod run;
mod screen;
mod token;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

fn main() -> ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    wrtd_platform::live::spare_addresses();
    let done = match Arguments::parse().command {
        Command::Run(arguments) => run::run(arguments),
        Command::Debug(arguments) => batch::debug(arguments),
        Command::Dap(arguments) => dap::serve(arguments),
        Command::Lsp(_) => lsp::serve(),
        Command::Image(arguments) => image::write(arguments),
        Command::Token(arguments) => token::make(&arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Platform(arguments) => platform::show(arguments),
    };
    done.unwrap_or_else(|error| {
        report::error(&error);
        ExitCode::from(report::exit_code(&error))
    })
}
