//! Which requests have a checksum of their body, and which replies are held to theirs.
//!
//! Towards AWS this does as `httpchecksum.py` of botocore 1.44.5 does. How checksums are made stands in
//! [`crate::checksum`].

use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, Request, Response, StatusCode};

use super::config::{ChecksumSettings, Checksums};
use crate::checksum::{Checksum, ChecksumAlgorithm, ReplyChecksum};
use crate::error::RequestError;
use crate::http::{Body, HttpError, HttpErrorKind};
use crate::protocol::OperationSchema;
use crate::schema::{ChecksumSchema, Member, Place};
use crate::shape::{Structure, View};

const PREFIX: &str = "x-amz-checksum-";

/// These begin as checksums do, and are none.
const ABOUT: [&str; 3] = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"];

/// A checksum that a request is to have, and has not yet.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "stream"), expect(dead_code, reason = "what is no stream has its checksum at once"))]
pub(super) struct Wanted {
    pub(super) algorithm: ChecksumAlgorithm,
    /// Whether the request cannot be sent without it.
    pub(super) is_required: bool,
}

/// Adds the checksum of a body in memory, and asks for one of the reply. Gives the checksum that a stream is to have, and
/// bytes towards AWS where the operation takes streams: as in botocore it goes behind them there. Where there is nothing
/// to send there is nothing to put it behind.
///
/// # Errors
///
/// An algorithm that cannot be made here.
pub(super) fn add(
    operation: &OperationSchema,
    input: &dyn Structure,
    request: &mut Request<Body>,
    settings: &ChecksumSettings,
    is_custom: bool,
) -> Result<Option<Wanted>, RequestError> {
    let Some(schema) = operation.checksum else { return Ok(None) };
    ask(schema, input, request.headers_mut(), settings.of_replies(is_custom));
    if is_told(request.headers()) {
        return Ok(None);
    }
    let chosen = chosen(schema, input)?;
    if chosen.is_none() && schema.required && add_content_md5(request, settings) {
        return Ok(None);
    }
    let algorithm = match chosen {
        Some(algorithm) => algorithm,
        None if settings.adds(schema, is_custom) => {
            name_default(schema, input, request.headers_mut());
            ChecksumAlgorithm::Crc32
        }
        None => return Ok(None),
    };
    // A stream of nothing is nothing, which needs no frame.
    if request.body().is_empty() {
        *request.body_mut() = Body::empty();
    }
    let is_guarded = request.uri().scheme_str() == Some("https");
    let is_as_a_stream = is_guarded && !is_custom && operation.has_streaming_input() && settings.may_frame();
    if request.body().bytes().is_none() || is_as_a_stream && !request.body().is_empty() {
        return Ok(Some(Wanted { algorithm, is_required: chosen.is_some() || schema.required }));
    }
    insert(request, algorithm)?;
    Ok(None)
}

/// Adds a checksum that the input chose to a request that is signed for somebody else to send. Without a body there is
/// nothing that it could be of.
///
/// # Errors
///
/// An algorithm that cannot be made here.
#[cfg(feature = "presign")]
pub(super) fn add_chosen(
    operation: &OperationSchema,
    input: &dyn Structure,
    request: &mut Request<Body>,
) -> Result<(), RequestError> {
    let Some(schema) = operation.checksum.filter(|_| !is_told(request.headers())) else { return Ok(()) };
    match chosen(schema, input)? {
        Some(algorithm) if !request.body().is_empty() => insert(request, algorithm),
        _ => Ok(()),
    }
}

fn insert(request: &mut Request<Body>, algorithm: ChecksumAlgorithm) -> Result<(), RequestError> {
    let Some(body) = request.body().bytes() else { return Ok(()) };
    let text = Checksum::of(algorithm, body);
    request.headers_mut().insert(algorithm.header(), HeaderValue::try_from(text).map_err(RequestError::new)?);
    Ok(())
}

/// Whether the request has a checksum already: of the program's, which wins.
fn is_told(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| name.as_str().starts_with(PREFIX) && !ABOUT.contains(&name.as_str()))
}

/// The algorithm that the input names.
fn chosen(schema: &ChecksumSchema, input: &dyn Structure) -> Result<Option<ChecksumAlgorithm>, RequestError> {
    let Some((index, member)) = member(schema.algorithm, input) else { return Ok(None) };
    let (View::String(name) | View::Enum(name)) = input.view(index) else { return Ok(None) };
    ChecksumAlgorithm::named(name).map(Some).ok_or_else(|| {
        let known: Vec<&str> = ChecksumAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
        RequestError::new(format_args!(
            "{}: checksums by {} cannot be made here; give one that you have made, or choose of {}",
            member.name,
            name.escape_debug(),
            known.join(", ")
        ))
    })
}

fn member(name: &str, input: &dyn Structure) -> Option<(usize, &'static Member)> {
    let mut members = input.schema().members.iter().enumerate();
    members.find(|(_, member)| !name.is_empty() && member.name == name)
}

/// Says in the header of the member that chooses the algorithm which one was taken, since nobody chose.
fn name_default(schema: &ChecksumSchema, input: &dyn Structure, headers: &mut HeaderMap) {
    if let Some(name) = header_of(schema.algorithm, input) {
        headers.insert(name, HeaderValue::from_static(ChecksumAlgorithm::Crc32.as_str()));
    }
}

/// Asks for a checksum of the reply, where the input does not say whether to.
fn ask(schema: &ChecksumSchema, input: &dyn Structure, headers: &mut HeaderMap, when: Checksums) {
    if when == Checksums::WhenSupported
        && let Some(name) = header_of(schema.mode, input)
    {
        headers.entry(name).or_insert(HeaderValue::from_static("ENABLED"));
    }
}

fn header_of(name: &str, input: &dyn Structure) -> Option<HeaderName> {
    let (_, member) = member(name, input).filter(|(_, member)| member.place == Place::Header)?;
    HeaderName::from_bytes(member.wire_name.as_bytes()).ok()
}

#[cfg(feature = "md5")]
fn add_content_md5(request: &mut Request<Body>, settings: &ChecksumSettings) -> bool {
    let name = HeaderName::from_static("content-md5");
    let Some(body) = request.body().bytes().filter(|_| settings.has_content_md5()) else { return false };
    let text = Checksum::of(ChecksumAlgorithm::Md5, body);
    let Ok(value) = HeaderValue::try_from(text) else { return false };
    request.headers_mut().entry(name).or_insert(value);
    true
}

#[cfg(not(feature = "md5"))]
fn add_content_md5(_: &mut Request<Body>, _: &ChecksumSettings) -> bool {
    false
}

/// Whether a request asks for a checksum of its reply.
pub(super) fn is_asked(operation: &OperationSchema, headers: &HeaderMap) -> bool {
    let Some(schema) = operation.checksum.filter(|schema| !schema.mode.is_empty()) else { return false };
    let mut members = operation.input.structure().members.iter();
    let member = members.find(|member| member.name == schema.mode && member.place == Place::Header);
    let told = member.and_then(|member| headers.get(member.wire_name));
    told.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"ENABLED"))
}

/// What becomes of the checksum of the reply to a request with these headers.
pub(super) fn outcome<B>(
    operation: &OperationSchema,
    headers: &HeaderMap,
    reply: &Response<B>,
) -> ReplyChecksum {
    match is_asked(operation, headers) {
        true => told(operation, reply).0,
        false => ReplyChecksum::Unasked,
    }
}

/// The checksum that a reply tells of its body, the first of those that can be made here: what becomes of it, and its text.
///
/// One with a hyphen is made of the checksums of parts, and that of a part of an object may be the whole object's: there
/// is no telling whether the body fits such a one.
pub(super) fn told<'r, B>(operation: &OperationSchema, reply: &'r Response<B>) -> (ReplyChecksum, &'r str) {
    let of_model = |algorithm: &&ChecksumAlgorithm| {
        operation.checksum.is_some_and(|schema| schema.replies.contains(&algorithm.as_str()))
    };
    let mut told = ChecksumAlgorithm::ALL.iter().filter(of_model).filter_map(|algorithm| {
        Some((*algorithm, reply.headers().get(algorithm.header())?.to_str().ok()?.trim()))
    });
    let Some((algorithm, text)) = told.next() else { return (ReplyChecksum::Untold, "") };
    let becomes = match reply.status() {
        _ if text.contains('-') => ReplyChecksum::OfParts,
        StatusCode::OK => ReplyChecksum::Held(algorithm),
        _ => ReplyChecksum::OfMore,
    };
    (becomes, text)
}

/// Holds a body to the checksum that was told of it.
///
/// # Errors
///
/// It is not what was sent.
pub(super) fn compare(algorithm: ChecksumAlgorithm, told: &str, made: &str) -> Result<(), HttpError> {
    if told == made {
        return Ok(());
    }
    let name = algorithm.header();
    let reason = format!(
        "the reply was damaged on its way: its {algorithm} checksum is {made}, and {name} says {told}"
    );
    Err(HttpError::because(HttpErrorKind::Io, reason))
}

/// Holds a body in memory to the checksum that the reply tells of it, if it tells one.
///
/// # Errors
///
/// It is not what was sent.
pub(super) fn check(operation: &OperationSchema, reply: &Response<bytes::Bytes>) -> Result<(), HttpError> {
    match told(operation, reply) {
        (ReplyChecksum::Held(algorithm), told) => compare(algorithm, told, &algorithm.of(reply.body())),
        _ => Ok(()),
    }
}
