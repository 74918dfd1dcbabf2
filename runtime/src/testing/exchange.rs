//! One recorded call, and the JSON that it is kept as.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// The form of the file, counted up when it changes.
const VERSION: u64 = 1;

/// A request and the reply to it, without secrets: neither signature nor cookies, and of bodies only what
/// the model knows and does not call sensitive.
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

/// What a recording keeps of a request; the host is not part of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The HTTP method.
    pub method: String,
    /// The path, without a query.
    pub path: String,
    /// The header that names the operation, where the protocol has one.
    pub target: Option<String>,
    /// The body.
    pub body: Body,
}

/// What a recording keeps of a reply.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RecordedReply {
    /// The HTTP status.
    pub status: u16,
    /// The headers that clients look at, by name in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Body,
}

/// A body, as far as it is kept.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// JSON.
    Json(Value),
    /// Other text. A recorder keeps none; a file that was written by hand may have it.
    Text(String),
    /// Anything else. A recorder keeps none; a file that was written by hand may have it.
    Bytes(Bytes),
    /// Nothing but the length of what there was in bytes, since it was not what the model knows and might have
    /// held anything; zero for a body without anything in it.
    Withheld(u64),
}

impl Body {
    /// A body of which only its length may be kept.
    pub(super) fn withheld(bytes: &Bytes) -> Self {
        let is_blank = bytes.trim_ascii().is_empty();
        Self::Withheld(if is_blank { 0 } else { u64::try_from(bytes.len()).unwrap_or(u64::MAX) })
    }

    pub(super) fn to_bytes(&self) -> Bytes {
        match self {
            Self::Json(json) => Bytes::from(json.to_string()),
            Self::Text(text) => Bytes::from(text.clone()),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Withheld(_) => Bytes::new(),
        }
    }

    fn write(&self, into: &mut Map<String, Value>) {
        let (key, value) = match self {
            Self::Json(json) => ("json", json.clone()),
            Self::Text(text) => ("text", text.as_str().into()),
            Self::Bytes(bytes) => ("base64", STANDARD.encode(bytes).into()),
            Self::Withheld(length) => ("withheld_bytes", (*length).into()),
        };
        into.insert(key.to_owned(), value);
    }

    fn read(from: &Value) -> Result<Self, String> {
        let forms = (from.get("json"), from.get("text"), from.get("base64"), from.get("withheld_bytes"));
        match forms {
            (Some(json), None, None, None) => Ok(Self::Json(json.clone())),
            (None, Some(text), None, None) => {
                Ok(Self::Text(text.as_str().ok_or("text: not a string")?.to_owned()))
            }
            (None, None, Some(text), None) => {
                let bytes = STANDARD.decode(text.as_str().ok_or("base64: not a string")?);
                Ok(Self::Bytes(bytes.map_err(|error| format!("base64: {error}"))?.into()))
            }
            (None, None, None, Some(length)) => {
                Ok(Self::Withheld(length.as_u64().ok_or("withheld_bytes: not a length")?))
            }
            _ => {
                Err("exactly one of \"json\", \"text\", \"base64\" and \"withheld_bytes\" is needed"
                    .to_owned())
            }
        }
    }
}

/// The text of a file that holds these exchanges.
pub(super) fn write(exchanges: &[Exchange]) -> String {
    let exchanges: Vec<Value> = exchanges.iter().map(write_one).collect();
    format!("{:#}\n", json!({ "version": VERSION, "exchanges": exchanges }))
}

fn write_one(exchange: &Exchange) -> Value {
    let (request, reply) = (&exchange.request, &exchange.reply);
    let mut sent = Map::new();
    sent.insert("method".to_owned(), request.method.as_str().into());
    sent.insert("path".to_owned(), request.path.as_str().into());
    if let Some(target) = &request.target {
        sent.insert("target".to_owned(), target.as_str().into());
    }
    request.body.write(&mut sent);
    let mut came = Map::new();
    came.insert("status".to_owned(), reply.status.into());
    came.insert("headers".to_owned(), json!(reply.headers));
    reply.body.write(&mut came);
    json!({ "operation": exchange.operation, "request": sent, "reply": came })
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
        Some(other) => return Err(format!("version: {other}, but this library reads version {VERSION}")),
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
        operation: string(exchange, "operation")?,
        request: RecordedRequest {
            method: string(request, "method").map_err(|reason| format!("request.{reason}"))?,
            path: string(request, "path").map_err(|reason| format!("request.{reason}"))?,
            target: request["target"].as_str().map(str::to_owned),
            body: Body::read(request).map_err(|reason| format!("request: {reason}"))?,
        },
        reply: RecordedReply {
            status: status.ok_or("reply.status: not a number of 16 bits")?,
            headers: headers.collect::<Result<_, _>>()?,
            body: Body::read(reply).map_err(|reason| format!("reply: {reason}"))?,
        },
    })
}

fn string(from: &Value, name: &str) -> Result<String, String> {
    from[name].as_str().map(str::to_owned).ok_or_else(|| format!("{name}: not a string"))
}
