//! A host in a folder: what its detectors read, so that a user can send it and a test can hold it.
//!
//! Files lie in the folder below their own path. Beside them are small text files, each of which may be missing:
//!
//! | file | a line |
//! |---|---|
//! | `platform.txt` | the platform's name, once |
//! | `environment.txt` | `NAME=value` |
//! | `rlimits.txt` | `RLIMIT_AS bytes` |
//! | `keys.txt` | `name number` |
//! | `regions.txt` | `name first-address bytes` |
//! | `unreadable.txt` | the path of a file that the process may not read |
//!
//! Numbers are decimal, or hexadecimal behind `0x`. In paths every byte but letters, digits and `._-+,=@~` is written
//! `%XX`, so that any name that a cgroup may have is a file name on every system. No symbolic link is followed.

mod host;
mod kept;
mod names;
mod recorder;
mod tables;

pub use host::{OpenError, RecordedHost};
pub use recorder::{RecordError, record};
