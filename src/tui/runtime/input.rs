//! What the terminal says, on a thread of its own: the loop of the desk never stands in a read. A terminal that is gone
//! is told as the end of what it says – also where no SIGHUP comes, because the terminal did not rule the desk – since the
//! reader below would otherwise read nothing for ever.

use std::io::{self, IsTerminal as _};
use std::os::fd::AsFd as _;
use std::thread;

use crossterm::event::{self, Event};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

/// Events that may wait for the loop; the terminal keeps what comes beyond.
const WAITING: usize = 1024;

/// The events of the terminal; `None` in it is its end.
pub(super) struct Input {
    events: mpsc::Receiver<Option<Event>>,
}

impl Input {
    /// Begins to read. The threads end with the program: a read of a terminal cannot be called back.
    ///
    /// # Errors
    /// A thread that the system does not give.
    pub(super) fn open() -> io::Result<Self> {
        let (tell, events) = mpsc::channel(WAITING);
        let gone = tell.clone();
        thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            while let Ok(event) = event::read() {
                if tell.blocking_send(Some(event)).is_err() {
                    return;
                }
            }
            // Nobody listens any more where this cannot be sent.
            let _ = tell.blocking_send(None);
        })?;
        if io::stdin().is_terminal() {
            thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
                wait_for_hang_up();
                let _ = gone.blocking_send(None);
            })?;
        }
        Ok(Self { events })
    }

    /// The next event; none when the terminal is gone.
    pub(super) async fn next(&mut self) -> Option<Event> {
        self.events.recv().await.flatten()
    }

    /// What has come already: `Some(None)` when the terminal is gone, `None` when nothing waits.
    pub(super) fn ready(&mut self) -> Option<Option<Event>> {
        self.events.try_recv().ok()
    }
}

/// Returns when the terminal of the standard input is gone; costs nothing meanwhile.
fn wait_for_hang_up() {
    let stdin = io::stdin();
    loop {
        // Nothing is asked for: a hang-up is told unasked.
        let mut watched = [PollFd::new(stdin.as_fd(), PollFlags::empty())];
        match poll(&mut watched, PollTimeout::NONE) {
            Err(nix::errno::Errno::EINTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// What the system says when the desk is to end.
pub(super) struct Signals {
    term: Signal,
    hang_up: Signal,
}

impl Signals {
    /// Hears of it from now on.
    ///
    /// # Errors
    /// What the system says where it cannot be heard.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, hang_up: signal(SignalKind::hangup())? })
    }

    /// Waits for one of them.
    pub(super) async fn any(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}
