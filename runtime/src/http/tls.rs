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
/// The text holds no certificate, or one that cannot be read.
pub(super) fn tls_trusting(pem: &[u8]) -> Result<ClientConfig, HttpError> {
    let other = |reason: String| HttpError::new(HttpErrorKind::Other, reason);
    let mut roots = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(pem).enumerate() {
        let place = || format!("certificate {}", index + 1);
        let certificate = certificate.map_err(|error| other(format!("{}: {error}", place())))?;
        roots.add(certificate).map_err(|error| other(format!("{}: {error}", place())))?;
    }
    if roots.is_empty() {
        return Err(other(
            "there is no certificate in it; it has to be PEM, with BEGIN CERTIFICATE".to_owned(),
        ));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| HttpError::new(HttpErrorKind::Other, error))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
