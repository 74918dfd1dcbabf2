//! How far something is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far an upload, a download or a copy is. Clones show the same.
///
/// Bytes count once they are there for good: those of a part when the service has the part, those of a download when
/// they are written. What is sent again because an attempt failed is not counted twice, so this never goes beyond the total.
/// It goes back only where an upload is begun anew, since the service refused it as a whole.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    done: AtomicU64,
    /// One more than the total; zero while that is not known.
    total: AtomicU64,
}

impl Progress {
    /// Nothing done yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes are there.
    pub fn done(&self) -> u64 {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// How many bytes there will be, where that is known.
    pub fn total(&self) -> Option<u64> {
        self.shared.total.load(Ordering::Relaxed).checked_sub(1)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.shared.done.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn begin(&self, total: Option<u64>) {
        self.shared.done.store(0, Ordering::Relaxed);
        self.shared.total.store(total.map_or(0, |total| total.saturating_add(1)), Ordering::Relaxed);
    }
}
