//! Members outside of bodies: what is written into paths, queries and headers is read as it was, or refused.

use std::collections::HashMap;

use shapesmith_runtime::error::{ErrorKind, Unhandled};
use shapesmith_runtime::operation::{Operation, OperationSchema, ServiceSchema};
use shapesmith_runtime::protocol::RestJson;
use shapesmith_runtime::test_util::Fake;
use shapesmith_runtime::{Client, RequestConfig, request};

use super::RUNTIME;

static PROTOCOL: RestJson = RestJson::new();
static SERVICE: ServiceSchema = ServiceSchema::new("Bindings", &PROTOCOL).signing_name("bindings");

#[derive(Clone, Default, PartialEq)]
struct Message {
    label: String,
    greedy: String,
    parameter: Option<String>,
    parameters: Option<Vec<String>>,
    more: Option<HashMap<String, String>>,
    header: Option<String>,
    headers: Option<Vec<String>>,
    meta: Option<HashMap<String, String>>,
    json: Option<String>,
}

shapesmith_runtime::structure! {
    Message as "Message" {
        label: "Label" => String, LABEL, REQUIRED;
        greedy: "Greedy" => String, GREEDY_LABEL, REQUIRED;
        parameter: "Parameter" => String, wire("p"), QUERY;
        parameters: "Parameters" => List(&each(String)), wire("ps"), QUERY;
        more: "More" => Map(&pair(each(String), each(String))), QUERY_MAP;
        header: "Header" => String, wire("x-header"), HEADER;
        headers: "Headers" => List(&each(String)), wire("x-headers"), HEADER;
        meta: "Meta" => Map(&pair(each(String), each(String))), wire("x-meta-"), PREFIX_HEADERS;
        json: "Json" => String, wire("x-json"), HEADER, JSON_TEXT;
    }
}

#[derive(Clone, PartialEq)]
struct Nothing {}

shapesmith_runtime::structure! { Nothing as "Nothing" {} }

#[derive(Clone)]
enum SendError {
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! { SendError {} }

impl Operation for Message {
    type Output = Nothing;
    type Error = SendError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE)
        .name("Send")
        .http("POST", "/a/{Label}/b/{Greedy+}?literal&x=1");
}

/// Any text, cut at each NUL into the values of members.
fn message(text: &str) -> Message {
    let mut parts = text.split('\0').map(str::to_owned);
    let mut next = || parts.next();
    let (label, greedy) = (next().unwrap_or_default(), next().unwrap_or_default());
    let (parameter, header, json) = (next(), next(), next());
    let pair = |next: &mut dyn FnMut() -> Option<String>| Some(HashMap::from([(next()?, next()?)]));
    let (more, meta) = (pair(&mut next), pair(&mut next));
    let parameters: Vec<String> = parts.collect();
    let parameters = (!parameters.is_empty()).then_some(parameters);
    Message { label, greedy, parameter, headers: parameters.clone(), parameters, more, header, meta, json }
}

/// What a service reads of a message: white space around headers is none of their values, names of headers have no
/// case, and a parameter of its own wins over an entry of its name.
fn as_read(mut message: Message) -> Message {
    let trimmed = |text: &mut String| *text = text.trim().to_owned();
    message.header.iter_mut().for_each(trimmed);
    message.headers.iter_mut().flatten().for_each(trimmed);
    message.meta = message.meta.map(|meta| {
        meta.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()
    });
    let named = [("p", message.parameter.is_some()), ("ps", message.parameters.is_some())];
    let is_own = |key: &str| named.iter().any(|(name, is_set)| *name == key && *is_set);
    message.more = message.more.map(|more| more.into_iter().filter(|(key, _)| !is_own(key)).collect());
    message
}

/// Any bytes as the members of a request: the service reads what was written, or nothing is sent.
///
/// # Panics
///
/// When that does not hold.
pub fn bindings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let given = message(text);
    let fake = Fake::new(&SERVICE, |config| Client::new(&SERVICE, config)).on(|_: &Message| Ok(Nothing {}));
    let config = RequestConfig::new();
    let sent = request::send(&fake, given.clone(), &config);
    let outcome = RUNTIME.with(|runtime| runtime.block_on(sent));
    let read = fake.calls::<Message>();
    match outcome {
        Ok(_) => {
            // Quotes keep what is inside of them, white space too.
            let quoted = |message: &Message| {
                message
                    .headers
                    .iter()
                    .flatten()
                    .any(|value| value.contains([',', '"']) && value.trim() != value)
            };
            // A parameter that is read back under the name of another member was given under that name.
            let is_taken = given.more.iter().flatten().any(|(key, _)| matches!(key.as_str(), "p" | "ps"));
            // One empty value is an empty header, which holds no values.
            let is_blank =
                given.headers.as_ref().is_some_and(|values| values.len() == 1 && values[0].trim().is_empty());
            if !quoted(&given) && !is_taken && !is_blank {
                assert!(read == [as_read(given.clone())], "{given:?} was read as {read:?}");
            }
        }
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Request(_)), "{error}: {given:?}");
            assert!(read.is_empty() && !error.to_string().contains('\n'), "{error}");
        }
    }
}
