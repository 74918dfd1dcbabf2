//! TLS as the clients of this crate speak it.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
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

/// TLS with the ciphers of ring, and with the certificates of a PEM text in place of the platform's.
///
/// # Errors
///
/// The text is broken, or holds no certificate that can be read.
pub(super) fn tls_trusting(pem: &[u8]) -> Result<ClientConfig, HttpError> {
    let other = |reason: String| HttpError::because(HttpErrorKind::Other, reason);
    let mut roots = RootCertStore::empty();
    let mut faults = Vec::new();
    for (index, certificate) in CertificateDer::pem_slice_iter(pem).enumerate() {
        let place = format!("certificate {}", index + 1);
        let certificate = certificate.map_err(|error| other(format!("{place}: {error}")))?;
        if let Err(error) = roots.add(certificate) {
            faults.push(format!("{place}: {error}"));
        }
    }
    if roots.is_empty() {
        let absent = || "there is no certificate in it; it has to be PEM, with BEGIN CERTIFICATE".to_owned();
        return Err(other(faults.into_iter().next().unwrap_or_else(absent)));
    }
    // Bundles of operating systems hold old certificates that nothing hangs on, and not all can be read.
    for fault in faults {
        tracing::warn!("passed over in the CA bundle: {fault}");
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| HttpError::new(HttpErrorKind::Other, error))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
