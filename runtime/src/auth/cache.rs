//! Credentials at hand, and fresh ones before these end.
//!
//! Two windows lie before the end. From the *advisory* one on fresh credentials are asked for while calls go on with
//! those at hand; from the *mandatory* one on calls wait. One refresh serves all calls of a Tokio runtime: it is a task
//! of its own, so that it outlives the call that began it, and whoever waits gets its outcome, a failure too. After
//! failures the provider is left in peace for a while, as long as there is something to go on with.
//!
//! Sources: `RefreshableCredentials` and `_evaluate_expiration` in `credentials.py` and `utils.py` of botocore 1.44.5,
//! whose windows these are; that they shrink with the lifetime is our own.

mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::http::BoxFuture;
use crate::time::Timestamp;
use state::{Standing, State};

/// How long a provider may take. Those of this crate bound themselves; this is for those of users, which may not.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);

/// What a refresh came to, for everybody who waits for it.
type Outcome = Result<Credentials, CredentialsError>;

/// The last credentials of a provider. Clones are one cache.
#[derive(Clone)]
pub(crate) struct CredentialsCache {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Arc<dyn ProvideCredentials>,
    state: Mutex<State>,
}

/// The credentials of a configuration, kept at hand and renewed in time, for others to use: see
/// [`Config::credentials`](crate::Config::credentials).
#[derive(Clone)]
pub struct SharedCredentials {
    cache: CredentialsCache,
}

impl SharedCredentials {
    pub(crate) fn new(cache: CredentialsCache) -> Self {
        Self { cache }
    }

    pub(crate) fn cache(&self) -> CredentialsCache {
        self.cache.clone()
    }
}

impl ProvideCredentials for SharedCredentials {
    fn provide(&self) -> BoxFuture<'_, Outcome> {
        Box::pin(self.cache.get(Timestamp::now()))
    }
}

impl fmt::Debug for SharedCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SharedCredentials").finish_non_exhaustive()
    }
}

impl CredentialsCache {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self { shared: Arc::new(Shared { provider, state: Mutex::default() }) }
    }

    /// The cache of a call that is not signed.
    pub(crate) fn none() -> Self {
        Self::new(Arc::new(Nobody))
    }

    /// Credentials that are good for a while, at a time that is as right as is known.
    ///
    /// # Errors
    ///
    /// The provider's own, unless the credentials at hand can still be used.
    pub(crate) async fn get(&self, now: Timestamp) -> Outcome {
        let Ok(runtime) = Handle::try_current() else { return self.get_here(now).await };
        let mut refresh = {
            let mut state = self.shared.state();
            match state.standing(now) {
                Standing::Good(credentials) => return Ok(credentials),
                Standing::Due(credentials) => {
                    drop(self.shared.refresh_in(&runtime, &mut state, now));
                    return Ok(credentials);
                }
                Standing::Needed => self.shared.refresh_in(&runtime, &mut state, now),
            }
        };
        outcome(&mut refresh).await
    }

    /// Credentials that are asked for now, however good those at hand are; these, where there are no others.
    ///
    /// # Errors
    ///
    /// The provider's own, where nothing is at hand.
    #[cfg(feature = "presign")]
    pub(crate) async fn renew(&self, now: Timestamp) -> Outcome {
        let Ok(runtime) = Handle::try_current() else { return self.shared.refresh(now, None).await };
        let mut refresh = self.shared.refresh_in(&runtime, &mut self.shared.state(), now);
        outcome(&mut refresh).await
    }

    /// The same where there is no runtime to leave the work to.
    async fn get_here(&self, now: Timestamp) -> Outcome {
        let standing = self.shared.state().standing(now);
        match standing {
            Standing::Good(credentials) => Ok(credentials),
            Standing::Due(_) | Standing::Needed => self.shared.refresh(now, None).await,
        }
    }

    /// Forgets credentials that the service refused, unless newer ones have taken their place.
    pub(crate) fn forget(&self, refused: &Credentials) {
        self.shared.state().forget(refused);
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The refresh that is under way in a runtime; a new one where there is none. A runtime that nobody drives any
    /// more, and whose refresh stands still, is waited for by no other.
    fn refresh_in(
        self: &Arc<Self>,
        runtime: &Handle,
        state: &mut State,
        now: Timestamp,
    ) -> watch::Receiver<Option<Outcome>> {
        if let Some(refresh) = state.under_way(runtime.id()) {
            return refresh;
        }
        let (sender, receiver) = watch::channel(None);
        state.begin(runtime.id(), receiver.clone());
        let shared = self.clone();
        let id = runtime.id();
        runtime.spawn(async move {
            let limit = tokio::time::timeout(LIMIT, shared.provider.provide());
            let began = Instant::now();
            let given = limit.await.unwrap_or_else(|_| {
                Err(CredentialsError::new(format!("no credentials came within {LIMIT:?}")))
            });
            let outcome = shared.take(given, (now, began.elapsed()), Some(id));
            sender.send_replace(Some(outcome));
        });
        receiver
    }

    async fn refresh(&self, now: Timestamp, id: Option<Id>) -> Outcome {
        let began = Instant::now();
        let given = self.provider.provide().await;
        self.take(given, (now, began.elapsed()), id)
    }

    /// Keeps what the provider gave, who was asked at a time and took a while. Where it gave nothing, what is at hand is
    /// used on, if it can be.
    fn take(&self, given: Outcome, when: (Timestamp, Duration), id: Option<Id>) -> Outcome {
        let (asked, took) = when;
        let now = asked.saturating_add(took);
        let mut state = self.state();
        state.end(id);
        match given {
            Ok(credentials) => {
                state.keep(credentials.clone(), asked, now);
                Ok(credentials)
            }
            Err(error) => match state.go_on(asked, now) {
                Some(credentials) => {
                    tracing::warn!(
                        error = error.one_line(),
                        "credentials could not be refreshed; the old ones are used on"
                    );
                    Ok(credentials)
                }
                None => Err(error),
            },
        }
    }
}

/// What a refresh comes to.
async fn outcome(refresh: &mut watch::Receiver<Option<Outcome>>) -> Outcome {
    match refresh.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or_else(|| Err(gone())),
        Err(_) => Err(gone()),
    }
}

/// Provides nothing.
struct Nobody;

impl ProvideCredentials for Nobody {
    fn provide(&self) -> BoxFuture<'_, Outcome> {
        Box::pin(std::future::ready(Err(CredentialsError::new("there are no credentials for this call"))))
    }
}

/// The task of a refresh is gone without an outcome.
fn gone() -> CredentialsError {
    CredentialsError::new(
        "what provides the credentials came to an end without giving any; it may have panicked",
    )
}
