//! Connections, apart for each Tokio runtime.
//!
//! What drives a connection is a task of the runtime on which it was opened. Handed to another runtime it would
//! stand still whenever nobody drives the first, so each runtime gets connections of its own.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, Id};

/// Something for each runtime that asks for it.
#[derive(Debug)]
pub(super) struct Pools<P> {
    pools: Mutex<HashMap<Id, (P, Instant)>>,
    /// For how long something is kept that nobody asks for. Runtimes do not tell when they end.
    idle: Duration,
}

impl<P: Clone> Pools<P> {
    pub(super) fn new(idle: Duration) -> Self {
        Self { pools: Mutex::default(), idle }
    }

    /// What the runtime of this thread has; made anew where it has nothing yet.
    ///
    /// # Errors
    ///
    /// Why it cannot be made.
    pub(super) fn get<E>(&self, runtime: &Handle, make: impl FnOnce() -> Result<P, E>) -> Result<P, E> {
        let now = Instant::now();
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((pool, used)) = pools.get_mut(&runtime.id()) {
            *used = now;
            return Ok(pool.clone());
        }
        pools.retain(|_, (_, used)| now.saturating_duration_since(*used) < self.idle);
        let pool = make()?;
        pools.insert(runtime.id(), (pool.clone(), now));
        Ok(pool)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_runtime_has_its_own_and_what_is_idle_goes() {
        let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (one, two) = (runtime(), runtime());
        let get = |pools: &Pools<u32>, runtime: &tokio::runtime::Runtime, number| {
            pools.get(runtime.handle(), || Ok::<u32, ()>(number)).unwrap()
        };
        let pools = Pools::new(Duration::from_secs(60));
        assert_eq!((get(&pools, &one, 1), get(&pools, &two, 2), get(&pools, &one, 3)), (1, 2, 1));
        assert_eq!(pools.pools.lock().unwrap().len(), 2);

        let hasty = Pools::new(Duration::ZERO);
        assert_eq!((get(&hasty, &one, 1), get(&hasty, &two, 2)), (1, 2));
        assert_eq!(hasty.pools.lock().unwrap().len(), 1, "only the last is left");
    }
}
