//! Suite files, in the form of botocore's protocol tests, or models of Smithy's form with tests in them.

use std::path::Path;

use serde_json::{Map, Value, json};
use shapesmith_codegen::Sources;

use super::shapes::Shapes;
use cargo_shapesmith::shared::Error;

/// Cases that share metadata and shapes.
#[derive(Debug)]
pub(crate) struct Suite {
    /// What reports call it: the file, and its place there.
    pub(crate) name: String,
    /// The metadata of the service.
    pub(crate) metadata: Map<String, Value>,
    /// The shapes of the service.
    pub(crate) shapes: Map<String, Value>,
    /// The endpoint that the client is told, where the suite names one.
    pub(super) client_endpoint: Option<String>,
    /// The cases.
    pub(crate) cases: Vec<Case>,
    /// The model that crates are generated from, where the suite has a whole one.
    pub(super) model: Option<Box<Sources>>,
}

/// A request to be written, or a reply to be read.
#[derive(Debug)]
pub(crate) struct Case {
    /// The case's id, or its place in the suite.
    pub(crate) id: String,
    /// The operation, as models have it.
    pub(crate) given: Value,
    /// The input.
    pub(crate) params: Value,
    /// The request that is expected.
    pub(crate) serialized: Option<Value>,
    /// The reply to read.
    pub(crate) response: Option<Value>,
    /// The output that is expected.
    pub(crate) result: Option<Value>,
    /// The members of the exception that is expected.
    pub(crate) error: Option<Value>,
    /// The error code that is expected.
    pub(crate) error_code: Option<String>,
    /// The exception that is expected, whatever its code is.
    pub(crate) error_shape: Option<String>,
    /// The error message that is expected.
    pub(crate) error_message: Option<String>,
    /// Where the request goes, where the case has a say in it.
    pub(crate) endpoint_url: Option<String>,
    /// The members of the input that a request needs to be sent at all, where the case is about the reply.
    pub(crate) labels: Value,
    /// What is expected of the events of the reply, where the case is about these.
    pub(crate) events: Option<Events>,
}

/// What is expected of a stream of events.
#[derive(Debug)]
pub(crate) struct Events {
    /// The events that come, each as an object with one member.
    pub(crate) read: Vec<Value>,
    /// What ends the stream before its time, if anything does: an exception by its name, or any error.
    pub(crate) failure: Option<Option<String>>,
}

impl Suite {
    /// Whether bodies are binary, and stand in the suite in base64.
    pub(crate) fn has_binary_bodies(&self) -> bool {
        let cbor = |protocol: &Value| protocol.as_str() == Some("smithy-rpc-v2-cbor");
        match self.metadata.get("protocols").and_then(Value::as_array) {
            Some(protocols) => protocols.iter().all(cbor),
            None => self.metadata.get("protocol").is_some_and(cbor),
        }
    }

    /// Where requests go.
    pub(crate) fn endpoint_url(&self) -> &str {
        self.client_endpoint.as_deref().unwrap_or("https://example.com")
    }
}

impl Case {
    /// Whether the case is about a request, not about a reply.
    pub(crate) fn expects_request(&self) -> bool {
        self.serialized.is_some()
    }

    /// The name of the input's or output's shape.
    pub(crate) fn shape(&self, key: &str) -> Option<&str> {
        self.given.get(key)?.get("shape")?.as_str()
    }

    /// The names of the exceptions that the operation lists.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &str> {
        let errors = self.given.get("errors").and_then(Value::as_array).into_iter().flatten();
        errors.filter_map(|error| error.get("shape")?.as_str())
    }
}

/// The name of a case's operation.
pub(crate) fn operation_name(case: &Case) -> String {
    let name = case.given.get("name").and_then(Value::as_str);
    name.unwrap_or("OperationName").to_owned()
}

/// Reads the suites of a file: a list of them, an object of lists, or a model of Smithy's form.
pub(crate) fn read(path: &Path) -> Result<Vec<Suite>, Error> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, "read it", &error))?;
    let shown = path.display().to_string();
    let value: Value = serde_json::from_str(&text).map_err(|error| Error::new(&shown, error.to_string()))?;
    let file = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    if value.get("smithy").is_some() {
        return Ok(super::ast::suites(&file, &text, &value));
    }
    let lists = match value {
        Value::Array(suites) => vec![(String::new(), suites)],
        Value::Object(lists) => {
            let lists = lists.into_iter().map(|(key, list)| match list {
                Value::Array(suites) => Ok((format!("{key} "), suites)),
                _ => Err(Error::new(format!("{shown}: {key}"), "expected a list of suites")),
            });
            lists.collect::<Result<_, _>>()?
        }
        _ => return Err(Error::new(shown, "expected a list of suites, or an object of such lists")),
    };
    let mut suites = Vec::new();
    for (key, list) in lists {
        for (number, value) in list.into_iter().enumerate() {
            let description = value.get("description").and_then(Value::as_str).unwrap_or_default();
            let name = format!("{file}: {key}{number} {description}").trim_end().to_owned();
            suites.push(
                suite(value, name).map_err(|reason| Error::new(format!("{shown}: {key}{number}"), reason))?,
            );
        }
    }
    Ok(suites)
}

fn suite(value: Value, name: String) -> Result<Suite, String> {
    let Value::Object(mut suite) = value else { return Err("a suite is an object".to_owned()) };
    let mut object = |key: &str| match suite.remove(key) {
        Some(Value::Object(object)) => Ok(object),
        _ => Err(format!("a suite needs the key \"{key}\" with an object")),
    };
    let (metadata, shapes) = (object("metadata")?, object("shapes")?);
    let Some(Value::Array(cases)) = suite.remove("cases") else {
        return Err("a suite needs the key \"cases\" with a list".to_owned());
    };
    let cases = cases.into_iter().enumerate().map(|(number, value)| case(value, number));
    let cases = cases.map(|case| case.map(|case| with_events(case, &shapes)));
    let cases = cases.collect::<Result<_, _>>()?;
    Ok(Suite {
        name,
        metadata,
        shapes,
        client_endpoint: suite.get("clientEndpoint").and_then(Value::as_str).map(str::to_owned),
        cases,
        model: None,
    })
}

/// A case with what it says of events, where that is what its output holds. Its result has them as a list, and its body is their messages, in base64.
fn with_events(mut case: Case, shapes: &Map<String, Value>) -> Case {
    let member = Shapes::of(shapes).events(case.shape("output")).map(|member| member.name);
    let (Some(member), Some(Value::Object(response)), Some(Value::Object(result))) =
        (member, &mut case.response, &mut case.result)
    else {
        return case;
    };
    let messages = response.remove("body");
    response.insert("messages".to_owned(), json!([{ "bytes": messages }]));
    let read = match result.remove(member) {
        Some(Value::Array(read)) => read,
        _ => Vec::new(),
    };
    case.events = Some(Events { read, failure: None });
    case
}

fn case(value: Value, number: usize) -> Result<Case, String> {
    let Value::Object(mut case) = value else { return Err(format!("cases.{number}: a case is an object")) };
    let text = |key: &str| case.get(key).and_then(Value::as_str).map(str::to_owned);
    let id = text("id").or_else(|| text("description")).unwrap_or_else(|| format!("case {number}"));
    let (error_code, error_message) = (text("errorCode"), text("errorMessage"));
    let Some(given) = case.remove("given").filter(Value::is_object) else {
        return Err(format!("cases.{number}: a case needs the key \"given\" with an object"));
    };
    let (serialized, response) = (case.remove("serialized"), case.remove("response"));
    if serialized.is_some() == response.is_some() {
        return Err(format!("cases.{number}: a case needs one of the keys \"serialized\" and \"response\""));
    }
    Ok(Case {
        id,
        given,
        params: case.remove("params").unwrap_or_else(|| Value::Object(Map::new())),
        serialized,
        response,
        result: case.remove("result"),
        error: case.remove("error"),
        error_code,
        error_shape: None,
        error_message,
        endpoint_url: None,
        labels: Value::Null,
        events: None,
    })
}
