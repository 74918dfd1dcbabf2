//! Which requests go through a proxy, and how they say who sends them.

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use crate::http::local::is_local;
use crate::http::{HttpError, HttpErrorKind};

/// The proxies there are, and the hosts that do without.
#[derive(Debug)]
pub(super) struct Proxies {
    matcher: Matcher,
}

impl Proxies {
    pub(super) fn new(matcher: Matcher) -> Self {
        Self { matcher }
    }

    /// The proxy on the way to a target, if there is one.
    ///
    /// # Errors
    ///
    /// The proxy is none that speaks HTTP.
    pub(super) fn find(&self, target: &Uri) -> Result<Option<Intercept>, HttpError> {
        if target.host().is_some_and(is_local) {
            return Ok(None);
        }
        let Some(proxy) = self.matcher.intercept(target) else { return Ok(None) };
        match proxy.uri().scheme_str() {
            Some("http" | "https") => Ok(Some(proxy)),
            scheme => Err(unsupported(scheme.unwrap_or_default(), target)),
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

fn unsupported(scheme: &str, target: &Uri) -> HttpError {
    let variable = if target.scheme() == Some(&Scheme::HTTPS) { "HTTPS_PROXY" } else { "HTTP_PROXY" };
    let reason = format!(
        "{variable} or ALL_PROXY names a proxy of the kind \"{scheme}\", and only \"http\" and \"https\" can be \
         used; name such a proxy, or add the host to NO_PROXY"
    );
    HttpError::new(HttpErrorKind::Other, reason)
}
