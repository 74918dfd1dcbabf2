//! Work that many calls wait for and one of them does.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, Weak};

use tokio::runtime::{Handle, Id};
use tokio::sync::Mutex;

/// What is held while work is done, by what the work is for: one for each runtime. A runtime that nobody drives any
/// more, and whose call holds its own, is waited for by no other.
pub(super) struct Turns<K> {
    held: std::sync::Mutex<Held<K>>,
}

type Held<K> = HashMap<(Option<Id>, K), Weak<Mutex<()>>>;

impl<K> Default for Turns<K> {
    fn default() -> Self {
        Self { held: std::sync::Mutex::default() }
    }
}

impl<K: Eq + Hash> Turns<K> {
    /// What the calls of this runtime hold while one of them does the work.
    pub(super) fn of(&self, work: K) -> Arc<Mutex<()>> {
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (runtime, work);
        if let Some(turn) = held.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        held.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        held.insert(key, Arc::downgrade(&turn));
        turn
    }
}
