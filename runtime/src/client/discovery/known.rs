//! The endpoints that are known, for as long as the service said.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Search;
use super::turns::Turns;
use crate::error::Failure;
use crate::protocol::Base;

/// How many questions the answers are kept of.
const MOST: usize = 1000;

/// How long after a failure known endpoints are used although their time is over, and optional ones are not asked for.
const PAUSE: Duration = Duration::from_secs(60);

/// The longest time that an endpoint is kept for, whatever the service says.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What an endpoint depends on. It holds what inputs say, so it shows itself nowhere.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// Where the question is sent.
    pub(super) regional: String,
    pub(super) access_key: Option<String>,
    /// The members of the question, as text.
    pub(super) question: String,
}

/// An endpoint, and how long it is good for.
pub(super) struct Endpoint {
    pub(super) base: Arc<Base>,
    pub(super) until: Instant,
}

/// When an endpoint is no longer good that is so for some minutes from now on. No time at all and less than that is
/// the same: the endpoint is good for those who wait for it.
pub(super) fn until(now: Instant, minutes: i64) -> Instant {
    let seconds = u64::try_from(minutes).unwrap_or(0).saturating_mul(60);
    now.checked_add(Duration::from_secs(seconds).min(LONGEST)).unwrap_or(now)
}

/// What is known for a question.
pub(super) enum Known {
    /// An endpoint.
    Good(Arc<Base>),
    /// That asking failed not long ago, and the endpoint of before.
    Failing(Option<Arc<Base>>),
    Nothing,
}

/// The endpoints that a client has discovered.
#[derive(Default)]
pub(in crate::client) struct Discovered {
    entries: Mutex<Entries>,
    /// Held while the service is asked.
    pub(super) turns: Turns<Key>,
}

#[derive(Default)]
struct Entries {
    of: HashMap<Key, Entry>,
    /// Counts whatever happens, to tell what came later.
    events: u64,
}

#[derive(Default)]
struct Entry {
    endpoints: Vec<Endpoint>,
    /// The last failure, and until when there is no use in asking again.
    failed: Option<(Failure, Instant)>,
    /// When the last answer came, good or bad, and when the entry was last used.
    answered: u64,
    used: u64,
}

impl Discovered {
    /// What is known for a question.
    pub(super) fn look(&self, key: &Key, now: Instant) -> Known {
        let mut entries = self.entries();
        let event = entries.next();
        let Some(entry) = entries.of.get_mut(key) else { return Known::Nothing };
        entry.used = event;
        if let Some(good) = entry.endpoints.iter().find(|endpoint| now < endpoint.until) {
            return Known::Good(good.base.clone());
        }
        match &entry.failed {
            Some((_, end)) if now < *end => Known::Failing(entry.stale()),
            _ => Known::Nothing,
        }
    }

    /// Which answer to a question was the last.
    pub(super) fn answers(&self, key: &Key) -> u64 {
        self.entries().of.get(key).map_or(0, |entry| entry.answered)
    }

    /// The last answer to a question, if it came after another one: then those who waited for it take it.
    pub(super) fn answer_since(&self, key: &Key, seen: u64) -> Option<Result<Arc<Base>, Failure>> {
        let entries = self.entries();
        entries.of.get(key).filter(|entry| entry.answered != seen)?.answer()
    }

    /// Keeps an answer, and gives what is to be made of it: after a failure what was known before is still used.
    pub(super) fn keep(
        &self,
        key: &Key,
        answer: Result<Vec<Endpoint>, Failure>,
        now: Instant,
    ) -> Option<Result<Arc<Base>, Failure>> {
        let mut entries = self.entries();
        let event = entries.next();
        entries.make_room(key);
        let entry = entries.of.entry(key.clone()).or_default();
        (entry.answered, entry.used) = (event, event);
        match answer {
            Ok(endpoints) => (entry.endpoints, entry.failed) = (endpoints, None),
            Err(failure) => entry.failed = Some((failure, now + PAUSE)),
        }
        entry.answer()
    }

    /// Forgets what a call found, unless something else is known by now. Gives whether it found anything.
    pub(in crate::client) fn forget(&self, search: &Search) -> bool {
        let Some((key, refused)) = &search.found else { return false };
        if let Some(entry) = self.entries().of.get_mut(key)
            && entry.endpoints.iter().any(|endpoint| Arc::ptr_eq(&endpoint.base, refused))
        {
            entry.endpoints.clear();
        }
        true
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn next(&mut self) -> u64 {
        self.events = self.events.saturating_add(1);
        self.events
    }

    /// Gives up the entry that was used least recently, where there are as many as there may be.
    fn make_room(&mut self, key: &Key) {
        if self.of.len() < MOST || self.of.contains_key(key) {
            return;
        }
        let oldest = self.of.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone());
        if let Some(oldest) = oldest {
            self.of.remove(&oldest);
        }
    }
}

impl Entry {
    /// What is to be made of the last answer.
    fn answer(&self) -> Option<Result<Arc<Base>, Failure>> {
        match (self.stale(), &self.failed) {
            (Some(base), _) => Some(Ok(base)),
            (None, Some((failure, _))) => Some(Err(failure.clone())),
            (None, None) => None,
        }
    }

    /// The first endpoint, whether or not its time is over.
    fn stale(&self) -> Option<Arc<Base>> {
        self.endpoints.first().map(|endpoint| endpoint.base.clone())
    }
}
