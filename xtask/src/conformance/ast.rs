//! Suites out of models in Smithy's form, whose operations and exceptions carry their tests.
//!
//! Source: [HTTP protocol compliance tests](https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use shapesmith_codegen::ir::{self, Element, Idempotency, Place, Presence, ShapeId, ShapeKind};
use shapesmith_codegen::{PROTOCOL_TRAITS, Source, Sources};

use super::suite::{Case, Events, Suite};

const REQUESTS: &str = "smithy.test#httpRequestTests";
const REPLIES: &str = "smithy.test#httpResponseTests";
const EVENTS: &str = "smithy.test#eventStreamTests";

/// The suites of a file: one for each service and each protocol that it lists and has cases for.
pub(super) fn suites(file: &str, text: &str, model: &Value) -> Vec<Suite> {
    let empty = Map::new();
    let shapes = model.get("shapes").and_then(Value::as_object).unwrap_or(&empty);
    let services = shapes.iter().filter(|(_, shape)| shape.get("type").is_some_and(|kind| kind == "service"));
    let mut suites = Vec::new();
    for (service, shape) in services {
        for (protocol, name) in PROTOCOL_TRAITS {
            if shape.get("traits").is_none_or(|traits| traits.get(protocol).is_none()) {
                continue;
            }
            let source = Source { name: file.to_owned(), text: text.to_owned() };
            let sources = Sources {
                service_shape: Some(service.clone()),
                protocol: Some(name.to_owned()),
                ..Sources::new(source)
            };
            let suite =
                Written { shapes, protocol }.suite(format!("{file}: {service} {name}"), name, sources);
            if !suite.cases.is_empty() {
                suites.push(suite);
            }
        }
    }
    suites
}

/// A service, and the files that it was read from: without the corrections of the service that a suite is named after,
/// where they do not fit what the suite has of it.
fn loaded(mut sources: Sources) -> (Option<ir::Service>, Sources) {
    loop {
        match shapesmith_codegen::load(&sources) {
            Ok(service) => return (Some(service), sources),
            Err(error) if sources.corrections.iter().any(|correction| correction.name == error.file) => {
                sources.corrections.retain(|correction| correction.name != error.file);
            }
            Err(_) => return (None, sources),
        }
    }
}

/// The shapes as the file has them, and the protocol whose cases are wanted.
struct Written<'a> {
    shapes: &'a Map<String, Value>,
    protocol: &'a str,
}

impl Written<'_> {
    fn suite(&self, name: String, protocol: &str, sources: Sources) -> Suite {
        // A model that cannot be read is told of each case, by whoever generates the crate.
        let (service, sources) = loaded(sources);
        let cases = match &service {
            Some(service) => self.cases(service),
            None => self.cases_of_what_is_written(&sources),
        };
        Suite {
            name,
            metadata: Map::from_iter([("protocol".to_owned(), protocol.into())]),
            shapes: service.as_ref().map(shapes).unwrap_or_default(),
            client_endpoint: None,
            cases,
            model: Some(Box::new(sources)),
        }
    }

    /// The cases of a service: those on its operations, and those on exceptions with the first operation that has them.
    fn cases(&self, service: &ir::Service) -> Vec<Case> {
        let mut cases = Vec::new();
        let mut exceptions: BTreeMap<&str, (ShapeId, &ir::Operation)> = BTreeMap::new();
        for operation in &service.operations {
            cases.extend(self.cases_on(operation.origin.place(), &given(service, operation), None));
            for id in &operation.errors {
                exceptions.entry(service.shape(*id).origin.place()).or_insert((*id, operation));
            }
        }
        for (place, (id, operation)) in exceptions {
            let exception = service.shape(id).name.clone();
            cases.extend(self.cases_on(place, &given(service, operation), Some(exception)));
        }
        cases
    }

    /// The cases of operations where nothing more is known than what is written.
    fn cases_of_what_is_written(&self, sources: &Sources) -> Vec<Case> {
        let mut ids = Vec::new();
        self.operations_of(
            sources.service_shape.as_deref().unwrap_or_default(),
            &mut BTreeSet::new(),
            &mut ids,
        );
        ids.into_iter()
            .flat_map(|id| {
                let name = id.rsplit_once('#').map_or(id, |(_, name)| name);
                self.cases_on(id, &json!({"name": name}), None)
            })
            .collect()
    }

    /// The operations of a service or a resource, and of its resources, as far as they can be found.
    fn operations_of<'s>(&'s self, id: &'s str, seen: &mut BTreeSet<&'s str>, operations: &mut Vec<&'s str>) {
        let Some(shape) = self.shapes.get(id).filter(|_| seen.insert(id)) else { return };
        let target = |reference: &'s Value| reference.get("target").and_then(Value::as_str);
        let listed =
            |key: &str| shape.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(target);
        operations.extend(listed("operations").chain(listed("collectionOperations")));
        let own = ["create", "put", "read", "update", "delete", "list"];
        operations.extend(own.iter().filter_map(|key| target(shape.get(key)?)));
        listed("resources").for_each(|resource| self.operations_of(resource, seen, operations));
    }

    /// The cases for clients on an operation, or on an exception.
    fn cases_on(&self, id: &str, given: &Value, exception: Option<String>) -> Vec<Case> {
        let traits = self.shapes.get(id).and_then(|shape| shape.get("traits"));
        let listed = |name: &str| {
            let cases = traits.and_then(|traits| traits.get(name)?.as_array()).into_iter().flatten();
            cases.filter(|case| {
                case.get("protocol").is_some_and(|protocol| protocol == self.protocol)
                    && case.get("appliesTo").is_none_or(|whom| whom == "client")
            })
        };
        let requests = listed(REQUESTS).map(|case| request(case, given));
        let replies = listed(REPLIES).map(|case| reply(case, given, exception.as_ref()));
        requests.chain(replies).chain(listed(EVENTS).map(|case| events(case, given))).collect()
    }
}

/// A case about a request.
fn request(case: &Value, given: &Value) -> Case {
    let mut serialized = Map::new();
    let keys = [
        "method",
        "headers",
        "forbidHeaders",
        "requireHeaders",
        "forbidQueryParams",
        "requireQueryParams",
        "body",
    ];
    for key in keys {
        serialized.extend(case.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    serialized.extend(case.get("resolvedHost").map(|host| ("host".to_owned(), host.clone())));
    if let Some(uri) = case.get("uri").and_then(Value::as_str) {
        let query = case.get("queryParams").and_then(Value::as_array).into_iter().flatten();
        let query: Vec<&str> = query.filter_map(Value::as_str).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        serialized.insert("uri".to_owned(), format!("{uri}{mark}{}", query.join("&")).into());
    }
    let host = case.get("host").and_then(Value::as_str);
    Case {
        serialized: Some(Value::Object(serialized)),
        endpoint_url: host.map(|host| format!("https://{host}")),
        ..named(case, given)
    }
}

/// A case about a reply.
fn reply(case: &Value, given: &Value, exception: Option<&String>) -> Case {
    let value = |key: &str| case.get(key).cloned();
    let response = json!({
        "status_code": value("code"),
        "headers": value("headers").unwrap_or_else(|| json!({})),
        "body": value("body").unwrap_or_else(|| "".into()),
    });
    let params = value("params").unwrap_or_else(|| json!({}));
    let (result, error) = if exception.is_some() { (None, Some(params)) } else { (Some(params), None) };
    Case { response: Some(response), result, error, error_shape: exception.cloned(), ..named(case, given) }
}

/// A case about a stream of events. Those that go up are refused with their operations, so that what is left are replies.
fn events(case: &Value, given: &Value) -> Case {
    let initial = case.get("initialResponse");
    let value = |key: &str| initial.and_then(|initial| initial.get(key)).cloned();
    let messages = case.get("events").and_then(Value::as_array).cloned().unwrap_or_default();
    let failure = case.get("expectation").and_then(|expectation| expectation.get("failure"));
    // What fails is the last message, and what it would be read as is no event.
    let read = messages.len() - usize::from(failure.is_some() && !messages.is_empty());
    let read = messages.iter().take(read).map(|message| message.get("params").cloned().unwrap_or_default());
    let events = Events {
        read: read.collect(),
        failure: failure.map(|failure| {
            let exception = failure.get("errorId").and_then(Value::as_str);
            exception.map(|id| id.rsplit_once('#').map_or(id, |(_, name)| name).to_owned())
        }),
    };
    let headers = json!({"content-type": "application/vnd.amazon.eventstream"});
    let response = json!({
        "status_code": value("code").unwrap_or_else(|| 200.into()),
        "headers": value("headers").unwrap_or(headers),
        "body": value("body").unwrap_or_else(|| "".into()),
        "messages": messages,
    });
    Case { response: Some(response), events: Some(events), ..named(case, given) }
}

/// A case of which nothing but its name, its operation and its input is said.
fn named(case: &Value, given: &Value) -> Case {
    Case {
        id: case.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
        given: given.clone(),
        params: case.get("params").cloned().unwrap_or_else(|| json!({})),
        serialized: None,
        response: None,
        result: None,
        error: None,
        error_code: None,
        error_shape: None,
        error_message: None,
        endpoint_url: None,
        labels: given.get("labels").cloned().unwrap_or_default(),
        events: None,
    }
}

/// An operation, as suites of botocore's form give it.
fn given(service: &ir::Service, operation: &ir::Operation) -> Value {
    let errors: Vec<Value> = operation.errors.iter().map(|id| json!({"shape": key(service, *id)})).collect();
    json!({
        "name": operation.name,
        "input": {"shape": key(service, operation.input)},
        "output": {"shape": key(service, operation.output)},
        "errors": errors,
        "labels": labels(service, operation),
    })
}

/// Something for each member that stands in the path or in the host name.
fn labels(service: &ir::Service, operation: &ir::Operation) -> Map<String, Value> {
    let in_path = operation.http.uri.parts.iter().filter_map(ir::UriPart::label);
    let in_host =
        operation.host_prefix.iter().flat_map(|prefix| &prefix.parts).filter_map(|part| match part {
            ir::HostPart::Label(name) => Some(name),
            ir::HostPart::Text(_) => None,
        });
    let members = service.shape(operation.input).members();
    in_path
        .chain(in_host)
        .filter_map(|name| {
            let member = members.iter().find(|member| member.name == *name)?;
            let value = match service.shape(member.element.target).kind {
                ShapeKind::Boolean => json!(true),
                ShapeKind::Integer | ShapeKind::Long | ShapeKind::Float | ShapeKind::Double => json!(1),
                ShapeKind::Timestamp => json!("2026-01-31T00:00:00Z"),
                _ => json!("x"),
            };
            Some((name.clone(), value))
        })
        .collect()
}

/// What a shape is called here. Names need not be unique, and exceptions go by theirs.
fn key(service: &ir::Service, id: ShapeId) -> String {
    let shape = service.shape(id);
    match shape.kind {
        ShapeKind::Exception(_) => shape.name.clone(),
        _ => {
            let position = service.shapes().position(|(other, _)| other == id).unwrap_or_default();
            format!("{} {position}", shape.name)
        }
    }
}

/// The shapes of a service, as suites of botocore's form have them.
fn shapes(service: &ir::Service) -> Map<String, Value> {
    let element = |element: &Element| json!({"shape": key(service, element.target)});
    let shape = |(id, shape): (ShapeId, &ir::Shape)| {
        let value = match &shape.kind {
            ShapeKind::Boolean => json!({"type": "boolean"}),
            ShapeKind::Integer => json!({"type": "integer"}),
            ShapeKind::Long => json!({"type": "long"}),
            ShapeKind::Float => json!({"type": "float"}),
            ShapeKind::Double => json!({"type": "double"}),
            ShapeKind::String | ShapeKind::Enum(_) => json!({"type": "string"}),
            ShapeKind::Blob => json!({"type": "blob"}),
            ShapeKind::Stream => json!({"type": "blob", "streaming": true}),
            ShapeKind::Events { event, .. } => {
                let mut events = structure(service, service.shape(event.target));
                if let Value::Object(facts) = &mut events {
                    facts.insert("eventstream".to_owned(), true.into());
                }
                events
            }
            ShapeKind::Timestamp => json!({"type": "timestamp"}),
            ShapeKind::Document => json!({"type": "structure", "document": true}),
            ShapeKind::List { element: inner, .. } => json!({"type": "list", "member": element(inner)}),
            ShapeKind::Map { key, value, .. } => {
                json!({"type": "map", "key": element(key), "value": element(value)})
            }
            ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Exception(_) => {
                structure(service, shape)
            }
        };
        (key(service, id), value)
    };
    service.shapes().map(shape).collect()
}

fn structure(service: &ir::Service, shape: &ir::Shape) -> Value {
    let member = |member: &ir::Member| {
        let value = json!({
            "shape": key(service, member.element.target),
            "locationName": member.on_the_wire(),
            "idempotencyToken": member.idempotency == Idempotency::Token,
            "eventheader": member.place == Place::EventHeader,
            "eventpayload": member.place == Place::EventPayload,
        });
        (member.name.clone(), value)
    };
    let required = shape.members().iter().filter(|member| member.presence == Presence::Required);
    let required: Vec<&str> = required.map(|member| member.name.as_str()).collect();
    let error = match &shape.kind {
        ShapeKind::Exception(exception) => json!({"code": exception.code}),
        _ => json!({}),
    };
    let members: Map<String, Value> = shape.members().iter().map(member).collect();
    json!({"type": "structure", "members": members, "required": required, "error": error})
}
