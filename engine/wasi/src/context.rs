//! All that WASI knows of one program.

use std::collections::BTreeMap;
use std::fs::File;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use wrtd_core::{HostRefusal, ThreadId};
use wrtd_limits::CountLimit;

use crate::WasiError;
use crate::abi::flags::{FdFlags, FileType};
use crate::abi::{Rights, Snapshot};
use crate::args::StringList;
use crate::call::{InterruptedCall, Restart};
use crate::clock::Clocks;
use crate::config::{Preopen, Stdin, WasiConfig};
use crate::define::FUNCTIONS;
use crate::fs::host::HostFile;
use crate::output::OutputSink;
use crate::random::RandomSource;
use crate::stdin::{self, StdinPipe};
use crate::table::{Descriptor, Directory, Node, Stream, Table};

/// Descriptors that every program has.
const STREAMS: usize = 3;

/// The program's descriptors, strings and sources, and the state of its calls.
pub(crate) struct Context {
    /// The interface of the function that is being called.
    pub(crate) snapshot: Snapshot,
    pub(crate) arguments: StringList,
    pub(crate) environment: StringList,
    pub(crate) table: Table,
    pub(crate) outputs: Outputs,
    pub(crate) clocks: Box<dyn Clocks>,
    pub(crate) random: Box<dyn RandomSource>,
    pub(crate) restart: Restart,
    /// Of each thread, the call that gave way.
    pub(crate) interrupted: BTreeMap<ThreadId, InterruptedCall>,
    /// The limit of the last refusal that the user was told of, for each function.
    told: [Option<Option<u64>>; FUNCTIONS.len()],
}

/// Where the two output streams go.
pub(crate) struct Outputs {
    stdout: Box<dyn OutputSink>,
    stderr: Box<dyn OutputSink>,
}

impl Outputs {
    pub(crate) fn sink(&mut self, stream: Stream) -> &mut dyn OutputSink {
        match stream {
            Stream::Stdout => &mut *self.stdout,
            Stream::Stderr => &mut *self.stderr,
        }
    }
}

impl Context {
    /// Opens all that `config` names, where that is no more than `limit` descriptors.
    pub(crate) fn new(config: WasiConfig, limit: CountLimit) -> Result<Self, WasiError> {
        let arguments = StringList::arguments(config.args)?;
        let environment = StringList::environment(config.env)?;
        let count = config.preopens.len();
        if (STREAMS + count) as u64 > limit.most {
            return Err(WasiError::TooManyPreopens { count, limit });
        }
        let mut descriptors = vec![
            open_stdin(config.stdin, config.terminals.stdin)?,
            output(Stream::Stdout, config.terminals.stdout),
            output(Stream::Stderr, config.terminals.stderr),
        ];
        for preopen in &config.preopens {
            descriptors.push(open_preopen(preopen)?);
        }
        Ok(Self {
            snapshot: Snapshot::Preview1,
            arguments,
            environment,
            table: Table::new(descriptors),
            outputs: Outputs { stdout: config.stdout, stderr: config.stderr },
            clocks: config.clocks,
            random: config.random,
            restart: Restart::default(),
            interrupted: BTreeMap::new(),
            told: [None; FUNCTIONS.len()],
        })
    }

    /// Bytes that are charged for the program at present; none of them for the time of a call.
    pub(crate) fn size(&self) -> u64 {
        self.arguments.size() + self.environment.size() + self.table.size()
    }

    /// Whether the user has yet to be told that `function` refuses for `reason`. A program that tries again and
    /// again is told of once for each limit.
    pub(crate) fn is_news(&mut self, function: usize, reason: HostRefusal) -> bool {
        self.told[function].replace(reason.limit()) != Some(reason.limit())
    }
}

fn open_stdin(stdin: Stdin, terminal: bool) -> Result<Descriptor, WasiError> {
    let pipe = match stdin {
        Stdin::None => StdinPipe::holding(Vec::new()),
        Stdin::Bytes(bytes) => StdinPipe::holding(bytes),
        Stdin::Pipe(pipe) => pipe,
        Stdin::Inherit => stdin::of_this_process()?,
        Stdin::File(path) => {
            let file = File::open(&path).and_then(HostFile::new);
            let file = file.map_err(|source| WasiError::StdinFile { path, source })?;
            let rights = Rights::ALL
                & !Rights::FD_WRITE
                & !Rights::FD_ALLOCATE
                & !Rights::FD_FILESTAT_SET_SIZE;
            return Ok(Descriptor {
                file_type: file.file_type(),
                base: file.usable(rights),
                node: Node::File(file),
                flags: FdFlags::NONE,
                inheriting: Rights::NONE,
            });
        }
    };
    Ok(Descriptor {
        node: Node::Input(pipe),
        file_type: stream_type(terminal),
        flags: FdFlags::NONE,
        base: Rights::STREAM & !Rights::FD_WRITE,
        inheriting: Rights::NONE,
    })
}

fn output(stream: Stream, terminal: bool) -> Descriptor {
    Descriptor {
        node: Node::Output(stream),
        file_type: stream_type(terminal),
        flags: FdFlags::APPEND,
        base: Rights::STREAM & !Rights::FD_READ,
        inheriting: Rights::NONE,
    }
}

/// A terminal is a character device without positions; preview 1 has no type for a pipe.
fn stream_type(terminal: bool) -> FileType {
    if terminal { FileType::CharacterDevice } else { FileType::Unknown }
}

fn open_preopen(preopen: &Preopen) -> Result<Descriptor, WasiError> {
    if preopen.guest.contains('\0') {
        return Err(WasiError::Nul { what: "directory name", text: preopen.guest.clone() });
    }
    let dir = Dir::open_ambient_dir(&preopen.host, ambient_authority());
    let dir = dir.map_err(|source| WasiError::Preopen {
        host: preopen.host.clone(),
        guest: preopen.guest.clone(),
        source,
    })?;
    Ok(Descriptor {
        node: Node::Directory(Directory::new(dir, Some(preopen.guest.clone()))),
        file_type: FileType::Directory,
        flags: FdFlags::NONE,
        base: Rights::DIRECTORY,
        inheriting: Rights::ALL,
    })
}
