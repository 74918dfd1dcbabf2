//! What an error answer says, whoever made it: the service, or whatever stands before it.
//!
//! Services, their front ends, gateways, proxies and emulators put codes and messages into headers and into JSON,
//! XML or CBOR of several forms. All of them are looked for, whatever the protocol is: an answer of another form than
//! the protocol's is an answer all the same. What is empty is as good as absent, so that it hides nothing.
//!
//! Sources: the error sections of the
//! [Smithy protocols](https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization),
//! [query compatibility](https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait),
//! and `parsers.py` in botocore 1.44.5.

#[cfg(feature = "cbor")]
mod cbor;
mod json;
mod xml;

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, Response};

use super::Refusal;
use crate::codec::mend::{self, ELLIPSIS};

const CODE_HEADERS: [&str; 2] = ["x-amzn-errortype", "x-amz-error-code"];
const MESSAGE_HEADERS: [&str; 3] = ["x-amzn-errormessage", "x-amzn-error-message", "x-amz-error-message"];

/// The names of members and elements that hold a code, the most trustworthy first.
const CODES: [&str; 8] =
    ["__type", "code", "Code", "errorCode", "ErrorCode", "error_code", "errorType", "faultcode"];

/// Those of messages.
const MESSAGES: [&str; 10] = [
    "message",
    "Message",
    "errorMessage",
    "ErrorMessage",
    "error_message",
    "error_description",
    "errorDescription",
    "faultstring",
    "detail",
    "title",
];

/// Those of what code and message may stand in. Other members are not looked into: a code in there is about
/// something else, such as one of several items.
const ENVELOPES: [&str; 8] =
    ["Error", "error", "Errors", "errors", "ErrorResponse", "Response", "Fault", "fault"];

/// Those of the region that should have been asked.
const REGIONS: [&str; 1] = ["Region"];

const REQUEST_IDS: [&str; 3] = ["RequestId", "RequestID", "requestId"];

/// How deep envelopes stand in one another.
const DEEPEST: usize = 5;

/// What was found so far.
#[derive(Default)]
struct Words {
    code: Best,
    message: Best,
    request_id: Best,
    region: Best,
}

/// The best of the texts that were offered.
#[derive(Default)]
struct Best {
    text: Option<String>,
    rank: usize,
}

impl Best {
    /// Takes a text that is not empty, and ranks before what there is.
    fn offer(&mut self, rank: usize, text: &str) {
        let text = text.trim();
        if !text.is_empty() && (self.text.is_none() || rank < self.rank) {
            *self = Self { text: Some(text.to_owned()), rank };
        }
    }
}

impl Words {
    /// Takes what a member of one of the known names says.
    fn member(&mut self, name: &str, text: &str, depth: usize) {
        // What stands further out is about the whole.
        let rank = |names: &[&str]| Some(depth * 100 + names.iter().position(|known| *known == name)?);
        if let Some(rank) = rank(&CODES) {
            self.code(rank, text);
        } else if let Some(rank) = rank(&MESSAGES) {
            self.message.offer(rank, text);
        } else if let Some(rank) = rank(&REQUEST_IDS) {
            self.request_id.offer(rank, text);
        } else if let Some(rank) = rank(&REGIONS) {
            self.region.offer(rank, text);
        } else if ENVELOPES.contains(&name) {
            self.envelope(text, depth);
        }
    }

    /// Takes a text that stands where an envelope was expected: `{"error": "invalid_grant"}`.
    fn envelope(&mut self, text: &str, depth: usize) {
        let rank = depth * 100 + 99;
        if text.contains(char::is_whitespace) {
            self.message.offer(rank, text);
        } else {
            self.code(rank, text);
        }
    }

    fn code(&mut self, rank: usize, text: &str) {
        // Half a code would be another one.
        if !text.ends_with(ELLIPSIS) {
            self.code.offer(rank, bare_name(text));
        }
    }
}

/// The form of a body, by its first characters.
enum Form<'b> {
    #[cfg(feature = "cbor")]
    Cbor,
    Xml(Cow<'b, str>),
    Json,
}

impl<'b> Form<'b> {
    fn of(body: &'b [u8]) -> Self {
        #[cfg(feature = "cbor")]
        if crate::codec::cbor::is_map(body) {
            return Self::Cbor;
        }
        let text = mend::decode(body);
        if text.trim_start().starts_with('<') { Self::Xml(text) } else { Self::Json }
    }

    /// Whether headers may tell the code. Where a service answers in CBOR they must not.
    fn has_code_in_header(&self) -> bool {
        match self {
            #[cfg(feature = "cbor")]
            Self::Cbor => false,
            Self::Xml(_) | Self::Json => true,
        }
    }
}

/// Takes an error answer apart.
pub(super) fn read(query_compatible: bool, reply: &Response<Bytes>) -> Refusal {
    let headers = reply.headers();
    let mut words = Words::default();
    let form = Form::of(reply.body());
    match &form {
        #[cfg(feature = "cbor")]
        Form::Cbor => cbor::words(reply.body(), &mut words),
        Form::Xml(text) => xml::words(text, &mut words),
        Form::Json => json::words(reply.body(), &mut words),
    }
    let Words { code: in_body, message, request_id, region } = words;
    let body_is_understood = in_body.text.is_some() || message.text.is_some();
    let in_header = CODE_HEADERS.iter().filter(|_| form.has_code_in_header());
    let mut in_header =
        in_header.flat_map(|name| values(headers, name)).map(|value| bare_name(&value).to_owned());
    let exception = in_header.find(|code| !code.is_empty()).or(in_body.text);
    let former = values(headers, "x-amzn-query-error").find_map(|value| query_code(&value));
    let code = if query_compatible || exception.is_none() { former } else { None };
    let message =
        message.text.or_else(|| MESSAGE_HEADERS.iter().flat_map(|name| values(headers, name)).next());
    Refusal {
        code: code.or_else(|| exception.clone()),
        message,
        exception,
        request_id: request_id.text,
        region: region.text,
        body_is_understood,
    }
}

/// The values of a header that are not empty, whatever they are made of.
pub(super) fn values<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = String> + use<'h> {
    let values = headers.get_all(name).iter();
    let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned());
    texts.filter(|text| !text.is_empty())
}

/// An error code without what may stand around it: `namespace#Code:http://…`.
fn bare_name(code: &str) -> &str {
    let before_url = code.split(':').next().unwrap_or(code);
    before_url.rsplit('#').next().unwrap_or(before_url).trim()
}

/// The code of the service's former query protocol: `Code;Fault`.
fn query_code(value: &str) -> Option<String> {
    let (code, fault) = value.split_once(';')?;
    let code = code.trim();
    (!code.is_empty() && !fault.contains(';')).then(|| code.to_owned())
}

#[cfg(test)]
mod tests;
