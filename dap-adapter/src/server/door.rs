//! Where those prove their token who come to a port that others can reach.

use std::{
    io::Read,
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

use wrtd_remote::{
    Admission, Pending, Timed, Token,
    handshake::{self, HandshakeError},
};

use super::Notice;
use crate::refusal::{refuse_first, speaks_protocol};

/// What an editor is told that has connected by itself.
const NO_TOKEN: &str = "this server asks for a token, which no editor sends; let the editor start `wrtd dap --connect ADDRESS:PORT --token-file FILE` in place of connecting";

/// A port's door.
pub(super) struct Door {
    token: Token,
    admission: Arc<Admission>,
}

/// Somebody at the door.
pub(super) struct Knock {
    door: Arc<Door>,
    peer: SocketAddr,
    pending: Pending,
}

impl Door {
    pub(super) fn new(token: Token) -> Self {
        Self { token, admission: Arc::default() }
    }

    /// Lets somebody prove a token, unless too many of that address have failed; otherwise what to tell of it now.
    pub(super) fn knock(
        self: &Arc<Self>,
        peer: SocketAddr,
        stream: &TcpStream,
    ) -> Result<Knock, Option<Notice>> {
        let door = Arc::clone(self);
        match Admission::enter(&self.admission, peer.ip(), stream) {
            Ok(pending) => Ok(Knock { door, peer, pending }),
            Err(_) => Err(self.refused(peer, None)),
        }
    }

    fn refused(&self, peer: SocketAddr, error: Option<HandshakeError>) -> Option<Notice> {
        let (count, in_all) = self.admission.report()?;
        Some(Notice::Refused { peer, error, count, in_all })
    }
}

impl Knock {
    /// Waits for the proof. Where there is none, what to tell of it now; an editor has been told why.
    pub(super) fn open(self, stream: &TcpStream) -> Result<(), Option<Notice>> {
        let Self { door, peer, pending } = self;
        let error = match handshake::accept(stream, &door.token) {
            Ok(()) => {
                pending.proved();
                return Ok(());
            }
            Err(error) => error,
        };
        if let HandshakeError::NoHello(line) = &error
            && speaks_protocol(line)
        {
            let read = [line, &b"\n"[..]].concat();
            let input = read.chain(Timed::new(stream, handshake::PATIENCE));
            refuse_first(input, stream, NO_TOKEN.to_owned());
        }
        drop(pending);
        Err(door.refused(peer, Some(error)))
    }
}
