//! Signals that end wrtd, and panics: the terminal is given back first.

use std::{io, panic, sync::mpsc::Sender, thread};

use crate::{application::Incoming, terminal};

/// From now on signals that end wrtd do so in order, and a panic gives the terminal back before it is printed.
pub(crate) fn watch(incoming: Sender<Incoming>) -> io::Result<()> {
    let print = panic::take_hook();
    let drawing = thread::current().id();
    panic::set_hook(Box::new(move |panic| {
        // Others are caught where they happen, and told on the screen.
        if thread::current().id() == drawing {
            terminal::give_back();
            print(panic);
        }
    }));
    end_by_signal(incoming)
}

#[cfg(unix)]
fn end_by_signal(incoming: Sender<Incoming>) -> io::Result<()> {
    use signal_hook::{consts, iterator::Signals};
    let mut signals =
        Signals::new([consts::SIGTERM, consts::SIGHUP, consts::SIGINT, consts::SIGQUIT])?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if signals.forever().next().is_some() {
            let _ = incoming.send(Incoming::End);
        }
        // A second one ends at once what does not end in order.
        if let Some(signal) = signals.forever().next() {
            terminal::give_back();
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
fn end_by_signal(_incoming: Sender<Incoming>) -> io::Result<()> {
    Ok(())
}
