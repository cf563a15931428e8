//! The command line: sub-commands, options and their help texts.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use wrtd_configuration::parse_size;
use wrtd_limits::{AsilLevel, LimitName, PlatformId};
use wrtd_tui::state::Preset;
use wrtd_tui::theme::Palette;

use crate::configuration::parse_limit;
use crate::program::{parse_dir, parse_env, parse_preload, parse_source_map};
use crate::screen::{parse_layout, parse_theme};

/// Runs and debugs WebAssembly programs at the level of their Rust, C, C++ or Zig sources.
#[derive(Debug, Parser)]
#[command(name = "wrtd", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  wrtd run hello.wasm                      run a program, with its exit code
  wrtd run --dir . tool.wasm in.txt        let it see the current folder
  wrtd run --invoke add math.wasm 2 3      call one exported function
  wrtd debug hello.wasm                    debug it on the full screen
  wrtd debug --batch steps.wrtd hello.wasm debug it by a script of commands
  wrtd dap                                 debug it in an editor (stdio)
  wrtd dap --listen 127.0.0.1:4711         the same over TCP
  wrtd lsp                                 a language server for WIT, for editors (stdio)
  wrtd check hello.wasm                    tell whether a program fits, without running it
  wrtd image blink.wasm                    prepare a program for a device
  wrtd platform                            tell how much memory there is, and who says so

Exit codes:
  the program's own; 1 wrtd could not do its work; 2 wrong command line; 134 the program trapped";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a program
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArguments),
    /// Debug a program on the full screen, or by commands, typed or from a script
    #[command(after_help = DEBUG_EXAMPLES)]
    Debug(DebugArguments),
    /// Serve the Debug Adapter Protocol, for editors
    #[command(after_help = DAP_EXAMPLES)]
    Dap(DapArguments),
    /// Serve the Language Server Protocol for WIT, for editors
    Lsp(LspArguments),
    /// Make a secret that a server and its clients share, in a file that only you can read
    #[command(after_help = TOKEN_EXAMPLES)]
    Token(TokenArguments),
    /// Check programs without running them: whether they are valid, fit the limits, and what they take
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArguments),
    /// Prepare a program for a device: check it here, write what runs there from flash
    #[command(after_help = IMAGE_EXAMPLES)]
    Image(ImageArguments),
    /// Tell how much memory a program may use here, who says so, and how it is split
    #[command(after_help = PLATFORM_EXAMPLES)]
    Platform(PlatformArguments),
}

const RUN_EXAMPLES: &str = "\
Examples:
  wrtd run hello.wasm world                        arguments go to the program
  wrtd run --dir data::/data --env LANG=C app.wasm one folder, one variable, nothing else
  wrtd run --invoke add math.wasm 2 -3             prints each result on its own line
  wrtd run --init setup --invoke f page.wasm       calls setup first, as the page would
  wrtd run --preload env=library.wasm main.wasm    imports from `env` come from library.wasm
  wrtd run --stub-missing page.wasm                imports nobody has trap when they are called
  wrtd run --platform zephyr --max-memory 32KiB blink.wasm   as on a device with so much memory
  wrtd run --debug-listen 127.0.0.1:4711 server.wasm         debuggers may come and go

A trap prints the stack with its source lines to standard error and ends with exit code 134.";

const DEBUG_EXAMPLES: &str = "\
Examples:
  wrtd debug hello.wasm                                   on the full screen; ? explains its keys
  wrtd debug --lines hello.wasm                           type commands; `help` lists them
  wrtd debug --batch steps.wrtd hello.wasm                transcript to standard output
  wrtd debug -x 'break main' -x run -x bt hello.wasm      commands on the command line
  echo 'info functions main' | wrtd debug --batch - a.wasm

A batch ends with exit code 0, or 1 where a command failed or an `expect` was not met.";

const DAP_EXAMPLES: &str = "\
Examples:
  wrtd dap                                    one session over standard input and output
  wrtd dap --listen 127.0.0.1:4711            sessions one after another over TCP
  wrtd dap --trace dap.log                    record both directions, for a bug report
  wrtd dap --listen 0.0.0.0:4711 --token-file token         for other machines that have the token
  wrtd dap --connect board:4711 --token-file token          what an editor there starts";

const TOKEN_EXAMPLES: &str = "\
Examples:
  wrtd token ~/.wrtd-token                                       make it, here
  scp -p ~/.wrtd-token board:                                    and bring it to the other machine
  wrtd dap --listen 0.0.0.0:4711 --token-file ~/.wrtd-token      a server that asks for it
  wrtd dap --connect board:4711 --token-file ~/.wrtd-token       an editor's way there

The token itself never goes over the connection. What follows is not encrypted: use `ssh -L` for that.";

const CHECK_EXAMPLES: &str = "\
Examples:
  wrtd check hello.wasm                                  the verdict, and what it will take
  wrtd check --platform qnx --max-memory 32MiB *.wasm    for a board, several programs
  wrtd check --json app.wasm                             one JSON object, sizes in bytes
  build-app | wrtd check -                               read standard input

A file is read once, and not past the first place that does not fit. Settings are taken as by
`wrtd platform`. Exit code 0 where all files fit, 1 where one does not or cannot be read.";

const IMAGE_EXAMPLES: &str = "\
Examples:
  wrtd image blink.wasm                    writes blink.image and says what it needs
  wrtd image -o flash.bin blink.wasm       the same under another name

A firmware runs the image with `wrtd_core::device`, without an allocator. Debug information stays in
the .wasm file; code positions are the same in both.";

const PLATFORM_EXAMPLES: &str = "\
Examples:
  wrtd platform                                     what was found, and the budget
  wrtd platform --json                              the same for scripts, sizes in bytes
  wrtd platform --platform qnx --max-memory 32MiB   the budget of a board
  wrtd platform --record host                       write what was read into a folder, to send it
  wrtd platform --root host                         read such a folder

Settings are taken from the options, from WRTD_MAX_MEM and WRTD_ASIL_LV, and from the nearest
wrtd.toml in this folder or above it, in this order. What the container or the machine grants lowers
them. Of several safety levels the strictest counts.";

/// What runs, and what it may see; the same for `run` and `debug`.
#[derive(Debug, Args)]
pub(crate) struct ProgramArguments {
    /// Give the program a folder, under its own name or as GUEST; repeatable
    #[arg(long = "dir", value_name = "HOST[::GUEST]", value_parser = parse_dir)]
    pub(crate) dirs: Vec<(PathBuf, String)>,
    /// Set an environment variable of the program, which inherits none; repeatable
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = parse_env)]
    pub(crate) env: Vec<(String, String)>,
    /// Read the program's standard input from a file
    #[arg(long, value_name = "FILE")]
    pub(crate) stdin: Option<PathBuf>,
    /// Call this exported function first, as the program's own host does; repeatable
    #[arg(long = "init", value_name = "FUNCTION")]
    pub(crate) initialize: Vec<String>,
    /// Call this exported function with ARGS by its types, and print its results
    #[arg(long, value_name = "FUNCTION")]
    pub(crate) invoke: Option<String>,
    /// Satisfy the imports from module NAME by another file's exports; repeatable
    #[arg(long = "preload", value_name = "NAME=FILE", value_parser = parse_preload)]
    pub(crate) preloads: Vec<(String, PathBuf)>,
    /// Let imports that nothing provides trap when they are called
    #[arg(long)]
    pub(crate) stub_missing: bool,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArguments,
    /// Give the program the same random numbers in each run, made from this number
    #[arg(long, value_name = "NUMBER")]
    pub(crate) random_seed: Option<u64>,
    /// Look for sources under LOCAL where the debug info says PREFIX; repeatable
    #[arg(long = "source-map", value_name = "PREFIX=LOCAL", value_parser = parse_source_map)]
    pub(crate) source_map: Vec<(String, String)>,
    /// The program, a WebAssembly module; its arguments, or those of the function that --invoke calls
    // One list, so that everything after the file is the program's, `--help` too.
    #[arg(value_names = ["FILE", "ARGS"], required = true, trailing_var_arg = true)]
    pub(crate) command: Vec<OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// After a trap show the library's frames too
    #[arg(long)]
    pub(crate) full_backtrace: bool,
    /// At the end print to standard error what the program and its engine held in memory
    #[arg(long)]
    pub(crate) stats: bool,
    /// Let debuggers attach at this address, one after another, while the program runs
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) debug_listen: Option<SocketAddr>,
    /// Start the program when the first debugger has attached
    #[arg(long, requires = "debug_listen")]
    pub(crate) debug_wait: bool,
    /// Let only debuggers attach that prove to have the token in this file; other machines need one
    #[arg(long, value_name = "FILE", requires = "debug_listen")]
    pub(crate) token_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) program: ProgramArguments,
}

#[derive(Debug, Args)]
pub(crate) struct DebugArguments {
    /// Take the commands from a file (`-`: standard input) and print a transcript
    #[arg(long, value_name = "SCRIPT")]
    pub(crate) batch: Option<PathBuf>,
    /// Type the commands line by line in place of the full screen, as where there is no terminal
    #[arg(long, conflicts_with_all = ["batch", "commands"])]
    pub(crate) lines: bool,
    /// Let `step` enter libraries, where their sources are here: the language's own, packages of cargo
    #[arg(long)]
    pub(crate) step_into_library: bool,
    /// Let steps end in no source whose path fits, as in `**/vendor/**` or `generated/`; repeatable
    #[arg(long = "skip-file", value_name = "PATTERN")]
    pub(crate) skip_files: Vec<String>,
    /// Let steps end in no function whose name fits, as in `serde::*`; repeatable
    #[arg(long = "skip-function", value_name = "PATTERN")]
    pub(crate) skip_functions: Vec<String>,
    /// Run a command and then end, after the script if there is one; repeatable
    #[arg(short = 'x', long = "ex", value_name = "COMMAND")]
    pub(crate) commands: Vec<String>,
    #[command(flatten)]
    pub(crate) screen: ScreenArguments,
    #[command(flatten)]
    pub(crate) program: ProgramArguments,
}

/// How the full screen looks, and what it keeps.
#[derive(Debug, Args)]
pub(crate) struct ScreenArguments {
    /// Begin without the breakpoints, watches and layout of the last session, and keep none
    #[arg(long)]
    pub(crate) no_session: bool,
    /// The colours of the full screen: dark, light, high-contrast or plain
    #[arg(long, value_name = "NAME", value_parser = parse_theme)]
    pub(crate) theme: Option<Palette>,
    /// The layout of the full screen: source, machine, budget or output
    #[arg(long, value_name = "NAME", value_parser = parse_layout)]
    pub(crate) layout: Option<Preset>,
    /// Draw the full screen with nothing but ASCII
    #[arg(long)]
    pub(crate) ascii: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DapArguments {
    /// Serve on this address in place of standard input and output; one that other machines reach needs --token-file
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// Pass what the editor says on to the server at this address, and its answers back
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["listen", "trace"])]
    pub(crate) connect: Option<String>,
    /// Let this terminal have the program of a session that waits at this address, which wrtd asks editors to do
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with_all = ["listen", "trace", "connect"], requires = "token_file", hide = true)]
    pub(crate) lend_terminal: Option<String>,
    /// Ask clients to prove that they have the token in this file, or prove it to the server
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Write every message of both directions to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct LspArguments {
    /// Speak over standard input and output, as is done in any case: some editors give this option
    #[arg(long)]
    pub(crate) stdio: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// The file to make; one that is there is never replaced
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Print one JSON object, sizes in bytes
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArguments,
    /// The programs, WebAssembly modules or components (`-`: standard input)
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ImageArguments {
    /// Where to write it; otherwise beside the module, with the extension `image`
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The program, a WebAssembly module
    #[arg(value_name = "FILE")]
    pub(crate) module: PathBuf,
}

/// The settings that every source can make.
#[derive(Debug, Default, Args)]
pub(crate) struct ConfigurationArguments {
    /// Memory to use in all: 64KiB, 16MiB, 1.5GiB or bytes
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) max_memory: Option<u64>,
    /// Set one limit, by its name in wrtd.toml, as in `wasm_linear=16MiB`; repeatable
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = parse_limit)]
    pub(crate) limits: Vec<(LimitName, String)>,
    /// Safety level, which bounds what a debugger may do: QM, A, B, C or D
    #[arg(long, value_name = "LEVEL")]
    pub(crate) asil_level: Option<AsilLevel>,
    /// Plan for this platform: linux, macos, windows, qnx, vxworks, zephyr, tock or bare-metal; on the last three
    /// programs run on a device's own machine
    #[arg(long, value_name = "NAME")]
    pub(crate) platform: Option<PlatformId>,
    /// Read settings from this file, not from the nearest wrtd.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Let settings go past what the container or the machine grants
    #[arg(long)]
    pub(crate) allow_more_than_detected: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PlatformArguments {
    /// Print one JSON object, sizes in bytes
    #[arg(long)]
    pub(crate) json: bool,
    /// Read a recorded host from this folder, not this machine
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Write what is read of the host into this new folder
    #[arg(long, value_name = "DIR")]
    pub(crate) record: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArguments,
}
