//! The secret that a server and its clients share, and the file that holds it.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Random bytes of a token that is made here; a file has two digits for each.
const RANDOM: usize = 32;
/// Fewest bytes of a token, so that nobody takes a word for one: who watches a handshake can try words offline.
const LEAST: usize = 32;
/// Most bytes of a token's file; far more than any secret has.
const MOST: usize = 4096;

/// A secret that two sides share.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Vec<u8>);

/// Why there is no token.
#[derive(Debug, Error)]
pub enum TokenError {
    /// The file cannot be read.
    #[error("cannot read the token file {}: {error}; `wrtd token {}` makes one", path.display(), path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Others may read or change the file.
    #[error(
        "others can read or change the token file {} (its mode is {mode:03o}), and debug in your place; run `chmod 600 {}`, and make a new token if somebody may have seen it",
        path.display(), path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The file is another user's.
    #[error("the token file {} belongs to another user, who can read and change it; make your own with `wrtd token`", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// What the file holds is no token.
    #[error(
        "the token file {} holds {length} bytes, and a token has {LEAST} to {MOST}; `wrtd token` makes one that cannot be guessed",
        path.display()
    )]
    Length {
        /// The file.
        path: PathBuf,
        /// Bytes without white space around them; no more than were read.
        length: usize,
    },
    /// The file for a new token cannot be made.
    #[error("cannot make the token file {}: {error}; name a file that does not exist yet, in a folder that does", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The system has no random numbers.
    #[error("the system gives no random numbers: {0}; make a token elsewhere")]
    Random(getrandom::Error),
}

impl Token {
    /// A token that nobody can guess.
    ///
    /// # Errors
    /// [`TokenError::Random`].
    pub fn generate() -> Result<Self, TokenError> {
        let mut bytes = [0; RANDOM];
        getrandom::fill(&mut bytes).map_err(TokenError::Random)?;
        Ok(Self(bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()))
    }

    /// The token that a file holds, without white space around it. Nobody else may have access to the file.
    ///
    /// # Errors
    /// [`TokenError`] with what to do.
    pub fn read(path: &Path) -> Result<Self, TokenError> {
        let cannot_read = |error| TokenError::Read { path: path.to_owned(), error };
        let file = File::open(path).map_err(cannot_read)?;
        check_access(path, &file)?;
        let mut bytes = Vec::new();
        (&file).take(MOST as u64 + 1).read_to_end(&mut bytes).map_err(cannot_read)?;
        let text = bytes.trim_ascii();
        if !(LEAST..=MOST).contains(&text.len()) {
            return Err(TokenError::Length { path: path.to_owned(), length: text.len() });
        }
        Ok(Self(text.to_vec()))
    }

    /// Writes the token into a new file, to which only its owner has access.
    ///
    /// # Errors
    /// [`TokenError::Write`], also where there is a file already.
    pub fn write(&self, path: &Path) -> Result<(), TokenError> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(path).and_then(|mut file| {
            file.write_all(&self.0)?;
            file.write_all(b"\n")
        });
        written.map_err(|error| TokenError::Write { path: path.to_owned(), error })
    }

    /// The secret.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Never shows the secret.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// As `ssh` does with keys: the open file is asked, so that it is the one that is read.
#[cfg(unix)]
fn check_access(path: &Path, file: &File) -> Result<(), TokenError> {
    use std::os::unix::fs::MetadataExt;

    let about =
        file.metadata().map_err(|error| TokenError::Read { path: path.to_owned(), error })?;
    let user = rustix::process::geteuid();
    // What root gives to a service is as safe as root.
    if about.uid() != user.as_raw() && about.uid() != 0 {
        return Err(TokenError::Foreign { path: path.to_owned() });
    }
    let mode = about.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(TokenError::Exposed { path: path.to_owned(), mode });
    }
    Ok(())
}

/// Elsewhere access is not a matter of three digits; a user's own folders are closed to others there.
#[cfg(not(unix))]
fn check_access(_: &Path, _: &File) -> Result<(), TokenError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_can_be_read_and_is_never_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let token = Token::generate().unwrap();
        token.write(&path).unwrap();
        assert_eq!(Token::read(&path).unwrap(), token);
        assert_ne!(Token::generate().unwrap(), token);
        assert_eq!(token.bytes().len(), 64);
        // One that is there is never replaced.
        let error = Token::generate().unwrap().write(&path).unwrap_err().to_string();
        assert!(error.contains("name a file that does not exist yet"), "{error}");
        assert_eq!(Token::read(&path).unwrap(), token);
        assert_eq!(format!("{token:?}"), "Token(..)");
    }

    #[test]
    fn too_short_and_too_long_is_no_token() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        for (length, good) in [(0, false), (31, false), (32, true), (4096, true), (5000, false)] {
            let _ = std::fs::remove_file(&path);
            Token(vec![b'x'; length]).write(&path).unwrap();
            assert_eq!(Token::read(&path).is_ok(), good, "{length}");
        }
        let error = Token::read(&folder.path().join("none")).unwrap_err().to_string();
        assert!(error.contains("`wrtd token "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_remedy() {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt};

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        Token::generate().unwrap().write(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for (mode, good) in
            [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o602, false)]
        {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert_eq!(Token::read(&path).is_ok(), good, "{mode:o}");
        }
        let error = Token::read(&path).unwrap_err().to_string();
        assert!(error.contains("its mode is 602") && error.contains("chmod 600"), "{error}");
    }
}
