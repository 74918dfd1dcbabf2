//! Our client.

use s3::config::{Checksums, Config};
use s3::{ByteStream, Client, Credentials};

use crate::work::{Action, BUCKET, Content, Work};
use crate::{Outcome, tls};

/// Does the work.
pub(crate) async fn run(work: Work) -> Outcome {
    let bundle = tls::certificate_file().display().to_string();
    let environment = s3::Environment::empty().with("AWS_CA_BUNDLE", bundle);
    // A named endpoint is asked for checksums only where somebody says so; the peers ask for them anyway.
    let config = Config::builder()
        .environment(environment)
        .region("us-east-1")
        .credentials(Credentials::new("AKID", "secret"))
        .endpoint_url(work.endpoint.as_str())
        .request_checksums(Checksums::WhenSupported)
        .response_checksums(Checksums::WhenSupported)
        .build()?;
    let client = Client::new(config);
    match work.action {
        Action::Put => {
            let content = work.content()?;
            work.each(async |key| {
                let body = match &content {
                    Content::Memory(bytes) => ByteStream::from(bytes.clone()),
                    Content::File(path) => ByteStream::file(path.as_path())?,
                };
                let bytes = body.length().unwrap_or_default();
                client.put_object(BUCKET, key).body(body).await?;
                Ok(bytes)
            })
            .await
        }
        Action::Get => {
            work.each(async |key| {
                let mut reply = client.get_object(BUCKET, key).await?;
                let mut body = reply.body.take().unwrap_or_default();
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
