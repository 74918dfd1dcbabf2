//! Credentials at hand until shortly before they expire.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::http::Turns;
use crate::time::Timestamp;

use super::{Credentials, CredentialsError, ProvideCredentials};

/// How long before the end fresh credentials are asked for.
const REFRESH_BEFORE_END: Duration = Duration::from_secs(5 * 60);

/// The last credentials of a provider.
pub(crate) struct CredentialsCache {
    provider: Arc<dyn ProvideCredentials>,
    current: RwLock<Option<Credentials>>,
    /// Held while fresh credentials are asked for, so that many waiting calls ask once.
    refreshes: Turns<()>,
}

impl CredentialsCache {
    pub(crate) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self { provider, current: RwLock::new(None), refreshes: Turns::default() }
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
        let refresh = self.refreshes.of(());
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
