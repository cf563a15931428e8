//! Threads, as requests name them. Whatever names one selects it in the session, so that frames are of it.

use wrtd_debug::{Motion, target::MAIN_THREAD};

use crate::{adapter::Adapter, error::RequestError};

impl Adapter {
    /// Selects a thread by the client's id.
    pub(crate) fn select_thread(&self, id: i32) -> Result<u32, RequestError> {
        let Ok(thread) = u32::try_from(id) else { return Err(no_thread(id)) };
        self.with(move |session| session.select_thread(thread))??;
        Ok(thread)
    }

    /// The thread and the index of a frame by the id that the client has, after selecting the thread; the innermost
    /// frame of the one that has stopped where it names none.
    pub(crate) fn thread_and_frame(&self, id: Option<i32>) -> Result<(u32, u32), RequestError> {
        let (stops, stopped) = {
            let run = self.shared.run();
            (run.stops, run.stop.as_ref().map(|stop| stop.thread))
        };
        let (thread, index) = match id {
            Some(id) => self.frames.place(stops, id).ok_or_else(|| no_frame(id))?,
            None => (stopped.unwrap_or(MAIN_THREAD), 0),
        };
        self.with(move |session| session.select_thread(thread))??;
        Ok((thread, index))
    }

    /// Whether there is such a thread now, also while the program runs.
    pub(crate) fn check_thread(&self, id: i32) -> Result<(), RequestError> {
        let threads = self.with(|session| session.threads())?;
        let known = threads.iter().any(|thread| i32::try_from(thread.id) == Ok(id));
        if known { Ok(()) } else { Err(no_thread(id)) }
    }

    /// Goes on with a motion of one thread, alone where the client wants the others to stand.
    pub(crate) fn resume_thread(
        &mut self,
        id: i32,
        alone: Option<bool>,
        motion: Motion,
    ) -> Result<(), RequestError> {
        self.select_thread(id)?;
        let alone = alone == Some(true);
        self.with(move |session| session.run_alone(alone))?;
        self.resume(motion)
    }
}

fn no_frame(id: i32) -> RequestError {
    RequestError::Reference(format!(
        "there is no frame {id} at this stop; ask for the stack again, frames end at each resume"
    ))
}

fn no_thread(id: i32) -> RequestError {
    RequestError::Reference(format!("there is no thread {id}; ask for the threads again"))
}
