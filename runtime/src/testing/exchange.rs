//! One recorded call, and the JSON that it is kept as.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The form of the file, counted up when it changes.
const VERSION: u64 = 2;

/// A request and the reply to it in the terms of the model, whatever the protocol is. There are no secrets in it:
/// neither signature nor cookies, and of the members only those that the model knows and does not call sensitive.
///
/// Members stand by their names in the model, as serde stores every shape: timestamps are epoch seconds or text,
/// blobs are base64.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Exchange {
    /// The operation's name.
    pub operation: String,
    /// What was sent.
    pub request: RecordedRequest,
    /// What came back.
    pub reply: RecordedReply,
}

/// What a recording keeps of a request. Host, path and headers are no part of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RecordedRequest {
    /// The members of the input.
    Members(Value),
    /// Nothing but the length of the body in bytes, since it was not what the model says.
    Withheld(u64),
}

/// What a recording keeps of a reply.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordedReply {
    /// The HTTP status.
    pub status: u16,
    /// The headers that clients look at, by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// What was in it.
    pub body: RecordedBody,
    /// The error that ended the events, where the reply was a stream of such and one did.
    pub ended_by: Option<RecordedError>,
}

/// What there was in a reply, as far as it is kept.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RecordedBody {
    /// The members of the output.
    Members(Value),
    /// An error.
    Error(RecordedError),
    /// Nothing but the length of what there was in bytes, since it was not what the model knows and might have
    /// held anything; zero for a body without anything in it.
    Withheld(u64),
    /// A body of JSON as it is. A recorder keeps none; a file that was written by hand may have it.
    Json(Value),
    /// A body of text as it is. A recorder keeps none; a file that was written by hand may have it.
    Text(String),
    /// Any other body as it is. A recorder keeps none; a file that was written by hand may have it.
    Bytes(Bytes),
}

/// What a recording keeps of an error that the service answered with.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RecordedError {
    /// The error code, as the model has it where it does.
    pub code: Option<String>,
    /// The message, wherever it stood in the answer.
    pub message: Option<String>,
    /// The members of the exception, where the model lists one for the code.
    pub members: Option<Value>,
}

impl RecordedRequest {
    fn write(&self) -> Value {
        match self {
            Self::Members(members) => json!({ "members": members }),
            Self::Withheld(length) => json!({ "withheld_bytes": length }),
        }
    }

    fn read(from: &Value) -> Result<Self, String> {
        match one_of(from, ["members", "withheld_bytes"])? {
            ("members", members) => Ok(Self::Members(object("members", members)?)),
            (_, length) => Ok(Self::Withheld(self::length(length)?)),
        }
    }
}

impl RecordedBody {
    fn write(&self) -> (&'static str, Value) {
        match self {
            Self::Members(members) => ("members", members.clone()),
            Self::Error(error) => ("error", error.write()),
            Self::Withheld(length) => ("withheld_bytes", (*length).into()),
            Self::Json(json) => ("json", json.clone()),
            Self::Text(text) => ("text", text.as_str().into()),
            Self::Bytes(bytes) => ("base64", STANDARD.encode(bytes).into()),
        }
    }

    fn read(from: &Value) -> Result<Self, String> {
        match one_of(from, ["members", "error", "withheld_bytes", "json", "text", "base64"])? {
            ("members", members) => Ok(Self::Members(object("members", members)?)),
            ("error", error) => Ok(Self::Error(RecordedError::read(error)?)),
            ("withheld_bytes", length) => Ok(Self::Withheld(self::length(length)?)),
            ("json", json) => Ok(Self::Json(json.clone())),
            ("text", text) => Ok(Self::Text(text.as_str().ok_or("text: not a string")?.to_owned())),
            (_, text) => {
                let bytes = STANDARD.decode(text.as_str().ok_or("base64: not a string")?);
                Ok(Self::Bytes(bytes.map_err(|error| format!("base64: {error}"))?.into()))
            }
        }
    }
}

impl RecordedError {
    fn write(&self) -> Value {
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let parts =
            [("code", text(&self.code)), ("message", text(&self.message)), ("members", self.members.clone())];
        let parts = parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?)));
        Value::Object(parts.collect())
    }

    fn read(from: &Value) -> Result<Self, String> {
        let text = |name: &str| match from.get(name) {
            None => Ok(None),
            Some(text) => match text.as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(format!("error.{name}: not a string")),
            },
        };
        object("error", from)?;
        let members = from.get("members").map(|members| object("error.members", members));
        Ok(Self { code: text("code")?, message: text("message")?, members: members.transpose()? })
    }
}

/// The text of a file that holds these exchanges.
pub(super) fn write(exchanges: &[Exchange]) -> String {
    let exchanges: Vec<Value> = exchanges.iter().map(write_one).collect();
    format!("{:#}\n", json!({ "version": VERSION, "exchanges": exchanges }))
}

fn write_one(exchange: &Exchange) -> Value {
    let reply = &exchange.reply;
    let mut came = Map::new();
    came.insert("status".to_owned(), reply.status.into());
    came.insert("headers".to_owned(), json!(reply.headers));
    let (form, body) = reply.body.write();
    came.insert(form.to_owned(), body);
    if let Some(error) = &reply.ended_by {
        came.insert("ended_by".to_owned(), error.write());
    }
    json!({ "operation": exchange.operation, "request": exchange.request.write(), "reply": came })
}

/// The exchanges that the text of a file holds.
///
/// # Errors
///
/// What is wrong with the text, and where.
pub(super) fn read(text: &str) -> Result<Vec<Exchange>, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match file.get("version").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(older @ ..VERSION) => {
            return Err(format!(
                "version: {older}, the form of an older library, which kept what one protocol sent; record anew"
            ));
        }
        Some(newer) => return Err(format!("version: {newer}, but this library reads version {VERSION}")),
        None => return Err("version: not a number; is this a recording?".to_owned()),
    }
    let exchanges = file.get("exchanges").and_then(Value::as_array).ok_or("exchanges: not a list")?;
    let read =
        |(index, exchange)| read_one(exchange).map_err(|reason| format!("exchanges[{index}].{reason}"));
    exchanges.iter().enumerate().map(read).collect()
}

fn read_one(exchange: &Value) -> Result<Exchange, String> {
    let (request, reply) = (&exchange["request"], &exchange["reply"]);
    let status = reply["status"].as_u64().and_then(|status| u16::try_from(status).ok());
    let headers = reply["headers"].as_object().ok_or("reply.headers: not an object")?.iter();
    let headers = headers.map(|(name, value)| match value.as_str() {
        Some(value) => Ok((name.to_ascii_lowercase(), value.to_owned())),
        None => Err(format!("reply.headers.{name}: not a string")),
    });
    Ok(Exchange {
        operation: exchange["operation"].as_str().ok_or("operation: not a string")?.to_owned(),
        request: RecordedRequest::read(request).map_err(|reason| format!("request: {reason}"))?,
        reply: RecordedReply {
            status: status.ok_or("reply.status: not a number of 16 bits")?,
            headers: headers.collect::<Result<_, _>>()?,
            body: RecordedBody::read(reply).map_err(|reason| format!("reply: {reason}"))?,
            ended_by: match reply.get("ended_by") {
                Some(error) => {
                    Some(RecordedError::read(error).map_err(|reason| format!("reply.ended_by: {reason}"))?)
                }
                None => None,
            },
        },
    })
}

/// The one of these entries that is there.
fn one_of<'f, const N: usize>(
    from: &'f Value,
    names: [&'static str; N],
) -> Result<(&'static str, &'f Value), String> {
    let mut there = names.iter().filter_map(|name| Some((*name, from.get(*name)?)));
    match (there.next(), there.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(format!("exactly one of \"{}\" is needed", names.join("\", \""))),
    }
}

fn object(name: &str, value: &Value) -> Result<Value, String> {
    if value.is_object() { Ok(value.clone()) } else { Err(format!("{name}: not an object")) }
}

fn length(value: &Value) -> Result<u64, String> {
    value.as_u64().ok_or_else(|| "withheld_bytes: not a length".to_owned())
}
