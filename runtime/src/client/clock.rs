//! The time as services see it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::time::Timestamp;

/// The time as services see it: one for all clients of a configuration, and for the calls that get their credentials.
#[derive(Debug, Default)]
pub(super) struct Clock {
    /// Seconds that the service's clock is ahead of this machine's.
    ahead: AtomicI64,
}

/// Services refuse signatures that are five minutes off; a clock nearer than this is not the trouble.
const TOLERATED_SKEW: Duration = Duration::from_secs(4 * 60);

impl Clock {
    pub(super) fn now(&self) -> Timestamp {
        Self::at(self.ahead())
    }

    /// The time where the service's clock is some seconds ahead.
    pub(super) fn at(ahead: i64) -> Timestamp {
        Timestamp::from_secs(Timestamp::now().secs().saturating_add(ahead))
    }

    /// Seconds that the service's clock is ahead, as far as is known.
    pub(super) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Goes by the service's clock from now on. Gives whether that makes a difference.
    pub(super) fn set(&self, service: Timestamp) -> bool {
        if service.abs_diff(self.now()) <= TOLERATED_SKEW {
            return false;
        }
        let ahead = service.secs().saturating_sub(Timestamp::now().secs());
        self.ahead.store(ahead, Ordering::Relaxed);
        tracing::warn!(
            ahead_seconds = ahead,
            "the clock of this machine is off; signing with the service's time"
        );
        true
    }
}
