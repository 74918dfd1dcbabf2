//! Whether the Tokio runtime of a call has what calls need, and what its timers tell.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Sleep;

/// What is wrong with the runtime that this thread belongs to, if anything is.
///
/// Tokio tells by a panic alone whether timers are there, so one is set up to see. The panic goes no further,
/// but for what the program's panic hook prints; and where panics abort, nothing can be done.
pub(crate) fn fault() -> Option<&'static str> {
    let works = Handle::try_current().is_ok()
        && catch_unwind(AssertUnwindSafe(|| drop(tokio::time::sleep(Duration::ZERO)))).is_ok();
    (!works).then_some(NEEDED)
}

/// The same for sockets and processes. To see costs a socket, so this is for when one is about to be opened.
pub(crate) fn io_fault() -> Option<&'static str> {
    #[cfg(unix)]
    let probe = || drop(tokio::net::UnixStream::pair());
    #[cfg(not(unix))]
    let probe = || {
        if let Ok(socket) = std::net::UdpSocket::bind("127.0.0.1:0")
            && socket.set_nonblocking(true).is_ok()
        {
            drop(tokio::net::UdpSocket::from_std(socket));
        }
    };
    let works = Handle::try_current().is_ok() && catch_unwind(AssertUnwindSafe(probe)).is_ok();
    (!works).then_some(NEEDED)
}

const NEEDED: &str =
    "calls need a Tokio runtime with time and I/O enabled, such as #[tokio::main] or enable_all() sets up";

/// Whether nobody was waiting when a timer ended: whoever waits asks again at once. Futures that are dropped do not tell, and
/// time in which nobody waits is not to count.
pub(crate) fn was_abandoned(timer: &Sleep) -> bool {
    timer.deadline().elapsed() > Duration::from_millis(50)
}
