//! The way to a program, or a server, in another process.

use std::{
    io,
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use thiserror::Error;
use wrtd_remote::{Token, handshake, handshake::HandshakeError, keep_alive};

use crate::text::shortened;

/// Time for one address of a name to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Nobody answers.
    #[error(
        "cannot connect to {}: {error}; check that the address is the one that `wrtd run --debug-listen` or `wrtd dap --listen` has told",
        shortened(address)
    )]
    Unreachable {
        /// Where to, as it was asked for.
        address: String,
        /// What the system says.
        error: io::Error,
    },
    /// Somebody answers, and is not to be talked to.
    #[error("the server at {} cannot be used: {error}", shortened(address))]
    Handshake {
        /// Where.
        address: String,
        /// What went wrong.
        error: HandshakeError,
    },
}

/// Connects to `HOST:PORT`, and where there is a token proves it and has it proved.
pub(crate) fn connect(address: &str, token: Option<&Token>) -> Result<TcpStream, ConnectError> {
    let unreachable = |error| ConnectError::Unreachable { address: address.to_owned(), error };
    let nothing = || io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    let mut last = nothing();
    for resolved in address.to_socket_addrs().map_err(unreachable)? {
        match TcpStream::connect_timeout(&resolved, PATIENCE) {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(unreachable)?;
                keep_alive(&stream).map_err(unreachable)?;
                if let Some(token) = token {
                    handshake::prove(&stream, token).map_err(|error| ConnectError::Handshake {
                        address: address.to_owned(),
                        error,
                    })?;
                }
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(unreachable(last))
}
