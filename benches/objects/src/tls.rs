//! The certificate of the tests, on both sides.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

use crate::Outcome;

/// The certificate, in PEM.
pub(crate) const CERTIFICATE: &[u8] = include_bytes!("../../../runtime/tests/support/tls/certificate.pem");
const KEY: &[u8] = include_bytes!("../../../runtime/tests/support/tls/key.pem");

/// The file that the certificate lies in.
pub(crate) fn certificate_file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../runtime/tests/support/tls/certificate.pem")
}

/// The server's side.
pub(crate) fn acceptor() -> Outcome<TlsAcceptor> {
    let key = PrivateKeyDer::from_pem_slice(KEY)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from_pem_slice(CERTIFICATE)?], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The client's side.
pub(crate) fn trusting() -> Outcome<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(CERTIFICATE)?)?;
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
