//! Noticing a peer whose machine has gone without a word.

use std::{io, net::TcpStream};

/// Seconds without a byte before the peer's machine is asked whether it is there.
#[cfg(target_os = "linux")]
const IDLE: u64 = 30;
/// Seconds between two such questions.
#[cfg(target_os = "linux")]
const BETWEEN: u64 = 10;
/// Questions without an answer after which the connection has failed.
#[cfg(target_os = "linux")]
const MOST_QUESTIONS: u32 = 3;

/// Lets the system ask now and then whether the peer's machine is there, so that a connection to one that was cut off
/// ends: on Linux after a minute, elsewhere when that system thinks right.
///
/// # Errors
/// That of the system.
#[cfg(unix)]
pub fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    rustix::net::sockopt::set_socket_keepalive(stream, true)?;
    #[cfg(target_os = "linux")]
    {
        use rustix::net::sockopt::{set_tcp_keepcnt, set_tcp_keepidle, set_tcp_keepintvl};
        use std::time::Duration;

        set_tcp_keepidle(stream, Duration::from_secs(IDLE))?;
        set_tcp_keepintvl(stream, Duration::from_secs(BETWEEN))?;
        set_tcp_keepcnt(stream, MOST_QUESTIONS)?;
    }
    Ok(())
}

/// Elsewhere connections are as the system makes them.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn keep_alive(_: &TcpStream) -> io::Result<()> {
    Ok(())
}
