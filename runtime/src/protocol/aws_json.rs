//! The aws-json protocols, 1.0 and 1.1: JSON over POST with the operation in a header.
//!
//! Sources: [AWS JSON 1.1](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html),
//! [query compatibility](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait),
//! and, where services differ from them, `parsers.py` in botocore 1.44.5.

#[cfg(feature = "test-util")]
mod server;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use serde_json::Value;

#[cfg(feature = "test-util")]
use super::server::Server;
use super::{OperationSchema, Protocol, Refusal, Sealed};
use crate::codec::json::read::{self, Unknown};
use crate::codec::json::write::{Purpose, Writer};
use crate::error::{RequestError, ResponseError};
use crate::schema::ErrorSchema;
use crate::shape::{Slot, Structure, View};

const TARGET: HeaderName = HeaderName::from_static("x-amz-target");
const QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");

/// JSON over POST with the operation in a header.
#[derive(Debug)]
pub struct AwsJson {
    id: &'static str,
    content_type: HeaderValue,
    target_prefix: &'static str,
    query_compatible: bool,
}

impl AwsJson {
    /// AWS JSON 1.0. The prefix is what stands before the dot in `X-Amz-Target`.
    pub const fn v1_0(target_prefix: &'static str) -> Self {
        Self {
            id: "aws.protocols#awsJson1_0",
            content_type: HeaderValue::from_static("application/x-amz-json-1.0"),
            target_prefix,
            query_compatible: false,
        }
    }

    /// AWS JSON 1.1. The prefix is what stands before the dot in `X-Amz-Target`.
    pub const fn v1_1(target_prefix: &'static str) -> Self {
        Self {
            id: "aws.protocols#awsJson1_1",
            content_type: HeaderValue::from_static("application/x-amz-json-1.1"),
            target_prefix,
            query_compatible: false,
        }
    }

    /// The same protocol for a service that once spoke the query protocol: error codes may come in
    /// `x-amzn-query-error`, as they were spelled then.
    #[must_use]
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }
}

impl Sealed for AwsJson {}

impl Protocol for AwsJson {
    fn id(&self) -> &'static str {
        self.id
    }

    fn request(
        &self,
        operation: &'static OperationSchema,
        input: &dyn Structure,
    ) -> Result<Request<Bytes>, RequestError> {
        let view = View::Structure(input);
        let writer = Writer::new(&view, Purpose::Request);
        let body = serde_json::to_vec(&writer).map_err(RequestError::new)?;
        let target = format!("{}.{}", self.target_prefix, operation.name);
        let target = HeaderValue::try_from(target).map_err(RequestError::new)?;
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        // Enough for what the client and the signature add, too.
        request.headers_mut().reserve(16);
        request.headers_mut().insert(CONTENT_TYPE, self.content_type.clone());
        request.headers_mut().insert(TARGET, target);
        if self.query_compatible {
            // Asks for error codes as the service's former query protocol had them.
            request.headers_mut().insert(QUERY_MODE, HeaderValue::from_static("true"));
        }
        Ok(request)
    }

    fn output(
        &self,
        _: &'static OperationSchema,
        reply: &Response<Bytes>,
        output: &mut dyn Structure,
    ) -> Result<Vec<Unknown>, ResponseError> {
        let body = reply.body();
        if body.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        let notes = read::Notes::default();
        let outcome = read::read_json(Slot::Structure(output), &notes, body);
        let (path, unknowns) = notes.into_parts();
        match outcome {
            Ok(()) => Ok(unknowns),
            Err(error) => Err(ResponseError::new(path, &error)),
        }
    }

    fn refusal(&self, _: &'static OperationSchema, reply: &Response<Bytes>) -> Refusal {
        read_refusal(self.query_compatible, reply)
    }

    #[cfg(feature = "test-util")]
    fn server(&self) -> &dyn Server {
        self
    }

    fn exception(&self, _: &'static ErrorSchema, reply: &Response<Bytes>, exception: &mut dyn Structure) {
        // What a proxy garbled is told as far as it can be.
        let text = String::from_utf8_lossy(reply.body());
        let notes = read::Notes::default();
        if let Err(error) = read::read_json(Slot::Structure(exception), &notes, text.as_bytes())
            && !text.is_empty()
        {
            tracing::debug!(
                line = error.line(),
                column = error.column(),
                "the modelled error could not be read in full"
            );
        }
    }
}

fn read_refusal(query_compatible: bool, reply: &Response<Bytes>) -> Refusal {
    let body = match serde_json::from_slice(reply.body()) {
        Ok(Value::Object(body)) => Some(body),
        _ => None,
    };
    let text = |name: &str| body.as_ref().and_then(|body| body.get(name)).and_then(Value::as_str);
    let kind =
        header(reply.headers(), "x-amzn-errortype").or_else(|| text("__type")).or_else(|| text("code"));
    let exception = kind.and_then(bare_name).map(str::to_owned);
    let code = if query_compatible { query_code(reply.headers()).map(str::to_owned) } else { None };
    let message = ["message", "Message", "errorMessage"].iter().find_map(|name| text(name));
    let message = match (message, &body) {
        (Some(message), _) => Some(message.to_owned()),
        (None, Some(_)) => None,
        (None, None) => glimpse(reply.body()),
    };
    Refusal { code: code.or_else(|| exception.clone()), message, exception }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// An error code without what may stand around it: `namespace#Code:http://…`.
fn bare_name(code: &str) -> Option<&str> {
    let before_url = code.split(':').next().unwrap_or(code);
    let name = before_url.rsplit('#').next().unwrap_or(before_url).trim();
    (!name.is_empty()).then_some(name)
}

/// The code of the service's former query protocol: `Code;Fault`.
fn query_code(headers: &HeaderMap) -> Option<&str> {
    let (code, fault) = header(headers, "x-amzn-query-error")?.split_once(';')?;
    (!code.is_empty() && !fault.contains(';')).then_some(code)
}

/// How much of a body that is not JSON is told.
const GLIMPSE_CHARACTERS: usize = 200;

/// The beginning of a body that is not JSON, without its markup: what a proxy has to say.
fn glimpse(body: &Bytes) -> Option<String> {
    let start = body.get(..body.len().min(8 * GLIMPSE_CHARACTERS)).unwrap_or_default();
    let mut plain = String::new();
    let mut in_tag = false;
    for character in String::from_utf8_lossy(start).chars() {
        match character {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                plain.push(' ');
            }
            _ if in_tag => {}
            _ => plain.push(character),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let text: String = words.join(" ").chars().take(GLIMPSE_CHARACTERS).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn reply(headers: &[(&'static str, &'static str)], body: &'static str) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::from_static(body.as_bytes()));
        for (name, value) in headers {
            reply.headers_mut().insert(*name, HeaderValue::from_static(value));
        }
        reply
    }

    fn code(headers: &[(&'static str, &'static str)], body: &'static str) -> Option<String> {
        read_refusal(true, &reply(headers, body)).code
    }

    #[test]
    fn codes_are_found_wherever_services_put_them() {
        let uri = "aws.protocoltests#FooError:http://internal.example/coral/";
        assert_eq!(code(&[("x-amzn-errortype", uri)], ""), Some("FooError".into()));
        assert_eq!(code(&[("x-amzn-errortype", "Header")], r#"{"__type":"Body"}"#), Some("Header".into()));
        assert_eq!(code(&[], r#"{"__type":"com.example.v1#FooError"}"#), Some("FooError".into()));
        assert_eq!(code(&[], r#"{"code":"FooError:http://x"}"#), Some("FooError".into()));
        assert_eq!(code(&[], r#"{"__type":null,"code":"FooError"}"#), Some("FooError".into()));
    }

    #[test]
    fn the_code_of_a_former_protocol_wins_and_the_exception_stays_known() {
        let reply = reply(&[("x-amzn-query-error", "AWS.Old.Code;Sender")], r#"{"__type":"x#New"}"#);
        let error = read_refusal(true, &reply);
        assert_eq!((error.code.as_deref(), error.exception.as_deref()), (Some("AWS.Old.Code"), Some("New")));
        assert_eq!(read_refusal(false, &reply).code.as_deref(), Some("New"));
        assert_eq!(code(&[("x-amzn-query-error", ";Sender")], r#"{"__type":"New"}"#), Some("New".into()));
        assert_eq!(code(&[("x-amzn-query-error", "Broken")], r#"{"__type":"New"}"#), Some("New".into()));
    }

    #[test]
    fn odd_bodies_give_no_code_and_never_fail() {
        let deep: &'static str = "[".repeat(100_000).leak();
        for body in
            ["", "null", "[]", "7", r#"{"code":7}"#, r#"{"__type":"#, r#"{"__type":""}"#, "\u{0}", deep]
        {
            assert_eq!(code(&[], body), None, "{body:.20}");
        }
    }

    #[test]
    fn a_page_of_html_is_told_by_its_words() {
        let page =
            "<html>\n<head><title>503 Service Unavailable</title></head><body>\n<h1>Busy</h1></body></html>";
        assert_eq!(
            read_refusal(false, &reply(&[], page)).message.as_deref(),
            Some("503 Service Unavailable Busy")
        );
    }
}
