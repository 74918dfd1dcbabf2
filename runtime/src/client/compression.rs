//! Compressed requests, for the few operations that take them.
//!
//! Source: the `requestCompression` trait of the
//! [Smithy specification](https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait), and
//! [request compression](https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html) of
//! the AWS SDKs.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::CONTENT_ENCODING;
use http::{HeaderValue, Request};

use crate::client::config::Config;
use crate::error::ConfigError;
use crate::http::Body;

/// Compresses a body in memory that is large enough for it to pay.
///
/// # Errors
///
/// A setting about compression that does not parse.
pub(super) fn compress(request: &mut Request<Body>, config: &Config) -> Result<(), ConfigError> {
    let Some(threshold) = config.compression_threshold()? else { return Ok(()) };
    let Some(plain) = request.body().bytes().filter(|plain| plain.len() >= threshold) else { return Ok(()) };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    // Writing to memory does not fail; if it did, the plain body would be as good.
    if let Ok(compressed) = written {
        *request.body_mut() = compressed.into();
        request.headers_mut().append(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;

    use bytes::Bytes;
    use flate2::read::GzDecoder;

    use super::*;
    use crate::settings::Environment;

    fn compressed(size: usize, variables: &[(&str, &str)]) -> Result<Request<Bytes>, ConfigError> {
        let environment = variables
            .iter()
            .fold(Environment::empty(), |environment, (name, value)| environment.with(*name, *value));
        let config = Config::builder().region("eu-central-1").environment(environment).build()?;
        let mut request = Request::new(Body::from(vec![b' '; size]));
        compress(&mut request, &config)?;
        Ok(request.map(|body| body.bytes().unwrap().clone()))
    }

    #[test]
    fn bodies_from_ten_kibibytes_on_are_compressed() {
        let small = compressed(10_239, &[]).unwrap();
        assert_eq!((small.body().len(), small.headers().len()), (10_239, 0));

        let large = compressed(10_240, &[]).unwrap();
        assert_eq!(large.headers().get("content-encoding").unwrap(), "gzip");
        let mut plain = Vec::new();
        GzDecoder::new(&large.body()[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, vec![b' '; 10_240]);
    }

    #[test]
    fn settings_change_the_size_or_turn_compression_off() {
        let off = compressed(20_000, &[("AWS_DISABLE_REQUEST_COMPRESSION", "true")]).unwrap();
        assert_eq!(off.body().len(), 20_000);
        let early = compressed(100, &[("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "100")]).unwrap();
        assert!(early.headers().contains_key("content-encoding"));
        let error =
            compressed(100, &[("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "all")]).unwrap_err().to_string();
        assert!(
            error.contains("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES") && error.contains("\"all\""),
            "{error}"
        );
    }
}
