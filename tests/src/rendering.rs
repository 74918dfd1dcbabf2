//! The intermediate representation as text that a person can review.
//!
//! Operations and the shapes that become Rust types have a paragraph each; scalars, lists and maps
//! are told where they are used. Only what is out of the ordinary is written.

use std::fmt::Write;

use shapesmith_codegen::analyse;
use shapesmith_codegen::ir::{
    Authentication, Constraints, CrossRegion, Deprecation, Element, EndpointDiscovery, Exception, Fault,
    Flattening, HostLabel, HostPrefix, Http, Idempotency, Indirection, Media, Member, MemberPath, Namespace,
    Operation, Paginator, Place, Presence, Protocol, Retry, RustTraits, Scheme, Sensitivity, Service, Shape,
    ShapeId, ShapeKind, Sparsity, Support, TimestampFormat,
};

/// The text of a service, after the passes that decide about boxes, cycles and traits.
pub fn render(service: &Service) -> String {
    let mut service = service.clone();
    let usage = analyse(&mut service);
    let mut paragraphs = vec![header(&service)];
    paragraphs.extend(service.operations.iter().map(|operation| render_operation(&service, operation)));
    for (id, shape) in service.shapes() {
        paragraphs.extend(render_shape(&service, shape, usage.traits.get(&id)));
    }
    paragraphs.join("\n")
}

fn header(service: &Service) -> String {
    let compatible = |yes: &bool| if *yes { ", query compatible" } else { "" };
    let protocol = match &service.protocol {
        Protocol::AwsJson { version, target_prefix, query_compatible } => {
            format!("aws-json {version}{}, target {target_prefix}", compatible(query_compatible))
        }
        Protocol::RestJson => "rest-json".to_owned(),
        Protocol::RestXml => "rest-xml".to_owned(),
        Protocol::Query => "query".to_owned(),
        Protocol::Ec2 => "ec2".to_owned(),
        Protocol::RpcV2Cbor { service, query_compatible } => {
            format!("rpc-v2-cbor of {service}{}", compatible(query_compatible))
        }
    };
    let headers = service.headers.iter().map(|(name, value)| format!(", header {name}: {value}"));
    let telling = service.endpoint_operation.as_ref().map(|name| format!(", endpoints from {name}"));
    format!(
        "service {}: {protocol}{}{}\n",
        service.id,
        headers.collect::<String>(),
        telling.unwrap_or_default()
    )
}

fn render_operation(service: &Service, operation: &Operation) -> String {
    let mut out = format!("operation {}", operation.name);
    if operation.wire_name != operation.name {
        out.push_str(&format!(", {:?} on the wire", operation.wire_name));
    }
    let Authentication { signed, schemes, optional } = &operation.authentication;
    match (signed, schemes.as_slice(), optional) {
        (true, [], _) => {}
        (true, [Scheme::Bearer], _) => out.push_str(", signed or with a bearer token"),
        (false, [Scheme::Bearer], false) => out.push_str(", with a bearer token"),
        (false, [], _) => out.push_str(", unsigned"),
        others => out.push_str(&format!(", authorised by {others:?}")),
    }
    out.push_str(&deprecation(operation.deprecated.as_ref()));
    out.push('\n');
    let name = |id: ShapeId| service.shape(id).name.as_str();
    line(&mut out, format_args!("input {}, output {}", name(operation.input), name(operation.output)));
    let Http { method, uri, .. } = &operation.http;
    if method != "POST" || uri.to_string() != "/" {
        line(&mut out, format_args!("sent with {method} {uri}"));
    }
    if let Some(wrapper) = &operation.result_wrapper {
        line(&mut out, format_args!("answered in {wrapper}"));
    }
    if let Some(root) = &operation.xml_root {
        line(&mut out, format_args!("sent in {}", root.name));
    }
    if !operation.errors.is_empty() {
        let errors: Vec<_> = operation.errors.iter().map(|id| name(*id)).collect();
        line(&mut out, format_args!("errors {}", errors.join(", ")));
    }
    if let Some(prefix) = operation.host_prefix.as_ref().map(HostPrefix::to_string) {
        line(&mut out, format_args!("host prefix {prefix:?}"));
    }
    match operation.endpoint_discovery {
        EndpointDiscovery::None => {}
        EndpointDiscovery::Optional => line(&mut out, format_args!("endpoint may be discovered")),
        EndpointDiscovery::Required => line(&mut out, format_args!("endpoint must be discovered")),
    }
    if !operation.endpoint_identifiers.is_empty() {
        let paths: Vec<_> = operation.endpoint_identifiers.iter().map(|path| path.join(".")).collect();
        line(&mut out, format_args!("endpoint depends on {}", paths.join(", ")));
    }
    if let Some(CrossRegion { source, destination, url, .. }) = &operation.cross_region {
        line(&mut out, format_args!("copies from {source} to {destination} by {url}"));
    }
    for (field, member) in &operation.form_fields {
        line(&mut out, format_args!("{member} is {field} in forms"));
    }
    if let Some(header) = &operation.tree_hash {
        line(&mut out, format_args!("tree hash in {header}"));
    }
    if let Some(paginator) = &operation.paginator {
        render_paginator(service, paginator, &mut out);
    }
    out
}

fn render_paginator(service: &Service, paginator: &Paginator, out: &mut String) {
    let joined = |paths: &[MemberPath], between: &str| {
        paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
    };
    for token in &paginator.tokens {
        let output = joined(&token.output, " or ");
        line(out, format_args!("token {} from {output}", token.input));
    }
    if let Some(limit) = &paginator.limit_key {
        line(out, format_args!("page size {}", limit));
    }
    if let Some(more) = &paginator.more_results {
        line(out, format_args!("more pages if {}", more));
    }
    let items = match &paginator.items {
        Some(items) => format!("items of {}", describe(service, items.container)),
        None => "no items".to_owned(),
    };
    line(out, format_args!("results {}: {items}", joined(&paginator.result_keys, ", ")));
}

/// The paragraph of a shape; none for those that are told where they are used.
fn render_shape(service: &Service, shape: &Shape, traits: Option<&RustTraits>) -> Option<String> {
    let (kind, facts) = match &shape.kind {
        ShapeKind::Structure(_) => ("structure", String::new()),
        ShapeKind::Union(_) => ("union", String::new()),
        ShapeKind::Exception(exception) => ("exception", exception_facts(shape, exception)),
        ShapeKind::Enum(_) => ("enum", String::new()),
        _ => return None,
    };
    let mut out = format!("{kind} {}", shape.name);
    match &shape.model_name {
        None => out.push_str(", made up"),
        Some(model_name) if *model_name != shape.name => {
            out.push_str(&format!(", {model_name} in the model"))
        }
        Some(_) => {}
    }
    out.push_str(&facts);
    if shape.sensitivity == Sensitivity::Sensitive {
        out.push_str(", sensitive");
    }
    out.push_str(&deprecation(shape.deprecated.as_ref()));
    out.push_str(&traits.map(rust_traits).unwrap_or_default());
    out.push('\n');
    for member in shape.members() {
        line(&mut out, format_args!("{}", render_member(service, member)));
    }
    if let ShapeKind::Enum(values) = &shape.kind {
        for value in values {
            line(&mut out, format_args!("{value:?}"));
        }
    }
    Some(out)
}

fn exception_facts(shape: &Shape, exception: &Exception) -> String {
    let mut facts = String::new();
    if exception.code != shape.name {
        facts.push_str(&format!(", code {:?}", exception.code));
    }
    if let Some(status) = exception.status {
        facts.push_str(&format!(", status {status}"));
    }
    if exception.fault == Fault::Server {
        facts.push_str(", fault of the service");
    }
    facts.push_str(match exception.retry {
        Retry::Unspecified => "",
        Retry::Retryable => ", retryable",
        Retry::Throttling => ", throttling",
    });
    facts
}

/// The traits of a Rust type that not every type has.
fn rust_traits(traits: &RustTraits) -> String {
    let all = [("Eq", traits.equality), ("Hash", traits.hash), ("Default", traits.default)];
    let has: Vec<_> =
        all.iter().filter(|(_, support)| *support == Support::Yes).map(|(name, _)| *name).collect();
    if has.is_empty() { String::new() } else { format!(" [{}]", has.join(" ")) }
}

fn render_member(service: &Service, member: &Member) -> String {
    let mut out = format!("{}: {}", member.name, element(service, &member.element));
    if let Some(name) = &member.query_name {
        out.push_str(&format!(", {name:?} in requests"));
    }
    if member.flattening == Flattening::Flattened {
        out.push_str(", flattened");
    }
    if member.is_attribute {
        out.push_str(", attribute");
    }
    if member.is_root_text {
        out.push_str(", text of the root");
    }
    if member.is_last_segment {
        out.push_str(", last segment in requests");
    }
    if member.place != Place::Body {
        out.push_str(&format!(", in {}", member.place.in_words()));
    }
    if member.media == Media::Json {
        out.push_str(", JSON");
    }
    out.push_str(match member.presence {
        Presence::Optional => "",
        Presence::Required => ", required",
        Presence::RequiredCycle => ", required in a cycle",
    });
    if member.indirection == Indirection::Boxed {
        out.push_str(", boxed");
    }
    if member.idempotency == Idempotency::Token {
        out.push_str(", idempotency token");
    }
    if let Some(text) = &member.default {
        out.push_str(&format!(", {text:?} when absent"));
    }
    if member.host_label == HostLabel::Label {
        out.push_str(", host label");
    }
    out.push_str(&deprecation(member.deprecated.as_ref()));
    out
}

/// What an element holds, with the traits of this use.
fn element(service: &Service, element: &Element) -> String {
    let mut out = describe(service, element.target);
    if element.sensitivity == Sensitivity::Sensitive {
        out.insert_str(0, "sensitive ");
    }
    if let Some(name) = &element.wire_name {
        out.push_str(&format!(", {name:?} on the wire"));
    }
    if let Some(Namespace { prefix, uri }) = &element.namespace {
        out.push_str(&format!(", namespace {prefix}={uri}"));
    }
    out.push_str(match element.timestamp_format {
        None => "",
        Some(TimestampFormat::EpochSeconds) => " in epoch seconds",
        Some(TimestampFormat::DateTime) => " in RFC 3339",
        Some(TimestampFormat::HttpDate) => " as in HTTP headers",
    });
    out
}

/// What a shape is; lists and maps are never cycles, so this ends.
fn describe(service: &Service, id: ShapeId) -> String {
    let shape = service.shape(id);
    let limits = limits(&shape.constraints);
    let word = match &shape.kind {
        ShapeKind::Boolean => "boolean",
        ShapeKind::Integer => "integer",
        ShapeKind::Long => "long",
        ShapeKind::Float => "float",
        ShapeKind::Double => "double",
        ShapeKind::String => "string",
        ShapeKind::Blob => "blob",
        ShapeKind::Timestamp => "timestamp",
        ShapeKind::Document => "document",
        ShapeKind::List { element: of, sparsity } => {
            return format!("{}list{limits} of {}", sparse(*sparsity), element(service, of));
        }
        ShapeKind::Map { key, value, sparsity } => {
            let (key, value) = (element(service, key), element(service, value));
            return format!("{}map{limits} from {key} to {value}", sparse(*sparsity));
        }
        _ => &shape.name,
    };
    format!("{word}{limits}")
}

fn sparse(sparsity: Sparsity) -> &'static str {
    match sparsity {
        Sparsity::Dense => "",
        Sparsity::Sparse => "sparse ",
    }
}

fn limits(constraints: &Constraints) -> String {
    let Constraints { min, max, pattern } = constraints;
    let range = match (min, max) {
        (None, None) => String::new(),
        (min, max) => {
            let number = |limit: &Option<serde_json::Number>| {
                limit.as_ref().map(ToString::to_string).unwrap_or_default()
            };
            format!("({}..={})", number(min), number(max))
        }
    };
    let pattern = pattern.as_ref().map(|pattern| format!("({pattern})")).unwrap_or_default();
    range + &pattern
}

fn deprecation(deprecation: Option<&Deprecation>) -> String {
    match deprecation {
        None => String::new(),
        Some(Deprecation { message }) if message.is_empty() => ", deprecated".to_owned(),
        Some(Deprecation { message }) => format!(", deprecated: {message:?}"),
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  {text}");
}
