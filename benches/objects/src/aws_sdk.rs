//! The official SDK, with its own TLS library.

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ChecksumMode;
use aws_sdk_s3::{Client, Config};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};

use crate::work::{Action, BUCKET, Content, Work};
use crate::{Outcome, tls};

/// Does the work.
pub(crate) async fn run(work: Work) -> Outcome {
    let trusted = TrustStore::empty().with_pem_certificate(tls::CERTIFICATE);
    let context = TlsContext::builder().with_trust_store(trusted).build()?;
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(context);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http.build_https())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKID", "secret", None, None, "bench"))
        .endpoint_url(work.endpoint.as_str())
        .force_path_style(true)
        .build();
    let client = Client::from_conf(config);
    match work.action {
        Action::Put => {
            let content = work.content()?;
            let size = work.size;
            work.each(async |key| {
                let body = match &content {
                    Content::Memory(bytes) => ByteStream::from(bytes.clone()),
                    Content::File(path) => ByteStream::from_path(path).await?,
                };
                client.put_object().bucket(BUCKET).key(key).body(body).send().await?;
                Ok(size)
            })
            .await
        }
        Action::Get => {
            work.each(async |key| {
                let get = client.get_object().bucket(BUCKET).key(key);
                let mut body = get.checksum_mode(ChecksumMode::Enabled).send().await?.body;
                let mut bytes = 0;
                while let Some(chunk) = body.next().await {
                    bytes += chunk?.len() as u64;
                }
                Ok(bytes)
            })
            .await
        }
    }
}
