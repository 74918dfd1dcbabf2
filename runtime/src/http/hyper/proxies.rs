//! Which requests go through a proxy, and how they say who sends them.

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Intercept;

use super::variables::Variables;
use crate::http::local::is_local;
use crate::http::{HttpError, HttpErrorKind};

/// The proxies there are, and the hosts that do without.
#[derive(Debug)]
pub(super) struct Proxies {
    variables: Variables,
}

impl Proxies {
    pub(super) fn new(variables: Variables) -> Self {
        Self { variables }
    }

    /// The proxy on the way to a target, if there is one.
    ///
    /// # Errors
    ///
    /// The proxy that is named for the target cannot be used.
    pub(super) fn find(&self, target: &Uri) -> Result<Option<Intercept>, HttpError> {
        if target.host().is_some_and(is_local) || self.variables.exceptions.hold(target) {
            return Ok(None);
        }
        match (self.variables.fault(target), self.variables.matcher.intercept(target)) {
            (Some(fault), _) if !self.variables.is_exempt(target) => {
                Err(HttpError::new(HttpErrorKind::Other, fault))
            }
            (_, proxy) => Ok(proxy),
        }
    }

    /// What a request has to say to the proxy on its way. Only requests without TLS are seen by the
    /// proxy; the others go through a tunnel, for which the connector asks.
    ///
    /// # Errors
    ///
    /// As for [`Proxies::find`].
    pub(super) fn authorization(&self, target: &Uri) -> Result<Option<HeaderValue>, HttpError> {
        let proxy = self.find(target)?.filter(|_| target.scheme() == Some(&Scheme::HTTP));
        Ok(proxy.and_then(|proxy| proxy.basic_auth().cloned()))
    }
}
