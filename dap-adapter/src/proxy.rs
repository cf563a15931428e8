//! Standard input and output for an editor, and behind them a server elsewhere, which asks for a token that no editor
//! can send.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

use wrtd_remote::Token;

use crate::{
    connect::{ConnectError, connect},
    refusal::refuse_first,
};

/// How long the server gets to end a session whose client has gone.
const FAREWELL: Duration = Duration::from_secs(5);

/// Connects to a server at `HOST:PORT`, proves the token where there is one, and passes bytes on both ways until the
/// server closes. Where there is no connection, the editor's first request is refused with the reason.
///
/// # Errors
/// [`ConnectError`].
pub fn proxy_stdio(address: &str, token: Option<&Token>) -> Result<(), ConnectError> {
    let stream = connect(address, token).inspect_err(|error| {
        refuse_first(io::stdin(), io::stdout(), error.to_string());
    })?;
    let unreachable = |error| ConnectError::Unreachable { address: address.to_owned(), error };
    let sending = stream.try_clone().map_err(unreachable)?;
    // The end of the process ends it, where the server goes first.
    thread::spawn(move || send(&sending));
    receive(stream);
    Ok(())
}

fn send(mut stream: &TcpStream) {
    // Whatever ends it, the client has gone.
    let _ = io::copy(&mut io::stdin(), &mut stream);
    let _ = stream.shutdown(Shutdown::Write);
    thread::sleep(FAREWELL);
    let _ = stream.shutdown(Shutdown::Both);
}

fn receive(mut stream: TcpStream) {
    let mut chunk = vec![0; 64 << 10];
    let mut output = io::stdout();
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        if output.write_all(&chunk[..count]).and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}
