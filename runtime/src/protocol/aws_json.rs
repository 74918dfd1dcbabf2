//! The aws-json protocols, 1.0 and 1.1: JSON over POST with the operation in a header.
//!
//! Source: [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html).

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Method, Request};

use crate::codec::read::{self, Extent, Unknown, Unreadable};
use crate::codec::write::{Purpose, Writer};
use crate::error::RequestError;
use crate::shape::{Structure, View};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

pub(super) fn write_request(
    version: &str,
    target_prefix: &str,
    operation: &str,
    input: &dyn Structure,
) -> Result<Request<Bytes>, RequestError> {
    let view = View::Structure(input);
    let writer = Writer::new(&view, Purpose::Request);
    let body = serde_json::to_vec(&writer).map_err(RequestError::new)?;
    let header = |value: String| HeaderValue::try_from(value).map_err(RequestError::new);
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = Method::POST;
    // Enough for what the client and the signature add, too.
    request.headers_mut().reserve(16);
    request.headers_mut().insert(CONTENT_TYPE, header(format!("application/x-amz-json-{version}"))?);
    request.headers_mut().insert(TARGET, header(format!("{target_prefix}.{operation}"))?);
    Ok(request)
}

pub(super) fn read_output(body: &Bytes, output: &mut dyn Structure) -> Result<Vec<Unknown>, Unreadable> {
    if body.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    read::read_body(output, body, Extent::Whole)
}
