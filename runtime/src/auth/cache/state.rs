//! What is known of the credentials at hand, and what follows from it at a given time.

use std::collections::HashMap;
use std::time::Duration;

use tokio::runtime::Id;
use tokio::sync::watch;

use super::{Credentials, Outcome};
use crate::time::Timestamp;

/// How long before the end fresh credentials are asked for, and how much of a short life that may be.
const ADVISORY: (Duration, u32) = (Duration::from_secs(15 * 60), 4);
/// How long before the end calls wait for fresh ones, and how much of a short life that may be.
const MANDATORY: (Duration, u32) = (Duration::from_secs(5 * 60), 12);

/// The first pause after a failed refresh, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// The pause where credentials are used past their end: their source is in trouble, and many machines ask it.
const PAUSE_PAST_END: Duration = Duration::from_secs(5 * 60);

/// What can be done with the credentials at hand.
pub(super) enum Standing {
    /// They are good.
    Good(Credentials),
    /// They are good, and it is time to ask for others.
    Due(Credentials),
    /// There are none, or not for long.
    Needed,
}

#[derive(Default)]
pub(super) struct State {
    current: Option<Kept>,
    /// What is under way, one for each runtime.
    refreshes: HashMap<Id, watch::Receiver<Option<Outcome>>>,
    failures: u32,
    /// The provider is not asked between these two, of which the first is when it was asked last: whoever looks at a
    /// coarser clock than that of its answer is not before it.
    pause: Option<(Timestamp, Timestamp)>,
}

struct Kept {
    credentials: Credentials,
    /// `None` for credentials without an end.
    windows: Option<Windows>,
}

struct Windows {
    advisory: Timestamp,
    mandatory: Timestamp,
    end: Timestamp,
}

impl Windows {
    /// The windows of credentials that came at a time. Those of many programs that started at once are spread.
    fn new(end: Timestamp, now: Timestamp) -> Self {
        let life = end.duration_since(now).unwrap_or_default();
        let window = |(longest, share): (Duration, u32)| longest.min(life / share);
        let spread = 0.5 + fastrand::f64() / 2.0;
        Self {
            advisory: end.saturating_sub(window(ADVISORY).mul_f64(spread)),
            mandatory: end.saturating_sub(window(MANDATORY)),
            end,
        }
    }
}

impl State {
    pub(super) fn standing(&self, now: Timestamp) -> Standing {
        let Some(Kept { credentials, windows }) = &self.current else { return Standing::Needed };
        let Some(windows) = windows else { return Standing::Good(credentials.clone()) };
        if now < windows.advisory {
            return Standing::Good(credentials.clone());
        }
        let is_usable = now < windows.end || credentials.is_usable_past_end();
        if is_usable && self.is_paused(now) {
            return Standing::Good(credentials.clone());
        }
        if now < windows.mandatory { Standing::Due(credentials.clone()) } else { Standing::Needed }
    }

    /// A clock that was set back ends a pause, too.
    fn is_paused(&self, now: Timestamp) -> bool {
        self.pause.is_some_and(|(from, until)| from <= now && now < until)
    }

    /// The refresh of a runtime, unless its task is gone.
    pub(super) fn under_way(&self, id: Id) -> Option<watch::Receiver<Option<Outcome>>> {
        self.refreshes.get(&id).filter(|refresh| refresh.has_changed().is_ok()).cloned()
    }

    pub(super) fn begin(&mut self, id: Id, refresh: watch::Receiver<Option<Outcome>>) {
        self.refreshes.retain(|_, refresh| refresh.has_changed().is_ok());
        self.refreshes.insert(id, refresh);
    }

    pub(super) fn end(&mut self, id: Option<Id>) {
        if let Some(id) = id {
            self.refreshes.remove(&id);
        }
    }

    /// Keeps fresh credentials that came now, having been asked for before.
    pub(super) fn keep(&mut self, credentials: Credentials, asked: Timestamp, now: Timestamp) {
        self.failures = 0;
        self.pause = None;
        let windows = credentials.expires_at().map(|end| Windows::new(end, now));
        let is_over = windows.as_ref().is_some_and(|windows| windows.end <= now);
        if is_over && credentials.is_usable_past_end() {
            tracing::warn!("the credentials that came are past their end; they are used all the same");
            self.pause_past_end(asked, now);
        }
        self.current = Some(Kept { credentials, windows });
    }

    /// The credentials to go on with after a failed refresh.
    pub(super) fn go_on(&mut self, asked: Timestamp, now: Timestamp) -> Option<Credentials> {
        let Kept { credentials, windows } = self.current.as_ref()?;
        let credentials = credentials.clone();
        if windows.as_ref().is_none_or(|windows| now < windows.end) {
            let (first, longest) = PAUSES;
            let pause = first.saturating_mul(2_u32.saturating_pow(self.failures)).min(longest);
            self.failures = self.failures.saturating_add(1);
            let pause = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
            self.pause = Some((asked, now.saturating_add(pause)));
            return Some(credentials);
        }
        if !credentials.is_usable_past_end() {
            return None;
        }
        self.pause_past_end(asked, now);
        Some(credentials)
    }

    fn pause_past_end(&mut self, asked: Timestamp, now: Timestamp) {
        let pause = PAUSE_PAST_END.mul_f64(1.0 + fastrand::f64());
        self.pause = Some((asked, now.saturating_add(pause)));
    }

    pub(super) fn forget(&mut self, refused: &Credentials) {
        if self.current.as_ref().is_some_and(|kept| kept.credentials == *refused) {
            self.current = None;
            self.pause = None;
        }
    }
}
