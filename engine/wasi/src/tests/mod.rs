//! A program without an engine: calls of the functions with a memory of its own, in a directory of
//! its own.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use wrtd_core::{HostBudget, HostRefusal, InterruptHandle, StoreLimits, Value};
use wrtd_limits::{Account, CountLimit, Ledger, LimitName, Provenance};

use crate::abi::{Errno, Rights};
use crate::call::Fault;
use crate::config::WasiConfig;
use crate::context::Context;
use crate::define::run_by_name;
use crate::guest::Guest;

mod budget;
mod dirs;
mod files;
mod fuzz;
mod hostile;
mod open;
mod paths;
mod patience;
mod poll;
mod process;
mod restart;
mod rights;
mod sandbox;
mod stdio;
mod times;

/// The first preopened directory.
pub(super) const ROOT: u32 = 3;

pub(super) const CREATE: u32 = 1;
pub(super) const DIRECTORY: u32 = 2;
pub(super) const EXCLUSIVE: u32 = 4;
pub(super) const TRUNCATE: u32 = 8;

pub(super) const APPEND: u32 = 1;
pub(super) const NONBLOCK: u32 = 4;

/// Where results that a test reads back are put.
const RESULT: u32 = 16;
/// Where strings and buffers of a call begin.
const HEAP: u32 = 1024;

pub(super) struct Program {
    pub(super) context: Context,
    pub(super) memory: Vec<u8>,
    pub(super) interrupt: InterruptHandle,
    pub(super) ledger: Ledger,
    held: u64,
    pub(super) descriptors: CountLimit,
    /// Why the last call was refused, where that is for the user to know.
    pub(super) refusal: Option<HostRefusal>,
    /// The host's directory behind [`ROOT`]; its parent is there to be protected.
    pub(super) root: PathBuf,
    next: u32,
    /// The last call gave way: the next one repeats it.
    pub(super) repeat: bool,
    /// How long calls may wait for the sake of other threads.
    pub(super) patience: Option<Duration>,
    _parent: TempDir,
}

pub(super) fn i(value: u32) -> Value {
    Value::I32(value.cast_signed())
}

pub(super) fn l(value: u64) -> Value {
    Value::I64(value.cast_signed())
}

/// A limit of descriptors that a user has set.
pub(super) fn at_most(most: u64) -> CountLimit {
    let provenance = Provenance::ConfigFile { path: "wrtd.toml", line: 2 };
    CountLimit { name: LimitName::Resources, most, provenance }
}

impl Program {
    pub(super) fn new() -> Self {
        Self::with(WasiConfig::new())
    }

    /// A program that gets a directory `/` beside what `config` says.
    pub(super) fn with(config: WasiConfig) -> Self {
        Self::limited(config, StoreLimits::new().resources)
    }

    /// One that can have so many descriptors.
    pub(super) fn limited(config: WasiConfig, descriptors: CountLimit) -> Self {
        let parent = tempfile::tempdir().unwrap();
        let root = parent.path().join("root");
        fs::create_dir(&root).unwrap();
        let context = Context::new(config.dir(&root, "/"), descriptors).unwrap();
        let interrupt = InterruptHandle::default();
        let memory = vec![0; 1 << 20];
        let (mut ledger, mut held) = (Ledger::unlimited(), 0);
        HostBudget::new(&mut ledger, &mut held, descriptors).charge(context.size()).unwrap();
        Self {
            context,
            memory,
            interrupt,
            ledger,
            held,
            descriptors,
            refusal: None,
            root,
            next: HEAP,
            repeat: false,
            patience: None,
            _parent: parent,
        }
    }

    /// A program together with what it writes to standard output.
    pub(super) fn with_stdout() -> (Self, Arc<Mutex<Vec<Vec<u8>>>>) {
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&written);
        let config =
            WasiConfig::new().on_stdout(move |bytes| sink.lock().unwrap().push(bytes.to_vec()));
        (Self::with(config), written)
    }

    /// Bytes that are charged.
    pub(super) fn used(&self) -> u64 {
        self.ledger.state(Account::Components).used
    }

    pub(super) fn call(&mut self, name: &str, args: &[Value]) -> Result<(), Fault> {
        let budget = HostBudget::new(&mut self.ledger, &mut self.held, self.descriptors);
        let mut guest = Guest::new(&mut self.memory, &self.interrupt, budget, self.patience);
        let result = run_by_name(&mut self.context, name, &mut guest, args, self.repeat);
        self.refusal = guest.refusal();
        self.repeat = result == Err(Fault::Interrupted);
        assert_eq!(self.held, self.context.size(), "what is charged after {name}");
        assert_eq!(self.used(), self.held);
        result
    }

    /// A call that must not end but with an error number or success.
    pub(super) fn errno(&mut self, name: &str, args: &[Value]) -> Result<(), Errno> {
        self.next = HEAP;
        match self.call(name, args) {
            Ok(()) => Ok(()),
            Err(Fault::Errno(errno)) => Err(errno),
            Err(other) => panic!("{name} ended with {other:?}"),
        }
    }

    /// Puts bytes into memory for the next call; their address.
    pub(super) fn put(&mut self, bytes: &[u8]) -> u32 {
        let at = self.next.next_multiple_of(8);
        self.memory[at as usize..at as usize + bytes.len()].copy_from_slice(bytes);
        self.next = at + bytes.len() as u32;
        at
    }

    /// A string argument: address and length.
    pub(super) fn text(&mut self, text: &str) -> [Value; 2] {
        [i(self.put(text.as_bytes())), i(text.len() as u32)]
    }

    /// Buffers as an array of `iovec`: address and count.
    pub(super) fn iovecs(&mut self, buffers: &[(u32, u32)]) -> [Value; 2] {
        let bytes: Vec<u8> = buffers
            .iter()
            .flat_map(|(at, len)| [at.to_le_bytes(), len.to_le_bytes()])
            .flatten()
            .collect();
        [i(self.put(&bytes)), i(buffers.len() as u32)]
    }

    pub(super) fn u32_at(&self, at: u32) -> u32 {
        let at = at as usize;
        u32::from_le_bytes(self.memory[at..at + 4].try_into().unwrap())
    }

    pub(super) fn u64_at(&self, at: u32) -> u64 {
        let at = at as usize;
        u64::from_le_bytes(self.memory[at..at + 8].try_into().unwrap())
    }

    pub(super) fn result(&self) -> u32 {
        self.u32_at(RESULT)
    }

    pub(super) fn open(&mut self, path: &str, oflags: u32, rights: Rights) -> Result<u32, Errno> {
        self.open_at(ROOT, path, 1, oflags, rights, Rights::NONE, 0)
    }

    #[expect(clippy::too_many_arguments, reason = "as many as path_open has")]
    pub(super) fn open_at(
        &mut self,
        dir: u32,
        path: &str,
        lookup: u32,
        oflags: u32,
        base: Rights,
        inheriting: Rights,
        flags: u32,
    ) -> Result<u32, Errno> {
        let [path, len] = self.text(path);
        let rights = [l(base.bits()), l(inheriting.bits())];
        self.errno(
            "path_open",
            &[i(dir), i(lookup), path, len, i(oflags), rights[0], rights[1], i(flags), i(RESULT)],
        )?;
        Ok(self.result())
    }

    /// A file, made if it is missing, with every right.
    pub(super) fn create(&mut self, path: &str) -> u32 {
        self.open(path, CREATE, Rights::ALL).unwrap()
    }

    pub(super) fn write(&mut self, fd: u32, bytes: &[u8]) -> Result<u32, Errno> {
        let at = self.put(bytes);
        let [iovs, count] = self.iovecs(&[(at, bytes.len() as u32)]);
        self.errno("fd_write", &[i(fd), iovs, count, i(RESULT)])?;
        Ok(self.result())
    }

    pub(super) fn pwrite(&mut self, fd: u32, bytes: &[u8], offset: u64) -> Result<u32, Errno> {
        let at = self.put(bytes);
        let [iovs, count] = self.iovecs(&[(at, bytes.len() as u32)]);
        self.errno("fd_pwrite", &[i(fd), iovs, count, l(offset), i(RESULT)])?;
        Ok(self.result())
    }

    pub(super) fn read(&mut self, fd: u32, len: u32) -> Result<Vec<u8>, Errno> {
        let at = self.put(&vec![0xaa; len as usize]);
        let [iovs, count] = self.iovecs(&[(at, len)]);
        self.errno("fd_read", &[i(fd), iovs, count, i(RESULT)])?;
        let (at, count) = (at as usize, self.result() as usize);
        Ok(self.memory[at..at + count].to_vec())
    }

    pub(super) fn pread(&mut self, fd: u32, len: u32, offset: u64) -> Result<Vec<u8>, Errno> {
        let at = self.put(&vec![0xaa; len as usize]);
        let [iovs, count] = self.iovecs(&[(at, len)]);
        self.errno("fd_pread", &[i(fd), iovs, count, l(offset), i(RESULT)])?;
        let (at, count) = (at as usize, self.result() as usize);
        Ok(self.memory[at..at + count].to_vec())
    }

    pub(super) fn seek(&mut self, fd: u32, offset: i64, whence: u32) -> Result<u64, Errno> {
        self.errno("fd_seek", &[i(fd), Value::I64(offset), i(whence), i(RESULT)])?;
        Ok(self.u64_at(RESULT))
    }

    pub(super) fn close(&mut self, fd: u32) -> Result<(), Errno> {
        self.errno("fd_close", &[i(fd)])
    }

    /// A function that takes a descriptor and a path.
    pub(super) fn on_path(&mut self, name: &str, path: &str) -> Result<(), Errno> {
        let [path, len] = self.text(path);
        self.errno(name, &[i(ROOT), path, len])
    }

    /// A function that takes a path and a new path, such as `path_rename`.
    pub(super) fn rename(&mut self, old: &str, new: &str) -> Result<(), Errno> {
        let ([old, old_len], [new, new_len]) = (self.text(old), self.text(new));
        self.errno("path_rename", &[i(ROOT), old, old_len, i(ROOT), new, new_len])
    }

    pub(super) fn link(&mut self, old: &str, lookup: u32, new: &str) -> Result<(), Errno> {
        let ([old, old_len], [new, new_len]) = (self.text(old), self.text(new));
        self.errno("path_link", &[i(ROOT), i(lookup), old, old_len, i(ROOT), new, new_len])
    }

    pub(super) fn symlink(&mut self, target: &str, path: &str) -> Result<(), Errno> {
        let ([target, target_len], [path, len]) = (self.text(target), self.text(path));
        self.errno("path_symlink", &[target, target_len, i(ROOT), path, len])
    }

    pub(super) fn readlink(&mut self, path: &str, room: u32) -> Result<Vec<u8>, Errno> {
        let [path, len] = self.text(path);
        let at = self.put(&vec![0xaa; room as usize]);
        self.errno("path_readlink", &[i(ROOT), path, len, i(at), i(room), i(RESULT)])?;
        let (at, count) = (at as usize, self.result() as usize);
        Ok(self.memory[at..at + count].to_vec())
    }

    pub(super) fn stat(&mut self, path: &str, lookup: u32) -> Result<Stat, Errno> {
        let [path, len] = self.text(path);
        self.errno("path_filestat_get", &[i(ROOT), i(lookup), path, len, i(RESULT)])?;
        Ok(self.stat_result())
    }

    pub(super) fn fstat(&mut self, fd: u32) -> Result<Stat, Errno> {
        self.errno("fd_filestat_get", &[i(fd), i(RESULT)])?;
        Ok(self.stat_result())
    }

    fn stat_result(&self) -> Stat {
        Stat {
            inode: self.u64_at(RESULT + 8),
            file_type: self.memory[RESULT as usize + 16],
            links: self.u64_at(RESULT + 24),
            size: self.u64_at(RESULT + 32),
            accessed: self.u64_at(RESULT + 40),
            modified: self.u64_at(RESULT + 48),
        }
    }

    /// Type, flags, base and inheriting rights of a descriptor.
    pub(super) fn fdstat(&mut self, fd: u32) -> Result<(u8, u16, Rights, Rights), Errno> {
        self.errno("fd_fdstat_get", &[i(fd), i(RESULT)])?;
        let at = RESULT as usize;
        let flags = u16::from_le_bytes([self.memory[at + 2], self.memory[at + 3]]);
        let base = Rights::from_bits(self.u64_at(RESULT + 8));
        Ok((self.memory[at], flags, base, Rights::from_bits(self.u64_at(RESULT + 16))))
    }

    pub(super) fn result_address() -> Value {
        i(RESULT)
    }
}

/// A `filestat` as the program reads it.
#[derive(Debug)]
pub(super) struct Stat {
    pub(super) inode: u64,
    pub(super) file_type: u8,
    pub(super) links: u64,
    pub(super) size: u64,
    pub(super) accessed: u64,
    pub(super) modified: u64,
}
