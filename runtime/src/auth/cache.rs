//! Credentials at hand until shortly before they expire.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use crate::time::Timestamp;
use tokio::runtime::{Handle, Id};
use tokio::sync::Mutex;

use super::{Credentials, CredentialsError, ProvideCredentials};

/// How long before the end fresh credentials are asked for.
const REFRESH_BEFORE_END: Duration = Duration::from_secs(5 * 60);

/// The last credentials of a provider.
pub(crate) struct CredentialsCache {
    provider: Arc<dyn ProvideCredentials>,
    current: RwLock<Option<Credentials>>,
    /// One for each runtime, held while fresh credentials are asked for there, so that many waiting calls ask once.
    /// A runtime that nobody drives any more, and whose call holds its own, is waited for by no other.
    refreshes: std::sync::Mutex<HashMap<Option<Id>, Weak<Mutex<()>>>>,
}

impl CredentialsCache {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self { provider, current: RwLock::new(None), refreshes: std::sync::Mutex::default() }
    }

    /// Credentials that are good for a while.
    ///
    /// # Errors
    ///
    /// The provider's own, unless the credentials at hand are still good.
    pub(crate) async fn get(&self, now: Timestamp) -> Result<Credentials, CredentialsError> {
        if let Some(credentials) = self.good_for(now, REFRESH_BEFORE_END) {
            return Ok(credentials);
        }
        let refresh = self.refresh();
        let _refresh = refresh.lock().await;
        // Another call may have finished the work in the meantime.
        if let Some(credentials) = self.good_for(now, REFRESH_BEFORE_END) {
            return Ok(credentials);
        }
        match self.provider.provide().await {
            Ok(credentials) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(credentials.clone());
                Ok(credentials)
            }
            Err(error) => match self.good_for(now, Duration::ZERO) {
                Some(credentials) => {
                    tracing::warn!(%error, "credentials could not be refreshed; the old ones are still good");
                    Ok(credentials)
                }
                None => Err(error),
            },
        }
    }

    /// What the calls of this runtime hold while one of them asks.
    fn refresh(&self) -> Arc<Mutex<()>> {
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        let mut refreshes = self.refreshes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(refresh) = refreshes.get(&runtime).and_then(Weak::upgrade) {
            return refresh;
        }
        refreshes.retain(|_, refresh| refresh.strong_count() > 0);
        let refresh = Arc::default();
        refreshes.insert(runtime, Arc::downgrade(&refresh));
        refresh
    }

    /// Forgets credentials that the service refused, unless newer ones have taken their place.
    pub(crate) fn forget(&self, refused: &Credentials) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref() == Some(refused) {
            *current = None;
        }
    }

    fn good_for(&self, now: Timestamp, time: Duration) -> Option<Credentials> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let good = |credentials: &&Credentials| match credentials.expires_at() {
            None => true,
            Some(end) => end > now.saturating_add(time),
        };
        current.as_ref().filter(good).cloned()
    }
}
