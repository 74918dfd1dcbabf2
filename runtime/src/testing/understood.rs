//! Requests and replies in the terms of the model: what the protocol understands of them, without what must not be
//! kept. What it does not understand is not kept either, whatever the reason.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use serde_json::Value as Json;

use super::anything::Anything;
use super::exchange::{RecordedBody, RecordedError, RecordedReply, RecordedRequest};
#[cfg(feature = "events")]
use super::recorded_events;
use super::sensitive::Sensitive;
use super::{redact, stored};
use crate::codec::url;
use crate::error::has_sensitive_message;
use crate::protocol::{self, OperationSchema, Refusal, server};
use crate::schema::ErrorSchema;

/// The headers of replies that clients look at. No others are kept, so no cookie ever is.
const REPLY_HEADERS: [&str; 10] = [
    "content-type",
    "date",
    "retry-after",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amz-retry-after",
    "x-amzn-errortype",
    "x-amzn-query-error",
    REQUEST_ID,
    "location",
];
const REQUEST_ID: &str = "x-amzn-requestid";

/// The input that a request was made of, as it was; `None` where it is not what the model says.
pub(super) fn input(operation: &'static OperationSchema, request: &Request<Bytes>) -> Option<Anything> {
    let mut input = Anything::of(operation.input.structure());
    server::read_input(operation, request, &mut input).ok()?;
    Some(input)
}

/// What is kept of a request, and what a replay looks for.
pub(super) fn request(
    operation: &'static OperationSchema,
    request: &Request<Bytes>,
    input: Option<&Anything>,
) -> RecordedRequest {
    // The texts of its own sensitive members are not looked for, since other ones have to give the same.
    let members = input.and_then(|input| kept(input, &Sensitive::of(operation)));
    members.map_or_else(|| RecordedRequest::Withheld(length(request.body())), RecordedRequest::Members)
}

/// What is kept of a reply.
pub(super) fn reply(
    operation: &'static OperationSchema,
    input: Option<&Anything>,
    reply: &Response<Bytes>,
) -> RecordedReply {
    let mut sensitive = Sensitive::of(operation);
    if let Some(input) = input {
        sensitive.learn(input);
    }
    // Services in trouble answer with members of the output, too, so these are looked at in every reply.
    let mut output = Anything::of(operation.output.structure());
    #[cfg(feature = "events")]
    let events = recorded_events::read(operation, reply, &mut output);
    #[cfg(feature = "events")]
    let has_events = operation.has_events() && reply.status().is_success();
    #[cfg(not(feature = "events"))]
    let has_events = false;
    let is_output = match has_events {
        #[cfg(feature = "events")]
        true => events.is_some(),
        _ => operation.service.protocol.output(operation, reply, &mut output).is_ok(),
    };
    sensitive.learn(&output);
    let mut request_id = protocol::request_id(reply.headers());
    let body = if !operation.service.protocol.is_refusal(operation, reply) {
        let members = if is_output { kept(&output, &sensitive) } else { None };
        members.map(RecordedBody::Members)
    } else {
        let refusal = operation.service.protocol.refusal(operation, reply);
        let error = error(operation, reply, &refusal, is_output, &mut sensitive);
        request_id = request_id.or(refusal.request_id);
        error.map(RecordedBody::Error)
    };
    let mut headers = kept_headers(reply.headers(), &sensitive);
    // Protocols that have it in the body have it there alone.
    if let Some(id) = request_id.filter(|id| is_code(id) && !headers.values().any(|value| value == id)) {
        headers.insert(REQUEST_ID.to_owned(), sensitive.hidden_in(&id));
    }
    let body = body.unwrap_or_else(|| RecordedBody::Withheld(length(reply.body())));
    #[cfg(feature = "events")]
    let ended_by = events.flatten().and_then(|ending| ended_by(operation, ending, &mut sensitive));
    #[cfg(not(feature = "events"))]
    let ended_by = None;
    RecordedReply { status: reply.status().as_u16(), headers, body, ended_by }
}

/// What is kept of an error answer; `None` where it tells nothing that may be kept.
///
/// A message is kept where the rest of the answer was understood, so that what is sensitive in it is known, or where
/// no member of the operation is sensitive.
fn error(
    operation: &'static OperationSchema,
    reply: &Response<Bytes>,
    refusal: &Refusal,
    is_output: bool,
    sensitive: &mut Sensitive,
) -> Option<RecordedError> {
    let schema = protocol::exception(operation, refusal);
    let mut members = None;
    let mut is_understood = is_output;
    if let Some(schema) = schema {
        let mut exception = Anything::of(schema.shape.structure());
        is_understood = operation.service.protocol.exception(schema, reply, &mut exception).is_ok();
        sensitive.learn(&exception);
        members = if is_understood { kept(&exception, sensitive) } else { None };
    }
    told(operation, schema, refusal, is_understood, (members, sensitive))
}

/// What of an error may be told: its code, its message where the rest was understood, and members that are fit to be kept.
fn told(
    operation: &'static OperationSchema,
    schema: Option<&'static ErrorSchema>,
    refusal: &Refusal,
    is_understood: bool,
    (members, sensitive): (Option<Json>, &Sensitive),
) -> Option<RecordedError> {
    let message_is_sensitive = match schema {
        Some(schema) => has_sensitive_message(schema),
        // It may be that of any error that the model does know.
        None => operation.errors.iter().any(has_sensitive_message),
    };
    let may_be_kept = !message_is_sensitive && (is_understood || sensitive.is_nothing());
    let message = refusal.message.as_deref().filter(|_| may_be_kept);
    let codes = [&refusal.code, &refusal.exception].into_iter().flatten();
    let told = || codes.filter(|code| is_code(code)).map(|code| sensitive.hidden_in(code)).next();
    let code = schema.map(|schema| schema.code.to_owned()).or_else(told);
    let message = message.map(|message| sensitive.hidden_in(message));
    if code.is_none() && message.is_none() {
        return None;
    }
    Some(RecordedError { code, message, members })
}

/// What is kept of an error that ended events; `None` where it tells nothing that may be kept.
#[cfg(feature = "events")]
fn ended_by(
    operation: &'static OperationSchema,
    ending: recorded_events::Ending,
    sensitive: &mut Sensitive,
) -> Option<RecordedError> {
    let recorded_events::Ending { schema, refusal, exception } = ending;
    if let Some(exception) = &exception {
        sensitive.learn(exception);
    }
    let members = exception.as_ref().and_then(|exception| kept(exception, sensitive));
    told(operation, schema, &refusal, exception.is_some() || schema.is_none(), (members, sensitive))
}

/// What may be kept of a structure, as a file holds it.
fn kept(value: &Anything, sensitive: &Sensitive) -> Option<Json> {
    stored::write(&redact::kept(value, sensitive))
}

/// How long a body is; zero where there is nothing in it.
fn length(body: &Bytes) -> u64 {
    if body.trim_ascii().is_empty() { 0 } else { u64::try_from(body.len()).unwrap_or(u64::MAX) }
}

fn kept_headers(headers: &HeaderMap, sensitive: &Sensitive) -> BTreeMap<String, String> {
    let kept = REPLY_HEADERS.iter().filter_map(|name| {
        let value = headers.get(*name)?.to_str().ok()?;
        let value = match *name {
            "location" => url::shown(value),
            "x-amzn-errortype" | "x-amzn-query-error" => {
                value.split(';').all(is_code).then(|| value.to_owned())?
            }
            _ => value.to_owned(),
        };
        Some(((*name).to_owned(), sensitive.hidden_in(&value)))
    });
    kept.collect()
}

/// Whether a text looks like an error code or an id, with whatever may stand around it:
/// `namespace#Code:http://…`.
fn is_code(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'#');
    let (name, url) = text.split_once(':').unwrap_or((text, ""));
    let is_short = !name.is_empty() && text.len() <= 200;
    is_short
        && name.bytes().all(is_part)
        && url.bytes().all(|byte| is_part(byte) || matches!(byte, b'/' | b':'))
}
