//! TLS as the clients of this crate speak it.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;

use super::{HttpError, HttpErrorKind};

/// TLS with the ciphers of ring and the platform's certificates.
///
/// # Errors
///
/// The platform's certificates cannot be loaded.
pub(super) fn platform_tls() -> Result<ClientConfig, HttpError> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| HttpError::new(HttpErrorKind::Other, error))?;
    Ok(config.with_no_client_auth())
}
